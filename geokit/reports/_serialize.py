"""JSON and CSV as reports write them: one line a record, which a machine reads fast and a person can still compare.

CSV begins with the byte order mark by which a workbook program knows UTF-8, and holds no text that it takes for a
formula.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geokit.atomic import write_bytes
from geokit.escape import csv_value, encodable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd


def json_array(items: Iterable[object]) -> str:
    """Return a JSON array, each item on a line of its own.

    Examples
    --------
    >>> print(json_array([{"id": "12"}, {"id": "13"}]))
    [
    {"id": "12"},
    {"id": "13"}
    ]
    """
    return "".join(_array(items))


def json_object(content: Mapping[str, object]) -> str:
    """Return a JSON object, each key on a line of its own, and each item of its lists too."""
    return "".join(object_pieces(content))


def object_pieces(content: Mapping[str, object]) -> Iterator[str]:
    """Yield what :func:`json_object` returns, piece by piece; a list may be an iterator, whose items are never all there."""
    before = "{\n"
    for key, value in content.items():
        yield f"{before}{_dump(key)}: "
        yield from _array(value) if isinstance(value, list | Iterator) else [_dump(value)]
        before = ",\n"
    yield "\n}"


def _array(items: Iterable[object]) -> Iterator[str]:
    before = "[\n"
    for item in items:
        yield f"{before}{_dump(item)}"
        before = ",\n"
    yield "\n]" if before == ",\n" else "[]"


def to_bytes(text: str) -> bytes:
    """Return a document as UTF-8."""
    return (encodable(text) + "\n").encode()


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table without its index.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there before stands.
    """
    text = table.map(csv_value).to_csv(index=False, lineterminator="\r\n")
    write_bytes(path, text.encode("utf-8-sig"))


# Made once: `json.dumps` makes one a record.
_dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
