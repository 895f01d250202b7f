"""What the documentation says is done here, line by line, in an empty folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from page_blocks import Reader, blocks_of

import geokit.auditing.rules
import geokit.parcels.formats
import geokit.reports
from geokit.auditing.registry import load_rules
from geokit.languages import use_language
from geokit.parcels.formats._base import known_formats
from geokit.reports._base import load_formats

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for language in ("en", "zh") for path in (ROOT / "docs" / language).rglob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md"]
HOMES = {
    "geokit/auditing/rules": geokit.auditing.rules,
    "geokit/parcels/formats": geokit.parcels.formats,
    "geokit/reports": geokit.reports,
}


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A reader in an empty folder, whose plug-ins are found as if they stood in the package."""
    monkeypatch.chdir(tmp_path)
    for folder, package in HOMES.items():
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / folder)])
    for cached in (load_rules, known_formats, load_formats):
        cached.cache_clear()
    yield Reader(tmp_path)
    for cached in (load_rules, known_formats, load_formats):
        cached.cache_clear()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_a_page_is_followed_to_its_end(reader, page):
    with use_language(page.relative_to(ROOT / "docs").parts[0]):
        reader.follow(page)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_a_readme_is_followed_in_a_checkout(reader, page):
    for folder in ("examples", "boundaries"):
        shutil.copytree(ROOT / folder, reader.folder / folder)
    reader.follow(page)


@pytest.mark.parametrize("page", [page for page in PAGES if page.is_relative_to(ROOT / "docs" / "en")],
                         ids=lambda page: page.stem)  # fmt: skip
def test_the_other_language_has_the_same_page_with_the_same_commands(page):
    other = ROOT / "docs" / "zh" / page.relative_to(ROOT / "docs" / "en")

    def commands(path):
        lines = [block.text.splitlines() for block in blocks_of(path) if block.language == "bash"]
        return [line.partition("  #")[0] for text in lines for line in text]

    assert commands(other) == commands(page)


def test_a_reader_sees_what_is_wrong(tmp_path):
    page = tmp_path / "page.md"
    for wrong in (
        "```bash\ngeokit nothing\n```",
        "```python\nprint(1)\n```\n```text\n2\n```",
        "```perl\n1\n```",
    ):
        page.write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError):
            Reader(tmp_path).follow(page)
