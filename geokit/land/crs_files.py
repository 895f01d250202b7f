"""Texts of coordinate systems that make PROJ open a file: it reads whatever an old definition names, grid or list."""

from __future__ import annotations

import json
import re
from typing import Any

# ``init`` names a list of systems and ``grids`` tables of shifts, of which ``@null`` alone is none; ``file`` and
# ``model`` are what some methods take instead.
_NAMED = re.compile(
    r"\binit\s*=(?!\s*epsg:\d)|grids\s*=(?!\s*@null(?![\w,./\\]))|\b(?:file|model|catalog)\s*=|PROJ4_GRIDS",
    re.IGNORECASE,
)


def names_a_file(system: Any) -> bool:
    """Tell whether a text, or PROJJSON, names a file that PROJ would open.

    Examples
    --------
    >>> names_a_file("+proj=longlat +nadgrids=/etc/hosts"), names_a_file("+init=./list:1")
    (True, True)
    >>> names_a_file("+proj=merc +a=6378137 +nadgrids=@null +wktext"), names_a_file("EPSG:4527")
    (False, False)
    """
    if not isinstance(system, str | dict):
        return False
    return _NAMED.search(_unescaped(system)) is not None


def _unescaped(system: str | dict[str, Any]) -> str:
    """Return the text that PROJ sees: JSON may write any letter by its number."""
    if isinstance(system, str) and not system.lstrip().startswith("{"):
        return system
    try:
        return json.dumps(json.loads(system) if isinstance(system, str) else system, ensure_ascii=False)
    except (ValueError, RecursionError):
        # PROJ refuses what is no JSON.
        return ""
