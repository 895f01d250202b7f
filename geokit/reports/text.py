"""Plain text for people: a line of numbers, then the findings of each park, the worst first."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Unpack

from geokit.auditing.findings import Severity
from geokit.auditing.rule import load_rules
from geokit.lettering import defused
from geokit.reports._accepted import accepted_of
from geokit.reports._base import ReportFormat
from geokit.reports._marks import mark_lines
from geokit.reports._typeset import printable, wrap
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.maps.marks import Marks
    from geokit.parcels.audience import MarkOptions

    Paint: TypeAlias = Callable[[str, Severity], str]

WIDTH = 80
_INDENT = "    "
_PARK = Words(zh="{name}（{parcels} 宗地块）", en="{name} ({parcels} parcels)")
_PARCELS = Words(zh="地块（{parcels} 宗）", en="parcels ({parcels})")
_NOTHING = Words(zh="未发现问题", en="nothing found")
_HOW = Words(
    zh="压盖、缝隙等面积为 {crs} 中的平面面积。", en="Areas of overlaps and gaps are planar, in {crs}."
)
_DAY = Words(zh="核查日期：{today}。", en="Audited on {today}.")
_COLOURS = {Severity.ERROR: "31", Severity.REVIEW: "35", Severity.WARNING: "33", Severity.INFO: "36"}


class Text(ReportFormat):
    """The report as a terminal shows it: no line is wider than 80 columns."""

    title: ClassVar[Words] = Words(zh="文本", en="text")
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".log")

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as UTF-8 text without colours."""
        return _set(report, marks, language, _plain).encode()

    def terminal(self, report: AuditReport, language: Language, **options: Unpack[MarkOptions]) -> str:
        """Return the report with the severities coloured, unless ``NO_COLOR`` is set."""
        paint = _plain if os.environ.get("NO_COLOR") else _coloured
        return _set(*self.prepared(report, options), language, paint)


def _plain(text: str, _: Severity) -> str:
    return text


def _coloured(text: str, severity: Severity) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m"


def _set(report: AuditReport, marks: Marks, language: Language, paint: Paint) -> str:
    return "".join(f"{defused(line)}\n" for line in _lines(report, marks, language, paint))


def _lines(report: AuditReport, marks: Marks, language: Language, paint: Paint) -> Iterator[str]:
    yield from wrap(report.summary(language), WIDTH)
    found = {park: list(group) for park, group in groupby(report.findings, key=lambda each: each.park)}
    for each in report.audited:
        yield ""
        name = each.park.name if each.park else None
        title = (_PARK if name else _PARCELS).render(language, name=name, parcels=len(each.parcels))
        yield from wrap(printable(title), WIDTH)
        for finding in found.get(each.name, []):
            yield from _finding_lines(finding, language, paint)
        if each.name not in found:
            yield f"  {_NOTHING.in_words(language)}"
    yield from _accepted_lines(report, language)
    yield ""
    yield from wrap(printable(_how(report, language)), WIDTH)
    yield from wrap(printable("  ".join(mark_lines(marks, language))), WIDTH)


def _how(report: AuditReport, language: Language) -> str:
    systems = sorted({each.crs.name for each in report.audited if each.crs is not None})
    day = _DAY.render(language, today=report.today)
    if not systems:
        return day
    return f"{_HOW.render(language, crs=systems)}{'' if language == 'zh' else ' '}{day}"


def _accepted_lines(report: AuditReport, language: Language) -> Iterator[str]:
    accepted = accepted_of(report)
    if accepted:
        yield ""
    for each in accepted:
        said = printable(each.in_words(language))
        head, *rest = wrap(said, WIDTH - len(_INDENT))
        yield head
        yield from (_INDENT + line for line in rest)


def _finding_lines(finding: Finding, language: Language, paint: Paint) -> Iterator[str]:
    title = load_rules()[finding.rule].title.in_words(language)
    place = f"  {finding.source}" if finding.source.file else ""
    label = f"[{finding.severity.in_words(language)}]"
    head, *rest = wrap(f"{label} {finding.rule} {title}{printable(place)}", WIDTH - len(_INDENT))
    yield f"  {paint(label, finding.severity)}{head.removeprefix(label)}"
    yield from (_INDENT + line for line in rest)
    message = printable(finding.message(language))
    yield from (_INDENT + line for line in wrap(message, WIDTH - len(_INDENT)))
