"""The page of file formats: what parcels are read from and written to, and what an audit is written as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.parcels.formats._base import known_formats
from geokit.reports._base import load_formats
from making.markdown import code, page, plain, table

if TYPE_CHECKING:
    from geokit.i18n import Language

_PAGE = Words(
    zh="""# 文件格式

## 地块文件

由内容判断格式，后缀只作核对；内容与后缀不符的文件不予读取。`geokit inspect 文件` 说明一个文件是什么，
`geokit convert 来源 目标` 按目标的后缀写出。

{parcels}

不能读取的格式，geokit 会说明应导出为哪种格式。

## 文件夹、压缩包与多个文件

凡能给出地块文件之处，也可给出文件夹、zip 压缩包；Python 中还可给出文件列表：`gk.read_parcels(["一.txt", "二.dxf"])`。
每个文件按自身的格式读取，列也各自识别，`source` 列写明所属文件。文件夹只读取其中的文件，不读取其子文件夹。
坐标系不同而基准相同的文件，转换到按名称排序的第一个文件的坐标系，并予以说明；基准不同或其一没有坐标系的，不予合读。
整个读不出的文件计为一条无法读取的记录；与地块无关的文件（说明、照片、台账）列名说明。`--layer` 指明其中一个文件。
压缩包内有多个 shapefile 时须指明其一。

## 上限

| 内容 | 上限 |
|---|---|
| 压缩包（zip） | 10,000 个文件；解压后 4 GB；超过 32 MB 时不超过自身大小的 100 倍；包内的压缩包不读取 |
| KMZ | 超过 16 MB 时不超过自身大小的 50 倍；元素 50 万个，另按文件每字节 2 个 |
| 工作簿 | 解压后超过 16 MB 时不超过自身大小的 50 倍；每格 32,767 字；单元格 1,000 万个，元素 5 万个，另按文件每字节 4 个与 8 个 |
| Parquet | 读入内存 256 MB，另按文件大小的 64 倍；记录超过 10 万条时不多于文件字节数 |
| GeoPackage | 视图不读取；读取时计算的列与虚拟表不读取；8 MB 以内的文件，其记录不得大于文件的 8 倍，另加 64 MB |
| 记录 | 2,000 万条 |

## 核查报告

`geokit audit -o 文件` 按后缀选择格式；`--format 名称` 写到标准输出。

{reports}
""",
    en="""# File formats

## Parcels

The content decides the format, the suffix only confirms it; a file whose content is not what its suffix says is refused.
`geokit inspect FILE` tells what a file is, `geokit convert SOURCE TARGET` writes what the target's suffix says.

{parcels}

Of a format that cannot be read, geokit says what to export instead.

## Folders, archives and several files

Wherever a file of parcels may be named, so may a folder or a zip archive, and in Python a list of files:
`gk.read_parcels(["one.txt", "two.dxf"])`. Each file is read as what it is, its columns are recognised for itself, and
the column `source` names it. Of a folder the files in it are read, not those in its own folders. Files in different
coordinate systems of one datum are brought into that of the first by name, and it is said; where the datums differ, or
one has no system, they are refused. A file that cannot be read at all counts as one unreadable record; what is about
something else (a note, a photograph, a ledger) is named. `--layer` names one of the files. Of several shapefiles in an
archive one must be named.

## Limits

| content | at most |
|---|---|
| zip archive | 10,000 members; 4 GB unpacked; beyond 32 MB, 100 times its own size; no archive inside an archive |
| KMZ | beyond 16 MB unpacked, 50 times its own size; 500,000 elements, and 2 more a byte of the file |
| workbook | beyond 16 MB unpacked, 50 times its own size; 32,767 letters a cell; 10 million cells, 50,000 elements, 4 and 8 more a byte |
| Parquet | 256 MB in memory, and 64 times the file's size; beyond 100,000 records no more than the file has bytes |
| GeoPackage | views are not read; nor computed columns and virtual tables; of a file up to 8 MB, 64 MB of records, and 8 times its size |
| records | 20 million |

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
        (plain(each.title.localize(language)), _suffixes(each.suffixes), _YES[each.can_read].localize(language),
         _YES[each.can_write].localize(language))
        for each in known_formats().values()
    ]  # fmt: skip
    reports = [
        (code(name), plain(each.title.localize(language)), _suffixes(each.suffixes))
        for name, each in load_formats().items()
    ]
    heads = (_NAME, Words(zh="格式", en="format"), _SUFFIXES)
    return {"formats.md": page(_PAGE, parcels=table(_HEADS, parcels), reports=table(heads, reports))}


def _suffixes(suffixes: tuple[str, ...]) -> str:
    return " ".join(map(code, suffixes))
