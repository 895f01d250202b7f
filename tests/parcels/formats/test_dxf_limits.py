"""Small drawings that say they hold very much."""

from itertools import pairwise

import ezdxf
import pytest

from geokit.errors import FormatError
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.formats.dxf.entities import readable
from geokit.parcels.read import read_parcels

BOX = [(467_000, 2_583_000), (467_100, 2_583_000), (467_100, 2_583_100), (467_000, 2_583_100)]


@pytest.fixture
def drawing(tmp_path):
    """Save a drawing with a parcel and what else is drawn, and give its path."""

    def save(draw):
        document = ezdxf.new()
        document.modelspace().add_lwpolyline(BOX, close=True)
        draw(document, document.modelspace())
        document.saveas(tmp_path / "x.dxf")
        return tmp_path / "x.dxf"

    return save


def blocks_in_blocks(document, space):
    """Draw nothing, twelve times in each of twelve, eight deep."""
    document.blocks.new("B0")
    for level in range(1, 8):
        block = document.blocks.new(f"B{level}")
        for _ in range(12):
            block.add_blockref(f"B{level - 1}", (0, 0))
    space.add_blockref("B7", (0, 0))


def rows_and_columns(document, space):
    document.blocks.new("B")
    space.add_blockref(
        "B",
        (0, 0),
        dxfattribs={"row_count": 30_000, "column_count": 30_000, "row_spacing": 1, "column_spacing": 1},
    )


@pytest.mark.slow
@pytest.mark.parametrize("draw", [blocks_in_blocks, rows_and_columns])
def test_empty_blocks_without_end_are_refused(drawing, draw):
    with pytest.raises(FormatError, match="expand to more than"):
        read_parcels(drawing(draw))


@pytest.mark.parametrize(("depth", "found"), [(1, 2), (8, 2), (9, 1)])
def test_what_stands_too_deep_in_blocks_is_named(drawing, depth, found):
    def chain(document, space):
        document.blocks.new("B0").add_lwpolyline([(x + 100, y) for x, y in BOX], close=True)
        for level in range(1, depth):
            document.blocks.new(f"B{level}").add_blockref(f"B{level - 1}", (0, 0))
        space.add_blockref(f"B{depth - 1}", (0, 0))

    frame = read_parcels(drawing(chain))
    assert len(frame) == found
    said = [notice.en for notice in notices_of(frame) if notice.code == "entities_passed_over"]
    assert len(said) == 2 - found
    assert all("INSERT 1" in each for each in said)


def bulges(_, space):
    space.add_lwpolyline([(at * 1e9, at % 2 * 1e9, 0, 0, 0.9) for at in range(200)], close=True)


def circles(_, space):
    for at in range(50):
        space.add_arc((at, 0), 1e9, 0, 180)


def ellipses(_, space):
    for _ in range(50):
        space.add_ellipse((0, 0), (1e8, 0), 0.5)


@pytest.mark.parametrize("draw", [bulges, circles, ellipses])
def test_curves_of_any_number_of_points_are_refused(drawing, draw):
    with pytest.raises(FormatError, match="become more than"):
        read_parcels(drawing(draw))


def test_half_a_letter_is_shown_as_none():
    assert readable(r"a\U+D800b") == "a\ufffdb"


def test_a_label_belongs_to_the_smallest_outline_around_it(drawing):
    def draw(_, space):
        space.add_lwpolyline([(x / 2 + 233_500, y / 2 + 1_291_500) for x, y in BOX], close=True)
        space.add_text("DK-1", dxfattribs={"insert": (467_010, 2_583_010)})
        space.add_text("DK-2", dxfattribs={"insert": (467_090, 2_583_090)})

    assert sorted(read_parcels(drawing(draw))["id"]) == ["DK-1", "DK-2"]


def open_lines(space, ends):
    for start, end in ends:
        space.add_line(start, end)


def grid(_, space):
    open_lines(space, [((at, -1), (at, 800)) for at in range(800)])
    open_lines(space, [((-1, at), (800, at)) for at in range(800)])


def bundle(_, space):
    open_lines(space, [((at * 1e-6, 0), (at, 900)) for at in range(4000)])


@pytest.mark.parametrize(("draw", "reason"), [(grid, "cross in more than"), (bundle, "too many lines end")])
def test_lines_that_are_no_network_are_refused(tmp_path, draw, reason):
    document = ezdxf.new()
    draw(document, document.modelspace())
    document.saveas(tmp_path / "x.dxf")
    with pytest.raises(FormatError, match=reason):
        read_parcels(tmp_path / "x.dxf")


def test_lines_from_one_point_make_their_faces(tmp_path):
    document = ezdxf.new()
    corners = [*BOX, BOX[0]]
    open_lines(document.modelspace(), [*pairwise(corners), (BOX[0], BOX[2])])
    document.saveas(tmp_path / "x.dxf")
    assert read_parcels(tmp_path / "x.dxf").area.round(6).tolist() == [5000, 5000]
