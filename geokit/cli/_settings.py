"""``--set``: audit settings of one run, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geokit.words import Words

if TYPE_CHECKING:
    from geokit.cli._options import Command

_SET = Words(
    zh="本次审查的设置，值按 TOML 写法，可重复，如 rules.gap.enabled=false",
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
    from geokit.auditing.assignments import parse_assignments

    return parse_assignments(assignments)
