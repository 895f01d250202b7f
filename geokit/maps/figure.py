"""The page that a map is put into: everything it needs is inside, and it may run only its own scripts.

folium's elements are made fit for it: ids that are the same in every run, and texts that are inert. folium
names its elements at random; a page names them in the order in which they appear. The text of its pop-ups and
tooltips stands in JavaScript template literals, where ``${…}`` would be run as a part of the page's own
script, and a backtick would end the text. As character references they mean the same to the reader of the
markup, and nothing to the script. Markup stays markup, as folium has it; the page's policy runs no script in
it.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import folium
from branca.element import CssLink, Element, Figure, Html, JavascriptLink, Link
from folium.features import ClickForMarker

from geokit.atomic import write_bytes
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.page.assets import Assets, default_icon_script, safe_script, web_text
from geokit.page.document import Page, put_policy, write_document
from geokit.page.policy import image_host, inline_raw_tags, refuse_outside

if TYPE_CHECKING:
    from collections.abc import Iterator


_FETCHING_LAYER = Words(
    zh="图层会从 {address} 联网取数据，离线页面不允许；请另选底图{option:basemap}，或嵌入数据",
    en="a layer would fetch from {address}, which an offline page does not do; choose another basemap{option:basemap}, "
    "or embed the data",
)

_NO_PAGE = Words(zh="页面写为 {known} 文件，不写“{name}”", en="a page is written as {known}, not as “{name}”")

PAGES = (".html", ".htm")

_ADDRESS_FIELDS = ("tiles", "url", "embed_link")


class OfflineFigure(Figure):
    """A page with everything it needs inside; made by :class:`OfflineMap`.

    Parameters
    ----------
    page : Page
        Title, language, marks, words and data.
    assets : Assets
        Where script and style come from.
    **size : object
        ``width``, ``height`` or ``ratio`` of the frame in a notebook.
    """

    def __init__(self, page: Page, assets: Assets, **size: Any) -> None:
        super().__init__(**size)
        self.page = page
        self.assets = assets
        # The page names its character set itself.
        del self.header._children["meta_http"]  # noqa: SLF001 - branca has no other way

    def render(self, **kwargs: Any) -> str:
        """Return the page: the same map gives the same text.

        Raises
        ------
        InputError
            A layer needs something that nobody carries, or would fetch from a network.
        """
        self._refuse_fetching_layers()
        with _put_back(self.header, self.html, self.script), inert_texts(self):
            for child in list(self._children.values()):
                child.render(**kwargs)
            text = self._page_text(**kwargs)
        refuse_outside(text)
        return put_policy(stable_ids(text, self), self.page.image_hosts)

    def _page_text(self, **kwargs: Any) -> str:
        main = inline_raw_tags(self.html.render(**kwargs), self.assets)
        return write_document(
            self.page,
            header=inline_raw_tags(self._inlined_header(**kwargs), self.assets),
            body=f'<aside class="gk-side"></aside>\n<main class="gk-main">{main}</main>',
            scripts=self._scripts(**kwargs),
        )

    def save(  # type: ignore[override] # what branca takes besides does nothing here
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - branca's signature
    ) -> None:
        """Write the page, whole or not at all.

        Raises
        ------
        InputError
            The file is not called like a page.
        OutputError
            The file cannot be written; what stood there before stands.
        """
        if isinstance(outfile, str | bytes | os.PathLike):
            path = Path(os.fsdecode(outfile))
            if path.suffix.lower() not in PAGES:
                raise InputError(_NO_PAGE, known=PAGES[:1], name=path.name)
            write_bytes(path, self._content())
            return
        content = self._content()
        outfile.write(content)
        if close_file:
            outfile.close()

    def _content(self) -> bytes:
        return self.render().encode("utf-8", "replace")

    def _inlined_header(self, **kwargs: Any) -> str:
        children = self.header._children.values()  # noqa: SLF001 - branca has no other way
        return "\n".join(self._inlined(child, **kwargs) for child in children)

    def _inlined(self, child: Element, **kwargs: Any) -> str:
        if isinstance(child, JavascriptLink):
            return f"<script>{self.assets.script(child.url)}</script>"
        if isinstance(child, CssLink):
            return f"<style>{self.assets.style(child.url)}</style>"
        return str(child.render(**kwargs))

    def _scripts(self, **kwargs: Any) -> list[str]:
        drawn = self.script.render(**kwargs)
        needed = [
            self.assets.script(address) for name, address in folium.Map.default_js if _needs(drawn, name)
        ]
        if "$(" in drawn:
            needed.append(web_text("dollar.js"))
        maps = [child.get_name() for child in self._children.values() if isinstance(child, folium.Map)]
        starts = "\n".join(f"geokit.start({name});" for name in maps)
        return [*needed, default_icon_script(), self.page.own_script, safe_script(f"{drawn}\n{starts}")]

    def _refuse_fetching_layers(self) -> None:
        for element in reachable_elements(self):
            if isinstance(element, Link):
                continue
            for field in _ADDRESS_FIELDS:
                address = getattr(element, field, None)
                if isinstance(address, str) and _is_outside(address, self.page.image_hosts):
                    raise InputError(_FETCHING_LAYER, address=address)


@contextmanager
def _put_back(*elements: Element) -> Iterator[None]:
    # Rendering adds to these, each time anew; what the caller put there stays.
    before = [element._children.copy() for element in elements]  # noqa: SLF001 - branca has no other way
    try:
        yield
    finally:
        for element, children in zip(elements, before, strict=True):
            element._children = children  # noqa: SLF001


def _needs(script: str, name: str) -> bool:
    # folium gives every page these libraries; only a script that names one needs it.
    return name == "awesome_markers" and "L.AwesomeMarkers" in script


def _is_outside(address: str, allowed: tuple[str, ...]) -> bool:
    if not re.match(r"(?:[a-z]+:)?//", address, re.IGNORECASE):
        return False
    return image_host(address) not in allowed


_RANDOM_ID = re.compile(r"[0-9a-f]{32}")

_REFERENCES = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;"})


def stable_ids(text: str, root: Element) -> str:
    """Return rendered text with each element's random id replaced by its number.

    Only ids of elements under `root` are replaced: a digest in the data stays what it is.
    """
    known = {element._id for element in reachable_elements(root)}  # noqa: SLF001 - branca has no other way
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] not in known:
            return found[0]
        return numbers.setdefault(found[0], f"g{len(numbers) + 1}")

    return _RANDOM_ID.sub(numbered, text)


def reachable_elements(root: Element) -> Iterator[Element]:
    """Yield `root` and every element that it holds, each once, in a fixed order."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if id(element) not in seen:
            seen.add(id(element))
            yield element
            waiting.extend(reversed(list(_held(element))))


def _held(element: Element) -> Iterator[Element]:
    for value in vars(element).values():
        if isinstance(value, Element):
            yield value
        elif isinstance(value, list | tuple):
            yield from (item for item in value if isinstance(item, Element))
        elif isinstance(value, dict):
            yield from (item for item in value.values() if isinstance(item, Element))


def inert(markup: str) -> str:
    """Return markup that means the same, and nothing in a template literal.

    Examples
    --------
    >>> inert("<b>`${1}`</b>")
    '<b>&#96;&#36;{1}&#96;</b>'
    """
    return markup.translate(_REFERENCES)


@contextmanager
def inert_texts(root: Element) -> Iterator[None]:
    """Hold every text of folium that would stand in a template literal inert; put it back at the end."""
    before: list[tuple[Any, str, object]] = []
    for element in list(reachable_elements(root)):
        for name, value in _held_inert(element):
            before.append((element, name, getattr(element, name)))
            setattr(element, name, value)
    try:
        yield
    finally:
        for element, name, value in reversed(before):
            setattr(element, name, value)


def _held_inert(element: Any) -> Iterator[tuple[str, object]]:
    if isinstance(element, Html):
        # folium has escaped backticks already, in its own way.
        text = str(element.data).replace("\\`", "`")
        yield "data", inert(text if element.script else escape(text))
        yield "script", True
    elif isinstance(element, folium.Tooltip):
        yield "text", inert(element.text)
    elif isinstance(element, ClickForMarker) and str(element.popup).startswith("`"):
        yield "popup", f"`{inert(str(element.popup)[1:-1].replace(chr(92) + '`', '`'))}`"
