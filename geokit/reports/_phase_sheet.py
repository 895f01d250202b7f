"""The sheet of a workbook that has the areas of the phases, in m², hectares and mu."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from geokit.auditing.at_fault import partly_drawn
from geokit.auditing.report import FIELD_WORDS, AuditReport
from geokit.i18n import LANGUAGES, Language, Words, localize
from geokit.land.printing import UNITS, converted
from geokit.land.units import UNIT_WORDS
from geokit.ledgers.figures.progress import PROGRESS_WORDS, Progress
from geokit.ledgers.figures.sums import BALANCED
from geokit.parcels.table import COLUMN_WORDS
from geokit.reports._common import PARCELS, called, equations, figures_of, system_titles
from geokit.reports._workbook import Column, Workbook, total_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.auditing.audited import Audited
    from geokit.ledgers.figures.model import ParkLand

_PHASES = Words(zh="分期面积", en="Phases")
_HOW = Words(
    zh="面积均为平面面积，坐标系：{crs}。",
    en="All areas are planar, in {crs}.",
)
_SHOWN = Words(zh="以上仅为所列地块的面积。", en="These are the areas of the parcels shown alone.")
_SUMS = Words(
    zh="“量算”含重复计入的土地，“去重面积”每块土地只计一次（见“问题清单”）。地块面积的合计由各宗地块面积之和换算。1 公顷 = 15 亩。",
    en="Land in several parcels is in “measured” each time and in “land” once: see the findings. The total of declared "
    "areas is their sum, converted. 1 ha is 15 mu.",
)
_TOTAL = Words(zh="合计", en="total")

_UNITS: tuple[Literal["m2", "ha", "mu"], ...] = ("m2", "ha", "mu")
PARK = Column(FIELD_WORDS["park"])
COUNT = Column(Words(zh="地块数", en="parcels"), "count")


def _in_units(words: Words, shown: str | None = None) -> list[Column]:
    """Return a column for each unit; those that are not shown are details."""
    return [
        Column(
            Words(**{language: words.render(language, unit=UNIT_WORDS[unit]) for language in LANGUAGES}),
            unit,
            is_detail=unit != shown,
        )
        for unit in _UNITS
    ]


_PHASE_HEADS = [
    PARK,
    Column(COLUMN_WORDS["phase"]),
    replace(COUNT, is_detail=True),
    # Without it a sum of areas would be taken for all land.
    Column(Words(zh="无法量算", en="not measured"), "count"),
    *_in_units(Words(zh="量算（{unit}）", en="measured ({unit})")),
    *_in_units(Words(zh="去重面积（{unit}）", en="land ({unit})"), "mu"),
    *(
        Column(
            Words(zh=f"{words.zh}（亩）", en=f"{words.en} (mu)"),
            "mu",
            is_detail=progress is Progress.NOT_STATED,
        )
        for progress, words in PROGRESS_WORDS.items()
    ),
    Column(Words(zh="未写地块面积", en="not declared"), "count", is_detail=True),
    *_in_units(Words(zh="地块面积（{unit}）", en="declared ({unit})")),
]


def list_phases(book: Workbook, report: AuditReport, language: Language) -> None:
    sheet = book.sheet(_PHASES)
    made = figures_of(report)
    rows = [row for each, land in made for row in _phase_rows(name_of(each, language), land, language)]
    total = total_row(_PHASE_HEADS, rows, language)
    declared_m2 = sum(float(land.figures.declared_m2.sum()) for _, land in made)
    total[-len(UNITS) :] = [converted(declared_m2, unit) for unit in UNITS]
    sheet.table(_PHASE_HEADS, rows, total=total)
    sheet.filter_and_freeze(_PHASE_HEADS, frozen=2)
    sheet.skip()
    for line in equations(made):
        sheet.line(line.localize(language))
    for words, fields in filter(None, map(partly_drawn, report.audited)):
        sheet.line(words.render(language, **fields))
    systems = system_titles(report)
    if systems:
        sheet.line(_HOW.render(language, crs=systems))
    if any(land.is_partial for _, land in made):
        sheet.line(_SHOWN.localize(language))
    sheet.line(BALANCED.localize(language))
    sheet.line(_SUMS.localize(language))


def _phase_rows(name: str, land: ParkLand, language: Language) -> Iterator[list[object]]:
    """Yield a row a phase: the figures of the ledger."""
    figures, printed = land.figures, land.printed
    declared = [figures.printed_declared(unit) for unit in UNITS]
    for at, (label,) in enumerate(land.groups.labels):
        # That a phase has no land can not be said where its parcels may have been left out.
        if land.is_partial and not figures.parcels[at]:
            continue
        yield [
            name,
            localize(label, language),
            int(figures.parcels[at]),
            int(figures.uncounted[at]),
            *(printed[unit][at].sum() for unit in UNITS),
            *(printed[unit][at, : len(Progress)].sum() for unit in UNITS),
            *printed["mu"][at, : len(Progress)],
            int(figures.undeclared[at]),
            *(column[at] for column in declared),
        ]


def total_row(heads: Sequence[Column], rows: Sequence[Sequence[Any]], language: Language) -> list[object]:
    """Return the sums of a table's columns of numbers, below their name."""
    sums = [
        None if head.kind == "text" else total_of([row[at] for row in rows]) for at, head in enumerate(heads)
    ]
    return [_TOTAL.localize(language), *sums[1:]]


def name_of(each: Audited, language: Language) -> str:
    """Return what a park, or a table without one, is called."""
    return called(each, PARCELS).localize(language)
