"""Shapes and attributes of a shapefile that do not go together, made to go together and named.

GDAL reads as many records as the .dbf has rows, passes over rows that are marked as deleted, and cuts characters.
Where the parts of a file do not agree it is given a copy in which they do: as many rows as shapes, blank where there
are none. A file whose parts agree is read as it stands.

Values of a shapefile's attribute table that are none: numbers that overflowed their field, text for a number, no day.

GDAL reads ``1.#INF`` as 1, ``1.2.3`` as 1.2 and text as 0, and what overflowed as nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import copyfile
from typing import TYPE_CHECKING

import numpy as np

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.folders import temporary_folder
from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Diagnostics, Notice, Unreadable
from geokit.parcels.formats.shapefile import dbf
from geokit.parcels.formats.shapefile.dbf import cut_names, cut_values
from geokit.parcels.formats.shapefile.index import Shapes, find_shapes
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geokit.parcels.formats.shapefile.dbf import Bytes, Field, Table


_NO_TABLE = Words(
    zh="缺少同名的 .dbf 或 .dbf 已损坏：{count} 个图形没有属性，已按无属性读取",
    en="its .dbf is missing or damaged: {count:shape was|shapes were} read without attributes",
)

_NO_ROWS = Words(
    zh="有 {count} 个图形在 .dbf 中没有属性行（记录号 {records}），已按无属性读取",
    en="shapes without a row in the .dbf: {count} (records {records}); they were read without attributes",
)

_REBUILT = Words(
    zh="缺少同名的 .shx，或 .shx 与 .shp 不符：已按 .shp 中的 {count} 条记录读取",
    en="its .shx is missing or does not fit: what the .shp itself holds was read: {count:record|records}",
)

_TOLD_LESS = Words(
    zh=".dbf 表头写明 {told} 行，实有 {there} 行，已按实有行数读取",
    en="the header of its .dbf tells {told} rows; {there} are there and were read",
)

_CUT_NAMES = Words(
    zh="字段名在半个字处被截断，已取其完整的字：{names}",
    en="field names are cut within a character; their whole characters were taken: {names}",
)

_CUT_VALUES = Words(
    zh="字段“{field}”有 {count} 个值占满字段宽度且末字不全，已去掉半个字（记录号 {records}）",
    en="“{field}”: values that fill the field and end within a character, which was left out: {count} "
    "(records {records})",
)

_NO_SHAPE = Words(
    zh=".dbf 中有这一行属性，.shp 中没有对应的图形",
    en="the .dbf has its attributes, but the .shp has no shape for it",
)

_CUT_SHAPE = Words(
    zh=".shp 在该图形处中断，文件不完整", en="the .shp ends within its shape: the file is cut short"
)

_NO_COPY = Words(
    zh="文件各部分不符，需要临时副本才能读取，而副本无法写入（{reason}）：请清出系统临时文件夹所在磁盘的空间",
    en="its parts do not go together, and the temporary copy that reading takes cannot be written ({reason}): make room "
    "on the disk of the system's temporary folder",
)

_DELETED = Words(
    zh="属性行标记为已删除（DBF 删除标记），未采用",
    en="its row is marked as deleted in the .dbf and was left out",
)


@dataclass(slots=True)
class Repaired:
    """What was found in a shapefile before GDAL reads it.

    Parameters
    ----------
    shapes : Shapes
        Where its shapes are.
    table : Table or None
        Its attributes; None where there are none that can be read.
    notices, unreadable : list
        What is to be said.
    header : bytes
        The table's header with whole names.
    blanks : list
        Bytes of rows that are no value, or half a character.
    """

    shapes: Shapes
    table: Table | None
    rows: int = 0
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    names: dict[int, bytes] = field(default_factory=dict)
    blanks: list[tuple[int, slice]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The records of the file: its shapes or its rows, whichever are more."""
        return max(len(self.shapes), self.rows)

    @property
    def is_sound(self) -> bool:
        """Whether GDAL can be given the file as it stands."""
        return (
            self.table is not None
            and self.shapes.index_holds
            and len(self.shapes) == self.rows == self.table.declared_rows
            and not (self.names or self.blanks or self.unreadable)
        )


def examine(shp: Path, shx: Path | None, table: Table | None, encoding: str) -> Repaired:
    """Return what is wrong with the parts of a shapefile, and what they are together."""
    found = Repaired(find_shapes(shp, shx), table)
    if not found.shapes.index_holds:
        found.notices.append(Notice.of("index_rebuilt", _REBUILT, count=len(found.shapes)))
    if table is None:
        found.notices.append(Notice.of("attributes_missing", _NO_TABLE, count=len(found.shapes)))
    else:
        _examine_rows(found, table)
        _examine_text(found, table, encoding)
        _examine_values(found, table, encoding)
    reasons = {int(at): ("shape_cut", _CUT_SHAPE) for at in found.shapes.cut}
    reasons |= dict.fromkeys(range(len(found.shapes), found.rows), ("shape_missing", _NO_SHAPE))
    if table is not None:
        reasons |= {int(at): ("deleted", _DELETED) for at in table.deleted if at < found.rows}
    found.unreadable = [
        Unreadable.of(code, words, record, {}) for record, (code, words) in sorted(reasons.items())
    ]
    return found


def _examine_rows(found: Repaired, table: Table) -> None:
    there, shapes = len(table.rows), len(found.shapes)
    # What follows the last row may be anything, unless it has a shape.
    found.rows = there if table.declared_rows >= there else max(table.declared_rows, min(there, shapes))
    if found.rows > table.declared_rows or shapes <= found.rows < table.declared_rows:
        found.notices.append(Notice.of("row_count", _TOLD_LESS, told=table.declared_rows, there=found.rows))
    if found.rows < shapes:
        without = Abbreviated(range(found.rows, shapes))
        notice = Notice.of("attributes_missing", _NO_ROWS, count=shapes - found.rows, records=without)
        found.notices.append(notice)


def _examine_text(found: Repaired, table: Table, encoding: str) -> None:
    found.names = cut_names(table, encoding)
    if found.names:
        whole = [name.decode(encoding, "replace") for name in found.names.values()]
        found.notices.append(Notice.of("names_cut", _CUT_NAMES, names=whole))
    for each, places in cut_values(table, encoding).items():
        kept = [(row, place) for row, place in places if row < found.rows]
        found.blanks += kept
        if kept:
            records = Abbreviated([row for row, _ in kept])
            name = _name(each, encoding)
            notice = Notice.of("values_cut", _CUT_VALUES, field=name, count=len(kept), records=records)
            found.notices.append(notice)


def _examine_values(found: Repaired, table: Table, encoding: str) -> None:
    remarks = Diagnostics()
    for bad in bad_values(table):
        if bad.row < found.rows:
            found.blanks.append((bad.row, bad.place))
            remarks.add(bad.code, bad.words, record=bad.row, field=_name(bad.field, encoding), text=bad.text)
    found.notices += remarks.notices()


def _name(each: dbf.Field, encoding: str) -> str:
    return each.name.decode(encoding, "ignore")


@contextmanager
def sound(shp: Path, prj: Path | None, repaired: Repaired) -> Iterator[Path]:
    """Give the file as it stands where it is sound, or else a copy that is."""
    if repaired.is_sound:
        yield shp
        return
    with temporary_folder() as folder:
        made = folder / f"{shp.stem}.shp"
        try:
            _write(repaired, made, prj)
        except OSError as error:
            raise InputError(_NO_COPY, file=display_path(shp), reason=system_reason(error)) from error
        yield made


def _write(repaired: Repaired, made: Path, prj: Path | None) -> None:
    repaired.shapes.written(made, repaired.count)
    made.with_suffix(".dbf").write_bytes(_table(repaired))
    if prj is not None:
        copyfile(prj, made.with_suffix(".prj"))


def _table(repaired: Repaired) -> bytes:
    table = repaired.table
    if table is None:
        return dbf.blank_table(repaired.count)
    rows: NDArray[np.uint8] = np.full((repaired.count, table.rows.shape[1]), dbf.BLANK, dtype=np.uint8)
    rows[: repaired.rows] = table.rows[: repaired.rows]
    for row, place in repaired.blanks:
        rows[row, place] = dbf.BLANK
    return dbf.table_bytes(dbf.renamed(table.header, repaired.names), rows)


_OVERFLOWN = Words(
    zh="字段“{field}”存的是“{text}”：数值超出字段宽度，或写出的程序（如 GDAL）以此表示空值；按未填写处理，请对照原始资料",
    en="“{field}” holds “{text}”: a number was too large for the field, or there was none, for which some programs write "
    "this, as GDAL does; it is taken as not given: compare the source",
)

_NO_NUMBER = Words(
    zh="字段“{field}”应为数值，却是“{text}”，按未填写处理；请改正",
    en="“{field}” should be a number and is “{text}”; it is taken as not given: correct it",
)

_NO_DAY = Words(
    zh="字段“{field}”应为日期，却是“{text}”，按未填写处理；请改正",
    en="“{field}” should be a date and is “{text}”; it is taken as not given: correct it",
)

_ZERO, _NINE, _POINT, _PLUS, _MINUS, _BLANK, _NUL = b"09.+- \0"

_DAY = 8


@dataclass(frozen=True, slots=True)
class BadValue:
    """A value that is none: where it is, and the sentence on it."""

    row: int
    field: Field
    place: slice
    code: str
    words: Words
    text: str


def bad_values(table: Table) -> list[BadValue]:
    """Return the numbers and days of a table that are none, by row."""
    found = []
    for kinds, suspects, fault in (("NF", _odd_numbers, _number_fault), ("D", _odd_days, _day_fault)):
        for column, place in table.columns(kinds):
            for row in suspects(table.rows[:, place]).tolist():
                text = table.rows[row, place].tobytes().strip(b" \0").decode("ascii", "replace")
                wrong = fault(text)
                if wrong is not None:
                    found.append(BadValue(row, column, place, *wrong, text))
    return sorted(found, key=lambda each: each.row)


def _odd_numbers(block: Bytes) -> NDArray[np.intp]:
    """Return the rows that hold more than blanks, a sign, digits and a point."""
    digit = (block >= _ZERO) & (block <= _NINE)
    point = block == _POINT
    blank = (block == _BLANK) | (block == _NUL)
    sign = (block == _PLUS) | (block == _MINUS)
    before = np.ones_like(blank)
    before[:, 1:] = blank[:, :-1]
    starts = (before & ~blank).sum(axis=1)
    plain = (
        (digit | point | blank | sign).all(axis=1)
        & (point.sum(axis=1) <= 1)
        & (starts <= 1)
        & ~(sign & ~before).any(axis=1)
        & (digit.any(axis=1) | (starts == 0))
    )
    return np.flatnonzero(~plain)


def _odd_days(block: Bytes) -> NDArray[np.intp]:
    """Return the rows that are not blank; days are few enough to be looked at one by one, by their distinct texts."""
    blank = ((block == _BLANK) | (block == _NUL)).all(axis=1)
    filled = np.flatnonzero(~blank)
    texts, which = np.unique(
        np.ascontiguousarray(block[filled]).view(f"S{block.shape[1]}").ravel(), return_inverse=True
    )
    wrong = [
        at for at, text in enumerate(texts.tolist()) if _day_fault(text.decode("ascii", "replace").strip())
    ]
    return filled[np.isin(which, wrong)]


def _number_fault(text: str) -> tuple[str, Words] | None:
    if not text:
        return None
    if not text.strip("*"):
        return "number_overflow", _OVERFLOWN
    try:
        is_number = math.isfinite(float(text))
    except ValueError:
        is_number = False
    # Python takes 1_000 for a number; dBase knows no such thing.
    return None if is_number and "_" not in text else ("not_a_number", _NO_NUMBER)


def _day_fault(text: str) -> tuple[str, Words] | None:
    try:
        dt.datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return "not_a_date", _NO_DAY
    return None if len(text) == _DAY else ("not_a_date", _NO_DAY)
