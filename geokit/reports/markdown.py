"""Markdown for the comment of a pull request: the numbers on top, a table of findings a park below."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from geokit.auditing.facts import title_of
from geokit.auditing.findings import Finding
from geokit.auditing.report import FIELD_WORDS, AuditReport
from geokit.escape import markdown_text, printable, without_commands
from geokit.i18n import Abbreviated, Language, Words, localize
from geokit.reports._base import ReportFormat
from geokit.reports._common import AUDITED, accepted_of, audit_title, called, mark_lines
from geokit.reports._locations import display_file, display_place
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geokit.auditing.audited import Audited
    from geokit.auditing.grouped import Group
    from geokit.page.marks import Marks

    Row: TypeAlias = Group | Finding

# A comment on GitHub holds 65,536 characters; the head and the last lines need some of them.
_ROOM = 50_000
_LONGEST_CELL = 600
_MOST_ACCEPTED = 20
_MOST_MEMBERS = 20

_OK = Words(zh="{what}：未发现错误", en="{what}: no errors")
_NOT_OK = Words(zh="{what}：发现 {count} 处错误", en="{what}: errors found: {count}")
_COUNT = Words(zh="数量", en="findings")
_PLACE = Words(zh="位置", en="where")
_PARCELS = Words(zh="地块", en="Parcels")
_MORE = Words(
    zh="另有 {count} 条未列出；完整清单请用 `-o audit.json` 或 `-o audit.gpkg` 输出。",
    en="{count} more are not listed; `-o audit.json` or `-o audit.gpkg` writes all of them.",
)
_MORE_MEMBERS = Words(zh="+{count} 条", en="+{count} more")
_CLEAN = Words(zh="未发现问题的园区：{parks}", en="Parks without findings: {parks}")
_ACCEPTED = Words(zh="基线接受的问题：{count} 项", en="Accepted by the baseline: {count}")


class Markdown(ReportFormat):
    """A comment that fits the sites' limit: the worst findings first, the rest counted."""

    title: ClassVar[Words] = Words(zh="Markdown", en="Markdown")
    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown")

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as UTF-8 Markdown with tables."""
        lines = [*_head(report, language), *_tables(report, language), *_foot(report, marks, language)]
        # To Markdown the backslash says that the sign after it is one.
        return ("\n".join(map(without_commands, lines)) + "\n").encode()


def _head(report: AuditReport, language: Language) -> Iterator[str]:
    errors = next(iter(report.counts.values()))
    title = (_OK if report.ok else _NOT_OK).render(language, what=audit_title(report), count=errors)
    yield f"## {title}"
    yield ""
    yield plain(report.summary(language))
    counts = {severity: count for severity, count in report.counts.items() if count}
    if counts:
        yield ""
        yield from _table([FIELD_WORDS["severity"], _COUNT], language, right=1)
        yield from (_row([severity.localize(language), str(count)]) for severity, count in counts.items())


def _tables(report: AuditReport, language: Language) -> Iterator[str]:
    names = {each.name: _name_of(each, language) for each in report.audited}
    entries = _entries(report)
    rows = _fitting_rows(entries, language)
    for park, listed in groupby(rows, key=lambda at: entries[at].park):
        yield from ("", f"### {names.get(park, plain(park))}", "")
        yield from _table(
            [*(FIELD_WORDS[name] for name in ("severity", "rule", "message")), _PLACE], language
        )
        yield from (rows[at] for at in listed)
    unlisted = sum(_count(entry) for at, entry in enumerate(entries) if at not in rows)
    if unlisted:
        yield ""
        yield _MORE.render(language, count=unlisted)


def _entries(report: AuditReport) -> list[Row]:
    """Return what has a row of its own, by park: many findings of one cause, or each of a few."""
    found: list[Row] = []
    for group in report.grouped():
        found.extend((group,) if group.is_many else group.members)
    places = {each.name: at for at, each in enumerate(report.audited)}
    return sorted(found, key=lambda entry: places.get(entry.park, len(places)))


def _count(entry: Row) -> int:
    return 1 if isinstance(entry, Finding) else entry.count


def _fitting_rows(entries: Sequence[Row], language: Language) -> dict[int, str]:
    """Return the rows of the worst entries that there is room for, by their positions in the report."""
    room, rows = _ROOM, {}
    for at in sorted(range(len(entries)), key=lambda at: -entries[at].severity.rank):
        entry = entries[at]
        row = _finding_row(entry, language) if isinstance(entry, Finding) else _group_row(entry, language)
        room -= len(row) + 1
        if room < 0:
            break
        rows[at] = row
    return dict(sorted(rows.items()))


def _foot(report: AuditReport, marks: Marks, language: Language) -> Iterator[str]:
    found = {finding.park for finding in report.findings}
    clean = [_name_of(each, language) for each in report.audited if each.name not in found]
    yield from _accepted(report, language)
    yield ""
    if clean and found:
        yield _CLEAN.render(language, parks=clean)
        yield ""
    marked = [plain(line) for line in mark_lines(marks, language)]
    yield " · ".join([*marked, AUDITED.render(language, today=report.today)])


def _accepted(report: AuditReport, language: Language) -> Iterator[str]:
    accepted = accepted_of(report)
    if not accepted:
        return
    yield from ("", f"<details><summary>{_ACCEPTED.render(language, count=len(accepted))}</summary>", "")
    yield from (f"- {plain(each.localize(language))}" for each in accepted[:_MOST_ACCEPTED])
    if len(accepted) > _MOST_ACCEPTED:
        yield f"- {_MORE.render(language, count=len(accepted) - _MOST_ACCEPTED)}"
    yield from ("", "</details>")


def _name_of(each: Audited, language: Language) -> str:
    return plain(called(each, _PARCELS).localize(language))


def _finding_row(finding: Finding, language: Language) -> str:
    title = title_of(finding.rule).localize(language)
    place = display_place(finding.source)
    message = plain(finding.message_at(place, language))
    return _row([finding.severity.localize(language), title, message, plain(place)])


def _group_row(group: Group, language: Language) -> str:
    """Return many findings of one cause: their number first, the members when they are asked for."""
    title = title_of(group.rule).localize(language)
    why = group.why(language) or title
    messages = [plain(finding.message(language)) for finding in group.members[:_MOST_MEMBERS]]
    if group.count > len(messages):
        messages.append(_MORE_MEMBERS.render(language, count=group.count - len(messages)))
    members = f"<details><summary>{plain(f'{group.tally} {why}')}</summary>{'<br>'.join(messages)}</details>"
    place = plain(localize(Abbreviated([display_file(file) for file in group.files]), language))
    return _row([group.severity.localize(language), title, members, place])


def _table(titles: Iterable[Words], language: Language, *, right: int = -1) -> list[str]:
    heads = [title.localize(language) for title in titles]
    return [_row(heads), _row(["--:" if at == right else ":--" for at in range(len(heads))])]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Return text for a cell: Markdown shows it as it is, and it is not longer than a reader reads."""
    return markdown_text(shortened(printable(text), _LONGEST_CELL))
