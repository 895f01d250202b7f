"""The parcel table: the canonical columns of every parcel, in one documented place.

A column that a file does not have is there all the same, filled with None (text), NaN (float64) or -1 (int64), so
that whoever uses the table never has to look whether it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np
import pandas as pd

from geokit.geometry.arrays import found_among, repeated_rows, slices
from geokit.i18n import Words
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Ints

Kind = Literal["text", "float64", "int64"]


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column.

    Parameters
    ----------
    name : str
        The column's name in the table.
    kind : {"text", "float64", "int64"}
        Text is of dtype object, each value a str or None; a missing float64 is NaN, a missing int64 is -1.
    words : Words
        The heading a reader sees.
    meaning : str
        What the values are.
    """

    name: str
    kind: Kind
    words: Words
    meaning: str


# What is said of a declared area besides the figure, which says all of it once it stands with its unit and decimals.
BESIDE_THE_FIGURE: Final = frozenset({"declared_half_unit_m2", "declared_text", "declared_method"})

COLUMNS: tuple[Column, ...] = (
    Column("id", "text", Words(zh="地块编号", en="id"), "the parcel's number as its office writes it"),
    Column("name", "text", Words(zh="地块名称", en="name"), "the parcel's name"),
    Column("phase", "text", Words(zh="期次", en="phase"), "the phase of the park, as written"),
    Column("batch", "text", Words(zh="批次", en="batch"), "the approval batch, as written"),
    Column("stage", "text", Words(zh="阶段", en="stage"), "a code of vocabulary.STAGES"),
    Column("status", "text", Words(zh="状态", en="status"), "a code of vocabulary.STATUSES"),
    Column("declared_m2", "float64", Words(zh="地块面积", en="declared area"), "declared area in m²"),
    Column(
        "declared_half_unit_m2",
        "float64",
        Words(zh="地块面积半单位", en="half-unit of the declared area"),
        "half a unit of the declared figure's last digit, in m²",
    ),
    Column("declared_text", "text", Words(zh="地块面积原文", en="declared area as written"), "as written"),
    Column(
        "declared_method",
        "text",
        Words(zh="地块面积量算方法", en="method of the declared area"),
        "how the declared area was measured: planar, ellipsoidal, or None where the file does not say",
    ),
    Column("village", "text", Words(zh="村", en="village"), "village or town"),
    Column("ownership", "text", Words(zh="权属性质", en="ownership"), "collective or state, as written"),
    Column("land_use", "text", Words(zh="用途", en="land use"), "the use in words, as written"),
    Column(
        "land_class",
        "text",
        Words(zh="地类编码（三调）", en="land class (third survey)"),
        "the code of the third national survey's working classes, as written",
    ),
    Column(
        "land_class_gbt21010",
        "text",
        Words(zh="地类编码（GB/T 21010）", en="land class (GB/T 21010)"),
        "the code of GB/T 21010-2017, as written",
    ),
    Column(
        "land_class_territorial",
        "text",
        Words(zh="用地用海分类代码", en="land and sea use"),
        "the code of land and sea use of territorial planning, as written",
    ),
    Column("approved_on", "text", Words(zh="批准日期", en="approved on"), "ISO date"),
    Column("acquired_on", "text", Words(zh="征收日期", en="acquired on"), "ISO date"),
    Column("stored_on", "text", Words(zh="收储日期", en="stored on"), "ISO date"),
    Column("supplied_on", "text", Words(zh="供地日期", en="supplied on"), "ISO date"),
    Column("source", "text", Words(zh="来源文件", en="source"), "the file's name, without its folder"),
    Column(
        "record",
        "int64",
        Words(zh="记录号", en="record"),
        "the record in its file: the feature id where the format has one (GeoPackage counts from 1, a "
        "shapefile from 0), otherwise counted from 0 in the order of the file",
    ),
    Column("line", "int64", Words(zh="行号", en="line"), "the line of the parcel's first row, from 1, or -1"),
)

COLUMN_NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
# What a reader sees of each column, in every product.
COLUMN_WORDS = {column.name: column.words for column in COLUMNS}
PROVENANCE_COLUMNS = ("source", "record", "line")
DATE_COLUMNS = ("approved_on", "acquired_on", "stored_on", "supplied_on")

_FILL: dict[Kind, float] = {"float64": np.nan, "int64": -1}
_DTYPE: dict[Kind, str] = {"text": "object", "float64": "float64", "int64": "int64"}

# What the name of a parcel without one begins with; its row follows.
_ROW = "row:"


def parcel_frame(
    columns: Mapping[str, Any], geometry: Any, *, crs: Any = None, extra: Mapping[str, Any] | None = None
) -> gpd.GeoDataFrame:
    """Build a parcel table: canonical columns first, what a file has besides after them, geometry last.

    Parameters
    ----------
    columns : mapping of str to array
        Values of canonical columns; those that are absent are filled.
    geometry : array of shapely geometries
        One (multi)polygon a parcel.
    crs : optional
        Anything that GeoPandas takes as a CRS.
    extra : mapping of str to array, optional
        Columns of the file that are not canonical, kept as they are.

    Examples
    --------
    >>> import shapely
    >>> frame = parcel_frame({"id": ["DK-01"]}, [shapely.box(0, 0, 10, 10)], crs="EPSG:4548")
    >>> frame.loc[0, "id"], frame.loc[0, "phase"], int(frame.loc[0, "record"])
    ('DK-01', None, -1)
    """
    clean = {
        column.name: _clean(column, columns[column.name]) for column in COLUMNS if column.name in columns
    }
    return assembled_frame(clean, np.asarray(geometry, dtype=object), crs=crs, extra=extra)


def assembled_frame(
    columns: Mapping[str, Any], geometry: NDArray[np.object_], *, crs: Any, extra: Mapping[str, Any] | None
) -> gpd.GeoDataFrame:
    """Build a parcel table of arrays that have their dtypes and missing values already; None stands for no value."""
    import geopandas as gpd
    from geopandas.array import GeometryArray

    index = pd.RangeIndex(len(geometry))
    missing = _missing(index)
    data = {
        column.name: _series(column, columns[column.name], index)
        if columns.get(column.name) is not None
        else missing[column.kind]
        for column in COLUMNS
    }
    others = {name: missing["text"] if each is None else each for name, each in (extra or {}).items()}
    shapes = GeometryArray(geometry, crs=crs)
    # A copy would also join the columns into blocks, which takes longer than all the rest.
    return gpd.GeoDataFrame({**data, **others, "geometry": shapes}, index=index, copy=False)


def _clean(column: Column, values: Any) -> Any:
    array = np.asarray(values, dtype=_DTYPE[column.kind])
    if column.kind == "text" and (missing := pd.isna(array)).any():
        array = np.where(missing, None, array)  # type: ignore[call-overload]
    return array


def _missing(index: pd.RangeIndex) -> dict[Kind, pd.Series[Any]]:
    """Return a column without values of each kind; pandas copies a column that several share when one is changed."""
    text = np.empty(len(index), dtype=object)  # objects that were never set are None
    missing: dict[Kind, pd.Series[Any]] = {"text": pd.Series(text, index=index, dtype=object, copy=False)}
    for kind, value in _FILL.items():
        missing[kind] = pd.Series(value, index=index, dtype=_DTYPE[kind])
    return missing


def _series(column: Column, values: Any, index: pd.RangeIndex) -> pd.Series[Any]:
    if isinstance(values, np.ndarray) and not values.flags.writeable:
        values = values.copy()  # what pandas lends of a caller's table cannot be written to
    # Without its dtype pandas would make text of text and None, in which None is NaN.
    return pd.Series(values, index=index, dtype=_DTYPE[column.kind], copy=False)


def is_row_name(name: str) -> bool:
    """Tell whether a name of :func:`parcel_ids` stands for a parcel without an id of its own."""
    return name.startswith(_ROW)


def have_ids(names: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which names of :func:`parcel_ids` are a parcel's own.

    Examples
    --------
    >>> have_ids(np.array(["DK-01", "row:2"], dtype=object)).tolist()
    [True, False]
    """
    return np.array([not is_row_name(name) for name in names.tolist()], dtype=bool)


def parcel_ids(frame: gpd.GeoDataFrame, rows: NDArray[np.integer] | None = None) -> NDArray[np.object_]:
    """Return a unique name for each parcel: its id where that is unique, otherwise ``row:N``.

    N is the parcel's position in the table, counted from 0, or what `rows` says.

    Examples
    --------
    >>> import shapely
    >>> frame = parcel_frame({"id": ["A", "B", "B", None]}, [shapely.box(0, 0, 1, 1)] * 4)
    >>> list(parcel_ids(frame))
    ['A', 'row:1', 'row:2', 'row:3']
    """
    names: NDArray[np.object_] = ParcelNames.of(frame, rows)[:]
    return names


@dataclass(frozen=True, slots=True, eq=False)
class ParcelNames:
    """A unique name for each parcel of a table, as :func:`parcel_ids`: texts are made of those that are asked for.

    Parameters
    ----------
    ids : array
        The parcels' own, as the table has them.
    renamed, numbers : ndarray of int
        Which parcels go by another name, ascending, and their numbers in it.

    Examples
    --------
    >>> import shapely
    >>> names = ParcelNames.of(parcel_frame({"id": ["A", "B", "B"]}, [shapely.box(0, 0, 1, 1)] * 3))
    >>> names[0], names[np.array([2, 0])], len(names)
    ('A', array(['row:2', 'A'], dtype=object), 3)
    """

    ids: Any
    renamed: Ints
    numbers: NDArray[np.integer]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, rows: NDArray[np.integer] | None = None) -> ParcelNames:
        """Return the names of a table's parcels."""
        column = frame["id"]
        # An array of pandas takes ten times as long to index as one of numpy.
        ids = column.to_numpy() if column.dtype == object else column.array
        renamed = _without_name(ids)
        return cls(ids, renamed, renamed if rows is None else rows[renamed])

    def __len__(self) -> int:
        """Return how many parcels there are."""
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        """Yield all names."""
        return iter(self[:].tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: FBT001 - as numpy calls it
        """Return all names as an array."""
        return np.asarray(self[:], dtype=dtype)

    def __getitem__(self, positions: Any) -> Any:
        """Return the names at positions, or where a mask is true, as an array; at one position, that one."""
        if isinstance(positions, slice):
            positions = np.arange(*positions.indices(len(self)))
        at = np.asarray(positions)
        if at.dtype == np.bool_:
            at = np.flatnonzero(at)
        if at.ndim == 0:
            return self._at(int(at))
        at = np.where(at < 0, at + len(self), at).astype(np.intp)
        names = np.array(self.ids[at], dtype=object)
        found, renamed = found_among(self.renamed, at)
        names[found] = [f"{_ROW}{number}" for number in self.numbers[renamed].tolist()]
        return names

    def _at(self, position: int) -> str:
        # An array of pandas takes ten times as long for a list of one.
        own = self.ids[position]
        position %= len(self)
        place = int(np.searchsorted(self.renamed, position))
        is_renamed = place < len(self.renamed) and self.renamed[place] == position
        return f"{_ROW}{self.numbers[place]}" if is_renamed else cast("str", own)

    def positions_of(self, names: Collection[str]) -> Ints:
        """Return the positions of parcels of some names, ascending.

        Examples
        --------
        >>> import shapely
        >>> names = ParcelNames.of(parcel_frame({"id": ["A", "B", "B"]}, [shapely.box(0, 0, 1, 1)] * 3))
        >>> names.positions_of({"A", "row:2", "B"})
        array([0, 2])
        """
        found = _are_among(self.ids, list(names))
        found[self.renamed] = [f"{_ROW}{number}" in names for number in self.numbers.tolist()]
        return np.flatnonzero(found)


def _are_among(ids: Any, names: list[str]) -> NDArray[np.bool_]:
    """Return which ids are among some names, as an array of its own."""
    if not isinstance(ids.dtype, pd.StringDtype) or ids.dtype.storage != "pyarrow":
        return pd.Series(ids, copy=False).isin(names).to_numpy(dtype=bool, copy=True)
    import pyarrow as pa
    import pyarrow.compute as pc

    # pandas would make a scalar of Arrow's of each name, which takes longer than to look for them.
    texts = ids.__arrow_array__()
    found = pc.is_in(texts, value_set=pa.array(names, type=texts.type))
    return np.array(found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy())


def _without_name(ids: Any) -> Ints:
    """Return which ids are none, are several parcels', or read like the name of a row."""
    keys, unusable = np.empty(len(ids), dtype=np.int64), np.empty(len(ids), dtype=bool)
    for rows in slices(len(ids)):
        some = np.asarray(ids[rows], dtype=object)
        keys[rows] = np.fromiter(map(hash, some), dtype=np.int64, count=len(some))
        unusable[rows] = pd.isna(some)
        # An id that itself reads "row:7" would be taken for the eighth parcel.
        starts = some.astype(f"U{len(_ROW)}")
        doubtful = np.flatnonzero((starts == "") | (starts == _ROW))
        unusable[rows][doubtful] |= np.fromiter(map(_no_name, some[doubtful]), dtype=bool)
    # Of equal keys most are of equal ids, and those alone are compared.
    asked = repeated_rows(keys)
    asked = asked[~unusable[asked]]
    unusable[asked] = pd.Series(np.asarray(ids[asked], dtype=object), dtype=object).duplicated(keep=False)
    return np.flatnonzero(unusable)


def _no_name(text: Any) -> bool:
    return isinstance(text, str) and (not text or text.startswith(_ROW))


def in_order_of_ids(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels in the order of their names, which stand in ``_id``: the order that they came in does not count."""
    ids = parcel_ids(frame)
    order = sorted(range(len(ids)), key=lambda at: natural_key(str(ids[at])))
    return frame.iloc[order].reset_index(drop=True).assign(_id=ids[order])
