"""Input that a planner may well have: across the antimeridian, very long names, very many phases, broken shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.maps.audit import audit_map
from geokit.maps.links import link_map
from geokit.maps.park import park_map
from geokit.parcels.table import parcel_frame
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= innerWidth"


def test_parcels_across_the_antimeridian_lie_side_by_side(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    # Fiji, UTM zone 1 south: the antimeridian is its western edge.
    squares = [
        shapely.box(186_000 + 1000 * at, 8_000_000, 187_000 + 1000 * at, 8_001_000) for at in range(40)
    ]
    parcels = parcel_frame({"id": [str(at) for at in range(40)]}, squares, crs="EPSG:32701")
    opened = open_page(park_map(make_catalog().park("haojiang"), parcels, language="en"))
    boxes = opened.run("[...document.querySelectorAll('.gk-parcel')].map((node) => node.getBBox().width)")
    assert len(boxes) == 40
    west, east = opened.run(
        """geokit.unpackShapes(geokit.page.parcels[0].packed)
        .then((shapes) => geokit.linesOf(shapes, 0).flat(2).map((point) => point[1]))"""
    )[:2]
    assert abs(west - east) < 1
    assert (opened.faults, opened.requests) == ([], [])


@pytest.mark.parametrize("size", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "desktop"])
def test_names_of_500_letters_stay_in_their_places(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
    size: dict[str, int],
) -> None:
    for name in ("长名" * 125 + "x" * 250,):
        catalog, report = make_catalog(name), make_report(name)
        pages = (
            link_map(catalog, language="zh"),
            park_map(catalog.park("linghai"), report=report, catalog=catalog),
            audit_map(report),
        )
        for page in pages:
            opened = open_page(page, size=size)
            assert opened.run(FITS)
            # The map keeps its share of the page.
            assert opened.run("document.querySelector('.gk-main').getBoundingClientRect().height") > 250
            assert (opened.faults, opened.requests) == ([], [])


def test_three_hundred_phases_are_a_list_that_scrolls(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    count = 300
    squares = [
        shapely.box(470_000 + 100 * at, 2_590_000, 470_100 + 100 * at, 2_590_100) for at in range(count)
    ]
    columns = {"phase": [f"{at + 1}期" for at in range(count)], "status": ["built", None, "planned"] * 100}
    opened = open_page(
        park_map(
            make_catalog().park("haojiang"), parcel_frame(columns, squares, crs="EPSG:4548"), language="zh"
        )
    )
    assert opened.run("document.querySelectorAll('.gk-phase').length") == count
    assert opened.run("document.querySelector('.gk-side').scrollHeight > innerHeight")
    opened.page.focus(".gk-slider input")
    opened.page.keyboard.press("Home")
    assert opened.text(".gk-slider output") == "1期"
    assert (opened.faults, opened.requests) == ([], [])


def test_broken_shapes_are_named_and_the_rest_is_drawn(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    square = shapely.box(470_000, 2_590_000, 470_100, 2_590_100)
    west, south = 470_200, 2_590_000
    corners = [(west, south), (west + 100, south + 100), (west + 100, south), (west, south + 100)]
    shapes = [square, None, shapely.Polygon(), shapely.Polygon(corners)]
    parcels = parcel_frame({"id": ["whole", "none", "empty", "crossed"]}, shapes, crs="EPSG:4548")
    opened = open_page(park_map(make_catalog().park("haojiang"), parcels, language="en"))
    drawn = opened.run("document.querySelectorAll('.gk-parcel').length")
    said = opened.text(".gk-notes")
    assert 1 <= drawn <= 2
    assert all(name in said for name in ("none", "empty"))
    assert (opened.faults, opened.requests) == ([], [])


def test_loose_parcels_at_two_ends_of_a_city_are_told_apart_by_phase_and_have_rings(
    open_page: Callable[..., Any],
) -> None:
    shapes = [square(0, 0, 100), square(100, 0, 100), square(40_000, 30_000, 100)]
    frame = make_parcels(shapes, phase=["一期", "一期", "二期"])
    opened = open_page(park_map(frame, language="en"))
    drawn = "[...document.querySelectorAll('.gk-parcel')].map((node) => node.classList[1]).sort()"
    assert opened.run(drawn) == ["sym-phase-1", "sym-phase-1", "sym-phase-2"]
    rings = "document.querySelectorAll('.gk-spot:not(.is-hidden)').length"
    assert opened.run(rings) == 2
    opened.run("geokit.openParcel(geokit.page.parcels[0].ids.get(2)); 0")
    opened.page.wait_for_timeout(1200)
    # Near enough to see them.
    assert opened.run(rings) == 0
    assert "not stated" not in opened.run("document.body.innerText")
    assert (opened.faults, opened.requests) == ([], [])
