"""The page's content security policy: own scripts by their hash, no network, no event handlers."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPT_KINDS = {"", "text/javascript", "application/javascript", "module"}


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
