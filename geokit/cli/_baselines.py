"""Baselines on the command line: which findings are accepted, and a file of those that are to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import geokit as gk
from geokit.cli._printing import remark
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.auditing.baselines.model import Baseline
    from geokit.cli._options import Command

_BASELINE = Words(
    zh="基线文件（.toml 或 .json）：其中已接受的问题单列，不计入退出状态",
    en="A baseline (.toml or .json): the findings that it accepts are listed apart and do not fail.",
)
_WRITE = Words(
    zh="把当前问题写入基线文件，视为已接受（提示只在 --fail-on info 时写入）",
    en="Write the findings there are to a baseline: they are accepted from now on. Information only with --fail-on info.",
)
_WRITTEN = Words(
    zh="已写入 {file}，接受 {count} 项", en="wrote {file}: {count:finding is|findings are} accepted"
)


def with_baseline(command: Command) -> Command:
    """Let a command take a baseline, and a file to write one to."""
    path = click.Path(path_type=Path)
    command = click.option("--write-baseline", "written", type=path, help=_WRITE.render())(command)
    return click.option("--baseline", type=path, help=_BASELINE.render())(command)


def read_baseline(path: Path | None) -> Baseline | None:
    """Read a baseline where one is named.

    Raises
    ------
    InputError
        It cannot be read.
    """
    return None if path is None else gk.load_baseline(path)


def held_against(
    report: gk.AuditReport, baseline: Baseline | None, written: Path | None, *, fail_on: gk.Severity
) -> gk.AuditReport:
    """Return a report with what is accepted set apart, by the baseline given or the one that is written.

    Information is written only where it fails.
    """
    held = report if baseline is None else gk.apply_baseline(report, baseline)
    if written is None:
        return held
    made = gk.write_baseline(held, written, at_least=min(gk.Severity.WARNING, fail_on))
    remark(_WRITTEN.render(file=written, count=len(made.entries)))
    return gk.apply_baseline(report, made)
