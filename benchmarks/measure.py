"""How fast areas are measured, beside a loop over pyproj's geodesic area: ``python benchmarks/measure.py [N]``.

Everything is made and timed in one run, on N polygons of 18 corners near Shantou. Quote the ratios, not the
seconds. The peer's areas are printed against ours: a fast wrong number would be no gain.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from measured import add_option, keep  # beside this file
from pyproj import CRS, Geod, Transformer

from geokit.land.measure.polygons import measure_area

if TYPE_CHECKING:
    from collections.abc import Callable

CORNERS = 18
PROJECTED, GEOGRAPHIC = 4548, 4490
GENERATED_AT_ONCE = 50_000


def make_parcels(count: int, seed: int = 0) -> Any:
    """Return star-shaped parcels of 1 to 12 mu, printed to 4 decimals."""
    rng = np.random.default_rng(seed)
    return np.concatenate(
        [
            _some_parcels(min(GENERATED_AT_ONCE, count - start), rng)
            for start in range(0, count, GENERATED_AT_ONCE)
        ]
    )


def _some_parcels(count: int, rng: np.random.Generator) -> Any:
    angles = 2 * np.pi * np.arange(CORNERS) / CORNERS
    lengths_m = rng.uniform(15, 50, (count, 1)) * rng.uniform(0.8, 1.2, (count, CORNERS))
    middles = rng.uniform((440_000, 2_560_000), (500_000, 2_620_000), (count, 2))
    east = middles[:, :1] + lengths_m * np.cos(angles)
    north = middles[:, 1:] + lengths_m * np.sin(angles)
    return shapely.polygons(np.stack([east, north], axis=-1).round(4))


def to_degrees(geometries: Any) -> Any:
    transformer = Transformer.from_crs(CRS(PROJECTED), CRS(GEOGRAPHIC), always_xy=True)
    return shapely.transform(geometries, transformer.transform, interleaved=False)


def loop_over_geod(geometries: Any) -> Any:
    geod = Geod(ellps="GRS80")
    return np.array([abs(geod.geometry_area_perimeter(polygon)[0]) for polygon in geometries])


def timed(run: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Return the median of the seconds, and the last result."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return median(seconds), result


def memory_mb(projected: Any) -> dict[str, float]:
    """Return what each method allocates beyond its input, in MB, and print it."""
    found = {}
    for method in ("ellipsoidal", "statutory", "planar"):
        tracemalloc.start()
        measure_area(projected, PROJECTED, method)  # type: ignore[arg-type]
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{'memory beyond the input, ' + method:44} {peak_bytes / 1e6:8.1f} MB")
        found[method] = peak_bytes / 1e6
    return found


def report_line(name: str, seconds: float, peer: float | None = None) -> None:
    ratio = "" if peer is None else f"   {peer / seconds:5.1f} × the loop"
    print(f"{name:44} {seconds:8.2f} s{ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000, metavar="N")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-repeats", type=int, default=1)
    add_option(parser)
    arguments = parser.parse_args()
    projected = make_parcels(arguments.count)
    print(f"{arguments.count:,} polygons of {CORNERS} corners, median of {arguments.repeats}")
    figures: dict[str, Any] = {"polygons": arguments.count, "memory_mb": memory_mb(projected), "rows": {}}
    degrees = to_degrees(projected)

    loop_s, peer_m2 = timed(lambda: loop_over_geod(degrees), arguments.peer_repeats)
    moved_s, _ = timed(lambda: to_degrees(projected), arguments.repeats)
    report_line("pyproj Geod in a loop, from lon/lat", loop_s)
    report_line("pyproj to lon/lat, then Geod in a loop", loop_s + moved_s)
    figures["loop_s"] = {"lon/lat": loop_s, "metres": loop_s + moved_s}
    for name, geometries, crs, peer_s in (
        ("lon/lat", degrees, GEOGRAPHIC, loop_s),
        ("metres", projected, PROJECTED, loop_s + moved_s),
    ):
        for method in ("ellipsoidal", "statutory", "planar"):
            seconds, area_m2 = timed(
                lambda g=geometries, c=crs, m=method: measure_area(g, c, m),  # type: ignore[misc]
                arguments.repeats,
            )
            report_line(f"measure_area {method}, from {name}", seconds, peer_s)
            off_m2 = float(np.abs(area_m2 - peer_m2).max())
            figures["rows"][f"{method} {name}"] = {"seconds": seconds, "off_m2": off_m2}
            if method != "planar":
                print(f"{'':44} largest difference from Geod {off_m2:.4f} m²")
    keep(arguments.json, figures)


if __name__ == "__main__":
    main()
