"""A text has more letters than the schema's length."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow.compute as pc

from geokit.auditing.schema.fault import Fault, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.auditing.schema.fault import Column
    from geokit.auditing.schema.model import SchemaField
    from geokit.geometry.arrays import Bools


class ValueTooLong(Fault):
    """A text has more letters than the schema's length.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: the receiving database cuts it off, or refuses the record.
    Fails: a name of 120 letters where the length is 100.
    Passes: no text is longer.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="值超出字段长度", en="values longer than their field")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """字符值长于规范的字段长度。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：接收库会截断或拒收。
    不通过：长度为 100，名称有 120 字。
    通过：没有超长的值。
    选项：无。
    """
    counted: ClassVar[Words] = Words(
        zh="图层 {layer} 的字段 {field} 有 {count} 条记录超过 {asked} 字：{rows}",
        en="{field} of {layer} has more than {asked:letter|letters} in {count:record|records}: {rows}",
    )

    def wrong_rows(self, asked: SchemaField, column: Column, others: Mapping[str, Column]) -> Bools | None:  # noqa: ARG002 - one field is enough
        """Return where a text is longer than the field."""
        if asked.type != "text" or asked.length is None:
            return None
        longer = pc.fill_null(pc.greater(pc.utf8_length(column.texts), asked.length), fill_value=False)
        return np.asarray(longer.to_numpy(zero_copy_only=False))

    def asks(self, asked: SchemaField) -> object:
        """Return the length."""
        return asked.length
