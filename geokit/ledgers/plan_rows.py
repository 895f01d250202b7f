"""The rows of a plan beside what was done: sums of what is printed, by phase and year, so far and in all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.units import round_fraction
from geokit.ledgers.figures.groups import phase_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.ledgers.adjustment import Printing

_SUBTOTAL, _TOTAL = Words(zh="小计", en="subtotal"), Words(zh="合计", en="total")
_NOT_STATED = Words(zh="未注明", en="not stated")


class PlanRows:
    """The rows of one kind: phases by years, each phase's sum, the sums of all phases by years, the whole."""

    def __init__(
        self,
        planned: Mapping[tuple[str, int], Fraction | None],
        actual: Mapping[tuple[str, int], int],
        printing: Printing,
    ) -> None:
        self._printing = printing
        unit_m2 = Fraction(printing.last_digit.exact_m2)
        # A plan is printed as it is rounded; sums are those of what is printed.
        self._planned = {
            key: int(round_fraction(value / unit_m2, 0))
            for key, value in planned.items()
            if value is not None
        }
        self._actual = actual
        self._keys = {*planned, *actual}
        self._rows: list[tuple[object, ...]] = []
        self._totals: list[int] = []

    def made(self) -> tuple[tuple[tuple[object, ...], ...], frozenset[int]]:
        """Return the rows, and which of them are sums."""
        phases = sorted({phase for phase, _ in self._keys}, key=lambda each: (each == "", phase_order(each)))
        for phase in phases if phases != [""] else ():
            self._block(phase, [phase])
        # Without any phase all rows are those of the whole.
        if len(phases) > 1 or phases == [""]:
            self._block(_TOTAL, phases)
        return tuple(self._rows), frozenset(self._totals)

    def _block(self, head: object, phases: list[str]) -> None:
        so_far: list[tuple[int | None, int]] = [(None, 0)]
        years = sorted({year for phase, year in self._keys if phase in phases})
        for year in years:
            planned, actual = self._sum(phases, year)
            before, done = so_far[-1]
            so_far.append((before if planned is None else (before or 0) + planned, done + actual))
            if head is _TOTAL:
                self._totals.append(len(self._rows))
            self._add(head or _NOT_STATED, str(year), planned, actual, so_far[-1])
        planned, actual = so_far[-1]
        self._totals.append(len(self._rows))
        self._add(head or _NOT_STATED, _TOTAL if head is _TOTAL else _SUBTOTAL, planned, actual, so_far[-1])

    def _sum(self, phases: list[str], year: int) -> tuple[int | None, int]:
        plans = [self._planned[phase, year] for phase in phases if (phase, year) in self._planned]
        return sum(plans) if plans else None, sum(self._actual.get((phase, year), 0) for phase in phases)

    def _add(
        self, head: object, year: object, planned: int | None, actual: int, so_far: tuple[int | None, int]
    ) -> None:
        difference = None if planned is None else actual - planned
        shown = [self._printed(each) for each in (planned, actual, difference)]
        total = [self._printed(each) for each in so_far]
        self._rows.append(
            (head, year, *shown, _percent(actual, planned), *total, _percent(so_far[1], so_far[0]))
        )

    def _printed(self, count: int | None) -> Decimal | None:
        return None if count is None else Decimal(count).scaleb(-self._printing.decimals)


def _percent(actual: int, planned: int | None) -> Decimal | None:
    return round_fraction(Fraction(actual * 100, planned), 1) if planned else None
