"""JSON with one line a record: a machine reads it fast, a person can still read and compare it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geokit.escape import encodable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def list_text(items: Sequence[object]) -> str:
    """Return a JSON array, each item on a line of its own.

    Examples
    --------
    >>> print(list_text([{"id": "12"}, {"id": "13"}]))
    [
    {"id": "12"},
    {"id": "13"}
    ]
    """
    return "[\n" + ",\n".join(map(_dump, items)) + "\n]" if items else "[]"


def object_text(content: Mapping[str, object]) -> str:
    """Return a JSON object, each key on a line of its own, and each item of its lists too."""
    return "{\n" + ",\n".join(f"{_dump(key)}: {_value(value)}" for key, value in content.items()) + "\n}"


def to_bytes(text: str) -> bytes:
    """Return a document as UTF-8."""
    return (encodable(text) + "\n").encode()


def _value(value: object) -> str:
    return list_text(value) if isinstance(value, list) else _dump(value)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
