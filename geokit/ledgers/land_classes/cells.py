"""The smallest parts of a table of land classes: what of a parcel is which class, in which village, in whose ownership.

The measured area of a piece is brought to the survey's own area of its polygon, ridges between fields are taken out, and
what is left of rounding is balanced: of each parcel the cells add up to its control area as printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.land.measure.polygons import measure_area
from geokit.ledgers.balancing import balance
from geokit.ledgers.land_classes.survey import RIDGES
from geokit.ledgers.pieces import pieces_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.measure.polygons import Method
    from geokit.ledgers.land_classes.survey import Survey
    from geokit.ledgers.pieces import Pieces

# What a cell is named by, besides its parcel; the order breaks ties.
KEYS = ("land_class", "village", "ownership", "owner")
_VILLAGE_DIGITS = 12
# A piece is lost below this: less than any last digit.
_LEAST_M2 = 1e-6


@dataclass(frozen=True)
class Measured:
    """The pieces of parcels on the survey, and the areas that they come to.

    Attributes
    ----------
    pieces : Pieces
        ``area_m2`` is measured on the ellipsoid, or however was asked for.
    touched : ndarray of int
        The polygons of the survey that any parcel meets.
    polygon_m2 : ndarray of float64, shape (m,)
        The measured areas of all the survey's polygons; NaN of those that are not touched.
    own_m2 : ndarray of float64, shape (n,)
        The measured areas of the parcels.
    """

    pieces: Pieces
    touched: NDArray[np.intp]
    polygon_m2: NDArray[np.float64]
    own_m2: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        parcels: NDArray[np.object_],
        survey: Survey,
        crs: CRS,
        method: Method,
        own_m2: NDArray[np.float64],
    ) -> Measured:
        """Measure what parcels and survey share."""
        pieces = pieces_of(parcels, survey.shapes, own_m2, crs, method, tolerance_m2=_LEAST_M2)
        touched = np.unique(pieces.polygon)
        polygon_m2 = np.full(len(survey.shapes), np.nan)
        polygon_m2[touched] = measure_area(survey.shapes[touched], crs, method)
        return cls(pieces, touched, polygon_m2, own_m2)

    def brought_m2(self, survey: Survey, *, to_printed: bool) -> NDArray[np.float64]:
        """Return the pieces' areas as parts of the survey's own areas of their polygons, s · TBMJ / S.

        Where the survey prints none, or `to_printed` is False, what is measured stands.
        """
        at = self.pieces.polygon
        ratio = survey.printed_m2[at] / self.polygon_m2[at]
        brought: NDArray[np.float64] = self.pieces.area_m2 * np.where(
            np.isnan(ratio) | (not to_printed), 1.0, ratio
        )
        return brought


def raw_cells(
    measured: Measured, survey: Survey, area_m2: NDArray[np.float64], deducted: frozenset[str]
) -> pd.DataFrame:
    """Return the cells before balancing: ``parcel``, the keys, ``raw_m2``; sorted by parcel and keys.

    Parameters
    ----------
    measured : Measured
    survey : Survey
    area_m2 : ndarray of float64
        The pieces' areas, brought to the survey's.
    deducted : frozenset of str
        The classes that ridges are taken out of.
    """
    at = measured.pieces.polygon
    share = np.where(np.isin(survey.codes[at].astype(str), list(deducted)), survey.ridges[at], 0.0)
    pieces = pd.DataFrame(
        {
            "parcel": measured.pieces.parcel,
            "land_class": survey.codes[at],
            "village": told_apart(survey.village[at], survey.village_code[at]),
            "ownership": survey.ownership[at],
            "owner": told_apart(survey.owner[at], survey.owner_code[at]),
            "raw_m2": area_m2 * (1 - share),
        }
    )
    ridges = pieces[share > 0].assign(
        land_class=ridge_classes(survey)[at][share > 0], raw_m2=(area_m2 * share)[share > 0]
    )
    return _summed(pd.concat([pieces, ridges], ignore_index=True))


def told_apart(names: NDArray[np.object_], codes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return names, with the code behind those that several villages have.

    The first twelve digits of a code are county, town and village; what follows is of groups within one.

    Examples
    --------
    >>> list(told_apart(np.array(["甲", "甲", "乙"], dtype=object), np.array(["1", "2", "3"], dtype=object)))
    ['甲 1', '甲 2', '乙']
    """
    short = pd.Series(codes, dtype=object).str.slice(0, _VILLAGE_DIGITS)
    several = short.groupby(pd.Series(names, dtype=object)).transform("nunique").to_numpy() > 1
    found = names.copy()
    coded = several & short.notna().to_numpy()
    found[coded] = names[coded] + " " + short.to_numpy()[coded]
    return found


def ridge_classes(survey: Survey) -> NDArray[np.object_]:
    """Return what deductions count as: KCDLBM, or field ridges where it is blank."""
    found: NDArray[np.object_] = np.where(pd.isna(survey.ridge_class), RIDGES, survey.ridge_class).astype(
        object
    )
    return found


def _summed(pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of cells; floats are added in the order of their size, so that the order of rows does not count."""
    keys = ["parcel", *KEYS]
    filled = pieces.assign(**{key: pieces[key].fillna("").astype(str) for key in KEYS})
    ordered = filled.sort_values([*keys, "raw_m2"], kind="stable")
    cells = ordered.groupby(keys, sort=True, as_index=False)["raw_m2"].sum()
    for key in KEYS:
        cells[key] = cells[key].where(cells[key] != "", None)
    found: pd.DataFrame = cells[cells["raw_m2"] > 0].reset_index(drop=True)
    return found


def with_counts(cells: pd.DataFrame, control: NDArray[np.object_]) -> pd.DataFrame:
    """Return the cells with ``count``, their area in units of the last digit, balanced to each parcel's control."""
    counts = balance(cells["raw_m2"].to_numpy(), cells["parcel"].to_numpy(), control)
    return cells.assign(count=counts)


def planar_m2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return areas in the plane that coverage is judged in; 0 where there is no shape."""
    return np.nan_to_num(shapely.area(shapes))
