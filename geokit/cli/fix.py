"""``geokit fix``: propose to mend slivers, and write the new table where asked; the input stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_line, print_lines, print_note, print_text
from geokit.cli._options import (
    park_names,
    read_catalog,
    read_files,
    read_settings,
    with_boundaries,
    with_language,
    with_parcels,
    with_settings,
    with_today,
)
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date


_ABOUT = Words(
    zh="提出碎面修复方案：捕捉界址点，碎面归较早的地块；并重新核查。不改动输入文件。\n\n"
    "退出状态：0 碎面均可修复；1 有碎面留下；2 无法运行。",
    en="Propose to mend slivers: corners snapped, slivers left to the older parcel; and audit the result. The input is "
    "not changed.\n\nExit status: 0 every sliver is mended; 1 some are left; 2 it could not run.",
)
_PARK = Words(zh="园区的任一名称或别名", en="The park, by any of its names.")
_SNAP = Words(
    zh="捕捉距离（米），缺省为核查设置中的值，不超过碎面限值",
    en="How far a corner may move, in metres; as in the audit's settings if left out, never more than a sliver.",
)
_OUTPUT = Words(zh="写入新的地块文件，后缀决定格式", en="Write the new table; its suffix decides the format.")
_NEEDS_SOME = Words(zh="请给出 --park 或 --parcels", en="name a park with --park, or files with --parcels")
_BEFORE = Words(zh="修复前：{summary}", en="before: {summary}")
_AFTER = Words(zh="修复后：{summary}", en="after: {summary}")
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")


@click.command(help=_ABOUT.render())
@with_boundaries
@click.option("--park", "name", help=_PARK.render(), shell_complete=park_names)
@with_parcels
@click.option("--snap", "snap_m", type=float, metavar="M", help=_SNAP.render())
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@with_settings
@with_today
@with_language
def command(
    boundaries: Path | None, name: str | None, parcels: tuple[Path, ...], output: Path | None, **options: Any
) -> int:
    """Print the proposal, write the new table, and say by the exit status whether slivers are left."""
    from geokit.parcels.write import format_to_write

    if output is not None:
        format_to_write(output)
    if name is None and not parcels:
        raise click.UsageError(_NEEDS_SOME.render())
    snap_m = options.pop("snap_m")
    proposal = gk.propose_fixes(_audit(boundaries, name, parcels, **options), snap_m=snap_m)
    _print(proposal)
    if output is not None:
        _write(proposal, output)
    return 1 if proposal.left else 0


def _audit(
    boundaries: Path | None,
    name: str | None,
    files: tuple[Path, ...],
    *,
    settings: tuple[str, ...],
    today: date | None,
    **reading: Any,
) -> gk.AuditReport:
    park = read_catalog(boundaries).park(name) if name is not None else None
    return gk.audit(park, read_files(files, **reading), settings=read_settings(settings), today=today)


def _print(proposal: gk.Proposal) -> None:
    from geokit.ledgers.acquisition.text import as_text

    language = current_language()
    print_lines(proposal.sentences(language))
    if len(proposal.changes):
        print_text(f"\n{as_text(proposal.to_frame(language))}\n")
    print_line(_BEFORE.render(summary=proposal.before.summary(language)))
    print_line(_AFTER.render(summary=proposal.after.summary(language)))


def _write(proposal: gk.Proposal, output: Path) -> None:
    for notice in gk.write_parcels(proposal.parcels, output):
        print_note(notice.localize(current_language()))
    print_note(_WRITTEN.render(file=output))
