"""Maps as pictures that stand still: PNG for a slide, SVG, and PDF at a true scale.

They are drawn from the same data as the page, with the same marks, and need matplotlib and a font that has the
letters. Data is text here too: nothing in it is read as a formula.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geokit.atomic import atomic_file
from geokit.errors import InputError, UnknownNameError
from geokit.i18n import Language, Words
from geokit.page.document import FRAME_WORDS, NORTH, Page
from geokit.sheets.sheet import Drawing, Plane, Sheet, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure


_NO_MATPLOTLIB = Words(
    zh="生成图片需要 matplotlib：pip install matplotlib",
    en="pictures need matplotlib: pip install matplotlib",
)
_UNKNOWN_SUFFIX = Words(
    zh="图片格式“{suffix}”不支持；可用 .png、.svg、.pdf",
    en="no picture is written as “{suffix}”; use .png, .svg or .pdf",
)
_ONLY_PDF = Words(zh="只有 .pdf 有比例尺与纸张", en="only a .pdf has a scale and a paper")
_TOO_LARGE = Words(
    zh="1：{scale} 在 {paper} 上放不下；最大可用 1：{fits}",
    en="at 1:{scale} it does not fit on {paper}; 1:{fits} does",
)
_SCALE = Words(zh="比例尺 1：{scale}（{paper}）", en="Scale 1:{scale} ({paper})")
_PAPER = Words(zh="纸张", en="paper")

_MM_PER_INCH = 25.4
PAPERS_MM = {"A3": (420.0, 297.0), "A4": (297.0, 210.0)}
_SLIDE_DPI = 144
_SLIDE_MM = (1920 / _SLIDE_DPI * _MM_PER_INCH, 1080 / _SLIDE_DPI * _MM_PER_INCH)
# Where the map stands on the sheet, as shares of its width and height: left, bottom, width, height.
_MAP_PLACE = (0.015, 0.085, 0.72, 0.765)
_SIDE_PLACE = (0.75, 0.085, 0.24, 0.765)
# Headlines have so many columns for what they are called, and shrink until they end before the sheet does.
_HEADLINE_COLUMNS = 34
_RIGHTMOST, _SMALLEST = 0.99, 0.55
_SMALLEST_LABEL = 5.0
_FOOT_COLUMNS = 235
# Around the land on a slide.
_MARGIN = 1.12
_SCALES = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000)
_METADATA: dict[str, dict[str, None]] = {
    ".png": {"Software": None, "Creation Time": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet by its name, and the scale number that it is drawn at."""

    name: str
    scale: int


def save_picture(
    page: Page,
    drawing: Drawing,
    path: str | Path,
    *,
    language: Language | None = None,
    scale: int | None = None,
    paper: str | None = None,
) -> Path:
    """Write a map as a picture.

    Parameters
    ----------
    page : Page
        Title, marks and headlines.
    drawing : Drawing
        What is drawn.
    path : path
        ``.png`` and ``.svg`` are slides of 16 to 9, PNG with 1920 by 1080 pixels; ``.pdf`` is a sheet
        with boundary points, edge lengths and grid.
    language : {"zh", "en"}, optional
        The language that the page opens in if left out.
    scale : int, optional
        The scale number of a PDF, such as 2000 for 1:2000; the largest usual one that fits if left out.
    paper : {"A3", "A4"}, optional
        The sheet of a PDF, landscape; A3 if left out.

    Raises
    ------
    InputError
        The suffix is unknown, matplotlib or a font is missing, or the land does not fit at that scale.
    OutputError
        The file cannot be written; what stood there before stands.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in _METADATA:
        raise InputError(_UNKNOWN_SUFFIX, suffix=target.suffix)
    if suffix != ".pdf" and not (scale is None and paper is None):
        raise InputError(_ONLY_PDF)
    chosen = language or page.opening_language
    with _style([*_frame_texts(page, chosen), *drawing.texts(chosen)]), atomic_file(target) as part:
        if suffix == ".pdf":
            _save_pdf(page, drawing, part, chosen, _fitting(drawing, scale, paper or "A3"))
        else:
            sheet = draw_sheet(page, drawing, chosen)
            sheet.figure.savefig(part, format=suffix[1:], dpi=_SLIDE_DPI, metadata=_METADATA[suffix])
    return target


def _save_pdf(page: Page, drawing: Drawing, part: Path, language: Language, paper: Paper) -> None:
    from matplotlib.backends.backend_pdf import PdfPages

    sheet = draw_sheet(page, drawing, language, paper)
    with PdfPages(part, metadata=_METADATA[".pdf"]) as pages:
        for figure in (sheet.figure, *drawing.further_pages(sheet)):
            shrink(figure, PAPERS_MM[paper.name])
            pages.savefig(figure)


def shrink(figure: Figure, size_mm: tuple[float, float]) -> None:
    """Make a figure that was laid out on A3 as large as its paper: a smaller sheet holds the same words."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Annotation, Text

    share = size_mm[0] / PAPERS_MM["A3"][0]
    figure.set_size_inches(size_mm[0] / _MM_PER_INCH, size_mm[1] / _MM_PER_INCH)
    for drawn in figure.findobj(Text) + figure.findobj(Line2D) + figure.findobj(Patch):
        if isinstance(drawn, Text):
            drawn.set_fontsize(float(drawn.get_fontsize()) * share)
        elif isinstance(drawn, Line2D | Patch):
            drawn.set_linewidth(drawn.get_linewidth() * share)
        if isinstance(drawn, Annotation) and drawn.anncoords == "offset points":
            x, y = drawn.xyann
            drawn.xyann = (x * share, y * share)
        elif isinstance(drawn, Line2D):
            drawn.set_markersize(drawn.get_markersize() * share)
            drawn.set_markeredgewidth(drawn.get_markeredgewidth() * share)


@contextmanager
def _style(texts: Sequence[str]) -> Iterator[None]:
    try:
        import matplotlib as mpl
    except ImportError:
        raise InputError(_NO_MATPLOTLIB) from None
    from geokit.ledgers.plot import font_for

    # The salt and the outlines of letters make an SVG the same in every run and on every machine; a dollar sign
    # in a name begins no formula.
    style: dict[Any, Any] = {
        "font.family": font_for([*texts, "0123456789"]),
        "svg.hashsalt": "geokit",
        "svg.fonttype": "path",
        "text.parse_math": False,
    }
    with mpl.rc_context(style):
        yield


def _frame_texts(page: Page, language: Language) -> list[str]:
    heading, headlines, foot = _frame(page, language)
    return [*heading, *(text for value, label, _ in headlines for text in (value, label)), *foot]


def _frame(page: Page, language: Language) -> tuple[list[str], list[tuple[str, str, bool]], list[str]]:
    """Return the words of the heading, of the headlines (value, label, whether it is the main one), of the foot."""
    data: Any = page.payload()
    marks = data["marks"]
    heading = [data["title"][language], marks["audience"][language] if marks["audience"] else ""]
    headlines = [
        (
            f"{item.get('sign', '')} {item['value'][language]}".strip(),
            item["label"][language],
            bool(item.get("is_main")),
        )
        for item in data.get("headlines", [])
    ]
    credited = " · ".join(text[language] for text in (*marks["slots"], *data["facts"], *marks["attribution"]))
    return heading, headlines, [credited, marks["law"][language]]


def _map_size_m(paper_mm: tuple[float, float], scale: float) -> tuple[float, float]:
    width, height = (paper_mm[at] * _MAP_PLACE[2 + at] / 1000 * scale for at in (0, 1))
    return width, height


def _extent(drawing: Drawing) -> tuple[Plane, float, float]:
    west, south, east, north = drawing.bounds()
    plane = Plane((west + east) / 2, (south + north) / 2)
    (left, bottom), (right, top) = plane.metres([(west, south), (east, north)])
    return plane, right - left, top - bottom


def _fitting(drawing: Drawing, wanted: int | None, name: str) -> Paper:
    if name not in PAPERS_MM:
        raise UnknownNameError(name, kind=_PAPER, known=PAPERS_MM)
    _, width_m, height_m = _extent(drawing)
    paper_width_m, paper_height_m = _map_size_m(PAPERS_MM[name], 1)
    needed = max(width_m / paper_width_m, height_m / paper_height_m)
    fits = next((scale for scale in _SCALES if scale >= needed), math.ceil(needed))
    if wanted is not None and wanted < needed:
        raise InputError(_TOO_LARGE, scale=wanted, fits=fits, paper=name)
    return Paper(name, wanted or fits)


def draw_sheet(page: Page, drawing: Drawing, language: Language, paper: Paper | None = None) -> Sheet:
    """Draw a map on a paper at its scale, or on a slide where none is given."""
    from matplotlib.figure import Figure

    size_mm = PAPERS_MM[paper.name] if paper else _SLIDE_MM
    drawn_mm = PAPERS_MM["A3"] if paper else size_mm
    figure = Figure(figsize=(drawn_mm[0] / _MM_PER_INCH, drawn_mm[1] / _MM_PER_INCH))
    plane, width_m, height_m = _extent(drawing)
    axes, side = figure.add_axes(_MAP_PLACE), figure.add_axes(_SIDE_PLACE)
    if paper is None:
        per_m = _map_size_m(size_mm, 1)
        scale = max(width_m / per_m[0], height_m / per_m[1]) * _MARGIN
    else:
        scale = float(paper.scale)
    half = [length / 2 for length in _map_size_m(size_mm, scale)]
    axes.set(xlim=(-half[0], half[0]), ylim=(-half[1], half[1]), xticks=[], yticks=[], facecolor="#E9EDF1")
    side.set(xlim=(0, 1), ylim=(0, 1))
    side.axis("off")
    sheet = Sheet(figure, axes, side, plane, language, is_to_scale=paper is not None)
    _draw_frame(sheet, page, paper)
    drawing.draw(sheet)
    drawing.draw_side(sheet)
    _draw_scale_bar(sheet, half)
    return sheet


def _draw_frame(sheet: Sheet, page: Page, paper: Paper | None) -> None:
    heading, headlines, foot = _frame(page, sheet.language)
    style: dict[str, Any] = {"va": "center"}
    title = sheet.figure.text(0.015, 0.955, heading[0], fontsize=17, fontweight="bold", **style)
    if heading[1]:
        right = title.get_window_extent().x1 / sheet.figure.bbox.width
        box = {"boxstyle": "round,pad=0.25", "facecolor": "none", "edgecolor": "#A61B1B"}
        sheet.figure.text(right + 0.012, 0.955, heading[1], fontsize=10, color="#A61B1B", bbox=box, **style)
    _draw_headlines(sheet, headlines)
    scale = f" · {sheet.say(_SCALE, scale=f'{paper.scale:,}', paper=paper.name)}" if paper else ""
    lines = [*wrap_text(foot[0] + scale, _FOOT_COLUMNS), foot[1]]
    for at, line in enumerate(lines):
        sheet.figure.text(0.015, 0.06 - 0.022 * at, line, fontsize=8, color="#52606D", **style)


def _draw_headlines(sheet: Sheet, headlines: Sequence[tuple[str, str, bool]]) -> None:
    """Draw the headlines side by side, as large as all of them can be."""
    drawn: list[tuple[Any, Any]] = []
    for value, label, is_main in headlines:
        style: dict[str, Any] = {"va": "center"}
        colour = "#A61B1B" if is_main else "black"
        above = sheet.figure.text(0, 0.917, value, fontsize=14, fontweight="bold", color=colour, **style)
        lines = "\n".join(wrap_text(label, _HEADLINE_COLUMNS))
        below = sheet.figure.text(0, 0.898, lines, fontsize=9, color="#52606D", va="top")
        drawn.append((above, below))
    share = 1.0
    while _place_headlines(sheet, drawn) > _RIGHTMOST and share > _SMALLEST:
        share *= 0.95
        for text in (text for pair in drawn for text in pair):
            text.set_fontsize(text.get_fontsize() * 0.95)
    # A label of many lines is rather small than behind the map.
    top = sheet.axes.get_window_extent().y1
    for _, label in drawn:
        while label.get_window_extent().y0 < top and label.get_fontsize() > _SMALLEST_LABEL:
            label.set_fontsize(label.get_fontsize() * 0.95)


def _place_headlines(sheet: Sheet, drawn: Sequence[tuple[Any, Any]]) -> float:
    """Put headlines beside each other, and return where they end."""
    left = 0.015
    for pair in drawn:
        for text in pair:
            text.set_x(left)
        left = max(text.get_window_extent().x1 for text in pair) / sheet.figure.bbox.width + 0.018
    return left


def _draw_scale_bar(sheet: Sheet, half: Sequence[float]) -> None:
    longest = half[0] * 0.25
    power = 10 ** math.floor(math.log10(longest))
    length = next(factor * power for factor in (5, 2, 1) if factor * power <= longest)
    x, y = -half[0] * 0.97, -half[1] * 0.94
    sheet.axes.plot(
        [x, x, x + length, x + length], [y + half[1] * 0.015, y, y, y + half[1] * 0.015], "k-", lw=1.2
    )
    unit, number = ("kilometres", length / 1000) if length >= 1000 else ("metres", length)  # noqa: PLR2004
    text = sheet.say(FRAME_WORDS[unit], n=f"{number:g}")
    sheet.write(sheet.axes, x + length / 2, y + half[1] * 0.04, text, ha="center")
    sheet.write(sheet.axes, half[0] * 0.96, half[1] * 0.88, sheet.say(NORTH), ha="center", va="top")
    arrow = {"arrowstyle": "-|>", "color": "black"}
    tip, tail = (half[0] * 0.96, half[1] * 0.985), (half[0] * 0.96, half[1] * 0.89)
    sheet.axes.annotate("", tip, tail, arrowprops=arrow)
