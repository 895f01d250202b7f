"""What the page of a park or of an audit says, in both languages."""

from __future__ import annotations

from geokit.i18n import Words

WORDS = {
    "legend": Words(zh="图例与筛选", en="Legend and filter"),
    "parcel_mu": Words(zh="{count} 宗 · {mu} 亩", en="{count} parcel · {mu} mu"),
    "parcels_mu": Words(zh="{count} 宗 · {mu} 亩", en="{count} parcels · {mu} mu"),
    "parcel_mu_least": Words(
        zh="{count} 宗 · 至少 {mu} 亩（{n} 宗未计入）",
        en="{count} parcel · at least {mu} mu ({n} not counted)",
    ),
    "parcels_mu_least": Words(
        zh="{count} 宗 · 至少 {mu} 亩（{n} 宗未计入）",
        en="{count} parcels · at least {mu} mu ({n} not counted)",
    ),
    "phases": Words(zh="分期进度", en="Progress by phase"),
    "phase_all": Words(zh="全部期次", en="All phases"),
    "phase_slider": Words(zh="显示到", en="Show up to"),
    "day_slider": Words(zh="截至", en="As of"),
    "phase_total": Words(zh="共 {mu} 亩", en="{mu} mu in all"),
    "phase_total_least": Words(zh="至少 {mu} 亩（{n} 宗未计入）", en="at least {mu} mu ({n} not counted)"),
    "mu_of": Words(zh="{mu} 亩", en="{mu} mu"),
    "mu_of_least": Words(zh="至少 {mu} 亩", en="at least {mu} mu"),
    "schematic": Words(zh="示意", en="schematic"),
    "schematic_note": Words(
        zh="示意：面积准确，位置与形状仅供参考（±{km} 公里）",
        en="Schematic: true in area, indicative in place and shape (±{km} km)",
    ),
    "place_uncertain": Words(zh="位置±{km} 公里", en="place ±{km} km"),
    "outline": Words(zh="园区边界（{basis}）", en="outline of the park ({basis})"),
    "zone": Words(zh="分区（{basis}）", en="zone ({basis})"),
    "where": Words(zh="所在位置", en="Where it lies"),
    "whole": Words(zh="全图", en="Whole map"),
    "findings": Words(zh="核查结果", en="Findings"),
    "finding_at": Words(zh="第 {n} 条，共 {count} 条", en="{n} of {count}"),
    "previous": Words(zh="上一条", en="Previous"),
    "next": Words(zh="下一条", en="Next"),
    "before": Words(zh="之前", en="Before"),
    "after": Words(zh="现在", en="Now"),
    "both_times": Words(zh="全部", en="All"),
    "no_findings": Words(zh="没有发现", en="No findings"),
    "more_findings": Words(
        zh="另有 {count} 条未列出，可在图上点选或用“下一条”",
        en="{count} more are not listed; use Next or the map",
    ),
    "no_place": Words(zh="无位置", en="no place"),
    "area": Words(zh="{m2} 平方米（{mu} 亩）", en="{m2} m² ({mu} mu)"),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en=" (that date has passed; the source is older)"),
    "sketch": Words(
        zh="示意图：面积准确，位置与形状仅供参考", en="Sketch: true in area, indicative in place and shape"
    ),
    "park": Words(zh="园区资料", en="About the park"),
    "exaggerated": Words(
        zh="圆圈标出过小的图形，放大后为真实大小",
        en="A ring marks what is too small to see; zoomed in, shapes are true",
    ),
    "reset": Words(zh="重置筛选", en="Reset filters"),
    "filtered": Words(zh="已筛选：{what}", en="Filtered: {what}"),
    "without": Words(zh="不含{name}", en="without {name}"),
    "up_to": Words(zh="截至{name}", en="up to {name}"),
    "count_of": Words(zh="{n} / {m} 条", en="{n} of {m}"),
    "count_all": Words(zh="{m} 条", en="{m}"),
    "parcels_all": Words(zh="{m} 宗", en="parcels: {m}"),
    "parcels_some": Words(zh="{n} / {m} 宗", en="parcels: {n} of {m}"),
    "parcels_of": Words(zh="{n} / {m} 宗 · {mu} 亩", en="{n} of {m} parcels · {mu} mu"),
    "parcels_of_least": Words(
        zh="{n} / {m} 宗 · 至少 {mu} 亩（{u} 宗未计入）",
        en="{n} of {m} parcels · at least {mu} mu ({u} not counted)",
    ),
    "shown_parcels": Words(zh="所选地块（{n} / {m} 宗）", en="{n} of {m} parcels shown"),
    "shown_parcels_least": Words(
        zh="所选地块（{n} / {m} 宗，其中 {u} 宗未计入）",
        en="{n} of {m} parcels shown, {u} of them not counted",
    ),
    "with_uncounted": Words(zh="{label}（{u} 宗未计入）", en="{label}; {u} not counted"),
    "figures_filtered": Words(
        zh="以上为所选地块的面积；公布面积、未纳入地块等全园数字在重置筛选后显示。",
        en="These are the figures of the parcels shown; those of the whole park come back when filters are reset.",
    ),
    "taken_back": Words(zh="已撤回 {mu} 亩，不计入各期", en="withdrawn: {mu} mu, in no phase's sum"),
    "bar_scale": Words(
        zh="各期同一比例；虚框为公布（或申报）面积",
        en="All phases on one scale; a dashed frame is the published or declared area",
    ),
    "search": Words(zh="查找地块", en="Find a parcel"),
    "search_hint": Words(zh="地块编号、村或批次", en="parcel number, village or batch"),
    "search_none": Words(
        zh="没有编号、村或批次含“{text}”的地块", en="No parcel, village or batch has “{text}” in it"
    ),
    "search_found": Words(zh="{n} 项结果", en="{n} results"),
    "search_more": Words(zh="另有 {n} 宗，请再输入几个字", en="{n} more parcels; type on"),
    "of_field": Words(zh="{field}：{name}（{n} 宗）", en="{field}: {name} ({n} parcels)"),
    "chosen_field": Words(zh="{field}：{name}", en="{field}: {name}"),
    "detail": Words(zh="详情", en="Details"),
    "close": Words(zh="关闭", en="Close"),
    "finding_number": Words(zh="问题 {n}：{severity}", en="Finding {n}: {severity}"),
    "cluster": Words(zh="此处有 {n} 条问题，放大查看", en="{n} findings here: zoom in"),
    "findings_here": Words(zh="此处的 {n} 条问题", en="{n} findings here"),
    "subjects": Words(zh="涉及", en="concerns"),
    "read_from": Words(zh="文件", en="file"),
    "findings_of": Words(zh="核查问题", en="findings"),
    "invalid_outline": Words(zh="图形无效（不计面积）", en="invalid outline (no area)"),
    "not_on_map": Words(zh="没有可画的图形", en="no shape that can be drawn"),
    "ground_filtered": Words(zh="重置筛选后显示", en="shown without filters"),
    "grid": Words(
        zh="地块过小，按格汇总：每格约 {length} 见方，色块大小为占地，颜色为进度；放大后显示地块",
        en="Too small to show one by one: squares of about {length}, as large as their land, coloured by progress; zoom in for parcels",
    ),
    "grid_cell": Words(zh="此格 {n} 宗地块", en="{n} parcels in this square"),
}
