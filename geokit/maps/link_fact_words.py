"""What the lists beside a link map are called: when, in what, who."""

from __future__ import annotations

from geokit.i18n import Words
from geokit.programme.terms import INFERRED

FACT_WORDS = {
    "lists": Words(zh="选择列表", en="Choose a list"),
    "pairs_short": Words(zh="结对", en="Pairs"),
    "timeline": Words(zh="进程", en="Timeline"),
    "sectors": Words(zh="产业", en="Sectors"),
    "sector": Words(zh="产业", en="sector"),
    "sector_parks": Words(zh="各园区的产业", en="Sectors by park"),
    "companies": Words(zh="企业", en="Companies"),
    "programme": Words(zh="协作机制", en="Programme"),
    "fold": Words(zh="{title}（{count}）", en="{title} ({count})"),
    "inferred": INFERRED,
    "expected": Words(zh="预计", en="expected"),
    "happened": Words(zh="已发生", en="happened"),
    "moment": Words(zh="{date}：{text}", en="{date}: {text}"),
    "moment_marked": Words(zh="{date}（{marks}）：{text}", en="{date} ({marks}): {text}"),
    "dated": Words(zh="{date}（{kind}）", en="{date} ({kind})"),
    "inferred_as": Words(zh="推断：{reason}", en="inferred: {reason}"),
    "passed": Words(zh="期限已过", en="that date has passed"),
    "unnamed_park": Words(zh="园区（名称与面积未公布）", en="A park without a published name or area"),
    "enclave_inferred": Words(zh="反向飞地（位置为推断）", en="reverse enclave (place inferred)"),
    "enclave_place_inferred": Words(
        zh="反向飞地，位置为推断（资料未写明）", en="reverse enclave, place inferred (no source says it)"
    ),
    "date": Words(zh="日期", en="date"),
    "event": Words(zh="事项", en="event"),
    "fact": Words(zh="内容", en="fact"),
    "kind": Words(zh="类别", en="kind"),
    "quote": Words(zh="原文", en="words of the source"),
}
