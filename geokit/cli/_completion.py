"""What the shell offers while a command is typed: rules and parks. ``_GEOKIT_COMPLETE`` turns it on, as click does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geokit as gk
from geokit.discovery import plugin_names
from geokit.errors import GeokitError

if TYPE_CHECKING:
    import click


def rule_names(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the rules that begin with what was typed."""
    return [name for name in plugin_names("geokit.auditing.rules") if name.startswith(typed)]


def park_names(context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the parks whose id begins with what was typed: of the shipped boundaries, or of those named before."""
    try:
        parks = gk.load_catalog(context.params.get("boundaries")).parks
    except GeokitError:
        return []
    return [park.id for park in parks if park.id.startswith(typed)]
