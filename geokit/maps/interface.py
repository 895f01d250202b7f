"""The words of the page's frame and controls, in both languages."""

from __future__ import annotations

from geokit.words import Words

FRAME_WORDS = {
    "switch_language": Words(zh="English", en="中文"),
    "switch_language_hint": Words(zh="Switch to English", en="切换为中文"),
    "dark": Words(zh="深色", en="Dark"),
    "light": Words(zh="浅色", en="Light"),
    "full_screen": Words(zh="全屏", en="Full screen"),
    "leave_full_screen": Words(zh="退出全屏", en="Leave full screen"),
    "print": Words(zh="打印", en="Print"),
    "zoom_in": Words(zh="放大", en="Zoom in"),
    "zoom_out": Words(zh="缩小", en="Zoom out"),
    "map": Words(zh="地图", en="Map"),
    "close": Words(zh="关闭", en="Close"),
}

NO_SCRIPT = Words(
    zh="此地图需要浏览器允许运行本页自带的脚本(不访问网络)。",
    en="This map needs the browser to run the page's own script; it uses no network.",
)
