"""What an audit in parts costs, by a model: ``python benchmarks/model.py --measured FOLDER FIGURES.json …``.

FOLDER is a province of ``province.py``, FIGURES.json what ``scale.py --json`` wrote of it. The constants of seconds and
memory come from the first two datasets that have a figure; everything else is predicted, and printed beside what was
measured. Seconds are the processor's, which other work on the machine changes little. What it says of 100 and 300 million
parcels is no measurement. The words are in docs/en/explanation/scale.md.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
from dataclasses import dataclass
from math import isclose, sqrt
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from measured import add_option, keep, markdown  # beside this file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Of the made parcels: edges along a side, and edges that planted faults leave, of each.
SIDE, FAULTS = 4.45, 0.0693
# How much longer than a square's is the border of a part that is a piece of a Hilbert curve.
CURVE = 1.6
# Two ends of two numbers, and how often an edge is left.
EDGE_BYTES = 40
FILE_BYTES = 243
LARGER = (100_000_000, 300_000_000)
CORES = (8, 64, 512)
MORE = (
    "parcels",
    "cores",
    "files",
    "edges sent",
    "workers",
    "first process",
    "both",
    "its memory",
    "a worker's",
)
PARCELS_IN_PART = 100_000
WITHIN = 0.25
_ONE, _ON_DISK = "geokit audit --workers 1", "geokit audit --memory .*"


def edges_left(parcels: float, parts: float, border: float = 1.0) -> float:
    """Return how many edges all parts leave: those of faults, and those along the parts' borders."""
    return FAULTS * parcels + 4 * SIDE * border * sqrt(parcels * parts)


@dataclass(frozen=True)
class Line:
    """What something costs of no parcel, and of each."""

    start: float
    each: float

    @classmethod
    def through(cls, small: tuple[int, float], usual: tuple[int, float]) -> Line:
        """Return the line through two measurements."""
        each = (usual[1] - small[1]) / (usual[0] - small[0])
        return cls(small[1] - each * small[0], each)

    def of(self, parcels: float) -> float:
        """Return what so many parcels cost."""
        return self.start + self.each * parcels


@dataclass(frozen=True)
class Measured:
    """A province and what was measured of it."""

    folder: Path
    facts: dict[str, Any]

    @property
    def parcels(self) -> int:
        """How many there are."""
        return int(self.facts["parcels"])

    def figure(self, row: str, what: Callable[[dict[str, Any]], float]) -> tuple[int, float] | None:
        """Return the parcels and the median of a figure of a row, or none where it did not end."""
        rows = self.facts["rows"].items()
        runs = [
            run for name, found in rows if re.fullmatch(row, name) for run in found["runs"] if not run["note"]
        ]
        return (self.parcels, median(map(what, runs))) if runs else None


# What grows with parcels: in which rows, in which unit.
FIGURES: dict[str, tuple[str, str, Callable[[dict[str, Any]], float]]] = {
    "processor, in memory": ("geokit audit", "s", lambda run: run["processor_s"]),
    "memory, in memory": ("geokit audit", "GB", lambda run: run["own_gb"]),
    "processor, in parts on the disk": (_ON_DISK, "s", lambda run: run["processor_s"]),
    "processor of the first process, with workers": (_ONE, "s", lambda run: run["first_s"]),
    "processor of workers": (_ONE, "s", lambda run: run["processor_s"] - run["first_s"]),
    "memory of the first process, with workers": (_ONE, "GB", lambda run: run["each_gb"][0]),
    "memory of workers": (_ONE, "GB", lambda run: run["each_gb"][1]),
}


def lines_of(provinces: Sequence[Measured]) -> dict[str, Line]:
    """Return the line of each figure through the first two provinces that have it."""
    lines: dict[str, Line] = {}
    for name, (row, _, what) in FIGURES.items():
        points = [point for each in provinces if (point := each.figure(row, what))]
        if len(points) > 1:
            lines[name] = Line.through(*points[:2])
    return lines


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


def compare(measured: Measured, lines: dict[str, Line]) -> Iterator[tuple[str, float, float, str]]:
    """Yield each figure: its name, what the model says, what was measured, and the unit."""
    parcels, files = measured.parcels, measured.facts["files"]
    left, kept, sent = counted_edges(measured.folder)
    yield "bytes of files", parcels * FILE_BYTES / 1e9, measured.facts["bytes"] / 1e9, "GB"
    yield f"edges left by {files} files", edges_left(parcels, files), left, ""
    yield "edges left of all", edges_left(parcels, 1), kept, ""
    yield "bytes of edges sent", edges_left(parcels, files) * EDGE_BYTES / 1e6, sent / 1e6, "MB"
    for name, line in lines.items():
        row, unit, what = FIGURES[name]
        if found := measured.figure(row, what):
            yield name, line.of(parcels), found[1], unit


def told(value: float, unit: str) -> str:
    """Return a figure with its unit."""
    return f"{value:.3g} {unit}" if unit else f"{value:,.0f}"


def predictions(lines: dict[str, Line]) -> Iterator[dict[str, float]]:
    """Yield what the model says of more parcels: bytes, and minutes of the processor."""
    first, workers, memory, worker_memory = (lines[name] for name in list(FIGURES)[-4:])
    for parcels in LARGER:
        left = edges_left(parcels, parcels / PARCELS_IN_PART, CURVE)
        for cores in CORES:
            yield {
                "parcels": parcels,
                "cores": cores,
                "files_gb": parcels * FILE_BYTES / 1e9,
                "sent_gb": left * EDGE_BYTES / 1e9,
                "workers_min": (workers.start + workers.each * parcels / cores) / 60,
                "first_min": first.of(parcels) / 60,
                "memory_gb": memory.of(parcels),
                "worker_gb": worker_memory.of(parcels / cores),
            }


def printed(row: dict[str, float]) -> list[str]:
    """Return the cells of a prediction."""
    return [
        f"{row['parcels'] / 1e6:.0f} M",
        f"{row['cores']}",
        f"{row['files_gb']:.0f} GB",
        f"{row['sent_gb']:.1f} GB",
        f"{row['workers_min']:.1f} min",
        f"{row['first_min']:.0f} min",
        f"{row['workers_min'] + row['first_min']:.0f} min",
        f"{row['memory_gb']:.0f} GB",
        f"{row['worker_gb']:.1f} GB",
    ]


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
        help="a province and its figures, from the smallest",
    )
    add_option(parser)
    options = parser.parse_args()
    provinces = [
        Measured(folder, json.loads(figures.read_text(encoding="utf-8")))
        for folder, figures in options.measured
    ]
    lines = lines_of(provinces)
    print(*(f"{name}: {line}" for name, line in lines.items()), sep="\n")
    rows = [
        {"parcels": each.parcels, "what": name, "model": model, "measured": found, "unit": unit}
        for each in provinces
        for name, model, found, unit in compare(each, lines)
    ]
    print(*markdown(["parcels", "figure", "model", "measured", "ratio"], map(_cells, rows)), sep="\n")
    larger = list(predictions(lines)) if len(lines) == len(FIGURES) else []
    print(*markdown(MORE, map(printed, larger)), sep="\n")
    constants = {name: vars(line) for name, line in lines.items()}
    keep(options.json, {"lines": constants, "rows": rows, "larger": larger})


def _cells(row: dict[str, Any]) -> list[str]:
    model, found, unit = row["model"], row["measured"], row["unit"]
    off = " (a constant)" if isclose(model, found) else " **" if abs(model / found - 1) > WITHIN else ""
    told_of = [told(model, unit), told(found, unit), f"{model / found:.2f}{off}"]
    return [f"{row['parcels'] / 1e6:.1f} M", row["what"], *told_of]


if __name__ == "__main__":
    main()
