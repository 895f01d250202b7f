"""Declared areas whose method is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Area, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.land.measure.polygons import area_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.programme.model import Placed

_PARCELS = Words(
    zh="{count} 宗地块的面积未说明量算方法，按平面面积核对；与椭球面积最多相差 {difference}（{parcel}）",
    en="{count:parcel does|parcels do} not say how the declared area was measured; it was compared as a planar area. The "
    "ellipsoidal ones differ by up to {difference} ({parcel})",
)
_PLACED = Words(
    zh="{name}的公布面积 {declared} 未说明量算方法：平面与椭球面积相差 {difference}，大于数字的半个单位",
    en="the declared {declared} of {name} does not say how it was measured: planar and ellipsoidal area differ by "
    "{difference}, more than the figure's half-unit",
)


class AreaMethod(Rule[Options]):
    """A declared area does not say how it was measured, and it matters.

    Law: land-use surveys use the ellipsoidal area: 国土调查办发〔2008〕32号 (verified). That urban cadastre and acquisition
    surveys use the planar one, with land classes from the ellipsoidal database, is practice.
    Why: the two differ by up to 1.7 mu on 17,600, more than most figures are rounded to.
    Fails: never; it is information.
    Passes: the method is known, as in a boundary-point file (planar), or the difference is within the figure's half-unit.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="量算方法不明", en="unknown method of areas")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """地块面积或公布面积未说明量算方法，而且有影响。

    依据：国土调查办发〔2008〕32号（已核实）：土地调查用图斑椭球面积。城镇地籍与勘测定界用平面面积，地类取自椭球面积的数据库，为经验。
    为何：两者在 1.76 万亩上最多相差 1.7 亩，超过多数数字的舍入。
    不通过：不存在；只作提示。
    通过：方法已知，如界址点文件（平面面积），或差值在数字的半个单位之内。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield the park and zones, and one finding for all parcels."""
        for placed in context.lines.placed:
            yield from self._placed(placed)
        if context.measurable.any() and context.parcels["declared_m2"].notna().any():
            yield from self._parcels(context)

    def _placed(self, placed: Placed) -> Iterator[Finding]:
        declared, file = placed.declared_area, placed.boundary_file
        if declared is None or declared.method is not None or file is None or file.basis == "schematic":
            return
        if placed.boundary is None or placed.crs is None or placed.area is None:
            return
        difference = abs(area_of(placed.boundary, placed.crs, "planar") - placed.area)
        if difference > declared.half_unit:
            fields = {"name": placed.name, "declared": declared, "difference": difference}
            yield Finding(
                self.name(), self.severity, (placed.id,), _PLACED, fields, source=Place("park.toml")
            )

    def _parcels(self, context: Context) -> Iterator[Finding]:
        table = context.parcels
        unsaid = np.flatnonzero(table["declared_m2"].notna() & table["declared_method"].isna())
        planar, ellipsoidal = (context.measured_m2(method, unsaid) for method in ("planar", "ellipsoidal"))
        difference = np.nan_to_num(np.abs(planar - ellipsoidal))
        half_unit = np.nan_to_num(table["declared_half_unit_m2"].to_numpy(dtype=float)[unsaid])
        beyond = np.flatnonzero(difference > half_unit)
        if len(beyond) == 0:
            return
        largest = float(difference[beyond].max())
        members = unsaid[beyond]
        worst = context.by_name(members[difference[beyond] == largest])[0]
        yield Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=context.names(members),
            words=_PARCELS,
            fields={"count": len(members), "difference": Area.from_m2(largest), "parcel": context.ids[worst]},
            measured=largest,
            unit="m2",
            source=context.place(int(worst)),
        )
