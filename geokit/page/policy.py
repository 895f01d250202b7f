"""What a page may do: run its own scripts by their hash, and reach nothing; what it refers to is put into it or refused."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geokit.page.assets import Assets, unknown_asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCRIPT_KINDS = {"", "text/javascript", "application/javascript", "module"}

_RAW_SCRIPT = re.compile(
    r"""<script\b[^>]*?\bsrc\s*=\s*(?P<quote>["']?)(?P<address>[^"'\s>]+)(?P=quote)[^>]*>\s*</script\s*>""",
    re.IGNORECASE,
)
_RAW_LINK = re.compile(
    r"""<link\b[^>]*?\bhref\s*=\s*(?P<quote>["']?)(?P<address>[^"'\s>]+)(?P=quote)[^>]*>""", re.IGNORECASE
)
_STYLE_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*(?P<address>[^"')\s;]+)""", re.IGNORECASE)

# Attributes that make a browser fetch something. A plain link (<a href>) is followed only by a click.
_FETCHING = {"src", "srcset", "poster", "data", "background", "href", "xlink:href", "action", "formaction"}
_INSIDE = ("data:", "blob:", "#", "about:")


def content_policy(page: str, image_hosts: Iterable[str] = ()) -> str:
    """Return the policy for a finished page.

    Parameters
    ----------
    page : str
        The page, its line ends normalised; its scripts are hashed as they stand.
    image_hosts : iterable of str
        Where pictures of a basemap may come from.
    """
    digests = sorted({_digest(text) for text in inline_scripts(page)})
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    images = " ".join(["data:", "blob:", *image_hosts])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        f"img-src {images}; font-src data:; base-uri 'none'; form-action 'none'"
    )


def inline_scripts(page: str) -> list[str]:
    """Return the text of every script that a browser would run.

    Examples
    --------
    >>> inline_scripts('<script>a()</script><script type="application/json">{}</script>')
    ['a()']
    """
    parser = _ScriptParser()
    parser.feed(page)
    parser.close()
    return parser.scripts


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


class _ScriptParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("type") or ""
        self._open = [] if tag == "script" and kind.strip().lower() in _SCRIPT_KINDS else None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._open is not None:
            self.scripts.append("".join(self._open))
            self._open = None


def inline_raw_tags(fragment: str, assets: Assets) -> str:
    """Replace written-out ``<script src>`` and ``<link href>`` by what they point to.

    Raises
    ------
    InputError
        Nobody carries what one of them points to.
    """
    fragment = _RAW_SCRIPT.sub(lambda found: f"<script>{assets.script(found['address'])}</script>", fragment)
    return _RAW_LINK.sub(lambda found: f"<style>{assets.style(found['address'])}</style>", fragment)


def refuse_outside(page: str) -> None:
    """Make sure that a finished page asks a browser to fetch nothing.

    Raises
    ------
    InputError
        It does; the sentence names the address.
    """
    for address in outside_addresses(page):
        raise unknown_asset(address)


def outside_addresses(page: str) -> Iterator[str]:
    """Yield every address that opening the page would fetch. Scripts are not looked into.

    Examples
    --------
    >>> list(outside_addresses('<img src="https://a.example/b.png"><a href="https://c.example">c</a>'))
    ['https://a.example/b.png']
    """
    parser = _AddressParser()
    parser.feed(page)
    parser.close()
    yield from (address for address in parser.addresses if not address.startswith(_INSIDE))


class _AddressParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in _FETCHING and tag != "a" and value:
                self.addresses.append(value.strip())
            elif name == "style" and value:
                self._add_style(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._add_style(data)

    def _add_style(self, css: str) -> None:
        self.addresses.extend(found["address"] for found in _STYLE_ADDRESS.finditer(css))


def image_host(address: str) -> str:
    """Return the host of an address as a content security policy names it.

    Examples
    --------
    >>> image_host("https://t{s}.tianditu.gov.cn/vec_w/wmts?tk=1"), image_host("https://a.example/{z}.png")
    ('https://*.tianditu.gov.cn', 'https://a.example')
    """
    parts = urlsplit(address)
    first, _, rest = parts.netloc.partition(".")
    return f"{parts.scheme}://{'*' if '{s}' in first else first}.{rest}"
