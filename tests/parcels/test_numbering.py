"""Parcels numbered from the north-west: by their shapes alone, in groups, and beside what the table says."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.errors import CrsError, OptionError, UnknownNameError
from geokit.parcels import numbering
from geokit.testing import make_parcels, square

GRID = [square(x, y, 90) for x, y in ((200, 0), (0, 5), (100, -3), (0, -100), (200, -104))]


def table(**columns):
    return make_parcels(GRID, id=["C", "A", "B", "D", "E"], **columns)


def test_rows_from_the_north_and_from_the_west_in_each():
    numbered = gk.number_parcels(table())
    assert dict(zip(numbered["id"], numbered["number"], strict=True)) == {
        "A": "001",
        "B": "002",
        "C": "003",
        "D": "004",
        "E": "005",
    }
    (said,) = gk.notices_of(numbered)
    assert said.code == "row_tolerance"
    assert "45.00 m" in said.localize("en")


def test_a_tolerance_of_nothing_makes_a_row_of_each_depth():
    numbered = gk.number_parcels(table(), row_tolerance_m=0)
    assert numbered.sort_values("number")["id"].tolist() == ["A", "C", "B", "D", "E"]
    assert gk.notices_of(numbered) == []


shapes = st.lists(
    st.tuples(st.integers(0, 400_000), st.integers(0, 400_000), st.integers(1000, 90_000)),
    min_size=1,
    max_size=12,
    unique=True,
)


@settings(deadline=None)
@given(shapes, st.randoms(use_true_random=False), st.integers(-90_000, 90_000), st.integers(-90_000, 90_000))
def test_neither_the_order_of_rows_nor_the_place_changes_a_number(boxes, random, east, north):
    polygons = [shapely.box(x / 1e3, y / 1e3, (x + w) / 1e3, (y + w) / 1e3) for x, y, w in boxes]
    frame = gpd.GeoDataFrame(
        {"k": range(len(boxes))},
        geometry=[shapely.transform(p, lambda c: c + np.array([470_000, 2_590_000])) for p in polygons],
        crs=4548,
    )
    order = list(range(len(boxes)))
    random.shuffle(order)
    other = frame.iloc[order].translate(east / 1000 * 1.1, north / 1000)
    moved = frame.iloc[order].set_geometry(other)
    first, second = gk.number_parcels(frame), gk.number_parcels(moved)
    assert second.index.tolist() == order
    assert second["number"].sort_index().tolist() == first["number"].tolist()
    assert sorted(first["number"]) == [f"{at:03d}" for at in range(1, len(boxes) + 1)]


def test_two_halves_of_a_square_have_one_extent_and_two_numbers():
    west, east = (
        shapely.Polygon([(0, 0), (90, 0), (0, 90)]),
        shapely.Polygon([(90, 90), (90, 0), (0, 90)]),
    )
    for shapes in ([west, east], [east, west]):
        frame = gpd.GeoDataFrame(geometry=shapes, crs=4548)
        numbers = gk.number_parcels(frame)["number"]
        assert {shape.centroid.x < 45: number for shape, number in zip(shapes, numbers, strict=True)} == {
            True: "001",
            False: "002",
        }


def test_the_table_comes_back_with_the_numbers_beside():
    mine = gpd.GeoDataFrame(
        {"宗地": list("cabde"), "geom": GRID, "备注": 1}, geometry="geom", crs=4548, index=[7, 3, 5, 9, 1]
    )
    numbered = gk.number_parcels(mine, into="新号")
    assert numbered.columns.tolist() == ["宗地", "geom", "备注", "新号"]
    assert numbered.index.tolist() == [7, 3, 5, 9, 1]
    assert "新号" not in mine
    assert numbered.loc[3, "新号"] == "001"


def test_groups_go_on_or_start_anew_where_the_pattern_names_them():
    batches = ["批次10", "批次2", "批次10", "批次2", None]
    on = gk.number_parcels(table(batch=batches), by="batch")
    assert on.sort_values("number")["id"].tolist() == ["A", "D", "B", "C", "E"]
    anew = gk.number_parcels(table(batch=batches), by="batch", pattern="{batch}-{:02d}")
    assert anew["number"].tolist() == ["批次10-02", "批次2-01", "批次10-01", "批次2-02", "-01"]


def test_a_group_may_be_called_as_the_file_calls_it_or_as_geokit_does():
    mine = gpd.GeoDataFrame({"ZLDWMC": ["乙村", "甲村"]}, geometry=GRID[:2], crs=4548)
    assert (
        gk.number_parcels(mine, by="village")["number"].tolist()
        == gk.number_parcels(mine, by="ZLDWMC")["number"].tolist()
    )
    with pytest.raises(UnknownNameError, match="village"):
        gk.number_parcels(mine, by="vilage")


def test_an_id_is_overwritten_only_where_it_is_named():
    frame = table()
    assert gk.number_parcels(frame)["id"].tolist() == frame["id"].tolist()
    assert gk.number_parcels(frame, into="id", pattern="DK-{:d}")["id"].tolist()[0] == "DK-3"
    with pytest.raises(OptionError, match="number"):
        gk.number_parcels(gk.number_parcels(frame))


def test_what_is_kept_is_given_to_no_other():
    frame = table()
    frame["id"] = ["C", None, "001", "", "E"]
    numbered = gk.number_parcels(frame, into="id", keep=True)
    assert numbered["id"].tolist() == ["C", "002", "001", "003", "E"]


def test_a_bsm_counts_over_all_groups_in_a_fixed_width():
    numbered = gk.number_parcels(table(village=list("ababa")), by="village", bsm_width=8, bsm_start=41)
    assert sorted(numbered["BSM"]) == [f"{at:08d}" for at in range(41, 46)]
    with pytest.raises(OptionError, match="1 digits"):
        gk.number_parcels(table(), bsm_width=1, bsm_start=6)


def test_what_has_no_shape_has_no_number_and_is_said():
    frame = table()
    frame.loc[1, "geometry"] = None
    numbered = gk.number_parcels(frame)
    assert numbered["number"].isna().tolist() == [False, True, False, False, False]
    assert {notice.code for notice in gk.notices_of(numbered)} == {"row_tolerance", "not_numbered"}
    assert gk.number_parcels(frame.iloc[:0])["number"].tolist() == []


@pytest.mark.parametrize(
    "pattern", ["", "{:03d}{}", "{id.__class__}{}", "{id[0]}{}", "{!r}", "{:>9}", "{", "{id}"]
)
def test_a_pattern_has_one_number_and_looks_into_nothing(pattern):
    with pytest.raises(OptionError):
        gk.number_parcels(table(), pattern=pattern)


def test_degrees_are_carried_to_metres_and_asked_for_where_unknown():
    frame = table().to_crs(4490)
    assert gk.number_parcels(frame)["number"].tolist() == gk.number_parcels(table())["number"].tolist()
    with pytest.raises(CrsError):
        gk.number_parcels(frame.set_crs(None, allow_override=True))


def test_a_hundred_thousand_parcels_have_a_hundred_thousand_numbers():
    x, y = np.meshgrid(np.arange(400) * 100.0, np.arange(250) * 100.0)
    frame = gpd.GeoDataFrame(
        geometry=shapely.box(x.ravel(), y.ravel(), x.ravel() + 90, y.ravel() + 90), crs=4548
    )
    numbers = gk.number_parcels(frame, pattern="{:06d}")["number"]
    assert numbers.iloc[-400] == "000001"
    assert numbers.nunique() == 100_000


def test_a_bsm_beside_an_id_is_not_taken_for_it_when_the_file_is_read_again(tmp_path):
    gk.write_parcels(gk.number_parcels(table(name="甲", village="乙"), bsm_width=8), tmp_path / "x.gpkg")
    again = gk.read_parcels(tmp_path / "x.gpkg")
    assert again["id"].tolist() == ["C", "A", "B", "D", "E"]
    assert "BSM" in again


def test_shapes_are_not_overwritten():
    with pytest.raises(OptionError, match="shapes"):
        gk.number_parcels(table(), into="geometry")
    with pytest.raises(OptionError, match="BSM"):
        gk.number_parcels(table().assign(BSM="1"), bsm_width=8)


@pytest.mark.parametrize("angle", [-44, -20, 20, 45])
def test_rows_follow_streets_that_do_not_run_due_east(angle):
    rows = [square(110 * at + 25 * row, -104 * row, 95) for row in range(4) for at in range(7)]
    tilted = shapely.transform(shapely.GeometryCollection(rows), lambda xy: xy @ _turn(angle))
    parcels = make_parcels(list(shapely.get_parts(tilted)))
    numbered = gk.number_parcels(parcels.iloc[::-1])
    assert numbered.sort_index()["number"].tolist() == [f"{number:03d}" for number in range(1, 29)]
    assert gk.notices_of(numbered)[0].code == "rows_turned"
    straight = gk.number_parcels(parcels, row_angle=0)
    assert straight["number"].tolist() != numbered.sort_index()["number"].tolist()
    assert [each.code for each in gk.notices_of(straight)] == ["row_tolerance"]


def _turn(degrees):
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, sine], [-sine, cosine]])


def test_a_direction_that_cannot_be_is_an_error():
    with pytest.raises(OptionError, match="91"):
        gk.number_parcels(table(), row_angle=91)


def test_columns_of_one_name_and_names_that_are_no_text():
    twice = gpd.GeoDataFrame(GRID, columns=["geometry"], geometry="geometry", crs="EPSG:4548")
    twice[0] = [2, 1, 2, 1, 1]
    twice.insert(0, "id", list("CABDE"))
    twice.insert(0, "id", list("ZYXWV"), allow_duplicates=True)
    assert gk.number_parcels(twice, by="0")["number"].tolist() == ["005", "001", "004", "002", "003"]


def test_numbers_that_were_there_twice_are_kept_and_said():
    table = make_parcels([square(100 * at, 0, 90) for at in range(4)])
    table["number"] = ["001", "001", None, "003"]
    found = gk.number_parcels(table, keep=True)
    assert found["number"].tolist() == ["001", "001", "002", "003"]
    (said,) = [each for each in gk.notices_of(found) if each.code.endswith("numbers_equal")]
    assert (
        said.localize("en")
        == "1 number was kept in the column “number” that another parcel has too: check them"
    )


def test_a_number_that_one_group_keeps_is_given_to_no_other():
    table = make_parcels([square(100 * at, 0, 90) for at in range(4)], village=["a", "b", "a", "b"])
    table["number"] = [None, "a-01", None, None]
    found = gk.number_parcels(table, keep=True, by="village", pattern="{village}-{:02d}")
    assert found["number"].tolist() == ["a-02", "a-01", "a-03", "b-01"]


def test_groups_are_ordered_in_one_pass(monkeypatch):
    looked_at = []
    known = numbering.reading_order
    monkeypatch.setattr(
        numbering,
        "reading_order",
        lambda shapes, *rest: looked_at.append(len(shapes)) or known(shapes, *rest),
    )
    villages = [f"{at % 3}" for at in range(9)]
    table = make_parcels([square(100 * at, 0, 90) for at in range(9)], village=villages)
    assert gk.number_parcels(table, by="village")["number"].tolist()[:4] == ["001", "004", "007", "002"]
    assert looked_at == [3, 3, 3]


def test_what_only_the_order_of_rows_tells_apart_is_said():
    twins = [square(0, 0, 90), shapely.reverse(square(0, 0, 90)), square(100, 0, 90)]

    def said(**columns):
        found = gk.number_parcels(make_parcels(twins, **columns), row_angle=0, row_tolerance_m=5)
        return [notice.localize("en") for notice in gk.notices_of(found) if notice.code == "numbered_by_rows"]

    (line,) = said(id=[None, None, "C"])
    assert line.startswith(
        "1 parcel has the outline of the one before and no other id: numbered as the rows stand"
    )
    assert said(id=["A", "A", "C"]) == [line]
    assert said(id=["A", "B", "C"]) == []
    assert said(id=[None, "B", "C"]) == []
