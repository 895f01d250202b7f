"""The ledger as a picture: progress in three strong groups, and over months where there are dates.

Its fonts have every letter that it needs; where none has Chinese ones, a sentence says what to install.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Patch

from geokit.errors import DataLossWarning, InputError, warn_caller
from geokit.i18n import Language, Words, localize
from geokit.isolates import ISOLATES
from geokit.ledgers.acquisition.text import day_words
from geokit.ledgers.figures.progress import Progress
from geokit.matplotlib_symbols import patch_style
from geokit.symbols import INK, LINKS, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from numpy.typing import NDArray

    from geokit.ledgers.figures.model import ParkLand


# Families with Chinese letters, as they are called where they come from: open ones, then those of the systems.
FAMILIES: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Noto Sans CJK JP", "Source Han Sans CN",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC",
    "SimHei", "SimSun", "Arial Unicode MS",
)  # fmt: skip
# It comes with matplotlib.
_LATIN: Final = "DejaVu Sans"

_NO_FONT = Words(
    zh="没有一种字体含有中文字形（缺“{letters}”）；请安装思源黑体：Debian/Ubuntu 为 fonts-noto-cjk，"
    "Fedora 为 google-noto-sans-cjk-fonts，Windows 与 macOS 可安装 Noto Sans SC",
    en="no font on this machine has the letters “{letters}”; install one: fonts-noto-cjk on Debian and Ubuntu, "
    "google-noto-sans-cjk-fonts on Fedora, Noto Sans SC on Windows and macOS",
)
_NO_LETTERS = Words(
    zh="图中“{letters}”画成方框：本机字体中没有",
    en="the picture has a box for each of “{letters}”: no font here has them",
)


@contextmanager
def lettered(texts: Iterable[str], language: Language) -> Iterator[None]:
    """Draw texts in the fonts that have their letters, as `fonts_for` says.

    Warns
    -----
    DataLossWarning
        A letter is in no font here, and is drawn as a box.

    Raises
    ------
    InputError
        No font here has Chinese letters, and the texts have some.
    """
    with mpl.rc_context({"font.family": fonts_for(texts, language)}), _said_already():
        yield


@contextmanager
def _said_already() -> Iterator[None]:
    """Keep matplotlib from saying again, at each text and in English, which letters lack."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


def fonts_for(texts: Iterable[str], language: Language) -> list[str]:
    """Return the families of fonts that together have the letters of the texts; each is drawn in the first that has it.

    A language has its own font first: quotation marks are as wide as a letter in Chinese, and narrow in English.

    Warns
    -----
    DataLossWarning
        A letter is in no font here.

    Raises
    ------
    InputError
        No font here has Chinese letters, and the texts have some; the sentence names the package to install.
    """
    letters = {letter for text in texts for letter in text if not letter.isspace()} - ISOLATES
    chosen, lacking = _families_with(letters, language)
    if lacking and _take_new_fonts():
        chosen, lacking = _families_with(letters, language)
    chinese = sorted(filter(_is_chinese, lacking))
    if chinese and _installed().keys().isdisjoint(FAMILIES):
        raise InputError(_NO_FONT, letters="".join(chinese[:10]))
    if lacking:
        warn_caller(_NO_LETTERS.render(letters="".join(sorted(lacking)[:10])), DataLossWarning)
    return chosen or [_LATIN]


def _families_with(letters: set[str], language: Language) -> tuple[list[str], set[str]]:
    """Return the families that together have the most letters, and the letters that none of them has."""
    chosen, lacking, paths = [], set(letters), _installed()
    for family in (*FAMILIES, _LATIN) if language == "zh" else (_LATIN, *FAMILIES):
        had = _letters_in(paths[family], lacking) if family in paths and lacking else set()
        if had:
            chosen.append(family)
            lacking -= had
    return chosen, lacking


def _take_new_fonts() -> bool:
    """Return whether fonts were installed since matplotlib kept its list of them, which it never makes anew."""
    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    new = [path for path in map(Path, font_manager.findSystemFonts()) if path not in known]
    for path in new:
        # A file that matplotlib cannot read it passes over as well.
        with suppress(Exception):
            font_manager.fontManager.addfont(path)
    return bool(new)


def _is_chinese(letter: str) -> bool:
    return "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"


def _installed() -> dict[str, str]:
    """Return the file of each family; matplotlib keeps in its list what has been removed."""
    return {
        entry.name: entry.fname for entry in font_manager.fontManager.ttflist if Path(entry.fname).is_file()
    }


def _letters_in(path: str, letters: set[str]) -> set[str]:
    """Return those of the letters that a font has: to list all that a Chinese one has takes longer than to draw a chart."""
    font = FT2Font(path)
    return {letter for letter in letters if font.get_char_index(ord(letter))}


_STAGES: Final = {
    Progress.SUPPLIED: STAGES["supplied"],
    Progress.APPROVED: STAGES["approved"],
    Progress.TO_ACQUIRE: STAGES["to-acquire"],
    Progress.NOT_STATED: STAGES["not-stated"],
}

# Of the months' columns: all land, and land by its progress.
_LINES: Final = ("pair-1", "pair-2", "pair-4", "pair-3")
_LINE_STYLES: Final = ("-", "--", "-.", ":")

_HATCH_PT: Final = 1.0

_WIDTH_IN, _ROW_IN, _MARGIN_IN, _MONTHS_IN = 9.0, 0.45, 1.9, 3.2

_MOST_TICKS: Final = 12
_ROOM: Final = 1.03

# Without these two the same ledger would give other bytes with every version of matplotlib.
_METADATA: Final = {"Software": None, "Creation Time": None}

_TITLE = Words(zh="{name}用地进度（截至{day}，亩）", en="{name}: land by its progress, mu, as of {day}")

_OVER_TIME = Words(zh="按月累计（亩）", en="Cumulative by month, mu")

_PARCELS = Words(zh="地块", en="Parcels")


class Picture(Figure):
    """A figure that Jupyter shows without being asked to."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it, whoever asks."""
        with _said_already():
            super().draw(renderer)

    def png(self) -> bytes:
        """Return the picture as PNG, the same bytes in every run."""
        stream = io.BytesIO()
        self.savefig(stream, format="png", dpi=150, metadata=_METADATA)
        return stream.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()


def draw_ledger(ledger: ParkLand, months: pd.DataFrame, language: Language) -> Picture:
    """Draw a ledger: a bar for each row, and lines over `months` where parcels have dates.

    Warns
    -----
    DataLossWarning
        A letter is in no font here, and is drawn as a box.

    Raises
    ------
    InputError
        No font on this machine has Chinese letters, and the picture needs some.
    """
    rows = [" · ".join(localize(label, language) for label in labels) for labels in ledger.groups.labels]
    title = _TITLE.render(
        language, name=ledger.park.name if ledger.park else _PARCELS, day=day_words(ledger.as_of)
    )
    title = "\n".join(filter(None, [title, ledger.equation.not_counted(language)]))
    words = [
        title,
        *rows,
        *months.columns,
        *(localize(each, language) for each in Progress),
        "0123456789,.-≥",
    ]
    words.append(_OVER_TIME.localize(language))
    with lettered(words, language), mpl.rc_context({"axes.unicode_minus": False}):
        height_in = _MARGIN_IN + _ROW_IN * len(rows) + (_MONTHS_IN if len(months) else 0.0)
        picture = Picture(figsize=(_WIDTH_IN, height_in), layout="constrained")
        heights = [_MARGIN_IN + _ROW_IN * len(rows), *([_MONTHS_IN] if len(months) else [])]
        axes = picture.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        _draw_bars(axes[0], rows, ledger, language)
        axes[0].set_title(title)
        if len(months):
            _draw_months(axes[1], months, language)
        picture.draw_without_rendering()
    return picture


def _draw_bars(axes: Axes, rows: list[str], ledger: ParkLand, language: Language) -> None:
    mu, unmeasured = ledger.printed["mu"], ledger.figures.unmeasured
    start, at, keys = np.zeros(len(rows)), np.arange(len(rows)), []
    for progress, symbol in _STAGES.items():
        length = mu[:, progress].astype(np.float64)
        if not length.any():
            continue
        with mpl.rc_context({"hatch.linewidth": _HATCH_PT}):
            name = localize(progress, language)
            bars: Any = axes.barh(at, length, left=start, **patch_style(symbol))
            # A key of its own: that of the bars is as invisible as the first of them may be.
            keys.append(Patch(label=name, **patch_style(symbol)))
        for bar in bars:
            # An outline is seen without any land in it.
            bar.set_visible(bool(bar.get_width()))
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        texts = _labels(mu[:, progress], mu, unmeasured[:, progress] > 0)
        axes.bar_label(
            bars, texts, label_type="center", color=INK.light, fontsize=9, fontweight="bold", bbox=box
        )
        start += length
    axes.set_yticks(at, rows)
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    # The longest bar ends before the picture does.
    axes.set_xlim(0, float(start.max(initial=0)) * _ROOM or 1)
    with mpl.rc_context({"hatch.linewidth": _HATCH_PT}):
        axes.legend(
            handles=keys,
            ncols=len(_STAGES),
            loc="upper center",
            bbox_to_anchor=(0.5, 0),
            borderaxespad=2.5,
            frameon=False,
        )


def _labels(values: NDArray[np.object_], mu: NDArray[np.object_], is_open: NDArray[np.bool_]) -> list[str]:
    """Return what is written in bars; nothing in one that is too short for it."""
    longest = max(float(row.sum()) for row in mu[:, : len(Progress)])
    return [
        _label(value, is_least=bool(least)) if float(value) > longest / _MOST_TICKS else ""
        for value, least in zip(values, is_open, strict=True)
    ]


def _label(value: Decimal, *, is_least: bool) -> str:
    # As the ledger prints it; parcels without an area make it a bound.
    return f"{'≥ ' if is_least else ''}{value:,}"


def _draw_months(axes: Axes, months: pd.DataFrame, language: Language) -> None:
    at = np.arange(len(months))
    for name, key, style in zip(months.columns, _LINES, _LINE_STYLES, strict=False):
        axes.step(
            at,
            months[name].astype(float),
            where="post",
            color=(LINKS[key].fill or INK).light,
            linestyle=style,
            linewidth=2,
            label=name,
        )
    every = -(-len(months) // _MOST_TICKS)
    axes.set_xticks(at[::every], list(months.index[::every]), rotation=45, ha="right", rotation_mode="anchor")
    axes.set_ylim(bottom=0)
    axes.set_title(_OVER_TIME.localize(language))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left")
