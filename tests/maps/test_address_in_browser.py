"""A page opens where its address says, keeps its address as the reader goes, and takes nobody's text for more than text."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from geokit.auditing.findings import sort_findings
from geokit.maps.audit import audit_map
from geokit.maps.links import link_map
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
CHOSEN_PAIR = "[...document.querySelectorAll('.gk-pair.is-chosen')].map((node) => node.textContent).join()"
SAID = "[...document.querySelectorAll('.gk-unknown-place')].map((node) => node.textContent).join()"
HASH = "decodeURIComponent(location.hash)"


def named(report: AuditReport) -> AuditReport:
    """Return the report with the fingerprints that an audit gives its findings."""
    return replace(report, findings=sort_findings(report.findings))


def go_to(opened: Any, address: str) -> None:
    """Change the address of a page that is open, as a reader does."""
    opened.run(f"location.hash = {address!r}; 0")
    opened.page.wait_for_timeout(100)


def reopen(opened: Any, address: str) -> None:
    """Open the page anew at an address."""
    file = opened.page.url.partition("#")[0]
    opened.page.goto("about:blank")
    opened.page.goto(file + address)
    opened.run("geokit.settled")
    opened.requests.clear()


def test_a_link_map_opens_at_a_pair_or_at_the_pair_of_a_park(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    assert opened.run(CHOSEN_PAIR) == ""
    reopen(opened, "#pair=one")
    assert "Chenghai" in opened.run(CHOSEN_PAIR)
    go_to(opened, "#park=linghai")
    assert "Chenghai" in opened.run(CHOSEN_PAIR)
    assert (opened.faults, opened.run(SAID)) == ([], "")


def test_the_address_follows_the_reader(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    opened.page.click(".gk-pair-head >> nth=0")
    assert opened.run(HASH) == "#pair=" + opened.run("geokit.page.pairs[0].id")
    opened.page.click(".gk-pair-head >> nth=0")
    assert opened.run(HASH) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("#pair=nobody", "本页没有结对“nobody”"),
        ("#park=%E6%9E%97", "本页没有园区“林”"),
        ("#park=nowhere&parcel=3", "本页没有园区“nowhere”"),
        ("#parcel=%E4%B8", "本页没有地块“%E4%B8”"),
        ("#finding=", ""),
        ("#&&=&x=1&__proto__=2&constructor", ""),
        ("#pair=" + "a" * 500, "本页没有结对“" + "a" * 60 + "…”"),
        ("#pair=%00%E2%80%AEb", "本页没有结对“\ufffd\ufffdb”"),
    ],
)
def test_what_is_not_there_is_said_quietly(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], address: str, said: str
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"))
    go_to(opened, address)
    assert (opened.run(SAID), opened.faults) == (said, [])
    go_to(opened, "#pair=one")
    assert opened.run(SAID) == ""


def test_an_address_is_never_markup(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], payloads: list[str]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    for kind in ("pair", "park", "phase", "parcel", "finding"):
        for payload in payloads:
            go_to(opened, f"#{kind}={quote(payload)}")
            assert opened.run(SAID) != ""
    assert opened.run("document.querySelectorAll('.gk-unknown-place *').length") == 0
    assert opened.run("window.hit") is None
    assert opened.faults == []


def test_a_park_map_opens_at_phases_parcels_and_findings(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    make_report: Callable[..., AuditReport],
) -> None:
    park = make_catalog().park("linghai")
    report = named(make_report())
    opened = open_page(park_map(park, make_parcels(), report, language="en"), reduced_motion="reduce")
    reopen(opened, "#park=linghai&phase=二期")
    assert opened.run("[...document.querySelectorAll('.gk-phase[aria-pressed=true]')].length") == 1
    assert "二期" in opened.text(".gk-phase[aria-pressed=true]")
    reopen(opened, "#parcel=B")
    assert opened.text(".gk-detail h3") == "B"
    opened.page.keyboard.press("Escape")
    assert opened.run("location.hash") == ""
    reopen(opened, f"#finding={report.findings[0].fingerprint}")
    assert "A overlaps B" in opened.text(".gk-finding-card")
    assert (opened.faults, opened.run(SAID)) == ([], "")
    go_to(opened, "#finding=0123456789abcdef")
    assert opened.run(SAID) == "this page has no finding “0123456789abcdef”"


def test_the_address_of_a_finding_is_its_fingerprint(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = named(make_report())
    opened = open_page(audit_map(report, language="en"), reduced_motion="reduce")
    opened.page.click(".gk-finding-entry >> nth=0")
    assert opened.run("location.hash") == f"#finding={report.findings[0].fingerprint}"
    opened.page.keyboard.press("Escape")
    assert opened.run("location.hash") == ""
    assert opened.faults == []


def test_the_address_of_a_parcel_holds_whatever_it_is_called(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    name = "地块 1/2&3=#%41+"
    opened = open_page(
        park_map(make_catalog().park("linghai"), make_parcels(name), language="en"), reduced_motion="reduce"
    )
    opened.run("geokit.openParcel('地块 1/2&3=#%41+'); 0")
    said = opened.run("location.hash")
    assert opened.run(HASH) == f"#parcel={name}"
    reopen(opened, said)
    assert opened.text(".gk-detail h3") == name
    assert opened.faults == []


def test_the_page_of_a_report_opens_at_a_finding(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport], tmp_path: Path
) -> None:
    report = named(make_report())
    file = tmp_path / "report.html"
    report.save(file)
    opened = open_page(file.read_bytes(), reduced_motion="reduce")
    said = f"#finding={report.findings[0].fingerprint}"
    reopen(opened, said)
    assert "A" in opened.text(".gk-list .is-chosen")
    assert opened.run("location.hash") == said
    go_to(opened, "#park=nobody")
    assert "nobody" in opened.run(SAID)
    assert opened.faults == []


def standing(opened: Any, view: str | None = None) -> Any:
    """Return the frame within the page, once its page stands."""
    from playwright.sync_api import Error

    for _ in range(100):
        opened.page.wait_for_timeout(50)
        with suppress(Error):
            frame = opened.page.frames[1]
            if frame.evaluate("geokit.isReady && (geokit.page.view || '')") == (view or ""):
                return frame
    return pytest.fail(f"the page in the frame never stood: {view}")


def test_in_the_frame_of_a_notebook_the_address_is_the_frames_own(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    page = link_map(make_catalog(), language="en", parks="outlines").get_root().render()
    for sandbox in ("", 'sandbox="allow-scripts"'):
        opened = open_page(
            f'<iframe {sandbox} style="width:960px;height:680px" srcdoc="{html.escape(page)}"></iframe>'
        )
        frame = standing(opened)
        frame.click(".gk-pair-head >> nth=0")
        assert frame.evaluate("location.href").startswith("about:srcdoc#pair=")
        frame.click(".gk-pair.is-chosen .gk-open-park >> nth=0")
        assert standing(opened, "linghai").evaluate("location.href") == "about:srcdoc#park=linghai"
        assert "#" not in opened.page.url
        assert opened.faults == []
