"""What a page needs besides itself, taken from installed packages and made part of the page.

Nothing is ever fetched. Leaflet comes from xstatic-leaflet; geokit's own script and style lie in ``web/``.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.libraries import require
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNKNOWN = Words(
    zh="页面需要 {asset}，geokit 不附带它，也不会联网获取；"
    "请用 assets={{'{asset}'：本地文件}} 提供，或去掉需要它的图层",
    en="the page needs {asset}, which geokit does not carry and will not fetch; "
    "give a local file with assets={{'{asset}': path}}, or leave out the layer that needs it",
)
_UNREADABLE = Words(
    zh="无法读取为 {asset} 提供的本地文件：{reason}",
    en="this file, given for {asset}, cannot be read: {reason}",
)

# folium names the version in the address; xstatic-leaflet carries 1.9.
_LEAFLET = re.compile(r"leaflet@1\.9\.\d+/dist/(leaflet\.(?:js|css))$")
_CSS_LINK = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""")
_CSS_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"^[ \t]*(?://|/\*)[#@] sourceMappingURL=.*$", re.MULTILINE)


class Assets:
    """Script and style by the address that a layer asks for.

    Parameters
    ----------
    given : mapping of str to path
        Local files for addresses that geokit does not carry.
    """

    def __init__(self, given: Mapping[str, str | Path] | None = None) -> None:
        self._given = {address: Path(path) for address, path in (given or {}).items()}

    def script(self, address: str) -> str:
        """Return the script at `address`, safe inside a ``<script>`` element.

        Raises
        ------
        InputError
            Nobody carries it, or its local file cannot be read.
        """
        return safe_script(_SOURCE_MAP.sub("", _read(self._locate(address), address)))

    def style(self, address: str) -> str:
        """Return the style sheet at `address`, with every image and font it names inside it."""
        path = self._locate(address)
        return safe_style(inline_links(_read(path, address), path.parent))

    def _locate(self, address: str) -> Path:
        if address in self._given:
            return self._given[address]
        if found := _LEAFLET.search(address):
            return leaflet_folder() / found[1]
        raise unknown_asset(address)


def unknown_asset(address: str) -> InputError:
    """Return the sentence for something that nobody carries."""
    return InputError(_UNKNOWN, asset=address)


@cache
def leaflet_folder() -> Path:
    """Return where xstatic-leaflet keeps Leaflet's files."""
    require("xstatic.pkg.leaflet")
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


@cache
def web_text(name: str) -> str:
    """Return a file of ``web/``: geokit's own script, style or markup."""
    return resources.files("geokit.page").joinpath("web", name).read_text(encoding="utf-8")


# A hairline stays one; what a query asks of the screen is not scaled.
_LENGTH = re.compile(r"(?<![\w.#-])(\d*\.?\d+)px\b")
_QUERY = re.compile(r"@media[^{]*\{")
_LEAST_PX, _PX_PER_REM = 3, 14


def scaled(css: str) -> str:
    """Return a style sheet whose lengths grow with the type: 14 px are one rem.

    The sheets of ``web/`` are written in pixels of a screen at arm's length; on a wall of 3,840 px all is twice as large.

    Examples
    --------
    >>> scaled("@media (max-width: 760px) { p { border: 1px solid; padding: 7px 14px } }")
    '@media (max-width: 760px) { p { border: 1px solid; padding: 0.5rem 1rem } }'
    """
    rest, parts = 0, []
    for query in _QUERY.finditer(css):
        parts += [_LENGTH.sub(_in_rem, css[rest : query.start()]), query[0]]
        rest = query.end()
    return "".join([*parts, _LENGTH.sub(_in_rem, css[rest:])])


def _in_rem(length: re.Match[str]) -> str:
    pixels = float(length[1])
    return length[0] if pixels < _LEAST_PX else f"{pixels / _PX_PER_REM:.4g}rem"


def default_icon_script() -> str:
    """Return the script that gives Leaflet's default marker its pictures: inlined style has no folder."""
    images = leaflet_folder() / "images"
    icon, large, shadow = (
        data_uri(images / name) for name in ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    )
    return (
        'L.Icon.Default.imagePath = "";\n'
        "L.Icon.Default.mergeOptions"
        f'({{iconUrl: "{icon}", iconRetinaUrl: "{large}", shadowUrl: "{shadow}"}});'
    )


def data_uri(path: Path) -> str:
    """Return a file as a ``data:`` address."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def inline_links(css: str, folder: Path) -> str:
    """Put every image and font that a style sheet names into it.

    Raises
    ------
    InputError
        The sheet names something that is not in its folder.
    """
    if found := _CSS_IMPORT.search(css):
        raise unknown_asset(found[1])

    def inlined(found: re.Match[str]) -> str:
        address = next(group for group in (*found.groups(), "") if group is not None)
        if not address or address.startswith(("data:", "#")):
            return found[0]
        path = folder / re.split(r"[?#]", address, maxsplit=1)[0]
        if "//" in address or not path.is_file():
            raise unknown_asset(address)
        return f'url("{data_uri(path)}")'

    return _CSS_LINK.sub(inlined, css)


def safe_script(text: str) -> str:
    r"""Return a script that cannot end its own element, nor hide the end of it.

    Examples
    --------
    >>> safe_script("a = '</script><!--'")
    "a = '<\\/script><\\!--'"
    """
    return re.sub(r"<(?=/script|!--)", r"<\\", text, flags=re.IGNORECASE)


def safe_style(text: str) -> str:
    """Return a style sheet that cannot end its own element."""
    return re.sub(r"<(?=/style)", r"<\\", text, flags=re.IGNORECASE)


def _read(path: Path, address: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(_UNREADABLE, file=path.name, asset=address, reason=system_reason(error)) from None
