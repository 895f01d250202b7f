"""A link map on a basemap: one ordinary map, where everything lies where it truly does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pytest
from PIL import Image

from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.maps.embedded import EmbeddedPicture
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.programme.catalog import Catalog

PICTURES = "document.querySelectorAll('.leaflet-image-layer').length"
MARKERS = "document.querySelectorAll('.leaflet-marker-icon[src]').length"


@pytest.fixture
def picture(tmp_path: Path) -> EmbeddedPicture:
    Image.fromarray(np.full((40, 60, 3), 200, dtype=np.uint8)).save(tmp_path / "底图.png")
    (tmp_path / "底图.pgw").write_text("0.1\n0\n0\n-0.1\n112.5\n25\n", encoding="ascii")
    return EmbeddedPicture(tmp_path / "底图.png", crs="EPSG:4326", attribution="某测绘院")


@pytest.mark.browser
def test_a_basemap_shows_the_true_geography_and_the_two_cities_have_none(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], picture: EmbeddedPicture
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh", basemap=picture, parks="outlines"))
    assert opened.run(PICTURES) == 1
    assert "某测绘院" in opened.text(".gk-credits")
    assert opened.text('.gk-layout-switch [aria-pressed="true"]') == "真实位置"
    assert opened.run(
        "[...document.querySelectorAll('.gk-sea')].every((node) => !node.getClientRects().length)"
    )
    opened.page.click(".gk-layout-switch button >> nth=0")
    opened.until(f"{PICTURES} === 0")
    opened.page.click(".gk-layout-switch button >> nth=1")
    opened.until(f"{PICTURES} === 1")
    assert (opened.faults, opened.requests) == ([], [])


@pytest.mark.browser
def test_what_somebody_put_onto_the_link_map_is_not_on_the_parks(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    m = link_map(make_catalog(), language="zh", parks="outlines")
    folium.Marker((23.0, 115.0)).add_to(m)
    opened = open_page(m)
    assert opened.run(MARKERS) == 1
    file = opened.page.url
    opened.page.goto("about:blank")
    opened.page.goto(file + "#park=linghai")
    opened.run("geokit.settled")
    assert opened.run(MARKERS) == 0
    assert opened.faults == []


def test_a_basemap_that_does_not_fit_is_refused(make_catalog: Callable[..., Catalog]) -> None:
    with pytest.raises(InputError, match="GCJ-02"):
        link_map(make_catalog(), basemap="gaode")
    with pytest.raises(UnknownNameError, match="nope"):
        link_map(make_catalog(), basemap="nope")
    with pytest.raises(OptionError, match="basemap"):
        link_map(make_catalog(), basemaps="osm")  # type: ignore[call-arg]
    page = link_map(make_catalog(), basemap="osm").get_root().render()
    assert "img-src data: blob: https://tile.openstreetmap.org" in page
