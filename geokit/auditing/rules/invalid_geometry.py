"""Outlines that are no area."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.context import NO_AREA
from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.coverage.survey import survey_coverage
from geokit.coverage.validity import REASONS
from geokit.parcels.soundness import MANY_INVALID, ONE_INVALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.reference_layers import ReferenceLayer

_REPAIRED = Words(
    zh="地块 {parcel} 的图形无效：{reason}。重叠核查使用了修复后的副本，原图形未改动",
    en="the outline of parcel {parcel} is invalid: {reason}. A repaired copy took part in the search for overlaps; "
    "the parcel itself is unchanged",
)
_LAYER = Words(
    zh="{layer}有 {count} 个图斑的图形无效：{polygons}。修复没有歧义的以副本参与比较，其余未参与",
    en="invalid in {layer}: {count:polygon|polygons}, {polygons}. Those whose repair is unambiguous were compared in a repaired "
    "copy, the others were left out",
)
_BOUNDARY = Words(
    zh="{name}的边界无效：{reason}。需要边界的核查未进行",
    en="the boundary of {name} is invalid: {reason}. Checks that need it were left out",
)
# There is nothing to draw of these: however many there are, one sentence says it.
_WITHOUT_A_PLACE = ("missing", "empty", "not_polygon", "not_finite")


class InvalidGeometry(Rule[Options]):
    """An outline crosses itself, is open, or is missing.

    Law: none (advice); a parcel is a simple closed figure.
    Why: it has no area, and comparisons with it mean nothing.
    Fails: two corners were swapped and the outline became a bow-tie.
    Passes: simple rings, holes inside them, parts that touch at most in points.
    Options: none of its own. The parcel is set aside and named; where its repair is unambiguous, a repaired copy
    takes part in the search for overlaps.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="无效图形", en="invalid outlines")
    manual_zh: ClassVar[str] = """图形自相交、未闭合或缺失。

    依据：无依据（经验）；宗地是简单闭合图形。
    为何：它没有面积，与之比较没有意义。
    不通过：两个界址点顺序颠倒，图形成了蝴蝶结。
    通过：简单的环，内环在其内，各部分至多在点上相接。
    选项：无。该地块被搁置并指明；修复方式没有歧义时，用修复后的副本参与重叠核查。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every invalid parcel, the boundaries that are invalid, and one finding for each reference layer."""
        faults = context.coverage.faults
        reasons = np.array(faults.reasons, dtype=object)
        possible = ~context.is_impossible[faults.positions]
        # What has no area in any system was set aside before the survey, which then found nothing in its place.
        for problem, reason in NO_AREA.items():
            here = context.impossible[faults.positions] == problem
            reasons[here], possible[here] = reason, True
        placeless = np.isin(reasons.astype(str), _WITHOUT_A_PLACE)
        drawn = np.flatnonzero(possible & ~placeless)
        # Fetched at once: one by one is slow where parcels lie elsewhere.
        for row, shape in zip(drawn, context.shapes[faults.positions[drawn]], strict=True):
            words = _REPAIRED if faults.repaired[row] else ONE_INVALID
            yield self._one(context, int(faults.positions[row]), words, reasons[row], shape)
        for reason in _WITHOUT_A_PLACE:
            yield from self._placeless(context, faults.positions[possible & (reasons == reason)], reason)
        for placed in context.lines.placed:
            if placed.boundary is not None and not placed.boundary.is_valid:
                (reason,) = survey_coverage([placed.boundary]).faults.reasons
                fields = {"name": placed.name, "reason": REASONS[reason]}
                yield Finding(self.name(), self.severity, (placed.id,), _BOUNDARY, fields)
        for layer in context.references:
            if len(layer.invalid):
                yield self._layer(layer)

    def _one(
        self, context: Context, at: int, words: Words, reason: str, shape: BaseGeometry | None
    ) -> Finding:
        parcel = context.ids[at]
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(parcel,),
            words=words,
            fields={"parcel": parcel, "reason": REASONS[reason]},
            geometry=_place(shape),
            source=context.place(at),
        )

    def _placeless(self, context: Context, members: NDArray[np.intp], reason: str) -> Iterator[Finding]:
        if len(members) == 1:
            yield self._one(context, int(members[0]), ONE_INVALID, reason, context.shapes[members[0]])
        elif len(members):
            parcels = context.names(members)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=parcels,
                words=MANY_INVALID,
                fields={"count": len(members), "parcels": Abbreviated(parcels), "reason": REASONS[reason]},
                source=context.first_place(members),
            )

    def _layer(self, layer: ReferenceLayer) -> Finding:
        reference = layer.reference
        polygons = Abbreviated(sorted(layer.ids[layer.invalid]))
        fields = {"layer": reference.name, "count": len(layer.invalid), "polygons": polygons}
        place = Place(reference.file)
        return Finding(self.name(), Severity.WARNING, (reference.id,), _LAYER, fields, source=place)


def _place(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return a shape that can be drawn: coordinates that are no numbers cannot."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return shape
