"""Plain text for people: a line of numbers, then the findings of each park by cause, the worst first."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Unpack

from geokit.auditing.facts import title_of
from geokit.auditing.findings import SEVERITY_STYLES, Finding, Severity
from geokit.auditing.subject_names import SubjectNames
from geokit.escape import printable, without_commands
from geokit.i18n import Abbreviated, Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._common import accepted_of, mark_lines, system_titles
from geokit.terminal import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from geokit.auditing.grouped import Group
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks
    from geokit.parcels.redaction import MarkOptions

    Paint: TypeAlias = Callable[[str, Severity], str]

WIDTH = 80
_INDENT = "    "
_PARK = Words(zh="{name}（{parcels} 宗地块）", en="{name} ({parcels:parcel|parcels})")
_PARCELS = Words(zh="地块（{parcels} 宗）", en="parcels ({parcels})")
_NOTHING = Words(zh="未发现问题", en="nothing found")
_HOW = Words(
    zh="重叠、缝隙等面积为 {crs} 中的平面面积。", en="Areas of overlaps and gaps are planar, in {crs}."
)
_DAY = Words(zh="核查日期：{today}。", en="Audited on {today}.")
_NAMES = Words(zh="{names}；可逐条列出{option:all}", en="{names}; each can be listed{option:all}")


class Text(ReportFormat):
    """The report as a terminal shows it: no line is wider than 80 columns."""

    title: ClassVar[Words] = Words(zh="文本", en="text")
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".log")

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as UTF-8 text without colours."""
        return _set(report, marks, _Look(language, _plain, SubjectNames(report.audited))).encode()

    def terminal(
        self,
        report: AuditReport,
        language: Language,
        *,
        is_whole: bool = True,
        **options: Unpack[MarkOptions],
    ) -> str:
        """Return the report with the severities coloured, unless ``NO_COLOR`` is set or the terminal is a plain one."""
        is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        paint = _plain if is_plain else _coloured
        shown, marks = self.prepared(report, options)
        return _set(shown, marks, _Look(language, paint, SubjectNames(shown.audited), is_whole=is_whole))


@dataclass(frozen=True, slots=True)
class _Look:
    """How the report is shown: in which language and colours, and whether with every member of a group."""

    language: Language
    paint: Paint
    names: SubjectNames
    is_whole: bool = True


def _plain(text: str, _: Severity) -> str:
    return text


def _coloured(text: str, severity: Severity) -> str:
    return f"\x1b[{SEVERITY_STYLES[severity].ansi}m{text}\x1b[0m"


def _set(report: AuditReport, marks: Marks, look: _Look) -> str:
    return "".join(f"{without_commands(line)}\n" for line in _lines(report, marks, look))


def _lines(report: AuditReport, marks: Marks, look: _Look) -> Iterator[str]:
    language = look.language
    yield from wrap(report.summary(language), WIDTH)
    found: dict[str, list[Group]] = {}
    for group in report.grouped():
        found.setdefault(group.park, []).append(group)
    for each in report.audited:
        yield ""
        name = each.park.name if each.park else None
        title = (_PARK if name else _PARCELS).render(language, name=name, parcels=len(each.parcels))
        title = each.database.file if each.database else title
        yield from wrap(printable(title), WIDTH)
        for group in found.get(each.name, ()):
            yield from _group_lines(group, look)
        if each.name not in found:
            yield f"  {_NOTHING.localize(language)}"
    yield from _accepted_lines(report, language)
    yield ""
    yield from wrap(printable(_how(report, language)), WIDTH)
    yield from wrap(printable("  ".join(mark_lines(marks, language))), WIDTH)


def _how(report: AuditReport, language: Language) -> str:
    systems = system_titles(report)
    day = _DAY.render(language, today=report.today)
    if not systems:
        return day
    return f"{_HOW.render(language, crs=systems)}{'' if language == 'zh' else ' '}{day}"


def _accepted_lines(report: AuditReport, language: Language) -> Iterator[str]:
    accepted = accepted_of(report)
    if accepted:
        yield ""
    for each in accepted:
        text = printable(each.localize(language))
        head, *rest = wrap(text, WIDTH - len(_INDENT))
        yield head
        yield from (_INDENT + line for line in rest)


def _group_lines(group: Group, look: _Look) -> Iterator[str]:
    """Yield many findings of one cause with their number first, then why and whom; or each of a few as it is."""
    if not group.is_many:
        for finding in group.members:
            yield from _finding_lines(finding, look)
        return
    yield from _heading(group.first, look, tally=f"{group.tally} ")
    if why := group.why(look.language):
        yield from _indented(why)
    if look.is_whole:
        for finding in group.members:
            yield from _indented(f"- {_message(finding, look)}{_place(finding)}")
    else:
        subjects = Abbreviated(look.names.of(group.park, group.subjects))
        yield from _indented(_NAMES.render(look.language, names=subjects))


def _finding_lines(finding: Finding, look: _Look) -> Iterator[str]:
    yield from _heading(finding, look, place=_place(finding))
    yield from _indented(_message(finding, look))


def _place(finding: Finding) -> str:
    return f"  {finding.source}" if finding.source.file else ""


def _message(finding: Finding, look: _Look) -> str:
    return finding.message_at(str(finding.source), look.language)


def _heading(finding: Finding, look: _Look, *, tally: str = "", place: str = "") -> Iterator[str]:
    title = title_of(finding.rule).localize(look.language)
    label = f"[{finding.severity.localize(look.language)}]"
    head, *others = wrap(f"{label} {tally}{finding.rule} {title}{printable(place)}", WIDTH - len(_INDENT))
    yield f"  {look.paint(label, finding.severity)}{head.removeprefix(label)}"
    yield from (_INDENT + line for line in others)


def _indented(text: str) -> Iterator[str]:
    yield from (_INDENT + line for line in wrap(printable(text), WIDTH - len(_INDENT)))
