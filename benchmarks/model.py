"""What an audit in parts costs, by a model: ``python benchmarks/model.py --measured FOLDER FIGURES.json …``.

FOLDER is a province of ``province.py``, FIGURES.json what ``scale.py --json`` wrote of it. The constants of seconds and memory come
from the two datasets that are named first; everything else is predicted, and printed beside what was measured. What it
says of 100 and 300 million parcels is no measurement. The words are in docs/en/explanation/scale.md.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of the made parcels: edges, edges along a side, and edges that planted faults leave, each of a parcel.
EDGES, SIDE, FAULTS = 17.99, 4.45, 0.0693
# How much longer than a square's is the border of a part that is a piece of a Hilbert curve.
CURVE = 1.6
# Two ends of two numbers, and how often an edge is left.
EDGE_BYTES = 40
FILE_BYTES, SHAPE_BYTES = 243, 321
LARGER = {100_000_000: "100 M", 300_000_000: "300 M"}
CORES = (8, 64, 512)
PARCELS_IN_PART = 100_000
WITHIN = 0.25


def edges_left(parcels: float, parts: float, border: float = 1.0) -> float:
    """Return how many edges all parts leave: those of faults, and those along the parts' borders."""
    return FAULTS * parcels + 4 * SIDE * border * sqrt(parcels * parts)


@dataclass(frozen=True)
class Costs:
    """Seconds and memory of an audit: what starting takes, what workers share, and what one process does alone."""

    start_s: float
    shared_s: float
    alone_s: float
    client_gb: float
    client_bytes: float

    @classmethod
    def of(cls, small: Measured, usual: Measured) -> Costs:
        """Return the constants that three audits give: of few parcels by one worker, of more by one and by two."""
        one_s, two_s = usual.audit(1).wall_s, usual.audit(2).wall_s
        shared_s = 2 * (one_s - two_s) / usual.parcels
        steps = usual.parcels - small.parcels
        whole_s = (one_s - small.audit(1).wall_s) / steps
        grown_gb = usual.audit(1).client_gb - small.audit(1).client_gb
        return cls(
            one_s - whole_s * usual.parcels,
            shared_s,
            whole_s - shared_s,
            small.audit(1).client_gb - grown_gb / steps * small.parcels,
            grown_gb / steps * 1e9,
        )

    def seconds(self, parcels: float, workers: float) -> float:
        """Return what an audit takes by the wall."""
        return self.start_s + parcels * (self.shared_s / workers + self.alone_s)

    def client_memory_gb(self, parcels: float) -> float:
        """Return what the process takes that holds the table."""
        return self.client_gb + parcels * self.client_bytes / 1e9


@dataclass(frozen=True)
class Audit:
    """What one audit took."""

    wall_s: float
    client_gb: float
    worker_gb: float


@dataclass(frozen=True)
class Measured:
    """A province and what was measured of it."""

    folder: Path
    facts: dict[str, Any]

    @property
    def parcels(self) -> int:
        """How many there are."""
        return int(self.facts["parcels"])

    @property
    def name(self) -> str:
        """How many there are, in words."""
        return f"{self.parcels / 1e6:.1f} M"

    def workers(self) -> Iterator[int]:
        """Yield the numbers of workers that audits were measured with."""
        for name in self.facts["rows"]:
            if found := re.fullmatch(r"geokit audit .*--workers (\d+).*", name):
                yield int(found[1])

    def audit(self, workers: int) -> Audit:
        """Return the medians of the audits by so many workers."""
        runs = next(
            runs
            for name, runs in self.facts["rows"].items()
            if re.search(rf"audit .*--workers {workers}\b", name)
        )
        return Audit(
            median(run["wall_s"] for run in runs),
            median(run["each_gb"][0] for run in runs),
            median(max(run["each_gb"][1:], default=0.0) for run in runs),
        )


def counted_edges(folder: Path) -> tuple[int, int, int]:
    """Return how many edges the files of a folder leave, how many are left of all, and the bytes that would be sent."""
    import numpy as np
    import pyarrow.parquet as pq
    import shapely

    from geokit.coverage.edges import EdgeSum, sum_edges

    sums = []
    for file in sorted(folder.glob("*.parquet")):
        shapes = shapely.from_wkb(pq.read_table(file, columns=["geometry"])["geometry"].to_numpy())
        sums.append(sum_edges(shapes, np.arange(len(shapes))))
    left = sum(len(each.counts) for each in sums)
    return left, len(EdgeSum.added(sums).counts), sum(len(pickle.dumps(each)) for each in sums)


def compare(measured: Measured, costs: Costs) -> Iterator[tuple[str, float, float, str]]:
    """Yield each figure: its name, what the model says, what was measured, and the unit."""
    parcels, files = measured.parcels, measured.facts["files"]
    left, kept, sent = counted_edges(measured.folder)
    yield "bytes of files", parcels * FILE_BYTES / 1e9, measured.facts["bytes"] / 1e9, "GB"
    yield f"edges left by {files} files", edges_left(parcels, files), left, ""
    yield "edges left of all", edges_left(parcels, 1), kept, ""
    yield "bytes of edges sent", edges_left(parcels, files) * EDGE_BYTES / 1e6, sent / 1e6, "MB"
    for workers in measured.workers():
        audit = measured.audit(workers)
        yield f"audit, workers: {workers}", costs.seconds(parcels, workers), audit.wall_s, "s"
        yield f"table's process, workers: {workers}", costs.client_memory_gb(parcels), audit.client_gb, "GB"


def told(value: float, unit: str) -> str:
    """Return a figure with its unit."""
    return f"{value:,.0f}" if not unit else f"{value:.3g} {unit}"


def predictions(costs: Costs) -> Iterator[str]:
    """Yield the lines of what the model says of more parcels."""
    yield "| parcels | cores | files | edges sent | shared work | alone | whole audit | table's process |"
    yield "|---|---|---|---|---|---|---|---|"
    for parcels, name in LARGER.items():
        left = edges_left(parcels, parcels / PARCELS_IN_PART, CURVE)
        for cores in CORES:
            shared_s = parcels * costs.shared_s / cores
            yield (
                f"| {name} | {cores} | {parcels * FILE_BYTES / 1e9:.0f} GB | {left * EDGE_BYTES / 1e9:.1f} GB "
                f"| {shared_s / 60:.1f} min | {parcels * costs.alone_s / 60:.0f} min "
                f"| {costs.seconds(parcels, cores) / 60:.0f} min | {costs.client_memory_gb(parcels):.0f} GB |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--measured",
        nargs=2,
        type=Path,
        action="append",
        required=True,
        metavar=("FOLDER", "FIGURES"),
        help="a province and its figures; first a small one and a usual one",
    )
    options = parser.parse_args()
    provinces = [
        Measured(folder, json.loads(figures.read_text(encoding="utf-8")))
        for folder, figures in options.measured
    ]
    costs = Costs.of(provinces[0], provinces[1])
    print(costs)
    print("| parcels | figure | model | measured | ratio |", "|---|---|---|---|---|", sep="\n")
    for measured in provinces:
        for name, model, found, unit in compare(measured, costs):
            off = " **" if abs(model / found - 1) > WITHIN else ""
            print(
                f"| {measured.name} | {name} | {told(model, unit)} | {told(found, unit)} | {model / found:.2f}{off} |"
            )
    print(*predictions(costs), sep="\n")


if __name__ == "__main__":
    main()
