"""What is wrong with a value of a TOML file, said in both languages with the key as the file writes it.

Pydantic speaks English alone, and shows values as Python writes them.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final, get_origin

from pydantic import BaseModel

from geokit.errors import CatalogError, GeokitError
from geokit.escape import printable
from geokit.i18n import InWords, Language, Words
from geokit.library_words import LibrarySays
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from geokit.inputs import KeyPath
    from geokit.programme.toml_file import TomlFile

# Letters of a value that is shown.
_SHOWN: Final = 60
_JOINED: Final[dict[Language, str]] = {"zh": "、", "en": ", "}

_NUMBER = Words(zh="须为数字", en="it must be a number")
_WHOLE = Words(zh="须为整数", en="it must be a whole number")
_TRUTH = Words(zh="须为 true 或 false", en="it must be true or false")
_TEXT = Words(zh="须为加引号的文字", en="it must be text in quotes")
_DAY = Words(zh="须为日期，如 2026-06-01", en="it must be a day, such as 2026-06-01")
_LIST = Words(zh="须为 […] 列表", en="it must be a list in […]")
_NEEDS_TABLE = Words(zh="须为表，即 {{…}} 或 [名称]", en="it must be a table: {{…}} or [name]")
_NEEDS_TABLES = Words(
    zh="可有多个，表头须用双括号：[[{name}]]",
    en="there may be several: its header has two brackets, [[{name}]]",
)
_ONE_OF = Words(zh="须为 {expected} 之一", en="it must be one of {expected}")
_SIX_DIGITS = Words(zh="须为六位数字", en="it must be six digits")
_ID = Words(
    zh="只能用小写英文字母、数字和单个连字符，如 phase-1",
    en="it takes small letters a–z, digits and single hyphens, such as phase-1",
)
_PATTERN = Words(zh="写法不符", en="it is not written so")
_PATTERNS: Final = {r"^\d{6}$": _SIX_DIGITS, r"^[a-z0-9]+(-[a-z0-9]+)*$": _ID}

_WORDS = {
    "greater_than": Words(zh="须大于 {gt}", en="it must be greater than {gt}"),
    "greater_than_equal": Words(zh="不得小于 {ge}", en="it must be at least {ge}"),
    "less_than": Words(zh="须小于 {lt}", en="it must be less than {lt}"),
    "less_than_equal": Words(zh="不得大于 {le}", en="it must be at most {le}"),
    "finite_number": Words(zh="须为有限的数", en="it must be a finite number"),
    "string_too_short": Words(zh="不得为空", en="it must not be empty"),
    "too_short": Words(zh="至少须有 {min_length} 项", en="it must have at least {min_length:item|items}"),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    **dict.fromkeys(("decimal_type", "decimal_parsing"), _NUMBER),
    "missing": Words(zh="缺少", en="it is missing"),
    "string_type": _TEXT,
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DAY
    ),
    "none_required": Words(zh="不能有值", en="it takes no value"),
    "too_long": Words(zh="至多可有 {max_length} 项", en="it must have at most {max_length:item|items}"),
    "invalid_key": Words(zh="键须为文字", en="its keys must be text"),
    "extra_forbidden": Words(zh="没有这个键", en="there is no such key"),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _NEEDS_TABLE),
    **dict.fromkeys(("literal_error", "enum"), _ONE_OF),
}


@dataclass(frozen=True, slots=True)
class ValidationProblem:
    """Why pydantic refuses a value."""

    detail: ErrorDetails

    def localize(self, language: Language) -> str:
        """Return the reason in a language; pydantic's own words are quoted where none of ours fits."""
        kind, limits = self.detail["type"], self.detail.get("ctx", {})
        if kind == "string_pattern_mismatch":
            return _PATTERNS.get(limits["pattern"], _PATTERN).localize(language)
        if kind == "tuple_type" and isinstance(self.detail["input"], dict):
            return _NEEDS_TABLES.render(language, name=_last_name(self.detail["loc"]))
        words = _WORDS.get(kind)
        shown = {name: _shown_limit(value) for name, value in limits.items()}
        return (
            words.render(language, **shown) if words else LibrarySays(self.detail["msg"]).localize(language)
        )


def _shown_limit(limit: object) -> object:
    if isinstance(limit, int):
        return limit
    # Pydantic joins the choices in English.
    return f"{limit:g}" if isinstance(limit, float) else str(limit).replace(" or ", ", ")


def _last_name(path: KeyPath) -> str:
    return ".".join(part for part in path if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class _Choices(InWords):
    """What a value can be, as a list of a language."""

    names: Sequence[str]

    def localize(self, language: Language) -> str:
        return _JOINED[language].join(self.names)


_UNKNOWN_KEY = Words(zh="没有 {key} 这个键；可用：{known}", en="there is no key {key}; there are {known}")
_UNKNOWN_NEAR = Words(
    zh="没有 {key} 这个键，是否指 {near}？", en="there is no key {key}; did you mean {near}?"
)
_AT_HEAD = Words(
    zh="没有 {key} 这个键；{name} 须写在文件开头、第一个 [表] 之前",
    en="there is no key {key}; {name} stands at the head of the file, before its first [table]",
)
_MISSING = Words(zh="缺少键 {key}", en="the key {key} is missing")
_OUR_OWN = Words(zh="{key}：{problem}", en="{key}: {problem}")
_OF_ALL = Words(zh="{problem}", en="{problem}")
_CHOICE = Words(
    zh="{key} 不能是 {value}；可用：{expected}", en="{key} cannot be {value}; it can be {expected}"
)
_OTHER = Words(zh="{key} 不能是 {value}（{problem}）", en="{key} cannot be {value} ({problem})")


def fault_of(detail: ErrorDetails, model: type[BaseModel], toml: TomlFile) -> CatalogError:
    """Return what pydantic refuses as an error with file, line and key."""
    path = _as_written(detail["loc"], toml.data)
    place: dict[str, Any] = {"file": toml.name, "line": toml.line_of(path), "key": dotted(path)}
    value = shown_value(detail["input"])
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(detail, model, path, place)
        case "missing":
            return CatalogError(_MISSING, **place)
        case "enum" | "literal_error":
            expected = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            return CatalogError(
                _CHOICE, **place, value=value, expected=_Choices([f'"{each}"' for each in expected])
            )
        case "value_error" if isinstance(detail["ctx"]["error"], GeokitError):
            words = _OUR_OWN if path else _OF_ALL
            return CatalogError(words, **place, problem=detail["ctx"]["error"])
        case _:
            return CatalogError(_OTHER, **place, value=value, problem=ValidationProblem(detail))


def _unknown(
    detail: ErrorDetails, model: type[BaseModel], path: KeyPath, place: dict[str, Any]
) -> CatalogError:
    name, known = str(path[-1]), keys_beside(model, detail["loc"])
    place["key"] = shortened(printable(place["key"]), _SHOWN)
    is_of_head = len(path) > 1 and name in keys_beside(model, (name,))
    if is_of_head and not isinstance(detail["input"], dict | list):
        return CatalogError(_AT_HEAD, **place, name=name)
    near = difflib.get_close_matches(name.casefold(), known, n=1) if len(name) <= _SHOWN else []
    if near:
        return CatalogError(_UNKNOWN_NEAR, **place, near=near[0])
    return CatalogError(_UNKNOWN_KEY, **place, known=_Choices(known))


def shown_value(value: object) -> str:
    """Return a value as TOML writes it, in a few letters.

    Examples
    --------
    >>> shown_value("x" * 100)[-4:], shown_value(True), shown_value({"a": 1}), shown_value(date(2026, 6, 1))
    ('xx…"', 'true', '{…}', '2026-06-01')
    """
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]" if value else "[]"
    if isinstance(value, str):
        return f'"{shortened(printable(value), _SHOWN)}"'
    return str(value).lower() if isinstance(value, bool) else _plain(value)


def _plain(value: object) -> str:
    try:
        return shortened(value.isoformat() if isinstance(value, date | time) else str(value), _SHOWN)
    except ValueError:
        # A whole number of more digits than Python writes.
        return "…"


def _as_written(path: KeyPath, data: object) -> KeyPath:
    """Return a path as the file has it: where a value stands for a table, the model's keys in it are not written."""
    written: list[str | int] = []
    for at, part in enumerate(path):
        is_last = at == len(path) - 1
        match data:
            case dict() if part in data or is_last:
                data = data.get(part)
            case list() if isinstance(part, int) and part < len(data):
                data = data[part]
            case dict():
                continue
            case _:
                break
        written.append(part)
    return tuple(written)


def dotted(path: KeyPath) -> str:
    """Return a key path as a reader would write it.

    Examples
    --------
    >>> dotted(("zones", 1, "declared_area", "text"))
    'zones[1].declared_area.text'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def keys_beside(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys that a table takes, by the path of one in it."""
    current: object = model
    is_name = False
    for part in path[:-1]:
        if is_name:
            # A table by its own name: [columns.area_m2].
            is_name = False
        elif isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            annotation = _annotation(current, part)
            current, is_name = _first_model(annotation), get_origin(annotation) is dict
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _annotation(model: type[BaseModel], key: str) -> object:
    fields = model.model_fields.items()
    return next((field.annotation for name, field in fields if key in (name, field.alias)), None)


def _first_model(annotation: object) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = getattr(annotation, "__args__", ())
    return next((found for argument in arguments if (found := _first_model(argument)) is not None), None)
