"""Figures of small parks, whole, against figures_as_written.txt: what each parcel and group has, and the equation of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from pyproj import CRS

import geokit as gk
from geokit.i18n import LANGUAGES, localize
from geokit.ledgers.figures.equation import Balance, Uncounted, equation_of, not_counted
from geokit.ledgers.figures.groups import GROUPINGS, group_parcels
from geokit.ledgers.figures.land import Extent, extent_of, unions_by
from geokit.ledgers.figures.model import FiguresSettings, park_land, printed_part
from geokit.ledgers.figures.progress import Progress, stages_reached
from geokit.ledgers.figures.sums import printed
from geokit.parcels.codes import STAGES, STATUSES
from geokit.programme.terms import Basis
from geokit.testing import make_parcels, make_park, ring, square

from .conftest import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.ledgers.figures.model import ParkLand

_DECLARED = '[declared_area]\ntext = "{}"\nkind = "total"\nsource = "test"\nas_of = "2024"\n'
_OUTLINE = '[boundary]\nfile = "outline.geojson"\nbasis = "surveyed"\n'
_PHASES = "".join(
    f'[[zones]]\nid = "{at}"\nkind = "phase"\nname = {{ zh = "{zh}期", en = "phase {at}" }}\n'
    for at, zh in ((2, "二"), (1, "一"), (9, "九"))
)
BOW_TIE = ring((0, 0), (50, 50), (50, 0), (0, 50))
RANDOM = np.random.default_rng(7)
PLACES = RANDOM.integers(0, 5, (24, 2)) * 20.0
MANY = make_parcels(
    [square(east, north, 25, 15) for east, north in PLACES],
    id=[f"P{at:02}" for at in RANDOM.permutation(24)],
    stage=[each.code for each in np.array(STAGES, dtype=object)[RANDOM.integers(0, len(STAGES), 24)]],
    status=[None if at % 3 else STATUSES[at % len(STATUSES)].code for at in range(24)],
    phase=[("一期", "phase 2", "3", None, "一期东", "十期")[at % 6] for at in range(24)],
    declared_m2=[None if at % 7 == 3 else 400.0 + at / 8 for at in range(24)],
    supplied_on=[None if at % 5 else f"2026-0{at % 9 + 1}-01" for at in range(24)],
)
UNSOUND = make_parcels(
    [square(0, 0, 30), None, BOW_TIE, shapely.Polygon(), square(100, 0, 10), square(0, 0, 20), BOW_TIE],
    status=["supplied", "approved", "planned", None, "withdrawn", "withdrawn", "withdrawn"],
)
# Each is there several times: of one stage and of two, taken back and not.
COPIES = make_parcels(
    [
        square(0, 0, 40),
        square(0, 0, 40),
        square(0, 0, 40),
        square(60, 0, 30),
        square(60, 0, 30),
        square(60, 0, 30),
        square(20, 0, 50, 20),
    ],
    stage=["supplied", "supplied", "planned", "planned", "planned", "approved", "planned"],
    status=["withdrawn", "built", None, None, "withdrawn", "withdrawn", "withdrawn"],
)
EMPTY = make_parcels([])


def told(land: ParkLand) -> Iterator[str]:
    """Yield what the figures of a park say."""
    figures = land.figures
    yield from (land.equation.localize(language) for language in LANGUAGES)
    for term in (land.equation.lead, *land.equation.terms):
        yield f"{term.key} {term.sign} {term.mu} {term.bound}".strip()
    yield f"net {land.net} {land.method} {land.extent} {land.is_partial} {dict(land.uncounted)}"
    for at, codes in enumerate(land.groups.codes()):
        label = " / ".join(localize(each, "en") for each in land.groups.labels[at])
        counts = f"{figures.counts[at]} {figures.unmeasured[at]} {figures.undeclared[at]}"
        areas = (
            f"{figures.parts_m2[at].round(4)} {figures.withdrawn_m2[at]:.4f} {figures.declared_m2[at]:.4f}"
        )
        yield f"{codes} {label}: {counts} {figures.parcels[at]} {figures.uncounted[at]} {areas}"
        yield f"  {' '.join(map(str, land.printed['mu'][at]))}; {' '.join(map(str, land.printed['ha'][at]))}"
    yield f"totals {figures.totals_m2.round(4)}; {' '.join(map(str, figures.printed_declared('mu')))}; {land.withdrawn_mu}"
    given = (
        f"{name} {at} {value:.4f}"
        for name, at, value in zip(land.parcels["id"], land.reached, figures.each_m2, strict=True)
    )
    yield "; ".join(given)


PARCELS = {
    "many": MANY, "copies": COPIES, "unsound": UNSOUND, "none": EMPTY, "without a system": UNSOUND.set_crs(None, allow_override=True),
    "in degrees": MANY.to_crs(4490), "one": make_parcels([square(0, 0, 100)], stage=["planned"]),
}  # fmt: skip
PARKS = {
    "no document": "", "declared in mu": _DECLARED.format("15亩"), "declared in ha": _DECLARED.format("不少于1.23公顷") + _PHASES,
    "outline": _OUTLINE + _PHASES, "outline, declared": _OUTLINE + _DECLARED.format("9.0005亩"),
}  # fmt: skip


def park_of(folder: Path, toml: str) -> Any:
    return make_park(
        folder, toml, outlines={"outline.geojson": square(0, 0, 90)} if "boundary" in toml else None
    )


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("parcels", PARCELS)
def test_figures_of_a_park(tmp_path: Path, facts: Any, park: str, parcels: str) -> None:
    land = park_land(park_of(tmp_path, PARKS[park]), PARCELS[parcels], DAY)
    if park == "outline":
        facts.hold(f"{parcels}: {park}", told(land))
    else:
        terms = (f"{each.key} {each.mu} {each.bound}" for each in (land.equation.lead, *land.equation.terms))
        facts.hold(f"{parcels}: {park}", [*map(land.equation.localize, LANGUAGES), ", ".join(terms)])
    assert land == park_land(land.park, PARCELS[parcels], DAY)
    assert len(repr(land)) < 400


@pytest.mark.parametrize("method", ["planar", "ellipsoidal", "statutory", "geodesic"])
def test_figures_by_each_method(tmp_path: Path, facts: Any, method: Any) -> None:
    for name, park in (("no park", None), ("a park", park_of(tmp_path, PARKS["outline, declared"]))):
        land = park_land(park, MANY, DAY, method=method, is_partial=True)
        facts.hold(f"{method}, partial, {name}", told(land))
    unmeasured = park_land(None, UNSOUND.set_crs(None, allow_override=True), DAY, method=method)
    assert unmeasured.method == method
    assert not unmeasured.is_partial


@pytest.mark.parametrize("by", [*((each,) for each in GROUPINGS), ("phase", "stage"), ("stage", "phase")])
def test_groups_stand_in_their_order(tmp_path: Path, facts: Any, by: tuple[str, ...]) -> None:
    parcels = make_parcels([square(0, 0, 1)] * 8).assign(
        phase=["二期", "1", None, "10期", "phase 1", "其他", "9", "3期"],
        stage=["planned", "supplied", "x", None, "approved", "stored", "acquired", "9"],
        status=["built", "withdrawn", None, "planned", "什么", "built", "agreed", "submitted"],
        batch=["10", "9", None, "2b", "2a", "2", "一", "9"],
        village=["乙村", "甲村", None, "10村", "9村", "甲村", "a", "B"], ownership=["30", "10", None, "其他", "20", "30", "31", "x"],
        land_class=["0601", "601", None, "9999", "0101", "1203", "12", "x"],
        land_class_territorial=["1001", "0101", None, "100101", "23", "07", "0", "x"],
        land_class_gbt21010=["0601", "0101", None, "9999", "1203", "12", "05", "x"],
    )  # fmt: skip
    for name, park in (("", None), (" of a park", park_of(tmp_path, _PHASES))):
        groups = group_parcels(FiguresSettings.of(parcels).parcels, park, by)
        labels = [" / ".join(localize(each, "en") for each in row) for row in groups.labels]
        phases = [None if each is None else each.id for each in groups.phases]
        lines = [
            f"{row}: {code} {phase}" for row, code, phase in zip(labels, groups.codes(), phases, strict=True)
        ]
        facts.hold(f"by {' and '.join(by)}{name}", [*lines, str(groups.of_parcel)])


@pytest.mark.parametrize("by", [(), ("colour",), ("phase", "id")])
def test_unknown_groupings_are_refused(by: tuple[str, ...]) -> None:
    name = by[-1] if by else ""
    with pytest.raises(gk.UnknownNameError, match=f"no grouping .{name}.\\. Known: .*batch"):
        group_parcels(MANY, None, by)


def test_stages_of_statuses_and_dates(facts: Any) -> None:
    stages, statuses = [None, *(each.code for each in STAGES)], [None, *(each.code for each in STATUSES)]
    names = ("approved_on", "acquired_on", "stored_on", "supplied_on")
    for name, columns in (
        ("stages", {"stage": stages}), ("statuses", {"status": statuses, "stage": ["stored"] * len(statuses)}),
        *((f"{name} before {status}", {"status": [status] * 4, name: ["2026-05-31", "2026-06-01", "2026-06-02", None]})
          for name in names for status in (None, "planned", "supplied", "withdrawn")),
        ("two dates", {"approved_on": ["2027-01-01", "2025-01-01"], "supplied_on": ["2026-01-01", "2027-01-01"]}),
    ):  # fmt: skip
        table = make_parcels([square(0, 0, 1)] * len(next(iter(columns.values()))), **columns)  # type: ignore[arg-type]
        facts.hold(name, [str(stages_reached(table, date(2026, 6, 1)).tolist())])


BALANCES = [
    (None, [1, 2, 3, 4], 0, {}, None), ("10亩", [1, 2, 3, 4], 0, {}, None), ("10.5亩", [1, 2, 3, 4], 0, {Uncounted.INVALID: 1}, None),
    ("9.9995亩", [1, 2, 3, 4], 0, {}, None), ("9.999亩", [1, 2, 3, 4], 0, {}, None), ("20亩", [1, 2, 0, 0], 5, {}, (8000.0, 100.0)),
    ("约20亩", [0, 0, 0, 0], 0, {Uncounted.NO_OUTLINE: 2, Uncounted.NO_SYSTEM: 1}, None), (None, [1, 2, 3, 4], 1, {}, (6000.0, 0.0)),
    (None, [1, 2, 3, 4], 1, {Uncounted.COORDINATES: 2}, (60_000.0, 10.0)), (None, [0, 0, 0, 0], 0, {Uncounted.INVALID: 1}, None),
]  # fmt: skip


@pytest.mark.parametrize("is_partial", [False, True])
@pytest.mark.parametrize("at", range(len(BALANCES)))
def test_equations(facts: Any, at: int, *, is_partial: bool) -> None:
    declared, mu, withdrawn, uncounted, extent = BALANCES[at]
    balance = Balance(
        gk.DeclaredArea.parse(declared) if declared else None,
        np.array([[Decimal(f"{each}.000") for each in mu]] * 2, dtype=object) / 2,
        [Decimal(withdrawn)],
        np.array([len(uncounted), 0, at % 2, 0, 1]),
        uncounted,
        Extent(*extent) if extent else None,
        is_partial,
    )
    made = equation_of(balance)
    more = [f"{each.key} {each.mu}" for each in made.shown(frozenset({"withdrawn", "not_stated"}))]
    said = [made.localize(language) for language in LANGUAGES]
    facts.hold(
        f"equation {at}{' in part' if is_partial else ''}", [*said, ", ".join(more), made.not_counted("zh")]
    )


def test_what_is_not_counted_is_named(facts: Any) -> None:
    counts = ({}, *({reason: count} for reason in Uncounted for count in (1, 2)), dict.fromkeys(Uncounted, 1))
    facts.hold("not counted", [not_counted(each, language) for each in counts for language in LANGUAGES])


def test_an_outline_that_cannot_be_compared_is_none(tmp_path: Path) -> None:
    park = park_of(tmp_path, _OUTLINE)
    land = park_land(park, MANY, DAY).land
    assert extent_of(park, land).outline_m2 == pytest.approx(8100.0)
    assert extent_of(None, land) is None
    same = {"basis": park.basis, "boundary": park.boundary, "crs": park.crs}
    assert extent_of(SimpleNamespace(**same), land) == extent_of(park, land)
    for changes in (
        {"boundary": BOW_TIE},
        {"boundary": None},
        {"crs": None},
        {"crs": CRS(2435)},
        {"basis": Basis.SCHEMATIC},
    ):
        assert extent_of(SimpleNamespace(**same | changes), land) is None
    nothing = park_land(park, EMPTY, DAY).extent
    assert nothing.outline_m2 == pytest.approx(8100.0)
    assert nothing.beyond_m2 == 0.0
    local = MANY.set_crs('LOCAL_CS["site",UNIT["metre",1]]', allow_override=True)
    assert park_land(park, local, DAY).extent is None


@pytest.mark.parametrize("unit", ["mu", "ha", "m2"])
def test_a_part_is_never_printed_as_more_than_its_whole(unit: Any) -> None:
    land = park_land(None, MANY, DAY)
    for row in (None, *range(len(land.groups))):
        rows = slice(None) if row is None else slice(row, row + 1)
        for of in ([Progress.SUPPLIED], [Progress.APPROVED, Progress.TO_ACQUIRE], []):
            whole_m2, shown = (
                land.figures.parts_m2[rows, of].sum(),
                land.printed[unit][rows, of].sum() + Decimal(0),
            )
            assert printed_part(land, whole_m2, of, unit, row) == shown
            for share in (0.0, 0.3, 1 - 1e-7):
                rounded = gk.Area.from_m2(whole_m2 * share).rounded(unit, {"mu": 3, "ha": 4, "m2": 2}[unit])
                assert printed_part(land, whole_m2 * share, of, unit, row) == min(rounded, shown)
    assert (
        printed_part(land, land.figures.parts_m2[:, 0].sum(), [Progress.SUPPLIED])
        == land.printed["mu"][:, 0].sum()
    )


def test_measured_sums_are_balanced_to_their_whole() -> None:
    def shown(values: list[float], *whole: gk.Area) -> list[str]:
        return [str(each) for each in printed(np.array(values), "m2", *whole)]

    assert shown([]) == []
    assert shown([0.0, 0.0]) == ["0.00", "0.00"]
    assert shown([0.0, 0.0], gk.Area.of(1, "m2")) == ["0.00", "0.00"]
    assert shown([0.004, 0.0], gk.Area.of(0, "m2")) == ["0.00", "0.00"]
    assert shown([0.004, 0.004], gk.Area.of("0.02", "m2")) == ["0.01", "0.01"]
    assert printed(np.array([[0.0], [0.0]]), "mu").tolist() == [[Decimal("0.000")], [Decimal("0.000")]]


def test_shapes_are_united_by_owner() -> None:
    boxes = shapely.box(0, 0, [1, 1, 2, 3], [1, 2, 1, 1])
    for owners, areas in (
        ([], {}),
        ([4], {4: 1}),
        ([5, 4], {4: 2, 5: 1}),
        ([4, 4], {4: 2}),
        ([9, 4, 9, 4], {4: 4, 9: 2}),
    ):
        distinct, unions = unions_by(np.array(owners, dtype=np.intp), boxes[: len(owners)])
        assert dict(zip(distinct.tolist(), shapely.area(unions).tolist(), strict=True)) == areas


def test_figures_of_another_day_are_those_of_a_table_made_on_it() -> None:
    land, day = park_land(None, MANY, DAY), date(2026, 2, 1)
    assert land.on(day) == park_land(None, MANY, day)
    assert land.on(day) != land
    assert replace(land, is_partial=True) != land
