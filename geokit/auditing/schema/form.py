"""A schema as a workbook that a bureau can change and give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geokit.arguments import public_result
from geokit.auditing.schema.model import Schema  # noqa: TC001 - read when a call is checked
from geokit.i18n import Words
from geokit.ledgers.forms import Form, FormColumn, FormSheet

_ABOUT = Words(zh="说明", en="About")
_LAYERS = Words(zh="图层", en="Layers")
_FIELDS = Words(zh="字段", en="Fields")
_HEADS: Final = {
    "title": Words(zh="图层名称", en="layer title"),
    "name": Words(zh="属性表名", en="layer"),
    "geometry": Words(zh="几何特征", en="geometry"),
    "constraint": Words(zh="约束条件", en="constraint"),
    "crs": Words(zh="坐标系", en="crs"),
    "control_m2": Words(zh="控制面积", en="control area"),
    "area_field": Words(zh="面积字段", en="area field"),
    "topology": Words(zh="拓扑", en="topology"),
    "evidence": Words(zh="核实程度", en="evidence"),
}
_FIELD_HEADS: Final = {
    "layer": Words(zh="属性表名", en="layer"),
    "title": Words(zh="字段名称", en="field title"),
    "code": Words(zh="字段代码", en="field"),
    "type": Words(zh="字段类型", en="type"),
    "length": Words(zh="字段长度", en="length"),
    "decimals": Words(zh="小数位数", en="decimals"),
    "domain": Words(zh="值域", en="domain"),
    "constraint": Words(zh="约束条件", en="constraint"),
    "condition": Words(zh="条件", en="condition"),
    "unique": Words(zh="唯一", en="unique"),
    "sequence": Words(zh="顺序", en="sequence"),
    "evidence": Words(zh="核实程度", en="evidence"),
}
_ABOUT_ROWS: Final = {
    "name": Words(zh="规范名称", en="schema"),
    "edition": Words(zh="版本", en="edition"),
    "source": Words(zh="来源", en="source"),
    "read": Words(zh="已读部分", en="read"),
}
_ITEM = Words(zh="项目", en="item")
_SAID = Words(zh="内容", en="what it says")
_TYPE_WORDS: Final = {"text": "Char", "int": "Int", "float": "Float", "date": "Date", "other": "Other"}


@public_result
@dataclass(frozen=True, repr=False)
class SchemaForm(Form):
    """A schema as sheets: what it is, its layers, their fields; :func:`load_schema` reads them back.

    Examples
    --------
    >>> import geokit as gk
    >>> form = gk.SchemaForm(gk.load_schema("control-lines-2021"))
    >>> [len(sheet.rows) for sheet in form.sheets()][:2]
    [5, 3]
    """

    schema: Schema

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the sheets."""
        return (self._about(), self._layers(), self._fields())

    def _about(self) -> FormSheet:
        rows: list[tuple[Words, str | Words]] = [
            (words, getattr(self.schema, key)) for key, words in _ABOUT_ROWS.items()
        ]
        if isinstance(self.schema.read, Words):
            # A workbook is in one language: by this row it comes back in both.
            rows.append((_swapped(_ABOUT_ROWS["read"]), _swapped(self.schema.read)))
        return FormSheet(_ABOUT, (FormColumn("item", _ITEM), FormColumn("text", _SAID)), tuple(rows))

    def _layers(self) -> FormSheet:
        columns = tuple(FormColumn(key, words) for key, words in _HEADS.items())
        rows = tuple(
            tuple(
                ", ".join(sorted(each.topology)) if key == "topology" else getattr(each, key) or None
                for key in _HEADS
            )
            for each in self.schema.layers
        )
        return FormSheet(_LAYERS, columns, rows)

    def _fields(self) -> FormSheet:
        columns = tuple(FormColumn(key, words) for key, words in _FIELD_HEADS.items())
        rows = []
        for layer in self.schema.layers:
            for each in layer.fields:
                own = {key: getattr(each, key) for key in _FIELD_HEADS if key != "layer"}
                own["type"] = _TYPE_WORDS.get(each.type or "")
                own |= {
                    key: None if own[key] is None else str(own[key])
                    for key in ("length", "decimals", "domain", "condition")
                }
                own |= {key: "Y" if own[key] else None for key in ("unique", "sequence")}
                rows.append((layer.name, *own.values()))
        return FormSheet(_FIELDS, columns, tuple(rows))


def _swapped(words: Words) -> Words:
    return Words(zh=words.en, en=words.zh)
