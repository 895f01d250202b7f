"""Stages and statuses that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Rule, Severity, Words
from geokit.parcels.codes import TERMS
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{count} 宗地块的{column}“{text}”不在词表中：{parcels}。可用：{known}",
    en="the {column} “{text}” is none that is known: {parcels} ({count} in all). Known: {known}",
)


class UnknownStatus(Rule[Options]):
    """A stage or status is not in the vocabulary.

    Law: none (advice); the vocabulary is geokit's, with the spellings met in land ledgers (advice).
    Why: such a parcel enters no stage: it is compared with all others and counted in no sum of its kind.
    Fails: the status 已整备, which means assembling land in Shenzhen and serviced land elsewhere.
    Passes: 已批, 批复, approved; a parcel without stage or status (``missing_field`` asks for them).
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="未知阶段或状态", en="unknown stages and statuses")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """阶段或状态不在词表中。

    依据：无依据（经验）；词表由本工具给出，收录了土地台账中的写法（建议）。
    为何：此类地块不属于任何阶段：会与所有地块比较，又不计入任何一类的合计。
    不通过：状态“已整备”——在深圳指土地整备，别处指净地。
    通过：已批、批复、approved；没有阶段或状态的地块（由 missing_field 核查）。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for each text that is no stage, and each that is no status."""
        for column, terms in TERMS.items():
            written = context.inputs.unknown_in(column)
            strange, texts = np.array(list(written), dtype=np.intp), np.array(list(written.values()))
            for text in sorted(set(written.values())):
                members = strange[texts == text]
                parcels = context.names(members)
                yield Finding(
                    rule=self.name(),
                    severity=self.severity,
                    subjects=parcels,
                    words=_WORDS,
                    fields={
                        "count": len(members),
                        "column": COLUMN_WORDS[column],
                        "text": text,
                        "parcels": Abbreviated(parcels),
                        "known": list(terms.values()),
                    },
                    source=context.first_place(members),
                )
