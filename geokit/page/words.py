"""The words of the page's frame and controls, in both languages."""

from __future__ import annotations

from geokit.words import Words

NORTH = Words(zh="北", en="N")

FRAME_WORDS = {
    "switch_language": Words(zh="English", en="中文"),
    "switch_language_hint": Words(zh="Switch to English", en="切换为中文"),
    "dark": Words(zh="深色", en="Dark"),
    "light": Words(zh="浅色", en="Light"),
    "full_screen": Words(zh="全屏", en="Full screen"),
    "leave_full_screen": Words(zh="退出全屏", en="Leave full screen"),
    "print": Words(zh="打印 {sheet}", en="Print {sheet}"),
    "printed_on": Words(zh="打印日期：{day}", en="Printed on {day}"),
    "zoom_in": Words(zh="放大", en="Zoom in"),
    "zoom_out": Words(zh="缩小", en="Zoom out"),
    "old_browser": Words(
        zh="此浏览器太旧，无法显示本页；请使用 Chrome 80、Firefox 113、Safari 16.4 或更新的版本",
        en="This browser is too old for this page; use Chrome 80, Firefox 113, Safari 16.4 or newer",
    ),
    "broken_data": Words(
        zh="地块数据无法解开，地图不完整", en="The parcels could not be unpacked; the map is incomplete"
    ),
    "north": NORTH,
    "map": Words(zh="地图", en="Map"),
    "metres": Words(zh="{n}米", en="{n} m"),
    "kilometres": Words(zh="{n}公里", en="{n} km"),
    "square_metres": Words(zh="{n}平方米", en="{n} m²"),
    "mu": Words(zh="{n}亩", en="{n} mu"),
    "hectares": Words(zh="{n}公顷", en="{n} ha"),
    "square_kilometres": Words(zh="{n}平方公里", en="{n} km²"),
    "measure": Words(zh="量测", en="Measure"),
    "measure_hint": Words(zh="点击地图逐点量测，按 Esc 结束", en="Click points on the map; Esc ends"),
    "measure_approximate": Words(
        zh="屏幕量测为近似值（椭球面大地线），不作依据",
        en="Measured on screen, geodesic: approximate, not for the record",
    ),
}

NO_SCRIPT = Words(
    zh="此地图需要浏览器允许运行本页自带的脚本（不访问网络）。",
    en="This map needs the browser to run the page's own script; it uses no network.",
)
