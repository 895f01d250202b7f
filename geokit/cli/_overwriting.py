"""A file that a command reads is not written over, whichever argument or option names it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.inputs import is_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN_OUTPUT: Final = Words(
    zh="既是来源，又是输出，会被覆盖；请换一个输出文件名",
    en="it is a source and the output too, which would overwrite it; write another name",
)
# What the commands call the files that they write, and a baseline that is made anew.
_OUTPUTS: Final = ("output", "outputs")
_NO_SOURCES: Final = (*_OUTPUTS, "written")


def refuse_overwriting(parameters: Sequence[click.Parameter], values: Mapping[str, Any]) -> None:
    """Refuse a line on which a file is read and written too.

    Parameters
    ----------
    parameters : sequence of click.Parameter
        Those of the command.
    values : mapping
        Their values, by name.

    Raises
    ------
    InputError
        An output is a file that another argument or option names.
    """
    outputs = [path for name in _OUTPUTS for path in _paths(values.get(name)) if is_there(path)]
    for parameter in parameters if outputs else ():
        if isinstance(parameter.type, click.Path) and parameter.name not in _NO_SOURCES:
            _refuse(_paths(values.get(parameter.name)), outputs)


def _paths(value: Any) -> list[Path]:
    """Return the paths that a parameter has: none, one or several."""
    return [Path(each) for each in (value if isinstance(value, tuple) else (value,)) if each]


def _refuse(sources: list[Path], outputs: list[Path]) -> None:
    for source in filter(is_there, sources):
        if any(output.samefile(source) for output in outputs):
            raise InputError(OWN_OUTPUT, file=display_path(source))
