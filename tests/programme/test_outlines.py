"""Outlines that are written in several records."""

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import Polygon, box, mapping

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
