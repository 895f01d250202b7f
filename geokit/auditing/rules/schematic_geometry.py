"""Outlines that are drawn, not surveyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.parcels.park_outlines import SCHEMATIC_BESIDE
from geokit.parcels.schematic import is_schematic
from geokit.programme.circles import CircleArea, PlaceError
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{name}的边界为示意：位置（{uncertainty}）与形状不详，画成圆，圆的面积等于{area}。核对其面积不能证明任何事；"
    "越界、未纳入、期次和区县的核查已略去，本条不带图形",
    en="the outline of {name} is schematic: its place ({uncertainty}) and shape are not known, and it is drawn as a circle "
    "that has {area}. A check of that area proves nothing; checks against the line, its phases and the district were "
    "left out, and this finding has no shape",
)
_PARCELS = Words(
    zh="{count} 宗地块的依据写为示意（{parcels}）：位置与形状不详，对其图形的核查不能证明任何事；与其有关的问题和地块图层都不带其图形",
    en="of {count:parcel|parcels} the column for the basis says schematic ({parcels}): place and shape are not known, and checks "
    "of their shapes prove nothing; neither findings of them nor the layer of parcels carry a shape",
)


class SchematicGeometry(Rule[Options]):
    """An outline is schematic: its area is known, its place and shape are not.

    Law: none (advice); no boundary of the parks of this programme is public.
    Why: an area check of an outline that was drawn to have that area proves nothing, and a drawn line is no line. This
    finding, and others of schematic parcels, have no place, so that no report carries the shape.
    Fails: never; it is information.
    Passes: the outline is surveyed, approved, or at least digitised, and park.toml says so under ``basis``.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    replaces_remarks = frozenset({SCHEMATIC_BESIDE})
    title: ClassVar[Words] = Words(zh="示意边界", en="schematic outlines")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """边界为示意图形：面积已知，位置与形状不详。

    依据：无依据（经验）；本计划各园区的边界均未公开。
    为何：按某面积画出的图形，再核对该面积不能证明任何事；画出的线也不是红线。本条和示意地块的其他问题都没有位置，报告中不带其图形。
    不通过：不存在；只作提示。
    通过：边界为实测、批准或至少为矢量化，并在 park.toml 的 basis 中写明。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield the park and every zone with a schematic outline, and one finding for all such parcels."""
        for placed in context.lines.placed:
            if placed.basis is not Basis.SCHEMATIC or placed.boundary_file is None:
                continue
            anchor = placed.anchor or (context.park.anchor if context.park else None)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(placed.id,),
                words=_WORDS,
                fields={"name": placed.name, "uncertainty": PlaceError(anchor), "area": CircleArea(placed)},
                source=Place(placed.boundary_file.file),
            )
        members = np.flatnonzero(is_schematic(context.parcels))
        if len(members):
            parcels = context.names(members)
            fields = {"count": len(members), "parcels": Abbreviated(parcels)}
            place = context.first_place(members)
            yield Finding(self.name(), self.severity, parcels, _PARCELS, fields, source=place)
