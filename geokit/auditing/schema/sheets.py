"""The tables of a schema in a workbook: one sheet for all layers, or one a layer, as standards print them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geokit.auditing.schema.building import PLACE
from geokit.i18n import Language, Words
from geokit.parcels.workbooks import sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PLACE = Words(zh="工作表“{sheet}”第 {row} 行：", en="sheet “{sheet}”, row {row}:")
_OF_LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("属性表名", "图层代码", "layer", "layername", "table"),
    "title": ("图层名称", "图层", "层名", "层要素", "要素名称", "layertitle"),
    "geometry": ("几何特征", "几何类型", "geometry", "geometrytype"),
    "constraint": ("约束条件", "约束", "constraint"),
    "crs": ("坐标系", "坐标系统", "crs"),
    "control_m2": ("控制面积", "controlarea", "controlm2"),
    "area_field": ("面积字段", "areafield"),
    "topology": ("拓扑", "拓扑核查", "topology"),
    "evidence": ("核实程度", "evidence"),
}
_OF_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("字段代码", "字段名", "field", "fieldcode", "code"),
    "title": ("字段名称", "字段别名", "别名", "alias", "fieldtitle"),
    "type": ("字段类型", "类型", "数据类型", "type"),
    "length": ("字段长度", "长度", "length"),
    "decimals": ("小数位数", "小数位", "decimals", "precision"),
    "domain": ("值域", "domain"),
    "constraint": ("约束条件", "约束", "是否必填", "constraint"),
    "condition": ("条件", "必填条件", "condition"),
    "unique": ("唯一", "是否唯一", "unique"),
    "sequence": ("顺序", "连续", "sequence"),
    "evidence": ("核实程度", "evidence"),
}
_LAYER_OF_FIELD: Final = ("属性表名", "图层代码", "图层", "layer", "layername", "table")
_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("规范名称", "schema"),
    "edition": ("版本", "edition"),
    "source": ("来源", "source"),
}
# A remark, which may stand there in both languages.
_READ: Final[Mapping[str, Language]] = {"已读部分": "zh", "read": "en"}
# 生态保护红线属性结构描述表（属性表名：STBHHX）
_CAPTION: Final = re.compile(r"(?:属性表名|代码|layer)\s*[：:]\s*([0-9A-Za-z_]{1,64})", re.IGNORECASE)
_CAPTION_END: Final = re.compile(r"^(?:表\s*[0-9.\-]+\s*)?(.*?)\s*属性(?:数据)?结构")
_BRACKET: Final = re.compile(r"[（(].*$", re.DOTALL)
_BLANKS: Final = re.compile(r"[\s/_]")
# As far as a heading goes: what stands further to the right is no table of a standard.
_WIDEST: Final = 64


def rows_of_workbook(path: Path) -> dict[str, Any]:
    """Return a workbook's tables as the raw rows that a .toml would hold."""
    found = _Found()
    for sheet, rows in sheets_of(path).items():
        _Sheet(sheet, found).read(rows)
    raw: dict[str, Any] = dict(found.about)
    if found.read:
        raw["read"] = found.read if len(found.read) == len(_READ) else next(iter(found.read.values()))
    raw["layer"] = list(found.layers.values())
    return raw


class _Found:
    def __init__(self) -> None:
        self.about: dict[str, str] = {}
        self.read: dict[Language, str] = {}
        self.layers: dict[str, dict[str, Any]] = {}

    def layer(self, name: str, place: str) -> dict[str, Any]:
        return self.layers.setdefault(name, {"name": name, PLACE: place})


class _Sheet:
    """Goes down a sheet: a heading says what the rows below it are, until the next."""

    def __init__(self, name: str, found: _Found) -> None:
        self.name, self.found = name, found
        self.layer, self.title = name.strip(), ""
        self.heads: dict[str, int] = {}
        self.is_of_fields = False
        self.at_layer: int | None = None

    def read(self, rows: list[list[Any]]) -> None:
        for number, row in enumerate(rows, start=1):
            cells = ["" if cell is None else str(cell).strip() for cell in row[:_WIDEST]]
            if any(cells):
                self._row(cells, row, _PLACE.render(sheet=self.name, row=number))

    def _row(self, cells: list[str], row: list[Any], place: str) -> None:
        fields = _heads(cells, _OF_FIELDS)
        layers = _heads(cells, _OF_LAYERS)
        head = _plain(cells[0])
        about = next((key for key, names in _ABOUT.items() if head in names), None)
        if {"code", "type"} <= fields.keys():
            self.heads, self.is_of_fields = fields, True
            self.at_layer = next(
                (at for at, cell in enumerate(cells) if _plain(cell) in _LAYER_OF_FIELD), None
            )
        elif {"name", "geometry"} <= layers.keys():
            self.heads, self.is_of_fields = layers, False
        elif _CAPTION.search(" ".join(cells)):
            self._caption(" ".join(cells))
        elif about is not None and len(cells) > 1:
            self.found.about[about] = cells[1]
        elif head in _READ and len(cells) > 1:
            self.found.read[_READ[head]] = cells[1]
        elif self.heads:
            self._values(cells, row, place)

    def _caption(self, text: str) -> None:
        code, title = _CAPTION.search(text), _CAPTION_END.search(text)
        self.layer = code[1] if code else self.layer
        self.title = title[1] if title else ""
        self.heads = {}

    def _values(self, cells: list[str], row: list[Any], place: str) -> None:
        values = {key: row[at] for key, at in self.heads.items() if at < len(cells) and cells[at]}
        key = "code" if self.is_of_fields else "name"
        if not values.get(key) or len(values) == 1:
            # A remark below the table, or a row that counts.
            return
        if not self.is_of_fields:
            self.found.layer(str(values["name"]).strip(), place).update(values)
            return
        # Of merged cells the first alone has a value.
        if self.at_layer is not None and self.at_layer < len(cells) and cells[self.at_layer]:
            self.layer = cells[self.at_layer]
        layer = self.found.layer(self.layer, place)
        if self.title:
            layer.setdefault("title", self.title)
        layer.setdefault("field", []).append({**values, PLACE: place})


def _heads(cells: list[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    plain = [_plain(cell) for cell in cells]
    return {
        key: plain.index(name) for key, names in known.items() for name in reversed(names) if name in plain
    }


def _plain(cell: str) -> str:
    return _BLANKS.sub("", _BRACKET.sub("", cell)).lower()
