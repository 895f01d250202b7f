"""A schema built from raw rows, of a .toml or of a workbook alike; what cannot be is named with its place."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, NoReturn, get_args

from geokit.auditing.schema.domains import read_domain
from geokit.auditing.schema.model import Condition, FieldType, Schema, SchemaField, SchemaLayer, Topology
from geokit.errors import FormatError
from geokit.i18n import LANGUAGES, Words
from geokit.land.limits import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNKNOWN_KEY = Words(
    zh="{place}没有“{key}”这一项；可用：{known}", en="{place} there is no “{key}”; known are: {known}"
)
_BAD = Words(
    zh="{place}“{key}”不能是“{value}”；可用：{known}",
    en="{place} “{key}” cannot be “{value}”; known are: {known}",
)
_NO_LAYERS = Words(
    zh="没有找到属性结构表：表头应有“字段代码”和“字段类型”，并写明属性表名",
    en="no table of fields was found: its heading has a field code and a type, and it names its layer",
)
_TWICE = Words(zh="{place}“{name}”已出现过", en="{place} “{name}” is given before")
_MANY = Words(zh="规范超过 {limit} 行", en="the schema has more than {limit} rows")
_WHOLE = Words(zh="0 到 {most} 的整数", en="a whole number from 0 to {most}")
_NUMBER = Words(zh="数字", en="a number")
_CRS = Words(zh="EPSG:4527 这样的代码，或 CGCS2000", en="a code such as EPSG:4527, or CGCS2000")
_CONDITION_WORDS = Words(zh="字段 = 值", en="field = value")
_LONGEST_NUMBER: Final = 20
_MOST_FIELDS: Final = 20_000
_LONGEST_FIELD: Final = 65_535

_SCHEMA_KEYS: Final = ("name", "edition", "source", "read", "layer")
_LAYER_KEYS: Final = (
    "name", "title", "geometry", "constraint", "crs", "control_m2", "area_field", "topology", "evidence", "field",
)  # fmt: skip
_FIELD_KEYS: Final = (
    "code", "title", "type", "length", "decimals", "constraint", "condition", "domain", "unique", "sequence", "evidence",
)  # fmt: skip
PLACE: Final = "_place"

TYPES: Final[Mapping[str, FieldType]] = {
    **dict.fromkeys(("char", "varchar", "text", "string", "字符", "字符型", "字符串", "文本", "文本型"), "text"),
    **dict.fromkeys(("int", "integer", "long", "short", "int32", "int64", "整数", "整型", "长整型", "短整型"), "int"),
    **dict.fromkeys(("float", "double", "decimal", "number", "numeric", "real", "浮点", "浮点型", "双精度"), "float"),
    **dict.fromkeys(("数值", "数值型", "实数"), "float"),
    **dict.fromkeys(("date", "datetime", "日期", "日期型"), "date"),
    **dict.fromkeys(("varbin", "blob", "binary", "二进制", "other"), "other"),
}  # fmt: skip
GEOMETRIES: Final = {
    **dict.fromkeys(("polygon", "面", "multipolygon"), "Polygon"),
    **dict.fromkeys(("line", "linestring", "polyline", "线", "multilinestring"), "LineString"),
    **dict.fromkeys(("point", "点", "multipoint"), "Point"),
    **dict.fromkeys(("none", "table", "无", "表"), "None"),
}
_CONSTRAINTS: Final = {
    "m": "M",
    "c": "C",
    "o": "O",
    "必填": "M",
    "条件必填": "C",
    "选填": "O",
    "可选": "O",
    "是": "M",
    "否": "O",
}
_TRUE: Final = {"true": True, "是": True, "y": True, "yes": True, "1": True, "√": True}
_FALSE: Final = {"false": False, "否": False, "n": False, "no": False, "0": False, "": False}
_TOPOLOGY: Final[Mapping[str, Topology]] = {
    "overlaps": "overlaps", "重叠": "overlaps", "gaps": "gaps", "缝隙": "gaps", "valid": "valid", "有效": "valid",
}  # fmt: skip
_EVIDENCE: Final = {
    **{each: each for each in get_args(Evidence)},
    "已核实": "verified",
    "凭记忆": "recalled",
    "设置值": "chosen",
}
_CONDITION: Final = re.compile(r"\s*([^\s=]{1,64})\s*=\s*([^=]{1,200}?)\s*")
_SPLIT: Final = re.compile(r"[、,，;；\s]+")


def build_schema(raw: Mapping[str, Any], file: str) -> Schema:
    """Return a schema.

    Raises
    ------
    FormatError
        A key is not known, or a value cannot be: named with the place that the row says it has.
    """
    _check_keys(raw, _SCHEMA_KEYS, file)
    layers = tuple(_layer(each, file) for each in _tables(raw, "layer", file))
    if not any(each.fields for each in layers):
        raise FormatError(_NO_LAYERS, file=file)
    if sum(len(each.fields) for each in layers) > _MOST_FIELDS:
        raise FormatError(_MANY, file=file, limit=f"{_MOST_FIELDS:,}")
    _refuse_twice([each.name for each in layers], raw, file)
    texts = {key: _text(raw, key, file) for key in ("name", "edition", "source")}
    return Schema(
        **{**texts, "name": texts["name"] or file}, read=_in_languages(raw, "read", file), layers=layers
    )


def _layer(raw: Mapping[str, Any], file: str) -> SchemaLayer:
    _check_keys(raw, _LAYER_KEYS, file)
    rows = _tables(raw, "field", file)
    fields = tuple(_field(each, file) for each in rows)
    _refuse_twice([each.code for each in fields], raw, file)
    topology = [each for each in _SPLIT.split(_text(raw, "topology", file)) if each]
    return SchemaLayer(
        name=_text(raw, "name", file) or _refuse(raw, "name", "", [], file),
        title=_text(raw, "title", file),
        geometry=_one_of(raw, "geometry", GEOMETRIES, file),
        constraint=_one_of(raw, "constraint", _CONSTRAINTS, file) or "M",
        fields=fields,
        crs=_crs(raw, file),
        control_m2=_control(raw, file),
        area_field=_text(raw, "area_field", file),
        topology=frozenset(
            _TOPOLOGY[each] if each in _TOPOLOGY else _refuse(raw, "topology", each, _TOPOLOGY, file)
            for each in topology
        ),
        evidence=_one_of(raw, "evidence", _EVIDENCE, file),
    )


def _field(raw: Mapping[str, Any], file: str) -> SchemaField:
    _check_keys(raw, _FIELD_KEYS, file)
    constraint = _text(raw, "constraint", file)
    return SchemaField(
        code=_text(raw, "code", file) or _refuse(raw, "code", "", [], file),
        title=_text(raw, "title", file),
        type=_one_of(raw, "type", TYPES, file),
        length=_whole(raw, "length", file, _LONGEST_FIELD),
        decimals=_whole(raw, "decimals", file, 15),
        constraint=_one_of(raw, "constraint", _CONSTRAINTS, file) or "O" if constraint else "O",
        condition=_condition(raw, file),
        domain=read_domain(_text(raw, "domain", file)),
        unique=_flag(raw, "unique", file),
        sequence=_flag(raw, "sequence", file),
        evidence=_one_of(raw, "evidence", _EVIDENCE, file),
    )


def _tables(raw: Mapping[str, Any], key: str, file: str) -> list[Mapping[str, Any]]:
    rows = raw.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        _refuse(raw, key, str(rows)[:40], [f"[[{key}]]"], file)
    return rows


def _check_keys(raw: Mapping[str, Any], known: tuple[str, ...], file: str) -> None:
    for key in raw:
        if key not in known and key != PLACE:
            raise FormatError(_UNKNOWN_KEY, file=file, place=_place(raw), key=key, known=list(known))


def _place(raw: Mapping[str, Any]) -> str:
    return str(raw.get(PLACE) or raw.get("name") or raw.get("code") or "")


def _refuse(raw: Mapping[str, Any], key: str, value: str, known: Any, file: str) -> NoReturn:
    raise FormatError(
        _BAD,
        file=file,
        place=_place(raw),
        key=key,
        value=value,
        known=known if isinstance(known, Words) else list(known),
    )


def _refuse_twice(names: list[str], raw: Mapping[str, Any], file: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(_TWICE, file=file, place=_place(raw), name=name)
        seen.add(name)


def _text(raw: Mapping[str, Any], key: str, file: str) -> str:
    value = raw.get(key)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict):
        _refuse(raw, key, "{…}", [], file)
    return str(value).strip()


def _in_languages(raw: Mapping[str, Any], key: str, file: str) -> str | Words:
    value = raw.get(key)
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        return Words(**{language: _text(value, language, file) for language in LANGUAGES})
    return _text(raw, key, file)


def _one_of(raw: Mapping[str, Any], key: str, known: Mapping[str, Any], file: str) -> Any:
    text = _text(raw, key, file)
    if not text:
        return None
    found = known.get(text.lower())
    return found if found is not None else _refuse(raw, key, text, known, file)


def _flag(raw: Mapping[str, Any], key: str, file: str) -> bool:
    text = _text(raw, key, file).lower()
    known = _TRUE | _FALSE
    return known[text] if text in known else _refuse(raw, key, text, known, file)


def _whole(raw: Mapping[str, Any], key: str, file: str, most: int) -> int | None:
    text = _text(raw, key, file)
    if not text or text in "/-—":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        _refuse(
            raw, key, text, Words(zh=_WHOLE.render("zh", most=most), en=_WHOLE.render("en", most=most)), file
        )
    return int(text)


def _condition(raw: Mapping[str, Any], file: str) -> Condition | None:
    text = _text(raw, "condition", file)
    if not text:
        return None
    found = _CONDITION.fullmatch(text)
    return Condition(found[1], found[2]) if found else _refuse(raw, "condition", text, _CONDITION_WORDS, file)


def _control(raw: Mapping[str, Any], file: str) -> str:
    text = _text(raw, "control_m2", file).replace(",", "")
    if text and not _is_number(text):
        _refuse(raw, "control_m2", text, _NUMBER, file)
    return text


def _is_number(text: str) -> bool:
    try:
        return len(text) <= _LONGEST_NUMBER and Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _crs(raw: Mapping[str, Any], file: str) -> str:
    text = _text(raw, "crs", file)
    if text and text.upper() != "CGCS2000" and not re.fullmatch(r"EPSG:\d{4,6}", text, re.IGNORECASE):
        _refuse(raw, "crs", text, _CRS, file)
    return text.upper()
