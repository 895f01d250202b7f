"""What the page of links says, in both languages; at the end its tables."""

from __future__ import annotations

from geokit.i18n import Words

WORDS = {
    "pairs": Words(zh="结对", en="Partnerships"),
    "whole": Words(zh="全图", en="Whole map"),
    "fly_to": Words(zh="看{place}", en="See {place}"),
    "not_published": Words(zh="面积未公布", en="area not published"),
    "no_park": Words(zh="资料中没有园区", en="no park in this source"),
    "legend": Words(zh="图例", en="Legend"),
    "arc_width": Words(zh="弧线宽度：已公布用地", en="Arc width: land published"),
    "district_partner": Words(zh="有结对的区县", en="district with a partner"),
    "ribbon_width": Words(
        zh="飘带从支援方（宽）到受援方（窄）；宽度表示已公布用地",
        en="A ribbon runs from the helping district (wide) to the one it helps (narrow); width: land published",
    ),
    "district_host": Words(zh="受援区县，用其结对的颜色", en="district that is helped, in its pair's colour"),
    "district_supporter": Words(zh="支援区", en="district that helps"),
    "district_alone": Words(zh="资料中没有结对的区县", en="district not in this source"),
    "park_schematic": Words(
        zh="园区示意（面积按比例，位置与形状不详）",
        en="park, schematic (area to scale; place and shape unknown)",
    ),
    "park_point": Words(zh="园区（未公布面积）", en="park (no area published)"),
    "enclave": Words(
        zh="反向飞地：由受援方回到支援城市", en="reverse enclave: the way back to the helping city"
    ),
    "enclave_place": Words(
        zh="反向飞地所在（点，非用地）", en="site of a reverse enclave (a point, not land)"
    ),
    "enclave_short": Words(zh="反向飞地", en="reverse enclave"),
    "layout": Words(zh="图面", en="Layout"),
    "two_cities": Words(zh="两市并列", en="Two cities"),
    "true_geography": Words(zh="真实位置", en="True geography"),
    "measured_truly": Words(zh="量测在真实位置上进行", en="Measured on the true geography"),
    "about_km": Words(zh="约{km}公里", en="about {km} km"),
    "thumbnail": Words(zh="两市的真实位置", en="Where the two cities lie"),
    "uncertain": Words(zh="示意，±{km}公里", en="schematic, ±{km} km"),
    "place_uncertain": Words(zh="位置 ±{km}公里", en="place ±{km} km"),
    "sketch": Words(
        zh="示意图：面积准确，位置与形状仅供参考", en="Sketch: true in area, indicative in place and shape"
    ),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en="(that date has passed; the source is older)"),
    "neighbour": Words(zh="相邻城市", en="neighbouring city"),
    "shortened": Words(zh="图上已缩短", en="shortened here"),
    "wall": Words(zh="大屏展示", en="Wall"),
    "wall_hint": Words(
        zh="大屏展示（{key}）：逐对显示，空格暂停，方向键翻页，Esc 退出",
        en="On a wall ({key}): pair by pair; Space pauses, arrows step, Esc leaves",
    ),
    "wall_schematic": Words(
        zh="示意图：区界概略，园区位置与形状示意",
        en="Schematic: districts generalised, places and shapes of parks indicative",
    ),
    "wall_previous": Words(zh="上一对", en="Previous pair"),
    "wall_next": Words(zh="下一对", en="Next pair"),
    "wall_pause": Words(zh="暂停", en="Pause"),
    "wall_go_on": Words(zh="继续", en="Go on"),
    "wall_leave": Words(zh="退出大屏", en="Leave"),
    "wall_at": Words(zh="第{n}对，共{count}对", en="pair {n} of {count}"),
    "wall_helps": Words(zh="帮扶", en="helps"),
    "wall_published": Words(zh="已公布的园区用地", en="of park land published"),
    "wall_park": Words(zh="{park}（位置示意，±{km}公里）", en="{park} (place schematic, ±{km} km)"),
    "wall_enclave": Words(zh="反向飞地：{enclave}", en="reverse enclave: {enclave}"),
    "wall_count": Words(zh="{value}{label}", en="{value} {label}"),
    "wall_line": Words(zh="{label}：{value}", en="{label}: {value}"),
    "wall_more": Words(zh="另有{n}项", en="{n} more"),
    "open_park": Words(zh="打开园区地图", en="Open the park's map"),
    "open_park_of": Words(zh="打开园区地图：{park}", en="Open the park's map: {park}"),
    "pair": Words(zh="结对", en="partnership"),
    "districts": Words(zh="区县", en="Districts"),
    "district": Words(zh="区县", en="district"),
    "city": Words(zh="城市", en="city"),
    "parks": Words(zh="园区", en="Parks"),
    "enclaves": Words(zh="反向飞地", en="Reverse enclaves"),
    "number": Words(zh="序号", en="no."),
    "name": Words(zh="名称", en="name"),
    "helping": Words(zh="支援区", en="helping district"),
    "helped": Words(zh="受援区县", en="helped district"),
    "land": Words(zh="已公布用地", en="land published"),
    "distance": Words(zh="距离", en="distance"),
    "place": Words(zh="位置精度", en="place"),
    "source": Words(zh="来源", en="source"),
    "pairs_of": Words(zh="所在结对", en="partnerships"),
}
