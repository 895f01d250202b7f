"""The files of one submission side by side: in one plane, and each parcel beside its counterparts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geokit.auditing.differences.rings import agreeing_outlines, compare_outlines
from geokit.auditing.findings import Place
from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.crs.transform import datum_of, gauss_kruger, reproject, zone_of
from geokit.land.crs.working import working_crs
from geokit.land.crs.zones import PREFIX_M
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.normalize import normalize
from geokit.parcels.screening import looks_like_degrees
from geokit.parcels.table import have_ids, is_row_name, parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from pyproj import CRS

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

_COMPARED = ("declared_m2", "declared_half_unit_m2", "declared_method", "line", "record")
# Printed decimals are binary fractions: what is a half-unit apart on paper is a little more or less in memory.
_NOISE_M2 = 1e-6

_DEGREES = Words(
    zh="没有坐标系，而坐标看来是经纬度；请给出坐标系",
    en="it has no coordinate system and its coordinates look like degrees; give the system",
)


@dataclass(frozen=True)
class SubmissionTable:
    """The parcels of one file of a submission.

    Parameters
    ----------
    file : str
        The file as its submission names it.
    columns : mapping of str to ndarray
        What is compared besides the outlines, and where each parcel stands.
    names : ndarray of object
        What each is called, ``row:N`` where it has no unique number of its own.
    shapes, normal : ndarray of object
        The outlines in the plane of the comparison, as they are and put in one order.
    unreadable : frozenset of str
        The numbers of records that could not be read.
    """

    file: str
    columns: Mapping[str, NDArray[Any]]
    names: NDArray[np.object_]
    shapes: NDArray[np.object_]
    normal: NDArray[np.object_]
    unreadable: frozenset[str]

    @classmethod
    def of(cls, file: str, frame: gpd.GeoDataFrame, plane: CRS | None) -> SubmissionTable:
        """Return the parcels of a table.

        Raises
        ------
        CrsError
            They cannot be brought to the plane.
        InputError
            It is no table of parcels.
        """
        table = normalize(frame)
        shapes = _in_plane(table, plane)
        unreadable = frozenset(record.id for record in unreadable_of(frame) if record.id)
        columns = {name: table[name].to_numpy() for name in _COMPARED}
        return cls(file, columns, parcel_ids(table), shapes, shapely.normalize(shapes), unreadable)

    @cached_property
    def is_named(self) -> Flags:
        """Whether each parcel has a number of its own."""
        return have_ids(self.names)

    def place(self, at: int) -> Place:
        """Return where a parcel stands in the file; the file alone where it has no such parcel."""
        if at < 0:
            return Place(self.file)
        line, record = (int(self.columns[column][at]) for column in ("line", "record"))
        return Place(self.file, line if line > 0 else None, record if record >= 0 else None)


def common_plane(frames: Iterable[gpd.GeoDataFrame]) -> CRS | None:
    """Return the plane to compare tables in: that of the first with a system; None where none has one."""
    for frame in frames:
        if frame.crs is not None and len(frame):
            return working_crs(frame.crs, frame.total_bounds.tolist())
    return None


def _in_plane(table: gpd.GeoDataFrame, plane: CRS | None) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = table.geometry.to_numpy()
    if plane is None or len(table) == 0:
        return shapes
    return reproject(shapes, table.crs if table.crs is not None else _assumed(table, plane), plane)


def _assumed(table: gpd.GeoDataFrame, plane: CRS) -> CRS:
    """Return the system of a file that names none: the submission's, with a zone in front of eastings or without."""
    bounds = table.total_bounds
    if looks_like_degrees(bounds):
        raise CrsError(_DEGREES)
    zone, datum = zone_of(plane), datum_of(plane)
    if zone is None or datum is None:
        return plane
    return gauss_kruger(datum, zone.zone, width=zone.width, prefixed=bool(bounds[0] >= 10 * PREFIX_M))


def side_by_side(files: Sequence[SubmissionTable], tolerance_m: float) -> Ints:
    """Return the position of each parcel in each file, -1 where a file has it not; a row a parcel, a column a file.

    Parcels are the same where their numbers are, and otherwise where all sides of their boxes agree.
    """
    rows = np.empty((0, len(files)), dtype=np.intp)
    for column, file in enumerate(files):
        row_of = _rows_of(file, files, rows, tolerance_m)
        new = np.flatnonzero(row_of < 0)
        row_of[new] = len(rows) + np.arange(len(new))
        rows = np.vstack([rows, np.full((len(new), len(files)), -1, dtype=np.intp)])
        rows[row_of, column] = np.arange(len(row_of))
    return rows


def _rows_of(file: SubmissionTable, files: Sequence[SubmissionTable], rows: Ints, tolerance_m: float) -> Ints:
    """Return the row that each parcel of a file belongs to, -1 where there is none yet."""
    names, shapes = _of_rows(files, rows)
    known = {name: row for row, name in enumerate(names) if not is_row_name(name)}
    row_of = np.array([known.get(name, -1) for name in file.names], dtype=np.intp)
    alone, free = np.flatnonzero(row_of < 0), np.setdiff1d(np.arange(len(rows)), row_of)
    if len(alone) and len(free):
        found = _in_one_box(file.shapes[alone], shapes[free], tolerance_m)
        row_of[alone[found >= 0]] = free[found[found >= 0]]
    return row_of


def _of_rows(files: Sequence[SubmissionTable], rows: Ints) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the name and outline of each row, from the first file that has it."""
    names, shapes = np.full(len(rows), "", dtype=object), np.full(len(rows), None, dtype=object)
    for column, file in reversed(list(enumerate(files))):
        has = np.flatnonzero(rows[:, column] >= 0)
        names[has] = file.names[rows[has, column]]
        shapes[has] = file.shapes[rows[has, column]]
    return names, shapes


def _in_one_box(shapes: NDArray[np.object_], others: NDArray[np.object_], tolerance_m: float) -> Ints:
    """Return which other outline has the same box as each outline, -1 where none has; none is given twice."""
    boxes, other_boxes = shapely.bounds(shapes), shapely.bounds(others)
    tree = shapely.STRtree(np.asarray(shapely.points(other_boxes[:, :2])))
    at, to = tree.query(shapely.points(boxes[:, :2]), predicate="dwithin", distance=2 * tolerance_m)
    apart = np.abs(boxes[at] - other_boxes[to]).max(axis=1)
    found = np.full(len(shapes), -1, dtype=np.intp)
    taken: set[int] = set()
    for pair in np.argsort(apart, kind="stable"):
        if apart[pair] <= tolerance_m and found[at[pair]] < 0 and int(to[pair]) not in taken:
            found[at[pair]] = to[pair]
            taken.add(int(to[pair]))
    return found


def agreement(one: SubmissionTable, other: SubmissionTable, at: Ints, to: Ints, tolerance_m: float) -> Flags:
    """Tell for each row whether two files say the same of it; both not having it is the same too."""
    agree = (at < 0) & (to < 0)
    both = np.flatnonzero((at >= 0) & (to >= 0))
    at, to = at[both], to[both]
    same = (
        same_names(one, other, at, to) & same_figures(one, other, at, to) & same_methods(one, other, at, to)
    )
    outlines = agreeing_outlines(one.normal[at], other.normal[to], tolerance_m)
    for row in np.flatnonzero(same & ~outlines):
        outlines[row] = not compare_outlines(one.shapes[at[row]], other.shapes[to[row]], tolerance_m)
    agree[both] = same & outlines
    return agree


def same_names(one: SubmissionTable, other: SubmissionTable, at: Ints, to: Ints) -> Flags:
    """Tell whether parcels have the same number, or both none."""
    unnamed = ~one.is_named[at] & ~other.is_named[to]
    same: Flags = unnamed | (one.names[at] == other.names[to])
    return same


def same_figures(one: SubmissionTable, other: SubmissionTable, at: Ints, to: Ints) -> Flags:
    """Tell whether declared areas agree to the half-unit of the coarser one; a file may also declare none."""
    apart = np.abs(one.columns["declared_m2"][at] - other.columns["declared_m2"][to])
    halves = (one.columns["declared_half_unit_m2"][at], other.columns["declared_half_unit_m2"][to])
    same: Flags = ~(apart > np.nan_to_num(np.fmax(*halves)) + _NOISE_M2)
    return same


def same_methods(one: SubmissionTable, other: SubmissionTable, at: Ints, to: Ints) -> Flags:
    """Tell whether declared areas were measured by the same method, as far as both files say by which."""
    left, right = one.columns["declared_method"][at], other.columns["declared_method"][to]
    same: Flags = (left == right) | pd.isna(left) | pd.isna(right)
    return same
