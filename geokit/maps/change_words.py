"""What the page of a change says, besides the words of every page."""

from __future__ import annotations

from typing import Final

from geokit.i18n import Words

CHANGE_WORDS: Final = {
    "changes": Words(zh="变化清单", en="Changes"),
    "change_total": Words(zh="共 {n} 项", en="{n} in all"),
    "change_count": Words(zh="{n} 项", en="{n}"),
    "no_changes": Words(zh="两期地块完全一致", en="Both states are the same"),
    "none_shown": Words(zh="所选类别没有变化", en="No change of the kinds chosen"),
    "legend": Words(zh="图例与筛选", en="Legend and filter"),
    "whole": Words(zh="全图", en="Whole map"),
    "states": Words(zh="地块底色", en="Parcels by stage"),
    "pieces": Words(zh="土地增减", en="Land"),
    "gained": Words(zh="新增土地", en="land gained"),
    "lost": Words(zh="减少土地", en="land lost"),
    "unchanged": Words(zh="未变化：{n} 宗", en="as they were: {n}"),
    "swipe": Words(zh="两期对比滑块", en="Swipe between the two states"),
    "swipe_at": Words(
        zh="左侧 {share}%为{before}，右侧为{after}", en="{share}% on the left show {before}, the rest {after}"
    ),
    "with_changes": Words(zh="{state}，并示变化", en="{state}, with the changes"),
    "chosen": Words(zh="所选变化", en="The chosen change"),
    "choose_hint": Words(
        zh="在清单或图上选一项变化，此处显示前后对照",
        en="Choose a change in the list or on the map to see it before and after",
    ),
    "close": Words(zh="关闭", en="Close"),
    "previous": Words(zh="上一项", en="Previous"),
    "next": Words(zh="下一项", en="Next"),
    "change_at": Words(zh="第 {n} 项，共 {count} 项", en="{n} of {count}"),
    "before_m2": Words(zh="{state}面积", en="{state}"),
    "area": Words(zh="{m2} 平方米（{mu} 亩）", en="{m2} m² ({mu} mu)"),
    "no_area": Words(zh="无有效图形，无法量算", en="no valid outline, no area"),
    "fact": Words(zh="{before} → {after}", en="{before} → {after}"),
    "in_state": Words(zh="{state}：{id}", en="{state}: {id}"),
    "sums": Words(zh="分期分阶段面积（亩）", en="Land by phase and stage (mu)"),
    "sum_stage": Words(zh="阶段", en="stage"),
    "sum_change": Words(zh="增减", en="change"),
    "sum_gained": Words(zh="新增", en="gained"),
    "sum_lost": Words(zh="减少", en="lost"),
    "sum_reclassified": Words(zh="转入转出", en="reclassified"),
    "sum_total": Words(zh="合计", en="total"),
    "sum_rule": Words(
        zh="{before}＋新增－减少＋转入转出＝{after}；土地只计一次，平面面积，末位已调平；已收回的地块不计",
        en="{before} + gained − lost + reclassified = {after}. Planar areas, land counted once, balanced in the last "
        "digit; parcels that were taken back are in no sum",
    ),
    "show_more": Words(zh="再列 {n} 项", en="List {n} more"),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en=" (that date has passed; the source is older)"),
}
