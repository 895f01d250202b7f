"""``geokit qgis``: the script that audits a QGIS project's layers, put where QGIS looks for scripts."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import geokit as gk
from geokit.atomic import atomic_file
from geokit.cli._console import print_line
from geokit.cli._options import with_language
from geokit.cli._output import WRITTEN
from geokit.cli._usage import OnceCommand
from geokit.errors import InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ABOUT = Words(
    zh="为 QGIS 写入处理脚本：在“处理工具箱”的“脚本”下核查工程中的图层，结果以带样式的图层加入工程。"
    "脚本会记下本环境的 Python；QGIS 自己的 Python 不必安装任何库。",
    en="Write a script for QGIS: it audits layers of a project, in the Processing toolbox under Scripts, and brings the "
    "findings into the project as styled layers. It knows the Python of this environment; QGIS's own needs nothing.",
)
_OUTPUT = Words(
    zh="写入此文件夹；缺省为本机 QGIS 用户配置中的脚本文件夹",
    en="The folder to write it to; QGIS's own folder of scripts if left out.",
)
_NO_QGIS = Words(
    zh="未找到 QGIS 的用户配置（{places}）；请先启动一次 QGIS，或用 --output 指明脚本文件夹",
    en="no profile of QGIS is found ({places}); start QGIS once, or name its folder of scripts with --output",
)
_NEXT = Words(
    zh="接下来：重新启动 QGIS，打开“数据处理 › 工具箱 › 脚本 › geokit › 地块核查”",
    en="next: start QGIS anew, and open Processing › Toolbox › Scripts › geokit › Audit parcels",
)
_ADD = Words(
    zh="接下来：在 QGIS 的“处理工具箱”上方点 Python 图标，选“添加脚本到工具箱”，选取该文件",
    en="next: in QGIS's toolbox, under the icon of Python, choose Add Script to Toolbox, and this file",
)
SCRIPT: Final = "geokit_audit.py"
_PROGRAM: Final = 'PROGRAM = ""\n'


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help=_OUTPUT.render())
@with_language
def command(output: Path | None) -> int:
    """Write the script into each profile, or into the folder that is named."""
    text = script_text(sys.executable)
    for folder in [output] if output else script_folders(profile_root(sys.platform, os.environ)):
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_file(folder / SCRIPT) as beside:
            beside.write_text(text, encoding="utf-8")
        print_line(WRITTEN.render(file=folder / SCRIPT))
    print_line((_ADD if output else _NEXT).render())
    return 0


def script_text(program: str) -> str:
    """Return the script, which starts geokit with this Python unless another is chosen in QGIS."""
    text = (gk.example_folder() / "qgis" / SCRIPT).read_text(encoding="utf-8")
    before, found, after = text.partition(_PROGRAM)
    assert found  # noqa: S101 - the line stands in the script that ships with geokit
    return f"{before}PROGRAM = {program!r}\n{after}"


def profile_root(platform: str, environment: Mapping[str, str]) -> Path:
    """Return where QGIS keeps its users' profiles."""
    home = Path.home()
    if platform == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming", "QGIS")
    if platform == "darwin":
        return home / "Library" / "Application Support" / "QGIS"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share", "QGIS")


def script_folders(root: Path) -> Iterable[Path]:
    """Return the folders of scripts of all profiles, of each QGIS on the machine.

    Raises
    ------
    InputError
        There is no profile: QGIS makes one when it is first started.
    """
    profiles = sorted(path for path in root.glob("QGIS*/profiles/*") if path.is_dir())
    if not profiles:
        raise InputError(_NO_QGIS, places=root)
    return [profile / "processing" / "scripts" for profile in profiles]
