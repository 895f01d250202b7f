"""How fast overlaps and gaps are found, beside public peers: ``python benchmarks/overlaps.py [N]``.

Everything is made and timed in one run, on about N parcels of 18 corners with planted faults whose truth is known.
Times are the processor's, which other work on the machine changes little; PostGIS, which works in a process of its own,
is timed by the clock. Quote the ratios, not the seconds. What each method found of the true pairs is printed beside its time: a fast method
that misses what lies in another parcel would be no gain. Peers are given the valid parcels only; most of them stop at
an invalid ring.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from machine import highest_memory, machine  # beside this file
from parcels import Layer, make_layer

if TYPE_CHECKING:
    from collections.abc import Callable

# numba looks for the package that this file has the name of.
sys.path.pop(0)

TOLERANCE_M2 = 1e-4
CRS = "EPSG:4548"
_FEW = 100
Pairs = tuple[Any, Any, Any]

_LOAD = """
create temp table raw(id int, wkb bytea);
copy raw from stdin;
"""
_QUERY = """
\\timing on
create temp table parcel as select id, st_geomfromwkb(wkb) shape from raw;
create index on parcel using gist(shape);
analyze parcel;
select a.id, b.id, st_area(st_intersection(a.shape, b.shape))
from parcel a join parcel b on a.id < b.id and a.shape && b.shape and st_relate(a.shape, b.shape, 'T********');
"""


@dataclass(frozen=True)
class Method:
    """One way to find overlaps: what it is called, what it takes and returns, and how it is timed."""

    name: str
    run: Callable[[Any], Pairs]
    peer: bool = True
    clock: Callable[[], float] = time.process_time


def geokit_overlaps(shapes: Any) -> Pairs:
    from geokit.parcels.overlaps import find_overlaps

    table = find_overlaps(shapes, tolerance_m2=TOLERANCE_M2)
    return table["left"].to_numpy(), table["right"].to_numpy(), table["area_m2"].to_numpy()


def geokit_survey(shapes: Any) -> Pairs:
    from geokit.coverage.survey import survey_coverage

    found = survey_coverage(shapes, tolerance_m2=TOLERANCE_M2)
    return found.left, found.right, found.area_m2


def tree_and_intersection(shapes: Any) -> Pairs:
    left, right = _ascending(*shapely.STRtree(shapes).query(shapes))
    shapely.prepare(shapes)
    meeting = shapely.relate_pattern(shapes[left], shapes[right], "T********")
    shapely.destroy_prepared(shapes)
    return _measured(shapes, left[meeting], right[meeting])


def join_intersects(shapes: Any) -> Pairs:
    return _joined(shapes, "intersects")


def join_overlaps(shapes: Any) -> Pairs:
    return _joined(shapes, "overlaps")


def invalid_edges(shapes: Any) -> Pairs:
    flagged = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    rows, right = shapely.STRtree(shapes).query(shapes[flagged], predicate="intersects")
    left = flagged[rows]
    pairs = np.unique(np.sort(np.stack([left, right]), axis=0)[:, left != right], axis=1)
    return _measured(shapes, *pairs)


def geoplanar_overlaps(shapes: Any) -> Pairs:
    import geopandas as gpd
    import geoplanar

    pairs = np.asarray(geoplanar.overlaps(gpd.GeoDataFrame(geometry=shapes, crs=CRS))).T
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    return _measured(shapes, *pairs.T)


def postgis_relate(shapes: Any) -> Pairs:
    """Return what PostGIS finds in the database that the environment names, and print what loading took of the time."""
    start = time.perf_counter()
    rows = "".join(f"{row}\t\\\\x{wkb}\n" for row, wkb in enumerate(shapely.to_wkb(shapes, hex=True)))
    script = f"{_LOAD}{rows}\\.\n{_QUERY}"
    output = _psql(["-f", "-"], script).splitlines()
    worked = sum(float(line.split()[1]) / 1000 for line in output if line.startswith("Time:"))
    if len(shapes) > _FEW:
        print(
            f"PostGIS: loading {time.perf_counter() - start - worked:.1f} s, table, index and query {worked:.1f} s"
        )
    lines = [line for line in output if "|" in line]
    left, right, area_m2 = np.array([line.split("|") for line in lines], dtype=float).reshape(-1, 3).T
    kept = area_m2 > TOLERANCE_M2
    return left[kept].astype(int), right[kept].astype(int), area_m2[kept]


def _psql(arguments: list[str], script: str = "") -> str:
    command = ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *arguments]
    return subprocess.run(command, input=script, text=True, check=True, capture_output=True).stdout  # noqa: S603


def _joined(shapes: Any, predicate: str) -> Pairs:
    import geopandas as gpd

    frame = gpd.GeoDataFrame(geometry=shapes, crs=CRS)
    joined = gpd.sjoin(frame, frame, predicate=predicate)
    left, right = _ascending(joined.index.to_numpy(), joined["index_right"].to_numpy())
    return _measured(shapes, left, right)


def _ascending(left: Any, right: Any) -> tuple[Any, Any]:
    kept = left < right
    return left[kept], right[kept]


def _measured(shapes: Any, left: Any, right: Any) -> Pairs:
    area_m2 = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    kept = area_m2 > TOLERANCE_M2
    return left[kept], right[kept], area_m2[kept]


METHODS = [
    Method("geokit find_overlaps", geokit_overlaps, peer=False),
    Method("geokit survey_coverage (with gaps)", geokit_survey, peer=False),
    Method("shapely coverage_invalid_edges", invalid_edges),
    Method("shapely STRtree, all pairs", tree_and_intersection),
    Method("geopandas sjoin overlaps", join_overlaps),
    Method("geopandas sjoin intersects", join_intersects),
]


def available_methods() -> list[Method]:
    """Return the methods that can run here, and say which cannot."""
    methods = list(METHODS)
    if importlib.util.find_spec("geoplanar"):
        methods.append(Method("geoplanar overlaps", geoplanar_overlaps))
    else:
        print("left out: geoplanar is not installed")
    try:
        version = _psql(["-c", "select postgis_lib_version()"]) if shutil.which("psql") else ""
    except subprocess.CalledProcessError:
        version = ""
    if version:
        name = f"PostGIS {version.strip()} ST_Relate, with loading"
        methods.append(Method(name, postgis_relate, clock=time.perf_counter))
    else:
        print("left out: psql reaches no PostGIS (set PGHOST, PGDATABASE and the like)")
    return methods


def jittered(layer: Layer, size_m: float, seed: int) -> Layer:
    """Return the valid parcels with every corner moved by itself: neighbours share none. Truth is what all pairs give."""
    rng = np.random.default_rng(seed)
    shapes = np.delete(layer.shapes, layer.invalid)
    rings = [shapely.get_coordinates(shape)[:-1] for shape in shapes]
    moved = shapely.polygons(
        [shapely.linearrings(ring + rng.normal(0, size_m, ring.shape)) for ring in rings]
    )
    moved = moved[shapely.is_valid(moved)]
    left, right, area_m2 = tree_and_intersection(moved)
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return Layer(moved, dict(zip(pairs, area_m2.tolist(), strict=True)))


def timed(method: Method, shapes: Any, repeats: int) -> tuple[float, Pairs]:
    """Return the median of the seconds, and the last result."""
    seconds: list[float] = []
    found: Pairs = ((), (), ())
    for _ in range(repeats):
        start = method.clock()
        found = method.run(shapes)
        seconds.append(method.clock() - start)
    return median(seconds), found


def report_line(
    method: Method, seconds: float, own_seconds: float, found: dict[Any, float], layer: Layer
) -> None:
    true = {pair: area for pair, area in layer.overlaps_m2.items() if area > TOLERANCE_M2}
    hit = true.keys() & found.keys()
    worst_m2 = max((abs(true[pair] - found[pair]) for pair in hit), default=0.0)
    extra = len(found.keys() - true.keys())
    print(
        f"{method.name:44} {seconds:8.2f} s {seconds / own_seconds:7.2f} × "
        f"{len(hit):6} of {len(true)} pairs, {extra} untrue, areas to {worst_m2:.0e} m², "
        f"{highest_memory()} so far",
        flush=True,
    )


def report_layer(layer: Layer) -> None:
    print(
        machine(("numpy", "shapely", "geopandas", "numba", "geoplanar")),
        f"GEOS {shapely.geos_version_string}",
        sep=", ",
    )
    corners = shapely.get_num_coordinates(layer.shapes).mean() - 1
    print(f"{len(layer.shapes)} parcels of {corners:.1f} corners, {len(layer.invalid)} of them invalid")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="how many parcels")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--repeats", type=int, default=3, help="runs of geokit; peers run once")
    parser.add_argument(
        "--jitter", type=float, default=0.0, help="move every corner of every parcel, in metres"
    )
    parser.add_argument("--only", help="methods whose name holds this text")
    options = parser.parse_args()
    layer = make_layer(options.count, options.seed)
    if options.jitter:
        layer = jittered(layer, options.jitter, options.seed)
    report_layer(layer)
    methods = [method for method in available_methods() if not options.only or options.only in method.name]
    valid = np.delete(np.arange(len(layer.shapes)), layer.invalid)
    geokit_survey(layer.shapes)  # the compiler's time is not the kernel's, nor that of imports a peer's
    own_seconds = 0.0
    for method in methods:
        shapes = layer.shapes[valid] if method.peer else layer.shapes
        method.run(shapes[:_FEW])
        seconds, (left, right, area_m2) = timed(method, shapes, 1 if method.peer else options.repeats)
        own_seconds = own_seconds or seconds
        places = valid if method.peer else np.arange(len(shapes))
        keys = zip(places[left].tolist(), places[right].tolist(), strict=True)
        report_line(method, seconds, own_seconds, dict(zip(keys, area_m2.tolist(), strict=True)), layer)


if __name__ == "__main__":
    main()
