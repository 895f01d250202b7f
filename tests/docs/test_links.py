"""Every link of every Markdown file leads somewhere as checked out: nobody has to build a page to follow it."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
_HTML_TARGET = re.compile(r'(?:href|src)="([^"]+)"')
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def markdown_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.splitlines() or [
        str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*/**/*.md")
    ]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@cache
def tokens_of(path: Path):
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    return [each for token in tokens for each in (token, *(token.children or ()))]


def links_of(path: Path) -> list[str]:
    tokens = tokens_of(path)
    written = [str(token.attrs[name]) for token in tokens for name in ("href", "src") if name in token.attrs]
    html = "".join(token.content for token in tokens if token.type.startswith("html_"))
    return written + _HTML_TARGET.findall(html)


@cache
def anchors_of(path: Path) -> set[str]:
    """Return what GitHub and Sphinx call the headings of a page."""
    tokens = tokens_of(path)
    titles = [after for token, after in pairwise(tokens) if token.type == "heading_open"]
    texts = ["".join(child.content for child in title.children or ()) for title in titles]
    return {_NOT_IN_ANCHORS.sub("", text.lower()).replace(" ", "-") for text in texts}


def fault_of(path: Path, link: str) -> str:
    parts = urlsplit(link)
    if parts.scheme:
        return "" if parts.scheme in {"https", "mailto"} else "is no https"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.exists():
        return "leads nowhere"
    place = unquote(parts.fragment)
    if place and (target.suffix != ".md" or place not in anchors_of(target)):
        return "has no such heading"
    return "" if target.is_relative_to(ROOT) else "leads out of the repository"


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    faults = {link: fault for link in links_of(path) if (fault := fault_of(path, link))}
    assert faults == {}


def test_a_wrong_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        '# A heading\n\n[a](b.md) [c](#nothing) <img src="d.png">\n\n<a href="http://e">e</a>', "utf-8"
    )
    assert [fault_of(page, link) != "" for link in links_of(page)] == [True] * 4
