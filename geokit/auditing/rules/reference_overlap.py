"""Parcels against the reference layers of the park."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.areas import class_names, part_of_own_m2, pieces_on
from geokit.auditing.outlines import Covered, OutsideAreas, areas_not_covered
from geokit.auditing.pairs import thickness_m
from geokit.auditing.rule import (
    Area,
    AuditSettings,
    Context,
    Finding,
    Limit,
    Options,
    Place,
    Reads,
    Rule,
    Severity,
    Words,
)
from geokit.land.apart import areas_apart
from geokit.land.limits import SLIVER_AREA
from geokit.ledgers.control_lines.shares import FAR_M

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.reference_layers import ReferenceLayer
    from geokit.ledgers.pieces import Pieces

_FORBIDDEN = Words(
    zh="地块 {parcel} 有 {area}位于{layer}（{as_of}）的 {polygon} 上，允许 {allowed}",
    en="{area} of parcel {parcel} lies on {polygon} of {layer} (as of {as_of}); allowed {allowed}",
)
_UNCOVERED = Words(
    zh="地块 {parcel} 有 {area}不在{layer}（{as_of}）之内，允许 {allowed}",
    en="{area} of parcel {parcel} is not covered by {layer} (as of {as_of}); allowed {allowed}",
)
_CLASS = Words(
    zh="{layer}（{as_of}）：{count} 宗地块有 {area}属于“{land_class}”",
    en="{layer} (as of {as_of}): {area} of {count:parcel|parcels} is “{land_class}”",
)
_REST = Words(
    zh="{layer}（{as_of}）：{count} 宗地块有 {area}不在图层之内",
    en="{layer} (as of {as_of}): {area} of {count:parcel|parcels} is not in the layer",
)
_TWICE = Words(
    zh="{layer}（{as_of}）的图斑相互重叠，{count} 宗地块有 {area}在分类面积中重复计入：请核对图层",
    en="polygons of {layer} (as of {as_of}) overlap each other: {area} of the parcels ({count}) is counted more than once "
    "in the areas by class; check the layer",
)
_ANY = Words(zh="图层所示", en="in the layer")
_NONE = {
    "forbid": Words(
        zh="已比较的 {count} 宗地块均未压占{layer}（{as_of}）",
        en="of {count:parcel|parcels} compared none lies on {layer} (as of {as_of})",
    ),
    "must_cover": Words(
        zh="已比较的 {count} 宗地块全部位于{layer}（{as_of}）之内",
        en="{layer} (as of {as_of}) covers the whole of {count:parcel|parcels} compared",
    ),
    "tabulate": Words(
        zh="已比较的 {count} 宗地块均不在{layer}（{as_of}）范围内",
        en="of {count:parcel|parcels} compared none meets {layer} (as of {as_of})",
    ),
}
_FAR = Words(
    zh="{layer}（{as_of}）离已比较的 {count} 宗地块约 {km} 公里，不足以说明没有压占：请核对图层文件与坐标系",
    en="{layer} (as of {as_of}) lies about {km} km from {count:parcel|parcels} compared, which says nothing of "
    "them: check the file and its coordinate system",
)
_CROWD = Words(
    zh="地块与{layer}（{as_of}）成千地叠在一起，至多 {pairs} 对未比较，以下面积可能偏小：请先删去重复的图形，再核查一次",
    en="parcels and polygons of {layer} (as of {as_of}) lie on each other by the thousand: up to {pairs} pairs were not "
    "compared, and areas may be too small. Remove what is drawn again and again, then audit once more",
)


class ReferenceOverlap(Rule[Options]):
    """Parcels lie on land that the park keeps clear of, or off land that they must lie on.

    Law: none (advice); which layers count, in which version and for what, is said by park.toml. No layer is shipped, and a finding
    is a measurement, not a legal opinion.
    Why: whether parcels touch a red line is asked before every application, for each version of the layer.
    Fails: ``role = "forbid"``: a parcel shares 200 m² with a polygon; ``role = "must_cover"``: 200 m² of a parcel are in
    none.
    Passes: nothing is shared, or everything covered; that is said too, with the layer's date. ``role = "tabulate"`` gives
    the area by class, as information.
    Options: none of its own; the layers stand under ``[[references]]`` (id, name, file, role, as_of, id_column,
    class_column, method). Pieces of a parcel are parts of the parcel's own area. A thin strip is a warning; a layer more
    than 20 km from all parcels is not compared but put up for review.
    """

    reads = Reads.REFERENCES
    cause_fields = frozenset({"layer", "as_of"})
    is_on_land = True
    title: ClassVar[Words] = Words(zh="参考图层", en="reference layers")
    manual_zh: ClassVar[str] = """地块压占了园区应避让的土地，或超出了必须位于其内的土地。

    依据：无依据（经验）；用哪些图层、哪个版本、作何用途，由 park.toml 规定。本工具不附带任何图层；结论是量算结果，不是法律意见。
    为何：每次报批之前都要问地块是否压占红线，而且每个图层版本都要问。
    不通过：role = "forbid"：地块与某图斑共有 200 平方米；role = "must_cover"：地块有 200 平方米不在任何图斑之内。
    通过：没有压占，或全部覆盖；结果连同图层日期一并说明。role = "tabulate" 按类别给出面积，只作提示。
    选项：无；图层写在 [[references]] 中（id、name、file、role、as_of、id_column、class_column、method）。地块的各部分
    按地块自身面积分摊。窄条只作警告；图层距所有地块 20 公里以上时不作比较，提请复核。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a thin strip."""
        return (settings.ignored, settings.sliver)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield what each layer shows, and say so where it shows nothing."""
        if not context.measurable.any():
            return
        for layer in context.references:
            if layer.problem(context.crs) is not None:
                continue
            pieces = pieces_on(context, layer)
            if pieces.apart_m > FAR_M:
                yield self._far(context, layer, pieces.apart_m)
                continue
            found = list(self._compare(context, layer, pieces))
            if pieces.left_out:
                found.append(self._crowd(layer, pieces.left_out))
            yield from found or [self._nothing(context, layer)]

    def _compare(self, context: Context, layer: ReferenceLayer, pieces: Pieces) -> Iterator[Finding]:
        match layer.reference.role:
            case "forbid":
                yield from self._forbidden(context, layer, pieces)
            case "must_cover":
                yield from self._uncovered(context, layer, pieces)
            case "tabulate" if len(pieces.parcel):
                yield from self._classes(context, layer, pieces)
                left = _left(context, pieces)
                left_m2 = part_of_own_m2(context, left.positions, left.shapes, layer.reference)
                yield from self._rest(layer, left_m2)
                by_parcel_m2 = np.zeros(len(context.parcels))
                by_parcel_m2[left.positions] = left_m2
                yield from self._twice(context, layer, pieces, by_parcel_m2)

    def _forbidden(self, context: Context, layer: ReferenceLayer, pieces: Pieces) -> Iterator[Finding]:
        for row, cut in enumerate(_cuts(context, pieces.parcel, pieces.shapes, pieces.area_m2)):
            polygon = layer.ids[pieces.polygon[row]]
            subjects = (context.ids[cut.at], f"{layer.reference.id}/{polygon}")
            yield self._of_parcel(context, layer, subjects, cut, _FORBIDDEN)

    def _uncovered(self, context: Context, layer: ReferenceLayer, pieces: Pieces) -> Iterator[Finding]:
        left = _left(context, pieces)
        area_m2 = part_of_own_m2(context, left.positions, left.shapes, layer.reference)
        for cut in _cuts(context, left.positions, left.shapes, area_m2):
            subjects = (context.ids[cut.at], layer.reference.id)
            yield self._of_parcel(context, layer, subjects, cut, _UNCOVERED)

    def _of_parcel(
        self, context: Context, layer: ReferenceLayer, subjects: tuple[str, str], cut: _Cut, words: Words
    ) -> Finding:
        allowed_m2 = context.settings.tolerance_m2
        area, allowed = areas_apart(Area.from_m2(cut.area_m2), Area.from_m2(allowed_m2))
        return Finding(
            rule=self.name(),
            severity=self.severity if cut.is_thick else Severity.WARNING,
            subjects=subjects,
            words=words,
            fields={
                **_layer_fields(layer),
                "parcel": subjects[0],
                "polygon": subjects[1].partition("/")[2],
                "area": area,
                "allowed": allowed,
            },
            measured=cut.area_m2,
            allowed=allowed_m2,
            unit="m2",
            geometry=cut.shape,
            source=context.place(cut.at),
            limit=context.settings.ignored,
        )

    def _classes(self, context: Context, layer: ReferenceLayer, pieces: Pieces) -> Iterator[Finding]:
        names = class_names(layer, pieces.polygon)
        for name in np.unique(names.astype(str)):
            rows = np.flatnonzero(names == name)
            area_m2 = math.fsum(pieces.area_m2[rows].tolist())
            fields = {"count": len(np.unique(pieces.parcel[rows])), "land_class": str(name) or _ANY}
            yield self._sum(layer, (layer.reference.id, str(name)), _CLASS, area_m2, fields)

    def _rest(self, layer: ReferenceLayer, left_m2: NDArray[np.float64]) -> Iterator[Finding]:
        if len(left_m2):
            area_m2 = math.fsum(left_m2.tolist())
            yield self._sum(layer, (layer.reference.id,), _REST, area_m2, {"count": len(left_m2)})

    def _twice(
        self, context: Context, layer: ReferenceLayer, pieces: Pieces, left_m2: NDArray[np.float64]
    ) -> Iterator[Finding]:
        """Say how much the pieces of parcels and what is left of them exceed the parcels."""
        touched = np.unique(pieces.parcel)
        sums_m2 = np.bincount(pieces.parcel, weights=pieces.area_m2, minlength=len(left_m2)) + left_m2
        excess_m2 = sums_m2[touched] - context.own_m2[touched]
        twice_m2 = excess_m2[excess_m2 > context.settings.tolerance_m2]
        if len(twice_m2):
            fields = {"count": len(twice_m2)}
            found = self._sum(layer, (layer.reference.id,), _TWICE, math.fsum(twice_m2.tolist()), fields)
            yield replace(found, severity=Severity.REVIEW)

    def _nothing(self, context: Context, layer: ReferenceLayer) -> Finding:
        count = {"count": int(context.measurable.sum())}
        return self._sum(layer, (layer.reference.id,), _NONE[layer.reference.role], 0.0, count)

    def _far(self, context: Context, layer: ReferenceLayer, apart_m: float) -> Finding:
        fields = {"count": int(context.measurable.sum()), "km": f"{apart_m / 1000:,.0f}"}
        found = self._sum(layer, (layer.reference.id,), _FAR, 0.0, fields)
        return replace(found, severity=Severity.REVIEW, measured=apart_m, allowed=FAR_M, unit="m")

    def _crowd(self, layer: ReferenceLayer, left_out: int) -> Finding:
        found = self._sum(layer, (layer.reference.id,), _CROWD, 0.0, {"pairs": f"{left_out:,}"})
        return replace(found, severity=Severity.ERROR, measured=None)

    def _sum(
        self,
        layer: ReferenceLayer,
        subjects: tuple[str, ...],
        words: Words,
        area_m2: float,
        fields: Mapping[str, object],
    ) -> Finding:
        return Finding(
            rule=self.name(),
            severity=Severity.INFO,
            subjects=subjects,
            words=words,
            fields={**_layer_fields(layer), **fields, "area": Area.from_m2(area_m2)},
            measured=area_m2,
            unit="m2",
            source=Place(layer.reference.file),
        )


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part of a parcel, its apportioned area, and whether it is more than a thin strip."""

    at: int
    shape: BaseGeometry
    area_m2: float
    is_thick: bool


def _cuts(
    context: Context, positions: NDArray[np.intp], shapes: NDArray[np.object_], area_m2: NDArray[np.float64]
) -> Iterator[_Cut]:
    thick = (thickness_m(shapes) >= context.sliver_m) & (area_m2 >= SLIVER_AREA.value)
    for row, at in enumerate(positions):
        yield _Cut(int(at), shapes[row], float(area_m2[row]), bool(thick[row]))


def _left(context: Context, pieces: Pieces) -> OutsideAreas:
    """Return what of the parcels the layer does not cover."""
    parcels = np.flatnonzero(context.measurable)
    # Whether the polygons of a layer overlap each other is not known.
    covered = Covered(pieces.parcel, pieces.shapes, np.zeros(len(pieces.parcel), dtype=bool))
    return areas_not_covered(context.shapes, parcels, covered, above_m2=context.settings.tolerance_m2)


def _layer_fields(layer: ReferenceLayer) -> dict[str, object]:
    return {"layer": layer.reference.name, "as_of": layer.reference.as_of}
