"""A province of parcels, by geokit and by public peers: ``python benchmarks/scale.py 1000000 --peers``.

Parcels are made by ``province.py`` in parts, unless FOLDER is one that it wrote. Each row is a process of its own, all rows are
repeated in turn, and the table has their medians: seconds by the wall and of the processor, and the sum of the highest
memory of each process. ``--rows`` says which: ``kernel`` counts the search for overlaps and gaps alone, ``sums`` the sum of
edges; ``overlaps`` and ``gaps`` go from files to a file of pairs or gaps, and are what peers are asked for; ``audit`` is
the command, from files to a JSON report: where these are not all the same bytes, this ends with an error. What was found is
counted against the truth. ``--audit "--workers 2"`` adds the audit with these options, and may be repeated;
``--audit-on-one-core "--workers 1"`` adds it with all its processes on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counting import TOLERANCE_M2, Reports, Truth  # beside this file, as the next ones
from machine import machine
from measured import ON_ONE_CORE, add_option, keep, markdown, medians, tell, told
from peers import MOST, QUESTIONS
from processes import Taken, take
from province import Province, truth_file, write_province

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGES = ("numpy", "shapely", "geopandas", "pyarrow", "numba", "dask", "distributed")
PEER_PACKAGES = ("sedonadb", "duckdb", "dask-geopandas", "dask", "geopandas", "shapely")
# So many that the compiled loops are loaded.
_WARM = 200_000
_FOUND = {0, 1}

OWN_ROWS = {
    "kernel": "kernel: overlaps and gaps",
    "sums": "sum of edges alone",
    "overlaps": "geokit find_overlaps",
    "gaps": "geokit survey_coverage",
}
ON_ONE_CORE_TOO = {"kernel", "sums"}


@dataclass(frozen=True)
class Row:
    """What is run: its name, the command, and where it leaves what it found."""

    name: str
    kind: str
    command: list[str]
    found: Path
    repeats: int | None = None
    note: str = ""
    cores: int | None = None


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
    loading_s: float = 0.0


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


def gaps(dataset: Path, into: Path) -> None:
    """Find the gaps between parcels, and their overlaps besides, from files to a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from geokit.coverage.survey import survey_coverage

    found = survey_coverage(_read(dataset)[1], tolerance_m2=TOLERANCE_M2)
    pq.write_table(pa.table({"area_m2": found.gaps.area_m2}), into)


def overlaps(dataset: Path, into: Path) -> None:
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
    tell(taken)
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


KINDS = (*OWN_ROWS, "audit")
PARTS: dict[str, Callable[..., None]] = {
    "kernel": kernel,
    "sums": sums,
    "floor": floor,
    "overlaps": overlaps,
    "gaps": gaps,
}


def _own_row(dataset: Path, folder: Path, part: str, cores: int, *more: str) -> Row:
    name = OWN_ROWS.get(part, f"the same by {Path(more[-1]).name}" if more else part)
    if part not in QUESTIONS:
        name += f", {cores} cores" if cores > 1 else ON_ONE_CORE
    into = folder / f"{part}-{cores}"
    command = [sys.executable, __file__, str(dataset), "--part", part, "--cores", str(cores)]
    return Row(name, part, [*command, "--into", str(into), *more], into)


def _audit_row(dataset: Path, folder: Path, words: str, cores: int | None = None) -> Row:
    report = folder / f"audit{words.replace(' ', '').replace('/', '')}-{cores}.json"
    command = [sys.executable, "-m", "geokit", "audit", str(dataset), "-o", str(report), *shlex.split(words)]
    name = f"geokit audit {words}".strip() + ON_ONE_CORE * (cores == 1)
    return Row(name, "audit", command, report, cores=cores)


def _peer_rows(options: argparse.Namespace, dataset: Path, folder: Path, question: str) -> Iterator[Row]:
    parcels = _facts(dataset)["parcels"]
    for at, name in enumerate(QUESTIONS[question]):
        into = folder / f"{question}-by-{at}"
        script = str(Path(__file__).with_name("peers.py"))
        command = [options.peers_python, script, question, name, str(dataset), str(into)]
        note = "not run on so many" if parcels > MOST.get(name, parcels) else ""
        yield Row(name, question, command, into, options.peer_repeats, note)


def rows_of(options: argparse.Namespace, dataset: Path, folder: Path) -> list[Row]:
    """Return what is run, geokit's rows first."""
    rows: list[Row] = []
    for kind in options.rows:
        if kind == "audit":
            rows += [_audit_row(dataset, folder, words) for words in options.audit or [""]]
            rows += [_audit_row(dataset, folder, words, 1) for words in options.audit_on_one_core]
            continue
        cores = (1, 2) if kind in ON_ONE_CORE_TOO else (2,)
        rows += [_own_row(dataset, folder, kind, count) for count in cores]
        if kind == "kernel" and options.floor:
            rows.append(_own_row(dataset, folder, "floor", 2, "--floor", str(options.floor)))
        if options.peers and kind in QUESTIONS:
            rows += _peer_rows(options, dataset, folder, kind)
    return [row for row in rows if not options.only or any(text in row.name for text in options.only)]


def run(row: Row, limit_s: float) -> Figures:
    """Run a row once."""
    if row.note:
        return Figures(0, 0, 0, 0, 0, [], row.note)
    taken = take(row.command, limit_s, row.cores)
    figures = Figures(
        taken.wall_s,
        taken.processor_s,
        taken.first_s,
        taken.memory_gb,
        taken.own_gb,
        taken.each_gb,
        _note(taken, limit_s),
        sum(float(seconds) for seconds in re.findall(r"^loading ([0-9.]+) s$", taken.output, re.MULTILINE)),
    )
    for inner in told(taken.output):
        figures = replace(figures, **inner)
    return figures


def _note(taken: Taken, limit_s: float) -> str:
    if taken.code is None:
        return f"did not end within {limit_s:.0f} s"
    if taken.code in _FOUND and "can not run" not in taken.output and "Traceback" not in taken.output:
        return ""
    lines = taken.output.strip().splitlines()
    return lines[-1] if lines else f"ended with {taken.code}"


def table(found: dict[str, Any]) -> list[str]:
    """Return the table in Markdown: medians, and what was found."""
    columns = ["what", "wall", "processor", "highest memory", "of it its own", "processes", "found"]
    return markdown(columns, (_cells(name, row) for name, row in found.items()))


def _cells(name: str, row: dict[str, Any]) -> list[str]:
    if row["note"]:
        return [name, row["note"], *[""] * 5]
    counts = row["counts"]
    text = f"{counts['found']} of {counts['true']}" if counts else ""
    if "untrue" in counts:
        text += f", inside {counts['inside_found']} of {counts['inside']}, {counts['untrue']} untrue, areas to {counts['worst_m2']:.0e} m²"
    return [
        name,
        f"{row['wall_s']:.2f} s",
        f"{row['processor_s']:.2f} s",
        f"{row['memory_gb']:.2f} GB",
        f"{row['own_gb']:.2f} GB",
        str(len(row["runs"][0]["each_gb"])),
        text,
    ]


def _facts(dataset: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(truth_file(dataset).read_text(encoding="utf-8"))
    return facts


def summary(row: Row, runs: list[Figures], truth: Truth) -> dict[str, Any]:
    """Return the medians of a row, its runs, and what it found."""
    figures = [vars(each) for each in runs]
    numbers = [
        {name: each[name] for name in each if name.endswith(("_s", "_gb")) and name != "each_gb"}
        for each in figures
    ]
    note = next((each.note for each in runs if each.note), "")
    counts = {} if note else truth.counted(row.kind, row.found)
    return {"kind": row.kind, **medians(numbers), "note": note, "counts": counts, "runs": figures}


def measure(options: argparse.Namespace, dataset: Path, folder: Path) -> None:
    """Run all rows in turn and print what they took."""
    facts = _facts(dataset)
    print(machine(PACKAGES))
    print(f"{facts['parcels']:,} parcels, {facts['files']} files, {facts['bytes'] / 1e9:.2f} GB", flush=True)
    rows = rows_of(options, dataset, folder)
    figures: dict[str, list[Figures]] = defaultdict(list)
    reports = Reports()
    try:
        for repeat in range(options.repeats):
            for row in rows:
                if row.repeats is None or repeat < row.repeats:
                    figures[row.name].append(run(row, options.limit))
                    if row.kind == "audit" and not figures[row.name][-1].note:
                        reports.take(row.name, row.found)
                    print(f"{row.name}: {figures[row.name][-1]}", flush=True)
    finally:
        # Whoever ends it early has what ran.
        truth = Truth(dataset, facts)
        found = {row.name: summary(row, figures[row.name], truth) for row in rows if figures[row.name]}
        print(*table(found), sep="\n", flush=True)
        known = {name: facts[name] for name in ("parcels", "files", "bytes")}
        kept = {**known, "true_pairs": len(truth.true), "reports": reports.counts, "rows": found}
        keep(options.json, kept)
    reports.require_one()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parcels", help="how many, or a folder that province.py wrote")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--audit", action="append", help="options of an audit, such as '--workers 2'; may be repeated"
    )
    parser.add_argument(
        "--audit-on-one-core",
        action="append",
        default=[],
        help="the same, with one core for all its processes",
    )
    parser.add_argument("--floor", type=Path, help="a script with audit(shapes), timed as the kernel is")
    parser.add_argument("--only", action="append", help="rows whose name holds this text; may be repeated")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a row may take")
    parser.add_argument("--peers", action="store_true", help="run public peers too")
    parser.add_argument("--peers-python", default=sys.executable, help="the Python that has them")
    parser.add_argument("--peer-repeats", type=int, default=1)
    parser.add_argument("--rows", nargs="+", choices=KINDS, default=list(KINDS), help="kinds of rows")
    add_option(parser)
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
