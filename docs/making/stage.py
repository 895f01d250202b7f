"""One language's pages in a folder of their own: their text, the notebooks, and what is made from the code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from geokit.languages import use_language
from making import commands, formats, names, rules, settings, symbols
from making.links import built_links

if TYPE_CHECKING:
    from geokit.i18n import Language

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
# Between two Chinese letters, and after full-width punctuation before anything that begins no list, table or title.
_LINE_END = re.compile(
    r"(?<=[\u4e00-\u9fff])\n(?=[\u3001-\u9fff\uff00-\uffef])|(?<=[\u3001-\u303f\uff00-\uffef])\n(?=[^\n*#|>\-:\d])"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")


def stage(target: Path, language: Language) -> None:
    """Write everything that Sphinx reads for a language into a new folder."""
    for page in (DOCS / language).rglob("*.md"):
        place = page.relative_to(DOCS / language)
        text = built_links(page.read_text(encoding="utf-8"), PurePosixPath(place.as_posix()), language)
        write(target / place, text)
    shutil.copytree(DOCS / "images", target / "images", ignore=shutil.ignore_patterns("*.py"))
    (target / "tutorial").mkdir(exist_ok=True)
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = json.dumps(in_language(json.loads(notebook.read_text(encoding="utf-8")), language))
        write(target / "tutorial" / notebook.name, text)
    with use_language(language):
        for maker in (rules, commands, formats, settings, symbols, names):
            for name, text in maker.pages(language).items():
                write(target / "reference" / name, text)


def in_language(notebook: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return a notebook whose only title is that of the language; the other's stands below it."""
    first = notebook["cells"][0]
    lines = "".join(first["source"]).splitlines()
    titles = [line for line in lines if line.startswith("# ")]
    own = [title for title in titles if bool(_CHINESE.search(title)) == (language == "zh")][:1]
    others = [f"*{title[2:]}*" for title in titles if title not in own]
    rest = [line for line in lines if line not in titles]
    # Cells begin with an exclamation mark where they show the command line.
    notebook["metadata"].setdefault("language_info", {"name": "python"})["pygments_lexer"] = "ipython3"
    first["source"] = "\n\n".join([*own, *others, "\n".join(rest)])
    return notebook


def write(path: Path, content: str | bytes) -> None:
    """Write a page or a picture, and the folder that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = joined(content) if isinstance(content, str) and path.suffix == ".md" else content
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def joined(page: str) -> str:
    r"""Return a page whose Chinese paragraphs are one line each: a browser makes a blank of a line's end.

    Examples
    --------
    >>> joined("一行\n又一行，\nEnglish\nlines")
    '一行又一行，English\nlines'
    """
    blocks = page.split("```")
    return "```".join(block if at % 2 else _LINE_END.sub("", block) for at, block in enumerate(blocks))
