"""Links of the pages: as checked out they lead to files of the repository, as built to the pages made from those."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import Final

# What a page is made from, and the page.
_MADE: Final = {
    "geokit/auditing/rules": "reference/rules/index.md",
    "geokit/cli": "reference/commands.md",
    "geokit/parcels/formats": "reference/formats.md",
    "geokit/programme/model.py": "reference/settings.md",
    "geokit/symbols.py": "reference/symbols.md",
    "geokit/__init__.py": "reference/api/index.md",
    "notebooks": "tutorial/index.md",
}
_LINK: Final = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]+)(?=[#)])")


def built_links(text: str, page: PurePosixPath, language: str) -> str:
    r"""Return a page whose links lead to other pages of its language.

    Parameters
    ----------
    text : str
        Markdown as checked out.
    page : PurePosixPath
        Where it lies in its language's folder.
    language : str
        The name of that folder.

    Examples
    --------
    >>> page = PurePosixPath("how-to/qgis.md")
    >>> built_links("[gap](../../../geokit/auditing/rules/gap.py) ![](../../images/a.png)", page, "en")
    '[gap](../reference/rules/gap.md) ![](../images/a.png)'
    """
    folder = PurePosixPath("docs", language, page).parent

    def built(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link["path"]))
        place = _built(target)
        return link["path"] if place is None else posixpath.relpath(place, page.parent)

    blocks = text.split("```")
    return "```".join(block if at % 2 else _LINK.sub(built, block) for at, block in enumerate(blocks))


def _built(target: str) -> str | None:
    """Return where a file of the repository is found among the pages; None where it is a page itself."""
    path = PurePosixPath(target)
    if target.startswith("docs/images/"):
        return f"images/{path.name}"
    if path.parent == PurePosixPath("geokit/auditing/rules"):
        return f"reference/rules/{path.stem}.md"
    return _MADE.get(target)
