"""What the tests of rules share: an audit of a few parcels, and what was found in it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import shapely

import geokit as gk
from geokit.testing import CRS, findings_of, make_parcels, ring, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

TODAY = date(2026, 6, 1)
SMALL_IS_FINE = {"rules": {"small_parcel": {"enabled": False}}}
# From (100, 0) out to (120, 30.5) and back.
SPIKED = ring((0, 0), (100, 0), (100, 30), (120, 30.5), (100, 31), (100, 60), (0, 60))


def audit_table(frame: gpd.GeoDataFrame, rule: str, **options) -> list[gk.Finding]:
    """Audit a table with these options of one rule, and return what that rule found."""
    settings = {"rules": {rule: options}} if options else None
    return findings_of(gk.audit(parcels=frame, settings=settings, today=TODAY), rule)


def audit_shapes(shapes, rule: str, *, crs: str | None = CRS, **options) -> list[gk.Finding]:
    return audit_table(make_parcels(shapes, crs=crs), rule, **options)


def table_of(count: int = 3, **columns) -> gpd.GeoDataFrame:
    """Return parcels that do not touch, with these columns."""
    return make_parcels([square(200 * at, 0, 100) for at in range(count)], **columns)


def rules_in(report: gk.AuditReport) -> list[str]:
    return [finding.rule for finding in report.findings]


def rules_of(*shapes, settings=None, **columns) -> list[tuple[str, tuple[str, ...]]]:
    """Audit parcels and return the rule and the subjects of each finding."""
    report = gk.audit(parcels=make_parcels(shapes, **columns), settings=settings)
    return [(finding.rule, finding.subjects) for finding in report.findings]


def faults_between(*shapes: shapely.Geometry) -> list[tuple[str, tuple[str, ...]]]:
    """Audit parcels of any size: what is found lies between them."""
    return rules_of(*shapes, settings=SMALL_IS_FINE)


def frame_around(width: float) -> list[shapely.Polygon]:
    """Four parcels around a hole of 100 m by `width`."""
    return [
        square(-10, -10, 120, 10),
        square(-10, width, 120, 10),
        square(-10, 0, 10, width),
        square(100, 0, 10, width),
    ]


def write_features(path: Path, properties) -> None:
    """Write a GeoJSON of squares with these properties."""
    features = [
        {
            "type": "Feature",
            "properties": each,
            "geometry": json.loads(shapely.to_geojson(square(200 * at, 0, 100))),
        }
        for at, each in enumerate(properties)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    content = {"type": "FeatureCollection", "crs": crs, "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
