"""Dates that have passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Place, Rule, Severity, Words
from geokit.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{name}：来源（截至 {as_of}）称“{text}”，该日期已过，请核实现状",
    en="{name}: the source (as of {as_of}) says “{text}”; that date has passed, ask how it stands",
)


class StaleFact(Rule[Options]):
    """A source says that something will have happened by a date, and the date has passed.

    Law: none (advice).
    Why: a map that speaks of a past date as of the future is not believed in anything else.
    Fails: "to be completed in 2024", asked in 2025. It is information, not an error.
    Passes: "to be completed in 2024", asked in 2024; a sentence without ``due``.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="过期信息", en="stale facts")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """来源称某事将在某日期前完成，而该日期已过。

    依据：无依据（经验）。
    为何：把过去的日期说成将来，其余内容也就没人相信了。
    不通过：2025 年仍写“2024 年竣工”。只作提示，不是错误。
    通过：2024 年写“2024 年竣工”；没有 due 的句子。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every statement whose date has passed."""
        for placed in context.lines.placed:
            for statement in placed.statements:
                if statement.due is None or last_day(statement.due) >= context.today:
                    continue
                yield Finding(
                    rule=self.name(),
                    severity=self.severity,
                    subjects=(placed.id,),
                    words=_WORDS,
                    fields={"name": placed.name, "as_of": statement.as_of, "text": statement.text},
                    source=Place("park.toml"),
                )
