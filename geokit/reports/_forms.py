"""A form as a file: a workbook with all its sheets, or CSV with the first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from geokit.atomic import write_bytes
from geokit.errors import OptionError, OutputError
from geokit.i18n import Language, Words, speaking_to
from geokit.ledgers.forms import in_language
from geokit.reports._serialize import write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geokit.ledgers.forms import Form, FormColumn, FormSheet
    from geokit.parcels.redaction import MarkOptions
    from geokit.reports._cells import Kind
    from geokit.reports._workbook import Workbook

SUFFIXES: Final = (".xlsx", ".csv")
_NO_SUFFIX = Words(
    zh="报表只写 {known} 文件，不写“{suffix}”", en="such a table is written as {known}, not as “{suffix}”"
)
_NOT_PUBLIC = Words(
    zh="报表含逐宗面积，供内部使用，不能作公开版",
    en="such a table holds areas of single parcels for internal use: there is no edition for the public",
)
# A form that speaks of no day is dated as an archive's first day, so that its bytes stay the same.
_NO_DAY: Final = date(1980, 1, 1)
# More columns can be read on larger paper only.
_MOST_ON_A4: Final = 12


def refuse_unwritable(path: Path) -> None:
    """Refuse a file whose suffix is none of ours, before any work is done.

    Raises
    ------
    OutputError
        It has another suffix.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(_NO_SUFFIX, known=SUFFIXES, suffix=path.suffix or path.name)


def write_form(form: Form, path: Path, *, language: Language, marks: MarkOptions) -> Path:
    """Write a form; the suffix decides the format.

    Raises
    ------
    OutputError
        The suffix is another, or the file cannot be written; what stood there before stands.
    OptionError
        It was asked for the public.
    """
    refuse_unwritable(path)
    if marks.get("audience") == "public":
        raise OptionError(_NOT_PUBLIC)
    with speaking_to("file"):
        sheets = form.sheets()
        if path.suffix.lower() == ".csv":
            write_csv(sheets[0].to_frame(language), path)
        else:
            write_bytes(path, _workbook(form.day, sheets, language, marks))
    return path


def _workbook(day: date | None, sheets: Sequence[FormSheet], language: Language, marks: MarkOptions) -> bytes:
    from geokit.page.marks import Marks
    from geokit.reports._common import mark_lines
    from geokit.reports._workbook import Workbook

    title = sheets[0].title.localize(language)
    book = Workbook(title, mark_lines(Marks(**marks), language), day or _NO_DAY, language)
    for sheet in sheets:
        add_form_sheet(book, sheet, language)
    return book.content()


def add_form_sheet(book: Workbook, sheet: FormSheet, language: Language) -> None:
    """Add a sheet of a form to a workbook."""
    from geokit.reports._workbook import Column

    page = book.sheet(sheet.title, is_wide=len(sheet.columns) > _MOST_ON_A4)
    page.rule(sheet.title.localize(language))
    heads = [Column(each.heading, _kind(each), group=each.group) for each in sheet.columns]
    rows = [[in_language(value, language) for value in row] for row in sheet.rows]
    page.table(heads, rows, sums=sheet.totals)
    page.freeze(frozen=1)
    page.skip()
    for line in sheet.sentences(language):
        page.line(line)


def _kind(column: FormColumn) -> Kind:
    if column.kind in ("text", "count", "date"):
        return column.kind
    return "printed"
