"""What a whole audit takes: ``python benchmarks/audit.py [N]``.

About N parcels of 18 corners with planted faults and declared areas are written as GeoParquet, and a layer of N polygons
as a file geodatabase. Each row is a process of its own, so that its memory is its own too: the kernel alone (overlaps
and gaps), the audit with all rules from GeoParquet to a JSON report, and 3,000 parcels laid over the geodatabase's layer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from machine import highest_gb, machine  # beside this file, as the next two
from measured import add_option, keep, markdown, medians, tell, told
from parcels import make_layer

if TYPE_CHECKING:
    from collections.abc import Callable

CRS = "EPSG:4548"
PACKAGES = ("numpy", "shapely", "geopandas", "pyogrio", "pyarrow", "numba")
LAID_OVER = 3_000
MOVED_M = (7.0, 5.0)
# So many that the compiled loops are loaded.
_WARM = 60_000


class Clock:
    """Seconds since it was made or last asked."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def tell(self, what: str, **counts: int) -> None:
        """Tell those by the wall and those of the processor, the highest memory and counts, and begin anew."""
        wall_s, processor_s = time.perf_counter() - self.wall, time.process_time() - self.processor
        taken = {"wall_s": wall_s, "processor_s": processor_s, "memory_gb": highest_gb()}
        tell({"what": what, **taken, **counts})
        self.wall, self.processor = time.perf_counter(), time.process_time()


def files(folder: Path, count: int) -> None:
    """Write the parcels with what they declare, and a layer of valid polygons to lay them over."""
    import geopandas as gpd
    import numpy as np

    from geokit.land.measure.polygons import measure_area

    layer = make_layer(count)
    columns = {
        "id": [f"P{at:07d}" for at in range(len(layer.shapes))],
        "phase": "1",
        "stage": "approved",
        "declared_m2": measure_area(layer.shapes, CRS).round(2),
        "declared_half_unit_m2": 0.005,
        "declared_method": "ellipsoidal",
    }
    gpd.GeoDataFrame(columns, geometry=layer.shapes, crs=CRS).to_parquet(folder / "parcels.parquet")
    valid = np.delete(layer.shapes, layer.invalid)
    land = gpd.GeoDataFrame({"DLBM": ["0101"] * len(valid)}, geometry=valid, crs=CRS)
    land.to_file(folder / "land.gdb", driver="OpenFileGDB", layer="DLTB")


def kernel(folder: Path, count: int) -> None:  # noqa: ARG001 - the files say how many
    """Time overlaps and gaps alone; the compiler's time and that of imports are not the kernel's."""
    import geokit as gk
    from geokit.coverage.survey import survey_coverage

    shapes = gk.read_parcels(folder / "parcels.parquet").geometry.to_numpy()
    survey_coverage(shapes[:_WARM])
    clock = Clock()
    found = survey_coverage(shapes)
    clock.tell("kernel alone", overlaps=len(found), gaps=len(found.gaps.area_m2))


def audit(folder: Path, count: int) -> None:  # noqa: ARG001 - the files say how many
    """Time the audit from file to file, imports included."""
    clock, whole = Clock(), Clock()
    import geokit as gk

    parcels = gk.read_parcels(folder / "parcels.parquet")
    clock.tell("audit: reading")
    report = gk.audit(parcels)
    clock.tell("audit: all rules", findings=len(report.findings))
    report.save(folder / "report.json")
    clock.tell("audit: report")
    whole.tell("audit: whole")


def two_layers(folder: Path, count: int) -> None:  # noqa: ARG001 - the files say how many
    """Time parcels from all over the layer, and as many that lie together."""
    import numpy as np
    import shapely

    import geokit as gk

    clock = Clock()
    land = gk.read_parcels(folder / "land.gdb").geometry.to_numpy()
    clock.tell("two layers: reading", polygons=len(land))
    laid_over = min(LAID_OVER, len(land) // 2)
    middle = len(land) // 2
    places = {
        "from all over": np.random.default_rng(0).choice(len(land), laid_over, replace=False),
        "side by side": np.arange(middle, middle + laid_over),
    }
    for name, at in places.items():
        laid = shapely.transform(land[at], lambda corners: corners + MOVED_M)
        clock = Clock()
        found = gk.find_overlaps(laid, land)
        clock.tell(f"two layers: {name}", parcels=laid_over, overlaps=len(found))


def near(folder: Path, count: int) -> None:  # noqa: ARG001 - the files say how many
    """Time the same as an audit does it for a park: of the layer only what lies near is read."""
    from types import SimpleNamespace

    import geokit as gk
    from geokit.parcels.read import read_within

    parcels = gk.read_parcels(folder / "parcels.parquet").iloc[:LAID_OVER]
    options = SimpleNamespace(layer=None, crs=None, zone=None, encoding=None)
    clock = Clock()
    land = read_within(folder / "land.gdb", options, parcels)
    clock.tell("near: reading", polygons=len(land), parcels=len(parcels))
    found = gk.find_overlaps(parcels, land)
    clock.tell("near: overlaps", overlaps=len(found))


PARTS: dict[str, Callable[[Path, int], None]] = {
    "files": files,
    "kernel": kernel,
    "audit": audit,
    "two_layers": two_layers,
    "near": near,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="how many parcels")
    parser.add_argument("--repeats", type=int, default=3)
    add_option(parser)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        # numba looks for a package that a file beside this one has the name of.
        sys.path.pop(0)
        PARTS[options.part](options.folder, options.count)
        return
    print(machine(PACKAGES), flush=True)
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # The files too: a process that began as the child of a large one would have its memory for its own.
        for part in ["files", *["kernel", "audit", "two_layers", "near"] * options.repeats]:
            command = [sys.executable, __file__, str(options.count), "--part", part, "--folder", folder]
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - this very file
            for figures in told(output):
                print(figures, flush=True)
                runs.setdefault(figures.pop("what"), []).append(figures)
    rows = {name: {**medians(found), "runs": found} for name, found in runs.items()}
    columns = ["what", "wall", "processor", "highest memory"]
    print(*markdown(columns, (_cells(name, row) for name, row in rows.items())), sep="\n")
    keep(options.json, {"parcels": options.count, "rows": rows})


def _cells(name: str, row: dict[str, float]) -> list[str]:
    return [name, f"{row['wall_s']:.2f} s", f"{row['processor_s']:.2f} s", f"{row['memory_gb']:.2f} GB"]


if __name__ == "__main__":
    main()
