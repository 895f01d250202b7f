"""The page of file formats: what parcels are read from and written to, and what an audit is written as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._detect import known_formats
from geokit.reports._base import load_formats
from geokit.words import Words
from making.markdown import code, plain, table

if TYPE_CHECKING:
    from geokit.words import Language

_PAGE = Words(
    zh="""# 文件格式

## 地块文件

由内容判断格式，后缀只作核对；内容与后缀不符的文件不予读取。`geokit inspect 文件` 说明一个文件是什么，
`geokit convert 来源 目标` 按目标的后缀写出。

{parcels}

不能读取的格式，geokit 会说明应导出为哪种格式。

## 审查报告

`geokit audit -o 文件` 按后缀选择格式；`--format 名称` 写到标准输出。

{reports}
""",
    en="""# File formats

## Parcels

The content decides the format, the suffix only confirms it; a file whose content is not what its suffix says is refused.
`geokit inspect FILE` tells what a file is, `geokit convert SOURCE TARGET` writes what the target's suffix says.

{parcels}

Of a format that cannot be read, geokit says what to export instead.

## Reports of an audit

`geokit audit -o FILE` chooses by the suffix; `--format NAME` writes to standard output.

{reports}
""",
)
_NAME = Words(zh="名称", en="name")
_SUFFIXES = Words(zh="后缀", en="suffixes")
_HEADS = (Words(zh="格式", en="format"), _SUFFIXES, Words(zh="读取", en="read"), Words(zh="写出", en="write"))
_YES = {True: Words(zh="是", en="yes"), False: Words(zh="—", en="—")}


def pages(language: Language) -> dict[str, str]:
    """Return the page of file formats."""
    parcels = [
        (plain(each.title.in_words(language)), _suffixes(each.suffixes), _YES[each.can_read].in_words(language),
         _YES[each.can_write].in_words(language))
        for each in known_formats().values()
    ]  # fmt: skip
    reports = [
        (code(name), plain(each.title.in_words(language)), _suffixes(each.suffixes))
        for name, each in load_formats().items()
    ]
    heads = (_NAME, Words(zh="格式", en="format"), _SUFFIXES)
    return {"formats.md": _PAGE.render(parcels=table(_HEADS, parcels), reports=table(heads, reports))}


def _suffixes(suffixes: tuple[str, ...]) -> str:
    return " ".join(map(code, suffixes))
