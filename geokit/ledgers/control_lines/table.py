"""Making the table of control lines of parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack, get_args

import numpy as np
import pandas as pd

from geokit.arguments import public, public_result
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.titles import crs_title
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.limits import SURVEY_AGAINST_DATABASE
from geokit.land.measure.polygons import Method, measure_area
from geokit.land.units import Area, Unit
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.balancing import balance
from geokit.ledgers.control_lines.layers import read_lines
from geokit.ledgers.control_lines.layout import (
    ROLE_WORDS,
    Occupation,
    Role,
    area_of,
    layers_sheet,
    matrix_sheet,
)
from geokit.ledgers.control_lines.shares import shares_of
from geokit.ledgers.figures.land import SNAP_M, TOLERANCE_M2, in_plane
from geokit.ledgers.forms import Form, FormSheet, Sentence
from geokit.ledgers.land_classes.faults import NO_CONTROL, NO_LAND, listed
from geokit.ledgers.pieces import pieces_of
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.overlaps import find_overlaps
from geokit.parcels.table import parcel_ids
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.crs.transform import CrsLike
    from geokit.ledgers.control_lines.layers import LineLayer
    from geokit.ledgers.control_lines.shares import Shares
    from geokit.parcels.given import ParcelsLike

DECIMALS: Final[Mapping[str, int]] = {"m2": 2, "ha": 4, "mu": 3, "km2": 6}
_CONTROL_WORDS = {
    "declared": Words(zh="地块面积（申报的数）", en="the declared areas of the parcels"),
    "measured": Words(zh="量算面积", en="the measured areas of the parcels"),
}
_METHOD = Words(
    zh="量算：{method}，{crs}；控制：{control}",
    en="measured: {method} area, {crs}; controlled by {control}",
)
_BALANCED = Words(
    zh="各图层“在内”与“在外”之和等于所印地块面积，小计、合计以所印数字相加；不足末位一半的占用印为 0，图斑编号仍列出",
    en="inside and outside add up to the parcel's area as printed, and sums are of what is printed; what is less than half of "
    "the last digit is printed as 0, its polygons are listed",
)
_MEASURES = Words(
    zh="本表只量算，不作合规判断；哪些图层应避让由使用者设置",
    en="the table measures and does not judge: which layers are to be kept clear of is a setting",
)
_WHOLE = Words(
    zh="{layer}：合计占用 {m2} 平方米 = {mu} 亩 = {ha} 公顷（由合计换算），涉及地块 {count} 宗",
    en="{layer}: {m2} m² = {mu} mu = {ha} ha inside (converted from the sum), of {count:parcel|parcels}",
)
_UNTOUCHED = Words(
    zh="没有地块涉及的图层：{layers}",
    en="layers that no parcel touches: {layers}",
)
_NO_VERSION = Words(
    zh="没有版本日期的图层：{layers}；请在图层中补“版本日期”列",
    en="layers without a date of version: {layers}; a column “version” in the layer gives it",
)
_EMPTY_LAYER = Words(
    zh="图层“{layer}”没有图斑，按 0 计：请核对是否取错文件",
    en="the layer “{layer}” has no polygons and counts as 0: check that it is the right file",
)
_TWICE = Words(
    zh="图层“{layer}”的图斑相互重叠，地块内重叠部分 {area}只计一次",
    en="polygons of “{layer}” overlap each other; within the parcels {area} of that is counted once",
)
_UNREAD = Words(
    zh="图层“{layer}”有 {count} 个图斑无法读取或图形无效，能明确修复的按修复后计，其余未计入",
    en="{count:polygon|polygons} of “{layer}” could not be read or are not valid: counted as repaired where that is clear, "
    "left out otherwise",
)
FAR = Words(
    zh="图层“{layer}”离全部地块约 {km} 公里，未比较，不足以说明没有占用：请核对图层文件与坐标系",
    en="the layer “{layer}” lies about {km} km from all parcels and was not compared, which says nothing of them: check the "
    "file and its coordinate system",
)
CROWD = Words(
    zh="地块与图层“{layer}”成千地叠在一起，至多 {pairs} 对无法比较，该图层未列数：请先删去重复的图形",
    en="parcels and polygons of “{layer}” lie on each other by the thousand, and up to {pairs} pairs could not be compared: "
    "the layer has no figures. Remove what is drawn again and again",
)
_SHARED = Words(
    zh="地块之间有 {count} 处重叠，共 {area}，表中各计一次（首处：{left} 与 {right}）",
    en="parcels overlap in {count:place|places}, by {area} in all, which is counted for each of them (first: {left} and "
    "{right})",
)
_TOO_FAR = Words(
    zh="地块 {ids} 的地块面积与图形面积相差超过 {allowed}%（地块 {parcel}：{declared}，图形 {measured}），请先核对，或按量算面积控制"
    "{option:control measured}",
    en="{ids}: declared and measured areas differ by more than {allowed}% ({parcel}: {declared}, measured {measured}); check "
    "them first, or control by measured areas{option:control measured}",
)
_BAD_SHARE = Words(
    zh="容差须在 0 与 1 之间（1% 写作 0.01），而不是 {value}",
    en="the tolerance must lie between 0 and 1 (1% is 0.01), not {value}",
)
_NOT_COMPARED = Words(
    zh="图层“{layer}”未比较，没有数可取", en="the layer “{layer}” was not compared: it has no figure"
)
_NO_PARCELS = Words(zh="没有地块", en="there are no parcels")
_LAYER, _BATCH = Words(zh="控制线图层", en="layer of control lines"), Words(zh="批次", en="batch")
_ROLE = Words(zh="图层用途", en="role of a layer")


class LineOptions(ReadingOptions, total=False):
    """How parcels and control lines are read; ``lines_`` stands before what is said of the lines."""

    lines_columns: Mapping[str, str] | None
    lines_crs: CrsLike | None
    lines_zone: int | None
    lines_encoding: str | None


@public_result
@dataclass(frozen=True, eq=False)
class ControlLineTable(Form):
    """A table of control lines: of each parcel and layer what is inside and outside, adding up as printed.

    Attributes
    ----------
    parcels : DataFrame
        ``id``, ``name``, ``batch``, ``count``: the printed area of each in units of the last digit.
    layers : tuple of Occupation
        Each layer with ``name``, ``version``, ``inside`` and ``polygons``.
    printing : Printing
        Unit and decimals.
    lines : tuple
        How it was made, and what is to be known of the layers.

    Examples
    --------
    >>> import geokit as gk
    >>> folder = gk.example_folder() / "bureau"
    >>> table = gk.control_line_table(folder / "parcels.gpkg", folder / "control-lines.gpkg")
    >>> table.occupied("永久基本农田", batch="2023年度第2批次").ha > 1.7
    True
    """

    parcels: pd.DataFrame = field(repr=False)
    layers: tuple[Occupation, ...] = field(repr=False)
    printing: Printing
    lines: tuple[Sentence | Words, ...] = field(repr=False, default=())

    def occupied(self, layer: str, *, batch: str | None = None) -> Area:
        """Return what of the parcels lies within a layer: the sum of the printed figures.

        Parameters
        ----------
        layer : str
            The layer's name.
        batch : str, optional
            Of the parcels of one batch alone.

        Raises
        ------
        UnknownNameError
            There is no such layer or batch.
        InputError
            The layer was not compared.

        Examples
        --------
        >>> import geokit as gk
        >>> folder = gk.example_folder() / "bureau"
        >>> table = gk.control_line_table(folder / "parcels.gpkg", folder / "control-lines.gpkg")
        >>> table.occupied("历史文化保护线").m2
        0.0
        """
        found = next((each for each in self.layers if each.name == layer), None)
        if found is None:
            raise UnknownNameError(layer, kind=_LAYER, known=[each.name for each in self.layers])
        if found.inside is None:
            raise InputError(_NOT_COMPARED, layer=layer)
        is_counted = np.ones(len(self.parcels), dtype=bool)
        if batch is not None:
            is_counted = (self.parcels["batch"] == batch).to_numpy()
            if not is_counted.any():
                raise UnknownNameError(batch, kind=_BATCH, known=sorted(self.parcels["batch"].dropna()))
        return area_of(int(found.inside[is_counted].sum()), self.printing)

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the matrix, and the list of the layers."""
        whole = int(self.parcels["count"].sum())
        return (
            matrix_sheet(self.parcels, self.layers, self.printing, self.lines),
            layers_sheet(self.layers, whole, self.printing),
        )


@public
def control_line_table(  # noqa: PLR0913 - the sides of a table that an office is asked about
    parcels: ParcelsLike,
    lines: ParcelsLike | Mapping[str, ParcelsLike],
    *,
    control: Literal["declared", "measured"] = "declared",
    unit: Unit = "ha",
    decimals: int | None = None,
    tolerance: float = SURVEY_AGAINST_DATABASE.value,
    method: Method = "statutory",
    roles: Mapping[str, str] | None = None,
    lines_layers: Sequence[str] | None = None,
    **reading: Unpack[LineOptions],
) -> ControlLineTable:
    """Return what of each parcel lies inside and outside control lines (三区三线占用表).

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system.
    lines : as `parcels`, or a mapping of names to these
        Layers of control lines: permanent basic farmland, ecological red line, growth boundary, or any others. A file with
        several layers, or a folder of files, is as many; the same layer of two files is told apart by the file. None is
        shipped.
    control : {"declared", "measured"}
        What inside and outside add up to: the area that a parcel declares, or what it measures by `method`.
    unit : {"ha", "m2", "mu", "km2"}
        The unit that is printed.
    decimals : int, optional
        4 of ha, 2 of m², 3 of mu if left out.
    tolerance : float
        By which share declared and measured areas may differ.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}
        How pieces are measured.
    roles : mapping of str to {"forbid", "must_cover", "tabulate"}, optional
        What layers are for; it is printed and changes no figure.
    lines_layers : sequence of str, optional
        The layers of a file that count; all that hold polygons if left out.
    **reading : LineOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding``, ``phase`` of the parcels; ``lines_columns``, ``lines_crs``,
        ``lines_zone``, ``lines_encoding`` of the lines.

    Returns
    -------
    ControlLineTable
        ``to_frame()``, ``occupied(layer)``, ``save()``.

    Raises
    ------
    InputError
        A parcel has no area or none to control by, or its areas differ by more than the tolerance; all are named. Two
        layers have one name.
    CrsError
        Parcels or a layer have no coordinate system, or the datums differ.
    UnknownNameError
        `roles` or `lines_layers` name a layer that there is none of.

    Notes
    -----
    Polygons of one layer that overlap each other are counted once. A layer more than 20 km from all parcels is not
    compared, and that is said: it is the wrong file, or has the wrong coordinate system.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> parcel = make_parcels([square(0, 0, 100)], declared_m2=[10000.0])
    >>> farmland = make_parcels([square(0, 0, 25, 100)])
    >>> made = control_line_table(parcel, {"farmland": farmland}, method="planar")
    >>> made.to_frame()[["id", "area", "farmland_inside", "farmland_outside"]].iloc[0].tolist()
    ['A', Decimal('1.0000'), Decimal('0.2500'), Decimal('0.7500')]
    """
    printing = Printing(unit, DECIMALS[unit] if decimals is None else decimals)
    if not 0 <= tolerance < 1:
        raise OptionError(_BAD_SHARE, value=tolerance)
    frame = given_parcels(parcels, **_of_parcels(reading))
    if len(frame) == 0:
        raise InputError(_NO_PARCELS)
    made = _Making(_sorted(frame), control, method, tolerance)
    chosen = (lines_layers,) if isinstance(lines_layers, str) else lines_layers
    read = read_lines(lines, frame, chosen, _of_lines(reading))
    return made.table(read, _checked_roles(roles or {}, read), printing)


def occupation_of(  # noqa: PLR0913 - a layer, how it was measured, and how it is printed
    shares: Shares,
    counts: NDArray[np.object_],
    *,
    name: str,
    version: str,
    source: str,
    role: Any,
    count: int,
) -> Occupation:
    """Return what parcels have of a layer, balanced to their printed areas.

    Parameters
    ----------
    shares : Shares
    counts : ndarray of int, shape (n,)
        The parcels' areas as printed, in units of the last digit.
    name, version, source, role, count
        As an :class:`Occupation` has them.
    """
    if shares.is_far or shares.left_out:
        return Occupation(name, version, source, role, count, 0, None, {})
    parcel = np.arange(len(counts))
    parts = np.concatenate([shares.inside_m2, shares.outside_m2])
    inside = balance(parts, np.concatenate([parcel, parcel]), counts)[: len(counts)]
    return Occupation(name, version, source, role, count, shares.touched, inside, shares.polygons)


def control_counts(control_m2: NDArray[np.float64], printing: Printing) -> NDArray[np.object_]:
    """Return areas as printed, in units of the last digit."""
    counts = np.zeros(len(control_m2), dtype=object)
    for at, value in enumerate(control_m2.tolist()):
        area = Area.from_m2(value).rounded(printing.unit, printing.decimals, printing.rounding)
        counts[at] = int(area.scaleb(printing.decimals))
    return counts


def _sorted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parcels in the order of their names: the order that they came in does not count."""
    ids = parcel_ids(frame)
    order = sorted(range(len(ids)), key=lambda at: natural_key(str(ids[at])))
    return frame.iloc[order].reset_index(drop=True).assign(_id=ids[order])


def _of_parcels(reading: LineOptions) -> ReadingOptions:
    return {name: value for name, value in reading.items() if not name.startswith("lines_")}  # type: ignore[return-value]


def _of_lines(reading: LineOptions) -> ReadingOptions:
    prefix = "lines_"
    found: Any = {
        name.removeprefix(prefix): value for name, value in reading.items() if name.startswith(prefix)
    }
    return found


def _checked_roles(roles: Mapping[str, str], layers: Sequence[LineLayer]) -> Mapping[str, str]:
    known = [each.name for each in layers]
    for name, role in roles.items():
        if name not in known:
            raise UnknownNameError(name, kind=_LAYER, known=known)
        if role not in get_args(Role):
            raise UnknownNameError(role, kind=_ROLE, known=[*ROLE_WORDS])
    return roles


@dataclass(frozen=True)
class _Making:
    """A table in the making."""

    frame: gpd.GeoDataFrame
    control: Literal["declared", "measured"]
    method: Method
    tolerance: float

    def __post_init__(self) -> None:
        shapes, crs = in_plane(self.frame, self.method)
        object.__setattr__(self, "shapes", shapes)
        object.__setattr__(self, "crs", crs)
        object.__setattr__(self, "ids", self.frame["_id"].to_numpy(dtype=object))

    shapes: NDArray[np.object_] = field(init=False)
    crs: Any = field(init=False)
    ids: NDArray[np.object_] = field(init=False)

    def table(
        self, layers: Sequence[LineLayer], roles: Mapping[str, str], printing: Printing
    ) -> ControlLineTable:
        """Return the table, or refuse it with the parcels that forbid it."""
        own_m2 = np.nan_to_num(measure_area(self.shapes, self.crs, self.method))
        counts = control_counts(self._control_m2(own_m2), printing)
        pairs = [(each, self._shares(each, own_m2)) for each in layers]
        found = tuple(
            occupation_of(
                shares,
                counts,
                name=each.name,
                version="、".join(each.versions),
                source=each.source,
                role=roles.get(each.name),
                count=0 if each.frame is None else len(each.frame),
            )
            for each, shares in pairs
        )
        about = pd.DataFrame({"id": self.ids})
        for name in ("name", "batch"):
            about[name] = self.frame[name].to_numpy(dtype=object)
        about["count"] = counts
        return ControlLineTable(about, found, printing, tuple(self._lines(pairs, found, printing)))

    def _shares(self, layer: LineLayer, own_m2: NDArray[np.float64]) -> Shares:
        pieces = pieces_of(
            self.shapes,
            layer.shapes_in(self.crs),
            own_m2,
            self.crs,
            self.method,
            tolerance_m2=TOLERANCE_M2,
            snap_m=SNAP_M,
        )
        return shares_of(
            pieces, self.shapes, own_m2, layer.ids, self.crs, self.method, tolerance_m2=TOLERANCE_M2
        )

    def _control_m2(self, own_m2: NDArray[np.float64]) -> NDArray[np.float64]:
        if not (own_m2 > 0).all():
            raise InputError(NO_LAND, ids=listed(self.ids[~(own_m2 > 0)]))
        if self.control == "measured":
            return own_m2
        declared = self.frame["declared_m2"].to_numpy(dtype=np.float64)
        has_control = np.isfinite(declared) & (declared > 0)
        if not has_control.all():
            raise InputError(NO_CONTROL, ids=listed(self.ids[~has_control]))
        apart = np.flatnonzero(np.abs(declared - own_m2) > self.tolerance * declared)
        if len(apart):
            first = apart[0]
            raise InputError(
                _TOO_FAR,
                ids=listed(self.ids[apart]),
                allowed=f"{self.tolerance * 100:g}",
                parcel=self.ids[first],
                declared=Area.from_m2(float(declared[first])),
                measured=Area.from_m2(float(own_m2[first])),
            )
        return declared

    def _lines(
        self,
        pairs: Sequence[tuple[LineLayer, Shares]],
        found: Sequence[Occupation],
        printing: Printing,
    ) -> Iterator[Sentence | Words]:
        yield Sentence.of(
            _METHOD,
            method=METHOD_WORDS[self.method],
            crs=crs_title(self.crs),
            control=_CONTROL_WORDS[self.control],
        )
        for layer, shares in pairs:
            if layer.frame is None:
                yield Sentence.of(_EMPTY_LAYER, layer=layer.name)
            if layer.unread:
                yield Sentence.of(_UNREAD, layer=layer.name, count=layer.unread)
            yield from sentences_of(layer.name, shares)
        yield from closing(found, printing)
        if not all(each.version for each in found):
            yield Sentence.of(_NO_VERSION, layers=[each.name for each in found if not each.version])
        yield from self._overlap_line()

    def _overlap_line(self) -> Iterator[Sentence]:
        pairs = find_overlaps(self.shapes)
        if len(pairs):
            area, first = Area.from_m2(float(pairs["area_m2"].sum())), pairs.iloc[0]
            left, right = sorted((self.ids[first["left"]], self.ids[first["right"]]))
            yield Sentence.of(_SHARED, count=len(pairs), area=area, left=left, right=right)


def sentences_of(name: str, shares: Shares) -> Iterator[Sentence]:
    """Yield why a layer has no figures, or that its polygons overlap each other."""
    if shares.is_far:
        yield Sentence.of(FAR, layer=name, km=f"{shares.apart_m / 1000:,.0f}")
    elif shares.left_out:
        yield Sentence.of(CROWD, layer=name, pairs=f"{shares.left_out:,}")
    elif shares.twice_m2 > TOLERANCE_M2:
        yield Sentence.of(_TWICE, layer=name, area=Area.from_m2(shares.twice_m2))


def closing(found: Sequence[Occupation], printing: Printing) -> Iterator[Sentence | Words]:
    """Yield the sums in all units, what nothing touches, and how the table is to be read."""
    for each in found:
        if each.inside is not None and each.polygons:
            whole = area_of(int(each.inside.sum()), printing)
            units: dict[str, Any] = {
                unit: f"{whole.rounded(unit, DECIMALS[unit]):,f}" for unit in get_args(Unit) if unit != "km2"
            }
            yield Sentence.of(_WHOLE, layer=each.name, count=len(each.polygons), **units)
    untouched = [each.name for each in found if each.inside is not None and not each.polygons]
    if untouched:
        yield Sentence.of(_UNTOUCHED, layers=untouched)
    yield _BALANCED
    yield _MEASURES
