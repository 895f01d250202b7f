"""A province beyond one machine's memory: ``python benchmarks/scale.py 1000000 --peers``.

Parcels are made by ``province.py`` in parts, unless FOLDER is one that it wrote. Each row is a process of its own, all rows are
repeated in turn, and the table has their medians: seconds by the wall and of the processor, and the sum of the highest
memory of each process. ``kernel`` counts the search for overlaps and gaps alone; ``pairs`` is what the peers are asked
for, from files to a file of pairs; ``audit`` is the command, from files to a JSON report. Pairs are counted against the truth.
``--audit "--workers 2"`` adds the audit with these options, and may be repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from machine import machine  # beside this file
from peers import PEERS
from processes import Taken, take
from province import Province, truth_file, write_province

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGES = ("numpy", "shapely", "geopandas", "pyarrow", "numba", "dask", "distributed")
PEER_PACKAGES = ("sedonadb", "duckdb", "dask-geopandas", "dask", "geopandas", "shapely")
TOLERANCE_M2 = 1e-4
AUDITED_M2 = 0.01
# So many that the compiled loops are loaded.
_WARM = 200_000
_FOUND = {0, 1}
_INNER = "inner "

OWN_ROWS = {"kernel": "kernel: overlaps and gaps", "sums": "sum of edges alone", "pairs": "geokit: pairs"}
ON_ONE_CORE_TOO = {"kernel", "sums"}


@dataclass(frozen=True)
class Row:
    """What is run: its name, the command, and where it leaves what it found."""

    name: str
    command: list[str]
    found: Path | None = None
    repeats: int | None = None


@dataclass(frozen=True)
class Figures:
    """What one run of a row took; the inner figures are those that its process measured itself."""

    wall_s: float
    processor_s: float
    first_s: float
    memory_gb: float
    own_gb: float
    each_gb: list[float]
    note: str = ""


def kernel(dataset: Path, pairs: Path) -> None:
    """Time overlaps and gaps alone; the compiler's time and that of imports are not the kernel's."""
    from geokit.coverage.survey import survey_coverage

    _timed(lambda shapes: survey_coverage(shapes, tolerance_m2=TOLERANCE_M2), dataset, pairs)


def sums(dataset: Path, pairs: Path) -> None:  # noqa: ARG001 - it leaves no pairs
    """Time the sum of all edges alone."""
    import numpy as np

    from geokit.coverage.edges import EdgeSum, sum_edges
    from geokit.coverage.layers import read_layer
    from geokit.coverage.parts import over_parts

    layer = read_layer(_read(dataset)[1])
    positions = np.arange(len(layer.shapes))
    _timed_search(
        lambda some: EdgeSum.added(over_parts(sum_edges, layer.shapes, some, layer.bounds)), positions
    )


def floor(dataset: Path, pairs: Path, script: Path) -> None:
    """Time another script's ``audit(shapes)`` in the same way."""
    import runpy

    _timed(runpy.run_path(str(script))["audit"], dataset, pairs)


def pairs(dataset: Path, into: Path) -> None:
    """Find the pairs of overlapping parcels, from files to a file."""
    import geokit as gk

    names, shapes = _read(dataset)
    found = gk.find_overlaps(shapes, tolerance_m2=TOLERANCE_M2)
    _write_pairs(into, names[found["left"].to_numpy()], names[found["right"].to_numpy()], found["area_m2"])


def _timed(search: Callable[[Any], Any], dataset: Path, into: Path) -> None:
    names, shapes = _read(dataset)
    found = _timed_search(search, shapes)
    if hasattr(found, "left"):
        _write_pairs(into, names[found.left], names[found.right], found.area_m2)


def _timed_search(search: Callable[[Any], Any], items: Any) -> Any:
    search(items[:_WARM])
    wall, processor = time.perf_counter(), time.process_time()
    found = search(items)
    taken = {"wall_s": time.perf_counter() - wall, "processor_s": time.process_time() - processor}
    print(_INNER + json.dumps(taken))
    return found


def _read(dataset: Path) -> tuple[Any, Any]:
    import pyarrow.parquet as pq
    import shapely

    table = pq.read_table(dataset, columns=["id", "geometry"])
    return table["id"].to_numpy(), shapely.from_wkb(table["geometry"].to_numpy())


def _write_pairs(into: Path, left: Any, right: Any, area_m2: Any) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"left": left, "right": right, "area_m2": np.asarray(area_m2)}), into)


PARTS: dict[str, Callable[..., None]] = {"kernel": kernel, "sums": sums, "floor": floor, "pairs": pairs}


def _own_row(name: str, dataset: Path, folder: Path, part: str, cores: int, *more: str) -> Row:
    into = folder / f"{part}-{cores}"
    command = [sys.executable, __file__, str(dataset), "--part", part, "--cores", str(cores)]
    return Row(name, [*command, "--into", str(into), *more], into)


def rows_of(options: argparse.Namespace, dataset: Path, folder: Path) -> list[Row]:
    """Return what is run, geokit's rows first."""
    rows = [
        _own_row(f"{name}, {cores} cores" if cores > 1 else f"{name}, 1 core", dataset, folder, part, cores)
        for part, name in OWN_ROWS.items()
        for cores in ((1, 2) if part in ON_ONE_CORE_TOO else (2,))
    ]
    if options.floor:
        name = f"the same by {options.floor.name}, 2 cores"
        rows.insert(2, _own_row(name, dataset, folder, "floor", 2, "--floor", str(options.floor)))
    for words in options.audit or [""]:
        report = folder / f"audit{words.replace(' ', '').replace('/', '')}.json"
        command = [
            sys.executable,
            "-m",
            "geokit",
            "audit",
            str(dataset),
            "-o",
            str(report),
            *shlex.split(words),
        ]
        rows.append(Row(f"geokit audit {words}".strip(), command, report))
    for name in PEERS if options.peers else ():
        into = folder / name
        command = [
            options.peers_python,
            str(Path(__file__).with_name("peers.py")),
            name,
            str(dataset),
            str(into),
        ]
        rows.append(Row(name.replace("_", " "), command, into, options.peer_repeats))
    return [row for row in rows if not options.only or any(text in row.name for text in options.only)]


def run(row: Row, limit_s: float) -> Figures:
    """Run a row once."""
    taken = take(row.command, limit_s)
    figures = Figures(
        taken.wall_s,
        taken.processor_s,
        taken.first_s,
        taken.memory_gb,
        taken.own_gb,
        taken.each_gb,
        _note(taken, limit_s),
    )
    inner = next((line for line in taken.output.splitlines() if line.startswith(_INNER)), None)
    if inner is None:
        return figures
    counted = json.loads(inner.removeprefix(_INNER))
    return replace(figures, **counted)


def _note(taken: Taken, limit_s: float) -> str:
    if taken.code is None:
        return f"did not end within {limit_s:.0f} s"
    if taken.code in _FOUND and "can not run" not in taken.output and "Traceback" not in taken.output:
        return ""
    lines = taken.output.strip().splitlines()
    return lines[-1] if lines else f"ended with {taken.code}"


def counted(row: Row, truth: dict[str, Any]) -> str:
    """Return how many true pairs a row found, and how many that are none."""
    if row.found is None or not row.found.exists():
        return ""
    least_m2 = AUDITED_M2 if row.found.suffix == ".json" else TOLERANCE_M2
    true = {frozenset(pair[:2]): pair[2] for pair in truth["overlaps"] if pair[2] > least_m2}
    if row.found.suffix == ".json":
        return f"{len(true.keys() & _named(row.found, set(true)))} of {len(true)} named"
    import pyarrow.parquet as pq

    table = pq.read_table(row.found, columns=["left", "right", "area_m2"]).to_pydict()
    pairs = zip(table["left"], table["right"], table["area_m2"], strict=True)
    found = {frozenset((one, other)): area_m2 for one, other, area_m2 in pairs if area_m2 > TOLERANCE_M2}
    hit = true.keys() & found.keys()
    worst_m2 = max((abs(true[pair] - found[pair]) for pair in hit), default=0.0)
    return f"{len(hit)} of {len(true)}, {len(found) - len(hit)} untrue, areas to {worst_m2:.0e} m²"


def _named(report: Path, true: set[frozenset[str]]) -> set[frozenset[str]]:
    """Return the true pairs of which one finding names both."""
    partners = defaultdict(set)
    for pair in true:
        for name in pair:
            partners[name].add(pair)
    named = set()
    for finding in json.loads(report.read_text(encoding="utf-8"))["findings"]:
        subjects = set(finding["subjects"])
        if finding["rule"] != "gap":
            named |= {pair for name in subjects for pair in partners.get(name, ()) if pair <= subjects}
    return named


def table(rows: list[Row], figures: dict[str, list[Figures]], truth: dict[str, Any]) -> list[str]:
    """Return the table in Markdown: medians, and what was found."""
    lines = [
        "| what | wall | processor | highest memory | of it its own | processes | true pairs |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        runs = figures[row.name]
        if not runs:
            continue
        note = next((taken.note for taken in runs if taken.note), "")
        if note:
            lines.append(f"| {row.name} | {note} | | {max(taken.memory_gb for taken in runs):.1f} GB | | | |")
            continue
        wall_s, processor_s, memory_gb, own_gb = (
            median(getattr(taken, name) for taken in runs)
            for name in ("wall_s", "processor_s", "memory_gb", "own_gb")
        )
        lines.append(
            f"| {row.name} | {wall_s:.2f} s | {processor_s:.2f} s | {memory_gb:.2f} GB | {own_gb:.2f} GB "
            f"| {len(runs[0].each_gb)} | {counted(row, truth)} |"
        )
    return lines


def measure(options: argparse.Namespace, dataset: Path, folder: Path) -> None:
    """Run all rows in turn and print what they took."""
    truth = json.loads(truth_file(dataset).read_text(encoding="utf-8"))
    print(machine(PACKAGES))
    print(f"{truth['parcels']:,} parcels, {truth['files']} files, {truth['bytes'] / 1e9:.2f} GB", flush=True)
    rows = rows_of(options, dataset, folder)
    figures: dict[str, list[Figures]] = defaultdict(list)
    try:
        for repeat in range(options.repeats):
            for row in rows:
                if row.repeats is None or repeat < row.repeats:
                    figures[row.name].append(run(row, options.limit))
                    print(f"{row.name}: {figures[row.name][-1]}", flush=True)
    finally:
        # Whoever ends it early has the table of what ran.
        print(*table(rows, figures, truth), sep="\n", flush=True)
    if options.json:
        kept = {name: [vars(taken) for taken in runs] for name, runs in figures.items()}
        facts = {name: truth[name] for name in ("parcels", "files", "bytes")}
        options.json.write_text(json.dumps({**facts, "rows": kept}, indent=1), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parcels", help="how many, or a folder that province.py wrote")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--audit", action="append", help="options of an audit, such as '--workers 2'; may be repeated"
    )
    parser.add_argument("--floor", type=Path, help="a script with audit(shapes), timed as the kernel is")
    parser.add_argument("--only", action="append", help="rows whose name holds this text; may be repeated")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a row may take")
    parser.add_argument("--peers", action="store_true", help="run public peers too")
    parser.add_argument("--peers-python", default=sys.executable, help="the Python that has them")
    parser.add_argument("--peer-repeats", type=int, default=1)
    parser.add_argument("--json", type=Path, help="where every run's figures are written")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--cores", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        # A file beside this one has the name of a package that numba looks for.
        sys.path.pop(0)
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
        more = [options.floor] if options.floor else []
        PARTS[options.part](Path(options.parcels), options.into, *more)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with tempfile.TemporaryDirectory() as folder:
        if options.parcels.isdecimal():
            dataset = Path(folder, "province")
            write_province(dataset, Province(int(options.parcels)))
        else:
            dataset = Path(options.parcels)
        measure(options, dataset, Path(folder))


if __name__ == "__main__":
    main()
