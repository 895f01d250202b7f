"""The built pages: no warning, no dead link, nothing from a network, the same in both languages, found and seen."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from geokit.auditing.registry import rule_names
from geokit.errors import InputError
from geokit.ledgers.plot import fonts_for

pytest.importorskip("furo", reason="the documentation's tools are not installed: pip install .[docs]")
ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="session")
def site(build_once) -> Path:
    """Both languages, built as ``make docs`` builds them: a warning fails."""
    try:
        fonts_for(["园区"], "zh")
    except InputError as error:
        pytest.skip(str(error))

    def build(folder: Path) -> None:
        command = [sys.executable, ROOT / "docs" / "build.py", folder]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        assert done.stderr == "", done.stderr

    return build_once("文档", build)


class Targets(HTMLParser):
    """What a page links to and loads, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.loaded += [given[name] for name in ("src", "href") if tag != "a" and given.get(name)]


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Targets]:
    return {path: Targets(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_every_link_of_every_page_leads_somewhere(pages):
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "mailto"), link
                assert parts.netloc or parts.scheme == "mailto", link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            if not target.is_file() or (target in pages and place and place not in pages[target].ids):
                dead.append(f"{path.name}: {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(pages):
    for path, page in pages.items():
        for loaded in page.loaded:
            if not loaded.startswith("data:"):
                assert not urlsplit(loaded).scheme, f"{path.name}: {loaded}"
                assert (path.parent / unquote(urlsplit(loaded).path)).exists(), f"{path.name}: {loaded}"


def test_both_languages_have_the_same_pages(site):
    english, chinese = (
        {path.relative_to(site / name) for path in (site / name).rglob("*.html")} for name in LANGUAGES
    )
    assert english == chinese


# What the theme names for a reader who hears the page, and says at its foot.
_OF_THE_THEME = re.compile(
    r'aria-label="([^"]+)"|<symbol[^>]*>\s*<title>([^<]+)|<div class="left-details">([\s\S]+?)<a'
    r'|class="skip-to-content[^>]*>([^<]+)|class="back-to-top[\s\S]+?<span>([^<]+)'
)


def test_the_theme_speaks_chinese_on_chinese_pages(site):
    for path in (site / "zh").rglob("*.html"):
        found = _OF_THE_THEME.findall(path.read_text(encoding="utf-8"))
        said = {next(filter(None, each)) for each in found}
        assert {words for words in said if not re.search("[一-鿿]", words)} == set(), path.name
        assert len(said) > 8


@pytest.mark.parametrize(("language", "heading"), [("en", "Law."), ("zh", "依据")])
def test_every_rule_has_a_page_with_its_manual_and_two_pictures(site, language, heading):
    for name in rule_names():
        text = (site / language / "reference" / "rules" / f"{name}.html").read_text(encoding="utf-8")
        assert f"<strong>{heading}</strong>" in text, name
        assert text.count(".svg") >= 2, f"{name} has no example in docs/making/examples"


def test_no_page_names_a_folder_of_this_machine(site):
    for path in site.rglob("*.*"):
        if path.suffix in {".html", ".js", ".css", ".svg"}:
            assert str(ROOT) not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.browser
@pytest.mark.parametrize(("language", "query", "found"), [
    ("zh", "面积不符", "area_mismatch"), ("zh", "碎面", "sliver"), ("zh", "overlap", "overlap"),
    ("zh", "报批", "给自然资源部门"), ("zh", "批而未供", "给自然资源部门"), ("zh", "台账", "台账与地块对账"),
    ("en", "sliver", "sliver"), ("en", "tolerances", "Tolerances"), ("en", "submission", "For a land bureau"),
    ("en", "not tried", "What is not done"),
])  # fmt: skip
def test_the_search_finds_without_a_server_and_without_a_network(chromium, site, language, query, found):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    requested, faults = [], []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{(site / language / 'search.html').as_uri()}?q={query}")
    page.wait_for_selector("#search-results li a")
    titles = page.locator("#search-results li a").all_inner_texts()
    context.close()
    assert any(found in title for title in titles)
    assert faults == []
    assert all(url.startswith("file:") for url in requested)


@pytest.mark.browser
@pytest.mark.parametrize("name", [
    "index.html", "zh/index.html", "en/reference/rules/overlap.html", "zh/how-to/own-city.html", "en/reference/commands.html",
    "zh/tutorial/01-programme.html", "zh/how-to/bureau.html", "zh/explanation/not-done.html",
    "zh/tutorial/04-audit.html", "en/tutorial/05-ledger.html", "zh/reference/api/auditing.html",
])  # fmt: skip
def test_a_page_fits_a_phone_and_asks_no_network(chromium, site, name):
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto((site / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    broken = page.evaluate("[...document.images].filter(each => !each.naturalWidth).map(each => each.src)")
    context.close()
    assert broken == []
    assert all(re.match("file:|data:", url) for url in requested)
