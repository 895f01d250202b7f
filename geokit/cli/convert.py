"""``geokit convert``: read parcels in one format, write them in another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.cli._options import with_language, with_numbering, with_reading, with_schematic
from geokit.cli._output import print_written
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.cli._values import NamedChoice
from geokit.errors import CrsError, OutputError
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    import geopandas as gpd

_ABOUT = Words(
    zh="转换地块文件；输出后缀决定格式。多个文件、文件夹、压缩包、通配符合写为一个文件；- 为标准输入。"
    "格式变体选项只用于界址点文件。\n\n\b\n"
    "  geokit convert 一期.txt 一期.gpkg\n"
    "  geokit convert 一期.txt 二期.shp 三期.dxf -o 全部.gpkg\n"
    '  geokit convert "报件/*.zip" -o 全部.geojson --to-crs EPSG:4547\n\n'
    "退出状态：0 全部写出；1 有记录未能转换；2 无法运行。",
    en="Convert files of parcels; the suffix of the output decides its format. Several files, folders, archives or "
    "patterns are written into one; - is standard input. The options of the dialect are for boundary-point files.\n\n\b\n"
    "  geokit convert phase-1.txt phase-1.gpkg\n"
    "  geokit convert phase-1.txt phase-2.shp phase-3.dxf -o all.gpkg\n"
    '  geokit convert "submission/*.zip" -o all.geojson --to-crs EPSG:4547\n\n'
    "Exit status: 0 everything is written; 1 a record was left behind; 2 it could not run.",
)
_OUTPUT = Words(zh="输出文件；缺省为最后一个参数", en="The file to write; the last argument if left out.")
_NO_TARGET = Words(
    zh="请给出来源与输出，如 geokit convert 一期.txt 一期.gpkg",
    en="name a source and an output, as in geokit convert phase-1.txt phase-1.gpkg",
)
_TO_CRS = Words(zh="输出的坐标系，如 EPSG:4527", en="The coordinate system to write, such as EPSG:4527.")
_PARAMETERS = Words(
    zh="基准转换参数的 TOML 文件；参数不会出现在任何输出里",
    en="A TOML file of transformation parameters between datums; they appear in no output.",
)
_CARRIED = Words(
    zh="已用给定的参数转换到 {crs}；参数所注残差 {residual} 米",
    en="carried to {crs} by the parameters given; the residual stated with them is {residual} m",
)
_MORE_CORNERS = Words(
    zh="经纬度下的直边投影后是曲线：{count} 宗地块的长边上补了相邻地块已有的点（共 {corners} 个），以免产生重叠或缝隙",
    en="an edge that is straight in degrees is curved in metres: {count:parcel|parcels} got on long edges the points that "
    "neighbours have there ({corners} in all), so that no overlap or gap arises",
)
_PROFILE = Words(
    zh="接收单位的配置文件（.toml）：编码、字段、键、编号等；同时给出的选项优先",
    en="How the receiving office wants it, a .toml file: encoding, fields, keys, numbering; options beside it win.",
)
_FIELD_COUNT = Words(zh="地块行的字段数，如 9 或 12", en="Fields of a header row, such as 9 or 12.")
_PREFIXED = Words(zh="东坐标是否带带号", en="Whether eastings carry the zone's number.")
_LAYOUTS = {
    "points": Words(zh="界址点", en="boundary points"),
    "parcels": Words(zh="地块表", en="table of parcels"),
    "point-tables": Words(zh="界址点坐标成果表", en="tables of points"),
}
_LAYOUT = Words(
    zh=".xlsx 与 .csv 的一行是什么：points 为界址点，parcels 为一宗地块（用表自己的列，含面积与合计）；"
    "point-tables 为界址点坐标成果表，.xlsx 中一宗一张，可打印；缺省 .xlsx 为 points，.csv 为 parcels",
    en="What a row of .xlsx or .csv is: points, or parcels in the table's own columns with areas and their total; "
    "point-tables, in .xlsx, is a printed table of points a parcel (界址点坐标成果表). Points in .xlsx and parcels in .csv if left "
    "out.",
)
_EACH = Words(zh="每宗地块一个文件", en="Write a file a parcel.")
_OUT_ENCODING = Words(zh="输出文本的编码", en="The encoding of the text written.")
_IN_FILE = Words(zh="{file}：{problem}", en="{file}: {problem}")
_SAME = Words(
    zh="{file} 就是来源文件；转换会将其覆盖，请换一个文件名",
    en="{file} is the source itself, which would be overwritten; write another name",
)
_THERE = Words(
    zh="{file} 已存在，不覆盖；要写入它请用 -o {file}，要一并转换它请用 -o 另给输出文件",
    en="{file} is there already and is not overwritten; to write it say -o {file}, to convert it too name another output with -o",
)
_LEFT = Words(zh="未转换：{record}", en="not converted: {record}")

# Each option with the parameter of the dialect that it is.
_DIALECT = {
    "field_count": "field_count",
    "prefixed": "prefixed",
    "numbering": "numbering",
    "one_file_each": "one_file_each",
    "to_encoding": "encoding",
}


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@click.option("--to-crs", help=_TO_CRS.render())
@click.option("--parameters", type=click.Path(path_type=Path), help=_PARAMETERS.render())
@click.option("--profile", type=click.Path(path_type=Path), help=_PROFILE.render())
@click.option("--field-count", type=int, help=_FIELD_COUNT.render())
@click.option("--prefixed/--not-prefixed", default=None, show_default="prefixed", help=_PREFIXED.render())
@with_numbering(default=None)
@click.option("--layout", type=NamedChoice(_LAYOUTS), help=_LAYOUT.render())
@click.option("--one-file-each", is_flag=True, default=None, help=_EACH.render())
@click.option("--to-encoding", show_default="gbk", help=_OUT_ENCODING.render())
@with_schematic
@with_reading
@with_language
def command(
    files: tuple[str, ...], output: Path | None, to_crs: str | None, parameters: Path | None, **options: Any
) -> int:
    """Convert, and name what could not be carried; exit status 1 where a record was left behind."""
    from geokit.parcels.write import format_to_write, refuse_target

    sources, target = _sources_and_target(files, output)
    format_to_write(target)
    refuse_target(target)
    layout, schematic = options.pop("layout"), options.pop("schematic")
    paths = expand(sources)
    if target.exists() and any(path.exists() and target.samefile(path) for path in paths):
        raise OutputError(_SAME, file=display_path(target))
    if output is None and target.exists():
        raise OutputError(_THERE, file=display_path(target))
    dialect = _dialect(options, layout)
    frame = read_together(paths, options)
    left = gk.unreadable_of(frame)
    try:
        table = _carried(frame, to_crs, parameters) if to_crs else frame
        notices = gk.write_parcels(table, target, layout=layout, dialect=dialect, schematic=schematic)
    except CrsError as error:
        raise CrsError(_IN_FILE, file=[display_path(path) for path in paths], problem=error) from error
    for notice in [*gk.notices_of(frame), *notices]:
        print_note(notice.localize(current_language()))
    for record in left:
        print_note(_LEFT.render(record=record))
    print_written(target, len(table))
    return 1 if left else 0


def _dialect(options: dict[str, Any], layout: str | None) -> gk.Dialect:
    """Return the office's form, with what was asked for besides."""
    from geokit.parcels.write import usual_dialect

    profile = options.pop("profile")
    given = {name: options.pop(option) for option, name in _DIALECT.items()}
    form = usual_dialect(layout) if profile is None else gk.load_profile(profile)
    return replace(form, **{name: value for name, value in given.items() if value is not None})


def _sources_and_target(files: tuple[str, ...], output: Path | None) -> tuple[tuple[str, ...], Path]:
    sources, target = (files[:-1], files[-1] if files else "") if output is None else (files, output)
    if not sources:
        raise click.UsageError(_NO_TARGET.render())
    return sources, Path(target)


def _carried(frame: gpd.GeoDataFrame, to_crs: str, file: Path | None) -> gpd.GeoDataFrame:
    import shapely

    from geokit.land.crs.titles import crs_name

    parameters = gk.load_parameters(file) if file else None
    crs = gk.parse_crs(to_crs)
    table = gk.reproject_frame(frame, crs, parameters=parameters)
    before, after = (shapely.get_num_coordinates(each.geometry.to_numpy()) for each in (frame, table))
    if count := int((after > before).sum()):
        print_note(_MORE_CORNERS.render(count=count, corners=int((after - before).sum())))
    if parameters is not None:
        print_note(_CARRIED.render(crs=crs_name(crs), residual=f"{parameters.residual_m:g}"))
    return table
