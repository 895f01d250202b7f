"""Values that are themselves lists, tables or bytes: a table of parcels holds them as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# What pandas finds in a column of objects that need no look at each of them.
_PLAIN = frozenset(
    {"string", "empty", "boolean", "integer", "floating", "decimal", "datetime", "date", "time"}
)

_AS_JSON = Words(
    zh="列“{column}”的值是列表、表或字节，已转为文字",
    en="values of “{column}” are lists, tables or bytes; they were made text",
)


def flattened(columns: Mapping[str, Any]) -> tuple[dict[str, Any], list[Notice]]:
    """Return columns whose values are all plain, and a notice on each column that had others.

    Examples
    --------
    >>> made, notices = flattened({"a": np.array([["x", 1], None, "y"], dtype=object)})
    >>> list(made["a"]), len(notices)
    (['["x", 1]', None, 'y'], 1)
    """
    made, notices = {}, []
    for name, values in columns.items():
        made[name] = values
        if _may_be_nested(values):
            objects = np.asarray(values, dtype=object)
            texts = _texts(objects)
            if any(new is not old for new, old in zip(texts, objects, strict=True)):
                made[name] = texts
                notices.append(Notice.of("nested_values", _AS_JSON, column=name))
    return made, notices


def _may_be_nested(values: Any) -> bool:
    is_object = str(getattr(values, "dtype", "")) == "object"
    # pandas finds nothing out about an array of its own.
    return is_object and pd.api.types.infer_dtype(np.asarray(values), skipna=True) not in _PLAIN


def _texts(values: NDArray[np.object_]) -> NDArray[np.object_]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [_text(value) if _is_nested(value) else value for value in values]
    return texts


def _is_nested(value: object) -> bool:
    return isinstance(value, list | tuple | dict | set | np.ndarray | bytes | bytearray)


def _text(value: Any) -> str:
    return (
        value.hex()
        if isinstance(value, bytes | bytearray)
        else json.dumps(value, ensure_ascii=False, default=_plain)
    )


def _plain(value: Any) -> object:
    """Return what JSON has a form for."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, set):
        return sorted(map(str, value))
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)
