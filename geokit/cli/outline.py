"""``geokit outline``: draw the schematic outlines that park.toml asks for, or write the outlines of all parks into one file."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Literal

import click

import geokit as gk
from geokit.cli._console import print_line, print_note
from geokit.cli._options import read_catalog, with_boundaries, with_language, with_schematic
from geokit.cli._output import WRITTEN
from geokit.cli._usage import OnceCommand
from geokit.errors import OutputError
from geokit.i18n import Words, current_language

_ABOUT = Words(
    zh="绘制示意边界：面积等于公布面积的圆，位于参考点附近，写入 park.toml 所写的文件；或用 -o 把各园区及其分区的边界写成一个文件，"
    "带依据与不确定度。\n\n\b\n"
    "  geokit outline 边界文件夹\n"
    "  geokit outline -o 园区.gpkg\n"
    "  geokit outline 边界文件夹 -o 园区.geojson --schematic",
    en="Draw schematic outlines: circles of the declared area, near the anchor, into the files that park.toml names; or, with "
    "-o, write the outlines of the parks and their zones into one file, with basis and uncertainty.\n\n\b\n"
    "  geokit outline boundaries\n"
    "  geokit outline -o parks.gpkg\n"
    "  geokit outline boundaries -o parks.geojson --schematic",
)
_OUTPUT = Words(
    zh="把边界写入此文件，后缀决定格式；缺省则绘制示意边界",
    en="Write the outlines into this file; its suffix decides the format. Without it, schematic outlines are drawn.",
)
_NOTHING = Words(
    zh="没有要画的边界：park.toml 的 [boundary] 里没有 drawn = true",
    en="there is nothing to draw: no [boundary] of a park.toml says drawn = true",
)
_NO_FOLDER = Words(
    zh="请给出要绘制的边界文件夹；或用 -o 写出随附的边界",
    en="name the boundaries folder to draw in, or write the outlines that ship with geokit with -o",
)
_DRAWN_ANYWAY = Words(
    zh="--schematic 与 -o 一起使用；绘制的边界本来就是示意",
    en="--schematic goes with -o; what is drawn is schematic anyway",
)
_EXPORTED = Words(zh="已写入 {file}：{count} 个边界", en="wrote {file}: {count:outline|outlines}")
# A row an outline, with its columns, where a format has another usual row.
_LAYOUTS: dict[str, Literal["parcels"]] = {".xlsx": "parcels"}
_NO_OUTLINE = Words(zh="没有可写出的边界", en="there is no outline to write")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@with_boundaries
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@with_schematic
@with_language
def command(boundaries: Path | None, output: Path | None, *, schematic: bool) -> int:
    """Draw every outline that a park has drawn, or write all outlines into a file."""
    if output is not None:
        return _export(boundaries, output, schematic=schematic)
    if schematic:
        raise click.UsageError(_DRAWN_ANYWAY.render())
    if boundaries is None:
        raise click.UsageError(_NO_FOLDER.render())
    return _draw(boundaries)


def _draw(boundaries: Path) -> int:
    from geokit.atomic import write_bytes
    from geokit.programme.drawing import draw_outlines

    outlines = draw_outlines(read_catalog(boundaries, drawn=False))
    if not outlines:
        print_line(_NOTHING.render())
    for path, content in outlines.items():
        write_bytes(path, content)
        print_line(WRITTEN.render(file=path.relative_to(boundaries)))
    return 0


def _export(boundaries: Path | None, output: Path, *, schematic: bool) -> int:
    from geokit.parcels.write import format_to_write

    format_to_write(output)
    with warnings.catch_warnings():
        # Said below, as notices.
        warnings.simplefilter("ignore", gk.DataLossWarning)
        frame = read_catalog(boundaries).outline_frame(schematic=schematic)
    for notice in gk.notices_of(frame):
        print_note(notice.localize(current_language()))
    if frame.empty:
        raise OutputError(_NO_OUTLINE)
    layout = _LAYOUTS.get(output.suffix.lower())
    for notice in gk.write_parcels(frame, output, layout=layout, schematic=schematic):
        print_note(notice.localize(current_language()))
    print_note(_EXPORTED.render(file=output, count=len(frame)))
    return 0
