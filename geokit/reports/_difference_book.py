"""A change of land as a workbook: the sums by phase and stage, and every change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geokit.auditing.differences.headline import Headline, notes_on
from geokit.i18n import Language, Words, localize
from geokit.land.crs.titles import crs_title
from geokit.land.units import Area, Unit
from geokit.reports._common import mark_lines
from geokit.reports._workbook import Column, Workbook

if TYPE_CHECKING:
    from decimal import Decimal

    from geokit.auditing.differences.events import Event
    from geokit.auditing.differences.land import LandChange
    from geokit.auditing.differences.sums import Sum
    from geokit.page.marks import Marks

SUMS = Words(zh="分期分阶段", en="Sums")
CHANGES = Words(zh="变化清单", en="Changes")
_RULE = Words(
    zh="原＋新增－减少＋转入转出＝现；土地只计一次，平面面积，末位已调平；已收回的地块不计",
    en="before + gained − lost + reclassified = after; planar areas, land counted once, balanced in the last digit; parcels "
    "that were taken back are in no sum",
)
_IN = Words(zh="比较所用坐标系：{crs}；阶段截至 {day}", en="Compared in {crs}; stages as of {day}")
_TOTAL = Words(zh="合计", en="total")
_PHASE, _STAGE = Words(zh="期次", en="phase"), Words(zh="阶段", en="stage")
_FIELDS: Final = {
    "before": Words(zh="原", en="before"),
    "gained": Words(zh="新增", en="gained"),
    "lost": Words(zh="减少", en="lost"),
    "reclassified": Words(zh="转入转出", en="reclassified"),
    "after": Words(zh="现", en="after"),
    "change": Words(zh="增减", en="change"),
}
_UNITS: Final[dict[Unit, Words]] = {
    "mu": Words(zh="（亩）", en=" (mu)"),
    "m2": Words(zh="（平方米）", en=" (m²)"),
}
EVENT_COLUMNS: Final = {
    "kind": Words(zh="类型", en="what"),
    "old": Words(zh="原编号", en="id before"),
    "new": Words(zh="现编号", en="id after"),
    "before_mu": Words(zh="原面积（亩）", en="before (mu)"),
    "after_mu": Words(zh="现面积（亩）", en="after (mu)"),
    "gained_mu": Words(zh="新增土地（亩）", en="land gained (mu)"),
    "lost_mu": Words(zh="减少土地（亩）", en="land lost (mu)"),
    "words": Words(zh="说明", en="in words"),
    "before_m2": Words(zh="原面积（平方米）", en="before (m²)"),
    "after_m2": Words(zh="现面积（平方米）", en="after (m²)"),
}
# In the words already.
_DETAILS: Final = ("gained_mu", "lost_mu", "before_m2", "after_m2")


def difference_workbook(
    change: LandChange, names: tuple[str, str] | None, marks: Marks, language: Language
) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    change : LandChange
    names : tuple of two str or None
        What the two states are called.
    marks : Marks
        Stand in the header of every printed page.
    language : {"zh", "en"}
    """
    headline = Headline(change, names[0] if names else None)
    book = Workbook(headline.localize(language), mark_lines(marks, language), change.as_of, language)
    _add_sums(book, change, headline, language)
    _add_events(book, change, language)
    return book.content()


def _add_sums(book: Workbook, change: LandChange, headline: Headline, language: Language) -> None:
    sheet = book.sheet(SUMS)
    heads = [Column(_PHASE), Column(_STAGE)]
    for unit, of_unit in _UNITS.items():
        heads += [
            Column(
                Words(zh=words.zh + of_unit.zh, en=words.en + of_unit.en),
                "mu" if unit == "mu" else "m2",
                is_detail=unit != "mu" or name == "change",
            )
            for name, words in _FIELDS.items()
        ]
    rows = [
        [localize(row.phase, language), row.progress.localize(language), *_figures(row.figures)]
        for row in change.sums.rows
    ]
    totals = {unit: change.sums.total(unit) for unit in _UNITS}
    sheet.table(heads, rows, total=[_TOTAL.localize(language), None, *_figures(totals)])
    sheet.skip()
    crs = crs_title(change.crs) if change.crs is not None else "—"
    lines = [headline, *notes_on(change), _RULE]
    for line in lines:
        sheet.line(line.localize(language))
    sheet.line(_IN.render(language, crs=crs, day=change.as_of.isoformat()))


def _figures(figures: dict[Unit, Sum]) -> list[Decimal]:
    return [getattr(figures[unit], name) for unit in _UNITS for name in _FIELDS]


def _add_events(book: Workbook, change: LandChange, language: Language) -> None:
    sheet = book.sheet(CHANGES)
    heads = [
        Column(
            words,
            "mu" if name.endswith("_mu") else "m2" if name.endswith("_m2") else "text",
            is_detail=name in _DETAILS,
        )
        for name, words in EVENT_COLUMNS.items()
    ]
    sheet.table(heads, [list(event_values(event, language).values()) for event in change.events])
    sheet.filter_and_freeze(heads)


def event_values(event: Event, language: Language) -> dict[str, str | Decimal | None]:
    """Return what a file says of an event, by the columns of :data:`EVENT_COLUMNS`."""
    return {
        "kind": event.kind.localize(language),
        "old": "、".join(event.old_ids),
        "new": "、".join(event.new_ids),
        "before_mu": _area(event.before_m2, "mu", 3) if event.old else None,
        "after_mu": _area(event.after_m2, "mu", 3) if event.new else None,
        "gained_mu": _area(event.gained_m2, "mu", 3),
        "lost_mu": _area(event.lost_m2, "mu", 3),
        "words": event.localize(language),
        "before_m2": _area(event.before_m2, "m2", 2) if event.old else None,
        "after_m2": _area(event.after_m2, "m2", 2) if event.new else None,
    }


def _area(area_m2: float, unit: Unit, decimals: int) -> Decimal | None:
    return Area.from_m2(area_m2).rounded(unit, decimals) if math.isfinite(area_m2) else None
