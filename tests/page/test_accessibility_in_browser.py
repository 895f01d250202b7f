"""Every page keeps the rules of axe-core, is reached by keys, has names, and targets as large as a finger."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from node_tools import MODULES, NotToBeHad, refuse_stale_packages

import geokit as gk
from geokit.programme.catalog import example_folder, load_catalog
from geokit.reports import find_format

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

WHAT_FAILS = "axe.run().then((found) => found.violations.map((each) => [each.id, each.nodes.map((node) => node.target[0])]))"
IS_DARK = "getComputedStyle(document.documentElement).colorScheme === 'dark'"
DAY = date(2026, 1, 1)
PAGES = ("links", "links with parks", "park", "audit map", "audit", "change")
SIZES = (390, 960, 1440)
# What opens more of a page: each is tried where the page has it.
OPENED = (
    ".gk-table-button",
    ".gk-measure-tool > button",
    ".gk-pair-head",
    ".gk-wall-button",
    ".gk-finding-entry",
    ".gk-list tbody button",
)
IN_THE_WAY = (
    "document.querySelector('{selector}') && document.querySelector('{selector}').getClientRects().length"
)


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        refuse_stale_packages()
    except NotToBeHad as reason:
        pytest.skip(f"pages are not looked at with axe-core: {reason}")
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> dict[str, Callable[[str], Any]]:
    """What makes each page in a language; each is made once for all tests."""
    example = load_catalog(example_folder())
    [park] = example.parks
    report = gk.audit_catalog(example, today=DAY)
    parcels = report.audited[0].parcels
    later = parcels.iloc[2:].copy()
    later.geometry = later.geometry.where(later.index != 5, later.geometry.translate(30, 10))
    makers = {
        "links with parks": lambda language: gk.link_map(load_catalog(), parks="outlines", language=language),
        "change": lambda language: gk.change_map(parcels, later, language=language, as_of=DAY),
        "links": lambda language: gk.link_map(load_catalog(), language=language),
        "park": lambda language: gk.park_map(
            park, parcels, report, catalog=example, language=language, as_of=DAY
        ),
        "audit map": lambda language: gk.audit_map(report, language=language, as_of=DAY),
        "audit": lambda language: find_format("html").render(report, language),
    }
    return {name: cache(make) for name, make in makers.items()}


# A page is loaded in one scheme and shown in both: to make and to open it costs as much as to look at it.
@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_rules_of_axe_at_every_width_and_opened(
    open_page: Callable[..., Any], pages: dict[str, Any], axe: str, name: str, language: str, scheme: str
) -> None:
    opened = open_page(pages[name](language), color_scheme=scheme, reduced_motion="reduce")
    opened.run(axe)
    found = {}
    for width in SIZES:
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.wait_for_timeout(100)
        found[width] = what_fails(opened)
    for selector in OPENED:
        if opened.run(IN_THE_WAY.format(selector=selector)):
            opened.run(f"document.querySelector('{selector}').click()")
            found[selector] = what_fails(opened)
            opened.page.keyboard.press("Escape")
    assert {where: faults for where, faults in found.items() if faults} == {}


def what_fails(opened: Any) -> dict[str, Any]:
    """Return the rules that a page breaks in each scheme in which it breaks any, and leave it in the other scheme."""
    found = {}
    for scheme in ("dark", "light") if opened.run(IS_DARK) else ("light", "dark"):
        opened.page.emulate_media(color_scheme=scheme)
        assert opened.run(IS_DARK) == (scheme == "dark")
        found[scheme] = opened.run(WHAT_FAILS)
    return {scheme: faults for scheme, faults in found.items() if faults}


@pytest.mark.parametrize("name", PAGES)
def test_every_stop_of_the_tab_key_has_a_name(
    open_page: Callable[..., Any], pages: dict[str, Any], name: str
) -> None:
    opened = open_page(pages[name]("en"))
    session = opened.page.context.new_cdp_session(opened.page)
    names = []
    for _ in range(150):
        opened.page.keyboard.press("Tab")
        if opened.run("document.activeElement === document.body"):
            break
        node = session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"][
            "objectId"
        ]
        tree = session.send("Accessibility.getPartialAXTree", {"objectId": node, "fetchRelatives": False})
        names.append(tree["nodes"][0].get("name", {}).get("value", ""))
    assert len(names) > 10
    assert names[0] == "Skip to the main content"
    assert "" not in names


# A box is as large as the label around it, which presses it too.
TOO_SMALL = """(least) => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((node) => node.getClientRects().length && !node.closest('[inert], .gk-skip, .leaflet-pane, p'))
  .map((node) => [node, (node.closest('label') || node).getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([node, box]) => [node.tagName, node.className, node.textContent, box.width, box.height])"""


@pytest.mark.parametrize("name", PAGES)
def test_what_is_pressed_is_large_enough(
    open_page: Callable[..., Any], pages: dict[str, Any], name: str
) -> None:
    mouse = open_page(pages[name]("zh"))
    assert mouse.page.evaluate(TOO_SMALL, 24) == []
    finger = open_page(pages[name]("zh"), size={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert finger.page.evaluate(TOO_SMALL, 44) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_language_of_a_page_follows_the_switch(
    open_page: Callable[..., Any], pages: dict[str, Any], name: str
) -> None:
    opened = open_page(pages[name]("zh"))
    button = "document.querySelector('.gk-language').lang"
    assert (opened.run("document.documentElement.lang"), opened.run(button)) == ("zh-CN", "en")
    opened.page.click(".gk-language")
    assert (opened.run("document.documentElement.lang"), opened.run(button)) == ("en", "zh-CN")


@pytest.mark.parametrize("name", PAGES)
def test_headings_are_in_order(open_page: Callable[..., Any], pages: dict[str, Any], name: str) -> None:
    opened = open_page(pages[name]("en"))
    levels = [
        int(tag[1])
        for tag in opened.run("[...document.querySelectorAll('h1,h2,h3,h4')].map((node) => node.tagName)")
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("width", [1440, 1920, 3840])
def test_type_grows_with_the_screen_from_1920(
    open_page: Callable[..., Any], pages: dict[str, Any], width: int
) -> None:
    opened = open_page(pages["park"]("zh"), size={"width": width, "height": width * 9 // 16})
    size = float(opened.run("getComputedStyle(document.body).fontSize").removesuffix("px"))
    assert size == pytest.approx(14 * max(1, width / 1920), rel=0.01)


def test_a_park_is_read_as_tables(open_page: Callable[..., Any], pages: dict[str, Any]) -> None:
    opened = open_page(pages["park"]("en"), reduced_motion="reduce")
    opened.page.click(".gk-table-button")
    chosen = ".gk-table-kinds button:has-text('{}')"
    opened.page.click(chosen.format("Parcels"))
    cells = "[...document.querySelectorAll('.gk-maptable tbody tr')].map((row) => row.cells[0].textContent)"
    assert len(opened.run(cells)) == 30
    opened.page.uncheck(".gk-filter input >> nth=0")
    assert 0 < len(opened.run(cells)) < 30
    opened.page.click(chosen.format("Findings"))
    assert opened.run("document.querySelectorAll('.gk-maptable thead th').length") >= 4
    opened.page.focus(".gk-maptable tbody tr:first-child button")
    opened.page.keyboard.press("Enter")
    assert not opened.page.is_visible(".gk-maptable")
    assert opened.page.is_visible(".gk-finding-card")
