"""Values of options as people write them: ``--unit 亩`` is ``--unit mu``, ``--as-of 2026年6月30日`` a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.days import read_day
from geokit.i18n import LANGUAGES, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

_NONE_OF: Final = Words(zh="“{value}”应为以下之一：{names}", en="“{value}” is none of {names}")
_NAMED: Final = Words(zh="{value}（{name}）", en="{value} ({name})")
_BETWEEN: Final = Words(zh="、", en=", ")
_NO_DAY: Final = Words(
    zh="“{value}”不是日期，请写成 2026-06-30 或 2026年6月30日",
    en="“{value}” is no day; write it as 2026-06-30",
)

# What a table's parts add up to.
CONTROLS: Final = {
    "declared": Words(zh="地块面积", en="declared area"),
    "measured": Words(zh="量算面积", en="measured area"),
}


class NamedChoice(click.Choice[str]):
    """One of some values, or what a reader calls it in either language; whoever writes another is told both.

    Parameters
    ----------
    choices : iterable of str, or mapping of str to Words
        The values, or each with its name; without one it is called what products call it.
    """

    def __init__(self, choices: Iterable[str]) -> None:
        super().__init__(choices)
        self._own = choices if isinstance(choices, Mapping) else {}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value that is meant."""
        meant = value if value in self.choices else self._by_name().get(str(value).casefold(), value)
        return super().convert(meant, param, ctx)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's signature
        """Say which values there are, with their names."""
        said = _BETWEEN.render().join(map(self._with_name, self.choices))
        return _NONE_OF.render(value=value, names=said)

    def _by_name(self) -> dict[str, str]:
        return {
            words.localize(language).casefold(): choice
            for choice in self.choices
            for words in self._words_of(choice)
            for language in LANGUAGES
        }

    def _with_name(self, value: str) -> str:
        name = next((words.localize(current_language()) for words in self._words_of(value)), value)
        return value if name == value else _NAMED.render(value=value, name=name)

    def _words_of(self, value: str) -> Iterable[Words]:
        return (self._own[value],) if value in self._own else _words_of(value)


class ColumnChoice(NamedChoice):
    """One of some columns, or a heading of one: the files tell whether it is theirs, and say so where it is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the column that is meant, or the heading."""
        from geokit.parcels.columns import map_columns

        chosen = (ctx.params.get("columns") if ctx else None) or {}
        is_named = value in self.choices or str(value).casefold() in self._by_name()
        if not is_named and {**map_columns([value]).targets, **chosen}.get(value) in self.choices:
            return str(value)
        return super().convert(value, param, ctx)


def _words_of(value: str) -> Iterator[Words]:
    """Yield what a value is called in products."""
    from geokit.auditing.findings import SEVERITY_WORDS
    from geokit.land.declared.figure import METHOD_WORDS
    from geokit.land.units import UNIT_WORDS
    from geokit.ledgers.land_classes.layout import GROUPINGS
    from geokit.parcels.codes import STAGES
    from geokit.parcels.table import COLUMN_WORDS

    levels = {severity.value: words for severity, words in SEVERITY_WORDS.items()}
    stages = {stage.code: stage.words for stage in STAGES}
    tables: tuple[Mapping[Any, Words], ...] = (
        COLUMN_WORDS,
        GROUPINGS,
        UNIT_WORDS,
        METHOD_WORDS,
        levels,
        stages,
    )
    return (table[value] for table in tables if value in table)


def read_day_option(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """Return the day that an option gives, written as tables and scripts may write it too."""
    day = read_day(value)
    if value is not None and day is None:
        raise click.BadParameter(_NO_DAY.render(value=value))
    return day
