"""What a cell of a workbook holds, and how wide its column is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from geokit.escape import CELL_LETTERS, printable
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from geokit.i18n import Words

Kind = Literal["text", "count", "m2", "ha", "mu", "m", "deg", "printed", "date"]
Style: TypeAlias = tuple[tuple[str, Any], ...]

WIDEST, NARROWEST = 60, 8
# So many columns of letters stand on A4, landscape, in a size that can be read; text that is wider is broken.
_ON_PAPER, _LEAST_TEXT = 128, 14


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    heading : Words
    kind : str
        What its cells hold. Areas have two, four and three decimals; what is ``printed`` has as many as each figure has.
    is_detail : bool
        Whether it is folded away until it is asked for: a sheet of paper has room for seven columns that can be read.
    group : Words, optional
        A heading over this and its neighbours of the same group.
    """

    heading: Words
    kind: Kind = "text"
    is_detail: bool = False
    group: Words | None = None


def fitted_widths(letters: Mapping[int, int], shown: Sequence[int]) -> dict[int, int]:
    """Return the widths of columns: those of text become narrower until what is shown fits the paper.

    Parameters
    ----------
    letters : mapping of int to int
        How many columns of letters the longest text of each column takes.
    shown : sequence of int
        The columns that are printed.

    Examples
    --------
    >>> fitted_widths({0: 4, 1: 60, 2: 60, 3: 60}, [0, 1, 2])
    {0: 8, 1: 60, 2: 60, 3: 60}
    >>> fitted_widths({0: 60, 1: 60, 2: 60}, [0, 1, 2])
    {0: 42, 1: 42, 2: 42}
    """
    wanted = {at: min(max(width + 2, NARROWEST), WIDEST) for at, width in sorted(letters.items())}
    most = WIDEST
    while most > _LEAST_TEXT and sum(min(wanted[at], most) for at in shown) > _ON_PAPER:
        most -= 1
    return {at: min(width, most) if at in shown else width for at, width in wanted.items()}


def cell_text(text: str) -> str:
    """Return text as a cell can hold it.

    Examples
    --------
    >>> cell_text("<r>12</r>"), len(cell_text("x" * 40_000))
    (' <r>12</r>', 32766)
    """
    shown = shortened(printable(text), CELL_LETTERS - 1)
    # XlsxWriter takes such a text for markup of its own.
    return f" {shown}" if shown.startswith("<r>") else shown


def decimal_format(value: object) -> str:
    """Return the number format that shows a figure with the decimals it is printed with.

    Examples
    --------
    >>> from decimal import Decimal
    >>> decimal_format(Decimal("2.3076")), decimal_format(12)
    ('#,##0.0000', '#,##0')
    """
    from decimal import Decimal

    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * decimals if decimals > 0 else "")


def total_of(values: Sequence[Decimal | int | None]) -> Decimal | int:
    """Return the sum of what is printed; an empty cell adds nothing.

    Examples
    --------
    >>> from decimal import Decimal
    >>> total_of([Decimal("0.33"), None, Decimal("0.34")])
    Decimal('0.67')
    """
    return sum(value for value in values if value is not None)
