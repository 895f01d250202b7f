import pytest

from geokit.parcels.columns import map_columns


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("DKBH", "id"),
        ("地块编号", "id"),
        ("Parcel_ID", "id"),
        ("DKMC", "name"),
        ("期次", "phase"),
        ("pcmc", "batch"),
        ("ZT", "status"),
        ("阶段", "stage"),
        ("DLBM", "land_class"),
        ("DKYT", "land_use"),
        ("rksj", "stored_on"),
        ("批准 日期", "approved_on"),
        ("nscmj", "declared"),
        ("面积", "declared"),
        ("areaValue", "declared"),
    ],
)
def test_names_met_in_files(column, target):
    assert map_columns([column]).targets == {column: target}


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("面积（亩）", "mu"),
        ("面积_公顷", "ha"),
        ("面积(㎡)", "m2"),
        ("area_ha", "ha"),
        ("declared_m2", "m2"),
        ("DKMJ", None),
    ],
)
def test_the_unit_in_a_name(column, unit):
    found = map_columns([column])
    assert (found.targets, found.unit) == ({column: "declared"}, unit)


@pytest.mark.parametrize("column", ["Shape_Area", "SHAPE_Length", "bz", "周长", "x面积"])
def test_other_columns_are_left_alone(column):
    assert map_columns([column]).targets == {}


def test_of_two_candidates_the_better_known_wins_and_the_other_is_mentioned():
    found = map_columns(["面积", "DKMJ"])
    assert found.targets == {"DKMJ": "declared"}
    assert [notice.code for notice in found.notices] == ["column_kept"]
