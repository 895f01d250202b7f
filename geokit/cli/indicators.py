"""``geokit indicators``: figures that a settings file defines, worked out of an office's tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_document, print_line, print_sentences, print_text
from geokit.cli._forms import form_output_of, with_form_output, write_outputs
from geokit.cli._options import with_language, with_reading
from geokit.cli._paths import expand
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOUT = Words(
    zh="指标：按设置文件，由已有的表算出各项指标，逐项列出算法、分子、分母、出处和缺少的字段。\n\n\b\n"
    "  geokit indicators --list\n"
    "  geokit indicators 核查.xlsx --settings park-audit -o 指标.xlsx\n"
    "  geokit indicators land=地块.shp park=园区.xlsx --settings park-audit\n"
    "  geokit indicators --show park-audit > 我的指标.toml\n"
    "  geokit indicators 企业.xlsx --settings 我的指标.toml --by phase --by year\n\n"
    "表按文件名或工作表名识别，或写“名字=文件”。",
    en="Work indicators out of the tables that an office has, as a settings file defines them: each with its formula, "
    "numerator, denominator, source, and what is missing.\n\n\b\n"
    "  geokit indicators --list\n"
    "  geokit indicators audit.xlsx --settings park-audit -o indicators.xlsx\n"
    "  geokit indicators land=parcels.shp park=park.xlsx --settings park-audit\n"
    "  geokit indicators --show park-audit > mine.toml\n"
    "  geokit indicators companies.xlsx --settings mine.toml --by phase --by year\n\n"
    "A table is known by the name of its file or sheet, or as NAME=FILE.",
)
_SETTINGS = Words(
    zh="随附设置的名字（见 --list），或 .toml 文件",
    en="The name of settings that ship (see --list), or a .toml file.",
)
_BY = Words(
    zh="分组字段，如 phase、year；可重复", en="A column to group by, such as phase or year; may be repeated."
)
_YEAR = Words(
    zh="年份截至；缺省为各表最新的一年",
    en="The year that the last years end with; each table's newest if left out.",
)
_LIST = Words(zh="列出随附的设置及其指标", en="List the settings that ship and their indicators.")
_SHOW = Words(zh="打印一份随附设置，可存盘后修改", en="Print settings that ship, to be saved and changed.")
_NO_TABLES = Words(
    zh="请给出表的文件，或用 --list、--show", en="name the files of the tables, or use --list or --show"
)


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("tables", nargs=-1)
@click.option("--settings", "settings", default="park-audit", show_default=True, help=_SETTINGS.render())
@click.option("--by", multiple=True, help=_BY.render())
@click.option("--year", type=click.IntRange(1900, 2100), help=_YEAR.render())
@click.option("--list", "is_list", is_flag=True, help=_LIST.render())
@click.option("--show", help=_SHOW.render())
@with_reading
@with_form_output
@with_language
def command(tables: tuple[str, ...], *, show: str | None, is_list: bool, **options: Any) -> int:
    """Print the figures and write them, or print what settings there are."""
    from geokit.ledgers.indicators.loading import settings_text

    outputs, marks = form_output_of(options)
    if show is not None:
        print_document(settings_text(show))
        return 0
    if is_list:
        _list_settings()
        return 0
    if not tables:
        raise click.UsageError(_NO_TABLES.render())
    form = gk.indicator_table(_paths(tables, outputs), **options)
    _print(form)
    write_outputs(form, outputs, marks)
    return 0


def _print(form: gk.IndicatorTable) -> None:
    from geokit.ledgers.acquisition.text import as_text
    from geokit.ledgers.indicators.brief import brief_frame, formula_lines

    language = current_language()
    print_line(form.title.localize(language))
    print_text(as_text(brief_frame(form, language)))
    for lines in (formula_lines(form, language), form.sentences(language)):
        print_sentences(["", *lines])


def _paths(typed: Sequence[str], outputs: Sequence[Path]) -> list[str]:
    """Return what was typed, with patterns as the files that they match; a name in front of a file stays there."""
    found = []
    for each in typed:
        name, sign, file = each.partition("=")
        named = bool(sign) and not Path(each).exists()
        paths = expand([file if named else each], outputs)
        found += [f"{name}={path}" if named else str(path) for path in paths]
    return found


def _list_settings() -> None:
    from geokit.ledgers.indicators.loading import load_settings, shipped_settings

    for at, name in enumerate(shipped_settings()):
        settings = load_settings(name)
        if at:
            print_line()
        print_line(f"{name}  {settings.title}")
        for each in settings.indicators:
            print_line(f"  {each.id:<26} {each.name}")
