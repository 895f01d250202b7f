"""``geokit inspect``: what a file of parcels is, before anything is done with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.atomic import display_path
from geokit.cli._console import print_line, print_note, print_sentences
from geokit.cli._options import with_language, with_reading
from geokit.cli._paths import expand
from geokit.cli._place import AND_MORE, FEW, crs_lines, district_lines
from geokit.cli._unforeseen import CANNOT_RUN
from geokit.cli._usage import OnceCommand
from geokit.errors import CrsError, GeokitError
from geokit.i18n import Language, Said, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.parcels.inspection import Inspection

_ABOUT = Words(
    zh="查看地块文件：格式、编码、坐标系或候选、字段、范围、区县、问题。可给出多个文件、文件夹、压缩包、通配符，"
    "- 为标准输入。\n\n\b\n"
    "  geokit inspect 一期.txt\n"
    '  geokit inspect "报件/*" --zone 39\n\n'
    "退出状态：0 已查看（有问题也是）；2 有文件无法查看。",
    en="Look at files of parcels: format, encoding, coordinate system or candidates, fields, extent, district, problems. "
    "Name several files, folders, archives or patterns; - is standard input.\n\n\b\n"
    "  geokit inspect phase-1.txt\n"
    '  geokit inspect "submission/*" --zone 39\n\n'
    "Exit status: 0 looked at, whatever its problems; 2 a file could not be looked at.",
)
_PROFILE = Words(
    zh="接收单位的配置文件（.toml）：逐项核对必填项与格式",
    en="How the receiving office wants it, a .toml file: what is blank or of another form is listed.",
)
_LINE = Words(zh="{title}：{value}", en="{title}: {value}")
_TITLES = {
    "format": Words(zh="格式", en="format"),
    "layers": Words(zh="图层清单", en="layers"),
    "layer": Words(zh="图层", en="layer"),
    "encoding": Words(zh="编码", en="encoding"),
    "records": Words(zh="记录", en="records"),
    "crs": Words(zh="坐标系", en="coordinate system"),
    "extent": Words(zh="范围", en="extent"),
    "district": Words(zh="区县", en="district"),
    "area": Words(zh="面积", en="area"),
    "fields": Words(zh="字段", en="fields"),
    "classes": Words(zh="地类", en="land classes"),
    "problems": Words(zh="问题", en="problems"),
    "advice": Words(zh="报件核对", en="for the receiving office"),
}
_RECORDS = Words(zh="已读 {read} 条，无法读取 {unreadable} 条", en="{read} read, {unreadable} unreadable")
_EXTENT = Words(
    zh="东 {west} 至 {east}，北 {south} 至 {north}", en="east {west} to {east}, north {south} to {north}"
)
_DECLARED = Words(
    zh="地块面积合计 {declared}（{count} 宗），{method}合计 {measured}",
    en="declared {declared} in sum ({count:parcel|parcels}), {method} {measured} in sum",
)
_UNDECLARED = Words(
    zh="未写地块面积，{method}合计 {measured}", en="none declared, {method} {measured} in sum"
)
_UNMEASURED = Words(
    zh="其中 {count} 宗在该坐标系中无法量算，未计入量算合计；原因见 geokit audit",
    en="{count} of them cannot be measured in this system and are not in the measured sum; geokit audit says why",
)
_INVALID = Words(
    zh="其中 {count} 宗图形无效，面积不可信，未计入量算合计",
    en="{count:outline is|outlines are} invalid, of no area to rely on, and not in the measured sum",
)
_MAPPED = Words(zh="{original} → {canonical}", en="{original} → {canonical}")
_CLASSES = Words(zh="{scheme}：{classes}", en="{scheme}: {classes}")
_CLASS = Words(zh="{name}（{count} 宗）", en="{name} ({count:parcel|parcels})")
_NOT_OF_SCHEME = Words(zh="{code}（不属于该分类）", en="{code} (not of this scheme)")
_KEPT = Words(zh="{original}（保留）", en="{original} (kept)")
_NONE = Words(zh="无", en="none")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--profile", type=click.Path(path_type=Path), help=_PROFILE.render())
@with_reading
@with_language
def command(files: tuple[str, ...], profile: Path | None, **reading: Any) -> int:
    """Print what files hold; exit status 0 also where they have problems, since looking is no audit."""
    paths = expand(files)
    reading["profile"] = None if profile is None else gk.load_profile(profile)
    if len(paths) == 1:
        _print(paths[0], reading)
        return 0
    seen = [_look_at(path, reading, is_first=path is paths[0]) for path in paths]
    return 0 if all(seen) else CANNOT_RUN


def _look_at(path: Path, reading: dict[str, Any], *, is_first: bool) -> bool:
    """Print what one of several files holds, and tell whether it could be looked at: the others are, in any case."""
    if not is_first:
        print_line()
    print_line(f"== {display_path(path)}")
    try:
        _print(path, reading)
    except GeokitError as error:
        print_note(f"geokit: {error}")
        return False
    return True


def _print(path: Path, reading: dict[str, Any]) -> None:
    from geokit.cli._table import table_lines
    from geokit.parcels.formats._base import NoTableError
    from geokit.parcels.inspection import inspect_file

    language = current_language()
    try:
        look = inspect_file(path, **reading)
    except NoTableError:
        if not (lines := list(table_lines(path, language))):
            raise
        print_sentences(lines)
        return
    for title, lines in _sections(look, language):
        first, *rest = lines or [_NONE.localize(language)]
        print_sentences([_LINE.render(language, title=_TITLES[title], value=Said(first))])
        print_sentences(f"    {line}" for line in rest)


def _sections(look: Inspection, language: Language) -> Iterator[tuple[str, list[str]]]:
    yield "format", [f"{look.format.title.localize(language)} ({look.format.name})"]
    if len(look.layers) > 1:
        yield "layers", [layer.localize(language) for layer in look.layers]
    if look.parcels is not None:
        yield from _about_parcels(look.parcels, language)
    yield "problems", list(_problems(look, language))
    if look.parcels is not None:
        yield "advice", [notice.localize(language) for notice in look.advice]


def _about_parcels(frame: gpd.GeoDataFrame, language: Language) -> Iterator[tuple[str, list[str]]]:
    from geokit.parcels.diagnostics import ATTRIBUTE
    from geokit.parcels.screening import looks_like_degrees

    origin = frame.attrs[ATTRIBUTE]
    for key in ("layer", "encoding"):
        if origin.get(key):
            yield key, [str(origin[key])]
    counts = {"read": len(frame), "unreadable": len(gk.unreadable_of(frame))}
    yield "records", [_RECORDS.render(language, **counts)]
    yield "crs", list(crs_lines(frame, language))
    places = 6 if looks_like_degrees(frame.total_bounds) else 3
    west, south, east, north = (f"{value:,.{places}f}" for value in frame.total_bounds)
    yield "extent", [_EXTENT.render(language, west=west, east=east, south=south, north=north)]
    if frame.crs is not None:
        yield "district", district_lines(frame, language)
        yield "area", _areas(frame, language)
    yield "fields", list(_fields(frame, origin["mapping"], language))
    if classes := list(_classes(frame, language)):
        yield "classes", classes


def _areas(frame: gpd.GeoDataFrame, language: Language) -> list[str]:
    import numpy as np
    import shapely

    from geokit.geometry.threads import each_in_threads
    from geokit.land.measure.polygons import METHOD_WORDS, possible_method

    try:
        method = possible_method(frame.geometry.to_numpy(), frame.crs)
        areas_m2 = gk.measure_area(frame.geometry, frame.crs, method, on_problem="nan")
    except CrsError as error:
        # A projection that nothing can be measured in: the file is shown all the same.
        return [error.localize(language)]
    # The shoelace area of a ring that crosses itself is any number, nought for a bow tie.
    is_valid = each_in_threads(shapely.is_valid, frame.geometry.to_numpy())
    is_invalid = np.isfinite(areas_m2) & ~is_valid
    declared = frame["declared_m2"].to_numpy()
    fields = {
        "declared": gk.Area.from_m2(float(np.nansum(declared))),
        "measured": gk.Area.from_m2(float(np.nansum(areas_m2[~is_invalid]))),
        "method": METHOD_WORDS[method],
        "count": int(np.isfinite(declared).sum()),
    }
    lines = [(_DECLARED if fields["count"] else _UNDECLARED).render(language, **fields)]
    left_out = ((_UNMEASURED, int(np.isnan(areas_m2).sum())), (_INVALID, int(is_invalid.sum())))
    return [*lines, *(words.render(language, count=count) for words, count in left_out if count)]


def _fields(frame: gpd.GeoDataFrame, mapping: dict[str, str], language: Language) -> Iterator[str]:
    from geokit.parcels.table import COLUMN_NAMES

    for original, canonical in mapping.items():
        yield _MAPPED.render(language, original=original, canonical=canonical)
    for name in frame.columns:
        if name not in COLUMN_NAMES and name != frame.geometry.name:
            yield _KEPT.render(language, original=name)


def _classes(frame: gpd.GeoDataFrame, language: Language) -> Iterator[str]:
    """Yield the land classes of each scheme that the file has, those of the most parcels first."""
    from geokit.parcels.land_classes import CLASS_COLUMNS, SCHEMES, find_class, translate_classes

    for column, scheme in CLASS_COLUMNS.items():
        codes, _ = translate_classes(frame[column].to_numpy(dtype=object), scheme)
        counts = Counter(code for code in codes if code is not None)
        ranked = sorted(counts, key=lambda code: (-counts[code], code))
        shown = [
            _CLASS.render(
                language,
                name=find_class(code, scheme) or _NOT_OF_SCHEME.render(language, code=code),
                count=counts[code],
            )
            for code in ranked[:FEW]
        ]
        more = [AND_MORE.render(language, count=len(ranked) - FEW)] if len(ranked) > FEW else []
        if shown:
            yield _CLASSES.render(language, scheme=SCHEMES[scheme].words, classes=[*shown, *more])


def _problems(look: Inspection, language: Language) -> Iterator[str]:
    if look.problem is not None:
        yield look.problem.localize(language)
    if look.parcels is not None:
        yield from (record.localize(language) for record in gk.unreadable_of(look.parcels))
        yield from (notice.localize(language) for notice in (*gk.notices_of(look.parcels), *look.invalid))
