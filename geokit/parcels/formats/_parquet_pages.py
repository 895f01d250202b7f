"""What the pages of a Parquet file say of themselves: the file's own sums of them may be anything.

Parquet keeps the headers of its pages in Thrift's compact protocol, of which this reads what a header and the
file's schema need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_LENGTHS = {_BYTE: 1, _DOUBLE: 8}
_WHOLE_NUMBERS = frozenset({4, 5, 6})
_LONG_LIST, _MAX_SHIFT = 15, 63
_MAX_DEPTH = 16
# Fields of the structures PageHeader, FileMetaData and SchemaElement.
_TYPE, _UNCOMPRESSED, _COMPRESSED, _DATA, _DICTIONARY, _DATA_V2 = 1, 2, 3, 5, 7, 8
_SCHEMA, _CHILDREN = 2, 5
_FOOTER_END = 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page: how large it is unpacked, how many values it says it has, and whether it is a dictionary."""

    unpacked_bytes: int
    values: int
    is_dictionary: bool


class _Compact:
    """Reads structures as dictionaries of field number to value; what ends too early is an IndexError."""

    def __init__(self, data: Any, at: int) -> None:
        self.data, self.at = data, at

    def byte(self) -> int:
        value = int(self.data[self.at])
        self.at += 1
        return value

    def number(self) -> int:
        value = shift = 0
        while shift <= _MAX_SHIFT:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
                return value
        raise IndexError

    def signed(self) -> int:
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def structure(self, depth: int = 0, *, upto: int | None = None) -> dict[int, Any]:
        found: dict[int, Any] = {}
        field = 0
        while (head := self.byte()) & 0x0F != _STOP:
            field = field + (head >> 4) if head >> 4 else self.signed()
            found[field] = self.value(head & 0x0F, depth + 1)
            if field == upto:
                break
        return found

    def value(self, kind: int, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise IndexError
        if kind in _WHOLE_NUMBERS:
            return self.signed()
        if kind in {_LIST, _SET}:
            return self.listed(depth)
        if kind == _STRUCT:
            return self.structure(depth)
        if kind not in {_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY}:
            raise IndexError
        length = self.number() if kind == _BINARY else _LENGTHS.get(kind, 0)
        self.at += length
        return kind == _TRUE

    def listed(self, depth: int) -> list[Any]:
        head = self.byte()
        count = self.number() if head >> 4 == _LONG_LIST else head >> 4
        kind = head & 0x0F
        if kind in {_TRUE, _FALSE}:
            kind = _BYTE
        return [self.value(kind, depth + 1) for _ in range(count)]


def pages_of(data: Any, start: int, length: int) -> Iterator[Page]:
    """Yield the pages of a column's chunk.

    Parameters
    ----------
    data : bytes or mmap
        The file.
    start, length : int
        Where the chunk is, packed.

    Raises
    ------
    IndexError
        A header is damaged, or a page reaches beyond the file.
    """
    at, end = start, start + length
    while at < end:
        reader = _Compact(data, at)
        header = reader.structure()
        said: dict[int, Any] = next(
            (header[field] for field in (_DATA, _DICTIONARY, _DATA_V2) if field in header), {}
        )
        packed = header.get(_COMPRESSED, -1)
        at = reader.at + packed
        if packed < 0 or at > len(data) or _UNCOMPRESSED not in header:
            raise IndexError
        yield Page(header[_UNCOMPRESSED], said.get(1, 0), _DICTIONARY in header)


def depth_of_schema(data: Any) -> int:
    """Return how deep the columns of a Parquet file are nested.

    Raises
    ------
    IndexError
        Its footer is damaged.
    """
    size = int.from_bytes(data[-_FOOTER_END : -_FOOTER_END + 4], "little")
    if size + _FOOTER_END > len(data):
        raise IndexError
    elements = _Compact(data, len(data) - _FOOTER_END - size).structure(upto=_SCHEMA).get(_SCHEMA, [])
    open_groups: list[int] = []
    deepest = 0
    for element in elements:
        while open_groups and not open_groups[-1]:
            open_groups.pop()
        if open_groups:
            open_groups[-1] -= 1
        deepest = max(deepest, len(open_groups))
        if element.get(_CHILDREN, 0) > 0:
            open_groups.append(element[_CHILDREN])
    return deepest
