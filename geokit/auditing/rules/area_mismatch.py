"""Declared against measured area."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.areas import AreaMismatchOptions, Suspects
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Place, Rule, Severity, Words
from geokit.land.declared.area import AreaKind, Method, Provenance, Verdict
from geokit.land.declared.verdict import PUBLISHED
from geokit.land.limits import POINT_RMS, REVIEW_SHARE, SURVEY_AGAINST_DATABASE, WARNING_SHARE
from geokit.land.measure.polygons import area_of
from geokit.parcels.declared_areas import UNIT_BY_RULE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Placed
    from geokit.programme.record import Name

_WORDS = Words(zh="{name}：{verdict}", en="{name}: {verdict}")
_BY_RULE = Words(
    zh="{name}：{verdict}（面积未写单位，单位按格式规定取用）",
    en="{name}: {verdict} (the figure names no unit: unit taken by the format's rule)",
)

# Floor area is no land, and net land is less than what lies inside the line.
_NOT_OF_THE_OUTLINE = (AreaKind.FLOOR, AreaKind.NET, AreaKind.IN_STOCK)


class AreaMismatch(Rule[AreaMismatchOptions]):
    """A declared area and the area of its polygon do not agree.

    Law: none (advice); checklists for approval in use accept 1% between surveyed and database area (verified); for the
    same coordinates half a unit of the last digit and the print noise of the coordinates, for two surveys twice the
    standard error of the area.
    Why: an edited corner, a wrong unit, or another polygon than the one that was declared.
    Fails: a header says 1.2345 ha and its ring measures 1.3345.
    Passes: they agree within what their provenance allows. A difference that comes from measuring in the plane here
    and on the ellipsoid there is explained as information.
    Options: ``provenance``: same_coordinates (default), two_surveys, survey_against_database, printed_text.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="面积不符", en="declared and measured area differ")
    manual_zh: ClassVar[str] = """地块面积或公布面积与量算面积不符。

    依据：无依据（经验）；在用的报批审核清单允许实测与数据库面积相差 1%（已核实），同一套坐标为末位半个单位加坐标取位误差，
    两次测量为面积中误差的两倍。
    为何：界址点被改动、单位有误，或者面积不是这个图形的。
    不通过：表头写 1.2345 公顷，而环的面积为 1.3345 公顷。
    通过：在其来源允许的范围内相符。因一方按平面、一方按椭球面量算而产生的差，作为提示说明。
    选项：provenance：same_coordinates（默认）、two_surveys、survey_against_database、printed_text。
    """
    options = AreaMismatchOptions

    def limits(self, settings: AuditSettings, options: AreaMismatchOptions) -> tuple[Limit, ...]:
        """Return what the provenance allows, as far as it does not depend on the figure, and the severities."""
        allowed = {
            Provenance.TWO_SURVEYS: (POINT_RMS[settings.accuracy_class],),
            Provenance.SURVEY_AGAINST_DATABASE: (SURVEY_AGAINST_DATABASE,),
        }
        return (*allowed.get(options.provenance, ()), WARNING_SHARE, REVIEW_SHARE)

    def check(self, context: Context, options: AreaMismatchOptions) -> Iterator[Finding]:
        """Yield the park, the zones and the parcels whose areas do not agree."""
        for placed in context.lines.placed:
            yield from self._placed(context, placed)
        if context.measurable.any() and context.parcels["declared_m2"].notna().any():
            suspects = Suspects.of(context, options.provenance)
            by_rule = {file for file, notice in context.inputs.notices if notice.code == UNIT_BY_RULE}
            # Fetched at once: one by one is slow where parcels lie elsewhere.
            for row, shape in enumerate(context.shapes[suspects.positions]):
                yield from self._parcel(context, suspects, row, by_rule, shape)

    def _placed(self, context: Context, placed: Placed) -> Iterator[Finding]:
        declared, file = placed.declared_area, placed.boundary_file
        if declared is None or declared.kind in _NOT_OF_THE_OUTLINE or file is None:
            return
        if placed.boundary is None or placed.area is None or not placed.boundary.is_valid:
            return
        verdict = declared.admits(
            placed.area,
            provenance=Provenance.PRINTED_TEXT,
            measured_method="ellipsoidal",
            method_difference_m2=_method_difference(placed, declared.method),
        )
        if not verdict:
            place = Place(file.file)
            published = verdict.calling(PUBLISHED)
            yield self._finding(placed.id, placed.name, published, context.lines.place(placed), place)

    def _parcel(
        self,
        context: Context,
        suspects: Suspects,
        row: int,
        by_rule: Container[str],
        shape: BaseGeometry | None,
    ) -> Iterator[Finding]:
        verdict = suspects.verdict(row)
        if not verdict:
            at = int(suspects.positions[row])
            parcel, place = context.ids[at], context.place(at)
            finding = self._finding(parcel, parcel, verdict, shape, place)
            yield replace(finding, words=_BY_RULE) if place.file in by_rule else finding

    def _finding(
        self, subject: str, name: Name | str, verdict: Verdict, geometry: BaseGeometry | None, source: Place
    ) -> Finding:
        return Finding(
            rule=self.name(),
            severity=Severity(verdict.severity or "error"),
            subjects=(subject,),
            words=_WORDS,
            fields={"name": name, "verdict": verdict, "difference": verdict.difference},
            measured=verdict.difference.m2,
            allowed=verdict.allowed.m2,
            unit="m2",
            geometry=geometry,
            source=source,
            limit=verdict.limit,
        )


def _method_difference(placed: Placed, method: Method | None) -> float | None:
    """Return how much larger an outline is by the figure's own method than on the ellipsoid, in m²."""
    if method is None or method == "ellipsoidal":
        return None
    if placed.boundary is None or placed.crs is None or placed.area is None:
        return None
    return area_of(placed.boundary, placed.crs, method).m2 - placed.area.m2
