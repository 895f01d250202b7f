"""A ledger joined to the polygons of its parcels, and its areas compared with theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import pandas as pd

from geokit.arguments import public
from geokit.land.crs.transform import is_local
from geokit.land.measure.polygons import Method, print_noise_m2
from geokit.ledgers.figures.land import areas_m2, in_plane
from geokit.ledgers.joining.match import LedgerMatch, Match
from geokit.ledgers.joining.table import LedgerTable, NoKeyError, find_table, plain_keys, read_table
from geokit.parcels.declared_areas import parse_figures, to_square_metres
from geokit.parcels.diagnostics import ATTRIBUTE, Notice
from geokit.parcels.given import ReadingOptions, given_parcels

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.parcels.given import ParcelsLike

    Floats = NDArray[np.float64]

KEYS: Final = ("id", "name")

# Without a word on the decimals, the coordinates of a survey are printed to the millimetre.
_DECIMALS: Final = 3


@public
def reconcile_ledger(
    parcels: ParcelsLike,
    table: pd.DataFrame | str | os.PathLike[str],
    *,
    key: str | None = None,
    area: str | None = None,
    method: Method = "planar",
    **reading: Unpack[ReadingOptions],
) -> LedgerMatch:
    """Join an Excel or CSV ledger to the polygons of its parcels.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system.
    table : DataFrame or path
        The ledger: a table, a workbook (.xlsx) or a CSV file. Headings are found below titles and recognised as
        those of parcel files are; rows of sums are left out.
    key : str, optional
        What rows and polygons are joined by: ``id``, ``name``, or the ledger's own column. Left out, the column that holds
        most of the parcels' ids is taken, or of their names where it holds no id; where it holds neither, the one that is
        headed as ids are.
    area : str, optional
        The ledger's own name of the column of areas, where it is not recognised.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How polygons are measured: as the ledger's figures were.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    LedgerMatch
        ``ok``, ``to_frame()``, ``sentences()``.

    Raises
    ------
    InputError
        The ledger cannot be read, or has no column of ids.
    UnknownNameError
        There is no column `area`.
    CrsError
        The parcels have no coordinate system, or one that the method cannot measure in.

    Notes
    -----
    A difference of areas is allowed up to half a unit of the ledger figure's last digit and the print noise of the
    coordinates: the figure is taken to come from these very coordinates (advice of this project).

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> book = pd.DataFrame({"地块编号": ["A", "C"], "面积（亩）": [15.0, 8.0]})
    >>> for line in reconcile_ledger(parcels, book).sentences("en"):
    ...     print(line)
    Rows in the ledger: 2, polygons: 2; in agreement: 1, not: 2.
    rows without a polygon (1): C.
    polygons without a row (1): B.
    """
    frame = given_parcels(parcels, **reading)
    try:
        book, by = read_book(frame, table, key, area)
    except NoKeyError:
        # Nothing of it is of these parcels: every row is without a polygon, every polygon without a row.
        book, by = read_table(table, "id", area), "id"
    return match_table(frame, book, by, *in_plane(frame, method), method)


def read_book(
    parcels: gpd.GeoDataFrame,
    ledger: pd.DataFrame | str | os.PathLike[str],
    key: str | None,
    area: str | None = None,
) -> tuple[LedgerTable, str]:
    """Return the rows of a ledger, and the column of the parcels that its key is: ``id`` or ``name``.

    Parameters
    ----------
    parcels : GeoDataFrame
        A canonical table.
    ledger, key, area
        As for :func:`reconcile_ledger`.

    Raises
    ------
    NoKeyError
        No key is given, and no column holds what the parcels are called.
    InputError
        The ledger cannot be read, or no column is the key.
    UnknownNameError
        There is no column `area`.
    """
    values = {by: frozenset(plain_keys(parcels[by].dropna())) for by in KEYS}
    if key is None:
        return find_table(ledger, values, area)
    book = read_table(ledger, key, area)
    if key in KEYS:
        return book, key
    known = frozenset(plain_keys(pd.Series(book.keys).dropna()))
    return book, max(KEYS, key=lambda by: len(known & values[by]))


def match_table(
    frame: gpd.GeoDataFrame,
    book: LedgerTable,
    by: str,
    shapes: NDArray[np.object_],
    crs: Any,
    method: Method = "planar",
) -> LedgerMatch:
    """Return what joining the rows of a ledger to parcels finds.

    Parameters
    ----------
    frame : GeoDataFrame
        A canonical table.
    book : LedgerTable
        The ledger.
    by : {"id", "name"}
        The column of the parcels that the ledger's key is.
    shapes, crs
        The parcels in a plane, None where one has no area, and its system.
    method
        As for :func:`reconcile_ledger`.
    """
    keys, names = (pd.Series(plain_keys(each), dtype=object) for each in (book.keys, frame[by]))
    joined = _join(keys, book.rows, names)
    at = joined["first_polygon"].to_numpy()
    measured_m2 = _at(areas_m2(shapes, crs, method), at)
    notices = _with_areas(joined, book, measured_m2)
    decimals = frame.attrs.get(ATTRIBUTE, {}).get("decimals") or _DECIMALS
    joined["allowed_m2"] += _at(print_noise_m2(shapes, decimals), at)
    ellipsoidal_m2 = measured_m2 if method != "planar" else _at(_ellipsoidal_m2(shapes, crs), at)
    joined["match"] = pd.Series(_outcomes(joined, ellipsoidal_m2), dtype=object)
    return LedgerMatch(joined, method, (*book.notices, *notices))


def _join(book: pd.Series, rows: NDArray[np.intp], polygons: pd.Series) -> pd.DataFrame:
    """Return a row a key, in the order of the ledger and then of the parcels; what has no key has a row each."""
    sides = pd.concat(
        [
            pd.DataFrame({"key": book, "row": rows, "entry": np.arange(len(book)), "polygon": -1}),
            pd.DataFrame({"key": polygons, "row": -1, "entry": -1, "polygon": np.arange(len(polygons))}),
        ],
        ignore_index=True,
    )
    # What has no key is a group of its own.
    codes, keys = pd.factorize(sides["key"])
    own = np.where(codes >= 0, codes, len(keys) + np.arange(len(sides)))
    first = sides.where(sides != -1).groupby(own, sort=False)[["row", "entry", "polygon"]].first()
    counted = (sides[["entry", "polygon"]] >= 0).groupby(own, sort=False).sum()
    joined = first.fillna(-1).astype(np.intp)
    joined.columns = ["first_row", "entry", "first_polygon"]
    joined.insert(0, "key", sides.groupby(own, sort=False)["key"].first())
    return joined.assign(rows=counted["entry"], polygons=counted["polygon"]).reset_index(drop=True)


def _with_areas(joined: pd.DataFrame, book: LedgerTable, measured_m2: Floats) -> list[Notice]:
    """Add declared, measured and allowed areas; return what is to be said about the figures."""
    joined["measured_m2"] = measured_m2
    joined["declared_m2"], joined["allowed_m2"] = np.nan, np.nan
    if book.figures is None:
        return []
    entries = joined["entry"].to_numpy()
    known = entries >= 0
    areas_m2 = np.full(len(book.keys), np.nan)
    areas_m2[entries[known]] = measured_m2[known]
    figures = parse_figures(book.figures)
    declared_m2, half_unit_m2, notices = to_square_metres(
        figures, areas_m2, book.unit, counted_m2=book.counted_m2
    )
    joined["declared_m2"], joined["allowed_m2"] = _at(declared_m2, entries), _at(half_unit_m2, entries)
    return notices


def _outcomes(joined: pd.DataFrame, ellipsoidal_m2: Floats) -> NDArray[np.object_]:
    declared, allowed = joined["declared_m2"].to_numpy(), joined["allowed_m2"].to_numpy()
    agrees, agrees_there = (
        np.abs(measured - declared) <= allowed
        for measured in (joined["measured_m2"].to_numpy(), ellipsoidal_m2)
    )
    rows, polygons = joined["rows"].to_numpy(), joined["polygons"].to_numpy()
    unknown = np.isnan(declared) | np.isnan(joined["measured_m2"].to_numpy())
    checks = [polygons == 0, rows == 0, rows > 1, polygons > 1, unknown, agrees, agrees_there]
    matches = [Match.NO_POLYGON, Match.NO_ROW, Match.DUPLICATE_ROW, Match.DUPLICATE_POLYGON, Match.NOT_COMPARED,
               Match.AGREES, Match.METHOD]  # fmt: skip
    number = np.select(checks, range(len(checks)), default=len(checks))
    outcomes: NDArray[np.object_] = np.array([*matches, Match.AREA_DIFFERS], dtype=object)[number]
    return outcomes


def _ellipsoidal_m2(shapes: NDArray[np.object_], crs: Any) -> Floats:
    if crs is None or len(shapes) == 0 or is_local(crs):
        return np.full(len(shapes), np.nan)
    return areas_m2(shapes, crs, "ellipsoidal")


def _at(values: Floats, positions: NDArray[np.intp]) -> Floats:
    """Return values at positions; NaN at -1."""
    return np.append(values, np.nan)[positions]
