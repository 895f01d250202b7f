"""From TOML to the model: every fault with its file, line and key."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.errors import CatalogError, GeokitError
from geokit.programme.problems import Problem
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from geokit.programme.toml import KeyPath, TomlFile

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
            fields = {"value": repr(detail["input"]), "problem": Problem(detail)}
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
