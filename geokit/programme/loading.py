"""From TOML to the model: every fault with its file, line and key, in the reader's language.

TOML is read with the line of every key; what pydantic refuses, in English alone, is said in both languages.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.arguments import refuse_unknown
from geokit.errors import CatalogError, GeokitError, InputError, OptionError, system_reason
from geokit.i18n import Language, Words
from geokit.inputs import KeyPath, locate_keys, parse_toml, refuse_special

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic_core import ErrorDetails


_NO_FILE = Words(zh="找不到文件", en="there is no such file")

_NOT_UTF8 = Words(zh="不是 UTF-8 文本；请另存为 UTF-8", en="is not UTF-8 text; save it as UTF-8")

_BROKEN = Words(zh="TOML 语法错误：{problem}", en="the TOML is broken: {problem}")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file and where its keys stand.

    Attributes
    ----------
    name : str
        The file as a reader would name it.
    data : dict
        What :mod:`tomllib` makes of it.
    lines : dict
        The line, from 1, of each key and table header, by its path.
    """

    name: str
    data: dict[str, object]
    lines: dict[KeyPath, int]

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the nearest table around it; of a list of tables, that of the first."""
        for end in range(len(path), 0, -1):
            for found in (path[:end], (*path[:end], 0)):
                if found in self.lines:
                    return self.lines[found]
        return None


def read_toml(path: Path, name: str | None = None) -> TomlFile:
    """Read a TOML file.

    Raises
    ------
    CatalogError
        The file is missing, not UTF-8, or not TOML; names file and line.
    """
    name = name or path.name
    refuse_special(path, name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CatalogError(_NO_FILE, file=name) from None
    except UnicodeDecodeError:
        raise CatalogError(_NOT_UTF8, file=name) from None
    except OSError as error:
        raise unreadable(error, name) from None
    try:
        data = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(_BROKEN, file=name, problem=error) from None
    return TomlFile(name, data, locate_keys(text))


def unreadable(error: OSError, name: str) -> InputError:
    """Return the sentence for a file that the system will not open."""
    words = Words(zh="无法打开：{reason}", en="cannot be opened: {reason}")
    return CatalogError(words, file=name, reason=system_reason(error))


_FAULT = Words(zh="{model}()：{key}：{problem}", en="{model}(): {key}: {problem}")

_NUMBER = Words(zh="须为数字", en="it must be a number")

_WHOLE = Words(zh="须为整数", en="it must be a whole number")

_TRUTH = Words(zh="须为 true 或 false", en="it must be true or false")

_TEXT = Words(zh="须为加引号的文字", en="it must be text in quotes")

_DAY = Words(zh="须为日期，如 2026-06-01", en="it must be a day, such as 2026-06-01")

_LIST = Words(zh="须为 […] 列表", en="it must be a list in […]")

_NEEDS_TABLE = Words(zh="须为表，即 {{…}} 或 [名称]", en="it must be a table: {{…}} or [name]")

_ONE_OF = Words(zh="须为 {expected} 之一", en="it must be one of {expected}")

_WORDS = {
    "greater_than": Words(zh="须大于 {gt}", en="it must be greater than {gt}"),
    "greater_than_equal": Words(zh="不得小于 {ge}", en="it must be at least {ge}"),
    "less_than": Words(zh="须小于 {lt}", en="it must be less than {lt}"),
    "less_than_equal": Words(zh="不得大于 {le}", en="it must be at most {le}"),
    "finite_number": Words(zh="须为有限的数", en="it must be a finite number"),
    "string_too_short": Words(zh="不得为空", en="it must not be empty"),
    "too_short": Words(zh="至少须有 {min_length} 项", en="it must have at least {min_length} items"),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    "missing": Words(zh="缺少", en="it is missing"),
    "string_type": _TEXT,
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _DAY),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _NEEDS_TABLE),
    **dict.fromkeys(("literal_error", "enum"), _ONE_OF),
}


@dataclass(frozen=True, slots=True)
class ValidationProblem:
    """Why pydantic refuses a value."""

    detail: ErrorDetails

    def localize(self, language: Language) -> str:
        """Return the reason in a language; in pydantic's own words where none of ours fits."""
        words = _WORDS.get(self.detail["type"])
        limits = {name: _shown(value) for name, value in self.detail.get("ctx", {}).items()}
        return words.render(language, **limits) if words else self.detail["msg"]


def _shown(limit: object) -> str:
    # Pydantic joins the choices in English.
    return f"{limit:g}" if isinstance(limit, float) else str(limit).replace(" or ", ", ")


def maker_of(model: type[BaseModel]) -> Callable[..., None]:
    """Return how a record is made of keywords: its faults are the caller's, where a file's have a line and a key."""

    def made_by_hand(record: BaseModel, /, **data: Any) -> None:
        refuse_unknown(
            model.__name__, data, [field.alias or name for name, field in model.model_fields.items()]
        )
        try:
            BaseModel.__init__(record, **data)
        except ValidationError as error:
            detail = error.errors()[0]
            key = ".".join(map(str, detail["loc"]))
            raise OptionError(
                _FAULT, model=model.__name__, key=key, problem=ValidationProblem(detail)
            ) from None

    return made_by_hand


Model = TypeVar("Model", bound=BaseModel)

_UNKNOWN_KEY = Words(zh="没有 {key} 这个键", en="there is no key {key}")

_UNKNOWN_NEAR = Words(
    zh="没有 {key} 这个键，是否指 {near}？", en="there is no key {key}; did you mean {near}?"
)

_MISSING = Words(zh="缺少键 {key}", en="the key {key} is missing")

_OUR_OWN = Words(zh="{key}：{problem}", en="{key}: {problem}")

_CHOICE = Words(
    zh="{key} 不能是 {value}；可用：{expected}", en="{key} cannot be {value}; it can be {expected}"
)

_OTHER = Words(zh="{key} 不能是 {value}（{problem}）", en="{key} cannot be {value} ({problem})")


def build(model: type[Model], toml: TomlFile, folder: Path) -> Model:
    """Return the model of a parsed file.

    Raises
    ------
    CatalogError
        The first fault in the file, by line, with its key.
    """
    try:
        return model.model_validate(toml.data, context={"folder": folder})
    except ValidationError as error:
        # A key that is missing is often one that was misspelt: the misspelling is what to mend.
        details = sorted(error.errors(), key=lambda detail: detail["type"] == "missing")
        is_missing = details[0]["type"] == "missing"
        faults = [
            _fault(detail, model, toml) for detail in details if (detail["type"] == "missing") == is_missing
        ]
        raise min(faults, key=lambda fault: fault.line or 0) from None


def _fault(detail: ErrorDetails, model: type[BaseModel], toml: TomlFile) -> CatalogError:
    path = tuple(part for part in detail["loc"] if part != "__root__")
    line = toml.line_of(path)
    key = dotted(path)
    match detail["type"]:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(path[-1]), _keys_beside(model, path), n=1)
            words = _UNKNOWN_NEAR if near else _UNKNOWN_KEY
            return CatalogError(words, file=toml.name, line=line, key=key, near=near)
        case "missing":
            return CatalogError(_MISSING, file=toml.name, line=line, key=key)
        case "enum" | "literal_error":
            fields = {"value": repr(detail["input"]), "expected": detail["ctx"]["expected"]}
            return CatalogError(_CHOICE, file=toml.name, line=line, key=key, **fields)
        case "value_error" if isinstance(detail["ctx"]["error"], GeokitError):
            problem = detail["ctx"]["error"]
            return CatalogError(_OUR_OWN, file=toml.name, line=line, key=key, problem=problem)
        case _:
            fields = {"value": repr(detail["input"]), "problem": ValidationProblem(detail)}
            return CatalogError(_OTHER, file=toml.name, line=line, key=key, **fields)


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


def _keys_beside(model: type[BaseModel], path: KeyPath) -> list[str]:
    current: object = model
    for part in path[:-1]:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            current = _model_within(current, part)
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _model_within(model: type[BaseModel], key: str) -> object:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return _first_model(field.annotation)
    return None


def _first_model(annotation: object) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = getattr(annotation, "__args__", ())
    return next((found for argument in arguments if (found := _first_model(argument)) is not None), None)
