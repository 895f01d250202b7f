"""A font for a picture: one that has every letter the picture needs, or a sentence on what to install."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from geokit.errors import InputError
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

# Families with Chinese letters, as they are called where they come from: open ones, then those of the systems.
FAMILIES: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Noto Sans CJK JP", "Source Han Sans CN",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC",
    "SimHei", "SimSun", "Arial Unicode MS",
)  # fmt: skip
_ASCII_END: Final = 128
_NO_FONT = Words(
    zh="找不到含中文字形的字体（缺“{letters}”）；请安装思源黑体：Debian/Ubuntu 为 fonts-noto-cjk，"
    "Fedora 为 google-noto-sans-cjk-fonts，Windows 与 macOS 可安装 Noto Sans SC",
    en="no font on this machine has the letters “{letters}”; install one: fonts-noto-cjk on Debian and Ubuntu, "
    "google-noto-sans-cjk-fonts on Fedora, Noto Sans SC on Windows and macOS",
)


def font_for(texts: Iterable[str]) -> str:
    """Return the family of a font that has every letter of the texts.

    Raises
    ------
    InputError
        No known font on this machine has them; the sentence names the package to install.
    """
    letters = {letter for text in texts for letter in text if not letter.isspace()}
    paths = _installed()
    families = ["DejaVu Sans", *FAMILIES] if not _needs_chinese(letters) else FAMILIES
    for family in families:
        if family in paths and letters <= _letters_of(paths[family]):
            return family
    missing = sorted(letter for letter in letters if ord(letter) >= _ASCII_END)
    raise InputError(_NO_FONT, letters="".join(missing[:10]))


def _needs_chinese(letters: set[str]) -> bool:
    return any("\u3000" <= letter <= "\u9fff" or letter > "\uff00" for letter in letters)


def _installed() -> dict[str, str]:
    return {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}


def _letters_of(path: str) -> set[str]:
    return {chr(code) for code in FT2Font(path).get_charmap()}
