"""The page of symbols: how each thing is drawn, with a picture from the description that everything draws from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from geokit.i18n import Words
from geokit.matplotlib_symbols import draw_sample
from geokit.symbols import CHANGES, LINKS, OUTLINES, PAIRS, PHASES, SEVERITIES, STAGES, STATES, THEME, Symbol
from making.markdown import page, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.i18n import Language

_PAGE = Words(
    zh="""# 图例与符号

网页、PNG、SVG、PDF、台账图、QGIS 样式里的每一种内容，都按同一份说明绘制（`geokit/symbols.py`）；下列图样也由它生成。
颜色取自 Okabe 与 Ito 的色盲友好配色，必要处加深或提亮，使线条与底色的对比不低于 3 : 1（WCAG 2.2 第 1.4.11 条）。
任何内容都不只靠颜色区分：各有线型、填充线或符号。“错误”另用深红（深色主题为亮红），与“待征收”的橙红在任何一种色觉下都能分开。
陆地、海域、相邻城市两两对比不低于 1.5 : 1。长度以像素计（1 像素为 1/96 英寸）；纸上用浅色主题的颜色。

{tables}

## 底色与文字

{theme}
""",
    en="""# Symbols

Pages, PNG, SVG, PDF, pictures of a ledger and styles for QGIS draw each thing from one description, `geokit/symbols.py`; the
pictures below are made from it too. The colours are those of Okabe and Ito, darkened or lightened where a line would else not
stand out by 3 : 1 from what it lies on (WCAG 2.2, 1.4.11). Nothing is told by its colour alone: each has its dash, hatch or
sign. An error has a dark red of its own (a bright one in the dark theme), which every eye tells from the vermilion of land to be
acquired. Land, sea and neighbouring cities differ in pairs by at least 1.5 : 1. Lengths are in pixels of 1/96 inch; paper has
the colours of the light theme.

{tables}

## Grounds and ink

{theme}
""",
)
_HEADS = (
    Words(zh="图样", en="looks"),
    Words(zh="内容", en="what it is"),
    Words(zh="线：浅色 / 深色主题", en="line: light / dark"),
    Words(zh="面", en="surface"),
    Words(zh="线宽与线型", en="width and dash"),
    Words(zh="填充线：角度、间距", en="hatch: angle, spacing"),
)
_GROUPS: tuple[tuple[Words, Mapping[str, Symbol]], ...] = (
    (Words(zh="土地进度", en="Land by its progress"), STAGES),
    (Words(zh="没有园区的地块，按期次", en="Parcels without a park, by phase"), PHASES),
    (Words(zh="核查问题的级别", en="Severities of findings"), SEVERITIES),
    (Words(zh="与上期相比的问题", en="Findings beside an earlier audit"), STATES),
    (Words(zh="边界、地块与量测", en="Outlines, parcels, measuring"), OUTLINES),
    (Words(zh="结对地图", en="The map of partnerships"), LINKS),
    (Words(zh="两期对比", en="Changes between two states"), CHANGES),
)
NAMES = {
    "supplied": Words(zh="已供应", en="supplied"),
    "approved": Words(zh="批而未供", en="approved, not supplied"),
    "to-acquire": Words(zh="待征收", en="to acquire"),
    "not-stated": Words(zh="进度未注明", en="progress not stated"),
    "withdrawn": Words(zh="已撤回", en="withdrawn"),
    "error": Words(zh="错误", en="error"),
    "review": Words(zh="复核", en="review"),
    "warning": Words(zh="警告", en="warning"),
    "info": Words(zh="提示", en="info"),
    "new": Words(zh="新增", en="new"),
    "kept": Words(zh="仍在", en="kept"),
    "accepted": Words(zh="已接受", en="accepted"),
    "gone": Words(zh="已消除", en="gone"),
    "park": Words(zh="园区边界", en="outline of a park"),
    "zone": Words(zh="分区", en="zone"),
    "park-schematic": Words(zh="园区边界（示意）", en="outline of a park, schematic"),
    "zone-schematic": Words(zh="分区（示意）", en="zone, schematic"),
    "uncertainty": Words(zh="位置可能的范围", en="where it may lie"),
    "parcel": Words(zh="地块（不分进度）", en="parcel, whatever its progress"),
    "unparcelled": Words(zh="未纳入地块的土地", en="land without a parcel"),
    "invalid": Words(zh="图形无效", en="invalid outline"),
    "boundary-point": Words(zh="界址点", en="boundary point"),
    "measure": Words(zh="屏幕量测", en="measured on the screen"),
    "district-partner": Words(zh="有结对的区县", en="district with a partner"),
    "district-alone": Words(zh="本资料无结对的区县", en="district without a partner in this source"),
    "district-disc": Words(zh="没有轮廓资料的区县", en="district whose outline is not known"),
    "neighbour-city": Words(zh="相邻城市", en="neighbouring city"),
    "unpublished": Words(zh="面积未公布的结对", en="pair without a published area"),
    "leader": Words(zh="引线", en="leader"),
    "seat": Words(zh="区县位置", en="seat of a district"),
    "enclave": Words(zh="反向飞地", en="reverse enclave"),
    "enclave-inferred": Words(zh="反向飞地（位置为推断）", en="reverse enclave, place inferred"),
    "badge": Words(zh="园区（面积已公布）", en="park whose area is known"),
    "badge-unknown": Words(zh="园区（面积未公布）", en="park whose area is not known"),
    "gained": Words(zh="新增土地", en="gained"),
    "lost": Words(zh="减少土地", en="lost"),
    "split": Words(zh="分割", en="split"),
    "merged": Words(zh="合并", en="merged"),
    "moved": Words(zh="移位", en="moved"),
    "altered": Words(zh="界线、编号或属性变更", en="redrawn, renumbered, other details"),
    **{key: Words(zh=f"第 {at} 期", en=f"phase {at}") for at, key in enumerate(PHASES, 1)},
    **{key: Words(zh=f"结对 {at}", en=f"pair {at}") for at, key in enumerate(PAIRS, 1)},
}


def pages(language: Language) -> dict[str, str | bytes]:
    """Return the page, and the picture of each symbol."""
    made: dict[str, str | bytes] = {"symbols.md": _page(language)}
    for _, symbols in _GROUPS:
        made |= {f"symbols/{key}.svg": picture(symbol) for key, symbol in symbols.items()}
    return made


def _page(language: Language) -> str:
    tables = [
        f"## {title.localize(language)}\n\n"
        + table(_HEADS, [_row(*each, language) for each in symbols.items()])
        for title, symbols in _GROUPS
    ]
    heads = (Words(zh="名称", en="name"), Words(zh="浅色", en="light"), Words(zh="深色", en="dark"))
    theme = table(
        heads, [(f"`--{name}`", f"`{colour.light}`", f"`{colour.dark}`") for name, colour in THEME.items()]
    )
    return page(_PAGE, tables="\n\n".join(tables), theme=theme)


def _row(key: str, symbol: Symbol, language: Language) -> list[str]:
    surface = f"`{symbol.fill.light}` {symbol.opacity:.0%}" if symbol.fill else "—"
    angles = " + ".join(f"{angle}°" for angle in symbol.hatch.angles) if symbol.hatch else ""
    hatch = f"{angles}, {symbol.hatch.spacing_px:.1f}" if symbol.hatch else "—"
    name = NAMES[key].localize(language) if key in NAMES else key
    return [
        f"![{name}](symbols/{key}.svg)",
        f"{name} `{key}`",
        f"`{symbol.line.light}` / `{symbol.line.dark}`",
        _unbroken(surface),
        _unbroken(f"{symbol.width_px:g}" + (f" · {symbol.dash_text}" if symbol.dash else "")),
        _unbroken(hatch),
    ]


def _unbroken(figures: str) -> str:
    """Return figures that stay on one line on a phone, where a column has room for one of them."""
    return figures.replace(" ", "\N{NO-BREAK SPACE}")


def picture(symbol: Symbol) -> bytes:
    """Return the sample of a symbol as SVG, the same bytes in every run."""
    with mpl.rc_context({"svg.hashsalt": "geokit"}):
        figure = Figure(figsize=(36 / 96, 24 / 96), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, 36), ylim=(0, 24))
        axes.axis("off")
        draw_sample(axes, (2, 12), symbol)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()
