"""``geokit fix``: propose to mend slivers, and write the new table where asked; the input stays as it is."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_line, print_note, print_sentences, print_text
from geokit.cli._options import read_settings, with_language, with_schematic, with_settings, with_today
from geokit.cli._output import print_written
from geokit.cli._sources import audit_given, take_sources, with_sources
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date


_ABOUT = Words(
    zh="提出碎面修复方案：捕捉界址点，碎面归较早的地块；并重新核查。不改动输入文件。\n\n\b\n"
    "  geokit fix 一期.txt\n"
    "  geokit fix 一期.txt 二期.shp -o 修复后.gpkg\n"
    "  geokit fix 边界文件夹 --park 龙湖现代产业园 --snap 0.05 -o 修复后.txt\n\n"
    "退出状态：0 碎面均可修复；1 有碎面留下；2 无法运行。",
    en="Propose to mend slivers: corners snapped, slivers left to the older parcel; and audit the result. The input is "
    "not changed.\n\n\b\n"
    "  geokit fix phase-1.txt\n"
    "  geokit fix phase-1.txt phase-2.shp -o mended.gpkg\n"
    "  geokit fix boundaries --park longhu --snap 0.05 -o mended.txt\n\n"
    "Exit status: 0 every sliver is mended; 1 some are left; 2 it could not run.",
)
_SNAP = Words(
    zh="捕捉距离（米），缺省为核查设置中的值，不超过碎面限值",
    en="How far a corner may move, in metres; as in the audit's settings if left out, never more than a sliver.",
)
_OUTPUT = Words(zh="写入新的地块文件，后缀决定格式", en="Write the new table; its suffix decides the format.")
_ALL = Words(
    zh="逐处列出；缺省时，同类五处以上合为一行，十宗以上不列表",
    en="List every one; if left out, five and more of a kind are one line, and more than ten parcels no table.",
)
_FEW = 10
_BEFORE = Words(zh="修复前：{summary}", en="before: {summary}")
_AFTER = Words(zh="修复后：{summary}", en="after: {summary}")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@with_sources
@click.option("--snap", "snap_m", type=float, metavar="M", help=_SNAP.render())
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@click.option("--all", "is_whole", is_flag=True, help=_ALL.render())
@with_schematic
@with_settings
@with_today
@with_language
def command(
    output: Path | None,
    snap_m: float | None,
    today: date | None,
    *,
    is_whole: bool,
    schematic: bool,
    **options: Any,
) -> int:
    """Print the proposal, write the new table, and say by the exit status whether slivers are left."""
    from geokit.parcels.write import format_to_write

    if output is not None:
        format_to_write(output)
    settings = read_settings(options.pop("settings"))
    given = take_sources(options, [output] if output is not None else [])
    given = replace(given, park=given.needed_park())
    proposal = gk.propose_fixes(audit_given(given, settings=settings, today=today), snap_m=snap_m)
    _print(proposal, is_whole=is_whole)
    if output is not None:
        _write(proposal, output, schematic=schematic)
    return 1 if proposal.left else 0


def _print(proposal: gk.Proposal, *, is_whole: bool) -> None:
    from geokit.ledgers.acquisition.text import as_text

    language = current_language()
    print_sentences(proposal.sentences(language, is_whole=is_whole))
    if len(proposal.changes) and (is_whole or len(proposal.changes) <= _FEW):
        print_text(f"\n{as_text(proposal.to_frame(language))}\n")
    print_line(_BEFORE.render(summary=proposal.before.summary(language)))
    print_line(_AFTER.render(summary=proposal.after.summary(language)))


def _write(proposal: gk.Proposal, output: Path, *, schematic: bool) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        proposal.save(output, schematic=schematic)
    for each in said:
        print_note(str(each.message))
    print_written(output)
