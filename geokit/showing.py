"""How results show themselves where IPython has no page to put a table on."""

from __future__ import annotations

from typing import Any


class Printed:
    """A result that IPython shows in a terminal as it prints, not as Python would write it."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG002 - IPython's signature
        printer.text(str(self))
