"""A bureau's own table of records: its headings recognised, days and figures read, what cannot be read named."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.days import read_day
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.columns import is_empty, to_plain_text
from geokit.ledgers.indicators.loading import load_settings
from geokit.ledgers.indicators.sources import HowToRead, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from geokit.ledgers.indicators.columns import Table
    from geokit.ledgers.indicators.model import IndicatorSettings

_NOT_A_DAY = Words(
    zh="{table}第 {row} 行：{column}“{value}”不是日期，未采用",
    en="{table}, row {row}: {column} “{value}” is no day and was left out",
)
_NOT_A_FIGURE = Words(
    zh="{table}第 {row} 行：{column}“{value}”读不出数，未采用",
    en="{table}, row {row}: {column} “{value}” is no figure that can be read, and was left out",
)
_NO_UNIT = Words(
    zh="{table}：列“{column}”没有写单位，读不出数；请写作“{column}（亩）”之类",
    en="{table}: the column “{column}” names no unit and cannot be read; write it as “{column} (mu)”",
)
_MISSING = Words(
    zh="{table}缺少“{column}”列：{consequence}", en="{table} has no column “{column}”: {consequence}"
)
_SEVERAL = Words(
    zh="{table}有 {count} 个工作表（{names}），分不出用哪一个；请只留一个，或并为一表",
    en="{table} has {count} sheets ({names}), and which is meant cannot be told; keep one, or make them one table",
)
_ONE_OF = Words(
    zh="{table}：只用工作表“{sheet}”；未用的有 {others}",
    en="{table}: the sheet “{sheet}” was taken, and not {others}",
)
_NEGATIVE = Words(
    zh="{table}第 {row} 行：{column}“{value}”为负，未采用",
    en="{table}, row {row}: {column} “{value}” is negative and was left out",
)
_NEAR = Words(
    zh="{table}：列“{heading}”未认出，未采用；近似的有 {near}",
    en="{table}: the column “{heading}” is not known and was left out; near to it: {near}",
)
_EMPTY = Words(zh="{table}中没有内容", en="{table} has nothing in it")
_NAMED = 5
_MORE = Words(zh="{table}：另有 {count} 处读不出", en="{table}: {count} more cannot be read")

_FIRST = 8
_REST = Words(zh="另有 {count} 个", en="{count} more")


def first_of(names: Sequence[Any]) -> list[Any]:
    """Return the first of what is named, and how many more there are."""
    rest = len(names) - _FIRST
    return [*names[:_FIRST], *([Sentence.of(_REST, count=rest)] if rest > 0 else [])]


@dataclass
class Records:
    """Rows of one table under the names of settings; remarks gather as columns are read."""

    table: Table
    settings: IndicatorSettings
    remarks: list[Sentence] = field(default_factory=list)
    _days: dict[str, list[date | None]] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.table.rows)

    @property
    def words(self) -> object:
        """What the table is called."""
        known = self.settings.tables.get(self.table.name)
        return self.table.source or (known.name if known else self.table.name)

    def has(self, column: str) -> bool:
        """Tell whether the table has a column."""
        return column in self.table.cells

    def title(self, column: str) -> object:
        """Return what a column is called: its own heading, or where there is none what it should be."""
        return self.table.headings.get(column) or self.settings.columns[column].name

    def note_missing(self, column: str, consequence: Words) -> None:
        """Say that a column is not there, and what follows."""
        name = self.settings.columns[column].name
        self.remark(Sentence.of(_MISSING, table=self.words, column=name, consequence=consequence))

    def remark(self, sentence: Sentence) -> None:
        """Keep a remark, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def note_near(self, columns: Sequence[str]) -> None:
        """Say which headings are not known and near to those of columns that are not there."""
        spelled = {
            spelling: column
            for column in columns
            if not self.has(column)
            for names in (self.settings.columns[column],)
            for spelling in (names.name.zh, names.name.en, *names.headings)
        }
        for heading in sorted(set(self.table.cells) - set(self.settings.columns)):
            near = difflib.get_close_matches(heading, spelled, n=3, cutoff=0.6)
            names = list(dict.fromkeys(spelled[each] for each in near))
            if names:
                words = [self.settings.columns[each].name for each in names]
                self.remark(Sentence.of(_NEAR, table=self.words, heading=heading, near=words))

    def texts(self, column: str) -> list[str | None]:
        """Return a column's texts; None where a cell is empty or the column is not there."""
        if not self.has(column):
            return [None] * len(self)
        return list(self.table.texts(column)[0])

    def said(self, row: int) -> tuple[str, ...]:
        """Return what a row says, whatever its place."""
        return tuple(str(self.table.cells[name][row]) for name in sorted(self.table.cells))

    def days(self, column: str) -> list[date | None]:
        """Return a column's days; what is none is named."""
        if not self.has(column):
            return [None] * len(self)
        if column not in self._days:
            cells = self.table.cells[column]
            days = self._days[column] = [_day(each) for each in cells]
            bad = [at for at, day in enumerate(days) if day is None and not is_empty(cells[at])]
            self._note(column, bad, _NOT_A_DAY)
        return self._days[column]

    def figures(self, column: str) -> NDArray[np.object_]:
        """Return a column's figures as fractions in the unit that its name ends with; what is none is named."""
        if not self.has(column):
            return np.full(len(self), None, dtype=object)
        read = self.table.figures(column)
        if read.no_unit:
            self.remark(Sentence.of(_NO_UNIT, table=self.words, column=self.title(column)))
        else:
            self._note(column, np.flatnonzero(read.unreadable).tolist(), _NOT_A_FIGURE)
        # Areas, money and households: none of them is below 0.
        below = np.array([each is not None and each < 0 for each in read.values], dtype=bool)
        self._note(column, np.flatnonzero(below).tolist(), _NEGATIVE)
        values = read.values.copy()
        values[below] = None
        return values

    def _note(self, column: str, rows: Sequence[int], words: Words) -> None:
        for at in rows[:_NAMED]:
            value = str(self.table.cells[column][at])
            fields = {"table": self.words, "row": int(self.table.rows[at]), "column": self.title(column)}
            self.remark(Sentence.of(words, **fields, value=value))
        if len(rows) > _NAMED:
            self.remark(Sentence.of(_MORE, table=self.words, count=len(rows) - _NAMED))


def read_records(given: Any, name: str, settings: str) -> Records:
    """Return one table that a caller gave as records.

    Parameters
    ----------
    given : path, DataFrame, table with the Arrow interface, or result with ``to_frame()``
    name : str
        What the settings call it.
    settings : str
        The settings that name its columns.

    Raises
    ------
    InputError
        It is no table, cannot be read, or is a workbook with several sheets.
    """
    known = load_settings(settings)
    tables = list(tables_of({name: given}, HowToRead(known, {})))
    words = known.tables[name].name
    if not tables:
        raise InputError(_EMPTY, table=words)
    table = tables[0] if len(tables) == 1 else _only(tables, name, known)
    if table is None:
        raise InputError(_SEVERAL, table=words, count=len(tables), names=[each.source for each in tables])
    made = Records(table, known, list(table.notices))
    if len(tables) > 1:
        others = [each.source for each in tables if each is not table]
        made.remark(Sentence.of(_ONE_OF, table=words, sheet=table.source, others=others))
    return made


def _only(tables: Sequence[Table], name: str, settings: IndicatorSettings) -> Table | None:
    """Return the one sheet that is called after the table, or has columns that the settings know; None where several are."""
    known = [each for each in tables if sum(column in settings.columns for column in each.cells) > 1]
    called = [each for each in known if each.name == name]
    found = called or known
    return found[0] if len(found) == 1 else None


def _day(value: Any) -> date | None:
    # 20250301 is a number to Excel, and digits of full width are digits.
    return None if is_empty(value) else read_day(value) or read_day(to_plain_text(value))
