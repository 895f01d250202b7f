"""Puts the figures of one run into the pages that tell them: ``python benchmarks/write.py [build/benchmarks]``.

What ``everything.py`` left is gathered in benchmarks/figures.json; without a folder, the pages are written anew from that
file. A page has ``<!-- measured: NAME -->`` and ``<!-- /measured -->`` around what is written here, in lines of their own or
in a paragraph, where it begins no line: Markdown would take that for the end of the paragraph. A test holds both.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims import CLAIMS  # beside this file, as the next two
from measured import keep
from tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIGURES = HERE / "figures.json"
PAGES = {
    "benchmarks/README.md": "",
    "README.md": "en",
    "README.zh-CN.md": "zh",
    "docs/en/explanation/scale.md": "en",
    "docs/zh/explanation/scale.md": "zh",
    "docs/en/explanation/not-done.md": "en",
    "docs/zh/explanation/not-done.md": "zh",
    "docs/en/how-to/park-map.md": "en",
    "docs/zh/how-to/park-map.md": "zh",
}
_PLACE = re.compile(r"(<!-- measured: ([a-z-]+) -->(\n?)).*?(<!-- /measured -->)", re.DOTALL)


def gathered(folder: Path) -> dict[str, Any]:
    """Return the figures of a run without those of each repeat.

    Raises
    ------
    SystemExit
        If a benchmark did not end well.
    """
    run: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if failed := [name for name, step in run["steps"].items() if step["failed"]]:
        raise SystemExit(f"did not end well: {', '.join(failed)}; run them again with --only")
    found = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in run["steps"]}
    for figures in found.values():
        for row in _rows(figures):
            row.pop("runs", None)
    return {**run, "figures": found}


def _rows(figures: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rows = figures["rows"]
    yield from rows.values() if isinstance(rows, dict) else rows


def written(text: str, language: str, figures: dict[str, Any]) -> str:
    """Return a page with what was measured in its places.

    Raises
    ------
    KeyError
        If a place has a name that nothing is called.
    """

    def place(found: re.Match[str]) -> str:
        tell: Callable[..., Any] = CLAIMS[found[2]] if language else TABLES[found[2]]
        lines = tell(figures, language) if language else tell(figures)
        said = "\n".join(lines).strip()
        return f"{found[1]}\n{said}\n\n{found[4]}" if found[3] else f"{found[1]}{said}{found[4]}"

    return _PLACE.sub(place, text)


def places(text: str) -> list[str]:
    """Return the names of a page's places."""
    return [found[2] for found in _PLACE.finditer(text)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="what everything.py wrote")
    options = parser.parse_args()
    if options.folder:
        keep(FIGURES, gathered(options.folder))
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    for name, language in PAGES.items():
        page = ROOT / name
        page.write_text(written(page.read_text(encoding="utf-8"), language, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
