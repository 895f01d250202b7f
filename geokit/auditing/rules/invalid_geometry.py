"""Outlines that are no area."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.findings import Finding
from geokit.auditing.rule import Options, Rule
from geokit.coverage.validity import REASONS
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.case import Case

_WORDS = Words(
    zh="地块 {parcel} 的图形无效：{reason}", en="the outline of parcel {parcel} is invalid: {reason}"
)
_REPAIRED = Words(
    zh="地块 {parcel} 的图形无效：{reason}。压盖检查使用了修复后的副本，原图形未改动",
    en="the outline of parcel {parcel} is invalid: {reason}. A repaired copy took part in the search for overlaps; "
    "the parcel itself is unchanged",
)
_BOUNDARY = Words(
    zh="{name}的边界无效：{reason}。需要边界的检查未进行",
    en="the boundary of {name} is invalid: {reason}. Checks that need it were left out",
)


class InvalidGeometry(Rule[Options]):
    """An outline crosses itself, is open, or is missing.

    Law: a parcel is a simple closed figure (survey control, verified).
    Why: it has no area, and comparisons with it mean nothing.
    Fails: two corners were swapped and the outline became a bow-tie.
    Passes: simple rings, holes inside them, parts that touch at most in points.
    Options: none of its own. The parcel is set aside and named; where its repair is unambiguous, a repaired copy
    takes part in the search for overlaps.
    """

    title: ClassVar[Words] = Words(zh="无效图形", en="invalid outlines")
    manual_zh: ClassVar[str] = """图形自相交、未闭合或缺失。

    依据：宗地是简单闭合图形（测量质检，已核实）。
    为何：它没有面积，与之比较没有意义。
    不通过：两个界址点顺序颠倒，图形成了蝴蝶结。
    通过：简单的环，岛洞在其内，各部分至多在点上相接。
    选项：无。该地块被搁置并指明；修复方式没有歧义时，用修复后的副本参与压盖检查。
    """

    def check(self, case: Case, options: Options) -> Iterator[Finding]:
        """Yield every invalid parcel, and the park's and zones' boundaries that are invalid."""
        faults = case.coverage.faults
        for position, reason, repaired in zip(faults.positions, faults.reasons, faults.repaired, strict=True):
            if case.is_impossible[position]:
                continue
            parcel = case.ids[position]
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(parcel,),
                words=_REPAIRED if repaired else _WORDS,
                fields={"parcel": parcel, "reason": REASONS[reason]},
                geometry=_place(case.shapes[position]),
                source=case.place(int(position)),
            )
        for placed in case.lines.placed:
            if placed.boundary is not None and not placed.boundary.is_valid:
                fields = {"name": placed.name, "reason": shapely.is_valid_reason(placed.boundary)}
                yield Finding(self.name(), self.severity, (placed.id,), _BOUNDARY, fields)


def _place(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return a shape that can be drawn: coordinates that are no numbers cannot."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return shape
