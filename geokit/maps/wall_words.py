"""What the link map says on a wall, and on its way to the maps of parks."""

from __future__ import annotations

from geokit.i18n import Words

WALL_WORDS = {
    "wall": Words(zh="大屏展示", en="Wall"),
    "wall_button": Words(zh="大屏展示 {key}", en="Wall {key}"),
    "wall_hint": Words(
        zh="大屏展示（{key}）：逐对显示，空格暂停，方向键翻页，Esc 退出",
        en="On a wall ({key}): pair by pair; Space pauses, arrows step, Esc leaves",
    ),
    "wall_schematic": Words(
        zh="示意图：区界概略，园区位置与形状不详",
        en="Schematic: districts generalised, places and shapes of parks not known",
    ),
    "wall_previous": Words(zh="上一对", en="Previous pair"),
    "wall_next": Words(zh="下一对", en="Next pair"),
    "wall_pause": Words(zh="暂停", en="Pause"),
    "wall_go_on": Words(zh="继续", en="Go on"),
    "wall_leave": Words(zh="退出大屏", en="Leave"),
    "wall_at": Words(zh="第{n}对，共 {count} 对", en="pair {n} of {count}"),
    "wall_helps": Words(zh="帮扶", en="helps"),
    "wall_published": Words(zh="已公布的园区用地", en="of park land published"),
    "wall_published_as": Words(
        zh="已公布的园区用地（即 {other}）", en="of park land published ({other} in the source)"
    ),
    "wall_park": Words(zh="{park}（位置示意，±{km} 公里）", en="{park} (place schematic, ±{km} km)"),
    "wall_enclave": Words(zh="反向飞地：{enclave}", en="reverse enclave: {enclave}"),
    "wall_enclave_inferred": Words(
        zh="反向飞地：{enclave}（位置为推断）", en="reverse enclave: {enclave} (place inferred)"
    ),
    "wall_inferred": Words(zh="{said}（推断）", en="{said} (inferred)"),
    "wall_count": Words(zh="{value} {label}", en="{value} {label}"),
    "wall_aged": Words(zh="{label}：{value}，{age}", en="{label} {value}, {age}"),
    "wall_line": Words(zh="{label}：{value}", en="{label}: {value}"),
    "wall_more": Words(zh="另有 {n} 项", en="{n} more"),
    "open_park": Words(zh="打开园区地图", en="Open the park's map"),
    "open_park_of": Words(zh="打开园区地图：{park}", en="Open the park's map: {park}"),
}
