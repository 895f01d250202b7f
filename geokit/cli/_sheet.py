"""How a PDF is drawn on paper, and how large a picture is: the options that the commands of maps share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geokit.atomic import refuse_place
from geokit.errors import InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.cli._options import Command

_SCALE = Words(
    zh="PDF 的比例尺，如 1:2000 或 2000；放不下时分幅并附图幅索引",
    en="The scale of a PDF, such as 1:2000 or 2000; land that does not fit one sheet is cut into several, with an index.",
)
_PAPER = Words(
    zh="PDF 的纸张；缺省为 A3，给出比例尺时为放得下的最小纸张",
    en="The paper of a PDF; A3 if left out, with a scale the smallest that takes all land.",
)
_PAPER_OF_PARCELS = Words(
    zh="纸张；缺省为 A4，给出比例尺时为放得下的最小纸张",
    en="The paper; A4 if left out, with a scale the smallest that takes the parcel.",
)
_ORIENTATION = Words(zh="PDF 的纸张方向", en="Which way the paper of a PDF lies.")
_DRAWN_BY = Words(zh="图签：制图", en="The title block: drawn by.")
_CHECKED_BY = Words(zh="图签：审核", en="The title block: checked by.")
_DATE = Words(zh="图签：日期", en="The title block: the day.")
_CHECKED_DATE = Words(zh="图签：审核日期", en="The title block: the day of the check.")
_SHEET = Words(zh="图签：图号", en="The title block: the number of the drawing.")
_HEIGHTS = Words(zh="图签：高程基准", en="The title block: the datum of heights.")
_SIZE = Words(
    zh="PNG、SVG 的图幅：16:9、4:3、9:16、1920x1080（像素）或 A4；缺省为 16:9",
    en="The size of a PNG or SVG: 16:9, 4:3, 9:16, 1920x1080 (pixels) or A4; 16:9 if left out.",
)
_PAPERS = ("A4", "A3", "A2", "A1", "A0")
_WAYS = ("landscape", "portrait")
_SUFFIXES = Words(zh="此处写 {known} 文件，不写“{name}”", en="this writes {known}, and not “{name}”")


class _Scale(click.types.IntParamType):
    """A scale as maps write it, 1:2000, or its number."""

    name = "1:N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number: Any = str(value).replace("：", ":").removeprefix("1:").strip()
        return super().convert(number, param, ctx)


def with_sheet(command: Command) -> Command:
    """Let a command take how a PDF is drawn on paper, and how large a picture is."""
    return with_paper(click.option("--size", metavar="W:H", help=_SIZE.render())(command))


def with_paper(command: Command, paper: Words = _PAPER) -> Command:
    """Let a command take how a PDF is drawn on paper; `paper` says which is taken where none is named."""
    for decorate in (
        click.option("--height-datum", help=_HEIGHTS.render()),
        click.option("--sheet", help=_SHEET.render()),
        click.option("--checked-date", metavar="YYYY-MM-DD", help=_CHECKED_DATE.render()),
        click.option("--date", metavar="YYYY-MM-DD", help=_DATE.render()),
        click.option("--checked-by", help=_CHECKED_BY.render()),
        click.option("--drawn-by", help=_DRAWN_BY.render()),
        click.option("--orientation", type=click.Choice(_WAYS), help=_ORIENTATION.render()),
        click.option("--paper", type=click.Choice(_PAPERS, case_sensitive=False), help=paper.render()),
        click.option("--scale", type=_Scale(), metavar="1:N", help=_SCALE.render()),
    ):
        command = decorate(command)
    return command


def with_parcel_paper(command: Command) -> Command:
    """Let a command take how sheets of parcels are drawn on paper."""
    return with_paper(command, _PAPER_OF_PARCELS)


def take_sheet(output: Path, given: dict[str, Any], suffixes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Take the options of a sheet out of a command's, and refuse what cannot be written before any work is done.

    Raises
    ------
    InputError
        Such a file is not written: a map is any of those that :func:`geokit.maps.offline.refuse_suffix` knows, others have
        one of `suffixes`.
    OptionError
        Something was asked for that only a PDF or only a picture has, or a scale or a size that no map has.
    """
    from geokit.sheets.paper import SheetOptions, refuse_sheet_options

    _refuse_suffix(output, suffixes)
    refuse_place(output)
    sheet: Any = {name: given.pop(name, None) for name in SheetOptions.__annotations__}
    refuse_sheet_options(output.suffix, sheet)
    return dict(sheet)


def _refuse_suffix(output: Path, suffixes: tuple[str, ...]) -> None:
    if not suffixes:
        from geokit.maps.offline import refuse_suffix

        refuse_suffix(output)
    elif output.suffix.lower() not in suffixes:
        raise InputError(_SUFFIXES, known=suffixes, name=output.name)
