"""What the plain sums of a sheet come to: a range of a million rows takes as long as one of two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import Final, TypeAlias

_Rows: TypeAlias = list[int]
_DIGITS: Final = 310


class ColumnSums:
    """The numbers of a sheet by column and row, and which cells are calculated by whoever opens the workbook.

    Examples
    --------
    >>> sums = ColumnSums()
    >>> sums.add("B", 2, "1.50"), sums.add("B", 4, "2"), sums.add_computed("C", 3)
    (None, None, None)
    >>> sums.of("B", 1, 1048576), sums.of("B", 3, 3), sums.of("C", 1, 9)
    (Decimal('3.50'), Decimal('0.00'), None)
    """

    def __init__(self) -> None:
        self._numbers: dict[str, dict[int, Decimal]] = {}
        self._computed: dict[str, set[int]] = {}
        self._sorted: dict[str, tuple[_Rows, list[Decimal], _Rows]] = {}

    def add(self, column: str, row: int, number: str) -> None:
        """Note a number as it is written."""
        try:
            found = Decimal(number)
        except InvalidOperation:
            found = Decimal("NaN")
        # Written out, a number such as 1e999999999 would take a gigabyte; no cell holds one.
        if found.is_finite() and abs(found.adjusted()) < _DIGITS:
            self._numbers.setdefault(column, {})[row] = found
        else:
            self.add_computed(column, row)

    def add_computed(self, column: str, row: int) -> None:
        """Note a cell whose number is not known."""
        self._computed.setdefault(column, set()).add(row)

    def of(self, column: str, first: int, last: int) -> Decimal | None:
        """Return the sum of a range, or None where a number in it is not known; all cells are noted before."""
        rows, until, computed = self._column(column)
        if bisect_left(computed, first) < bisect_right(computed, last):
            return None
        return until[bisect_right(rows, last)] - until[bisect_left(rows, first)]

    def _column(self, column: str) -> tuple[_Rows, list[Decimal], _Rows]:
        if column not in self._sorted:
            numbers = sorted(self._numbers.get(column, {}).items())
            until = list(accumulate((number for _, number in numbers), initial=Decimal(0)))
            self._sorted[column] = (
                [row for row, _ in numbers],
                until,
                sorted(self._computed.get(column, ())),
            )
        return self._sorted[column]
