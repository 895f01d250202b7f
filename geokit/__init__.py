"""geokit: park planning for the land it is.

Declared against measured area, overlaps and gaps of phased parcels, and maps that open without a network.
Public names are loaded when they are first used, so that ``import geokit`` costs next to nothing.

Examples
--------
>>> import geokit as gk
>>> gk.Area.from_mu(330).ha
22.0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from geokit._version import __version__ as __version__

if TYPE_CHECKING:
    from geokit.auditing.engine import audit as audit
    from geokit.auditing.engine import audit_catalog as audit_catalog
    from geokit.auditing.findings import Finding as Finding
    from geokit.auditing.findings import Severity as Severity
    from geokit.auditing.report import AuditReport as AuditReport
    from geokit.coverage.tables import find_gaps as find_gaps
    from geokit.coverage.tables import find_overlaps as find_overlaps
    from geokit.errors import GeokitError as GeokitError
    from geokit.land.crs import reproject_frame as reproject_frame
    from geokit.land.crs_names import parse_crs as parse_crs
    from geokit.land.declared.area import AreaKind as AreaKind
    from geokit.land.declared.area import DeclaredArea as DeclaredArea
    from geokit.land.measure.polygons import measure_area as measure_area
    from geokit.land.offset import shift_frame as shift_frame
    from geokit.land.parameters import load_parameters as load_parameters
    from geokit.land.schematic import schematic_outline as schematic_outline
    from geokit.land.units import Area as Area
    from geokit.ledgers.acquisition.making import ledger as ledger
    from geokit.ledgers.adjustment import adjust_to_control as adjust_to_control
    from geokit.ledgers.joining.rows import reconcile_ledger as reconcile_ledger
    from geokit.ledgers.reconciling import reconcile as reconcile
    from geokit.maps.basemaps import Basemap as Basemap
    from geokit.maps.findings import audit_map as audit_map
    from geokit.maps.links import link_map as link_map
    from geokit.maps.marks import Marks as Marks
    from geokit.maps.offline import OfflineMap as OfflineMap
    from geokit.maps.park import park_map as park_map
    from geokit.parcels.dialect import Dialect as Dialect
    from geokit.parcels.reading import read_parcels as read_parcels
    from geokit.parcels.writing import write_parcels as write_parcels
    from geokit.programme.catalog import Catalog as Catalog
    from geokit.programme.catalog import load_catalog as load_catalog
    from geokit.programme.model import Park as Park
    from geokit.words import use_language as use_language

# Each public name and the module that holds it. No name is a module's name: with lazy loading the second
# look-up would give the module instead.
_HOMES = {
    "Area": "geokit.land.units",
    "AreaKind": "geokit.land.declared.area",
    "AuditReport": "geokit.auditing.report",
    "Basemap": "geokit.maps.basemaps",
    "Catalog": "geokit.programme.catalog",
    "DeclaredArea": "geokit.land.declared.area",
    "Dialect": "geokit.parcels.dialect",
    "Finding": "geokit.auditing.findings",
    "GeokitError": "geokit.errors",
    "Marks": "geokit.maps.marks",
    "OfflineMap": "geokit.maps.offline",
    "Park": "geokit.programme.model",
    "Severity": "geokit.auditing.findings",
    "adjust_to_control": "geokit.ledgers.adjustment",
    "audit": "geokit.auditing.engine",
    "audit_catalog": "geokit.auditing.engine",
    "audit_map": "geokit.maps.findings",
    "find_gaps": "geokit.coverage.tables",
    "find_overlaps": "geokit.coverage.tables",
    "ledger": "geokit.ledgers.acquisition.making",
    "link_map": "geokit.maps.links",
    "load_catalog": "geokit.programme.catalog",
    "load_parameters": "geokit.land.parameters",
    "measure_area": "geokit.land.measure.polygons",
    "park_map": "geokit.maps.park",
    "parse_crs": "geokit.land.crs_names",
    "read_parcels": "geokit.parcels.reading",
    "reconcile": "geokit.ledgers.reconciling",
    "reconcile_ledger": "geokit.ledgers.joining.rows",
    "reproject_frame": "geokit.land.crs",
    "schematic_outline": "geokit.land.schematic",
    "shift_frame": "geokit.land.offset",
    "use_language": "geokit.words",
    "write_parcels": "geokit.parcels.writing",
}

__all__ = [
    "Area",
    "AreaKind",
    "AuditReport",
    "Basemap",
    "Catalog",
    "DeclaredArea",
    "Dialect",
    "Finding",
    "GeokitError",
    "Marks",
    "OfflineMap",
    "Park",
    "Severity",
    "__version__",
    "adjust_to_control",
    "audit",
    "audit_catalog",
    "audit_map",
    "find_gaps",
    "find_overlaps",
    "ledger",
    "link_map",
    "load_catalog",
    "load_parameters",
    "measure_area",
    "park_map",
    "parse_crs",
    "read_parcels",
    "reconcile",
    "reconcile_ledger",
    "reproject_frame",
    "schematic_outline",
    "shift_frame",
    "use_language",
    "write_parcels",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'geokit' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
