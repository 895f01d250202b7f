"""One filter, and everything on the page that answers to it: figures, bars, legend, findings, names and map add up."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.audited import Audited
from geokit.auditing.findings import Finding, Severity
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.ledgers.figures.model import park_land
from geokit.maps import parcels as parcel_layers
from geokit.maps.park import park_map
from geokit.parcels.table import parcel_frame
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
DAY = date(2024, 1, 1)
EXAMPLES = Path(__file__).parents[2] / "examples"

READ = """() => {
  const text = (node) => node.textContent;
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((node) => node.getClientRects().length);
  return {
    terms: seen('.gk-headline[data-term]').map((box) => [box.dataset.term, text(box.querySelector('dd')), text(box.querySelector('dt'))]),
    bars: seen('.gk-phase').map((bar) => ({
      total: text(bar.querySelector('.gk-phase-head > span')),
      parts: [...bar.querySelectorAll('.gk-bar-words b')].map(text),
      width: [...bar.querySelectorAll('.gk-bar-part')].reduce((sum, part) => sum + parseFloat(part.style.width), 0),
    })),
    legend: seen('.gk-legend .gk-filter-count').map(text),
    taken: seen('.gk-phases > .gk-source').map(text).filter((said) => said.includes('withdrawn')),
    names: seen('.gk-parcel-name').map(text),
    parcels: seen('.gk-parcel').length,
    findings: seen('.gk-findings .gk-finding-entry b').map(text),
    pins: seen('.gk-pin b').flatMap((node) => text(node).split('·')),
    shapes: [...document.querySelectorAll('.leaflet-gk-findings-pane path')].length,
    reset: seen('.gk-filter-bar').map(text),
  };
}"""


def mu(text: str) -> Decimal:
    found = re.search(r"([\d,]+(?:\.\d+)?) mu", text)
    assert found, text
    return Decimal(found[1].replace(",", ""))


def check_sums(read: Any) -> Decimal:
    """Every sum of parts is its whole; returns the whole."""
    bars = [mu(bar["total"]) for bar in read["bars"]]
    for bar, total in zip(read["bars"], bars, strict=True):
        assert sum(map(mu, bar["parts"]), Decimal(0)) == total
    withdrawn = sum(map(mu, read["taken"]), Decimal(0))
    groups = {"supplied", "approved", "to_acquire", "not_stated"}
    parts = {term: mu(value) for term, value, _ in read["terms"]}
    land = sum((value for term, value in parts.items() if term in groups), Decimal(0))
    assert land == sum(bars)
    assert parts.get("withdrawn", 0) == withdrawn
    legend = [mu(line) for line in read["legend"] if " mu" in line and "parcel" in line]
    assert sum(legend, Decimal(0)) == land + withdrawn
    signed = [(-1 if value.startswith("−") else 1) * mu(value) for _, value, _ in read["terms"]]
    assert signed[0] == sum(signed[1:], Decimal(0))
    return signed[0]


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    """Eight parcels, some of which lie on each other, one invalid and one without a shape."""
    squares = [
        shapely.box(476_600 + 95.3 * at, 2_595_800, 476_700.1 + 95.3 * at, 2_595_900) for at in range(6)
    ]
    bow = shapely.Polygon(
        [(476_600, 2_595_900), (476_700, 2_596_000), (476_700, 2_595_900), (476_600, 2_596_000)]
    )
    columns = {
        "id": ["A", "B", "C", "D", "E", "F", "G", "H"],
        "phase": ["一期", "二期", "二期", "一期", None, "二期", "一期", "二期"],
        "status": ["built", "stored", "planned", "stored", None, "withdrawn", "planned", "built"],
        "village": ["南村", "南村", "北村", None, "北村", None, "南村", "北村"],
        "batch": ["2023-1", "2023-2", None, None, None, None, None, None],
        "supplied_on": ["2023-05-01", None, None, None, None, None, None, None],
    }
    return parcel_frame(columns, [*squares, bow, None], crs="EPSG:4548")


@pytest.fixture
def page(make_catalog: Callable[..., Catalog], parcels: gpd.GeoDataFrame) -> Any:
    catalog = make_catalog()

    def found(rule: str, severity: Severity, subjects: tuple[str, ...], shape: Any) -> Finding:
        said = Words(zh=f"{rule}问题", en=f"a {rule} of " + " and ".join(subjects or ["the park"]))
        return Finding(rule, severity, subjects, said, geometry=shape, park="linghai")

    findings = (
        found("overlap", Severity.ERROR, ("A", "B"), shapely.box(476_695.3, 2_595_800, 476_700.1, 2_595_900)),
        found("overlap", Severity.ERROR, ("B", "C"), shapely.box(476_790.6, 2_595_800, 476_795.4, 2_595_900)),
        found("gap", Severity.WARNING, ("C",), shapely.Point(476_850, 2_595_850)),
        found("total_mismatch", Severity.INFO, (), None),
    )
    audited = Audited(catalog.park("linghai"), parcels, parcels.crs, AuditSettings())
    report = AuditReport(findings, (audited,), DAY)
    return park_map(catalog.park("linghai"), report=report, catalog=catalog, language="en")


@pytest.fixture
def opened(open_page: Callable[..., Any], page: Any) -> Any:
    return open_page(page, reduced_motion="reduce", size={"width": 1440, "height": 1600})


def boxes(opened: Any, count: int) -> list[Any]:
    return [opened.page.locator(".gk-legend input").nth(at) for at in range(count)]


def test_the_sum_of_the_parts_is_the_headline_whatever_is_chosen(
    opened: Any, parcels: gpd.GeoDataFrame
) -> None:
    whole = opened.run(READ)
    check_sums(whole)
    land = park_land(None, parcels, DAY)
    groups = opened.run("geokit.page.parcels[0].legend.map((line) => line.group)")
    assert groups == [0, 1, 2, 3, 4]
    phases = opened.run("geokit.page.parcels[0].bars.length")
    seen = []
    for hidden, phase in product([(), (0,), (1, 2), (0, 1, 2, 3, 4)], [None, *range(phases)]):
        for at, box in enumerate(boxes(opened, len(groups))):
            box.set_checked(at not in hidden)
        if phase is not None:
            opened.page.click(f".gk-phase >> nth={phase}")
        read = opened.run(READ)
        if hidden or phase is not None:
            total = check_sums(read)
            rows = [phase] if phase is not None else range(phases)
            kept = [group for group in groups if group not in hidden]
            truth = sum(
                (
                    land.printed["mu"][row, group] if group < 4 else land.withdrawn_mu[row]
                    for row in rows
                    for group in kept
                ),
                Decimal(0),
            )
            assert total == truth
            assert len(read["reset"]) == 1
            seen.append(total)
        if phase is not None:
            opened.page.click(f".gk-phase >> nth={phase}")
    assert len(set(seen)) > 5
    opened.page.click(".gk-reset")
    assert opened.run(READ) == whole
    assert opened.faults == []


def test_names_findings_pins_and_counts_follow_the_parcels(opened: Any) -> None:
    whole = opened.run(READ)
    assert (whole["parcels"], whole["findings"], whole["reset"]) == (7, ["1", "2", "3", "4"], [])
    assert sorted(whole["pins"]) == ["1", "2", "3"]
    opened.page.click(".gk-phase >> nth=0")
    read = opened.run(READ)
    # A, D and the invalid G: of the findings the one that names A, and the one that names no parcel.
    assert (read["parcels"], read["findings"], read["pins"]) == (3, ["1", "4"], ["1"])
    assert set(read["names"]) <= {"A", "D", "G"}
    assert "1 of 2" in read["legend"]
    assert "0 of 1" in read["legend"]
    assert "3 of 8 parcels shown" in read["terms"][0][2]
    assert opened.text(".gk-finding-count") == "2 of 4"
    assert "一期" in read["reset"][0]
    assert read["shapes"] < whole["shapes"]


def test_what_the_page_sums_up_is_what_the_ledger_prints_on_every_day(opened: Any, page: Any) -> None:
    layer = page.page.data["parcels"][0]
    for day, moment in enumerate(layer["moments"]):
        opened.page.locator(".gk-slider input").nth(1).fill(str(day))
        read = opened.run(READ)
        assert [mu(bar["total"]) for bar in read["bars"]] == [
            mu(f"{bar['total']} mu") for bar in moment["bars"]
        ]
        said = {term: (value, label) for term, value, label in read["terms"]}
        for item in moment["headlines"]:
            assert said[item["term"]] == (item["sign"] + item["value"]["en"], item["label"]["en"])
    for line, printed in zip(read["legend"], layer["legend"], strict=False):
        assert mu(line) == mu(f"{printed['mu']} mu")
        assert line.startswith(f"{printed['count']} parcel")


def test_bars_have_one_scale(opened: Any) -> None:
    bars = opened.run(READ)["bars"]
    assert max(bar["width"] for bar in bars) == pytest.approx(100, abs=0.1)
    longest = max(mu(bar["total"]) for bar in bars)
    for bar in bars:
        assert bar["width"] == pytest.approx(float(mu(bar["total"]) / longest * 100), abs=0.1)


def test_a_day_moves_figures_bars_legend_and_map_together(opened: Any) -> None:
    slider = opened.page.locator(".gk-slider input").nth(1)
    slider.focus()
    opened.page.keyboard.press("Home")
    read = opened.run(READ)
    assert "supplied" not in read["bars"][0]["parts"]
    assert mu(next(value for term, value, _ in read["terms"] if term == "supplied")) == 0
    check_sums(read)
    opened.page.click(".gk-phase >> nth=0")
    check_sums(opened.run(READ))
    assert "30 April 2023" in opened.text(".gk-filter-bar")
    opened.page.click(".gk-reset")
    assert (
        opened.run("document.querySelectorAll('.gk-slider input')[1].getAttribute('aria-valuetext')")
        == "1 January 2024"
    )


def test_a_village_is_searched_for_and_filters(opened: Any) -> None:
    opened.page.fill(".gk-search-input", "南")
    assert opened.text(".gk-search-list") == "village: 南村 (3 parcels)"
    opened.page.keyboard.press("Enter")
    read = opened.run(READ)
    assert "village: 南村" in read["reset"][0]
    assert "3 of 8 parcels shown, 1 of them not counted" in read["terms"][0][2]
    check_sums(read)
    opened.page.fill(".gk-search-input", "nowhere")
    assert "“nowhere”" in opened.text(".gk-search .gk-source")


def test_a_parcel_is_searched_for_with_keys_and_shown_though_it_was_hidden(opened: Any) -> None:
    opened.page.click(".gk-phase >> nth=0")
    opened.page.fill(".gk-search-input", "c")
    before = opened.run("map_g1.getZoom()")
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowUp")
    assert opened.run("document.querySelector('[role=option][aria-selected=true]').textContent") == "C"
    opened.page.keyboard.press("Enter")
    assert opened.text(".gk-detail h3") == "C"
    assert opened.run("map_g1.getZoom()") > before
    assert opened.run(READ)["reset"] == []
    # One without a shape has a card all the same.
    opened.page.fill(".gk-search-input", "h")
    opened.page.keyboard.press("Enter")
    assert "no shape" in opened.text(".gk-detail")


def test_a_filter_that_hides_what_the_card_speaks_of_closes_it(opened: Any) -> None:
    assert opened.run("geokit.openFinding('2')") is True
    opened.page.click(".gk-phase >> nth=0")
    assert opened.page.is_hidden(".gk-detail")


def test_an_invalid_outline_is_hatched_on_map_and_in_the_legend(opened: Any) -> None:
    assert opened.run("document.querySelectorAll('.gk-parcel.sym-invalid').length") == 1
    assert "invalid outline" in opened.text(".gk-legend")
    fills = "['.gk-parcel.sym-to-acquire', '.gk-legend .sym-to-acquire'].map((each) => getComputedStyle(document.querySelector(each)).fill)"
    on_map, in_legend = opened.run(fills)
    assert on_map == in_legend
    assert "hatch" in on_map


def test_many_parcels_answer_to_the_same_filter(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    parcels: gpd.GeoDataFrame,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", 0)
    m = park_map(make_catalog().park("haojiang"), parcels, language="en", as_of=DAY)
    opened = open_page(m, size={"width": 1440, "height": 1600})
    check_sums(opened.run(READ))
    opened.page.click(".gk-phase >> nth=1")
    check_sums(opened.run(READ))


def test_the_ground_is_shown_while_nothing_hides_what_lies_on_it(open_page: Callable[..., Any]) -> None:
    m = park_map(load_catalog(EXAMPLES).park("example-park"), language="en", as_of=DAY)
    ground: Any = m.page.data["ground"]
    assert ground == {
        "name": {"zh": "未纳入地块", "en": "in no parcel"},
        "area": {"zh": "至多 110.965 亩", "en": "at most 110.965 mu"},
        "is_bare": True,
    }
    opened = open_page(m)
    assert opened.page.is_visible(".gk-ground.sym-unparcelled")
    assert "at most 110.965 mu" in opened.text(".gk-legend")
    opened.page.click(".gk-phase >> nth=0")
    assert opened.page.is_hidden(".gk-ground.sym-unparcelled")
    assert "110.965" not in opened.text(".gk-legend")
