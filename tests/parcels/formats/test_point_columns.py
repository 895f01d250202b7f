"""What the columns of a table of points do is told by what they hold: blocks side by side, points and parcels."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from point_tables import INSIDE, OCTAGON, RECTANGLE, codes, moved, read, rows

import geokit as gk
from geokit.parcels.diagnostics import notices_of


def side_by_side(blocks: int, *, across: bool = False, further: str = "") -> list[str]:
    """Return the octagon in blocks of columns, numbered down each block or across them."""
    height = -(-len(OCTAGON) // blocks)
    lines = [",".join([f"点号,X,Y{further and ',' + further}"] * blocks)]
    for row in range(height):
        cells = []
        for block in range(blocks):
            at = row * blocks + block if across else block * height + row
            filled = at < len(OCTAGON)
            cells += [f"J{at + 1}", *map(str, OCTAGON[at])] if filled else ["", "", ""]
            cells += ["76.54" if filled else ""] if further else []
        lines.append(",".join(cells))
    return lines


@pytest.mark.parametrize(
    "lines",
    [
        side_by_side(2),
        side_by_side(3),
        side_by_side(4),
        side_by_side(2, across=True),
        side_by_side(2, further="边长"),
        side_by_side(3, further="边长"),
        ["界址点成果表,,,,,", *side_by_side(2)],
        [side_by_side(2)[0], *(line.replace("J", "") for line in side_by_side(2)[1:])],
    ],
)
def test_blocks_side_by_side_are_one_ring(tmp_path, lines):
    frame = read(tmp_path, *lines)
    assert frame.area.tolist() == pytest.approx([28_284.4], abs=0.1)
    assert codes(frame) == set()


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize(("heading", "spacer"), [("序号", []), ("No.", [""]), ("#", [])])
def test_numbers_of_rows_in_each_block_number_its_points(tmp_path, heading, spacer, across):
    cells = [
        line.replace("点号", heading).replace("J", "").split(",") for line in side_by_side(2, across=across)
    ]
    lines = [",".join([*row[:3], *spacer, *row[3:]]) for row in cells]
    frame = read(tmp_path, *lines)
    assert frame.area.tolist() == pytest.approx([28_284.4], abs=0.1)
    assert codes(frame) == set()


def test_blocks_without_numbers_are_read_one_after_another_and_that_is_said(tmp_path):
    lines = [",".join(map(str, (*one, *other))) for one, other in zip(OCTAGON[:4], OCTAGON[4:], strict=True)]
    frame = read(tmp_path, "X,Y,X,Y", *lines)
    assert frame.area.tolist() == pytest.approx([28_284.4], abs=0.1)
    assert codes(frame) == {"unnumbered_groups"}


def test_a_page_with_the_headings_again_goes_on(tmp_path):
    head, *body = side_by_side(1)
    frame = read(tmp_path, head, *body[:5], head, *body[5:])
    assert frame.area.tolist() == pytest.approx([28_284.4], abs=0.1)
    assert codes(frame) == {"new_page"}


def test_two_pages_of_two_blocks(tmp_path):
    def page(first: int) -> list[str]:
        return [
            ",".join(f"J{at + 1},{OCTAGON[at][0]},{OCTAGON[at][1]}" for at in (row, row + 2))
            for row in (first, first + 1)
        ]

    frame = read(tmp_path, "点号,X,Y,点号,X,Y", *page(0), "点号,X,Y,点号,X,Y", *page(4))
    assert frame.area.tolist() == pytest.approx([28_284.4], abs=0.1)


def test_blocks_do_not_run_over_the_parcels_of_a_column(tmp_path):
    def line(name: str, places, row: int) -> str:
        return f"{name}," + ",".join(f"J{at + 1},{places[at][0]},{places[at][1]}" for at in (row, row + 2))

    other = moved(RECTANGLE, 100)
    body = [line("甲", RECTANGLE, 0), line("甲", RECTANGLE, 1), line("乙", other, 0), line("乙", other, 1)]
    frame = read(tmp_path, "地块编号,点号,X,Y,点号,X,Y", *body)
    assert frame["id"].tolist() == ["甲", "乙"]
    assert frame.area.tolist() == [8_000, 8_000]


def test_a_second_set_of_coordinates_is_said_to_be_left(tmp_path):
    lines = [
        f"{row},{north + 5},{east + 7}" for row, (north, east) in zip(rows(RECTANGLE), RECTANGLE, strict=True)
    ]
    frame = read(tmp_path, "点号,X,Y,X,Y", *lines)
    assert frame.area.tolist() == [8_000]
    assert codes(frame) == {"further_coordinates"}


@pytest.mark.parametrize("name", ["地块", "小组", "宗地", "parcel", "分类", "序号", "承包户"])
def test_a_column_that_changes_where_numbers_begin_anew_tells_parcels_apart(tmp_path, name):
    frame = read(tmp_path, f"{name},点号,X,Y", *rows(RECTANGLE, "甲"), *rows(moved(RECTANGLE, 100), "乙"))
    assert frame.area.tolist() == [8_000, 8_000]
    assert frame["id"].tolist() == ["甲", "乙"]
    assert codes(frame) == {"parcels_by_column"}


def test_it_may_stand_behind_the_points_and_only_in_the_first_row(tmp_path):
    first, *others = rows(RECTANGLE)
    second, *rest = rows(moved(RECTANGLE, 80))
    lines = [f"{first},甲", *(f"{row}," for row in others), f"{second},乙", *(f"{row}," for row in rest)]
    assert read(tmp_path, "点号,X,Y,地块", *lines).area.tolist() == [8_000, 8_000]


def test_a_column_that_changes_within_a_ring_tells_nothing(tmp_path):
    frame = read(
        tmp_path, "界线类型,点号,X,Y", *rows(RECTANGLE[:2], "田埂"), *rows(RECTANGLE[2:], "围墙", start=3)
    )
    assert frame.area.tolist() == [8_000]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("east", [80, 100, -300])
def test_numbers_that_begin_anew_begin_a_parcel(tmp_path, closed, east):
    second = rows(moved(RECTANGLE, east), closed=closed)
    frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE, closed=closed), *second)
    assert frame.area.tolist() == [8_000, 8_000]
    assert codes(frame) == {"parcels_by_numbers"}


def test_a_ring_that_begins_within_the_ring_before_is_its_hole(tmp_path):
    for start in (1, 5):
        inner = rows(INSIDE, start=start, closed=True)
        frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE, closed=True), *inner)
        assert frame.area.tolist() == [7_950]
        assert codes(frame) == {"next_ring"}


@pytest.mark.parametrize("points", [1, 2])
def test_what_follows_points_that_enclose_nothing_is_the_next_parcel(tmp_path, points):
    frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE[:points]), *rows(moved(RECTANGLE, 100)))
    assert frame.area.tolist() == [8_000]
    assert [each["line"] for each in frame.attrs["geokit"]["unreadable"]] == [2]


def test_a_closed_ring_beside_a_closed_ring_is_the_next_parcel(tmp_path):
    second = rows(moved(RECTANGLE, 80), start=5, closed=True)
    frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE, closed=True), *second)
    assert frame.area.tolist() == [8_000, 8_000]
    assert codes(frame) == {"parcels_by_closing"}


def test_the_same_outline_twice_is_two_parcels(tmp_path):
    frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE, closed=True) * 2)
    assert frame.area.tolist() == [8_000, 8_000]
    said = [notice.localize("en") for notice in notices_of(frame)]
    assert "line 7: the ring above is closed and comes again as it was: taken as the next parcel" in said
    assert not [each for each in said if "not closed" in each or "there twice" in each]


def test_a_ring_of_one_parcel_that_begins_with_a_later_number_is_one_ring(tmp_path):
    frame = read(tmp_path, "点号,X,Y", *rows(RECTANGLE[2:], start=3), *rows(RECTANGLE[:2]))
    assert frame.area.tolist() == [8_000]


def test_rings_of_a_named_parcel_stay_its_rings(tmp_path):
    frame = read(tmp_path, "地块编号,点号,X,Y", *rows(RECTANGLE, "甲"), *rows(moved(RECTANGLE, 100), "甲"))
    assert frame.area.tolist() == [16_000]
    assert codes(frame) == {"next_ring"}


@pytest.mark.parametrize("start", [1, 5])
def test_rows_without_a_name_among_rows_with_one_are_another_parcel(tmp_path, start):
    middle = rows(moved(RECTANGLE, 100), "", start=start)
    last = rows(moved(RECTANGLE, 200), "丙", start=2 * start - 1)
    frame = read(tmp_path, "地块编号,点号,X,Y", *rows(RECTANGLE, "甲"), *middle, *last)
    assert frame["id"].tolist() == ["甲", None, "丙"]
    assert frame.area.tolist() == [8_000] * 3


def test_a_closing_row_without_a_name_is_of_its_parcel(tmp_path):
    *open_ring, closing = rows(RECTANGLE, "甲", closed=True)
    frame = read(tmp_path, "地块编号,点号,X,Y", *open_ring, closing.replace("甲", ""))
    assert frame.area.tolist() == [8_000]


def test_a_number_that_comes_twice_by_mistake_begins_nothing(tmp_path):
    lines = [
        f"J{number},{north},{east}"
        for number, (north, east) in zip((1, 2, 2, 4, 5, 6, 7, 8), OCTAGON, strict=True)
    ]
    assert read(tmp_path, "点号,X,Y", *lines).area.tolist() == pytest.approx([28_284.4], abs=0.1)


def test_a_phase_that_parts_parcels_stays_a_phase(tmp_path):
    frame = read(tmp_path, "期次,点号,X,Y", *rows(RECTANGLE, "一期"), *rows(moved(RECTANGLE, 100), "二期"))
    assert frame["phase"].tolist() == ["一期", "二期"]
    assert frame["id"].tolist() == [None, None]


def test_ring_numbers_that_begin_anew_begin_a_parcel(tmp_path):
    def with_ring(ring: int, places, start: int) -> list[str]:
        return [f"{row},{ring}" for row in rows(places, start=start, closed=True)]

    for start in (1, 5):
        frame = read(
            tmp_path,
            "点号,X,Y,圈号",
            *with_ring(1, RECTANGLE, 1),
            *with_ring(2, INSIDE, start),
            *with_ring(1, moved(RECTANGLE, 80), 1),
            *with_ring(2, moved(INSIDE, 80), start),
        )
        assert frame.area.tolist() == [7_950, 7_950]
        assert codes(frame) == {"parcels_by_ring"}


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("name", ["编号", "id", "序号", "No", "OID", "地块编号", "名称", "点", "ID号"])
def test_a_column_that_differs_from_row_to_row_numbers_points(tmp_path, name, closed):
    lines = [row.removeprefix("J") for row in rows(RECTANGLE, closed=closed)]
    frame = read(tmp_path, f"{name},X,Y", *lines)
    assert frame.area.tolist() == [8_000]
    assert frame["id"].tolist() == [None]


def test_so_it_does_beside_degrees(tmp_path):
    lines = ["1,116.680,23.350", "2,116.681,23.350", "3,116.681,23.351", "4,116.680,23.351"]
    frame = read(tmp_path, "编号,经度,纬度", *lines, crs="EPSG:4490")
    assert len(frame.geometry[0].exterior.coords) == 5


def test_such_numbers_that_begin_anew_begin_a_parcel(tmp_path):
    lines = [row.removeprefix("J") for row in (*rows(RECTANGLE), *rows(moved(RECTANGLE, 100)))]
    assert read(tmp_path, "编号,X,Y", *lines).area.tolist() == [8_000, 8_000]


def test_two_short_parcels_are_not_taken_for_one(tmp_path):
    lines = [*rows(RECTANGLE[:2], "甲"), *rows(RECTANGLE[2:], "乙"), *rows(moved(RECTANGLE, 100), "丙")]
    frame = read(tmp_path, "地块编号,点号,X,Y", *lines)
    assert frame["id"].tolist() == ["丙"]
    assert [entry["id"] for entry in frame.attrs["geokit"]["unreadable"]] == ["甲", "乙"]


def test_headings_that_reach_over_two_rows(tmp_path):
    frame = read(tmp_path, "点号,坐标,,边长", ",X,Y,", *rows(RECTANGLE), *rows(moved(RECTANGLE, 100)))
    assert frame.area.tolist() == [8_000, 8_000]


def cass(places, *names: str, start: int = 1) -> list[str]:
    return [
        f"{number},{name},{east},{north},0"
        for number, ((north, east), name) in enumerate(zip(places, names, strict=True), start=start)
    ]


OTHER = moved(RECTANGLE, 100)


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        ([*cass(RECTANGLE, *"AAAA"), *cass(OTHER, *"BBBB", start=5)], ["A", "B"]),
        ([*cass(RECTANGLE, *"AAAA"), *cass(OTHER, *[""] * 4, start=5)], ["A", None]),
        ([*cass(RECTANGLE, "A", "", "", ""), *cass(OTHER, "B", "", "", "", start=5)], ["A", "B"]),
        ([*cass(RECTANGLE, *[""] * 4), *cass(OTHER, *[""] * 4)], [None, None]),
        (cass(RECTANGLE, "K1", "K2", "K3", "K4"), [None]),
    ],
)
def test_codes_of_cass_data(tmp_path, lines, ids):
    frame = read(tmp_path, *lines, name="x.dat")
    assert frame["id"].tolist() == ids
    assert frame.area.tolist() == [8_000] * len(ids)


def test_a_file_may_begin_with_the_number_of_its_points(tmp_path):
    frame = read(tmp_path, "8", *cass(RECTANGLE, *"AAAA"), *cass(OTHER, *"BBBB", start=5), name="x.dat")
    assert frame["id"].tolist() == ["A", "B"]
    assert frame.area.tolist() == [8_000, 8_000]
    assert gk.unreadable_of(frame) == []


def test_a_line_that_is_none_takes_its_parcel_only(tmp_path):
    lines = [*cass(RECTANGLE, *"AAAA"), "你好", *cass(OTHER, *"BBBB", start=5)]
    frame = read(tmp_path, *lines, name="x.dat")
    assert frame["id"].tolist() == ["B"]
    assert frame.attrs["geokit"]["unreadable"][0]["line"] == 5


@settings(max_examples=60, deadline=None)
@given(
    holes=st.lists(st.booleans(), min_size=1, max_size=4),
    named=st.sampled_from(["each row", "first row", "no row"]),
    blocks=st.integers(1, 3),
    ring=st.booleans(),
    closed=st.booleans(),
    anew=st.sampled_from(["ring", "parcel"]),
)
def test_however_a_table_is_laid_out_its_parcels_come_back(holes, named, blocks, ring, closed, anew):
    has_ends = ring or closed or anew == "ring"
    lines = [",".join(["地块编号", *(["点号,X,Y,圈号" if ring else "点号,X,Y"] * blocks)])]
    for number, hole in enumerate(holes):
        cells, start = [], 1
        rings = [RECTANGLE, INSIDE] if hole and has_ends else [RECTANGLE]
        for label, places in enumerate(rings, start=1):
            start = 1 if anew == "ring" else start
            found = rows(moved(places, 80 * number), start=start, closed=closed)
            cells += [f"{row},{label}" if ring else row for row in found]
            start += len(places)
        # Between blocks a parcel without a name would not be told from the next by anything but its numbers.
        height = -(-len(cells) // blocks)
        blank = "," * (3 if ring else 2)
        for at in range(height):
            name = f"DK-{number}" if named == "each row" or (named == "first row" and at == 0) else ""
            beside = [
                cells[block * height + at] if block * height + at < len(cells) else blank
                for block in range(blocks)
            ]
            lines.append(",".join([name, *beside]))
    with tempfile.TemporaryDirectory() as folder:
        frame = read(Path(folder), *lines)
    assert frame.area.tolist() == [8_000 - 50 * (hole and has_ends) for hole in holes]


def test_a_heading_that_reaches_over_two_rows_counts_and_a_note_above_does_not(tmp_path):
    lines = rows(RECTANGLE, "一")
    frame = read(tmp_path, "地块编号,点号,坐标,坐标", ",,X,Y", *lines)
    assert frame["id"].tolist() == ["一"]
    noted = read(tmp_path, "地块编号：一,日期：今天,,", ",点号,X,Y", *lines)
    assert "地块编号：一" not in noted
