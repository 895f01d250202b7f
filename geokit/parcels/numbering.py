"""Numbers for parcels: from the north-west, row by row, in groups where asked, beside what the table says already."""

from __future__ import annotations

import re
from itertools import count
from string import Formatter
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np
import pandas as pd
import shapely

from geokit.arguments import public
from geokit.errors import CrsError, OptionError
from geokit.geometry.reading_order import default_row_tolerance_m, reading_order, row_angle, turned
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.parcels.bsm import BAD_START, bsm_of
from geokit.parcels.chosen_columns import column_named, heading_target
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, Origin, to_plain
from geokit.parcels.given import given_table
from geokit.parcels.screening import in_china
from geokit.parcels.values import natural_key, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Ints, Shapes
    from geokit.parcels.given import ParcelsLike

_COLUMN, _BSM = "number", "BSM"

_NO_CRS = Words(
    zh="地块没有坐标系，坐标看来是度：无法确定何处为北、行距多少；请先给出坐标系",
    en="the parcels have no coordinate system and their coordinates look like degrees, so that rows cannot be measured; "
    "set their crs first",
)
_TAKEN = Words(
    zh="表中已有列“{column}”；请另取列名，写明同名则覆盖{option:into}，或保留其中已有的号{option:keep}",
    en="the table has a column “{column}” already; name another, or the same to overwrite it{option:into}, or keep the numbers "
    "in it{option:keep}",
)
_BAD_PATTERN = Words(
    zh="编号格式“{pattern}”不可用{option:pattern}：应含一个数字位置，如 {{:03d}}，此外只能写列名，如 {{village}}",
    en="the pattern “{pattern}” does not serve{option:pattern}: it has one place for the number, such as {{:03d}}, and besides it names of "
    "columns alone, such as {{village}}",
)
_SHAPES = Words(
    zh="列“{column}”是图形，不能写入编号", en="the column “{column}” holds the shapes and no numbers"
)
_BAD_TOLERANCE = Words(
    zh="同一行内北边界可相差的米数应为不小于 0 的数，而不是 {tolerance}",
    en="the north edges of one row differ by a number of metres from 0, not {tolerance}",
)
_BSM_TAKEN = Words(
    zh="表中已有列“{column}”，不会覆盖；请先改名或删去",
    en="the table has a column “{column}” already, which is not overwritten; rename it or leave it out",
)
_TOLERANCE = Words(
    zh="自西北角起逐行编号：北边界相差 {tolerance} 米以内的地块为同一行（地块高度中位数的一半）",
    en="numbered from the north-west row by row: parcels whose north edges differ by {tolerance} m at most are one row (half "
    "the median height of the parcels)",
)
_DIRECTION = Words(
    zh="地块大多随路网{side} {angle}°，按此走向分行；正东西向分行请写 0{option:row_angle}",
    en="most parcels lie {side} by {angle}°, and rows follow them; 0 is for rows due east{option:row_angle}",
)
_SIDES = {
    True: Words(zh="东端偏北", en="with their east end turned north"),
    False: Words(zh="东端偏南", en="with their east end turned south"),
}
_BAD_ANGLE = Words(
    zh="行的偏角应在 −{most}° 至 {most}° 之间，而不是 {angle}",
    en="rows are turned by −{most}° to {most}°, not by {angle}",
)
_MOST_TURN = 90
# Below half a degree a row of a kilometre drifts by less than nine metres.
_WORTH_SAYING = 0.5
_UNNUMBERED = Words(
    zh="{count} 条记录没有图形，未编号",
    en="{count:record has|records have} no shape and no number",
)
_ANEW = Words(
    zh="按“{columns}”分 {count} 组，每组从起始号重新编起",
    en="{count:group|groups} by {columns}; each starts anew",
)
_GO_ON = Words(
    zh="按“{columns}”分 {count} 组，各组连续编号；pattern 中写明组名（如 {{{first}}}），则每组重新编起",
    en="{count:group|groups} by {columns}; numbers go on from group to group, and start anew where the pattern names the "
    "group: {{{first}}}",
)
_SAME = Words(
    zh="{count} 宗地块的号与其他地块相同：分组列的写法不同而得出同样的号；请改 pattern",
    en="{count:parcel has|parcels have} the number of another, since groups give equal texts; change the pattern",
)
_KEPT_TWICE = Words(
    zh="列“{column}”中已有的号有 {count} 个与其他地块相同，原样保留；请核对",
    en="{count:number was|numbers were} kept in the column “{column}” that another parcel has too: check them",
)
_IN_ORDER_OF_ROWS = Words(
    zh="{count} 宗地块与前一宗图形相同，又没有不同的地块编号可以区分：按表中次序编号，行序变则号变",
    en="{count:parcel has|parcels have} the outline of the one before and no other id: numbered as the rows stand, so that another "
    "order of rows gives other numbers",
)
_NUMBER = re.compile(r"(0?[1-9][0-9]?)?d?")


class NumberingOptions(TypedDict, total=False):
    """What :func:`number_parcels` takes besides where the numbers begin and what they look like."""

    row_tolerance_m: float | None
    row_angle: float | None
    by: str | Sequence[str] | None
    into: str | None
    keep: bool
    bsm_width: int | None
    bsm_start: int


@public
def number_parcels(
    parcels: ParcelsLike,
    *,
    columns: Mapping[str, str] | None = None,
    start: int = 1,
    pattern: str = "{:03d}",
    **options: Unpack[NumberingOptions],
) -> gpd.GeoDataFrame:
    """Give parcels numbers from the north-west, row by row, and return the table with the numbers beside.

    The numbers depend on the shapes alone, and for equal ones on the ids: they are the same in whatever order the rows stand,
    and wherever the land lies. Where neither tells parcels apart that is said.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Any columns; nothing of them is changed. Several become one table in canonical columns.
    columns : mapping of str to str, optional
        Original column to canonical column, for names that are not recognised.
    start : int
        The first number.
    pattern : str
        How a number is written: ``{:03d}`` gives 001. Names of columns may stand in it, ``{village}-{:03d}``.
    **options : NumberingOptions
        ``row_tolerance_m``, how much farther south than the northernmost of its row a parcel's extent may begin, metres;
        half the median height of the parcels if left out. ``row_angle``, by how many degrees the rows are turned from east
        to north, 0 for rows due east; that of most edges if left out. ``by``, one column or several, as the table, its file or geokit calls
        them (``权属``, ``village``): groups are numbered one after another, sorted as people count (批次2 before 批次10);
        each starts anew where the pattern names all of these columns. ``into``, the column where the numbers go: ``number`` if left
        out, which must be free; a column that is named is overwritten. ``keep``: parcels that have a number in that column
        keep it, and no other gets it. ``bsm_width``: a column ``BSM`` besides, one number a parcel over all groups, of so
        many digits, from ``bsm_start`` (1).

    Returns
    -------
    GeoDataFrame
        The table with its index and order; what was assumed is said by :func:`geokit.notices_of`.

    Raises
    ------
    OptionError
        The pattern does not serve, the column is taken, or a BSM has too few digits.
    UnknownNameError
        The table has no column that `by` or the pattern names.
    CrsError
        Nobody knows the system of coordinates that look like degrees.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(200, 0, 90), square(0, 5, 90), square(0, -100, 90)], id=["C", "A", "B"])
    >>> number_parcels(table, pattern="G{:02d}")["number"].tolist()
    ['G02', 'G01', 'G03']
    """
    table, keep = given_table(parcels, columns=columns), options.get("keep", False)
    column = heading_target(table, options.get("into") or _COLUMN)
    if column in table and not keep and options.get("into") is None:
        raise OptionError(_TAKEN, column=column)
    if column == table.active_geometry_name:
        raise OptionError(_SHAPES, column=column)
    if _BSM in table and options.get("bsm_width") is not None:
        raise OptionError(_BSM_TAKEN, column=_BSM)
    if start < 0:
        raise OptionError(BAD_START, start=start)
    write = _Pattern(table, pattern, columns or {})
    groups = _Groups(table, options.get("by"), columns or {})
    shapes = _in_metres(table)
    angle, tolerance_m = options.get("row_angle"), options.get("row_tolerance_m")
    if angle is not None and not -_MOST_TURN <= angle <= _MOST_TURN:
        raise OptionError(_BAD_ANGLE, most=_MOST_TURN, angle=angle)
    if tolerance_m is not None and not 0 <= tolerance_m < np.inf:
        raise OptionError(_BAD_TOLERANCE, tolerance=tolerance_m)
    notices = list[Notice]()
    if angle is None:
        angle = row_angle(shapes)
        notices += _about_direction(angle)
    shapes = turned(shapes, angle)
    notices += [] if tolerance_m is not None else [_about_rows(shapes)]
    order = groups.order(shapes, default_row_tolerance_m(shapes) if tolerance_m is None else tolerance_m)
    restart = bool(groups.columns) and set(groups.columns) <= set(write.columns)
    kept = _texts(table, column) if keep and column in table else np.full(len(table), None, object)
    numbers = kept.copy()
    taken = set(kept[pd.notna(kept)])
    for rows in groups.split(order) if restart else [order]:
        _fill(numbers, rows, write, start, taken)
    found = _with_column(table, column, numbers)
    if (width := options.get("bsm_width")) is not None:
        found = _with_column(found, _BSM, bsm_of(order, len(table), width, options.get("bsm_start", 1)))
    return _with_notices(
        found,
        [
            *notices,
            *groups.notices(restart=restart),
            *groups.about_equal(shapes, order),
            *_about_numbers(column, order, numbers, kept),
        ],
    )


def _fill(numbers: Any, rows: Ints, write: _Pattern, start: int, taken: set[str]) -> None:
    """Write numbers of a group into the rows that have none."""
    following = count(start)
    for row in rows.tolist():
        while numbers[row] is None:
            text = write(next(following), row)
            numbers[row] = None if text in taken else text


class _Pattern:
    """How a number is written, with what the table says of its parcel."""

    def __init__(self, frame: gpd.GeoDataFrame, pattern: str, chosen: Mapping[str, str]) -> None:
        self._pattern = pattern
        names = _names_in(pattern)
        self.columns = [column_named(frame, name, chosen) for name in names]
        self._texts = {
            name: pd.Series(_texts(frame, column)).fillna("").tolist()
            for name, column in zip(names, self.columns, strict=True)
        }

    def __call__(self, number: int, row: int) -> str:
        return self._pattern.format(number, **{name: texts[row] for name, texts in self._texts.items()})


def _names_in(pattern: str) -> list[str]:
    """Return the columns that a pattern names.

    Raises
    ------
    OptionError
        It has not one place for the number, or one that would look into an object: ``{a.b}``, ``{a[0]}``.
    """
    try:
        places = [place for place in Formatter().parse(pattern) if place[1] is not None]
    except ValueError:
        raise OptionError(_BAD_PATTERN, pattern=pattern) from None
    numbers = [spec for _, name, spec, conversion in places if name == "" and not conversion]
    columns = [
        str(name)
        for _, name, spec, conversion in places
        if name and not (spec or conversion or set(name) & set(".[]"))
    ]
    if len(numbers) != 1 or len(columns) + 1 != len(places) or not _NUMBER.fullmatch(numbers[0] or ""):
        raise OptionError(_BAD_PATTERN, pattern=pattern)
    return columns


class _Groups:
    """The groups that parcels are numbered in, in the order of their names."""

    def __init__(
        self, frame: gpd.GeoDataFrame, by: str | Sequence[str] | None, chosen: Mapping[str, str]
    ) -> None:
        named = [] if by is None else [by] if isinstance(by, str) else list(by)
        self.columns = [column_named(frame, name, chosen) for name in named]
        self.codes = np.zeros(len(frame), dtype=np.int64)
        self.ties = _sorted_codes(_texts(frame, "id"), str) if "id" in frame else None
        for column in self.columns:
            codes = _sorted_codes(_texts(frame, column), natural_key)
            # Numbered anew each time: the product for many columns is beyond 64 bits.
            self.codes = np.unique(self.codes * (codes.max(initial=0) + 1) + codes, return_inverse=True)[1]

    def order(self, shapes: Shapes, tolerance_m: float) -> Ints:
        """Return the rows that have shapes, group by group, each from its north-west."""
        known = np.flatnonzero(~np.isnan(shapely.bounds(shapes)).any(axis=1))
        known = known[np.argsort(self.codes[known], kind="stable")]
        found = [np.empty(0, dtype=np.int64)]
        for rows in self.split(known):
            ties = None if self.ties is None else self.ties[rows]
            found.append(rows[reading_order(shapes[rows], tolerance_m, ties)])
        return np.concatenate(found)

    def split(self, order: Ints) -> list[Ints]:
        """Return the rows of each group."""
        return np.split(order, np.flatnonzero(np.diff(self.codes[order])) + 1)

    def about_equal(self, shapes: Shapes, order: Ints) -> Iterable[Notice]:
        """Yield how many parcels only the order of rows tells from the one before them."""
        one, other = order[:-1], order[1:]
        # What is equal is counted one after the other.
        alike = (shapely.bounds(shapes[one]) == shapely.bounds(shapes[other])).all(axis=1)
        alike &= self.codes[one] == self.codes[other]
        if self.ties is not None:
            alike &= self.ties[one] == self.ties[other]
        at = np.flatnonzero(alike)
        before, after = (shapely.normalize(shapes[rows[at]]) for rows in (one, other))
        if count := int(np.sum(shapely.equals_exact(before, after, 0.0))):
            yield Notice.of("numbered_by_rows", _IN_ORDER_OF_ROWS, count=count)

    def notices(self, *, restart: bool) -> list[Notice]:
        """Return how the groups were numbered."""
        if not self.columns:
            return []
        fields: dict[str, Any] = {
            "columns": self.columns,
            "first": self.columns[0],
            "count": len(np.unique(self.codes)),
        }
        return [Notice.of("numbered_in_groups", _ANEW if restart else _GO_ON, **fields)]


def _sorted_codes(texts: Any, key: Callable[[str], Any]) -> Ints:
    """Return the place of each text among all; those without one come last."""
    codes, distinct = pd.factorize(texts)
    places = np.empty(len(distinct) + 1, dtype=np.int64)
    places[sorted(range(len(distinct)), key=lambda at: key(distinct[at]))] = np.arange(len(distinct))
    places[-1] = len(distinct)
    found: Ints = places[codes]
    return found


def _texts(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.object_]:
    """Return a column as text by the name that a reader sees, which need be no text; of several that of the first."""
    return to_text(frame.iloc[:, list(map(str, frame.columns)).index(name)])


def _in_metres(frame: gpd.GeoDataFrame) -> Shapes:
    shapes: Shapes = np.array(frame.geometry, dtype=object)
    if not len(shapes):
        return shapes
    bounds = shapely.total_bounds(shapes)
    if np.isnan(bounds).any():
        return shapes
    if frame.crs is None:
        if in_china(bounds):
            raise CrsError(_NO_CRS)
        return shapes
    system = working_crs(frame.crs, bounds.tolist())
    return shapes if system == frame.crs else reproject(shapes, frame.crs, system)


def _with_column(frame: gpd.GeoDataFrame, name: str, values: Any) -> gpd.GeoDataFrame:
    """Return a copy with a column, before a geometry that stands last."""
    found = frame.copy()
    at = len(found.columns) - (found.columns[-1] == frame.active_geometry_name if len(found.columns) else 0)
    column = pd.Series(values, index=found.index, dtype=object)
    if name in found:
        found[name] = column
    else:
        found.insert(int(at), name, column)
    return found


def _about_rows(shapes: Shapes) -> Notice:
    return Notice.of("row_tolerance", _TOLERANCE, tolerance=f"{default_row_tolerance_m(shapes):.2f}")


def _about_direction(angle: float) -> Iterable[Notice]:
    if abs(angle) >= _WORTH_SAYING:
        yield Notice.of("rows_turned", _DIRECTION, side=_SIDES[angle > 0], angle=f"{abs(angle):.1f}")


def _about_numbers(column: str, order: Ints, numbers: Any, kept: Any) -> Iterable[Notice]:
    if len(order) < len(numbers):
        yield Notice.of("not_numbered", _UNNUMBERED, count=len(numbers) - len(order))
    among_kept = _repeated(kept)
    if among_kept:
        yield Notice.of("kept_numbers_equal", _KEPT_TWICE, column=column, count=among_kept)
    if twice := _repeated(numbers) - among_kept:
        yield Notice.of("numbers_equal", _SAME, count=twice)


def _repeated(numbers: Any) -> int:
    return int(pd.Series(numbers, dtype=object).dropna().duplicated().sum())


def _with_notices(frame: gpd.GeoDataFrame, notices: list[Notice]) -> gpd.GeoDataFrame:
    origin = Origin(frame.attrs.get(ATTRIBUTE, {}))
    origin["notices"] = [*origin.get("notices", ()), *map(to_plain, notices)]
    frame.attrs = {**frame.attrs, ATTRIBUTE: origin}
    return frame
