"""How long a report of 5,000 findings takes in each format, and how soon its page can be used: ``python benchmarks/reports.py``.

The layer is 50 rows of 101 parcels of 18 corners, each half a metre over its neighbour: 5,000 overlaps of 20 m². The
page is opened in Chromium without a network; it can be used once the table has rows, the map is drawn, and a letter
typed into the search has its answer.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from playwright.sync_api import sync_playwright

import geokit as gk
from geokit.parcels.table import parcel_frame
from geokit.reports import find_format, format_names

ROWS, ALONG = 50, 101
WIDTH_M, HEIGHT_M, OVER_M, BENDS = 50.0, 40.0, 0.5, 7
CORNER = np.array([470_000.0, 2_590_000.0])
DAY = date(2026, 6, 1)
ANSWERED = """async () => {
  const shown = () => document.querySelectorAll('tbody tr').length;
  const isDrawn = () => {
    const map = document.querySelector('.leaflet-overlay-pane canvas');
    return map && map.getContext('2d').getImageData(map.width / 2, 0, 1, map.height).data.some(Boolean);
  };
  while (!shown() || !isDrawn()) {
    await new Promise(requestAnimationFrame);
  }
  const box = document.querySelector('input[type=search]');
  box.value = 'P00-001';
  box.dispatchEvent(new Event('input'));
  while (shown() !== 2) {
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now();
}"""


def make_parcels(rows: int, seed: int = 0) -> Any:
    """Return the layer in EPSG:4548: straight sides to east and west, bent ones to north and south."""
    rng = np.random.default_rng(seed)
    along = np.linspace(0.0, 1.0, BENDS + 2)
    rings = []
    for row in range(rows):
        for column in range(ALONG):
            east = along * (WIDTH_M + OVER_M)
            south, north = rng.uniform(0, 4, (2, BENDS + 2))
            south[[0, -1]] = north[[0, -1]] = 0.0
            line = np.concatenate([np.c_[east, south], np.c_[east, HEIGHT_M - north][::-1]])
            rings.append(line + CORNER + (column * WIDTH_M, row * (HEIGHT_M + 60.0)))
    ids = [f"P{row:02d}-{column:03d}" for row in range(rows) for column in range(ALONG)]
    columns = {"id": ids, "name": [f"{each}号地块" for each in ids], "stage": ["approved"] * len(ids)}
    return parcel_frame(columns, shapely.polygons(rings), crs="EPSG:4548")


def timed(report: gk.AuditReport, name: str, rounds: int) -> tuple[float, float, int]:
    """Return the medians of wall clock and processor seconds, and the size in bytes."""
    walls, cpus, size = [], [], 0
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        size = len(find_format(name).render(report, "zh"))
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus), size


def opened(page: bytes, rounds: int) -> list[tuple[float, float]]:
    """Return the seconds until the page has answered in Chromium without a network: wall clock, and its main thread's."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "audit.html"
        file.write_bytes(page)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        seconds = []
        for _ in range(rounds):
            context = browser.new_context(offline=True)
            tab = context.new_page()
            tools = context.new_cdp_session(tab)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            # A new window loads pages of the browser's own; the reader's is there already.
            tab.wait_for_timeout(2_000)
            tab.goto(file.as_uri(), wait_until="commit")
            wall = tab.evaluate(ANSWERED) / 1000
            metrics = {
                each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]
            }
            seconds.append((wall, metrics["TaskDuration"]))
            context.close()
        browser.close()
        return seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    print(platform.machine(), "Python", platform.python_version())
    start = time.perf_counter()
    report = gk.audit(parcels=make_parcels(), today=DAY)
    print(
        f"audit of {report.parcels} parcels: {time.perf_counter() - start:.2f} s, {len(report.findings)} findings"
    )
    find_format("text").render(report, "en")
    print("| format | wall | processor | size |\n|---|---|---|---|")
    for name in format_names():
        wall, cpu, size = timed(report, name, rounds)
        print(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {size / 1e6:.2f} MB |")
    for wall, cpu in sorted(opened(find_format("html").render(report, "zh"), rounds)):
        print(f"the page answers after {wall:.2f} s, of which its main thread worked {cpu:.2f} s")


if __name__ == "__main__":
    main()
