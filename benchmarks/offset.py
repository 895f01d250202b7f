"""GCJ-02 and BD-09, forward and inverse, beside public packages where they are installed.

``python benchmarks/offset.py [POINTS]``; ``pip install prcoords geocoordinates-rs`` adds the peers.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from measured import add_option, keep  # beside this file

from geokit.land.crs.offset import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
EARTH_M = 111_320.0
MOVES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "GCJ-02": (wgs84_to_gcj02, gcj02_to_wgs84),
    "BD-09": (wgs84_to_bd09, bd09_to_wgs84),
}


def median_s(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def prcoords_rate(lon: np.ndarray, lat: np.ndarray) -> float | None:
    """Points a second of prcoords' inverse, a point at a time as the package is made."""
    if importlib.util.find_spec("prcoords") is None:
        return None
    import prcoords

    few = list(zip(lat[:5000], lon[:5000], strict=True))
    return len(few) / median_s(lambda: [prcoords.gcj_wgs_bored(point) for point in few])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=1_000_000, metavar="POINTS")
    add_option(parser)
    arguments = parser.parse_args()
    count, figures = arguments.count, {}
    chance = np.random.default_rng(0)
    lon, lat = chance.uniform(113.5, 117.5, count), chance.uniform(22.3, 24.0, count)
    print(
        f"{count:,} points in Guangdong, median of {ROUNDS}; Python {platform.python_version()}, {platform.machine()}"
    )
    for name, (forward, inverse) in MOVES.items():
        there = forward(lon, lat)
        back = inverse(*there)
        error_m = max(float(np.abs(back[0] - lon).max()), float(np.abs(back[1] - lat).max())) * EARTH_M
        rates = [count / median_s(partial(forward, lon, lat)), count / median_s(partial(inverse, *there))]
        figures[name] = {"forward": rates[0], "inverse": rates[1], "error_m": error_m}
        print(
            f"{name}: forward {rates[0]:,.0f}/s, inverse {rates[1]:,.0f}/s, round trip within {error_m:.1e} m"
        )
    peer = prcoords_rate(lon, lat)
    keep(arguments.json, {"points": count, "rows": figures, "prcoords": peer})
    print(f"prcoords inverse: {peer:,.0f}/s" if peer else "prcoords is not installed: left out")


if __name__ == "__main__":
    main()
