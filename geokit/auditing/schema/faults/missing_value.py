"""A mandatory value is empty, or a conditional one where its condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow.compute as pc

from geokit.auditing.schema.fault import Fault, Severity, Words
from geokit.ledgers.forms import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.auditing.schema.fault import Column
    from geokit.auditing.schema.model import SchemaField
    from geokit.geometry.arrays import Bools

_MANDATORY = Words(zh="必填", en="mandatory")
_WHERE = Words(zh="{condition} 时必填", en="mandatory where {condition}")


class MissingValue(Fault):
    """A mandatory value is empty, or a conditional one where its condition holds.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a record without its mandatory values cannot be taken in.
    Fails: BSM is blank in 3 records.
    Passes: every field with M is filled in; one with C where its condition says so.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="必填项为空", en="mandatory values left empty")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """必填字段为空，或条件成立时条件必填的字段为空。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：必填项不全的记录无法入库。
    不通过：3 条记录的 BSM 为空。
    通过：约束条件为 M 的字段都有值；为 C 的，条件成立时有值。
    选项：无。
    """
    counted: ClassVar[Words] = Words(
        zh="图层 {layer} 的字段 {field} 有 {count} 条记录为空（{asked}）：{rows}",
        en="{field} of {layer} is empty in {count:record|records} ({asked}): {rows}",
    )

    def wrong_rows(self, asked: SchemaField, column: Column, others: Mapping[str, Column]) -> Bools | None:
        """Return where the field is blank and must not be."""
        if asked.condition is not None:
            other = others.get(asked.condition.field)
            if other is None:
                return None
            holds = pc.fill_null(pc.equal(other.texts, asked.condition.value), fill_value=False)
            return np.asarray(column.blank & holds.to_numpy(zero_copy_only=False))
        is_filled = asked.domain is not None and asked.domain.kind == "filled"
        return column.blank if asked.constraint == "M" or is_filled else None

    def asks(self, asked: SchemaField) -> object:
        """Return that it is mandatory, and where."""
        return _MANDATORY if asked.condition is None else Sentence.of(_WHERE, condition=str(asked.condition))
