"""One example a rule, gathered from the modules of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from making.scenes import Example


def all_examples() -> dict[str, Example]:
    """Return every rule's example by the rule's name."""
    found: dict[str, Example] = {}
    for module in pkgutil.iter_modules(__path__):
        found |= importlib.import_module(f"{__name__}.{module.name}").EXAMPLES
    return found
