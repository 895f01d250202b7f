"""``geokit map``: pages that open without a network."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._options import (
    park_names,
    read_baseline,
    read_catalog,
    with_boundaries,
    with_language,
    with_output,
    with_today,
)
from geokit.cli._output import losses_said, marks_of, print_written, with_marks
from geokit.cli._sheet import take_sheet, with_sheet
from geokit.cli._sources import (
    audit_given,
    joined_inputs,
    note_unannounced,
    take_sources,
    with_sources,
)
from geokit.cli._usage import LocalizedContext, OnceCommand
from geokit.errors import CrsError, OptionError, UnknownNameError
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geokit.cli._options import Command

_ABOUT = Words(
    zh="绘制离线地图（单个 HTML 文件），或 .pdf、.png、.svg 图；输出后缀决定格式。给出地块文件即可；"
    "其他地图见下列命令（与命令同名的文件写作 ./links）。\n\n\b\n"
    "  geokit map 一期.txt -o 图.html\n"
    "  geokit map 一期.txt 二期.shp -o 图.pdf --scale 2000 --paper A1\n"
    "  geokit map 一期.txt --park 龙湖现代产业园 -o 图.png --size 16:9\n"
    "  geokit map audit 一期.txt 台账.xlsx -o 问题.html",
    en="Draw a map as one HTML file that opens without a network, or as a .pdf, .png or .svg; the suffix of the output "
    "decides. Files of parcels are enough; the commands below draw other maps (write ./links for a file that is called "
    "like one).\n\n\b\n"
    "  geokit map phase-1.txt -o map.html\n"
    "  geokit map phase-1.txt phase-2.shp -o map.pdf --scale 2000 --paper A1\n"
    "  geokit map phase-1.txt --park longhu -o map.png --size 16:9\n"
    "  geokit map audit phase-1.txt ledger.xlsx -o findings.html",
)
_LINKS = Words(
    zh="结对地图：两市各区与园区。", en="The link map: the districts of both cities, their pairs and parks."
)
_PARK = Words(
    zh="园区地图：分区、分期与地块。园区写在最前或用 --park 给出；自己的园区另给出其边界文件夹。\n\n\b\n"
    "  geokit map park longhu -o 图.html\n"
    "  geokit map park 边界文件夹 --park 我的园 -o 图.pdf\n"
    "  geokit map park longhu 一期.txt -o 图.png",
    en="The map of one park: zones, phases, parcels. The park stands first or after --park; for one of your own, name its "
    "boundaries folder too.\n\n\b\n"
    "  geokit map park longhu -o map.html\n"
    "  geokit map park my-boundaries --park my-park -o map.pdf\n"
    "  geokit map park longhu phase-1.txt -o map.png",
)
_NO_PARK = Words(
    zh="哪一个园区？请给出园区名称（--park），或其边界文件夹；不属于园区的地块：geokit map 一期.txt",
    en="which park? Name it with --park, or name its boundaries folder; parcels of no park: geokit map phase-1.txt",
)
_AUDIT = Words(zh="核查地图：在地块上标出问题。", en="The audit map: findings above the parcels.")
_BASELINE = Words(
    zh="基线文件：新增、已接受、已消除的问题在图上分开显示。",
    en="A baseline: what is new, accepted and gone is told apart on the map.",
)
_PARKS = Words(
    zh="在同一文件中放入各园区地图：outlines 不含地块；parcels 含 park.toml 列出的地块；findings 另加核查发现的问题",
    en="Put the parks' maps into the same file: outlines, without parcels; parcels, with those that park.toml names; "
    "findings, with what an audit of them finds besides.",
)
_ONLY_PAGE = Words(
    zh="只有 .html 能放入园区地图（--parks）", en="only a .html holds the parks' maps (--parks)"
)
_BASEMAP = Words(
    zh="HTML 地图的底图：osm、gaode、瓦片地址，或自备的 GeoTIFF、PNG、JPEG（放入文件）；缺省为无，不联网",
    en="What lies behind an HTML map: osm, gaode, an address of tiles, or a GeoTIFF, PNG or JPEG of your own, which is "
    "put into the file; nothing if left out, and no network is used.",
)
_ONLY_PAGE_BASEMAP = Words(
    zh="只有 .html 能放入底图（--basemap）", en="only a .html has a basemap (--basemap)"
)
_FILES = Words(
    zh="地块地图：地块按阶段着色；给出园区时含其边界与分区。地块未注明的阶段等，由其中的台账补填。",
    en="The map of parcels, by how far they have come; with a park, its outline and zones too. What the parcels leave "
    "open, such as their stage, is filled from a ledger among the files.",
)
_NOWHERE = Words(
    zh="地块没有坐标系，不知画在何处；请用 --crs 或 --zone 给出",
    en="the parcels have no coordinate system, so that nobody knows where to draw them; give --crs or --zone",
)
_COMMAND = Words(zh="命令", en="command")
_USAGE = Words(zh="{path} [命令] …", en="{path} COMMAND ...")
# No name that can be typed: what stands where a command could is then a file of parcels.
_OF_FILES = "\0"


class _FilesContext(LocalizedContext):
    """The context of the map without a command, which is called as the group is."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else super().command_path


class MapGroup(click.Group):
    """The maps by name; and, where no name stands, the map of the files that do."""

    default: click.Command
    command_class = OnceCommand

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the line as that of files, where its first word is no command."""
        rest = _after_language(args)
        _refuse_misspelt(rest, self.commands)
        if rest and rest[0] not in self.commands and rest[0] != "--help":
            args = [*args[: len(args) - len(rest)], _OF_FILES, *rest]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a map by name."""
        return self.default if cmd_name == _OF_FILES else super().get_command(ctx, cmd_name)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the map of files is asked for, and that there are others."""
        formatter.write_usage(ctx.command_path, " ".join(self.default.collect_usage_pieces(ctx)))
        formatter.write_usage(_USAGE.render(path=ctx.command_path), "", "       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the map of files, then the commands."""
        click.Command.format_options(self.default, ctx, formatter)
        self.format_commands(ctx, formatter)


def _refuse_misspelt(rest: list[str], known: Iterable[str]) -> None:
    """Refuse a first word that is neither there nor a command, where one is near.

    Raises
    ------
    UnknownNameError
        A command of nearly this name exists.
    """
    name = rest[0] if rest and not rest[0].startswith("-") else ""
    if get_close_matches(name, known) and name not in known and not Path(name).exists():
        raise UnknownNameError(name, kind=_COMMAND, known=known)


def _after_language(args: list[str]) -> list[str]:
    """Return a line without the choice of a language before it."""
    rest = args
    while rest and rest[0].partition("=")[0] in ("--lang", "--language"):
        rest = rest[1 if "=" in rest[0] else 2 :]
    return rest


@click.group(cls=MapGroup, help=_ABOUT.render())
@with_language
def command() -> None:
    """Hold the maps together."""


def with_basemap(command: Command) -> Command:
    """Let a command take a basemap."""
    return click.option("--basemap", metavar="NAME", help=_BASEMAP.render())(command)


def _take_look(output: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Take marks and basemap out of a command's options.

    Raises
    ------
    OptionError
        A basemap was asked for in a picture.
    UnknownNameError
        Nobody has a basemap of that name.
    """
    from geokit.maps.basemaps import find_basemap

    basemap = options.pop("basemap")
    if basemap is not None and output.suffix.lower() not in (".html", ".htm"):
        raise OptionError(_ONLY_PAGE_BASEMAP)
    return {**marks_of(options), "language": current_language(), "basemap": find_basemap(basemap)}


@click.command(cls=OnceCommand, help=_FILES.render())
@with_sources
@with_today
@with_marks
@with_basemap
@with_sheet
@with_output
@with_language
def of_files(output: Path, today: date | None, **options: Any) -> int:
    """Write the map of files of parcels, or of a park of a folder."""
    return _draw(output, today, options)


def _draw(output: Path, today: date | None, options: dict[str, Any], *, needs_park: bool = False) -> int:
    sheet = take_sheet(output, options)
    look = _take_look(output, options)
    given = take_sources(options, [output])
    if needs_park and given.park is None and given.boundaries is None:
        raise click.UsageError(_NO_PARK.render())
    table, found = joined_inputs(given).parcels, given.needed_park()
    if len(table) and table.crs is None and found is None:
        raise CrsError(_NOWHERE)
    note_unannounced([table], look["audience"], today, needs_one=found is None)
    page = gk.park_map(found, table, catalog=given.catalog, as_of=today, **look)
    return _save(page, output, sheet)


of_files.context_class = _FilesContext
command.default = of_files


@command.command(help=_LINKS.render())
@with_boundaries
@click.option("--parks", type=click.Choice(["outlines", "parcels", "findings"]), help=_PARKS.render())
@with_marks
@with_sheet
@with_output
@with_language
def links(boundaries: Path | None, parks: str | None, output: Path, **marks: Any) -> int:
    """Write the link map."""
    sheet = take_sheet(output, marks)
    if parks and output.suffix.lower() != ".html":
        raise OptionError(_ONLY_PAGE)
    catalog = read_catalog(boundaries)
    held: Any = gk.audit_catalog(catalog) if parks == "findings" else parks
    page = gk.link_map(catalog, parks=held, language=current_language(), **marks)
    return _save(page, output, sheet)


@command.command(help=_PARK.render())
@click.argument("first", required=False, metavar="[NAME]", shell_complete=park_names)
@with_sources
@with_today
@with_marks
@with_basemap
@with_sheet
@with_output
@with_language
def park(first: str | None, output: Path, today: date | None, **options: Any) -> int:
    """Write the map of one park."""
    words = [] if first is None else [first, *options["sources"]]
    at = None if options["name"] is not None else _name_among(words)
    if at is not None:
        options["name"] = words.pop(at)
    options["sources"] = tuple(words)
    return _draw(output, today, options, needs_park=True)


def _name_among(words: list[str]) -> int | None:
    """Return which word is a park's name: the first that is no path, or else the folder of a park in its boundaries folder."""
    for at, word in enumerate(words):
        if word != "-" and not set(word) & set("*?[:") and not Path(word).exists():
            return at
    return next((at for at, word in enumerate(words) if (Path(word) / "park.toml").exists()), None)


@command.command(help=_AUDIT.render())
@with_sources
@click.option("--baseline", type=click.Path(path_type=Path), help=_BASELINE.render())
@with_today
@with_marks
@with_basemap
@with_sheet
@with_output
@with_language
def audit(today: date | None, output: Path, **options: Any) -> int:
    """Write the map of an audit."""
    sheet = take_sheet(output, options)
    look = _take_look(output, options)
    baseline = read_baseline(options.pop("baseline"))
    given = take_sources(options, [output])
    report = audit_given(replace(given, park=given.needed_park()), settings={}, today=today)
    tables = [each.parcels for each in report.audited]
    note_unannounced(tables, look["audience"], today, needs_one=given.catalog is None)
    if baseline is not None:
        report = gk.apply_baseline(report, baseline)
    return _save(gk.audit_map(report, **look), output, sheet)


def _save(page: Any, output: Path, sheet: dict[str, Any]) -> int:
    with losses_said():
        page.save(str(output), **sheet)
    print_written(output)
    for file in page.files_beside(output):
        print_written(file)
    return 0
