"""The numbers of a ledger, and how they are printed: every printed total is the sum of its printed parts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.land.units import Area, Unit
from geokit.ledgers.acquisition.progress import Progress, progress_of
from geokit.ledgers.adjustment import adjust_to_control

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.acquisition.groups import Groups
    from geokit.ledgers.acquisition.land import Land

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

UNITS: Final[dict[Unit, int]] = {"m2": 2, "ha": 4, "mu": 3}
# What land is by its progress, then what of it is counted elsewhere.
REPEATED: Final = len(Progress)
ADVANCED: Final = REPEATED + 1
_PARTS: Final = ADVANCED + 1


@dataclass(frozen=True)
class Figures:
    """Sums over groups.

    Parameters
    ----------
    parcels, undeclared, unmeasured : ndarray of int, shape (groups,)
        How many parcels there are, and how many of them declare no area or have none.
    declared_m2 : ndarray of float64, shape (groups,)
        What the parcels declare.
    parts_m2 : ndarray of float64, shape (groups, 6)
        The measured area in parts: land by its :class:`Progress`, each piece counted once; then what is counted
        in a parcel of the same stage before it, and what is counted on the layer of another stage.
    """

    parcels: Ints
    undeclared: Ints
    unmeasured: Ints
    declared_m2: Floats
    parts_m2: Floats

    def printed_parts(self, unit: Unit) -> NDArray[np.object_]:
        """Return the parts as Decimals; their sum is the whole, rounded."""
        return printed(self.parts_m2, unit)

    def printed_declared(self, unit: Unit) -> NDArray[np.object_]:
        """Return the declared areas as Decimals; their sum is the whole, rounded."""
        return printed(self.declared_m2, unit)


def sum_up(
    land: Land, reached: Ints, declared_m2: Floats, groups: Groups, counted: NDArray[np.bool_]
) -> Figures:
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
    counted : ndarray of bool
        The parcels that take part.
    """
    elsewhere_m2, repeated_m2 = _elsewhere_m2(land, order_of(-reached), counted)
    area_m2 = np.where(counted, np.nan_to_num(land.area_m2), 0.0)
    net_m2 = np.maximum(area_m2 - elsewhere_m2, 0.0)
    progress = progress_of(reached)
    parts_m2 = [groups.sums(np.where(progress == each, net_m2, 0.0)) for each in Progress]
    parts_m2 += [groups.sums(repeated_m2), groups.sums(np.maximum(elsewhere_m2 - repeated_m2, 0.0))]
    return Figures(
        parcels=groups.counts(counted),
        undeclared=groups.counts(counted & np.isnan(declared_m2)),
        unmeasured=groups.counts(counted & ~land.is_measured),
        declared_m2=groups.sums(np.where(counted, declared_m2, np.nan)),
        parts_m2=np.stack(parts_m2, axis=1).reshape(-1, _PARTS),
    )


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


def printed(values_m2: Floats, unit: Unit, whole: Area | None = None) -> NDArray[np.object_]:
    """Return areas as Decimals in a unit, rounded so that they add up to their rounded whole.

    Examples
    --------
    >>> [str(value) for value in printed(np.array([1 / 3] * 3), "m2")]
    ['0.34', '0.33', '0.33']
    """
    decimals, flat = UNITS[unit], values_m2.reshape(-1)
    total = Area(sum(map(Fraction, flat.tolist()), Fraction(0))) if whole is None else whole
    if not flat.any():
        zero = Decimal(0).scaleb(-decimals)
        return np.full(values_m2.shape, zero, dtype=object)
    slack = Area.of(Fraction(len(flat) + 1, 10**decimals), unit)
    made = adjust_to_control(flat, total, unit=unit, decimals=decimals, tolerance=slack)
    shown: NDArray[np.object_] = np.array(made.adjusted, dtype=object).reshape(values_m2.shape)
    return shown
