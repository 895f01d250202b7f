"""The rows of a plan beside what was done: sums of what is printed, by phase and year, so far and in all."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Plan:
    """What is planned: nothing, so much, or more than can be told since a figure is missing."""

    count: int | None = None
    is_known: bool = True

    def __add__(self, other: _Plan) -> _Plan:
        counts = [each.count for each in (self, other) if each.count is not None]
        return _Plan(sum(counts) if counts else None, self.is_known and other.is_known)

    @property
    def shown(self) -> int | None:
        # A sum of which a part is missing is no sum.
        return self.count if self.is_known else None


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
            key: _Plan(is_known=False) if value is None else _Plan(int(round_fraction(value / unit_m2, 0)))
            for key, value in planned.items()
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
        so_far: list[tuple[_Plan, int]] = [(_Plan(), 0)]
        years = sorted({year for phase, year in self._keys if phase in phases})
        for year in years:
            planned, actual = self._sum(phases, year)
            before, done = so_far[-1]
            so_far.append((before + planned, done + actual))
            if head is _TOTAL:
                self._totals.append(len(self._rows))
            self._add(head or _NOT_STATED, str(year), planned, actual, so_far[-1])
        planned, actual = so_far[-1]
        self._totals.append(len(self._rows))
        self._add(head or _NOT_STATED, _TOTAL if head is _TOTAL else _SUBTOTAL, planned, actual, so_far[-1])

    def _sum(self, phases: list[str], year: int) -> tuple[_Plan, int]:
        plans = [self._planned[phase, year] for phase in phases if (phase, year) in self._planned]
        return sum(plans, start=_Plan()), sum(self._actual.get((phase, year), 0) for phase in phases)

    def _add(
        self, head: object, year: object, planned: _Plan, actual: int, so_far: tuple[_Plan, int]
    ) -> None:
        # Without a plan all that was done is beyond it, and the column adds up.
        difference = actual - (planned.count or 0) if planned.is_known else None
        shown = [self._printed(each) for each in (planned.shown, actual, difference)]
        total = [self._printed(each) for each in (so_far[0].shown, so_far[1])]
        self._rows.append(
            (
                head,
                year,
                *shown,
                _percent(actual, planned.shown),
                *total,
                _percent(so_far[1], so_far[0].shown),
            )
        )

    def _printed(self, count: int | None) -> Decimal | None:
        return None if count is None else Decimal(count).scaleb(-self._printing.decimals)


def _percent(actual: int, planned: int | None) -> Decimal | None:
    return round_fraction(Fraction(actual * 100, planned), 1) if planned else None
