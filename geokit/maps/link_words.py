"""The words of the link map."""

from __future__ import annotations

from geokit.words import Words

TITLE = Words(zh="{programme}：结对与园区", en="{programme}: partnerships and parks")
PAIRS = Words(zh="对区县结对", en="district pairs")
PARKS = Words(zh="个园区", en="parks")
PUBLISHED = Words(zh="已公布园区用地", en="park land published")
START_ZONES = Words(zh="其中启动区", en="of which start zones")
AS_OF = Words(zh="资料截至", en="as of")
OUTLINES_IN = Words(zh="坐标系：CGCS2000（概略）", en="Coordinates: CGCS2000 (generalised)")
NOTHING = Words(zh="未公布", en="not published")
PAIR = Words(zh="{supporter}—{host}", en="{supporter}–{host}")
DISTANCE = Words(zh="直线约{km}公里", en="about {km} km apart")
NO_PARTNER = Words(zh="{district}：资料中没有结对", en="{district}: no partner in this source")
GENERALISED = Words(zh="{district}（概略边界）", en="{district} (generalised outline)")

WORDS = {
    "pairs": Words(zh="结对", en="Partnerships"),
    "whole": Words(zh="全图", en="Whole map"),
    "fly_to": Words(zh="看{place}", en="See {place}"),
    "not_published": Words(zh="面积未公布", en="area not published"),
    "no_park": Words(zh="资料中没有园区", en="no park in this source"),
    "legend": Words(zh="图例", en="Legend"),
    "arc_width": Words(zh="弧线宽度：已公布用地", en="Arc width: land published"),
    "district_partner": Words(zh="有结对的区县", en="district with a partner"),
    "district_alone": Words(zh="资料中没有结对的区县", en="district not in this source"),
    "park_schematic": Words(
        zh="园区示意（面积按比例，位置与形状不详）",
        en="park, schematic (area to scale; place and shape unknown)",
    ),
    "park_point": Words(zh="园区（未公布面积）", en="park (no area published)"),
    "enclave": Words(
        zh="反向飞地（设在深圳的点，非用地）", en="reverse enclave (a site in Shenzhen, not land)"
    ),
    "uncertain": Words(zh="示意，±{km}公里", en="schematic, ±{km} km"),
    "place_uncertain": Words(zh="位置 ±{km}公里", en="place ±{km} km"),
    "sketch": Words(
        zh="示意图：面积准确，位置与形状仅供参考", en="Sketch: true in area, indicative in place and shape"
    ),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en="(that date has passed; the source is older)"),
}
