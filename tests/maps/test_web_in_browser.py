"""The small functions of geokit's own script, each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pyproj import Geod

from geokit.days import current_day
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]) -> Any:
    return open_page(link_map(make_catalog(), language="en"))


def test_a_word_is_filled_once_and_only_with_its_fields(opened: Any) -> None:
    assert (
        opened.run("geokit.localize(geokit.word('kilometres', {n: '{n}{__proto__}'}))") == "{n}{__proto__} km"
    )
    assert opened.run("geokit.localize(geokit.word('fly_to', {place: {zh: '甲', en: '$&'}}))") == "See $&"
    assert opened.run("geokit.localize(geokit.word('kilometres', {}))") == "{n} km"
    seen = "['A1', '甲', '3'].map((place) => geokit.word('fly_to', {place: place}).zh)"
    assert opened.run(seen) == ["看 A1", "看甲", "看3"]


def test_a_text_is_a_string_or_one_for_each_language(opened: Any) -> None:
    assert opened.run("[geokit.localize('x'), geokit.localize({zh: '甲', en: 'a'}), geokit.localize(0)]") == [
        "x",
        "a",
        "0",
    ]


@pytest.mark.parametrize(
    ("date", "end"), [("2024", "2025-01-01"), ("2024-02", "2024-03-01"), ("2024-12-31", "2025-01-01")]
)
def test_a_date_ends_with_its_last_moment_in_china(opened: Any, date: str, end: str) -> None:
    assert opened.run(f"geokit.endOf('{date}') - new Date('{end}T00:00+08:00')") == 0


# Of two such clocks one at least has another day than China has, at any hour.
@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Kiritimati"])
def test_what_day_it_is_does_not_depend_on_the_readers_clock(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], zone: str
) -> None:
    before = current_day()
    opened = open_page(link_map(make_catalog(), language="en"), timezone_id=zone)
    printed = opened.run("document.querySelector('.gk-printed-on').textContent")
    assert printed.removeprefix("Printed on ") in {f"{day:%Y-%m-%d}" for day in (before, current_day())}
    for moment, day in (("2026-12-31T15:59:59Z", [2026, 12, 31]), ("2026-12-31T16:00:00Z", [2027, 1, 1])):
        assert opened.run(f"Object.values(geokit.dayInChina(new Date('{moment}')))") == day
    age = "geokit.ageOf({since: {year: 2026, month: 1}}, new Date('2026-12-31T16:00:00Z')).en"
    assert opened.run(age).startswith("1 year ago")


@pytest.mark.parametrize(("longest", "length"), [(999, 500), (1000, 1000), (2100, 2000), (0.7, 0.5)])
def test_a_scale_bar_has_a_round_length(opened: Any, longest: float, length: float) -> None:
    assert opened.run(f"geokit.roundLength({longest})") == pytest.approx(length)


def test_boxes_overlap_only_inside(opened: Any) -> None:
    box = "({left: 0, right: 2, top: 0, bottom: 2})"
    assert opened.run(f"geokit.overlap({box}, {{left: 1, right: 3, top: 1, bottom: 3}})")
    assert not opened.run(f"geokit.overlap({box}, {{left: 2, right: 3, top: 0, bottom: 2}})")


def test_a_label_that_has_no_room_gives_way_to_a_more_important_one(opened: Any) -> None:
    shown = opened.run(
        """() => {
          const labels = new geokit.Labels(map_g1);
          const point = map_g1.getCenter();
          const nodes = ['big', 'small'].map((text) => geokit.element('span', {text: text}));
          labels.add({point: point, node: nodes[1], priority: 1, centred: true, fixed: true});
          labels.add({point: point, node: nodes[0], priority: 2, centred: true, fixed: true});
          labels.refresh();
          return nodes.map((node) => node.style.visibility);
        }"""
    )
    assert shown == ["visible", "hidden"]


def test_lengths_are_those_of_the_ellipsoid(opened: Any) -> None:
    # Pingshan to Longhu, and a hundred metres; pyproj gives the truth.
    for one, other in (
        ((22.69, 114.33), (23.41, 116.72)),
        ((23.41, 116.72), (23.4109, 116.72)),
        ((0, 0), (0, 1)),
    ):
        _, _, true_m = Geod(ellps="GRS80").inv(one[1], one[0], other[1], other[0])
        found = opened.run(f"geokit.geodesicLength([L.latLng{one}, L.latLng{other}])")
        assert found == pytest.approx(true_m, rel=1e-5)
    assert opened.run("geokit.geodesicLength([L.latLng(1, 1), L.latLng(1, 1)])") == 0


@pytest.mark.parametrize("side_deg", [0.001, 1])
def test_areas_are_those_of_the_ellipsoid(opened: Any, side_deg: float) -> None:
    corners = [(23, 116), (23, 116 + side_deg), (23 + side_deg, 116 + side_deg), (23 + side_deg, 116)]
    lats, lons = zip(*corners, strict=True)
    area_m2, _ = Geod(ellps="GRS80").polygon_area_perimeter(lons, lats)
    points = ",".join(f"L.latLng({lat}, {lon})" for lat, lon in corners)
    # Parallels are no geodesics: in a square of a degree that makes a few millionths.
    assert opened.run(f"geokit.geodesicArea([{points}])") == pytest.approx(area_m2, rel=2e-5)
