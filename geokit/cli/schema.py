"""``geokit schema``: hold a database against its schema; exit status 1 where something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_sentences, print_text
from geokit.cli._options import with_language, with_today
from geokit.cli._output import marks_of, print_report, print_written, refuse_impossible, with_output_files
from geokit.cli._usage import OnceCommand
from geokit.cli._values import NamedChoice
from geokit.cli.audit import LEVELS
from geokit.i18n import Words, current_language, localize

if TYPE_CHECKING:
    from datetime import date

_ABOUT = Words(
    zh="按规范核查数据库（.gdb、其压缩包或 .gpkg）：图层、字段、类型、长度、必填、值域、标识码、坐标系、控制面积、拓扑。\n\n\b\n"
    "  geokit schema 成果.gdb --schema 规范.xlsx -o 质检.xlsx\n"
    "  geokit schema 三条控制线.gpkg --schema control-lines-2021\n"
    "  geokit schema --template control-lines-2021 -o 规范.xlsx\n"
    "  geokit schema --list\n\n"
    "退出状态：0 没有达到 --fail-on 级别的问题；1 有；2 无法运行。",
    en="Hold a database (.gdb, one zipped, or .gpkg) against its schema: layers, fields, types, lengths, mandatory values, "
    "domains, numbers, coordinate system, control area, topology.\n\n\b\n"
    "  geokit schema result.gdb --schema schema.xlsx -o acceptance.xlsx\n"
    "  geokit schema control-lines.gpkg --schema control-lines-2021\n"
    "  geokit schema --template control-lines-2021 -o schema.xlsx\n"
    "  geokit schema --list\n\n"
    "Exit status: 0 nothing at or above --fail-on; 1 findings; 2 it could not run.",
)
_FAIL_ON = Words(zh="达到此级别时退出状态为 1", en="Exit with 1 from this severity on.")
_SCHEMA = Words(
    zh="规范：.xlsx、.toml 或随附规范的名称",
    en="The schema: an .xlsx, a .toml, or the name of one that ships.",
)
_LIST = Words(zh="列出随附的规范", en="List the schemas that ship.")
_TEMPLATE = Words(
    zh="把随附的规范写成可修改的 .xlsx", en="Write a schema that ships as an .xlsx that can be changed."
)
_EACH = Words(
    zh="每条有误的记录各为一个问题，而不是每个字段一个",
    en="Make each record with a wrong value a finding, not each field.",
)
_NEEDS_FILE = Words(
    zh="请给出数据库和规范：geokit schema 成果.gdb --schema 规范.xlsx",
    en="name a database and its schema: geokit schema result.gdb --schema schema.xlsx",
)
_NEEDS_OUTPUT = Words(
    zh="--template 需要 -o：geokit schema --template {name} -o 规范.xlsx",
    en="--template needs -o: geokit schema --template {name} -o schema.xlsx",
)


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("database", required=False, type=click.Path(path_type=Path))
@click.option("--schema", "schema", help=_SCHEMA.render())
@click.option("--list", "is_list", is_flag=True, help=_LIST.render())
@click.option("--template", metavar="NAME", help=_TEMPLATE.render())
@click.option("--each-row", is_flag=True, help=_EACH.render())
@with_output_files
@click.option(
    "--fail-on", type=NamedChoice(LEVELS), default="error", show_default=True, help=_FAIL_ON.render()
)
@with_today
@with_language
def command(
    database: Path | None, schema: str | None, *, is_list: bool, template: str | None, **options: Any
) -> int:
    """List, write a template, or check and say by the exit status how it went."""
    if is_list:
        _list()
        return 0
    if template is not None:
        _write(template, options["outputs"])
        return 0
    if database is None or schema is None:
        raise click.UsageError(_NEEDS_FILE.render())
    return _check(database, schema, **options)


def _check(  # noqa: PLR0913 - what a report is made of
    database: Path,
    schema: str,
    *,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str,
    today: date | None,
    each_row: bool,
    is_whole: bool,
    **options: Any,
) -> int:
    shown = formats or ("text",)
    refuse_impossible(shown, outputs)
    marks = marks_of(options)
    report = gk.check_schema(database, schema, each_row=each_row, today=today)
    print_report(report, shown, marks, is_whole=is_whole)
    for output in outputs:
        report.save(output, language=current_language(), **marks)
        print_written(output)
    return 1 if report.at_least(gk.Severity(fail_on)) else 0


def _list() -> None:
    from geokit.auditing.schema.reading import schema_names

    for name in schema_names():
        schema = gk.load_schema(name)
        print_text(f"{name}  {schema.title}")
        print_sentences([f"    {localize(schema.read, current_language())}"])


def _write(name: str, outputs: tuple[Path, ...]) -> None:
    if not outputs:
        raise click.UsageError(_NEEDS_OUTPUT.render(name=name))
    form = gk.SchemaForm(gk.load_schema(name))
    for output in outputs:
        form.save(output, language=current_language())
        print_written(output)
