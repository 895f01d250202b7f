"""An Excel workbook: summary, findings by cause, findings, and the areas of the phases, in m², hectares and mu."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.facts import fact_of, title_of
from geokit.auditing.findings import SEVERITY_STYLES, SEVERITY_WORDS, Finding, Severity
from geokit.auditing.report import FIELD_WORDS, AuditReport
from geokit.auditing.subject_names import SubjectNames
from geokit.i18n import Abbreviated, Language, Words, localize
from geokit.land.printing import UNITS
from geokit.land.units import Area
from geokit.reports._base import ReportFormat
from geokit.reports._common import (
    ACCEPTED,
    AUDITED,
    REASON,
    UNTIL,
    accepted_of,
    audit_title,
    mark_lines,
    reason_of,
)
from geokit.reports._forms import add_form_sheet
from geokit.reports._listed import (
    WRITES_ALL,
    left_out,
    left_out_of_accepted,
    listed_findings,
    share_of,
)
from geokit.reports._locations import crs_label, display_file, display_place
from geokit.reports._phase_sheet import COUNT, PARK, list_phases, name_of, total_row
from geokit.reports._severity_chart import put_severity_chart
from geokit.reports._workbook import Column, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from geokit.auditing.audited import Audited
    from geokit.auditing.grouped import Group
    from geokit.auditing.subject_names import Called
    from geokit.page.marks import Marks

_REPORT = Words(zh="{what}报告", en="{what}")
_DATABASE = Column(Words(zh="数据库", en="database"))
_RECORDS = Column(Words(zh="记录数", en="records"), "count")
_SUMMARY, _GROUPS, _FINDINGS = (
    Words(zh="汇总", en="Summary"),
    Words(zh="问题归类", en="Causes"),
    Words(zh="问题清单", en="Findings"),
)
_REFERENCES = Words(zh="参考图层占用表", en="Reference layers")
# So many of a cause are folded beneath it, and so many of all causes.
_MOST_MEMBERS, _MOST_FOLDED = 500, 50_000
# A sheet has 1,048,576 rows; one of more than these no program opens in good time.
_MOST_ROWS = 250_000
_MORE_MEMBERS = Words(
    zh="另有 {count} 条，见“问题清单”归类号 {number}", en="{count} more in Findings, cause no. {number}"
)
_MORE_CAUSES = Words(
    zh="另有 {count} 类原因未列出；{all}", en="{count} more causes are not listed here; {all}"
)

_KIND, _SUBJECTS = (Column(FIELD_WORDS[name]) for name in ("title", "subjects"))
_RULE = Column(FIELD_WORDS["rule"], is_detail=True)
_SEVERITY = Column(FIELD_WORDS["severity"])
_GROUP = Column(Words(zh="归类号", en="cause no."), "count", is_detail=True)
_BY_SEVERITY = [Column(SEVERITY_WORDS[severity], "count") for severity in reversed(Severity)]
_SUMMARY_HEADS = [PARK, Column(Words(zh="坐标系", en="system")), COUNT, *_BY_SEVERITY]
_FINDING_HEADS = [
    Column(Words(zh="序号", en="no."), "count"),
    _SEVERITY,
    PARK,
    _RULE,
    _KIND,
    _SUBJECTS,
    Column(Words(zh="要点", en="fact")),
    Column(FIELD_WORDS["message"], is_detail=True),
    Column(Words(zh="量值（平方米）", en="measured (m²)"), "m2", is_detail=True),
    Column(Words(zh="量值（公顷）", en="measured (ha)"), "ha", is_detail=True),
    Column(Words(zh="量值（亩）", en="measured (mu)"), "mu"),
    Column(Words(zh="允许（平方米）", en="allowed (m²)"), "m2", is_detail=True),
    Column(Words(zh="允许（公顷）", en="allowed (ha)"), "ha", is_detail=True),
    Column(Words(zh="允许（亩）", en="allowed (mu)"), "mu", is_detail=True),
    Column(Words(zh="量值（米）", en="measured (m)"), "m", is_detail=True),
    Column(Words(zh="允许（米）", en="allowed (m)"), "m", is_detail=True),
    Column(Words(zh="量值（度）", en="measured (°)"), "deg", is_detail=True),
    Column(Words(zh="允许（度）", en="allowed (°)"), "deg", is_detail=True),
    Column(FIELD_WORDS["file"], is_detail=True),
    Column(FIELD_WORDS["line"], "count", is_detail=True),
    Column(FIELD_WORDS["fingerprint"], is_detail=True),
]
_GROUP_HEADS = [
    Column(Words(zh="条数", en="findings"), "count"),
    _SEVERITY,
    PARK,
    _RULE,
    _KIND,
    Column(Words(zh="共同原因", en="cause in common")),
    _SUBJECTS,
    Column(FIELD_WORDS["file"]),
    _GROUP,
]


class _Names:
    """What readers call the parks, and what findings are about."""

    def __init__(self, report: AuditReport, language: Language) -> None:
        self._parks = {each.name: name_of(each, language) for each in report.audited}
        self._subjects = SubjectNames(report.audited)

    def park(self, found: Finding | Group) -> str:
        return self._parks.get(found.park, found.park)

    def subjects(self, found: Finding | Group) -> tuple[Called, ...]:
        return self._subjects.of(found.park, found.subjects)


class Xlsx(ReportFormat):
    """Four sheets, and one of accepted findings where there are some; numbers are numbers, and no text is a formula."""

    title: ClassVar[Words] = Words(zh="Excel 工作簿", en="Excel workbook")
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx",)
    is_text: ClassVar[bool] = False

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a workbook."""
        lines = mark_lines(marks, language)
        book = Workbook(_title(report, language), lines, report.today, language)
        _summarise(book, report, lines, language)
        _list_groups(book, report, language)
        _list_findings(book, report, language)
        _list_accepted(book, report, language)
        _list_references(book, report, language)
        if report.database is None:
            list_phases(book, report, language)
        return book.content()


def _summarise(book: Workbook, report: AuditReport, marks: tuple[str, ...], language: Language) -> None:
    sheet = book.sheet(_SUMMARY)
    sheet.line(_title(report, language), bold=True)
    for line in (*marks, AUDITED.render(language, today=report.today), report.summary(language)):
        sheet.line(line)
    sheet.skip()
    rows = [_park_row(each, report, language) for each in report.audited]
    heads = _heads_of(report, _SUMMARY_HEADS)
    sheet.table(heads, rows, total=total_row(heads, rows, language))
    first = len(heads) - len(_BY_SEVERITY)
    put_severity_chart(book, sheet, [[row[0], *row[first:]] for row in rows], first, language)


def _title(report: AuditReport, language: Language) -> str:
    return _REPORT.render(language, what=audit_title(report))


def _heads_of(report: AuditReport, heads: Sequence[Column]) -> list[Column]:
    """Return columns as they are called: of a database no parks and no parcels."""
    if report.database is None:
        return list(heads)
    own = {id(PARK): _DATABASE, id(COUNT): _RECORDS}
    return [own.get(id(each), each) for each in heads]


def _park_row(each: Audited, report: AuditReport, language: Language) -> list[object]:
    found = Counter(finding.severity for finding in report.findings if finding.park == each.name)
    counts = [found[severity] for severity in reversed(Severity)]
    count = len(each.parcels) if each.database is None else each.database.records
    return [name_of(each, language), crs_label(each.crs), count, *counts]


def _list_groups(book: Workbook, report: AuditReport, language: Language) -> None:
    """Write a line a cause, the number of its findings first, and folded beneath it each of them.

    Where they are very many the list of findings has them all, with the number of their cause.
    """
    sheet = book.sheet(_GROUPS)
    names = _Names(report, language)
    causes = report.grouped()
    groups = causes[:_MOST_ROWS]
    rows = [[*_group_row(group, names, language), group.number] for group in groups]
    most = min(_MOST_MEMBERS, share_of([group.count for group in groups if group.count > 1], _MOST_FOLDED))
    members = {
        at: list(_member_rows(group, most, names, language))
        for at, group in enumerate(groups)
        if group.count > 1
    }
    sheet.table(_heads_of(report, _GROUP_HEADS), rows, colours=_colours(language), members=members)
    sheet.freeze(frozen=2)
    if len(causes) > len(groups):
        left = f"{len(causes) - len(groups):,}"
        sheet.line(_MORE_CAUSES.render(language, count=left, all=WRITES_ALL))


def _member_rows(group: Group, most: int, names: _Names, language: Language) -> Iterator[list[object]]:
    """Yield a row a finding of a cause, in the columns of causes; of more than `most` how many there are besides."""
    for finding in group.members[:most]:
        place = display_place(finding.source) or None
        said = finding.message(language)
        subjects = localize(names.subjects(finding), language)
        yield [
            None,
            finding.severity.localize(language),
            None,
            finding.rule,
            None,
            said,
            subjects,
            place,
            group.number,
        ]
    if group.count > most:
        rest = _MORE_MEMBERS.render(language, count=f"{group.count - most:,}", number=group.number)
        yield [None, None, None, None, None, rest, None, None, group.number]


def _group_row(group: Group, names: _Names, language: Language) -> Iterator[object]:
    yield group.count
    yield group.severity.localize(language)
    yield names.park(group)
    yield group.rule
    yield title_of(group.rule).localize(language)
    yield (group.why(language) or None) if group.count > 1 else group.lead(language)
    yield localize(Abbreviated(names.subjects(group)), language)
    yield localize(Abbreviated([display_file(file) for file in group.files]), language) or None


def _list_findings(book: Workbook, report: AuditReport, language: Language) -> None:
    sheet = book.sheet(_FINDINGS)
    names = _Names(report, language)
    groups = report.grouped()
    numbers = groups.numbers.tolist()
    kept = listed_findings(groups, _MOST_ROWS).positions.tolist()
    rows = ([at + 1, *_finding_row(report.findings[at], names, language), numbers[at]] for at in kept)
    heads = _heads_of(report, [*_FINDING_HEADS, _GROUP])
    sheet.table(heads, rows, colours=_colours(language))
    sheet.filter_and_freeze(heads, frozen=2)
    if len(kept) < len(report.findings):
        sheet.skip()
        sheet.line(left_out(len(report.findings) - len(kept)).localize(language))


def _colours(language: Language) -> dict[str, str]:
    return {style.words.localize(language): style.tint for style in SEVERITY_STYLES.values()}


def _list_accepted(book: Workbook, report: AuditReport, language: Language) -> None:
    accepted = accepted_of(report)
    if not accepted:
        return
    sheet = book.sheet(ACCEPTED)
    names = _Names(report, language)
    heads = [*_heads_of(report, _FINDING_HEADS), Column(REASON), Column(UNTIL)]
    rows = [
        [
            number,
            *_finding_row(each.finding, names, language),
            reason_of(each.entry, language),
            each.entry.expires.isoformat() if each.entry.expires else None,
        ]
        for number, each in enumerate(accepted[:_MOST_ROWS], start=1)
    ]
    sheet.table(heads, rows)
    sheet.filter_and_freeze(heads, frozen=2)
    if len(accepted) > len(rows):
        sheet.skip()
        sheet.line(left_out_of_accepted(len(accepted) - len(rows)).localize(language))


def _list_references(book: Workbook, report: AuditReport, language: Language) -> None:
    """Add a matrix of parcels and reference layers for each park that has any."""
    shown = [(each, each.references) for each in report.audited if each.references is not None]
    for number, (each, table) in enumerate(shown, start=1):
        title = _REFERENCES if len(shown) == 1 else _numbered(number)
        matrix = table.sheets()[0]
        park = () if len(shown) == 1 else (Words(zh=name_of(each, "zh"), en=name_of(each, "en")),)
        add_form_sheet(book, replace(matrix, title=title, lines=(*park, *matrix.lines)), language)


def _numbered(number: int) -> Words:
    return Words(zh=f"{_REFERENCES.zh}{number}", en=f"{_REFERENCES.en} {number}")


def _finding_row(finding: Finding, names: _Names, language: Language) -> Iterator[object]:
    yield finding.severity.localize(language)
    yield names.park(finding)
    yield finding.rule
    yield title_of(finding.rule).localize(language)
    yield localize(names.subjects(finding), language)
    yield fact_of(finding).localize(language)
    yield finding.message(language)
    for value in (finding.measured, finding.allowed):
        yield from _areas(value if finding.unit == "m2" else None)
    for unit in ("m", "deg"):
        for value in (finding.measured, finding.allowed):
            yield value if finding.unit == unit and value is not None and math.isfinite(value) else None
    yield display_file(finding.source.file)
    yield finding.source.line
    yield finding.fingerprint


def _areas(value_m2: float | None) -> Sequence[Decimal | None]:
    if value_m2 is None or not math.isfinite(value_m2):
        return [None] * len(UNITS)
    return _printed(Area.from_m2(value_m2))


# Thousands of findings share one limit, and rounding exactly takes its time.
@lru_cache(maxsize=1024)
def _printed(area: Area) -> tuple[Decimal, ...]:
    return tuple(area.rounded(unit, decimals) for unit, decimals in UNITS.items())
