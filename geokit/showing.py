"""How results show themselves where IPython has no page to put a table on."""

from __future__ import annotations

from typing import Any


def as_printed(self: object, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG001 - IPython's signature
    """Show a result in a terminal of IPython as it prints, not as Python would write it.

    A class takes it as its own ``_repr_pretty_``: inherited, IPython would pass it over for the class's ``__repr__``.
    """
    printer.text(str(self))
