"""As many parcels come back as were written, in every format and whatever they are called; what changed is said."""

import tempfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels

SUFFIXES = [
    "gpkg",
    "gdb",
    "fgb",
    "csv",
    "geojson",
    "parquet",
    "shp",
    "zip",
    "kml",
    "kmz",
    "dxf",
    "xlsx",
    "txt",
]
# Missing, alike but for case, width or blanks, with separators, and such as a reader could take for something else.
IDS = [
    None,
    "",
    " ",
    "A",
    "a",
    "Ａ",
    "A ",
    "1",
    "1.0",
    "01",
    "1e3",
    "A,B",
    "A;B",
    "A/B",
    "甲、乙",
    "=1+1",
    "-1",
]
IDS += ["合计", "备注", "坐标系：甲", "DK:01", "nan", "None", "J1", "点号", "X", "row:0"]


def shape(kind: str, number: int) -> shapely.Geometry:
    """Return a parcel of 80 × 100 m that touches the next one."""
    west = 462_000 + 80 * number
    whole = shapely.box(west, 2_580_000, west + 80, 2_580_100)
    if kind == "hole":
        return whole - shapely.box(west + 20, 2_580_020, west + 40, 2_580_040)
    if kind == "parts":
        return whole - shapely.box(west + 30, 2_580_000, west + 50, 2_580_100)
    return whole


parcels = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(["whole", "hole", "parts"])), min_size=1, max_size=6
)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=25, deadline=None)
@given(parcels=parcels)
def test_no_parcel_is_merged_and_no_id_changed_in_silence(suffix, parcels):
    ids = [name for name, _ in parcels]
    frame = gpd.GeoDataFrame(
        {"id": ids, "name": ["甲"] * len(ids)},
        geometry=[shape(kind, number) for number, (_, kind) in enumerate(parcels)],
        crs=4548,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{suffix}"
        said = {
            notice.code for notice in write_parcels(frame.to_crs(4490) if "km" in suffix else frame, path)
        }
        again = read_parcels(path, crs=4548 if suffix == "dxf" else None)
    assert unreadable_of(again) == []
    assert len(again) == len(frame) or (suffix == "dxf" and said)
    again = again.to_crs(4548)
    assert again.area.sum() == pytest.approx(frame.area.sum(), abs=0.1)
    if len(again) == len(frame):
        assert again.area.tolist() == pytest.approx(frame.area.tolist(), abs=0.05)
        written = [(name or "").strip() for name in ids]
        assert [name or "" for name in again["id"]] == written or said & {
            "ids_given",
            "ids_changed",
            "commas_replaced",
        }


@pytest.mark.parametrize(
    "ids", [[None] * 3, ["A", "A", "A"], ["A", None, "A"], ["A ", "A", " A"], ["1", "", "1"]]
)
def test_a_table_of_points_gives_each_parcel_a_number_and_says_so(tmp_path, ids):
    frame = gpd.GeoDataFrame({"id": ids}, geometry=[shape("whole", at) for at in range(3)], crs=4548)
    notices = {notice.code: notice for notice in write_parcels(frame, tmp_path / "x.xlsx")}
    again = read_parcels(tmp_path / "x.xlsx")
    assert again["id"].nunique() == 3
    assert again.area.tolist() == pytest.approx([8_000] * 3)
    assert notices.keys() & {"ids_given", "ids_changed"}
    assert not {name for name in ids if name} & {"1"} or "1" in again["id"].tolist()
