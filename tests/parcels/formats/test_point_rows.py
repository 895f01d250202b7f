"""Rows of points as text: read in bulk where all are plain, one by one where not; both give the same."""

import numpy as np
import pytest

from geokit.parcels.formats.points.rows import PointRows, joined


def added(text: str, count: int | None = None) -> tuple[bool, PointRows]:
    rows = PointRows()
    lines = np.arange(text.count("\n") if count is None else count)
    return rows.add_text(text, lines, [len(lines)]), rows


@pytest.mark.parametrize(
    ("row", "place", "decimals"),
    [
        ("J1,1,2,3", (3, 2), 0),
        ("J1,1,2.,3.", (3, 2), 0),
        ("J1,1,2.25,3.5", (3.5, 2.25), 2),
        ("J1,1,2.5,3.125", (3.125, 2.5), 3),
        ("J1,1,22222.5,3", (3, 22222.5), 1),
        (",1,2,3", (3, 2), 0),
        ("J1, 1 ,2.5,3", (3, 2.5), 1),
        ("J1,1,\t2.5,3\t", (3, 2.5), 1),
        ("界址点 1, 1 ,\t2.5 , 3\t", (3, 2.5), 1),
    ],
)
def test_plain_rows_are_added_in_bulk(row, place, decimals):
    is_added, rows = added(f"{row}\n")
    points = rows.finish()
    assert (is_added, points.place.tolist(), points.ring.tolist()) == (True, [list(place)], [1])
    assert (points.line.tolist(), points.sizes.tolist(), points.decimals) == ([0], [1], decimals)
    single = PointRows()
    _, ring, north, east = (each.strip() for each in row.split(","))
    single.add([(ring, north, east)], [0])
    assert single.finish().place.tolist() == [list(place)]
    assert single.finish().decimals == decimals


@pytest.mark.parametrize(
    "row",
    ["J1,1,-2,3", "J1,1,2,+3", "J1,1,2e3,3", "J1,1,2,3e3", "J1,1.0,2,3", "J1,a,2,3", "J1,1,2", "J1,1,2,3,4", "J1,1,2.5.5,3", "J1,1,nan,3",
     "J1,1,２,3", "", "J1,1,2 5,3"],
)  # fmt: skip
def test_others_are_not_and_nothing_of_them_is_kept(row):
    for text in (f"{row}\n", f"J1,1,2.5,3\n{row}\nJ3,1,2,3\n"):
        is_added, rows = added(text)
        points = rows.finish()
        assert is_added is False
        assert (points.place.shape, points.ring.shape, points.sizes.shape, points.decimals) == (
            (0, 2),
            (0,),
            (0,),
            0,
        )


@pytest.mark.parametrize("count", [1, 3])
def test_nor_are_rows_whose_lines_are_more_or_fewer(count):
    assert added("J1,1,2,3\nJ2,1,2,4\n", count)[0] is False


@pytest.mark.parametrize("rows", [[], [("1", "2", "3")]])
def test_places_are_floats_and_all_else_whole_numbers_however_many_they_are(rows):
    for made in (PointRows(), added("J1,1,2,3\n")[1]):
        if rows:
            made.add(rows, [7])
        points = made.finish()
        assert points.place.dtype == np.float64
        assert points.ring.dtype == points.line.dtype == points.sizes.dtype == np.int64


def test_rows_keep_their_order_and_the_most_decimals():
    rows = PointRows()
    rows.add([(1, "2.125", "3"), (2, "4", "5.5")], [7, 8])
    assert rows.add_text("J1,3,6.5,7\n", np.array([9]), [1])
    first = rows.finish()
    assert first.place.tolist() == [[3, 2.125], [5.5, 4], [7, 6.5]]
    assert (first.ring.tolist(), first.line.tolist(), first.sizes.tolist()) == ([1, 2, 3], [7, 8, 9], [2, 1])
    assert first.decimals == 3
    _, other = added("J1,4,8.2500,9\n")
    both = joined([first, other.finish(), PointRows().finish()])
    assert both.place.tolist() == [*first.place.tolist(), [9, 8.25]]
    assert (both.ring.tolist(), both.sizes.tolist(), both.decimals) == ([1, 2, 3, 4], [2, 1, 1], 4)
    assert both.swapped().place.tolist()[0] == [2.125, 3]
    assert both.line.tolist() == [7, 8, 9, 0]
