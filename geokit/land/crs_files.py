"""Texts of coordinate systems that make PROJ open a file: it reads whatever an old definition names, grid or list."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from geokit.words import Words

# ``init`` names a list of systems and ``grids`` tables of shifts, of which ``@null`` alone is none; ``file`` and
# ``model`` are what some methods take instead.
_NAMED = re.compile(
    r"\binit\s*=(?!\s*epsg:\d)|grids\s*=(?!\s*@null(?![\w,./\\]))|\b(?:file|model|catalog)\s*=|PROJ4_GRIDS"
    r'|PARAMETERFILE\s*[\[(]\s*"[^"]{0,200}"\s*,\s*"(?!@null")|"value"\s*:\s*"(?!@null")',
    re.IGNORECASE,
)

# The same in a file that may write two bytes a letter.
_IN_BYTES = re.compile(
    b"\\0?".join(re.escape(letter.encode()) for letter in "PROJ4_GRIDS")
    + b"|"
    + b"\\0?".join(letter.encode() for letter in "grids=")
    + rb"(?!\0?@\0?n\0?u\0?l\0?l)"
    + rb'|PARAMETERFILE\s*[\[(]\s*"[^"]{0,200}"\s*,\s*"(?!@null")',
    re.IGNORECASE,
)
LINKED_SYSTEM: Final = Words(
    zh="其坐标系要打开另一文件（格网），不予读取；请另存为不含格网的坐标系，如 EPSG:4548",
    en="its coordinate system would open another file (a grid), which is refused; save it in a system without one, such as "
    "EPSG:4548",
)


def bytes_name_a_file(data: Any) -> bool:
    r"""Tell whether a file's bytes hold a coordinate system that names a table of shifts.

    Examples
    --------
    >>> wkt = 'EXTENSION["PROJ4_GRIDS","/a"]'
    >>> (
    ...     bytes_name_a_file(wkt.encode()),
    ...     bytes_name_a_file(wkt.encode("utf-16-le")),
    ...     bytes_name_a_file(b"grids"),
    ... )
    (True, True, False)
    """
    return _IN_BYTES.search(data) is not None


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
