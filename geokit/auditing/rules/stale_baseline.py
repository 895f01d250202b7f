"""Entries of a baseline that accept nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Rule, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPIRED = Words(
    zh="基线对 {rule}（{subjects}）的接受已于 {day} 到期，该问题重新列出",
    en="the baseline accepted {rule} of {subjects} until {day}; that day has passed, and the finding is open again",
)
GONE = Words(
    zh="基线接受的 {rule}（{subjects}）已不存在；请从基线中删去",
    en="the baseline accepts {rule} of {subjects}, which is found no more; delete it from the baseline",
)
OUTGROWN = Words(
    zh="基线接受的 {rule}（{subjects}）为 {accepted}，现为 {now}，已超出所接受的范围，该问题重新列出",
    en="the baseline accepts {rule} of {subjects} at {accepted}; it is now {now}, and the finding is open again",
)


class StaleBaseline(Rule[Options]):
    """An entry of the baseline accepts nothing any more.

    Law: none (advice).
    Why: a list of exceptions that nobody clears hides the next fault of the same parcels.
    Fails: an accepted overlap that was mended; one whose ``expires`` has passed; one of 200 m² that is 300 m² now.
    Passes: an accepted overlap that is there, no larger than it was; an entry of a park or a rule that was not audited.
    Options: none of its own. It speaks only where a report is held against a baseline.
    """

    title: ClassVar[Words] = Words(zh="失效的基线条目", en="stale baseline entries")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """基线中的某一条目已不再接受任何问题。

    依据：无依据（经验）。
    为何：例外清单没人清理，同一地块的下一个问题就会被掩盖。
    不通过：已接受的重叠已经消除；expires 日期已过；接受时 200 平方米，现为 300 平方米。
    通过：已接受的重叠仍在，且不比原来大；条目所属的园区或规则这次没有核查。
    选项：无。只有与基线对照时才会提出。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield nothing: an audit knows no baseline; :func:`geokit.apply_baseline` finds these."""
        yield from ()
