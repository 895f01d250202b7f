"""Numbers that run on leave some out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

_WORDS = Words(
    zh="图层 {layer} 的字段 {field} 的顺序码缺 {count} 个，首个在 {before} 之后",
    en="the numbers of {field} in {layer} leave out {count}, the first after {before}",
)
# Longer numbers would not fit into 64 bits; what stands before them is the same in a layer.
_SEQUENCE = "^(?P<stem>.*?)(?P<number>[0-9]{1,18})$"


class GappedSequence(Fault):
    """Numbers that run on leave some out.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a gap says that a record was lost, or deleted without its successors being numbered anew.
    Fails: …001, …002, …004.
    Passes: the digits at the end of the values run on without a gap.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="顺序码不连续", en="gaps in a sequence")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """应连续的顺序码有间断。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：间断说明有记录丢失，或删除后未重新编号。
    不通过：……001、……002、……004。
    通过：值末尾的数字连续。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield one finding for each sequence with gaps."""
        for asked in records.pair.asked.fields:
            if not asked.sequence or asked.code not in records.columns:
                continue
            parts = pc.extract_regex(records.columns[asked.code].texts, _SEQUENCE).drop_null()
            stems = parts.field("stem").dictionary_encode()
            numbers = parts.field("number").cast(pa.int64()).to_numpy()
            # Stems in the order of their letters: which gap is the first must not depend on the order of the file.
            ranks = pc.rank(stems.dictionary).to_numpy().astype(np.int64)[stems.indices.to_numpy()]
            order = np.lexsort((numbers, ranks))
            steps = np.diff(numbers[order])
            gaps = np.flatnonzero((np.diff(ranks[order]) == 0) & (steps > 1))
            if len(gaps):
                first = parts[int(order[gaps[0]])].as_py()
                layer = records.pair.asked.name
                fields = {"layer": layer, "field": asked.code, "before": first["stem"] + first["number"]}
                missing = int((steps[gaps] - 1).sum())
                yield self.found(layout, _WORDS, (f"{layer}.{asked.code}",), count=f"{missing:,}", **fields)
