from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from geokit.auditing.inputs import read_inputs
from geokit.maps import parcels as parcel_layers
from geokit.maps.park import park_map
from geokit.parcels.table import parcel_frame
from geokit.programme.catalog import example_folder, load_catalog
from geokit.symbols import STAGES, THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser

# What Chrome 80 does not have, of what a script may be tempted to use.
WITHOUT_WHAT_CAME_LATER = """
delete window.structuredClone; delete window.WeakRef;
delete MediaQueryList.prototype.addEventListener; delete String.prototype.replaceAll; delete String.prototype.at;
delete Array.prototype.at; delete Array.prototype.findLast; delete Array.prototype.toSorted; delete Object.hasOwn;
delete Promise.any; delete Element.prototype.replaceChildren; delete Blob.prototype.arrayBuffer;
delete Blob.prototype.stream; delete crypto.randomUUID;
"""


@pytest.fixture
def packed_page(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", 0)

    def opened(parcels: gpd.GeoDataFrame, **options: Any) -> Any:
        page = open_page(park_map(make_catalog().park("haojiang"), parcels, language="en"), **options)
        page.until("geokit.isReady === true")
        return page

    return opened


def colour_at(opened: Any, lat: float, lon: float) -> list[int]:
    return list(
        opened.run(
            f"""(() => {{
              const canvas = document.querySelector('.gk-many');
              const at = map_g1.latLngToContainerPoint([{lat}, {lon}]);
              return [...canvas.getContext('2d').getImageData(at.x, at.y, 1, 1).data];
            }})()"""
        )
    )


def test_packed_parcels_are_drawn_where_they_are(
    packed_page: Callable[..., Any], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    parcels = make_parcels()
    opened = packed_page(parcels)
    # Off the middle, where the name stands.
    places = shapely.centroid(parcels.translate(-30, 30).to_crs(4326).to_numpy())
    seen = [colour_at(opened, place.y, place.x)[:3] for place in places]
    assert len({tuple(colour) for colour in seen}) == 3
    assert all(opened.run(f"geokit.worldX({place.x})") == place.x / 360 + 0.5 for place in places)
    # The test itself reads pixels back, which the browser remarks on.
    assert [fault for fault in opened.faults if "getImageData" not in fault] == opened.requests == []


def test_a_click_finds_the_parcel_and_a_hole_is_none(packed_page: Callable[..., Any]) -> None:
    ring = shapely.box(476_600, 2_595_800, 476_900, 2_596_100)
    parcels = parcel_frame(
        {"id": ["<b>ring</b>", "inner"], "status": ["built", None]},
        [
            ring.difference(shapely.box(476_650, 2_595_850, 476_850, 2_596_050)),
            shapely.box(476_660, 2_595_860, 476_700, 2_595_900),
        ],
        crs="EPSG:4548",
    )
    opened = packed_page(parcels)
    points = gpd.GeoSeries(
        gpd.points_from_xy([476_800, 476_610, 476_680], [2_596_000] + [2_595_880] * 2), crs=4548
    )
    hole, rim, inner = points.to_crs(4326)
    title = "(document.querySelector('.gk-detail:not([hidden]) h3') || {}).textContent"
    for point, name in ((hole, None), (rim, "<b>ring</b>"), (inner, "inner")):
        opened.run(f"map_g1.fire('click', {{latlng: L.latLng({point.y}, {point.x})}}); 0")
        assert opened.run(title) == name


def test_two_parcels_on_one_place_are_drawn_and_a_hole_is_not(packed_page: Callable[..., Any]) -> None:
    square = shapely.box(476_600, 2_595_800, 476_900, 2_596_100)
    ring = square.difference(shapely.box(476_650, 2_595_850, 476_750, 2_595_950))
    parcels = parcel_frame({"status": ["built", "built"]}, [ring, ring.reverse()], crs="EPSG:4548")
    opened = packed_page(parcels)
    points = gpd.GeoSeries(gpd.points_from_xy([476_800, 476_700], [2_595_850, 2_595_900]), crs=4548)
    inside, hole = points.to_crs(4326)
    assert colour_at(opened, inside.y, inside.x)[3] > 0
    assert colour_at(opened, hole.y, hole.x)[3] == 0


def test_the_filter_holds_on_the_canvas(
    packed_page: Callable[..., Any], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    parcels = make_parcels()
    opened = packed_page(parcels)
    place = shapely.centroid(parcels.translate(-30, 30).to_crs(4326).to_numpy())[0]
    assert colour_at(opened, place.y, place.x)[3] > 0
    opened.page.uncheck(".gk-filter input >> nth=0")
    assert colour_at(opened, place.y, place.x)[3] == 0


def test_more_than_two_thousand_are_hatched_as_the_legend_is(packed_page: Callable[..., Any]) -> None:
    along = 46
    places = [divmod(at, along) for at in range(along**2)]
    parcels = parcel_frame(
        {"status": [("approved", None, "withdrawn")[row % 3] for _, row in places]},
        [
            shapely.box(x, y, x + 40, y + 40)
            for x, y in ((476_000 + 40 * a, 2_595_000 + 40 * b) for a, b in places)
        ],
        crs="EPSG:4548",
    )
    opened = packed_page(parcels)
    kinds = []
    for place in shapely.centroid(parcels.to_crs(4326).geometry.to_numpy()[along * 20 : along * 20 + 3]):
        inner = f"""(() => {{
          const at = map_g1.latLngToContainerPoint([{place.y}, {place.x}]);
          const {{data}} = document.querySelector('.gk-many').getContext('2d').getImageData(at.x - 4, at.y - 4, 8, 8);
          return Array.from({{length: 64}}, (_, pixel) => data[pixel * 4 + 3]);
        }})()"""
        kinds.append(opened.run(inner))
    approved, not_stated, withdrawn = kinds
    # A surface with lines on it; lines alone; nothing: land that was taken back is not filled.
    assert min(approved) > 0
    assert max(approved) - min(approved) > 60
    assert (min(not_stated), max(not_stated) > 60) == (0, True)
    assert max(withdrawn) == 0


def test_parcels_smaller_than_a_few_pixels_are_sums_by_squares(
    packed_page: Callable[..., Any], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    parcels = make_parcels()
    opened = packed_page(parcels, reduced_motion="reduce")
    assert opened.page.is_hidden(".gk-grid-note")
    place = shapely.centroid(shapely.union_all(parcels.to_crs(4326).geometry.to_numpy()))
    opened.run(f"map_g1.setView([{place.y}, {place.x}], 11, {{animate: false}}); 0")
    assert opened.page.is_visible(".gk-grid-note")
    assert "squares of about" in opened.text(".gk-grid-note")
    painted = """(() => { const canvas = document.querySelector('.gk-many');
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0; for (let at = 3; at < data.length; at += 4) { count += data[at] > 0; } return count; })()"""
    # At least three pixels square, or the land of a park would vanish.
    assert opened.run(painted) >= 9
    said = []
    for east in (-300, 0, 300):
        at = gpd.GeoSeries(gpd.points_from_xy([476_750 + east], [2_595_850]), crs=4548).to_crs(4326)[0]
        opened.run(
            "document.querySelector('.gk-detail').hidden || document.querySelector('.gk-close').click()"
        )
        opened.run(f"map_g1.fire('click', {{latlng: L.latLng({at.y}, {at.x})}}); 0")
        said.append(opened.text(".gk-detail") if opened.page.is_visible(".gk-detail") else "")
    assert "3 parcels in this square" in said[1]
    assert "3 parcels · 45.000 mu" in said[1]
    # With the groups hidden nothing is left to sum up.
    for number in range(3):
        opened.page.uncheck(f".gk-filter input >> nth={number}")
    assert opened.run(painted) == 0


def test_a_browser_of_2020_shows_the_map(
    packed_page: Callable[..., Any], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    opened = packed_page(make_parcels())
    opened.page.add_init_script(WITHOUT_WHAT_CAME_LATER)
    opened.page.reload()
    opened.until("geokit.isReady === true")
    opened.run("map_g1.fire('click', {latlng: map_g1.getCenter()}); 0")
    assert opened.text(".gk-detail h3") == "B"
    assert opened.faults == []


def test_a_browser_that_inflates_nothing_says_so(
    packed_page: Callable[..., Any], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    opened = packed_page(make_parcels())
    opened.page.add_init_script("delete window.DecompressionStream;")
    opened.page.reload()
    opened.page.wait_for_selector(".gk-guard")
    assert opened.text(".gk-guard") == (
        "This browser is too old for this page; use Chrome 80, Firefox 113, Safari 16.4 or newer"
    )
    # The rest stands all the same, and the sentence is in the reader's language.
    assert "Internal" in opened.text(".gk-head")
    assert "to acquire" in opened.text(".gk-legend")
    assert opened.faults == []
    opened.page.click(".gk-language")
    assert "太旧" in opened.text(".gk-guard")


def test_broken_data_is_a_sentence(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", 0)
    text = park_map(make_catalog().park("haojiang"), make_parcels(), language="en").get_root().render()
    opened = open_page(text.replace('"data":"eJ', '"data":"AA'))
    opened.page.wait_for_selector(".gk-guard")
    assert "could not be unpacked" in opened.text(".gk-guard")


def test_a_browser_that_runs_nothing_says_so(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    text = park_map(make_catalog().park("haojiang"), language="en").get_root().render()
    # What an old browser makes of new syntax: a script that does not parse.
    assert text.count("var geokit=") == 1
    opened = open_page(text.replace("var geokit=", "const const;var geokit="))
    assert "too old" in opened.text(".gk-guard >> nth=0")
    assert "太旧" in opened.text(".gk-guard >> nth=1")


@pytest.mark.parametrize("most_shapes", [parcel_layers.MOST_SHAPES, 0])
def test_the_fill_of_land_without_a_parcel_tints_no_parcel(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, most_shapes: int
) -> None:
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", most_shapes)
    park = load_catalog(example_folder()).park("example-park")
    own = read_inputs(park, None).parcels
    # One parcel twice: it covers the ground as one.
    parcels = pd.concat([own, own[own["id"] == "P1-05"].assign(id="again")])
    opened = open_page(park_map(park, parcels, language="en"), reduced_motion="reduce")
    opened.until("geokit.isReady === true")
    place = parcels[parcels["id"] == "P1-06"].to_crs(4326).geometry.iloc[0].centroid
    twice = own[own["id"] == "P1-05"].to_crs(4326).geometry.iloc[0].centroid
    picture = Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")
    fill, ground = (
        np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
        for colour in (STAGES["supplied"].fill.light, THEME["ground"].light)
    )
    opacity = STAGES["supplied"].opacity
    once = opacity * fill + (1 - opacity) * ground
    # Shapes lie on each other; a canvas paints both as one.
    both = once if most_shapes == 0 else opacity * fill + (1 - opacity) * once
    for point, expected in ((place, once), (twice, both)):
        x, y = opened.run(f"""(() => {{
          const box = document.querySelector('.folium-map').getBoundingClientRect();
          const at = map_g1.latLngToContainerPoint([{point.y}, {point.x}]);
          return [at.x + box.left, at.y + box.top - 22];
        }})()""")
        assert np.abs(np.array(picture.getpixel((round(x), round(y)))) - expected).max() <= 3
