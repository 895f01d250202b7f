"""How long a report of many findings takes in each format, and how soon its page can be used.

``python benchmarks/reports.py`` for 5,000, ``python benchmarks/reports.py --findings 100000 --rounds 1`` for more. The layer
is rows of 101 parcels of 18 corners, each half a metre over its neighbour: 100 overlaps of 20 m² a row. The page is
opened in Chromium without a network; it can be used once the table has rows, the map is drawn, and a letter typed into
the search has its answer. Then its cause is opened, its rows sorted by subject, and a finding far down shown.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from measured import add_option, keep, markdown  # beside this file
from playwright.sync_api import sync_playwright

import geokit as gk
from geokit.parcels.table import parcel_frame
from geokit.reports import find_format, format_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALONG = 101
WIDTH_M, HEIGHT_M, OVER_M, BENDS = 50.0, 40.0, 0.5, 7
CORNER = np.array([470_000.0, 2_590_000.0])
DAY = date(2026, 6, 1)
# How long the page takes from what its reader does to what it draws.
ANSWERS = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const seconds = {};
  const time = async (name, act, isDone) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const start = performance.now();
    act();
    do { await frame(); } while (!isDone());
    await frame();
    seconds[name] = (performance.now() - start) / 1000;
  };
  const rows = () => Array.from(document.querySelectorAll('tbody tr'));
  const box = document.querySelector('input[type=search]');
  const type = (text) => { box.value = text; box.dispatchEvent(new Event('input')); };
  await time('search cleared', () => type(''), () => document.querySelector('.gk-open'));
  await time('cause opened', () => document.querySelector('.gk-open').click(), () => rows().length > 100);
  await time('sorted by subject', () => document.querySelector('th.is-subjects button').click(), () => rows().length > 100);
  await time('finding shown', () => geokit.openFinding(FINGERPRINT), () => document.querySelector('tr.is-chosen'));
  await time('laid for paper', () => window.dispatchEvent(new Event('beforeprint')), () => rows().length > 100);
  return seconds;
}"""
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


class Cost(NamedTuple):
    """Seconds by the wall and of the processor, the size in bytes, and by how much the process grew, in bytes."""

    wall: float
    cpu: float
    size: int
    grown: int


def timed(write: Callable[[], int], rounds: int) -> Cost:
    """Return the medians of a work that returns a size."""
    costs = []
    for _ in range(rounds):
        before = highest_memory(is_reset=True)
        wall, cpu = time.perf_counter(), time.process_time()
        size = write()
        costs.append(
            Cost(time.perf_counter() - wall, time.process_time() - cpu, size, highest_memory() - before)
        )
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def highest_memory(*, is_reset: bool = False) -> int:
    """Return the most memory that the process had since it was last asked to forget it, in bytes; 0 where none can tell."""
    status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.exists():
        return 0
    if is_reset:
        forget.write_text("5")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def opened(page: Path, fingerprint: str, rounds: int) -> Iterator[tuple[float, float, dict[str, float]]]:
    """Yield until when the page has answered in Chromium without a network, its main thread's share, and later answers."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(rounds):
            context = browser.new_context(offline=True)
            tab = context.new_page()
            tools = context.new_cdp_session(tab)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            # A new window loads pages of the browser's own; the reader's is there already.
            tab.wait_for_timeout(2_000)
            tab.goto(page.as_uri(), wait_until="commit")
            wall = tab.evaluate(ANSWERED) / 1000
            found = tools.send("Performance.getMetrics")["metrics"]
            metrics = {each["name"]: each["value"] for each in found}
            yield (
                wall,
                metrics["TaskDuration"],
                tab.evaluate(ANSWERS.replace("FINGERPRINT", repr(fingerprint))),
            )
            context.close()
        browser.close()


def costs(report: gk.AuditReport, folder: Path, rounds: int) -> dict[str, Cost]:
    """Return what each format costs as a file, and what the tables of the report cost in Python."""
    find_format("text").render(report, "en")

    def save(name: str) -> int:
        path = folder / f"audit.{name}"
        find_format(name).save(report, path, "zh")
        return path.stat().st_size

    def anew() -> gk.AuditReport:
        return replace(report)

    works = {name: partial(save, name) for name in format_names()}
    works["(grouped)"] = lambda: len(anew().grouped())
    works["(to_frame)"] = lambda: len(anew().to_frame("zh"))
    works["(to_parcels)"] = lambda: len(anew().to_parcels("zh"))
    works["(figures)"] = lambda: len(anew().figures)
    return {name: timed(work, rounds) for name, work in works.items()}


def cells(name: str, cost: Cost) -> list[str]:
    """Return a row of the printed table."""
    size = f"{cost.size / 1e6:.2f} MB" if not name.startswith("(") else ""
    return [name, f"{cost.wall:.2f} s", f"{cost.cpu:.2f} s", size, f"{cost.grown / 1e6:.0f} MB"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--findings", type=int, default=5_000)
    arguments.add_argument("--rounds", type=int, default=3)
    add_option(arguments)
    given = arguments.parse_args()
    print(platform.machine(), "Python", platform.python_version())
    start = time.perf_counter()
    report = gk.audit(parcels=make_parcels(given.findings // (ALONG - 1)), today=DAY)
    seconds = time.perf_counter() - start
    print(f"audit of {report.parcels} parcels: {seconds:.2f} s, {len(report.findings)} findings")
    with tempfile.TemporaryDirectory() as folder:
        found = costs(report, Path(folder), given.rounds)
        columns = ["format", "wall", "processor", "size", "memory"]
        print(*markdown(columns, (cells(*row) for row in found.items())), sep="\n", flush=True)
        page, last = Path(folder, "audit.html"), report.grouped()[0].members[-1].fingerprint
        pages = sorted(opened(page, last, given.rounds), key=itemgetter(0))
    for wall, cpu, answers in pages:
        later = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in answers.items())
        print(
            f"the page answers after {wall:.2f} s, of which its main thread worked {cpu:.2f} s; then {later}"
        )
    wall, cpu, answers = pages[len(pages) // 2]
    figures = {
        "parcels": report.parcels,
        "findings": len(report.findings),
        "rows": {name: cost._asdict() for name, cost in found.items()},
        "page": {"wall_s": wall, "main_s": cpu, **answers},
    }
    keep(given.json, figures)


if __name__ == "__main__":
    main()
