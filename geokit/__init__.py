"""geokit: park planning for the land it is.

Declared against measured area, overlaps and gaps of phased parcels, and maps that open without a network.
Public names are loaded when they are first used, so that ``import geokit`` costs next to nothing.

Examples
--------
>>> import geokit as gk
>>> gk.Area("330亩").ha
22.0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from geokit._version import __version__ as __version__

if TYPE_CHECKING:
    from geokit.auditing.audited import Audited as Audited
    from geokit.auditing.baselines.model import Baseline as Baseline
    from geokit.auditing.baselines.model import BaselinedReport as BaselinedReport
    from geokit.auditing.baselines.state import apply_baseline as apply_baseline
    from geokit.auditing.baselines.state import load_baseline as load_baseline
    from geokit.auditing.baselines.state import write_baseline as write_baseline
    from geokit.auditing.differences.audits import compare_audits as compare_audits
    from geokit.auditing.differences.changes import Change as Change
    from geokit.auditing.differences.changes import ChangeKind as ChangeKind
    from geokit.auditing.differences.disagreement import Disagreement as Disagreement
    from geokit.auditing.differences.files import compare_files as compare_files
    from geokit.auditing.differences.grouped import ChangeGroup as ChangeGroup
    from geokit.auditing.differences.land import LandChange as LandChange
    from geokit.auditing.differences.model import Difference as Difference
    from geokit.auditing.differences.parcels import ParcelDifference as ParcelDifference
    from geokit.auditing.differences.parcels import compare_parcels as compare_parcels
    from geokit.auditing.differences.submission import SubmissionCheck as SubmissionCheck
    from geokit.auditing.differences.submission import compare_submission as compare_submission
    from geokit.auditing.engine import audit as audit
    from geokit.auditing.engine import audit_catalog as audit_catalog
    from geokit.auditing.findings import Finding as Finding
    from geokit.auditing.findings import Place as Place
    from geokit.auditing.findings import Severity as Severity
    from geokit.auditing.fixes.proposal import Proposal as Proposal
    from geokit.auditing.fixes.proposal import Remaining as Remaining
    from geokit.auditing.fixes.repair import propose_fixes as propose_fixes
    from geokit.auditing.grouped import Group as Group
    from geokit.auditing.grouped import Groups as Groups
    from geokit.auditing.report import AuditReport as AuditReport
    from geokit.auditing.schema.check import check_schema as check_schema
    from geokit.auditing.schema.checked import CheckedDatabase as CheckedDatabase
    from geokit.auditing.schema.form import SchemaForm as SchemaForm
    from geokit.auditing.schema.model import Schema as Schema
    from geokit.auditing.schema.model import SchemaField as SchemaField
    from geokit.auditing.schema.model import SchemaLayer as SchemaLayer
    from geokit.auditing.schema.reading import load_schema as load_schema
    from geokit.errors import CatalogError as CatalogError
    from geokit.errors import CrsError as CrsError
    from geokit.errors import DataLossWarning as DataLossWarning
    from geokit.errors import FormatError as FormatError
    from geokit.errors import GeokitError as GeokitError
    from geokit.errors import InputError as InputError
    from geokit.errors import OptionError as OptionError
    from geokit.errors import OutputError as OutputError
    from geokit.errors import SettingsError as SettingsError
    from geokit.errors import SpeedWarning as SpeedWarning
    from geokit.errors import UnknownNameError as UnknownNameError
    from geokit.land.crs.frames import reproject_frame as reproject_frame
    from geokit.land.crs.names import parse_crs as parse_crs
    from geokit.land.crs.offset import shift_frame as shift_frame
    from geokit.land.crs.parameters import TransformParameters as TransformParameters
    from geokit.land.crs.parameters import load_parameters as load_parameters
    from geokit.land.declared.area import DeclaredArea as DeclaredArea
    from geokit.land.declared.figure import AreaKind as AreaKind
    from geokit.land.declared.figure import Bound as Bound
    from geokit.land.declared.verdict import Verdict as Verdict
    from geokit.land.limits import Limit as Limit
    from geokit.land.limits import Provenance as Provenance
    from geokit.land.measure.polygons import measure_area as measure_area
    from geokit.land.schematic import schematic_outline as schematic_outline
    from geokit.land.units import Area as Area
    from geokit.languages import use_language as use_language
    from geokit.ledgers.acquisition.model import Ledger as Ledger
    from geokit.ledgers.acquisition.model import ledger as ledger
    from geokit.ledgers.acquisition.over_time import Unsupplied as Unsupplied
    from geokit.ledgers.adjustment import Adjustment as Adjustment
    from geokit.ledgers.adjustment import adjust_to_control as adjust_to_control
    from geokit.ledgers.control_lines.table import ControlLineTable as ControlLineTable
    from geokit.ledgers.control_lines.table import control_line_table as control_line_table
    from geokit.ledgers.forms import Form as Form
    from geokit.ledgers.forms import FormSheet as FormSheet
    from geokit.ledgers.indicators.loading import load_indicators as load_indicators
    from geokit.ledgers.indicators.model import Indicator as Indicator
    from geokit.ledgers.indicators.table import IndicatorTable as IndicatorTable
    from geokit.ledgers.indicators.table import indicator_table as indicator_table
    from geokit.ledgers.joining.match import LedgerMatch as LedgerMatch
    from geokit.ledgers.joining.match import Match as Match
    from geokit.ledgers.joining.rows import reconcile_ledger as reconcile_ledger
    from geokit.ledgers.land_classes.table import LandClassTable as LandClassTable
    from geokit.ledgers.land_classes.table import land_class_table as land_class_table
    from geokit.ledgers.plan_progress import ProgressTable as ProgressTable
    from geokit.ledgers.plan_progress import progress_table as progress_table
    from geokit.ledgers.reconciling import reconcile as reconcile
    from geokit.ledgers.steps import StepsTable as StepsTable
    from geokit.ledgers.steps import steps_table as steps_table
    from geokit.ledgers.supply import SupplyTable as SupplyTable
    from geokit.ledgers.supply import supply_table as supply_table
    from geokit.libraries import MissingLibraryError as MissingLibraryError
    from geokit.maps.audit import audit_map as audit_map
    from geokit.maps.basemaps import Basemap as Basemap
    from geokit.maps.change import change_map as change_map
    from geokit.maps.links import link_map as link_map
    from geokit.maps.offline import OfflineMap as OfflineMap
    from geokit.maps.park import park_map as park_map
    from geokit.page.marks import Marks as Marks
    from geokit.parcels.diagnostics import Notice as Notice
    from geokit.parcels.diagnostics import Unreadable as Unreadable
    from geokit.parcels.diagnostics import notices_of as notices_of
    from geokit.parcels.diagnostics import unreadable_of as unreadable_of
    from geokit.parcels.dialect import Dialect as Dialect
    from geokit.parcels.inspection import Inspection as Inspection
    from geokit.parcels.inspection import inspect_file as inspect_file
    from geokit.parcels.numbering import number_parcels as number_parcels
    from geokit.parcels.overlaps import find_gaps as find_gaps
    from geokit.parcels.overlaps import find_overlaps as find_overlaps
    from geokit.parcels.profiles import load_profile as load_profile
    from geokit.parcels.read import read_parcels as read_parcels
    from geokit.parcels.write import write_parcels as write_parcels
    from geokit.programme.catalog import Catalog as Catalog
    from geokit.programme.catalog import example_folder as example_folder
    from geokit.programme.catalog import load_catalog as load_catalog
    from geokit.programme.facts import Company as Company
    from geokit.programme.facts import Milestone as Milestone
    from geokit.programme.listing import Fact as Fact
    from geokit.programme.lookup import FoundPark as FoundPark
    from geokit.programme.model import Park as Park
    from geokit.programme.model import Zone as Zone
    from geokit.programme.places import District as District
    from geokit.programme.places import Enclave as Enclave
    from geokit.programme.places import Partnership as Partnership
    from geokit.programme.places import Source as Source
    from geokit.programme.terms import ZoneStatus as ZoneStatus
    from geokit.progress import show_progress as show_progress
    from geokit.reports._ledger import write_ledger as write_ledger
    from geokit.reports._templates.filling import fill_template as fill_template
    from geokit.sheets.parcels import save_parcel_sheets as save_parcel_sheets

# Each public name and the module that holds it; type checkers read the block above, and a test compares the two. No
# name is a module's name: with lazy loading the second look-up would give the module instead.
_HOMES = {
    "Adjustment": "geokit.ledgers.adjustment",
    "Area": "geokit.land.units",
    "AreaKind": "geokit.land.declared.figure",
    "AuditReport": "geokit.auditing.report",
    "Audited": "geokit.auditing.audited",
    "Baseline": "geokit.auditing.baselines.model",
    "BaselinedReport": "geokit.auditing.baselines.model",
    "Basemap": "geokit.maps.basemaps",
    "Bound": "geokit.land.declared.figure",
    "Catalog": "geokit.programme.catalog",
    "CatalogError": "geokit.errors",
    "Change": "geokit.auditing.differences.changes",
    "ChangeGroup": "geokit.auditing.differences.grouped",
    "ChangeKind": "geokit.auditing.differences.changes",
    "CheckedDatabase": "geokit.auditing.schema.checked",
    "Company": "geokit.programme.facts",
    "ControlLineTable": "geokit.ledgers.control_lines.table",
    "CrsError": "geokit.errors",
    "DataLossWarning": "geokit.errors",
    "DeclaredArea": "geokit.land.declared.area",
    "Dialect": "geokit.parcels.dialect",
    "Difference": "geokit.auditing.differences.model",
    "Disagreement": "geokit.auditing.differences.disagreement",
    "District": "geokit.programme.places",
    "Enclave": "geokit.programme.places",
    "Fact": "geokit.programme.listing",
    "Finding": "geokit.auditing.findings",
    "Form": "geokit.ledgers.forms",
    "FormSheet": "geokit.ledgers.forms",
    "FormatError": "geokit.errors",
    "FoundPark": "geokit.programme.lookup",
    "GeokitError": "geokit.errors",
    "Group": "geokit.auditing.grouped",
    "Groups": "geokit.auditing.grouped",
    "Indicator": "geokit.ledgers.indicators.model",
    "IndicatorTable": "geokit.ledgers.indicators.table",
    "InputError": "geokit.errors",
    "Inspection": "geokit.parcels.inspection",
    "LandChange": "geokit.auditing.differences.land",
    "LandClassTable": "geokit.ledgers.land_classes.table",
    "Ledger": "geokit.ledgers.acquisition.model",
    "LedgerMatch": "geokit.ledgers.joining.match",
    "Limit": "geokit.land.limits",
    "Marks": "geokit.page.marks",
    "Match": "geokit.ledgers.joining.match",
    "Milestone": "geokit.programme.facts",
    "MissingLibraryError": "geokit.libraries",
    "Notice": "geokit.parcels.diagnostics",
    "OfflineMap": "geokit.maps.offline",
    "OptionError": "geokit.errors",
    "OutputError": "geokit.errors",
    "ParcelDifference": "geokit.auditing.differences.parcels",
    "Park": "geokit.programme.model",
    "Partnership": "geokit.programme.places",
    "Place": "geokit.auditing.findings",
    "ProgressTable": "geokit.ledgers.plan_progress",
    "Proposal": "geokit.auditing.fixes.proposal",
    "Provenance": "geokit.land.limits",
    "Remaining": "geokit.auditing.fixes.proposal",
    "Schema": "geokit.auditing.schema.model",
    "SchemaField": "geokit.auditing.schema.model",
    "SchemaForm": "geokit.auditing.schema.form",
    "SchemaLayer": "geokit.auditing.schema.model",
    "SettingsError": "geokit.errors",
    "Severity": "geokit.auditing.findings",
    "Source": "geokit.programme.places",
    "SpeedWarning": "geokit.errors",
    "StepsTable": "geokit.ledgers.steps",
    "SubmissionCheck": "geokit.auditing.differences.submission",
    "SupplyTable": "geokit.ledgers.supply",
    "TransformParameters": "geokit.land.crs.parameters",
    "UnknownNameError": "geokit.errors",
    "Unreadable": "geokit.parcels.diagnostics",
    "Unsupplied": "geokit.ledgers.acquisition.over_time",
    "Verdict": "geokit.land.declared.verdict",
    "Zone": "geokit.programme.model",
    "ZoneStatus": "geokit.programme.terms",
    "adjust_to_control": "geokit.ledgers.adjustment",
    "apply_baseline": "geokit.auditing.baselines.state",
    "audit": "geokit.auditing.engine",
    "audit_catalog": "geokit.auditing.engine",
    "audit_map": "geokit.maps.audit",
    "change_map": "geokit.maps.change",
    "check_schema": "geokit.auditing.schema.check",
    "compare_audits": "geokit.auditing.differences.audits",
    "compare_files": "geokit.auditing.differences.files",
    "compare_parcels": "geokit.auditing.differences.parcels",
    "compare_submission": "geokit.auditing.differences.submission",
    "control_line_table": "geokit.ledgers.control_lines.table",
    "example_folder": "geokit.programme.catalog",
    "fill_template": "geokit.reports._templates.filling",
    "find_gaps": "geokit.parcels.overlaps",
    "find_overlaps": "geokit.parcels.overlaps",
    "indicator_table": "geokit.ledgers.indicators.table",
    "inspect_file": "geokit.parcels.inspection",
    "land_class_table": "geokit.ledgers.land_classes.table",
    "ledger": "geokit.ledgers.acquisition.model",
    "link_map": "geokit.maps.links",
    "load_baseline": "geokit.auditing.baselines.state",
    "load_catalog": "geokit.programme.catalog",
    "load_indicators": "geokit.ledgers.indicators.loading",
    "load_parameters": "geokit.land.crs.parameters",
    "load_profile": "geokit.parcels.profiles",
    "load_schema": "geokit.auditing.schema.reading",
    "measure_area": "geokit.land.measure.polygons",
    "notices_of": "geokit.parcels.diagnostics",
    "number_parcels": "geokit.parcels.numbering",
    "park_map": "geokit.maps.park",
    "parse_crs": "geokit.land.crs.names",
    "progress_table": "geokit.ledgers.plan_progress",
    "propose_fixes": "geokit.auditing.fixes.repair",
    "read_parcels": "geokit.parcels.read",
    "reconcile": "geokit.ledgers.reconciling",
    "reconcile_ledger": "geokit.ledgers.joining.rows",
    "reproject_frame": "geokit.land.crs.frames",
    "save_parcel_sheets": "geokit.sheets.parcels",
    "schematic_outline": "geokit.land.schematic",
    "shift_frame": "geokit.land.crs.offset",
    "show_progress": "geokit.progress",
    "steps_table": "geokit.ledgers.steps",
    "supply_table": "geokit.ledgers.supply",
    "unreadable_of": "geokit.parcels.diagnostics",
    "use_language": "geokit.languages",
    "write_baseline": "geokit.auditing.baselines.state",
    "write_ledger": "geokit.reports._ledger",
    "write_parcels": "geokit.parcels.write",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - the names are written once

# Type checkers do not see this, so that a name which is not there is an error to them as well.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'geokit' has no attribute {name!r}")
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
