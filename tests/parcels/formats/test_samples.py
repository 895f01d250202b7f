"""A sample of every format is read, audited and converted: the same three parcels come out of each."""

import shutil
from pathlib import Path

import pytest

import geokit as gk
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.formats._base import known_formats
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels

FOLDER = Path(__file__).parent / "samples"
SAMPLES = [
    "txt/parcels.txt", "shapefile/parcels.shp", "shapefile/parcels.shp.zip", "gpkg/parcels.gpkg",
    "filegdb/parcels.gdb", "filegdb/parcels.gdb.zip", "geojson/parcels.geojson", "geojsonseq/parcels.geojsonl",
    "flatgeobuf/parcels.fgb", "geoparquet/parcels.parquet", "arrow/parcels.arrows",
    "kml/parcels.kml", "kml/parcels.kmz", "gml/parcels.gml",
    "mapinfo/parcels.tab", "mapinfo/parcels.mif", "dxf/parcels.dxf", "xlsx/points.xlsx", "csv/points.csv",
    "csv/wkt.csv", "dat/points.dat",
]  # fmt: skip
# Formats that name no system, and those whose degrees or grid print coordinates to a centimetre or so.
WITHOUT_SYSTEM = {"dxf", "xlsx", "csv/points.csv", "dat"}
COARSE = {"kml", "geojsonseq", "mapinfo/parcels.tab"}
# CASS knows single rings; neither it nor a drawing says what is a hole.
WHOLE = {"DK-01": 9_600, "DK-02": 10_000, "DK-03": 10_000}
BY_RING = {
    "dxf": {"DK-01": 10_000, "DK-02": 10_000, "DK-03": 10_000},
    "dat": {"DK-01": 10_000, "DK-02": 10_000, "DK-03": 5_000},
}


def is_of(name, kinds):
    return name in kinds or name.partition("/")[0] in kinds


def read(name):
    crs = 4548 if is_of(name, WITHOUT_SYSTEM) else None
    return read_parcels(FOLDER / name, crs=crs)


def test_every_sample_is_here_and_every_format_has_one(maker):
    assert list(maker.SAMPLES) == SAMPLES
    assert set(maker.SAMPLES.values()) == {
        name for name, each in known_formats().items() if each.can_read and name != "xls"
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_read(maker, name):
    frame = read(name)
    assert frame.attrs["geokit"]["format"] == maker.SAMPLES[name]
    assert unreadable_of(frame) == []
    assert (frame.crs is not None, frame["source"].unique().tolist()) == (True, [Path(name).name])
    areas = frame.to_crs(4548).area.groupby(frame["id"]).sum().to_dict()
    expected = BY_RING.get(name.partition("/")[0], WHOLE)
    # A millimetre on these outlines is 0.4 m².
    assert areas == pytest.approx(expected, abs=5 if is_of(name, COARSE) else 0.5)
    if name.partition("/")[0] not in BY_RING:
        declared = dict(zip(frame["id"], frame["declared_m2"], strict=True))
        assert declared == pytest.approx(WHOLE)


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_audited(name):
    report = gk.audit(parcels=read(name))
    # The hole in the first parcel is no gap between parcels.
    expected = {"dxf": {"duplicate_id"}}.get(name.partition("/")[0], set())
    assert {finding.rule for finding in report.findings if finding.severity >= gk.Severity.REVIEW} == expected


@pytest.mark.parametrize("suffix", ["txt", "gpkg", "shp", "xlsx"])
@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_converted(tmp_path, name, suffix):
    frame = read(name).to_crs(4548)
    write_parcels(frame, tmp_path / f"x.{suffix}")
    again = read_parcels(tmp_path / f"x.{suffix}")
    assert len(again) == len(frame)
    assert set(frame["id"]) <= set(again["id"])
    assert again.area.sum() == pytest.approx(frame.area.sum(), abs=0.5)


@pytest.mark.parametrize("name", SAMPLES)
def test_it_may_lie_on_a_chinese_path(tmp_path, name):
    folder = tmp_path / "资料 （三期）" / "报件"
    shutil.copytree((FOLDER / name).parent, folder)
    frame = read_parcels(folder / Path(name).name, crs=4548 if is_of(name, WITHOUT_SYSTEM) else None)
    assert sorted(frame["id"]) == sorted(read(name)["id"])
