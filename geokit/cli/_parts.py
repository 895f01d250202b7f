"""How much memory a command may take, and which processes: options, and whether files are to be read in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geokit.cli._options import Command

_MEMORY = Words(
    zh="核查可用的内存，如 4GB；缺省为本机的四分之一。超出时分块核查，结果相同",
    en="How much memory the audit may take, such as 4GB; a quarter of the machine's if left out. What takes more is audited "
    "in parts, with the same findings.",
)
_WORKERS = Words(
    zh="在本机用这么多进程分块核查（需要 Dask）",
    en="Audit in parts, with so many processes of this machine (needs Dask).",
)
_SCHEDULER = Words(
    zh="用已有的 Dask 集群分块核查：其调度器的地址，如 tcp://10.0.0.5:8786；各工作进程须能以同一路径读到文件",
    en="Audit in parts, with a Dask cluster: the address of its scheduler, such as tcp://10.0.0.5:8786. Its workers read the "
    "files at the same paths.",
)
_IN_PARTS = Words(
    zh="{files}：核查约需内存 {size}，超过 {limit}，将分块核查",
    en="{files}: to audit all at once would take about {size} of memory, and {limit} is allowed: audited in parts",
)

WORKING: Final = ("memory", "workers", "scheduler")
_FEW_FILES: Final = 3


def with_parts(command: Command) -> Command:
    """Let a command work in parts."""
    for decorate in (
        click.option("--scheduler", metavar="ADDRESS", help=_SCHEDULER.render()),
        click.option("--workers", type=click.IntRange(min=1), help=_WORKERS.render()),
        click.option("--memory", metavar="SIZE", help=_MEMORY.render()),
    ):
        command = decorate(command)
    return command


def start_early(workers: int | None) -> None:
    """Let what workers need be imported, where there are to be any, while this process imports what it needs itself."""
    if workers is not None:
        from geokit.coverage.workers import prepare

        prepare()


def are_parted(files: Sequence[Path], working: Mapping[str, Any]) -> bool:
    """Return whether files are to be read in parts, and say so where nobody asked for it."""
    from geokit.machine import memory_limit
    from geokit.parcels.parted import memory_of_files

    if working["workers"] is not None or working["scheduler"] is not None:
        return True
    limit, size = memory_limit(working["memory"]), memory_of_files(files)
    if size > limit:
        shown = ", ".join(display_path(file) for file in files[:_FEW_FILES]) + "…" * (len(files) > _FEW_FILES)
        print_note(_IN_PARTS.render(files=shown, size=_gigabytes(size), limit=_gigabytes(limit)))
    return size > limit


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
