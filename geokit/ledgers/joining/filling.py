"""What an office's ledger says of parcels, put where the parcels themselves say nothing; what they say stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError
from geokit.geometry.rings import is_polygonal
from geokit.i18n import Words
from geokit.ledgers.figures.land import in_plane
from geokit.ledgers.joining.rows import match_table, read_book
from geokit.ledgers.joining.table import KEY_FOUND, LedgerTable, plain_keys
from geokit.parcels.codes import fold, unknown_terms
from geokit.parcels.diagnostics import Diagnostics, Notice, notices_of
from geokit.parcels.normalize import normalize
from geokit.parcels.table import BESIDE_THE_FIGURE, PROVENANCE_COLUMNS

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.joining.match import LedgerMatch

    Ints = NDArray[np.intp]

_FIGURE: Final = "declared_m2"
FILLED: Final = (
    "name", "phase", "batch", "stage", "status", _FIGURE, "village", "ownership", "land_use", "land_class",
    "land_class_gbt21010", "land_class_territorial", "approved_on", "acquired_on", "stored_on", "supplied_on",
)  # fmt: skip
# What is remarkable about the figures of areas, and about two columns for one thing.
_REMARKS: Final = ("declared_", "column_kept", "digits_lost")
_UNKNOWN = Words(
    zh="台账“{column}”列的值“{text}”无法识别，未采用",
    en="the ledger's value “{text}” of “{column}” is not understood and was not taken",
)


@dataclass(frozen=True)
class LedgerJoin:
    """An office's ledger beside the parcels that it was joined to.

    Attributes
    ----------
    source : str
        The ledger's file; empty for a table in memory.
    key : str
        The ledger's column that it was joined by.
    by : {"id", "name"}
        What that column holds of the parcels.
    match : LedgerMatch
        What joining found: a row a key.
    keys : ndarray of object, shape (parcels,)
        What each parcel is joined by, as keys are compared.
    filled : mapping of str to int
        By canonical column how many parcels got their value from the ledger.
    differing : mapping of str to ndarray of int
        By canonical column the positions of the parcels that say something else than the ledger; theirs stands.
    notices : tuple of Notice
        What was remarkable about the ledger; lines are its rows as Excel counts them.
    """

    source: str
    key: str
    by: str
    match: LedgerMatch
    keys: NDArray[np.object_]
    filled: Mapping[str, int] = field(default_factory=dict)
    differing: Mapping[str, Ints] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @cached_property
    def met(self) -> int:
        """How many parcels have a row."""
        table = self.match.table
        return int(table.loc[table["rows"] > 0, "polygons"].sum())


def join_ledger(
    parcels: gpd.GeoDataFrame,
    ledger: pd.DataFrame | str | os.PathLike[str],
    key: str | None = None,
    unknown: Mapping[str, NDArray[np.object_]] | None = None,
) -> tuple[gpd.GeoDataFrame, LedgerJoin]:
    """Return parcels with their empty canonical columns filled from a ledger, a new table, and what joining found.

    Only a row and a polygon that are each the only one of their key are joined.

    Parameters
    ----------
    parcels : GeoDataFrame
        A canonical table.
    ledger : DataFrame or path
        As for :func:`geokit.reconcile_ledger`.
    key : str, optional
        ``id``, ``name``, or the ledger's own column. Left out, the column that holds most of the parcels' ids is taken, or
        of their names where it holds no id.
    unknown : mapping of str to ndarray of object, optional
        By column, texts of the parcels that were not understood, or None: such a parcel says something there.

    Raises
    ------
    InputError
        The ledger cannot be read, or no column fits the key.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> book = pd.DataFrame({"编号": ["A", "B"], "阶段": ["收储", "供地"], "面积（亩）": [15.0, 15.5]})
    >>> parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], stage=["approved", None])
    >>> table, join = join_ledger(parcels, book)
    >>> table["stage"].tolist(), dict(join.filled), join.differing["stage"].tolist()
    (['approved', 'supplied'], {'stage': 1, 'declared_m2': 2}, [0])
    """
    book, by = read_book(parcels, ledger, key)
    match = match_table(parcels, book, by, *_in_plane(parcels))
    remarks = tuple(notice for notice in book.notices if notice.code != KEY_FOUND)
    join = LedgerJoin(book.source, book.key, by, match, plain_keys(parcels[by]), notices=remarks)
    table = match.table
    alone = table[(table["rows"] == 1) & (table["polygons"] == 1)]
    alone = alone[_is_drawn(parcels)[alone["first_polygon"].to_numpy()]]
    if alone.empty:
        return parcels, join
    said, at, notices = _said_of(parcels, book, alone)
    columns, filled, differing = _taken(parcels, said, at, unknown or {})
    join = replace(join, filled=filled, differing=differing, notices=(*remarks, *notices))
    return parcels.assign(**columns), join


def _in_plane(parcels: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], Any]:
    """Return the parcels in a plane; none of them where they have no system: the rules name that."""
    try:
        return in_plane(parcels, "planar")
    except CrsError:
        return np.full(len(parcels), None, dtype=object), None


def _is_drawn(parcels: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which parcels have an outline that can be read, valid or not."""
    shapes = parcels.geometry.to_numpy()
    is_finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    drawn: NDArray[np.bool_] = is_finite & is_polygonal(shapes)
    return drawn


def _said_of(
    parcels: gpd.GeoDataFrame, book: LedgerTable, alone: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, Ints, list[Notice]]:
    """Return what the ledger says of parcels as a canonical table, their positions, and what is remarkable about it.

    Read like a file whose shapes are the parcels': the unit that nobody wrote is told by measuring them.
    """
    import geopandas as gpd

    entries, at = (alone[name].to_numpy(dtype=np.intp) for name in ("entry", "first_polygon"))
    own = book.frame.assign(**({} if book.figures is None else {book.figures.name: book.figures.to_numpy()}))
    # A ledger that says which file it was read from says nothing of the parcels' own.
    own = own.drop(columns=[*PROVENANCE_COLUMNS, "geometry"], errors="ignore").iloc[entries]
    frame = gpd.GeoDataFrame(
        own.reset_index(drop=True), geometry=parcels.geometry.to_numpy()[at], crs=parcels.crs
    )
    made = normalize(frame)
    record, lines = made["record"].to_numpy(), book.rows[entries]
    notices = [
        each if each.record is None else replace(each, record=None, line=int(lines[each.record]))
        for each in notices_of(made)
        if each.code.startswith(_REMARKS)
    ]
    return made, at[record], [*notices, *_about_unknown(made, lines[record])]


def _about_unknown(made: gpd.GeoDataFrame, lines: Ints) -> list[Notice]:
    remarks = Diagnostics()
    for column, texts in unknown_terms(made).items():
        for row in np.flatnonzero(pd.notna(texts)).tolist():
            remarks.add("ledger_value", _UNKNOWN, line=int(lines[row]), column=column, text=texts[row])
    return remarks.notices()


def _taken(
    parcels: gpd.GeoDataFrame,
    said: gpd.GeoDataFrame,
    at: Ints,
    unknown: Mapping[str, NDArray[np.object_]],
) -> tuple[dict[str, Any], dict[str, int], dict[str, Ints]]:
    """Return the columns that the ledger fills, how many values each gets, and which parcels say something else."""
    columns: dict[str, Any] = {}
    filled: dict[str, int] = {}
    differing: dict[str, Ints] = {}
    for name in FILLED:
        own, others = parcels[name].to_numpy(), said[name].to_numpy()
        is_said = pd.notna(others)
        says_nothing = pd.isna(own)
        if name in unknown:
            says_nothing &= pd.isna(unknown[name])
        if name == _FIGURE:
            # What is written there and was not understood is no blank.
            says_nothing &= parcels["declared_text"].isna().to_numpy()
        fills = is_said & says_nothing[at]
        if fills.any():
            filled[name] = int(fills.sum())
            for column in (name, *(sorted(BESIDE_THE_FIGURE) if name == _FIGURE else ())):
                values = parcels[column].to_numpy().copy()
                values[at[fills]] = said[column].to_numpy()[fills]
                # Without its dtype pandas would make text of it, in which None is NaN.
                columns[column] = pd.Series(values, index=parcels.index, dtype=values.dtype)
        both = np.flatnonzero(is_said & pd.notna(own[at])) if name != _FIGURE else np.empty(0, np.intp)
        other = [row for row in both.tolist() if fold(own[at[row]]) != fold(others[row])]
        if other:
            differing[name] = at[other]
    return columns, filled, differing
