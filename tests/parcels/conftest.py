"""Files of parcels made for one test."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SAMPLES = Path(__file__).parent / "formats"
# A square of 100 m in zone 39 about 117°E, closed.
SQUARE = [[467100, 2583500], [467200, 2583500], [467200, 2583600], [467100, 2583600], [467100, 2583500]]


@pytest.fixture
def samples() -> Path:
    """The folder of committed sample files."""
    return SAMPLES


@pytest.fixture
def geojson(tmp_path: Path) -> Callable[..., Path]:
    """Write a GeoJSON of geometries with their properties."""

    def write(*features: tuple[dict[str, Any] | None, dict[str, Any]], crs: int | None = 4548) -> Path:
        collection: dict[str, Any] = {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry}
                for geometry, properties in features
            ],
        }
        if crs is not None:
            collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
        path = tmp_path / "地块.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    return write


@pytest.fixture
def square() -> dict[str, Any]:
    """A polygon of one hectare as GeoJSON."""
    return {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.fixture(scope="session")
def maker() -> ModuleType:
    """The script that wrote the samples: its tables, and `write` for files that a case needs."""
    spec = importlib.util.spec_from_file_location("parcel_samples", SAMPLES / "samples" / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
