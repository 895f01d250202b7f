from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from node_tools import MODULES, NotToBeHad, refuse_stale_packages

import geokit as gk
from geokit.programme.catalog import example_folder, load_catalog
from geokit.reports import find_format

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

WHAT_FAILS = "axe.run().then((found) => found.violations.map((each) => [each.id, each.nodes[0].target[0]]))"
DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        refuse_stale_packages()
    except NotToBeHad as reason:
        pytest.skip(f"pages are not looked at with axe-core: {reason}")
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> dict[str, Any]:
    example = load_catalog(example_folder())
    [park] = example.parks
    report = gk.audit_catalog(example, today=DAY)
    parcels = report.audited[0].parcels
    return {
        "links": gk.link_map(load_catalog(), language="zh"),
        "wall": gk.link_map(load_catalog(), language="zh"),
        "park": gk.park_map(park, parcels, report, catalog=example, language="en", as_of=DAY),
        "audit map": gk.audit_map(report, language="zh", as_of=DAY),
        "audit": find_format("html").render(report, "en"),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["links", "wall", "park", "audit map", "audit"])
def test_a_page_keeps_the_rules_of_axe(
    open_page: Callable[..., Any], pages: dict[str, Any], axe: str, name: str, scheme: str
) -> None:
    opened = open_page(pages[name], color_scheme=scheme)
    if name == "wall":
        opened.page.keyboard.press("F8")
        opened.page.keyboard.press("ArrowRight")
    opened.run(axe)
    assert opened.run(WHAT_FAILS) == []
