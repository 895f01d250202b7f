"""A ledger as a file: CSV, a workbook, a picture."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geokit.arguments import public
from geokit.atomic import write_bytes
from geokit.errors import OutputError
from geokit.i18n import Language, Words, current_language, speaking_to
from geokit.libraries import require
from geokit.reports._serialize import write_csv
from geokit.symbols import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geokit.ledgers.acquisition.model import Ledger
    from geokit.ledgers.joining.match import LedgerMatch
    from geokit.reports._workbook import Sheet, Workbook

SUFFIXES: Final = (".csv", ".xlsx", ".png")
_NO_SUFFIX = Words(
    zh="台账只写 {known} 文件，不写“{suffix}”", en="a ledger is written as {known}, not as “{suffix}”"
)
_LEDGER = Words(zh="用地台账", en="Ledger")
_UNSUPPLIED = Words(zh="批而未供", en="Approved, not supplied")
_MONTHS = Words(zh="按月累计", en="By month")
_MATCH = Words(zh="账图核对", en="Ledger and polygons")
_CHART = Words(zh="用地进度条形图：{sentence}", en="Bar chart of the land by its progress: {sentence}")
_SHOWN: Final = ("land_mu", "supplied_mu", "approved_mu", "to_acquire_mu", "not_counted")
_SHOWN_IF_ANY: Final = ("not_stated_mu",)
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

    Examples
    --------
    >>> import tempfile
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> ledger = gk.ledger(None, make_parcels([square(0, 0, 100)]), as_of="2026-06-01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     gk.write_ledger(ledger, f"{folder}/台账.xlsx").name
    '台账.xlsx'
    """
    target, chosen = Path(path), language or current_language()
    refuse_unwritable(target)
    suffix = target.suffix.lower()
    with speaking_to("file"):
        if suffix == ".csv":
            write_csv(ledger.to_frame(chosen), target)
        elif suffix == ".xlsx":
            write_bytes(target, _workbook(ledger, match, chosen))
        else:
            write_bytes(target, _picture(ledger, chosen))
    return target


def _picture(ledger: Ledger, language: Language) -> bytes:
    require("matplotlib", "PIL")
    from geokit.ledgers.plot import draw_ledger

    return draw_ledger(ledger, ledger.by_month(language), language).png()


def _workbook(ledger: Ledger, match: LedgerMatch | None, language: Language) -> bytes:
    from geokit.page.marks import Marks
    from geokit.reports._common import mark_lines
    from geokit.reports._workbook import Workbook

    book = Workbook(_LEDGER.localize(language), mark_lines(Marks(), language), ledger.as_of, language)
    unsupplied, months = ledger.approved_not_supplied(), ledger.by_month(language)
    _add_ledger(book, ledger, language)
    if unsupplied.total or unsupplied.uncounted:
        _add(book, _UNSUPPLIED, unsupplied.to_frame(language), [unsupplied.sentence(language)])
    if len(months):
        _add(book, _MONTHS, months.reset_index(), [])
    if match is not None:
        _add(book, _MATCH, match.to_frame(language), match.sentences(language))
    return book.content()


def _add_ledger(book: Workbook, ledger: Ledger, language: Language) -> None:
    """Write the ledger, folded to what a sheet of paper has room for, and below it the land by its progress."""
    from geokit.reports._stacked_chart import StackedChart

    table, codes = ledger.to_frame(language), [str(code) for code in ledger.to_frame(None)]
    sheet = _add(book, _LEDGER, table, ledger.lines(language), _details(ledger, codes))
    colours = {
        codes.index(f"{name}_mu"): symbol.fill.light
        for name, symbol in ((key.replace("-", "_"), symbol) for key, symbol in STAGES.items())
        if f"{name}_mu" in codes and symbol.fill
    }
    chart = StackedChart(1, len(table) - 1, codes.index("parcels"), colours, "#,##0")
    if chart.has_room and ledger.net:
        chart.put(book, sheet, _CHART.render(language, sentence=ledger.sentence(language)))


def _details(ledger: Ledger, codes: Sequence[str]) -> set[int]:
    """Return the columns that are folded: neither groups, counts nor net land in mu; land of no stage is, where there is none."""
    last = ledger.to_frame(None).iloc[-1]
    shown = {*codes[: codes.index("parcels") + 1], *_SHOWN}
    shown |= {name for name in _SHOWN_IF_ANY if last[name]}
    return {at for at, name in enumerate(codes) if name not in shown}


def _add(
    book: Workbook, name: Words, table: pd.DataFrame, lines: list[str], details: Iterable[int] = ()
) -> Sheet:
    from geokit.reports._workbook import Column

    sheet = book.sheet(name)
    folded = set(details)
    heads = [
        Column(Words(zh=str(title), en=str(title)), _kind(table[title]), is_detail=at in folded)
        for at, title in enumerate(table)
    ]
    rows = [[None if value != value else value for value in row] for row in table.to_numpy(dtype=object)]  # noqa: PLR0124
    sheet.table(heads, rows)
    sheet.filter_and_freeze(heads, frozen=1)
    sheet.skip()
    for line in lines:
        sheet.line(line)
    return sheet


def _kind(values: pd.Series) -> Any:
    first = next((value for value in values if value is not None and value == value), "")  # noqa: PLR0124
    if isinstance(first, Decimal):
        return _KINDS.get(int(first.as_tuple().exponent), "mu")
    return "text" if isinstance(first, str) else "count" if isinstance(first, int) else "m2"
