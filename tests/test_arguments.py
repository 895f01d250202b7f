"""The public door: every public function and method, found and not listed, with arguments that it must refuse."""

from __future__ import annotations

import inspect
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import geokit as gk
from geokit.annotations import parse_kinds
from geokit.arguments import public
from geokit.auditing.baselines.model import BaselinedReport
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.ledgers.acquisition.over_time import Unsupplied
from geokit.ledgers.adjustment import Adjustment
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What goes with the next release is tried as well; that it warns is tested beside it.
pytestmark = pytest.mark.filterwarnings("ignore:in_words:DeprecationWarning")

# What geokit makes by the hundred thousand, and nobody else: a remark, a record that was not read, a transformation.
MADE = {"Notice", "Unreadable", "TransformParameters"}
# The keywords of an error are the fields of a sentence, whatever they are called.
OPEN = MADE | {
    name
    for name in gk.__all__
    if inspect.isclass(getattr(gk, name)) and issubclass(getattr(gk, name), Exception)
}
RETURNED = (Adjustment, BaselinedReport, Unsupplied)


def public_functions() -> dict[str, Callable[..., Any]]:
    """Return all that others may call, by the name that they call it by."""
    things = {name: getattr(gk, name) for name in gk.__all__ if name not in OPEN}
    things |= {each.__name__: each for each in RETURNED}
    found: dict[str, Callable[..., Any]] = {}
    for name, thing in things.items():
        if inspect.isclass(thing):
            found |= {f"{name}.{each}": getattr(thing, each) for each in methods_of(thing)}
        if callable(thing) and not is_enumeration(thing):
            found[name] = thing
    return found


def is_enumeration(thing: object) -> bool:
    return hasattr(thing, "__members__")


def methods_of(owner: type) -> list[str]:
    own = [each for each in owner.__mro__ if each.__module__.startswith("geokit.")]
    return [
        name
        for each in own
        for name, member in vars(each).items()
        if not name.startswith(("_", "model_"))
        and (inspect.isfunction(member) or isinstance(member, classmethod | staticmethod))
    ]


FUNCTIONS = public_functions()
# folium hands its own things down through the first; what forms have in common is never made by itself.
NAMED = sorted(set(FUNCTIONS) - {"OfflineMap.render", "Form"})


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    known = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind in known and each.name != "self"
    ]


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One of everything, by what a signature calls it."""
    frame = make_parcels([square(0, 0, 100), square(98, 0, 100)], id=["A", "B"], stage=["approved"] * 2)
    catalog = gk.load_catalog(gk.example_folder())
    park = catalog.parks[0]
    report = gk.audit(frame, today=date(2026, 1, 1))
    ledger = gk.ledger(None, frame, as_of="2026-01-01")
    table = pd.DataFrame({"编号": ["A"], "面积（平方米）": [10_000.0]})
    difference = gk.compare_parcels(frame, frame.iloc[:1])
    check = gk.compare_submission({"a": frame, "b": frame.iloc[:1]})
    declared = gk.DeclaredArea.parse("330亩")
    survey = make_parcels([square(0, 0, 200)], land_class=["0101"])
    plan = pd.DataFrame({"期次": ["一期"], "年度": [2025], "计划供应（亩）": [20]})
    steps = pd.DataFrame({"批次": ["1"], "预公告": ["2025-01-01"]})
    classes = gk.land_class_table(frame, survey, control="measured")
    return {
        "Adjustment": gk.adjust_to_control([1.0, 2.0], gk.Area.from_m2(3)),
        "Area": gk.Area.from_mu(330),
        "AuditReport": report,
        "Baseline": gk.write_baseline(report, tmp_path_factory.mktemp("baseline") / "known.json"),
        "BaselinedReport": None,
        "Basemap": gk.Basemap("https://tiles.example/{z}/{x}/{y}.png", "x"),
        "Catalog": catalog,
        "Company": gk.load_catalog().companies[0],
        "Fact": catalog.facts()[0],
        "FoundPark": catalog.find("example"),
        "Milestone": gk.load_catalog().milestones[0],
        "DeclaredArea": declared,
        "Dialect": gk.Dialect(),
        "Change": difference.changes[0],
        "ChangeGroup": difference.grouped()[0],
        "Difference": difference,
        "Disagreement": check.disagreements[0],
        "Group": report.grouped()[0],
        "Groups": report.grouped(),
        "LandChange": difference.land(),
        "Limit": report.findings[0].limit,
        "Match": gk.Match.NO_ROW,
        "ParcelDifference": difference,
        "Provenance": gk.Provenance.PRINTED_TEXT,
        "Remaining": gk.Remaining(report.findings[0], Words(zh="甲", en="a")),
        "Verdict": declared.admits(gk.Area.from_mu(330)),
        "Finding": report.findings[0],
        "GeoDataFrame": frame,
        "ParcelsLike": frame,
        "Form": classes,
        "FormSheet": classes.sheets()[0],
        "Indicator": gk.load_indicators("park-audit")[0],
        "IndicatorTable": gk.indicator_table({"land": pd.DataFrame({"DLBM": ["0601"]})}),
        "LandClassTable": classes,
        "ControlLineTable": gk.control_line_table(frame, {"a": survey}, control="measured"),
        "ProgressTable": gk.progress_table(frame, plan),
        "StepsTable": gk.steps_table(steps),
        "SupplyTable": gk.supply_table(frame),
        "Scheme": "survey",
        "Ledger": ledger,
        "LedgerMatch": gk.reconcile_ledger(frame, table, key="编号"),
        "CheckedDatabase": gk.CheckedDatabase("库.gdb", gk.load_schema("control-lines-2021"), 3, 10),
        "Schema": gk.load_schema("control-lines-2021"),
        "SchemaForm": gk.SchemaForm(gk.load_schema("control-lines-2021")),
        "Marks": gk.Marks(),
        "OfflineMap": gk.OfflineMap(),
        "Park": park,
        "Partnership": catalog.partnerships[0],
        "Proposal": gk.propose_fixes(report),
        "SubmissionCheck": check,
        "Inspection": gk.inspect_file(gk.example_folder() / "example-park" / "phase-1.txt"),
        "Unsupplied": ledger.approved_not_supplied(),
        "District": catalog.districts[0],
        "DataFrame": table,
        "Text": "x",
        "date": date(2026, 1, 1),
        "PathLike": "no-such-file.txt",
        "Sequence": [gk.DeclaredArea.parse("330亩")],
        "tuple": (470_000.0, 2_590_000.0),
        "Mapping": {"a": frame},
        "ArrayLike": [1.0],
        "LayerLike": [square(0, 0, 10)],
        "CrsLike": "EPSG:4548",
        "Number": 1,
        "Severity": gk.Severity.ERROR,
        "ChangeKind": gk.ChangeKind.GONE,
        "Words": Words(zh="甲", en="a"),
        "Language": "en",
        "Unit": "mu",
        "int": 2,
        "float": 1.0,
        "str": "x",
        "bool": True,
    }


def sample(annotation: str, things: dict[str, Any]) -> Any:
    head = annotation.partition(" | ")[0].partition("[")[0].rpartition(".")[2]
    assert head in things, annotation
    return things[head]


def bound(name: str, things: dict[str, Any]) -> Callable[..., Any] | None:
    """Return a function ready to be called: a method with an object to call it on."""
    owner, _, method = name.rpartition(".")
    function = FUNCTIONS[name]
    if not owner or inspect.ismethod(function):
        return function
    own = things[owner]
    return getattr(own, method) if own is not None else None


def error_of(function: Callable[..., Any], arguments: dict[str, Any]) -> Exception | None:
    try:
        function(**arguments)
    except Exception as error:  # noqa: BLE001 - which exceptions there are is the question
        return error
    return None


def is_refusal(error: BaseException) -> bool:
    is_one = isinstance(error, gk.GeokitError) and isinstance(
        error, TypeError | ValueError | LookupError | OSError
    )
    return is_one and "\n" not in str(error)


@pytest.mark.parametrize("name", NAMED)
def test_a_misspelt_name_is_refused_with_the_near_one(name: str, things: dict[str, Any]) -> None:
    function = bound(name, things) or FUNCTIONS[name]
    names = [each.name for each in parameters_of(function)]
    for right in names or ["nothing"]:
        with pytest.raises(OptionError) as refused:
            function(**{f"{right}x": None})
        assert isinstance(refused.value, TypeError)
        assert f"“{right}x”" in refused.value.localize("en")
        assert f"“{right}x”" in refused.value.localize("zh")
        if names:
            assert f"Did you mean {right}?" in refused.value.localize("en")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_thing_of_no_kind_is_refused_by_every_parameter(name: str, things: dict[str, Any]) -> None:
    if inspect.isclass(FUNCTIONS[name]) and FUNCTIONS[name] not in (
        gk.Marks,
        gk.Basemap,
        gk.DeclaredArea,
        gk.Dialect,
    ):
        pytest.skip("made by geokit, or by folium's rules")
    function = bound(name, things)
    if function is None:
        pytest.skip("the methods of its base are tried")
    required = {
        each.name: sample(str(each.annotation), things)
        for each in parameters_of(function)
        if each.default is inspect.Parameter.empty
    }
    for each in parameters_of(function):
        with pytest.raises(OptionError, match=each.name):
            function(**{**required, each.name: object()})


JUNK: tuple[Any, ...] = (
    None,
    "text",
    "",
    3,
    -1,
    1.5,
    float("nan"),
    [],
    ["a"],
    [None],
    {},
    b"x",
    True,
    np.zeros(3),
    pd.DataFrame(),
    # What is of the right kind, and too much for what it is handed on to.
    10**400,
    1e308,
    "A" * 10_000,
    "\0",
    # What counts as a number, or as an array, and is none of Python's.
    np.int64(3),
    np.array("x"),
    pd.NA,
)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_argument_ends_in_the_depths(
    name: str, things: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function = bound(name, things)
    if function is None or inspect.isclass(function):
        pytest.skip("tried above")
    junk = (*JUNK, tmp_path, things["GeoDataFrame"], things["AuditReport"], things["Park"], things["Area"])
    parameters = parameters_of(function)
    required = {
        each.name: sample(str(each.annotation), things)
        for each in parameters
        if each.default is inspect.Parameter.empty
    }
    for each in parameters:
        for value in junk:
            error = error_of(function, {**required, each.name: value})
            assert error is None or is_refusal(error), (each.name, value, repr(error))


def test_every_word_of_a_public_signature_has_a_meaning() -> None:
    for function in FUNCTIONS.values():
        if not inspect.isclass(function):
            for each in parameters_of(function):
                assert parse_kinds(str(each.annotation)), (function, each)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("zh-CN", "zh"), ("zh_CN", "zh"), ("zh-Hans", "zh"), ("zh_CN.UTF-8", "zh"), ("Chinese", "zh"), ("ZH", "zh"),
     ("en-GB", "en"), ("en_US.utf8", "en"), ("English", "en")],
)  # fmt: skip
def test_a_language_is_taken_as_systems_write_it(wanted: str, language: str, things: dict[str, Any]) -> None:
    with gk.use_language(wanted):
        assert things["AuditReport"].summary() == things["AuditReport"].summary(language)
    assert things["Ledger"].sentence(wanted) == things["Ledger"].sentence(language)


@pytest.mark.parametrize("wanted", ["fr", "", "zhx", "C", "klingon", "z"])
def test_another_language_is_refused_at_once(wanted: str) -> None:
    with pytest.raises(OptionError, match="zh, en"):
        gk.use_language(wanted)


def test_too_many_too_few_and_twice_are_sentences(things: dict[str, Any]) -> None:
    frame = things["GeoDataFrame"]
    for call, words in (
        (lambda: gk.ledger(None, frame, "phase"), "at most 2"),
        (lambda: gk.reconcile_ledger(frame), "also needs table"),
        (lambda: gk.ledger(None, frame, parcels=frame), "was given parcels twice"),
        (lambda: gk.Marks("internal", audience="public"), "was given audience twice"),
        (gk.Area.from_mu, "also needs value"),
        (gk.Difference, "also needs changes"),
    ):
        with pytest.raises(OptionError, match=words):
            call()


def test_a_fault_of_the_program_keeps_its_own_error() -> None:
    @public
    def broken(number: int) -> int:
        return number + None  # type: ignore[operator]

    with pytest.raises(TypeError) as raised:
        broken(1)
    assert not isinstance(raised.value, gk.GeokitError)


def test_members_days_and_fixed_lengths() -> None:
    report = gk.audit(parcels=[], today="2026-06-01")
    assert report.today == date(2026, 6, 1)
    assert report.at_least("error") == report.at_least(gk.Severity.ERROR)
    for wrong in ((1.0,), (1.0, 2.0, 3.0), "12", (1.0, "2")):
        with pytest.raises(OptionError, match="at must be"):
            gk.schematic_outline(gk.Area.from_mu(1), wrong)


@pytest.mark.parametrize(
    "number", [np.float32(3.5), np.int64(3), Decimal("3.5"), Fraction(7, 2), "3.5", "7/2", "３"]
)
def test_numbers_of_every_kind_are_numbers(number: Any) -> None:
    assert gk.Area.from_mu(number).mu in (3.0, 3.5)


def test_arrays_are_lists_and_numpys_days_are_days(things: dict[str, Any]) -> None:
    frame = things["GeoDataFrame"]
    at = np.array([116.7, 23.4])
    assert gk.schematic_outline(gk.Area.from_mu(1), at).is_valid
    assert gk.ledger(None, frame, by=np.array(["stage"]), as_of=np.datetime64("2026-01-02")).as_of == date(
        2026, 1, 2
    )
    assert gk.measure_area(frame, frame.crs).tolist() == gk.measure_area(frame.geometry, frame.crs).tolist()


@pytest.mark.parametrize("name", ["map.docx", "map", "map.html.txt"])
def test_a_suffix_decides_or_is_refused(name: str, things: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(gk.GeokitError, match=r"\.html, \.pdf, \.png, \.svg"):
        gk.park_map(things["Park"]).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".pdf", b"%PDF"), (".png", b"\x89PNG"), (".svg", b"<?xml"), (".html", b"<!DOCTYPE")],
)
def test_a_map_is_what_its_suffix_says(
    suffix: str, start: bytes, things: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / f"map{suffix}"
    gk.park_map(things["Park"], language="en").save(path)
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["tolerance_m2", "accuracy_class"])
def test_how_a_setting_is_written_is_told_where_an_audit_takes_it(name: str) -> None:
    for function in (gk.audit, gk.audit_catalog):
        with pytest.raises(OptionError) as caught:
            function(**{name: 1})
        assert f'a setting of the audit is written settings={{"{name}": …}}' in caught.value.localize("en")
        assert f'若是核查的设置，请写 settings={{"{name}": …}}' in caught.value.localize("zh")
    with pytest.raises(OptionError) as caught:
        gk.indicator_table(**{name: 1})
    assert "setting of the audit" not in caught.value.localize("en")
