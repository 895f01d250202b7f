"""How figures are printed: measured sums are balanced so that they add up; what is declared is only converted.

The numbers: sums over groups of parcels, each piece of land counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.i18n import Words
from geokit.land.printing import UNITS, converted
from geokit.land.units import Area, Unit
from geokit.ledgers.adjustment import adjust_to_control
from geokit.ledgers.figures.progress import TAKEN_BACK, Progress, stage_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.figures.groups import Groups
    from geokit.ledgers.figures.land import Land

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

BALANCED = Words(
    zh="量算面积按末位调平，使各分项之和等于合计；地块面积只作单位换算，不调平。",
    en="Measured sums are balanced in their last digit, so that the parts add up; declared areas are converted, never "
    "balanced.",
)


def mu_of(area_m2: float) -> Decimal:
    """Return a measured area in mu as it is printed.

    Examples
    --------
    >>> print(mu_of(1000.0))
    1.500
    """
    return Area.from_m2(float(area_m2)).rounded("mu", UNITS["mu"])


def printed(values_m2: NDArray[np.float64], unit: Unit, whole: Area | None = None) -> NDArray[np.object_]:
    """Return measured areas as Decimals in a unit, rounded so that they add up to their rounded whole.

    Examples
    --------
    >>> [str(value) for value in printed(np.array([1 / 3] * 3), "m2")]
    ['0.34', '0.33', '0.33']
    """
    decimals, flat = UNITS[unit], values_m2.reshape(-1)
    total = Area(sum(map(Fraction, flat.tolist()), Fraction(0))) if whole is None else whole
    if not flat.any() or not total:
        return np.full(values_m2.shape, Decimal(0).scaleb(-decimals), dtype=object)
    # The whole may be printed itself, and be off by what its own balancing moved.
    slack = Area.of(Fraction(len(flat) + 2, 10**decimals), unit)
    made = adjust_to_control(flat, total, unit=unit, decimals=decimals, tolerance=slack)
    shown: NDArray[np.object_] = np.array(made.adjusted, dtype=object).reshape(values_m2.shape)
    return shown


def printed_table(
    rows_m2: NDArray[np.float64], totals_m2: NDArray[np.float64], unit: Unit
) -> NDArray[np.object_]:
    """Return rows as Decimals whose columns add up to their printed totals.

    The totals are balanced first and do not depend on how the rows divide them: by phase or by batch, supplied land
    is one figure.

    Examples
    --------
    >>> halves = printed_table(np.array([[0.005], [0.005]]), np.array([0.01]), "m2")
    >>> [[str(value) for value in row] for row in halves]
    [['0.00'], ['0.01']]
    """
    totals = printed(totals_m2, unit)
    columns = [
        printed(np.ascontiguousarray(column), unit, Area.of(total, unit))
        for column, total in zip(rows_m2.T, totals, strict=True)
    ]
    return np.stack(columns, axis=1) if len(rows_m2) else np.empty(rows_m2.shape, dtype=object)


# What land is by its progress, then what of it is counted elsewhere.
REPEATED: Final = len(Progress)

ADVANCED: Final = REPEATED + 1


@dataclass(frozen=True)
class Figures:
    """Sums over groups.

    Parameters
    ----------
    counts, unmeasured : ndarray of int, shape (groups, 5)
        How many parcels there are by their :class:`Progress`, those that were taken back last, and how many of them
        have no area.
    undeclared : ndarray of int, shape (groups,)
        How many parcels declare no area; those that were taken back are left out.
    declared_m2 : ndarray of float64, shape (groups,)
        What the parcels declare, without those that were taken back.
    parts_m2 : ndarray of float64, shape (groups, 6)
        The measured area in parts: land by its :class:`Progress`, each piece counted once; then what is counted
        in a parcel of the same stage before it, and what is counted on the layer of another stage.
    totals_m2 : ndarray of float64, shape (6,)
        The same of all parcels, summed up in an order that does not depend on the groups.
    withdrawn_m2 : ndarray of float64, shape (groups,)
        Land of parcels that were taken back and that is in no other parcel.
    each_m2 : ndarray of float64, shape (parcels,)
        What of each parcel is in these sums: its land that is counted in no parcel before it.
    """

    counts: Ints
    unmeasured: Ints
    undeclared: Ints
    declared_m2: Floats
    parts_m2: Floats
    totals_m2: Floats
    withdrawn_m2: Floats
    each_m2: Floats

    @property
    def parcels(self) -> Ints:
        """How many parcels of each group are counted: all but those that were taken back."""
        counts: Ints = self.counts[:, :TAKEN_BACK].sum(axis=1)
        return counts

    @property
    def uncounted(self) -> Ints:
        """How many of :attr:`parcels` have no area, so that the land of their group is at least what is printed."""
        counts: Ints = self.unmeasured[:, :TAKEN_BACK].sum(axis=1)
        return counts

    def printed_parts(self, unit: Unit) -> NDArray[np.object_]:
        """Return the parts as Decimals; they add up in both directions."""
        return printed_table(self.parts_m2, self.totals_m2, unit)

    def printed_declared(self, unit: Unit) -> list[Decimal]:
        """Return what each group declares, and what all do: converted, not balanced."""
        return [
            converted(value, unit) for value in (*self.declared_m2.tolist(), float(self.declared_m2.sum()))
        ]


def sum_up(land: Land, reached: Ints, declared_m2: Floats, groups: Groups) -> Figures:
    """Sum up parcels by group, each piece of land once.

    A piece of land is counted in the parcel that has come farthest, and among equals in the first given.
    Between parcels of one stage an overlap is a fault; between the layers of two stages it is not.

    Parameters
    ----------
    land : Land
        The parcels.
    reached : ndarray of int
        The stage that each has reached.
    declared_m2 : ndarray of float64
        What each declares; NaN where it does not.
    groups : Groups
        The rows of the ledger.
    """
    standing = stage_of(reached)
    counted = standing != TAKEN_BACK
    parts_m2 = _parts_m2(land, standing, order_of(-reached), counted)
    withdrawn_m2 = _withdrawn_m2(land, reached, ~counted)
    return Figures(
        counts=_counts(groups, standing, np.ones(len(standing), dtype=bool)),
        unmeasured=_counts(groups, standing, ~land.is_measured),
        undeclared=groups.counts(counted & np.isnan(declared_m2)),
        declared_m2=groups.sums(np.where(counted, declared_m2, np.nan)),
        parts_m2=np.stack([groups.sums(part) for part in parts_m2], axis=1),
        totals_m2=parts_m2.sum(axis=1),
        withdrawn_m2=groups.sums(withdrawn_m2),
        each_m2=parts_m2[: len(Progress)].sum(axis=0) + withdrawn_m2,
    )


def _counts(groups: Groups, standing: Ints, which: NDArray[np.bool_]) -> Ints:
    columns = [groups.counts(which & (standing == each)) for each in range(TAKEN_BACK + 1)]
    return np.stack(columns, axis=1)


def _parts_m2(land: Land, standing: Ints, order: Ints, counted: NDArray[np.bool_]) -> Floats:
    """Return each parcel's area in parts, a row a part."""
    elsewhere_m2, repeated_m2 = _elsewhere_m2(land, order, counted)
    area_m2 = np.where(counted, np.nan_to_num(land.area_m2), 0.0)
    net_m2 = np.maximum(area_m2 - elsewhere_m2, 0.0)
    by_progress = [np.where(standing == each, net_m2, 0.0) for each in Progress]
    return np.stack([*by_progress, repeated_m2, np.maximum(elsewhere_m2 - repeated_m2, 0.0)])


def _elsewhere_m2(land: Land, order: Ints, counted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return what of each parcel is counted in one before it, and what of that in one of its own stage."""
    elsewhere_m2 = land.measured_m2(land.shared_before(order, counted))
    layers = np.unique(land.layers)
    if len(layers) <= 1:
        return elsewhere_m2, elsewhere_m2
    repeated_m2 = np.zeros(len(order))
    for layer in layers:
        repeated_m2 += land.measured_m2(land.shared_before(order, counted & (land.layers == layer)))
    return elsewhere_m2, repeated_m2


def _withdrawn_m2(land: Land, reached: Ints, withdrawn: NDArray[np.bool_]) -> Floats:
    """Return the land of each parcel that was taken back, as far as it is in no parcel that was not."""
    if not (withdrawn & land.is_measured).any():
        return np.zeros(len(reached))
    everyone = np.ones(len(reached), dtype=bool)
    before_m2 = land.measured_m2(land.shared_before(order_of(withdrawn, -reached), everyone))
    return np.where(withdrawn, np.maximum(np.nan_to_num(land.area_m2) - before_m2, 0.0), 0.0)


def order_of(*keys: NDArray[np.generic]) -> Ints:
    """Return the place of each parcel when they are sorted by keys, the first most, then by the table.

    Examples
    --------
    >>> order_of(np.array([3, 1, 3])).tolist()
    [1, 0, 2]
    """
    place = np.empty(len(keys[0]), dtype=np.intp)
    place[np.lexsort(keys[::-1])] = np.arange(len(place))
    return place
