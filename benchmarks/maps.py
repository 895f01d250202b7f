"""How fast a map of many parcels is made and opened, beside folium's own layer: ``python benchmarks/maps.py [N]``.

Both pages are made in one run from the same N parcels of 16 corners and opened in the same Chromium without a
network; folium's layer is put into geokit's offline page, since its own page needs one. Quote the ratios, not the
seconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely
from playwright.sync_api import sync_playwright

from geokit.maps.offline import OfflineMap
from geokit.maps.park import park_map
from geokit.maps.stages import GROUPS, group_numbers
from geokit.parcels.table import parcel_frame
from geokit.programme.model import Park

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

# With the four nodes, 18 corners.
CORNERS_ALONG, CORNERS_ACROSS = 4, 3
SIDE_M = 40.0
STATUSES = ("built", "supplied", "stored", "approved", "planned", "pre_announced")
PATIENCE_MS = 600_000
DRAWN_BY_GEOKIT = "typeof geokit !== 'undefined' && geokit.isUnpacked === true"
DRAWN_BY_FOLIUM = "document.querySelectorAll('path.leaflet-interactive').length > 0"


def make_parcels(count: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Return a grid of irregular parcels near Shantou in EPSG:4548: 18 corners, six attributes, shared edges."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    nodes = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1), indexing="ij"), axis=-1) * SIDE_M
    nodes = nodes + rng.uniform(-0.2, 0.2, nodes.shape) * SIDE_M + (470_000, 2_590_000)
    along = _bent(rng, nodes[:-1], nodes[1:], CORNERS_ALONG)
    across = _bent(rng, nodes[:, :-1], nodes[:, 1:], CORNERS_ACROSS)
    edges = [along[:, :, :-1], across[:, 1:], along[::-1, :, 1:], across[::-1, :-1]]
    corners = [nodes[:-1, :-1], nodes[1:, :-1], nodes[1:, 1:], nodes[:-1, 1:]]
    rings = np.concatenate(
        [part for corner, edge in zip(corners, edges, strict=True) for part in (corner[None], edge)]
    )
    rings = rings.transpose(1, 2, 0, 3).reshape(side * side, -1, 2)[:count]
    return parcel_frame(_attributes(rng, count), shapely.polygons(rings), crs="EPSG:4548")


def _bent(rng: np.random.Generator, first: Any, last: Any, corners: int) -> Any:
    share = np.linspace(0, 1, corners + 2)[1:-1][:, None, None, None]
    straight = first + share * (last - first)
    return straight + rng.uniform(-0.03, 0.03, straight.shape) * SIDE_M


def _attributes(rng: np.random.Generator, count: int) -> dict[str, Any]:
    """Return the six columns that every parcel has."""
    position = np.arange(count)
    villages = np.array([f"{name}村" for name in "东西南北前后上下"], dtype=object)
    return {
        "id": [f"DK-{at:06d}" for at in range(count)],
        "phase": np.array(["一期", "二期", "三期"], dtype=object)[position * 3 // count],
        "status": np.array(STATUSES, dtype=object)[rng.integers(0, len(STATUSES), count)],
        "village": villages[position * len(villages) // count],
        "land_use": np.array(["100101", "070102", "1207"], dtype=object)[rng.integers(0, 3, count)],
        "declared_m2": np.round(rng.uniform(1_500, 1_700, count), 2),
    }


def with_geokit(parcels: gpd.GeoDataFrame, file: Path) -> None:
    park = Park.model_validate(
        {"id": "park", "name": {"zh": "园区", "en": "Park"}, "partnership": "none", "district": "440515"}
    )
    park_map(park, parcels, precision_m=0.5).save(file)


def with_folium(parcels: gpd.GeoDataFrame, file: Path) -> None:
    from datetime import date

    colours = [GROUPS[number].colour for number in group_numbers(parcels, date(2024, 1, 1))]
    frame = parcels[["id", "geometry"]].assign(colour=colours).to_crs(4326)
    west, south, east, north = frame.total_bounds
    m = OfflineMap(((south + north) / 2, (west + east) / 2), zoom_start=14)
    style: Callable[[Any], dict[str, str]] = lambda feature: {"color": feature["properties"]["colour"]}  # noqa: E731
    folium.GeoJson(frame, style_function=style, popup=folium.GeoJsonPopup(["id"])).add_to(m)
    m.save(file)


def open_page(browser: Any, file: Path, drawn: str) -> float:
    """Return the seconds until a page has drawn its parcels, two frames included."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    begun = time.perf_counter()
    page.goto(file.as_uri(), wait_until="load", timeout=PATIENCE_MS)
    while not page.evaluate(drawn):
        time.sleep(0.02)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - begun
    page.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    count = parser.parse_args().count
    parcels = make_parcels(count)
    chromium = os.environ.get("GEOKIT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    ways = {"geokit": (with_geokit, DRAWN_BY_GEOKIT), "folium": (with_folium, DRAWN_BY_FOLIUM)}
    with_geokit(make_parcels(10), Path(os.devnull).parent / Path(tempfile.mkdtemp()) / "warm.html")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        print(f"{count:,} parcels of {18} corners")
        for name, (make, drawn) in ways.items():
            file = Path(folder) / f"{name}.html"
            begun = time.perf_counter()
            make(parcels, file)
            built_s = time.perf_counter() - begun
            opened_s = open_page(browser, file, drawn)
            size_mb = file.stat().st_size / 1e6
            print(f"{name:8} made in {built_s:6.1f} s   {size_mb:6.1f} MB   opened in {opened_s:6.1f} s")
        browser.close()


if __name__ == "__main__":
    main()
