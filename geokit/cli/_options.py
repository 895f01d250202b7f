"""Options that several commands share: the decorators that add them, and what reads their values.

Also what the shell offers while a command is typed; ``_GEOKIT_COMPLETE`` turns it on, as click does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

import geokit as gk
from geokit.cli._console import print_note
from geokit.cli._values import NamedChoice, read_day_option
from geokit.errors import GeokitError
from geokit.i18n import Words, parse_language
from geokit.plugins import plugin_names

if TYPE_CHECKING:
    from geokit.auditing.baselines.model import Baseline


Command = TypeVar("Command", bound=Callable[..., Any])

_SCHEMATIC = Words(
    zh="示意图形（位置与形状不详）也写出，带“依据”与不确定度；缺省不写出",
    en="Write schematic outlines too, whose place and shape are not known, with their basis and uncertainty; left out if not given.",
)
_LANG = Words(zh="输出语言", en="Language of the output.")
_BOUNDARIES = Words(
    zh="边界文件夹；缺省为随附的边界",
    en="A boundaries folder; the boundaries that ship with geokit if left out.",
)
_ALLOW = Words(
    zh="边界文件夹之外、park.toml 也可引用的文件夹，可重复",
    en="A folder besides the boundaries folder that park.toml may name files in; may be repeated.",
)
_PARCELS = Words(zh="地块文件，可重复", en="A file of parcels; may be repeated.")
_CRS = Words(
    zh="地块的坐标系，如 EPSG:4548；多个文件时，用于未写明坐标系的文件",
    en="The parcels' coordinate system, such as EPSG:4548; of several files, that of those that name none.",
)
_ZONE = Words(zh="地块的带号，如 39", en="The parcels' zone, such as 39.")
_LAYER = Words(zh="图层名", en="The layer to read.")
_ENCODING = Words(zh="文本编码，如 GBK", en="The text encoding, such as GBK.")
_COLUMN = Words(
    zh="列的含义，如 MJ2=declared_mu，可重复",
    en="What a column is, such as MJ2=declared_mu; may be repeated.",
)
_NOT_A_PAIR = Words(
    zh="“{value}”应写成 原列名=规范列名，如 MJ2=declared_mu",
    en="“{value}” should be ORIGINAL=canonical, such as MJ2=declared_mu",
)
_OUTPUT = Words(zh="输出文件", en="The file to write.")
_NUMBERING = Words(
    zh="界址点编号：as-is 原样；north-west 各宗自西北角顺时针；continuing 自西北地块起连续；batch 整批连续，相邻地块共用的点只有一个号",
    en="Numbers of points: as-is; north-west, each parcel clockwise from its north-west corner; continuing, on from parcel to "
    "parcel; batch, so and a point that parcels share has one number.",
)

# As a profile calls them.
_NUMBERINGS: Final = {
    "as-is": Words(zh="原样", en="as they are"),
    "north-west": Words(zh="西北角", en="from the north-west"),
    "continuing": Words(zh="连续", en="on from parcel to parcel"),
    "batch": Words(zh="整批", en="over the batch"),
}
_UNIT: Final = Words(zh="所印面积的单位，可写 亩、公顷、平方米", en="The unit that areas are printed in.")
_METHOD: Final = Words(
    zh="量算方法：planar 平面面积，ellipsoidal 椭球面积，statutory 图斑椭球面积，geodesic 大地线面积；可写中文",
    en="How areas are measured: in the plane, on the ellipsoid, as the statutory procedure has it, or along geodesics.",
)
METHODS: Final = ("planar", "ellipsoidal", "statutory", "geodesic")
_LANGUAGES: Final[dict[str, Words]] = {
    "zh": Words(zh="中文", en="Chinese"),
    "en": Words(zh="英文", en="English"),
}
_TODAY = Words(zh="核查日期，缺省为今天", en="The day that dates are compared with; today if left out.")


class _LanguageType(NamedChoice):
    """zh or en, or as a system writes them: zh-CN, en_US.UTF-8."""

    def __init__(self) -> None:
        super().__init__(_LANGUAGES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the language; what is none is refused with those that are."""
        return super().convert(parse_language(value) or value, param, ctx)


def language_option() -> click.Option:
    """Return ``--lang``; its value is read before the command line is parsed."""
    return click.Option(
        ["--lang", "--language"], type=_LanguageType(), expose_value=False, help=_LANG.render()
    )


def with_language(command: Command) -> Command:
    """Let a command take ``--lang``, which the program has read already."""
    decorate = click.option(
        "--lang", "--language", type=_LanguageType(), expose_value=False, help=_LANG.render()
    )
    return decorate(command)


def with_schematic(command: Command) -> Command:
    """Let a command write outlines that are schematic."""
    return click.option("--schematic", is_flag=True, help=_SCHEMATIC.render())(command)


def with_boundaries(command: Command) -> Command:
    """Let a command take a boundaries folder, for :func:`read_catalog`."""
    decorate = click.argument("boundaries", required=False, type=click.Path(path_type=Path))
    return decorate(with_allowed(command))


def with_allowed(command: Command) -> Command:
    """Let a command take folders besides the boundaries folder, for :func:`read_catalog`."""
    path = click.Path(path_type=Path)
    return click.option(
        "--allow", multiple=True, type=path, help=_ALLOW.render(), expose_value=False, callback=_keep_allowed
    )(command)


_ALLOWED: Final = "geokit.allow"


def _keep_allowed(context: click.Context, _: click.Parameter, folders: tuple[Path, ...]) -> None:
    context.meta[_ALLOWED] = folders


def read_catalog(boundaries: Path | None, *, drawn: bool = True) -> gk.Catalog:
    """Read the boundaries folder of the command that runs, with the folders that it allows.

    Raises
    ------
    CatalogError
        It cannot be read as it stands.
    """
    return gk.load_catalog(boundaries, drawn=drawn, allow=click.get_current_context().meta.get(_ALLOWED, ()))


def named_park(catalog: gk.Catalog, name: str) -> gk.Park:
    """Return the park of a name, and say so where the name is not its own.

    Raises
    ------
    UnknownNameError
        Nobody has the name.
    """
    found = catalog.find(name)
    if found.said is not None:
        print_note(str(found.said))
    return found.park


def with_reading(command: Command) -> Command:
    """Let a command take how a file of parcels is read."""
    for decorate in (
        # Before all others: what it says of a heading counts where another names a column.
        click.option(
            "--column", "columns", multiple=True, is_eager=True, callback=column_map, help=_COLUMN.render()
        ),
        click.option("--encoding", help=_ENCODING.render()),
        click.option("--layer", help=_LAYER.render()),
        click.option("--zone", type=int, help=_ZONE.render()),
        click.option("--crs", help=_CRS.render()),
    ):
        command = decorate(command)
    return command


def column_map(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    found = {}
    for value in values:
        original, equals, canonical = value.rpartition("=")
        if not (original and equals and canonical):
            raise click.BadParameter(_NOT_A_PAIR.render(value=value))
        found[original] = canonical.strip()
    return found or None


def with_numbering(*, default: str | None) -> Callable[[Command], Command]:
    """Let a command take how boundary points are numbered."""
    choice = NamedChoice(_NUMBERINGS)
    shown = default or "as-is"
    return click.option(
        "--numbering", type=choice, default=default, show_default=shown, help=_NUMBERING.render()
    )


def unit_option(*units: str) -> Callable[[Command], Command]:
    """Let a command take the unit that it prints, the first if none is said."""
    kind = NamedChoice(units)
    return click.option("--unit", type=kind, default=units[0], show_default=True, help=_UNIT.render())


def method_option(default: str) -> Callable[[Command], Command]:
    """Let a command take how areas are measured."""
    kind = NamedChoice(METHODS)
    return click.option("--method", type=kind, default=default, show_default=True, help=_METHOD.render())


def with_parcels(command: Command) -> Command:
    """Let a command take parcel files and how to read them."""
    decorate = click.option("--parcels", multiple=True, type=click.Path(), help=_PARCELS.render())
    return decorate(with_reading(command))


def with_today(command: Command) -> Command:
    """Let a command take the day that dates are compared with."""
    return day_option("--today", help=_TODAY.render())(command)


def day_option(name: str, **settings: Any) -> Callable[[Command], Command]:
    """Return what lets a command take a day."""
    return click.option(name, metavar="YYYY-MM-DD", callback=read_day_option, **settings)


def with_output(command: Command) -> Command:
    """Let a command take one output file, which it needs."""
    path = click.Path(path_type=Path)
    return click.option("-o", "--output", type=path, required=True, help=_OUTPUT.render())(command)


def rule_names(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the rules that begin with what was typed."""
    packages = ("geokit.auditing.rules", "geokit.auditing.schema.faults")
    return [name for package in packages for name in plugin_names(package) if name.startswith(typed)]


def park_names(context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the parks whose id begins with what was typed: of the shipped boundaries, or of those named before."""
    try:
        parks = gk.load_catalog(_named_folder(context)).parks
    except GeokitError:
        return []
    return [park.id for park in parks if park.id.startswith(typed)]


def _named_folder(context: click.Context) -> Path | None:
    """Return the boundaries folder that stands on the line so far, by its option or among the sources."""
    named = context.params.get("boundaries")
    sources = (Path(each) for each in context.params.get("sources") or ())
    return named or next((each for each in sources if (each / "programme.toml").exists()), None)


_SET = Words(
    zh="本次核查的设置，值按 TOML 写法，可重复，如 rules.gap.enabled=false",
    en="A setting of this audit, its value as in TOML; may be repeated: rules.gap.enabled=false.",
)


def with_settings(command: Command) -> Command:
    """Let a command take settings."""
    return click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help=_SET.render())(command)


def read_settings(assignments: tuple[str, ...]) -> dict[str, Any]:
    """Return settings as they would stand under ``[audit]``.

    Raises
    ------
    SettingsError
        One is no ``key=value``, or its value is no TOML.
    """
    from geokit.auditing.registry import parse_assignments

    return parse_assignments(assignments)


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
_LEFT_OPEN = Words(
    zh="{written}；提示 {count} 项不计入退出状态，无须接受，只在 --fail-on info 时写入",
    en="{written}; information ({count:finding|findings}) fails nothing and is left open: --fail-on info accepts it as well",
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


def with_acceptances(
    report: gk.AuditReport, baseline: Baseline | None, written: Path | None, *, fail_on: gk.Severity
) -> gk.AuditReport:
    """Return a report with what is accepted set apart, by the baseline given or the one that is written.

    Information is written only where it fails.
    """
    held = report if baseline is None else gk.apply_baseline(report, baseline)
    if written is None:
        return held
    at_least = min(gk.Severity.WARNING, fail_on)
    made = gk.write_baseline(held, written, at_least=at_least)
    said = _WRITTEN.render(file=written, count=len(made.entries))
    left = sum(finding.severity < at_least for finding in held.findings)
    print_note(_LEFT_OPEN.render(written=said, count=left) if left else said)
    return gk.apply_baseline(report, made)
