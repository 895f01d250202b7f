"""What one page is, and how it is written: title and language, marks, words, data, own scripts, and its policy."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.escape import printable
from geokit.i18n import Language, Words, current_language
from geokit.isolates import with_isolates
from geokit.libraries import require
from geokit.page.assets import safe_style, scaled, web_text
from geokit.page.marks import Marks
from geokit.page.payload import Json, Text, dictionary, localized, to_json
from geokit.page.policy import content_policy
from geokit.page.symbols import symbol_payload, symbol_style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TITLE = Words(zh="地图", en="Map")

# The styles of every page, as the file names them.
_EVERY_STYLE = ("symbols", "page.css")

_POLICY_PLACE = "<!--content-security-policy-->"

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
    "skip": Words(zh="跳到主要内容", en="Skip to the main content"),
    "side": Words(zh="图例与列表", en="Legend and lists"),
    "table": Words(zh="表格", en="Table"),
    "table_of_map": Words(zh="以表格显示地图内容", en="What the map shows, as a table"),
    "table_of": Words(zh="选择表格", en="Choose a table"),
    "table_back": Words(zh="上一页", en="Previous"),
    "table_next": Words(zh="下一页", en="Next"),
    "table_close": Words(zh="返回地图", en="Back to the map"),
    "table_count": Words(zh="第 {first}–{last} 行，共 {count} 行", en="Rows {first}–{last} of {count}"),
    "table_empty": Words(zh="没有内容", en="Nothing"),
    "zoom_in": Words(zh="放大", en="Zoom in"),
    "zoom_out": Words(zh="缩小", en="Zoom out"),
    "no_tiles": Words(zh="底图未能载入（需要网络）", en="the basemap did not come (it needs a network)"),
    "old_browser": Words(
        zh="此浏览器太旧，无法显示本页；请使用 Chrome 80、Firefox 113、Safari 16.4 或更新的版本",
        en="This browser is too old for this page; use Chrome 80, Firefox 113, Safari 16.4 or newer",
    ),
    "broken_data": Words(
        zh="地块数据无法解开，地图不完整", en="The parcels could not be unpacked; the map is incomplete"
    ),
    "no_memory": Words(
        zh="浏览器内存不足，地块无法解开，地图不完整",
        en="The browser has no memory left for the parcels; the map is incomplete",
    ),
    "aged": Words(zh="距今{age}；其后变化未反映", en="{age} ago; later changes are not shown"),
    "aged_roughly": Words(
        zh="距今至少{age}；其后变化未反映", en="at least {age} ago; later changes are not shown"
    ),
    "north": NORTH,
    "map": Words(zh="地图", en="Map"),
    "metres": Words(zh="{n} 米", en="{n} m"),
    "kilometres": Words(zh="{n} 公里", en="{n} km"),
    "square_metres": Words(zh="{n} 平方米", en="{n} m²"),
    "mu": Words(zh="{n} 亩", en="{n} mu"),
    "hectares": Words(zh="{n} 公顷", en="{n} ha"),
    "square_kilometres": Words(zh="{n} 平方公里", en="{n} km²"),
    "measure": Words(zh="量测", en="Measure"),
    "no_such_place": Words(zh="本页没有{kind}“{id}”", en="this page has no {kind} “{id}”"),
    "place_pair": Words(zh="结对", en="partnership"),
    "place_park": Words(zh="园区", en="park"),
    "place_phase": Words(zh="分期", en="phase"),
    "place_parcel": Words(zh="地块", en="parcel"),
    "place_finding": Words(zh="问题", en="finding"),
    "place_change": Words(zh="变化", en="change"),
    "measure_hint": Words(
        zh="点击地图逐点量测；退格撤销，双击或回车结束，Esc 关闭",
        en="Click points on the map; Backspace undoes, a double click or Enter finishes, Esc closes",
    ),
    "measure_keys": Words(
        zh="量测区：方向键移动十字光标（按住 Shift 微调），回车定点，再按回车结束",
        en="Measuring: arrow keys move the cross (Shift: finely), Enter sets a point, Enter again finishes",
    ),
    "measure_finished": Words(zh="量测完成", en="Measured"),
    "measure_undo": Words(zh="撤销", en="Undo"),
    "measure_finish": Words(zh="完成", en="Finish"),
    "measure_clear": Words(zh="重测", en="Start over"),
    "measure_approximate": Words(
        zh="屏幕量测为近似值（椭球面大地线），不作依据",
        en="Measured on screen, geodesic: approximate, not for the record",
    ),
}

NO_SCRIPT = Words(
    zh="此地图需要浏览器允许运行本页自带的脚本（不访问网络）。",
    en="This map needs the browser to run the page's own script; it uses no network.",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with a map.

    Parameters
    ----------
    title : text
        The heading, and the browser's title where there is no subtitle. Data, never markup.
    subtitle : text, optional
        What the document is, where the title says what is in it: under the heading, and the browser's title.
    language : {"zh", "en"}, optional
        What the page opens in; the reader may switch. The reader's own where none is given.
    marks : Marks
        Audience, review number, classification, credits.
    words : mapping of str to Words
        What the page's own script says.
    data : mapping
        What the page's own script draws: anything that is JSON.
    script : str
        A bundle of ``web/dist/``.
    styles : tuple of str
        Files of ``web/``, in order, after those of every page.
    image_hosts : tuple of str
        Addresses that pictures of a basemap may come from; empty is a page that reaches nothing.
    facts : tuple of text
        What else the title block says: the system of the coordinates, the day.
    inner : tuple of InnerPage
        Further pages in the same file, which the address opens; the page's script must draw them too.
    """

    title: Text = _TITLE
    subtitle: Text | None = None
    language: Language | None = None
    marks: Marks = field(default_factory=Marks)
    words: Mapping[str, Words] = field(default_factory=dict)
    data: Json = field(default_factory=dict)
    script: str = "map.js"
    styles: tuple[str, ...] = ("print.css",)
    image_hosts: tuple[str, ...] = ()
    facts: tuple[Text, ...] = ()
    inner: tuple[InnerPage, ...] = ()

    @property
    def opening_language(self) -> Language:
        """The language that the page opens in."""
        return self.language or current_language()

    def payload(self) -> Json:
        """Return what the page's script reads."""
        return {
            "language": self.opening_language,
            "title": localized(self.title),
            "document": localized(self.subtitle or self.title),
            **({"subtitle": localized(self.subtitle)} if self.subtitle else {}),
            "marks": self.marks.payload(),
            "facts": [localized(fact) for fact in self.facts],
            "words": dictionary({**FRAME_WORDS, **self.words}),
            "symbols": symbol_payload(),
            **({"views": [each.named() for each in self.inner]} if self.inner else {}),
            **self.data,
        }

    @property
    def own_script(self) -> str:
        """The text of the page's own script."""
        return web_text(f"dist/{self.script}")

    @property
    def all_styles(self) -> dict[str, bool]:
        """The styles that the file holds, and whether they are of the page that it opens with."""
        held = (name for each in self.inner for name in each.page.styles)
        return {name: name in self.styles for name in dict.fromkeys((*self.styles, *held))}


@dataclass(frozen=True, slots=True)
class InnerPage:
    """A page in the file of another: read only when the address opens it.

    Parameters
    ----------
    id : str
        What the address calls it. Data, never markup.
    page : Page
        As it would stand in a file of its own.
    data : mapping
        What the script needs besides, because the file is another's: anything that is JSON.
    """

    id: str
    page: Page
    data: Json = field(default_factory=dict)

    def named(self) -> Json:
        """Return its entry in the list that the first page has."""
        return {"id": self.id, "title": localized(self.page.title)}

    def payload(self) -> Json:
        """Return what the script reads once it is opened."""
        return {**self.page.payload(), "styles": [*_EVERY_STYLE, *self.page.styles], **self.data}


def write_document(page: Page, *, body: str, scripts: Sequence[str], header: str = "") -> str:
    """Return a page whose policy is still to be put in, once nothing in it changes any more.

    Parameters
    ----------
    page : Page
        What it is.
    body : str
        Markup between its head and its foot.
    scripts : sequence of str
        Safe inside their elements; each has its own. What old browsers run comes before them.
    header : str
        Further elements of the head.
    """
    require("jinja2")
    import jinja2

    text: str = jinja2.Template(web_text("page.html")).render(
        language="zh-CN" if page.opening_language == "zh" else "en",
        title=with_isolates(printable(localized(page.subtitle or page.title)[page.opening_language])),
        policy=_POLICY_PLACE,
        referrer="strict-origin" if page.image_hosts else "no-referrer",
        styles=[
            ("symbols", True, symbol_style()),
            ("page.css", True, safe_style(scaled(web_text("page.css")))),
            *((name, is_own, safe_style(scaled(web_text(name)))) for name, is_own in page.all_styles.items()),
        ],
        header=header,
        body=body,
        no_script=localized(NO_SCRIPT),
        payload=to_json(page.payload()),
        inner=[to_json(each.payload()) for each in page.inner],
        scripts=[web_text("guard.js"), *scripts],
    )
    # A browser hashes a script after normalising these characters.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def put_policy(text: str, image_hosts: Sequence[str] = ()) -> str:
    """Return a finished page with its policy, which names its scripts by their hashes."""
    policy = html.escape(content_policy(text, image_hosts))
    return text.replace(_POLICY_PLACE, f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
