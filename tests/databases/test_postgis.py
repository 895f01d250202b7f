"""Parcels that stand in PostGIS: read by geopandas, or piped into the command line."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import pytest
from sqlalchemy import text

import geokit as gk
from geokit.testing import findings_of

OVERLAP = ("P1", "P2")


def read(engine, query, column="geom"):
    return gpd.read_postgis(query, engine, geom_col=column)


@pytest.fixture(scope="module")
def made(engine):
    """More tables of the same parcels, as databases have them."""
    with engine.begin() as connection:
        connection.execute(
            text("""
CREATE VIEW two_shapes AS
  SELECT "DKBH", ST_Transform(geom, 4490) AS degrees, ST_PointOnSurface(geom) AS label, geom FROM parcels;
CREATE TABLE curves ("DKBH" text, geom geometry(CurvePolygon, 4527));
INSERT INTO curves VALUES ('C1', ST_GeomFromText('CURVEPOLYGON(CIRCULARSTRING(39476200 2595200,
  39476300 2595300, 39476400 2595200, 39476300 2595100, 39476200 2595200))', 4527));
CREATE TABLE nowhere AS SELECT "DKBH", ST_SetSRID(geom, 0) AS geom FROM parcels WHERE geom IS NOT NULL;
CREATE TABLE mixed AS SELECT "DKBH", geom FROM parcels WHERE geom IS NOT NULL
  UNION ALL SELECT 'X', ST_Transform(geom, 4490) FROM parcels WHERE "DKBH" = 'P1';
""")
        )
    return engine


def overlaps_of(report):
    return [(each.subjects, round(each.measured)) for each in findings_of(report, "overlap")]


def test_a_table_is_audited_drawn_and_summed_up(engine, tmp_path):
    parcels = read(engine, "SELECT * FROM parcels")
    report = gk.audit(parcels)
    assert overlaps_of(report) == [(OVERLAP, 1000)]
    assert [each.subjects for each in findings_of(report, "unreadable_record")] == [("P3",)]
    assert report.audited[0].parcels["name"].tolist() == ["一期1号地", '一期"2"号地']
    gk.park_map(parcels).save(tmp_path / "地块.html")
    assert "P1" in (tmp_path / "地块.html").read_text(encoding="utf-8")
    assert gk.ledger(parcels).to_frame().shape[0] > 0


def test_the_srid_is_the_system(made):
    assert read(made, "SELECT * FROM parcels").crs.to_epsg() == 4527
    degrees = read(made, 'SELECT "DKBH", degrees FROM two_shapes', "degrees")
    assert degrees.crs.to_epsg() == 4490
    assert overlaps_of(gk.audit(degrees)) == [(OVERLAP, 1000)]


def test_srid_0_is_no_system_until_one_is_given(made):
    parcels = read(made, "SELECT * FROM nowhere")
    assert parcels.crs is None
    assert findings_of(gk.audit(parcels), "crs_missing")
    report = gk.audit(parcels, crs=4527)
    assert not findings_of(report, "crs_missing")
    assert overlaps_of(report) == [(OVERLAP, 1000)]


def test_one_of_two_geometries_is_audited_and_the_other_kept(made, tmp_path):
    parcels = read(made, "SELECT * FROM two_shapes")
    report = gk.audit(parcels)
    assert overlaps_of(report) == [(OVERLAP, 1000)]
    gk.write_parcels(parcels[parcels.geom.notna()], tmp_path / "x.gpkg")
    assert {"degrees", "label"} <= set(gpd.read_file(tmp_path / "x.gpkg").columns)


def test_a_curve_is_made_straight_where_the_database_is_asked(made):
    with pytest.raises(NotImplementedError):
        read(made, "SELECT * FROM curves")
    report = gk.audit(read(made, 'SELECT "DKBH", ST_CurveToLine(geom) AS geom FROM curves'))
    assert report.audited[0].parcels.geometry.area.iloc[0] == pytest.approx(31_416, rel=1e-3)


def test_what_cannot_be_in_the_system_of_the_others_is_named(made):
    report = gk.audit(read(made, "SELECT * FROM mixed"))
    assert [each.subjects for each in findings_of(report, "crs_zone")] == [("X",)]
    assert overlaps_of(report) == [(OVERLAP, 1000)]


def piped(command, *arguments):
    """Return what geokit prints of what a command writes."""
    made = subprocess.run(command, check=True, capture_output=True)
    geokit = [sys.executable, "-m", "geokit", "audit", "-", *arguments]
    return subprocess.run(geokit, input=made.stdout, check=False, capture_output=True).stdout.decode()


def through_ogr2ogr(server, layer, *options):
    return ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"PG:{server.options}", layer, *options]


def as_lines(server, table):
    return ["psql", server.options, "-At", "-c", f'SELECT ST_AsGeoJSON(p) FROM "{table}" p']  # noqa: S608


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("way", [through_ogr2ogr, as_lines])
def test_what_is_piped_is_audited_in_its_own_system(server, way):
    said = piped(way(server, "parcels"))
    assert "P1 and P2 overlap by 1,000.00 m²" in said
    assert "P3 cannot be read" in said
    assert "coordinate system" not in said


@pytest.mark.usefixtures("made")
def test_a_curve_that_is_piped_is_straight(server):
    assert "parcels: 1; no findings" in piped(through_ogr2ogr(server, "curves"))


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("way", [through_ogr2ogr, as_lines])
def test_of_what_is_piped_without_a_system_one_is_asked_for(server, way):
    assert "without a coordinate system" in piped(way(server, "nowhere"))
    assert "coordinate system" not in piped(way(server, "nowhere"), "--crs", "EPSG:4527")
