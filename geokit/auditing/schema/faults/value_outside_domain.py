"""A value is none that the schema's domain has."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from geokit.auditing.schema.fault import Fault, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.auditing.schema.fault import Column
    from geokit.auditing.schema.model import SchemaField
    from geokit.geometry.arrays import Bools

_CODES: Final = {
    "survey": Words(zh="三调地类编码", en="the classes of the third survey"),
    "gbt21010": Words(zh="GB/T 21010 地类编码", en="the classes of GB/T 21010"),
    "territorial": Words(zh="用地用海分类代码", en="the territorial classes"),
}


class ValueOutsideDomain(Fault):
    """A value is none that the schema's domain has.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a code that nobody knows is counted nowhere.
    Fails: a type 9 where the domain is 1, 2, 3; an area of 0 where it is >0; 20241301 for a date.
    Passes: every value that is filled in lies in the domain; what a schema says in words is not checked, and is said (not_checked).
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="值超出值域", en="values outside their domain")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """字段值不在规范的值域内。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：无人认识的代码不会计入任何类别。
    不通过：值域为 1、2、3，值为 9；值域为 >0，面积为 0；日期为 20241301。
    通过：已填写的值都在值域内；以文字说明的值域不核查，并在 not_checked 中说明。
    选项：无。
    """
    counted: ClassVar[Words] = Words(
        zh="图层 {layer} 的字段 {field} 有 {count} 条记录的值不在值域“{asked}”内：{rows}",
        en="{field} of {layer} is outside “{asked}” in {count:record|records}: {rows}",
    )

    shows_values: ClassVar[bool] = True

    def wrong_rows(self, asked: SchemaField, column: Column, others: Mapping[str, Column]) -> Bools | None:  # noqa: ARG002 - one field is enough
        """Return where a value is filled in and none of the domain."""
        if asked.domain is None or asked.domain.kind in ("filled", "unknown"):
            return None
        if asked.domain.is_of_numbers:
            # A text in a field of numbers is none of the range either.
            return np.asarray(
                ~column.blank & (np.isnan(column.numbers) | asked.domain.wrong_numbers(column.numbers))
            )
        return asked.domain.wrong_texts(column.texts)

    def asks(self, asked: SchemaField) -> object:
        """Return the domain: a list of codes by what it is called."""
        domain = asked.domain
        if domain is not None and domain.kind == "codes":
            return _CODES.get(domain.scheme, domain.text)
        return str(domain)
