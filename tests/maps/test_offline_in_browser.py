from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import folium
import pytest

from geokit.escape import printable
from geokit.maps.offline import OfflineMap
from geokit.page.document import Page
from geokit.page.marks import Marks
from geokit.page.payload import localized

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser


def test_folium_layers_are_drawn_without_a_network(open_page: Callable[..., Any]) -> None:
    m = OfflineMap((23.4, 116.7), page=Page(language="en"))
    folium.Marker((23.4, 116.7), popup="here").add_to(m)
    folium.CircleMarker((23.5, 116.7), tooltip="there").add_to(m)
    folium.LayerControl().add_to(m)
    opened = open_page(m)
    assert opened.run("document.querySelector('.leaflet-marker-icon').naturalWidth") == 25
    opened.page.click(".leaflet-marker-icon")
    assert opened.text(".leaflet-popup-content") == "here"
    assert (opened.faults, opened.requests) == ([], [])


def test_the_language_is_switched_on_the_page(open_page: Callable[..., Any]) -> None:
    opened = open_page(OfflineMap(page=Page(language="zh")))
    assert opened.page.title() == "地图"
    assert "内部用图" in opened.text(".gk-head")
    opened.page.click(".gk-language")
    assert opened.page.title() == "Map"
    assert "Internal" in opened.text(".gk-head")
    assert opened.run("document.documentElement.lang") == "en"


def test_the_policy_stops_markup_that_carries_a_script(open_page: Callable[..., Any]) -> None:
    m = OfflineMap((23.4, 116.7))
    folium.Marker(
        (23.4, 116.7), popup="<img src=x onerror='window.hit=1'></script><script>hit=2</script>"
    ).add_to(m)
    opened = open_page(m)
    opened.page.click(".leaflet-marker-icon")
    opened.page.wait_for_timeout(100)
    assert opened.run("window.hit") is None


def test_a_page_cannot_reach_the_network(open_page: Callable[..., Any]) -> None:
    opened = open_page(OfflineMap())
    outcome = opened.run("fetch('https://a.example/').then(() => 'reached', () => 'refused')")
    assert outcome == "refused"
    assert any("Content Security Policy" in fault for fault in opened.faults)


def test_marks_and_title_are_text(
    open_page: Callable[..., Any], payloads: list[str], mixed_payloads: list[str]
) -> None:
    for mixed in mixed_payloads:
        marks = Marks(review_number=mixed, classification=mixed, attribution=tuple(payloads))
        headline = {"value": localized(mixed), "label": localized(mixed)}
        page = Page(title=mixed, language="en", marks=marks, facts=(mixed,), data={"headlines": [headline]})
        opened = open_page(OfflineMap(page=page))
        assert opened.run("document.querySelector('.gk-headline dd').textContent") == printable(mixed)
        assert printable(mixed) in opened.run("document.querySelector('.gk-slots').textContent")
        assert opened.run("document.querySelector('h1').textContent") == printable(mixed)
        credited = "[...document.querySelectorAll('.gk-credits span')].map((node) => node.textContent)"
        assert opened.run(credited) == [*map(printable, payloads)]
        assert opened.run("window.hit") is None
        assert (opened.faults, opened.requests) == ([], [])


def test_a_notebook_shows_the_same_page_in_a_frame(open_page: Callable[..., Any]) -> None:
    m = OfflineMap((23.4, 116.7), page=Page(language="en"), height="600px")
    folium.CircleMarker((23.4, 116.7)).add_to(m)
    opened = open_page(f"<!DOCTYPE html><meta charset=utf-8><body>{m._repr_html_()}")
    frame = opened.page.frames[1]
    frame.wait_for_selector("path.leaflet-interactive")
    assert "Internal" in frame.inner_text(".gk-head")
    assert html.escape("Content-Security-Policy") in m._repr_html_()
    assert (opened.faults, opened.requests) == ([], [])


def test_text_in_layers_of_folium_runs_nothing(open_page: Callable[..., Any], payloads: list[str]) -> None:
    m = OfflineMap((23.4, 116.7), page=Page(language="en"))
    for at, payload in enumerate(payloads):
        place = (23.4 + at / 100, 116.7)
        group = folium.FeatureGroup(name=f"layer {payload}").add_to(m)
        folium.CircleMarker(place, popup=payload, tooltip=payload).add_to(group)
        folium.CircleMarker(place, popup=folium.Popup(payload, parse_html=True, lazy=True)).add_to(m)
    folium.ClickForMarker(popup=" ".join(payloads)).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    opened = open_page(m)
    opened.run(
        "document.querySelectorAll('path.leaflet-interactive').forEach((node) => ['mouseover', 'click', 'mouseout']"
        ".forEach((kind) => node.dispatchEvent(new MouseEvent(kind, {bubbles: true}))))"
    )
    opened.run("map_g1.fire('click', {latlng: L.latLng(23.3, 116.6)}); 0")
    opened.page.wait_for_timeout(100)
    assert opened.run("window.hit") is None
    # The page's own policy stops what the markup of a pop-up carries; nothing else is amiss.
    assert [fault for fault in opened.faults if "Content Security Policy" not in fault] == []


def test_a_popup_shows_what_was_written(open_page: Callable[..., Any]) -> None:
    m = OfflineMap((23.4, 116.7), page=Page(language="en"))
    for at, said in enumerate(["costs ${5} `or` C:\\dir", "<b>bold</b>"]):
        folium.Marker((23.4 + at, 116.7), popup=said).add_to(m)
    folium.Marker((25.4, 116.7), popup=folium.Popup("<i>`$` &lt;", parse_html=True)).add_to(m)
    opened = open_page(m)
    shown = []
    for at in range(3):
        opened.run(f"document.querySelectorAll('.leaflet-marker-icon')[{at}].click()")
        shown.append(
            opened.run("[...document.querySelectorAll('.leaflet-popup-content')].pop().textContent.trim()")
        )
    assert shown == ["costs ${5} `or` C:\\dir", "bold", "<i>`$` &lt;"]
