"""The words of the maps of a park and of an audit."""

from __future__ import annotations

from geokit.words import Words

DECLARED = Words(zh="公布面积", en="published area")
NOT_PUBLISHED = Words(zh="未公布", en="not published")
OUTLINE_AREA = Words(zh="边界量算（椭球面积）", en="outline measured (ellipsoidal)")
DECLARED_AS = Words(zh="公布面积：{figure}", en="published area: {figure}")
IN_WHICH_AREAS = Words(
    zh="面积：平面面积，土地只计一次",
    en="Areas: planar, land counted once",
)
WITH_NOTE = Words(zh="{label}（{note}）", en="{label}; {note}")
TO_GO = Words(zh="尚待征收", en="still to acquire")
TO_GO_SHOWN = Words(zh="尚待征收（仅所列地块）", en="still to acquire, of the parcels shown")
TO_GO_ON = Words(zh="尚待征收（截至{day}）", en="still to acquire on {day}")
TO_GO_SHOWN_ON = Words(
    zh="尚待征收（截至{day}，仅所列地块）", en="still to acquire on {day}, of the parcels shown"
)
MU = Words(zh="{mu}亩", en="{mu} mu")
AS_OF = Words(zh="资料截至", en="as of")
NO_PHASE = Words(zh="未注明期次", en="phase not stated")
AUDIT_TITLE = Words(zh="地块审查：{parks}", en="Audit of parcels: {parks}")
AUDIT_OF_PARCELS = Words(zh="地块审查", en="Audit of parcels")
AUDITED = Words(zh="已审查地块", en="parcels audited")
PARCEL_COUNT = Words(zh="{count}宗", en="{count}")

# The first for one parcel, the second for any other number.
NO_CRS = {
    True: Words(
        zh="{count}宗地块没有坐标系，不能上图",
        en="{count} parcel has no coordinate system and cannot be drawn",
    ),
    False: Words(
        zh="{count}宗地块没有坐标系，不能上图",
        en="{count} parcels have no coordinate system and cannot be drawn",
    ),
}
OTHER_DATUM = {
    True: Words(zh="{count}宗地块不能上图：{problem}", en="{count} parcel cannot be drawn: {problem}"),
    False: Words(zh="{count}宗地块不能上图：{problem}", en="{count} parcels cannot be drawn: {problem}"),
}
SKETCH_ON_BASEMAP = Words(
    zh="示意边界不能画在底图上，以免被当作实际界线；请去掉 basemap，或换用实测、批准的边界",
    en="a schematic outline is not drawn on a basemap, where it would be read as a line on the ground; leave out "
    "basemap, or give a surveyed or approved outline",
)
UNDRAWABLE = {
    True: Words(
        zh="{count}宗地块没有可画的图形：{ids}", en="{count} parcel has no shape that can be drawn: {ids}"
    ),
    False: Words(
        zh="{count}宗地块没有可画的图形：{ids}", en="{count} parcels have no shape that can be drawn: {ids}"
    ),
}
CRS = Words(zh="坐标系：{name}", en="Coordinates: {name}")
DRAWN_FOR = Words(zh="制图日期：{day}", en="Drawn for: {day}")
NO_PRECISION = Words(
    zh="precision_m 应为大于 0 的米数，而不是 {length}",
    en="precision_m is a number of metres above 0, not {length}",
)
AND_OTHERS = Words(zh="{ids}等", en="{ids} and others")

WORDS = {
    "legend": Words(zh="图例与筛选", en="Legend and filter"),
    "parcel_mu": Words(zh="{count}宗 · {mu}亩", en="{count} parcel · {mu} mu"),
    "parcels_mu": Words(zh="{count}宗 · {mu}亩", en="{count} parcels · {mu} mu"),
    "parcel_mu_least": Words(
        zh="{count}宗 · 至少{mu}亩（{n}宗未计入）", en="{count} parcel · at least {mu} mu ({n} not counted)"
    ),
    "parcels_mu_least": Words(
        zh="{count}宗 · 至少{mu}亩（{n}宗未计入）", en="{count} parcels · at least {mu} mu ({n} not counted)"
    ),
    "phases": Words(zh="分期进度", en="Progress by phase"),
    "phase_all": Words(zh="全部期次", en="All phases"),
    "phase_slider": Words(zh="显示到", en="Show up to"),
    "day_slider": Words(zh="截至", en="As of"),
    "phase_total": Words(zh="共{mu}亩", en="{mu} mu in all"),
    "phase_total_least": Words(zh="至少{mu}亩（{n}宗未计入）", en="at least {mu} mu ({n} not counted)"),
    "mu_of": Words(zh="{mu}亩", en="{mu} mu"),
    "mu_of_least": Words(zh="至少{mu}亩", en="at least {mu} mu"),
    "schematic": Words(zh="示意", en="schematic"),
    "schematic_note": Words(
        zh="示意：面积准确，位置与形状仅供参考（±{km}公里）",
        en="Schematic: true in area, indicative in place and shape (±{km} km)",
    ),
    "place_uncertain": Words(zh="位置±{km}公里", en="place ±{km} km"),
    "outline": Words(zh="园区边界（{basis}）", en="outline of the park ({basis})"),
    "zone": Words(zh="分区（{basis}）", en="zone ({basis})"),
    "where": Words(zh="所在位置", en="Where it lies"),
    "whole": Words(zh="全图", en="Whole map"),
    "findings": Words(zh="审查结果", en="Findings"),
    "finding_at": Words(zh="第{n}条，共{count}条", en="{n} of {count}"),
    "previous": Words(zh="上一条", en="Previous"),
    "next": Words(zh="下一条", en="Next"),
    "before": Words(zh="之前", en="Before"),
    "after": Words(zh="现在", en="Now"),
    "both_times": Words(zh="全部", en="All"),
    "no_findings": Words(zh="没有发现", en="No findings"),
    "more_findings": Words(
        zh="另有{count}条未列出，可在图上点选或用“下一条”",
        en="{count} more are not listed; use Next or the map",
    ),
    "no_place": Words(zh="无位置", en="no place"),
    "area": Words(zh="{m2}平方米（{mu}亩）", en="{m2} m² ({mu} mu)"),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en=" (that date has passed; the source is older)"),
    "sketch": Words(
        zh="示意图：面积准确，位置与形状仅供参考", en="Sketch: true in area, indicative in place and shape"
    ),
    "park": Words(zh="园区资料", en="About the park"),
    "exaggerated": Words(
        zh="圆圈标出过小的图形，放大后为真实大小",
        en="A ring marks what is too small to see; zoomed in, shapes are true",
    ),
}
