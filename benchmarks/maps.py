"""How fast maps are made, opened and moved in Chromium, beside folium's own layer: ``python benchmarks/maps.py``.

Pages of geokit and of ``folium.GeoJson`` are made in one run from the same parcels of 18 corners and six attributes,
and opened in the same Chromium with the network off; folium's layer is put into geokit's offline page, since its own
page needs a network. A million parcels are geokit's alone. Medians; quote the ratios of one run, not its seconds.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely
from measured import add_option, keep, load, markdown  # beside this file
from playwright.sync_api import sync_playwright

from geokit.maps.links import link_map
from geokit.maps.offline import OfflineMap
from geokit.maps.park import park_map
from geokit.page.marks import GROUPS, group_numbers
from geokit.parcels.table import parcel_frame
from geokit.programme.catalog import load_catalog
from geokit.programme.model import Park
from geokit.symbols import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

# With the four nodes, 18 corners.
CORNERS_ALONG, CORNERS_ACROSS = 4, 3
SIDE_M = 40.0
STATUSES = ("built", "supplied", "stored", "approved", "planned", "pre_announced")
PATIENCE_MS = 600_000
PRECISION_M = 0.5
# More take folium's page gigabytes.
MOST_OF_FOLIUM = 100_000
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Five steps of 120 by 60 pixels, each until two frames later.
PAN = """async () => {
  const map = Object.entries(window).find(([name]) => name.startsWith('map_'))[1];
  const found = [];
  for (let step = 0; step < 5; step += 1) {
    const begun = performance.now();
    map.panBy([120, 60], {animate: false});
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    found.push(performance.now() - begun);
  }
  return found;
}"""
# From full extent to eight zooms closer, two small steps each, until the pixels of the canvas are there: the slowest zoom.
CLOSER = """async () => {
  const map = Object.entries(window).find(([name]) => name.startsWith('map_'))[1];
  const [centre, begin] = [map.getCenter(), map.getZoom()];
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = [];
  for (let zoom = begin; zoom <= Math.min(begin + 8, map.getMaxZoom()); zoom += 0.5) {
    map.setView(centre, zoom, {animate: false});
    await frames();
    const own = [];
    for (let step = 0; step < 3; step += 1) {
      const begun = performance.now();
      map.panBy([60, 30], {animate: false});
      const canvas = document.querySelector('.gk-many');
      canvas && canvas.getContext('2d').getImageData(0, 0, 1, 1);
      await frames();
      own.push(performance.now() - begun);
    }
    found.push(own.sort((one, other) => one - other)[1]);
  }
  map.setView(centre, begin, {animate: false});
  await frames();
  return Math.max(...found);
}"""
DRAWN_BY_GEOKIT = "typeof geokit !== 'undefined' && geokit.isReady === true"
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
    park_map(park, parcels, precision_m=PRECISION_M).save(file)


def with_folium(parcels: gpd.GeoDataFrame, file: Path) -> None:
    from datetime import date

    colours = [STAGES[GROUPS[number].key].line.light for number in group_numbers(parcels, date(2024, 1, 1))]
    columns = ["id", "phase", "status", "village", "land_use", "declared_m2"]
    frame = parcels[[*columns, "geometry"]].assign(colour=colours).to_crs(4326)
    west, south, east, north = frame.total_bounds
    m = OfflineMap(((south + north) / 2, (west + east) / 2), zoom_start=14)
    style: Callable[[Any], dict[str, str]] = lambda feature: {"color": feature["properties"]["colour"]}  # noqa: E731
    folium.GeoJson(frame, style_function=style, popup=folium.GeoJsonPopup(columns)).add_to(m)
    m.save(file)


@dataclass
class Opened:
    """What a page took."""

    seconds: float
    pan_ms: float
    worst_ms: float
    requests: int
    faults: int


def open_page(browser: Any, file: Path, drawn: str) -> Opened:
    """Open a page until it has drawn its parcels, two frames included; move it; count what it asked for."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
    page.set_default_timeout(PATIENCE_MS)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if not each.url.startswith("data:") else None)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    begun = time.perf_counter()
    page.goto(file.as_uri(), wait_until="load", timeout=PATIENCE_MS)
    while not page.evaluate(drawn):
        time.sleep(0.01)
    page.evaluate(TWO_FRAMES)
    seconds = time.perf_counter() - begun
    worst_ms = page.evaluate(CLOSER) if drawn == DRAWN_BY_GEOKIT else float("nan")
    pan_ms = statistics.median(page.evaluate(PAN))
    page.context.close()
    return Opened(seconds, pan_ms, worst_ms, len(asked) - 1, len(faults))


def measured(browser: Any, make: Callable[[Path], None], drawn: str, repeats: int) -> dict[str, float]:
    """Return a row of the table: medians of making, opening and moving a page."""
    built, opened = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        for _ in range(repeats):
            begun = time.perf_counter()
            make(file)
            built.append(time.perf_counter() - begun)
            opened.append(open_page(browser, file, drawn))
        size_mb = file.stat().st_size / 1e6
    seconds, pan_ms, worst_ms = (
        statistics.median(getattr(each, name) for each in opened)
        for name in ("seconds", "pan_ms", "worst_ms")
    )
    asked, faults = sum(each.requests for each in opened), sum(each.faults for each in opened)
    return {
        "size_mb": size_mb,
        "made_s": statistics.median(built),
        "opened_s": seconds,
        "moved_ms": pan_ms,
        "closer_ms": 0.0 if math.isnan(worst_ms) else worst_ms,
        "requests": asked,
        "errors": faults,
    }


def cells(name: str, row: dict[str, float]) -> list[str]:
    """Return a row of the printed table."""
    return [
        name,
        f"{row['size_mb']:.2f} MB",
        f"{row['made_s']:.2f} s",
        f"{row['opened_s']:.2f} s",
        f"{row['moved_ms']:.0f} ms",
        f"{row['closer_ms']:.0f} ms" if row["closer_ms"] else "",
        str(row["requests"]),
        str(row["errors"]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--folium-repeats", type=int, default=5, help="0 leaves folium out")
    add_option(parser)
    options = parser.parse_args()
    chromium = os.environ.get("GEOKIT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    catalog = load_catalog()
    with tempfile.TemporaryDirectory() as folder:
        with_geokit(make_parcels(10), Path(folder) / "warm.html")
    rows: dict[str, dict[str, float]] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        version = browser.version
        print(f"Chromium {version}, {os.cpu_count()} cores, medians of {options.repeats}", flush=True)
        rows["link map"] = measured(
            browser, link_map(catalog).save, "geokit.isReady === true", options.repeats
        )
        for count in options.counts:
            parcels = make_parcels(count)
            rows[f"{count:,} parcels, geokit"] = measured(
                browser, partial(with_geokit, parcels), DRAWN_BY_GEOKIT, options.repeats
            )
            # Of a large layer once: folium's page takes minutes.
            repeats = options.folium_repeats if count < MOST_OF_FOLIUM else min(options.folium_repeats, 1)
            if repeats and count <= MOST_OF_FOLIUM:
                rows[f"{count:,} parcels, folium.GeoJson"] = measured(
                    browser, partial(with_folium, parcels), DRAWN_BY_FOLIUM, repeats
                )
        browser.close()
    columns = ["page", "size", "made", "opened", "moved", "closer", "requests", "errors"]
    print(*markdown(columns, (cells(name, row) for name, row in rows.items())), sep="\n")
    print(f"load {load():.1f}")
    keep(options.json, {"chromium": version, "counts": options.counts, "rows": rows})


if __name__ == "__main__":
    main()
