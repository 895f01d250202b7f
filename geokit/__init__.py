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
    from geokit.land.declared import DeclaredArea as DeclaredArea
    from geokit.land.measure import measure_area as measure_area
    from geokit.land.schematic import schematic_outline as schematic_outline
    from geokit.land.units import Area as Area
    from geokit.maps.findings import audit_map as audit_map
    from geokit.maps.links import link_map as link_map
    from geokit.maps.park import park_map as park_map
    from geokit.parcels.reading import read_parcels as read_parcels
    from geokit.programme.catalog import Catalog as Catalog
    from geokit.programme.catalog import load_catalog as load_catalog
    from geokit.programme.model import Park as Park
    from geokit.words import use_language as use_language

# Each public name and the module that holds it. No name is a module's name: with lazy loading the second
# look-up would give the module instead.
_HOMES = {
    "Area": "geokit.land.units",
    "AuditReport": "geokit.auditing.report",
    "Catalog": "geokit.programme.catalog",
    "DeclaredArea": "geokit.land.declared",
    "Finding": "geokit.auditing.findings",
    "GeokitError": "geokit.errors",
    "Park": "geokit.programme.model",
    "Severity": "geokit.auditing.findings",
    "audit": "geokit.auditing.engine",
    "audit_catalog": "geokit.auditing.engine",
    "audit_map": "geokit.maps.findings",
    "find_gaps": "geokit.coverage.tables",
    "find_overlaps": "geokit.coverage.tables",
    "link_map": "geokit.maps.links",
    "load_catalog": "geokit.programme.catalog",
    "measure_area": "geokit.land.measure",
    "park_map": "geokit.maps.park",
    "read_parcels": "geokit.parcels.reading",
    "schematic_outline": "geokit.land.schematic",
    "use_language": "geokit.words",
}

__all__ = [
    "Area",
    "AuditReport",
    "Catalog",
    "DeclaredArea",
    "Finding",
    "GeokitError",
    "Park",
    "Severity",
    "__version__",
    "audit",
    "audit_catalog",
    "audit_map",
    "find_gaps",
    "find_overlaps",
    "link_map",
    "load_catalog",
    "measure_area",
    "park_map",
    "read_parcels",
    "schematic_outline",
    "use_language",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'geokit' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
