"""Tables of what can be set, from the pydantic models that check it."""

from __future__ import annotations

import json
import types
import typing
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from geokit.i18n import Words
from making.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

_HEADS = (Words(zh="键", en="key"), Words(zh="值", en="value"), Words(zh="默认", en="default"))
_REQUIRED = Words(zh="必填", en="required")
_LIST = Words(zh="{item} 的列表", en="list of {item}")
_TABLE = Words(zh="表", en="table")
_KINDS = {
    str: Words(zh="文本", en="text"),
    int: Words(zh="整数", en="integer"),
    float: Words(zh="数", en="number"),
    bool: Words(zh="true 或 false", en="true or false"),
    Fraction: Words(zh='数，或 `"1/5"` 这样的分数', en='number, or a fraction such as `"1/5"`'),
}


def describe(model: type[BaseModel], defaults: Mapping[str, Any] | None = None) -> str:
    """Return a table of a model's keys: what each may be and what it is if left out."""
    rows = [
        (code(field.alias or name), _kind(_whole(field)), _default(field, (defaults or {}).get(name)))
        for name, field in model.model_fields.items()
    ]
    return table(_HEADS, rows)


def _whole(field: FieldInfo) -> Any:
    # pydantic takes a field's constraints out of its type; they are said with it.
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _default(field: FieldInfo, known: Any) -> str:
    if field.default is PydanticUndefined and field.default_factory is None:
        return _REQUIRED.render()
    value = known if known is not None else field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ((), {}):
        return ""
    return code(
        json.dumps(value.value if isinstance(value, Enum) else value, ensure_ascii=False, default=str)
    )


def _kind(annotation: Any) -> str:  # noqa: PLR0911 - one line a kind of type
    """Return a type as a reader of TOML would call it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0]) + _bounds(arguments[1:])
    if origin in (Union, types.UnionType):
        return " / ".join(_kind(each) for each in arguments if each is not types.NoneType)
    if origin is Literal:
        return ", ".join(code(each) for each in arguments)
    if origin in (tuple, list):
        return _LIST.render(item=_kind(arguments[0]))
    if origin is dict or annotation is typing.Any:
        return _TABLE.render()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(code(each.value) for each in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _KINDS[annotation].render()


def _bounds(metadata: tuple[Any, ...]) -> str:
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    found = [
        f"{sign} {value:g}"
        for each in metadata
        for name, sign in signs.items()
        if (value := getattr(each, name, None)) is not None
    ]
    return f" ({', '.join(found)})" if found else ""
