"""Outlines that are written in several records."""

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import Polygon, box, mapping

from geokit.programme import outlines
from geokit.programme.outlines import read_boundary

BOW_TIE = Polygon([(116.0, 23.0), (116.1, 23.1), (116.1, 23.0), (116.0, 23.1)])


def outline(folder: Path, *records: Polygon) -> shapely.Geometry:
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(each)} for each in records]
    (folder / "outline.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return read_boundary(folder, "outline.geojson", crs="EPSG:4490").geometry


def test_records_in_degrees_are_one_outline_whose_vertices_stay(tmp_path: Path) -> None:
    west, east = box(116.1, 23.3, 116.2, 23.4), box(116.15, 23.3, 116.3, 23.4)
    found = outline(tmp_path, west, east)
    assert found.equals(box(116.1, 23.3, 116.3, 23.4))
    assert found.area == pytest.approx(0.02, rel=1e-12)


def test_an_invalid_record_is_kept_as_it_stands(tmp_path: Path) -> None:
    found = outline(tmp_path, box(116.2, 23.0, 116.3, 23.1), BOW_TIE)
    assert not found.is_valid
    assert len(found.geoms) == 2


def city_file(path: Path, *features: str) -> Path:
    path.write_text('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}", encoding="utf-8")
    return path


GEOMETRY = '{"type":"Polygon","coordinates":[[[116.0,23.0],[116.1,23.0],[116.1,23.1],[116.0,23.0]]]}'
FAR = GEOMETRY.replace("[116.", "[86.")
NAMED = '"properties":{"name":"甲市","gb":"156440500"}'


@pytest.mark.parametrize(
    "feature",
    [
        f'{{"geometry":{GEOMETRY},"type":"Feature",{NAMED}}}',
        f'{{"type":"Feature",{NAMED},"geometry":{GEOMETRY}}}',
        f'{{"type": "Feature", {NAMED}, "geometry": {GEOMETRY}}}',
    ],
)
def test_a_city_is_found_however_its_file_is_written(
    feature: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = feature.replace(GEOMETRY, FAR).replace("440500", "650100")
    path = city_file(tmp_path / "city.geojson", feature, far)
    monkeypatch.setattr(outlines, "outline_file", lambda _: path)
    outlines._cities.cache_clear()
    found = outlines.city_outlines((115.0, 22.0, 117.0, 24.0))
    outlines._cities.cache_clear()
    assert [(city.adcode, city.name) for city in found] == [("440500", "甲市")]


def test_land_that_an_outline_goes_round_twice_is_land(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made valid by its lines alone, it would be a hole."""
    turns = [(0, 0), (3, 0), (3, 2), (1, 2), (1, 1), (2, 1), (2, 3), (0, 3)]
    twice = Polygon([(116 + x / 100, 23 + y / 100) for x, y in turns])
    feature = {
        "type": "Feature",
        "properties": {"name": "甲市", "gb": "156440500"},
        "geometry": mapping(twice),
    }
    path = city_file(tmp_path / "city.geojson", json.dumps(feature))
    monkeypatch.setattr(outlines, "outline_file", lambda *_: path)
    remembered = (outlines._cities, outlines._province_outlines)
    for each in remembered:
        each.cache_clear()
    city = outlines.city_outlines((115.0, 22.0, 117.0, 24.0))[0].geometry
    district = outlines.district_outlines(["440500"])["440500"]
    for each in remembered:
        each.cache_clear()
    assert (city.area, district.area) == (pytest.approx(8e-4), pytest.approx(8e-4))


def test_cities_about_the_programme_are_known() -> None:
    names = {city.name for city in outlines.city_outlines((113.5, 22.2, 117.3, 23.9))}
    assert {"深圳市", "汕头市", "惠州市", "东莞市", "香港特别行政区", "汕尾市", "揭阳市", "潮州市"} <= names


def test_without_the_file_there_are_no_cities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "outline_file", lambda _: None)
    outlines._cities.cache_clear()
    assert outlines.city_outlines((115.0, 22.0, 117.0, 24.0)) == ()
    outlines._cities.cache_clear()
