"""A ledger as a file: CSV, a workbook, a picture."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geokit.arguments import public
from geokit.atomic import write_bytes
from geokit.errors import OutputError
from geokit.i18n import Language, Words, current_language
from geokit.reports._serialize import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geokit.ledgers.acquisition.model import Ledger
    from geokit.ledgers.joining.match import LedgerMatch

SUFFIXES: Final = (".csv", ".xlsx", ".png")
_NO_SUFFIX = Words(
    zh="台账只写 {known} 文件，不写“{suffix}”", en="a ledger is written as {known}, not as “{suffix}”"
)
_LEDGER = Words(zh="用地台账", en="Ledger")
_UNSUPPLIED = Words(zh="批而未供", en="Approved, not supplied")
_MONTHS = Words(zh="按月累计", en="By month")
_MATCH = Words(zh="账图核对", en="Ledger and polygons")
# The decimals of a printed figure tell what it is.
_KINDS: Final[Mapping[int, Any]] = {-2: "m2", -4: "ha", -3: "mu", -1: "m"}


def refuse_unwritable(output: Path) -> None:
    """Refuse a file whose suffix is none of ours, before any work is done.

    Raises
    ------
    OutputError
        It has another suffix.
    """
    if output.suffix.lower() not in SUFFIXES:
        raise OutputError(_NO_SUFFIX, known=SUFFIXES, suffix=output.suffix or output.name)


@public
def write_ledger(
    ledger: Ledger, path: str | Path, *, match: LedgerMatch | None = None, language: Language | None = None
) -> Path:
    """Write a ledger; the suffix decides the format.

    Parameters
    ----------
    ledger : Ledger
        From :func:`geokit.ledger`.
    path : str or path
        ``.xlsx`` holds the ledger with its sentence, the land approved and not supplied, the months and the match;
        ``.csv`` the table alone, ``.png`` the picture.
    match : LedgerMatch, optional
        What :func:`geokit.reconcile_ledger` found, for a sheet of the workbook.
    language : {"zh", "en"}, optional
        The reader's own if left out.

    Raises
    ------
    OutputError
        The suffix is another, or the file cannot be written; what stood there before stands.
    """
    target, chosen = Path(path), language or current_language()
    refuse_unwritable(target)
    suffix = target.suffix.lower()
    if suffix == ".csv":
        write_csv(ledger.to_frame(chosen), target)
    elif suffix == ".xlsx":
        write_bytes(target, _workbook(ledger, match, chosen))
    else:
        write_bytes(target, _picture(ledger, chosen))
    return target


def _picture(ledger: Ledger, language: Language) -> bytes:
    from geokit.ledgers.plot import draw_ledger

    return draw_ledger(ledger, ledger.by_month(language), language).png()


def _workbook(ledger: Ledger, match: LedgerMatch | None, language: Language) -> bytes:
    from geokit.page.marks import Marks
    from geokit.reports._common import mark_lines
    from geokit.reports._workbook import Workbook

    book = Workbook(_LEDGER.localize(language), mark_lines(Marks(), language), ledger.as_of, language)
    unsupplied, months = ledger.approved_not_supplied(), ledger.by_month(language)
    _add(book, _LEDGER, ledger.to_frame(language), ledger.lines(language))
    if unsupplied.total or unsupplied.uncounted:
        _add(book, _UNSUPPLIED, unsupplied.to_frame(language), [unsupplied.sentence(language)])
    if len(months):
        _add(book, _MONTHS, months.reset_index(), [])
    if match is not None:
        _add(book, _MATCH, match.to_frame(language), match.sentences(language))
    return book.content()


def _add(book: Any, name: Words, table: pd.DataFrame, lines: list[str]) -> None:
    from geokit.reports._workbook import Column

    sheet = book.sheet(name)
    heads = [Column(Words(zh=str(title), en=str(title)), _kind(table[title])) for title in table]
    rows = [[None if value != value else value for value in row] for row in table.to_numpy(dtype=object)]  # noqa: PLR0124
    sheet.table(heads, rows)
    sheet.filter_and_freeze(heads, frozen=1)
    sheet.skip()
    for line in lines:
        sheet.line(line)


def _kind(values: pd.Series) -> Any:
    first = next((value for value in values if value is not None and value == value), "")  # noqa: PLR0124
    if isinstance(first, Decimal):
        return _KINDS.get(int(first.as_tuple().exponent), "mu")
    return "text" if isinstance(first, str) else "count" if isinstance(first, int) else "m2"
