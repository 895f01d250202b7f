"""``geokit demo``: audit the shipped boundaries and an invented park with planted faults, and draw both."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

import geokit as gk
from geokit.cli._console import print_document, print_line, print_note
from geokit.cli._options import with_language
from geokit.cli._usage import OnceCommand
from geokit.errors import OutputError
from geokit.i18n import Words, current_language
from geokit.system_reasons import system_reason

_ABOUT = Words(
    zh="演示：核查随附的边界和一个虚构园区（内有预埋的问题），绘制结对地图与园区地图。",
    en="Show what geokit does: audit the shipped boundaries and an invented park with planted faults, and draw "
    "the link map and a park map.",
)
_FOLDER = Words(zh="输出文件夹", en="The folder to write to.")
_SHIPPED = Words(zh="== 随附的边界 ==", en="== the boundaries that ship with geokit ==")
_EXAMPLE = Words(
    zh="== 虚构园区“{park}”：{parcels} 宗地块，内有预埋的问题 ==",
    en="== {park}: {parcels:parcel|parcels}, invented, with planted faults ==",
)
_WROTE = Words(zh="已写入：", en="wrote:")
_TOOK = Words(zh="用时 {seconds} 秒", en="took {seconds} s")
_NO_FOLDER = Words(
    zh="无法建立文件夹 {folder}（{reason}）；请用 --output 另选一处",
    en="the folder {folder} cannot be made ({reason}); choose another with --output",
)
_NOT_FOUND = Words(
    zh="演示失败：虚构园区的核查应发现错误（退出状态 1），却没有发现",
    en="the demo failed: the audit of the invented park should find errors (exit status 1) and found none",
)


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help=_FOLDER.render(),
)
@with_language
def command(output: Path) -> int:
    """Audit, draw, and say where the files are."""
    start = time.perf_counter()
    _make_folder(output)
    catalog, example = gk.load_catalog(), gk.load_catalog(gk.example_folder())
    shipped, planted = gk.audit_catalog(catalog), gk.audit_catalog(example)
    park = example.parks[0]
    _print(_SHIPPED.render(), shipped)
    _print(_EXAMPLE.render(park=park.name, parcels=planted.parcels), planted)
    files = [*_save_maps(catalog, example, planted, output), *_save_reports(shipped, planted, output)]
    print_line(_WROTE.render())
    for file in files:
        print_line(f"  {file}")
    print_line(_TOOK.render(seconds=f"{time.perf_counter() - start:.1f}"))
    if planted.ok:
        print_note(_NOT_FOUND.render())
        return 2
    return 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(_NO_FOLDER, folder=folder, reason=system_reason(error)) from None


def _print(title: str, report: gk.AuditReport) -> None:
    from geokit.reports import find_format

    print_line(title)
    print_document(f"{find_format('text').render(report, current_language()).decode()}\n")


def _save_maps(catalog: gk.Catalog, example: gk.Catalog, planted: gk.AuditReport, folder: Path) -> list[Path]:
    language = current_language()
    park, parcels = example.parks[0], planted.audited[0].parcels
    maps: dict[str, Any] = {
        "links.html": gk.link_map(catalog, language=language),
        "park.html": gk.park_map(park, parcels, planted, catalog=example, language=language),
        "audit-map.html": gk.audit_map(planted, language=language),
    }
    for name, page in maps.items():
        page.save(str(folder / name))
    return [folder / name for name in maps]


def _save_reports(shipped: gk.AuditReport, planted: gk.AuditReport, folder: Path) -> list[Path]:
    language = current_language()
    saved = [shipped.save(folder / f"boundaries.{suffix}", language=language) for suffix in ("json", "txt")]
    return saved + [
        planted.save(folder / f"audit.{suffix}", language=language)
        for suffix in ("html", "json", "txt", "xlsx")
    ]
