"""Tables whose rows were sorted by the numbers of the points: the rows of each parcel are brought together."""

from itertools import chain

import pytest
from point_tables import RECTANGLE, codes, moved, read, rows

from geokit.parcels.diagnostics import unreadable_of

OTHER = moved(RECTANGLE, 100)


def alternating(**how):
    return list(chain(*zip(rows(RECTANGLE, "甲", **how), rows(OTHER, "乙", **how), strict=True)))


@pytest.mark.parametrize("heading", ["地块", "地块编号", "宗地号", "地块名称"])
@pytest.mark.parametrize("closed", [False, True])
def test_rows_that_alternate(tmp_path, heading, closed):
    frame = read(tmp_path, f"{heading},点号,X,Y", *alternating(closed=closed))
    assert frame.area.tolist() == [8_000, 8_000]
    assert sorted(filter(None, [*frame["id"], *frame["name"]])) == sorted(["甲", "乙"])
    assert not unreadable_of(frame)
    assert "rows_gathered" in codes(frame)


def test_rows_are_left_alone_where_one_number_is_that_of_two_places(tmp_path):
    lines = [f"{name},{number},{north},{east}" for number, *places in zip("1231", RECTANGLE, OTHER, strict=True)
             for name, (north, east) in zip("甲乙", places, strict=True)]  # fmt: skip
    assert "rows_gathered" not in codes(read(tmp_path, "地块,点号,X,Y", *lines))


def test_rows_that_stand_together_are_left_alone(tmp_path):
    again = [*rows(RECTANGLE, "甲"), *rows(OTHER, "乙"), *rows(moved(RECTANGLE, 300), "甲")]
    frame = read(tmp_path, "地块,点号,X,Y", *again)
    assert frame["id"].tolist() == ["甲", "乙", "甲"]
    assert "rows_gathered" not in codes(frame)


@pytest.mark.parametrize(
    ("areas", "taken", "is_said"),
    [
        (["0.8", "0.9", "1.0", "1.1"], 8_000, True),
        (["0.8", "0.8", "0.9", "0.8"], 8_000, True),
        (["0.8", "0.80", "0.8000", "0.8"], 8_000, False),
        (["0.8", "", "", ""], 8_000, False),
    ],
)
def test_areas_beside_the_points_of_one_parcel(tmp_path, areas, taken, is_said):
    lines = [f"{row},{area}" for row, area in zip(rows(RECTANGLE, "甲"), areas, strict=True)]
    frame = read(tmp_path, "地块编号,点号,X,Y,面积（公顷）", *lines)
    assert frame["declared_m2"].tolist() == pytest.approx([taken])
    assert ("areas_differ" in codes(frame)) is is_said
