"""The test kit: small parcels and parks, for tests of rules and of what uses geokit.

Coordinates are metres from a corner in zone 39 (EPSG:4548), so that a test can say ``square(0, 0, 10)``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.programme.model import Park

__all__ = ["CRS", "EAST_M", "NORTH_M", "findings_of", "make_parcels", "make_park", "ring", "square"]

CRS = "EPSG:4548"
EAST_M, NORTH_M = 470_000.0, 2_590_000.0

_PROGRAMME = """
name = { zh = "测试", en = "test" }
cities = [{ id = "city", name = { zh = "市", en = "city" }, role = "host" }]
districts = [{ adcode = "440507", city = "city", name = { zh = "区", en = "district" }, lat = 23.4, lon = 116.7 }]
partnerships = [{ id = "pair", supporter = "440507", host = "440507", source = "test" }]
sources = [{ id = "test", title = { zh = "测试", en = "test" }, as_of = "2024" }]
"""
_PARK = """
id = "park"
name = { zh = "园区", en = "park" }
partnership = "pair"
district = "440507"
"""


def square(east: float, north: float, width: float, height: float | None = None) -> shapely.Polygon:
    """Return a rectangle, a square where no height is given; metres from the kit's corner."""
    west, south = EAST_M + east, NORTH_M + north
    return shapely.box(west, south, west + width, south + (width if height is None else height))


def ring(*corners: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon of corners in metres from the kit's corner; valid or not."""
    return shapely.Polygon([(EAST_M + east, NORTH_M + north) for east, north in corners])


def make_parcels(
    shapes: Sequence[BaseGeometry | None], *, crs: str | None = CRS, **columns: Sequence[Any]
) -> gpd.GeoDataFrame:
    """Return a parcel table of shapes with ids A, B, C …; `columns` are canonical columns.

    Examples
    --------
    >>> list(make_parcels([square(0, 0, 10), square(10, 0, 10)])["id"])
    ['A', 'B']
    """
    from geokit.parcels.table import parcel_frame

    ids = [chr(ord("A") + at) for at in range(len(shapes))]
    return parcel_frame({"id": ids, **columns}, np.array(shapes, dtype=object), crs=crs)


def make_park(folder: Path, toml: str = "", *, outlines: Mapping[str, BaseGeometry] | None = None) -> Park:
    """Write a boundaries folder with one park and load it.

    Parameters
    ----------
    folder : Path
        An empty folder, or one whose ``park`` holds files that park.toml names.
    toml : str
        What park.toml says besides the park's id, names and place.
    outlines : mapping of str to shapely geometry, optional
        Boundary files to write beside it, by name, in the kit's system.
    """
    from geokit.programme.catalog import load_catalog

    place = folder / "park"
    place.mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(_PROGRAMME, encoding="utf-8")
    (place / "park.toml").write_text(_PARK + toml, encoding="utf-8")
    for name, shape in (outlines or {}).items():
        (place / name).write_text(_geojson(shape), encoding="utf-8")
    return load_catalog(folder).parks[0]


def _geojson(shape: BaseGeometry) -> str:
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{CRS.replace(':', '::')}"}}
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})


def findings_of(report: AuditReport, rule: str) -> list[Finding]:
    """Return the findings of one rule."""
    return [finding for finding in report.findings if finding.rule == rule]
