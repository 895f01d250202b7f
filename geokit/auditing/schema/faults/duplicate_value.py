"""A value that names a record stands in several."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow.compute as pc

from geokit.auditing.schema.fault import Abbreviated, Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

# More are never named.
_SHOWN = 20
_WORDS = Words(
    zh="图层 {layer} 的字段 {field} 有 {count} 条记录重复：{rows}",
    en="{field} of {layer} is not unique in {count:record|records}: {rows}",
)


class DuplicateValue(Fault):
    """A value that names a record stands in several.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: what has the number of another cannot be referred to.
    Fails: two records with the BSM 440000000000000001.
    Passes: every value of a unique field stands once.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="标识码重复", en="numbers given twice")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """用以标识记录的值重复。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：编号相同的记录无法引用。
    不通过：两条记录的 BSM 均为 440000000000000001。
    通过：唯一字段的值各不相同。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield one finding for each unique field with values that stand twice."""
        for asked in records.pair.asked.fields:
            if not (asked.unique or asked.sequence) or asked.code not in records.columns:
                continue
            coded = records.columns[asked.code].texts.dictionary_encode()
            # Blank values are missing, and no copies of each other.
            blank = len(coded.dictionary)
            at = pc.fill_null(coded.indices, blank).to_numpy()
            rows = np.flatnonzero((np.bincount(at, minlength=blank + 1)[at] > 1) & (at < blank))
            if len(rows):
                layer = records.pair.asked.name
                ordered = records.in_order(rows)
                names = tuple(dict.fromkeys(records.names(ordered[:_SHOWN])))
                fields = {"layer": layer, "field": asked.code, "count": len(rows), "rows": Abbreviated(names)}
                record = int(records.fids[rows].min())
                yield self.found(layout, _WORDS, (f"{layer}.{asked.code}",), record=record, **fields)
