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
    from geokit.auditing.baselines.state import apply_baseline as apply_baseline
    from geokit.auditing.baselines.state import load_baseline as load_baseline
    from geokit.auditing.baselines.state import write_baseline as write_baseline
    from geokit.auditing.differences.audits import compare_audits as compare_audits
    from geokit.auditing.differences.files import compare_files as compare_files
    from geokit.auditing.differences.model import Difference as Difference
    from geokit.auditing.differences.parcels import compare_parcels as compare_parcels
    from geokit.auditing.differences.submission import SubmissionCheck as SubmissionCheck
    from geokit.auditing.differences.submission import compare_submission as compare_submission
    from geokit.auditing.engine import audit as audit
    from geokit.auditing.engine import audit_catalog as audit_catalog
    from geokit.auditing.findings import Finding as Finding
    from geokit.auditing.findings import Severity as Severity
    from geokit.auditing.fixes.proposal import Proposal as Proposal
    from geokit.auditing.fixes.repair import propose_fixes as propose_fixes
    from geokit.auditing.report import AuditReport as AuditReport
    from geokit.coverage.tables import find_gaps as find_gaps
    from geokit.coverage.tables import find_overlaps as find_overlaps
    from geokit.errors import DataLossWarning as DataLossWarning
    from geokit.errors import GeokitError as GeokitError
    from geokit.land.crs.names import parse_crs as parse_crs
    from geokit.land.crs.offset import shift_frame as shift_frame
    from geokit.land.crs.parameters import load_parameters as load_parameters
    from geokit.land.crs.transform import reproject_frame as reproject_frame
    from geokit.land.declared.area import AreaKind as AreaKind
    from geokit.land.declared.area import DeclaredArea as DeclaredArea
    from geokit.land.measure.polygons import measure_area as measure_area
    from geokit.land.schematic import schematic_outline as schematic_outline
    from geokit.land.units import Area as Area
    from geokit.languages import use_language as use_language
    from geokit.ledgers.acquisition.model import Ledger as Ledger
    from geokit.ledgers.acquisition.model import ledger as ledger
    from geokit.ledgers.adjustment import adjust_to_control as adjust_to_control
    from geokit.ledgers.joining.match import LedgerMatch as LedgerMatch
    from geokit.ledgers.joining.rows import reconcile_ledger as reconcile_ledger
    from geokit.ledgers.reconciling import reconcile as reconcile
    from geokit.maps.audit import audit_map as audit_map
    from geokit.maps.basemaps import Basemap as Basemap
    from geokit.maps.change import change_map as change_map
    from geokit.maps.links import link_map as link_map
    from geokit.maps.offline import OfflineMap as OfflineMap
    from geokit.maps.park import park_map as park_map
    from geokit.page.marks import Marks as Marks
    from geokit.parcels.diagnostics import notices_of as notices_of
    from geokit.parcels.diagnostics import unreadable_of as unreadable_of
    from geokit.parcels.dialect import Dialect as Dialect
    from geokit.parcels.read import read_parcels as read_parcels
    from geokit.parcels.write import write_parcels as write_parcels
    from geokit.programme.catalog import Catalog as Catalog
    from geokit.programme.catalog import example_folder as example_folder
    from geokit.programme.catalog import load_catalog as load_catalog
    from geokit.programme.model import Park as Park
    from geokit.progress import show_progress as show_progress
    from geokit.reports._ledger import write_ledger as write_ledger
    from geokit.reports._templates.filling import fill_template as fill_template
    from geokit.sheets.parcels import save_parcel_sheets as save_parcel_sheets

# Each public name and the module that holds it. No name is a module's name: with lazy loading the second
# look-up would give the module instead.
_HOMES = {
    "Area": "geokit.land.units",
    "AreaKind": "geokit.land.declared.area",
    "AuditReport": "geokit.auditing.report",
    "Basemap": "geokit.maps.basemaps",
    "Catalog": "geokit.programme.catalog",
    "DataLossWarning": "geokit.errors",
    "DeclaredArea": "geokit.land.declared.area",
    "Dialect": "geokit.parcels.dialect",
    "Difference": "geokit.auditing.differences.model",
    "Finding": "geokit.auditing.findings",
    "GeokitError": "geokit.errors",
    "Ledger": "geokit.ledgers.acquisition.model",
    "LedgerMatch": "geokit.ledgers.joining.match",
    "Marks": "geokit.page.marks",
    "OfflineMap": "geokit.maps.offline",
    "Park": "geokit.programme.model",
    "Proposal": "geokit.auditing.fixes.proposal",
    "Severity": "geokit.auditing.findings",
    "SubmissionCheck": "geokit.auditing.differences.submission",
    "adjust_to_control": "geokit.ledgers.adjustment",
    "apply_baseline": "geokit.auditing.baselines.state",
    "audit": "geokit.auditing.engine",
    "audit_catalog": "geokit.auditing.engine",
    "audit_map": "geokit.maps.audit",
    "change_map": "geokit.maps.change",
    "compare_audits": "geokit.auditing.differences.audits",
    "compare_files": "geokit.auditing.differences.files",
    "compare_parcels": "geokit.auditing.differences.parcels",
    "compare_submission": "geokit.auditing.differences.submission",
    "example_folder": "geokit.programme.catalog",
    "fill_template": "geokit.reports._templates.filling",
    "find_gaps": "geokit.coverage.tables",
    "find_overlaps": "geokit.coverage.tables",
    "ledger": "geokit.ledgers.acquisition.model",
    "link_map": "geokit.maps.links",
    "load_baseline": "geokit.auditing.baselines.state",
    "load_catalog": "geokit.programme.catalog",
    "load_parameters": "geokit.land.crs.parameters",
    "measure_area": "geokit.land.measure.polygons",
    "notices_of": "geokit.parcels.diagnostics",
    "park_map": "geokit.maps.park",
    "parse_crs": "geokit.land.crs.names",
    "propose_fixes": "geokit.auditing.fixes.repair",
    "read_parcels": "geokit.parcels.read",
    "reconcile": "geokit.ledgers.reconciling",
    "reconcile_ledger": "geokit.ledgers.joining.rows",
    "reproject_frame": "geokit.land.crs.transform",
    "save_parcel_sheets": "geokit.sheets.parcels",
    "schematic_outline": "geokit.land.schematic",
    "shift_frame": "geokit.land.crs.offset",
    "show_progress": "geokit.progress",
    "unreadable_of": "geokit.parcels.diagnostics",
    "use_language": "geokit.languages",
    "write_baseline": "geokit.auditing.baselines.state",
    "write_ledger": "geokit.reports._ledger",
    "write_parcels": "geokit.parcels.write",
}

__all__ = [
    "Area",
    "AreaKind",
    "AuditReport",
    "Basemap",
    "Catalog",
    "DataLossWarning",
    "DeclaredArea",
    "Dialect",
    "Difference",
    "Finding",
    "GeokitError",
    "Ledger",
    "LedgerMatch",
    "Marks",
    "OfflineMap",
    "Park",
    "Proposal",
    "Severity",
    "SubmissionCheck",
    "__version__",
    "adjust_to_control",
    "apply_baseline",
    "audit",
    "audit_catalog",
    "audit_map",
    "change_map",
    "compare_audits",
    "compare_files",
    "compare_parcels",
    "compare_submission",
    "example_folder",
    "fill_template",
    "find_gaps",
    "find_overlaps",
    "ledger",
    "link_map",
    "load_baseline",
    "load_catalog",
    "load_parameters",
    "measure_area",
    "notices_of",
    "park_map",
    "parse_crs",
    "propose_fixes",
    "read_parcels",
    "reconcile",
    "reconcile_ledger",
    "reproject_frame",
    "save_parcel_sheets",
    "schematic_outline",
    "shift_frame",
    "show_progress",
    "unreadable_of",
    "use_language",
    "write_baseline",
    "write_ledger",
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
