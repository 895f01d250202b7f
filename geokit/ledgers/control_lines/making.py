"""How a table of control lines is made: parcels measured against each layer, balanced, and what is said below."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.apart import areas_apart
from geokit.land.crs.titles import crs_title
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.measure.polygons import Method, measure_area
from geokit.land.units import Area, Unit
from geokit.ledgers.balancing import balance
from geokit.ledgers.control_lines.layout import Occupation, area_of
from geokit.ledgers.control_lines.shares import shares_of
from geokit.ledgers.figures.land import SNAP_M, TOLERANCE_M2, in_plane
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.faults import Faults, listed
from geokit.ledgers.land_classes.figure_lines import DECIMALS
from geokit.ledgers.land_classes.making import CONTROL_WORDS, control_counts, overlaps_of
from geokit.ledgers.land_classes.parcel_faults import faults_of_parcels
from geokit.ledgers.pieces import pieces_of
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.adjustment import Printing
    from geokit.ledgers.control_lines.layers import LineLayer
    from geokit.ledgers.control_lines.shares import Shares
    from geokit.ledgers.land_classes.making import Control

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
_REFUSED = Words(
    zh="不能编制控制线占用表，须先处理：{faults}",
    en="no table of control lines can be made before this is mended: {faults}",
)
_TOO_FAR = Words(
    zh="地块 {ids} 的地块面积与量算面积相差超过 {allowed}%（地块 {parcel}：{declared}，图形 {measured}），请先核对，或按量算面积控制"
    "{option:control measured}",
    en="{ids}: declared and measured areas differ by more than {allowed}% ({parcel}: {declared}, measured {measured}); check "
    "them first, or control by measured areas{option:control measured}",
)


@dataclass(frozen=True)
class Making:
    """A table in the making."""

    frame: gpd.GeoDataFrame
    control: Control
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

    def made(
        self, layers: Sequence[LineLayer], roles: Mapping[str, str], printing: Printing
    ) -> tuple[pd.DataFrame, tuple[Occupation, ...], tuple[Sentence | Words, ...]]:
        """Return parcels, layers and sentences of a table, or refuse it with the parcels that forbid it."""
        own_m2 = np.nan_to_num(measure_area(self.shapes, self.crs, self.method))
        counts = control_counts(self._control_m2(own_m2), printing)
        pairs = [(each, self._shares(each, own_m2)) for each in layers]
        found = tuple(
            occupation_of(shares, counts, _without_figures(each, roles.get(each.name)))
            for each, shares in pairs
        )
        about = pd.DataFrame({"id": self.ids})
        for name in ("name", "batch"):
            # Without its dtype pandas would make text of it, in which None is NaN.
            about[name] = pd.Series(to_text(self.frame[name]), dtype=object)
        about["count"] = counts
        return about, found, tuple(self._lines(pairs, found, printing))

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
        declared: NDArray[np.float64] = self.frame["declared_m2"].to_numpy(dtype=np.float64)
        control_m2 = own_m2 if self.control == "measured" else declared
        if faults := tuple(faults_of_parcels(self.frame, own_m2, control_m2, self.method)):
            raise InputError(_REFUSED, faults=Faults(faults))
        if self.control == "measured":
            return own_m2
        apart = np.flatnonzero(np.abs(declared - own_m2) > self.tolerance * declared)
        if len(apart):
            first = apart[0]
            pair = (Area.from_m2(float(each[first])) for each in (declared, own_m2))
            printed, measured = areas_apart(*pair)
            raise InputError(
                _TOO_FAR,
                ids=listed(self.ids[apart]),
                allowed=f"{self.tolerance * 100:g}",
                parcel=self.ids[first],
                declared=printed,
                measured=measured,
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
            control=CONTROL_WORDS[self.control],
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
        yield from overlaps_of(self.shapes, self.ids)


def _without_figures(layer: LineLayer, role: Any) -> Occupation:
    count = 0 if layer.frame is None else len(layer.frame)
    return Occupation(layer.name, "、".join(layer.versions), layer.source, role, count, 0, None, {})


def occupation_of(shares: Shares, counts: NDArray[np.object_], layer: Occupation) -> Occupation:
    """Return a layer with what parcels have of it, balanced to their printed areas.

    Parameters
    ----------
    shares : Shares
        What parcels share with it; one that was not compared stays without figures.
    counts : ndarray of int, shape (n,)
        The parcels' areas as printed, in units of the last digit.
    layer : Occupation
        The layer without figures.
    """
    if shares.is_far or shares.left_out:
        return layer
    parcel = np.arange(len(counts))
    parts = np.concatenate([shares.inside_m2, shares.outside_m2])
    inside = balance(parts, np.concatenate([parcel, parcel]), counts)[: len(counts)]
    return replace(layer, touched=shares.touched, inside=inside, polygons=shares.polygons)


def sentences_of(name: object, shares: Shares) -> Iterator[Sentence]:
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
