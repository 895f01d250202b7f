"""Parcels that stand in DuckDB, or come from polars: handed over by Arrow's interface."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import polars as pl
import pyarrow as pa
import pytest
import shapely

import geokit as gk
from geokit.errors import GeokitError
from geokit.testing import findings_of

SQUARES = [
    shapely.box(39476200, 2595200, 39476300, 2595300),
    shapely.box(39476290, 2595200, 39476390, 2595300),
]


@pytest.fixture
def query(database):
    """Give the result of a query of three parcels: two overlap by 1,000 m², the third has no shape."""
    database.execute('CREATE TABLE parcels ("DKBH" VARCHAR, "MJ2" DECIMAL(12, 4), geom GEOMETRY)')
    rows = [("P1", 15, SQUARES[0].wkt), ("P2", 15, SQUARES[1].wkt), ("P3", 15, None)]
    database.executemany("INSERT INTO parcels VALUES (?, ?, ST_GeomFromText(?::VARCHAR))", rows)
    return database.sql


def overlaps_of(report):
    return [(each.subjects, round(each.measured)) for each in findings_of(report, "overlap")]


DEGREES = "ST_Transform(geom, 'EPSG:4527', 'EPSG:4490', always_xy := true)"
FOUND = [(("P1", "P2"), 1000)]


@pytest.mark.parametrize("shape", [
    "ST_SetCRS(geom, 'EPSG:4527')",
    "geom::GEOMETRY('EPSG:4527')",
    f"ST_SetCRS(ST_Transform({DEGREES}, 'EPSG:4490', 'EPSG:4527', always_xy := true), 'EPSG:4527')",
])  # fmt: skip
def test_a_query_is_audited_in_the_system_that_its_geometry_names(query, shape):
    report = gk.audit(query(f'SELECT "DKBH", {shape} AS geom FROM parcels'))  # noqa: S608
    assert report.crs.to_epsg() == 4527
    assert not findings_of(report, "crs_missing")
    assert overlaps_of(report) == FOUND
    assert [each.subjects for each in findings_of(report, "unreadable_record")] == [("P3",)]


@pytest.mark.parametrize("shape", ["geom", "ST_AsWKB(geom) AS geom"])
def test_a_geometry_without_a_system_is_given_one(query, shape):
    selected = query(f'SELECT "DKBH", "MJ2", {shape} FROM parcels')  # noqa: S608
    assert findings_of(gk.audit(selected), "crs_missing")
    report = gk.audit(selected, crs=4527, columns={"MJ2": "declared_mu"})
    assert not findings_of(report, "crs_missing")
    assert overlaps_of(report) == FOUND
    assert report.audited[0].parcels["declared_m2"].round().tolist() == [10_000, 10_000]


def test_a_query_is_drawn_and_summed_up(query, tmp_path):
    gk.park_map(query("FROM parcels"), crs=4527).save(tmp_path / "地块.html")
    assert "P2" in (tmp_path / "地块.html").read_text(encoding="utf-8")
    assert gk.ledger(query("FROM parcels"), crs=4527).to_frame().shape[0] > 0


def test_north_and_east_the_other_way_round_are_found(query):
    flipped = f"ST_Transform(ST_FlipCoordinates({DEGREES}), 'EPSG:4490', 'EPSG:4527')"
    report = gk.audit(query(f'SELECT "DKBH", {flipped} AS geom FROM parcels'), crs=4527)  # noqa: S608
    assert findings_of(report, "axis_swapped")


def test_of_two_geometries_the_one_with_polygons_is_audited(query):
    report = gk.audit(query('SELECT "DKBH", ST_Centroid(geom) AS label, geom FROM parcels'), crs=4527)
    assert overlaps_of(report) == FOUND


def test_what_duckdb_reads_from_files_keeps_its_system(database, tmp_path):
    table = gpd.GeoDataFrame({"DKBH": ["P1", "P2"]}, geometry=SQUARES, crs=4527)
    table.to_file(tmp_path / "x.gpkg")
    table.to_parquet(tmp_path / "x.parquet")
    for source in (f"ST_Read('{tmp_path / 'x.gpkg'}')", f"'{tmp_path / 'x.parquet'}'"):
        report = gk.audit(database.sql(f"FROM {source}"))
        assert report.crs.to_epsg() == 4527
        assert overlaps_of(report) == FOUND


@pytest.mark.usefixtures("query")
def test_a_connection_is_refused_with_what_to_hand_over(database):
    with pytest.raises(GeokitError, match=r"connection\.sql"):
        gk.audit(database)
    with pytest.raises(GeokitError, match=r"connection\.sql"):
        gk.audit(database.execute("FROM parcels"))


def test_a_query_without_shapes_or_without_rows(query):
    with pytest.raises(GeokitError, match="no column of shapes"):
        gk.audit(query('SELECT "DKBH" FROM parcels'))
    assert not gk.audit(query("FROM parcels WHERE false"), crs=4527).findings


def test_polars_with_wkb_and_with_geoarrow():
    table = pl.DataFrame({"DKBH": ["P1", "P2"], "shape": [shapely.to_wkb(each) for each in SQUARES]})
    assert overlaps_of(gk.audit(table, crs=4527)) == FOUND
    frame = gpd.GeoDataFrame({"DKBH": ["P1", "P2"]}, geometry=SQUARES, crs=4527)
    for encoding in ("WKB", "geoarrow"):
        report = gk.audit(pl.from_arrow(pa.table(frame.to_arrow(geometry_encoding=encoding))))
        assert report.crs.to_epsg() == 4527
        assert overlaps_of(report) == FOUND


def test_a_query_of_polars_that_has_not_run_is_refused():
    with pytest.raises(GeokitError, match="collect"):
        gk.audit(pl.LazyFrame({"DKBH": ["P1"]}))


def test_duckdb_and_the_spatial_extension_are_of_one_version():
    assert duckdb.__version__ == "1.5.5"
