"""The attribute table in the description of a KML placemark, as ArcGIS writes it: rows of a name and a value.

The markup is looked at for rows and cells alone; what stands in them is text, and nothing in it is followed or run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Final

from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.formats._kml_placemarks import Placemark

_DESCRIPTION: Final = "description"
# Every step ends at the next angle bracket, so that no text is looked at twice.
_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>|<[!?/][^<>]*>|[^<]+|<")
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_UNSEEN: Final = frozenset({"script", "style", "head", "title"})
_BREAKS: Final = frozenset({"br", "p", "div", "li"})
_NULL: Final = "<Null>"
_NAME_AND_VALUE: Final = 2
_LONGEST_NAME, _LONGEST_TEXT, _MOST_COLUMNS, _DEEPEST = 255, 1 << 18, 1000, 16

_READ = Words(
    zh="说明（description）中的属性表已读作列：{columns}",
    en="the attribute table in the descriptions was read as columns: {columns}",
)
_TOO_MANY = Words(
    zh="说明（description）中的表共有 {count} 种行名，超过 {limit} 种，不是属性表：未读作列，原文仍在 description 列",
    en="the tables in the descriptions have {count} names of rows, more than {limit}, and are no attribute tables: not read "
    "as columns; their text stays in the column description",
)


@dataclass(slots=True)
class AttributeTable:
    """What the tables of a description say.

    Parameters
    ----------
    rows : list of tuple of str
        Names and values, in order; a value may be blank.
    rest : list of str
        What stands beside them, such as the title above.
    """

    rows: list[tuple[str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def take_tables(placemarks: Sequence[Placemark]) -> list[Notice]:
    """Put the rows of attribute tables among what placemarks say, and return what is to be said about that.

    What a placemark says otherwise stands. A description that says nothing besides its table and the placemark's name is
    taken away.
    """
    tables = [read_table(placemark.said.get(_DESCRIPTION, "")) for placemark in placemarks]
    names = list(dict.fromkeys(name for table in tables for name, value in table.rows if value))
    if len(names) > _MOST_COLUMNS:
        return [
            Notice.of(
                "description_tables_not_read", _TOO_MANY, count=f"{len(names):,}", limit=f"{_MOST_COLUMNS:,}"
            )
        ]
    for placemark, table in zip(placemarks, tables, strict=True):
        _take(placemark, table)
    return [Notice.of("description_tables_read", _READ, columns=Abbreviated(names))] if names else []


def _take(placemark: Placemark, table: AttributeTable) -> None:
    said = placemark.said
    if table.rows and not {*table.rest} - {said.get("Name", "")}:
        del said[_DESCRIPTION]
    for name, value in table.rows:
        if value and said.setdefault(name, value) != value:
            placemark.unheard.append(name)


def read_table(text: str) -> AttributeTable:
    """Return the rows of two cells in a description's tables; none where it is longer than 256 kB.

    Examples
    --------
    >>> read_table(
    ...     "<table><tr><td>P 1</td></tr><tr><td><table><tr><td>DKBH</td><td>A&amp;1</td></tr></table></td></tr>"
    ... )
    AttributeTable(rows=[('DKBH', 'A&1')], rest=['P 1'])
    """
    reader = _Reader()
    if len(text) <= _LONGEST_TEXT and _TABLE.search(text):
        reader.read(text)
    return reader.found


class _Reader:
    """Hears tags; a row that holds a table is none of names and values."""

    def __init__(self) -> None:
        self.found = AttributeTable()
        # The cells of each row that is open, and of each cell its pieces of text.
        self.open: list[list[list[str]]] = [[[]]]
        self.unseen: str | None = None

    def read(self, text: str) -> None:
        """Take a whole description."""
        for token in _TOKEN.finditer(_without_comments(text)):
            name = (token[2] or "").lower()
            if self.unseen is not None:
                self.unseen = None if token[1] and name == self.unseen else self.unseen
            elif name:
                self._tag(name, is_end=bool(token[1]))
            elif not token[0].startswith("<") or token[0] == "<":
                self.open[-1][-1].append(token[0])
        while len(self.open) > 1:
            self._end_row()
        self._keep_rest(self.open[0])

    def _tag(self, name: str, *, is_end: bool) -> None:
        if name in _UNSEEN and not is_end:
            self.unseen = name
        elif name == "table" and not is_end and len(self.open) < _DEEPEST:
            self._keep_rest(self.open[-1])
            self.open.append([[]])
        elif name in ("tr", "table") and len(self.open) > 1:
            self._end_row()
            if name == "tr" or not is_end:
                self.open.append([[]])
        elif name in ("td", "th") and not is_end:
            self.open[-1].append([])
        elif name in _BREAKS:
            self.open[-1][-1].append(" ")

    def _end_row(self) -> None:
        cells = self.open.pop()
        # What stands before the first cell is in none.
        texts = [_text(cell) for cell in cells[1:]]
        if len(texts) == _NAME_AND_VALUE and 0 < len(texts[0]) <= _LONGEST_NAME and not _text(cells[0]):
            self.found.rows.append((texts[0], "" if texts[1] == _NULL else texts[1]))
        else:
            self._keep_rest(cells)

    def _keep_rest(self, cells: list[list[str]]) -> None:
        self.found.rest += filter(None, map(_text, cells))
        # Cells around a table are none of a name and a value.
        cells[:] = [[], [], [], []]


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return first + "".join(each.partition("-->")[2] for each in others)


def _text(pieces: list[str]) -> str:
    return " ".join(unescape("".join(pieces)).split())
