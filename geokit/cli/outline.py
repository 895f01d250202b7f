"""``geokit outline``: draw the schematic outlines that park.toml asks for."""

from __future__ import annotations

from pathlib import Path

import click

from geokit.cli._console import print_line
from geokit.cli._options import read_catalog, with_allowed, with_language
from geokit.cli._output import WRITTEN
from geokit.i18n import Words

_ABOUT = Words(
    zh="绘制示意边界：按公布面积，在参考点附近，写入 park.toml 所写的文件。",
    en="Draw schematic outlines: of the declared area, near the anchor, into the files that park.toml names.",
)
_NOTHING = Words(
    zh="没有要画的边界：park.toml 的 [boundary] 里没有 drawn = true",
    en="there is nothing to draw: no [boundary] of a park.toml says drawn = true",
)


@click.command(help=_ABOUT.render())
@click.argument("boundaries", type=click.Path(path_type=Path))
@with_allowed
@with_language
def command(boundaries: Path) -> int:
    """Write every outline that a park has drawn."""
    from geokit.atomic import write_bytes
    from geokit.programme.drawing import draw_outlines

    outlines = draw_outlines(read_catalog(boundaries, drawn=False))
    if not outlines:
        print_line(_NOTHING.render())
    for path, content in outlines.items():
        write_bytes(path, content)
        print_line(WRITTEN.render(file=path.relative_to(boundaries)))
    return 0
