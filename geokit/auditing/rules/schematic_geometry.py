"""Outlines that are drawn, not surveyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Place, Rule, Severity, Words
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{name}的边界为示意图形：按公布面积绘制，位置与形状仅供参考（±{uncertainty} 公里）。"
    "对它核对面积不能证明任何事；越界与未纳入的核查已略去",
    en="the outline of {name} is schematic: drawn to have its declared area, indicative in place and shape "
    "(±{uncertainty} km). A check of its area proves nothing; checks against the line were left out",
)


class SchematicGeometry(Rule[Options]):
    """An outline is schematic: true in area, indicative in place and shape.

    Law: none (advice); no boundary of the parks of this programme is public.
    Why: an area check of an outline that was drawn to have that area proves nothing, and a drawn line is no line.
    Fails: never; it is information.
    Passes: the outline is surveyed, approved, or at least digitised, and park.toml says so under ``basis``.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="示意边界", en="schematic outlines")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """边界为示意图形：面积属实，位置与形状仅供参考。

    依据：无依据（经验）；本计划各园区的边界均未公开。
    为何：按某面积画出的图形，再核对该面积不能证明任何事；画出的线也不是红线。
    不通过：不存在；只作提示。
    通过：边界为实测、批准或至少为矢量化，并在 park.toml 的 basis 中写明。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield the park and every zone with a schematic outline."""
        for placed in context.lines.placed:
            if placed.basis is not Basis.SCHEMATIC or placed.boundary_file is None:
                continue
            anchor = placed.anchor or (context.park.anchor if context.park else None)
            uncertainty = f"{anchor.uncertainty_m / 1000:g}" if anchor else "?"
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(placed.id,),
                words=_WORDS,
                fields={"name": placed.name, "uncertainty": uncertainty},
                geometry=context.lines.outline(placed),
                source=Place(placed.boundary_file.file),
            )
