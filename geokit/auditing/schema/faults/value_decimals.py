"""A number has more digits after the point than the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.schema.fault import Fault, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.auditing.schema.fault import Column
    from geokit.auditing.schema.model import SchemaField
    from geokit.geometry.arrays import Bools

# A double holds 15 digits: what differs by less was never written.
_PRECISION = 1e-14
_ABSOLUTE = 1e-9


class ValueDecimals(Fault):
    """A number has more digits after the point than the schema says.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: sums of printed figures do not agree where more is held than is printed.
    Fails: an area of 1234.5678 where two decimals are asked for.
    Passes: no number has more digits than asked; doubles are compared within their own precision.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="值的小数位数过多", en="values with more decimals than asked")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """数值的小数位数多于规范。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：保存的位数多于打印的位数，打印的合计就对不上。
    不通过：要求两位小数，面积为 1234.5678。
    通过：小数位数不超过规定；按双精度数自身的精度比较。
    选项：无。
    """
    counted: ClassVar[Words] = Words(
        zh="图层 {layer} 的字段 {field} 有 {count} 条记录的小数多于 {asked} 位：{rows}",
        en="{field} of {layer} has more than {asked:decimal|decimals} in {count:record|records}: {rows}",
    )

    def wrong_rows(self, asked: SchemaField, column: Column, others: Mapping[str, Column]) -> Bools | None:  # noqa: ARG002 - one field is enough
        """Return where a number is not what it is when rounded."""
        if asked.type not in ("float", "int") or asked.decimals is None:
            return None
        numbers = column.numbers
        off = np.abs(numbers - np.round(numbers, asked.decimals))
        return np.asarray(off > np.maximum(_ABSOLUTE, _PRECISION * np.abs(numbers)))

    def asks(self, asked: SchemaField) -> object:
        """Return the number of decimals."""
        return asked.decimals
