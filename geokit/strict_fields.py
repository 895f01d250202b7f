"""Settings that come from files: a number is a number there, and yes or no is ``true`` or ``false``.

pydantic takes ``"1"`` for a number, ``1`` for true and true for 1. What was written otherwise than it is meant may be
meant otherwise than it is read.
"""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

_PLAIN = frozenset({bool, int, float})


class StrictFields(BaseModel):
    """A model whose numbers and whose yes and no are taken as nothing else.

    Examples
    --------
    >>> class Settings(StrictFields):
    ...     share: float = 0.5
    ...     enabled: bool = True
    >>> Settings(share=1, enabled=False)
    Settings(share=1.0, enabled=False)
    >>> try:
    ...     Settings(share="1", enabled=1)
    ... except ValueError as error:
    ...     print([fault["type"] for fault in error.errors()])
    ['float_type', 'bool_type']
    """

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: Any, info: ValidationInfo) -> Any:
        kinds = _kinds_of(cls, str(info.field_name))
        is_truth = kinds == {bool}
        is_plain = bool(kinds) and kinds <= _PLAIN
        is_other = isinstance(value, str) or isinstance(value, bool) is not is_truth
        if is_plain and isinstance(value, str | bool | int | float) and is_other:
            raise PydanticKnownError(
                "bool_type" if is_truth else "float_type" if float in kinds else "int_type"
            )
        return value


@cache
def _kinds_of(model: type[BaseModel], field: str) -> frozenset[type]:
    return frozenset(_leaves(model.model_fields[field].annotation)) - {NoneType}


def _leaves(annotation: Any) -> set[Any]:
    """Return the types that an annotation names; of literals, the types of the values."""
    if get_origin(annotation) is Annotated:
        return _leaves(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return {type(value) for value in get_args(annotation)}
    parts = get_args(annotation)
    return {leaf for part in parts for leaf in _leaves(part)} if parts else {annotation}
