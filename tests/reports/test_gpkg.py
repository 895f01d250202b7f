from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import fiona
import pyogrio
import pytest
import shapely
from pyproj import CRS

from geokit.auditing.engine import audit
from geokit.land.crs.transform import local_crs
from geokit.reports import find_format
from geokit.reports.gpkg import PARCEL_COLUMNS
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.auditing.report import AuditReport

LAYERS = ["finding_points", "findings", "parcels"]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(report: AuditReport, language: Any = "en", **marks: Any) -> Path:
        path = tmp_path / "核查.gpkg"
        path.write_bytes(find_format("gpkg").render(report, language, **marks))
        return path

    return written


def rows(path: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


def layer(path: Path, name: str) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, layer=name)


def test_pyogrio_and_fiona_read_every_layer(planted: AuditReport, write: Any) -> None:
    path = write(planted)
    found = dict(pyogrio.list_layers(path))
    assert [name for name in found if found[name]] == LAYERS
    for name, kind in zip(LAYERS, ("Point", "MultiPolygon", "MultiPolygon"), strict=True):
        with fiona.open(path, layer=name) as source:
            assert (source.crs.to_epsg(), source.schema["geometry"]) == (4527, kind)
            assert len(list(source)) == len(layer(path, name))


def test_findings_have_their_fields_and_outlines(planted: AuditReport, write: Any) -> None:
    frame = layer(write(planted), "findings")
    assert frame["fingerprint"].tolist() == [finding.fingerprint for finding in planted.findings]
    assert frame["message"].tolist() == [finding.message("en") for finding in planted.findings]
    at = [finding.rule for finding in planted.findings].index("overlap")
    assert shapely.equals(frame.geometry[at], planted.findings[at].geometry)
    assert frame["measured"][at] == pytest.approx(planted.findings[at].measured)


def test_every_fault_with_a_place_has_a_mark_on_it(planted: AuditReport, write: Any) -> None:
    path = write(planted)
    marks, shapes = layer(path, "finding_points").geometry, layer(path, "findings").geometry
    assert marks.isna().tolist() == [finding.geometry is None for finding in planted.findings]
    sound = shapes.is_valid & marks.notna()
    assert shapely.intersects(marks[sound].to_numpy(), shapes[sound].to_numpy()).all()


def test_a_parcel_says_how_it_stands(planted: AuditReport, write: Any) -> None:
    frame = layer(write(planted), "parcels").set_index("id")
    assert ("id", *frame.columns.drop("geometry")) == ("id", *[c for c in PARCEL_COLUMNS if c != "id"])
    assert (frame["audit"]["P1-01"], frame["audit"]["P1-03"]) == ("error", "ok")
    assert frame["findings"]["P1-05"] >= 1
    assert frame["progress"]["P1-01"] == "supplied"
    assert frame["measured_m2"]["P1-01"] == pytest.approx(19128.10, abs=0.01)


def test_qgis_finds_a_style_for_each_layer(planted: AuditReport, write: Any) -> None:
    styles = rows(
        write(planted),
        "SELECT f_table_name, styleQML FROM layer_styles WHERE f_table_schema = '' "
        "AND f_geometry_column = 'geom' AND useAsDefault = 1",
    )
    assert sorted(name for name, _ in styles) == sorted(LAYERS)
    for _, text in styles:
        assert ET.fromstring(text).find("renderer-v2/symbols/symbol") is not None  # noqa: S314 - our own output


def test_parcels_have_their_ids_written_in_them_down_to_a_scale(planted: AuditReport, write: Any) -> None:
    style = "SELECT styleQML FROM layer_styles WHERE f_table_name = 'parcels'"
    settings = ET.fromstring(rows(write(planted), style)[0][0]).find("labeling/settings")  # noqa: S314 - our own output
    assert settings.find("text-style").get("fieldName") == "id"  # type: ignore[union-attr]
    drawn = settings.find("rendering")  # type: ignore[union-attr]
    # QGIS takes the lesser denominator for the least, and shows nothing between them the other way round.
    assert (drawn.get("scaleMin"), drawn.get("scaleMax")) == ("1", "10000")  # type: ignore[union-attr]


def test_each_severity_has_a_colour_and_a_form(planted: AuditReport, write: Any) -> None:
    path = write(planted, "zh")
    for name in ("findings", "finding_points"):
        text = rows(path, f"SELECT styleQML FROM layer_styles WHERE f_table_name = '{name}'")[0][0]  # noqa: S608
        root = ET.fromstring(text)  # noqa: S314 - our own output
        assert root.find("renderer-v2").get("attr") == "severity"  # type: ignore[union-attr]
        found = {each.get("value"): each.get("label") for each in root.iter("category")}
        assert found == {"info": "提示", "warning": "警告", "review": "复核", "error": "错误"}
        drawn = [ET.tostring(each, encoding="unicode") for each in root.findall("renderer-v2/symbols/symbol")]
        assert len(set(drawn)) == 4
        alias = next(each for each in root.iter("alias") if each.get("field") == "message")
        assert alias.get("name") == "问题"


def test_it_calls_itself_a_geopackage_and_is_sound(planted: AuditReport, write: Any) -> None:
    path = write(planted)
    assert path.read_bytes()[68:72] == b"GPKG"
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)") == [(3,)]


def test_layers_are_marked_and_dated_by_the_audit(planted: AuditReport, write: Any) -> None:
    path = write(planted, "zh")
    contents = rows(path, "SELECT identifier, description, last_change FROM gpkg_contents")
    features = [row for row in contents if row[0] != "layer_styles"]
    assert len(contents) == len(features) + 1
    assert [row[0] for row in features] == ["问题位置", "问题范围", "地块"]
    assert {row[1] for row in features} == {"内部资料  审图号：（未送审）  密级：（未定）"}
    assert {row[2] for row in contents} == {"2026-02-01T00:00:00.000Z"}


def test_layers_of_any_size_have_an_index_and_are_found_by_place(planted: AuditReport, write: Any) -> None:
    path = write(planted)
    indexed = {name for (name,) in rows(path, "SELECT table_name FROM gpkg_extensions")}
    assert indexed >= set(LAYERS)
    first = layer(path, "parcels").geometry[0]
    assert first in pyogrio.read_dataframe(path, layer="parcels", bbox=first.bounds).geometry.tolist()


def test_a_report_without_findings_has_its_layers(write: Any) -> None:
    path = write(replace(audit(None, make_parcels([square(0, 0, 10)])), findings=()))
    assert [len(layer(path, name)) for name in LAYERS] == [0, 0, 1]


def overlapping(crs: CRS) -> gpd.GeoDataFrame:
    return make_parcels([square(0, 0, 10), square(8, 0, 10)]).set_crs(crs, allow_override=True)


def test_a_local_system_is_not_spelt_out(write: Any) -> None:
    local = local_crs("Shantou local")
    path = write(audit(None, overlapping(local)))
    assert rows(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(-1,)]
    assert layer(path, "findings").geometry[0].bounds == (470_008, 2_590_000, 470_010, 2_590_010)


def test_a_system_without_a_code_becomes_degrees(write: Any) -> None:
    base = CRS("EPSG:4490").to_wkt()
    own = CRS(
        f'PROJCRS["own",BASEGEOGCRS{base.removeprefix("GEOGCRS").split(",CS[", maxsplit=1)[0]}],CONVERSION["m",'
        'METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Longitude of natural origin",116.6543],'
        'PARAMETER["False easting",54321]],CS[Cartesian,2],AXIS["E",east],AXIS["N",north],LENGTHUNIT["metre",1]]'
    )
    path = write(audit(None, overlapping(own)))
    assert rows(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(4490,)]
    assert layer(path, "findings").geometry.notna().all()
    assert b"116.6543" not in path.read_bytes()


def test_a_system_of_an_unknown_datum_keeps_its_coordinates(write: Any) -> None:
    own = CRS("+proj=tmerc +lat_0=0 +lon_0=116.6543 +x_0=54321 +ellps=GRS80 +type=crs")
    path = write(audit(None, overlapping(own)))
    assert rows(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(-1,)]
    assert layer(path, "findings").geometry[0].bounds == (470_008, 2_590_000, 470_010, 2_590_010)
    assert layer(path, "parcels").geometry.notna().all()
    assert b"116.6543" not in path.read_bytes()
