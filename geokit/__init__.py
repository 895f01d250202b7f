"""geokit: park planning for the land it is.

Declared against measured area, overlaps and gaps of phased parcels, and maps that open without a network.
Public names are loaded when they are first used, so that ``import geokit`` costs next to nothing.

Examples
--------
>>> import geokit as gk
>>> gk.Area.from_mu(330).ha
22.0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from geokit._version import __version__

if TYPE_CHECKING:
    from geokit.land.units import Area as Area

# Each public name and the module that holds it. No name is a module's name: with lazy loading the second
# look-up would give the module instead.
_HOMES = {
    "Area": "geokit.land.units",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605 - sorted() of literals is a list of names


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'geokit' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
