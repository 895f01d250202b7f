"""Every benchmark once, in one go: ``python benchmarks/everything.py`` (``make benchmarks``), into build/benchmarks.

Each is a process of its own, one after the other. For each there is what it printed (NAME.txt) and its figures
(NAME.json); run.json has the machine, the versions, the load before each, when it began and ended, and what failed: the
others run all the same. ``--small`` rehearses with few parcels. ``python benchmarks/write.py`` puts the figures into the
pages that tell them. Provinces are made into --data before the clock starts, unless they are there.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measured import keep, load  # beside this file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
PACKAGES = (
    *(
        "numpy",
        "shapely",
        "geopandas",
        "pandas",
        "pyogrio",
        "pyarrow",
        "pyproj",
        "numba",
        "dask",
        "xlsxwriter",
    ),
    *(
        "folium",
        "geoplanar",
        "dask-geopandas",
        "duckdb",
        "duckdb-extension-spatial",
        "sedonadb",
        "apache-sedona",
        "ilivalidator",
    ),
)
PROGRAMS = {
    "mapshaper": [os.environ.get("MAPSHAPER") or "mapshaper", "--version"],
    "Chromium": ["chromium", "--version"],
    "PostGIS": ["dpkg-query", "-W", "-f", "${Version}", "postgresql-15-postgis-3"],
    "PostgreSQL": ["psql", "--version"],
    "QGIS": ["dpkg-query", "-W", "-f", "${Version}", "python3-qgis"],
}
# Of more than so many seconds a row of the comparison is left.
LIMIT_S = 600


@dataclass(frozen=True)
class Sizes:
    """How many parcels the provinces have, from the smallest, and how many the other benchmarks; repeats of each."""

    provinces: tuple[tuple[str, int], ...]
    many: int
    maps: tuple[int, ...]
    findings: tuple[int, int]
    land: int
    kernel: int = 5
    audits: int = 3


FULL = Sizes(
    provinces=(("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000), ("3m", 3_000_000), ("10m", 10_000_000)),
    many=1_000_000,
    maps=(10_000, 100_000, 1_000_000),
    findings=(5_000, 100_000),
    land=3_000,
)
SMALL = Sizes(
    provinces=(("2k", 2_000), ("5k", 5_000), ("10k", 10_000), ("15k", 15_000), ("20k", 20_000)),
    many=10_000,
    maps=(1_000, 2_000, 5_000),
    findings=(500, 1_000),
    land=300,
    kernel=1,
    audits=1,
)


@dataclass(frozen=True)
class Step:
    """One benchmark: its name, and its command."""

    name: str
    words: tuple[str, ...]


def steps(sizes: Sizes, data: Path, into: Path) -> Iterator[Step]:
    """Yield all benchmarks in order."""
    folders = [str(data / name) for name, _ in sizes.provinces]
    tiny, small, usual, large, largest = folders
    # A row may take more on a machine that has much other work, as a rehearsal has.
    once = ("--repeats", "1", "--limit", str(LIMIT_S))
    yield _step("kernel", "scale", usual, "--rows", "kernel", "sums", "--repeats", str(sizes.kernel))
    in_turn = ["", "--memory 1GB", "--workers 1", "--workers 2"]
    yield _audits("audits-usual", usual, sizes.audits, in_turn, ["--workers 1"])
    yield _audits("audits-small", small, sizes.audits, ["", "--workers 1"])
    yield _audits("audits-large", large, 1, ["--memory 2GB", "--workers 1"])
    yield _audits("audits-largest", largest, 1, ["--memory 4GB"])
    provinces = ("small", small), ("usual", usual), ("large", large), ("largest", largest)
    measured = [
        word
        for name, folder in provinces
        for word in ("--measured", folder, str(into / f"audits-{name}.json"))
    ]
    yield _step("model", "model", *measured)
    yield _step("peers-tiny", "scale", tiny, "--rows", "overlaps", "gaps", "--peers", *once)
    yield _step("peers-small", "scale", small, "--rows", "overlaps", "gaps", "--peers", *once)
    yield _step("peers-usual", "scale", usual, "--rows", "overlaps", "--peers", *once)
    yield _step("audit", "audit", str(sizes.many), "--repeats", str(sizes.audits))
    yield _step("measure", "measure", str(sizes.many))
    yield _step("offset", "offset", str(sizes.many))
    yield _step("reading", "reading", str(sizes.many))
    few, more = (str(count) for count in sizes.findings)
    yield _step("reports-few", "reports", "--findings", few, "--rounds", "5")
    yield _step("reports-many", "reports", "--findings", more, "--rounds", "1")
    yield _step("maps", "maps", *map(str, sizes.maps), "--repeats", "3", "--folium-repeats", "1")
    yield _step("classes", "classes", str(sizes.land), str(sizes.many))
    yield _step("schema", "schema", str(sizes.many))


def _step(name: str, script: str, *words: str) -> Step:
    return Step(name, (str(HERE / f"{script}.py"), *words))


def _audits(
    name: str, folder: str, repeats: int, options: list[str], on_one_core: Sequence[str] = ()
) -> Step:
    words = [f"--audit={each}" for each in options]
    words += [f"--audit-on-one-core={each}" for each in on_one_core]
    return _step(name, "scale", folder, "--rows", "audit", "--repeats", str(repeats), *words)


def machine() -> dict[str, Any]:
    """Return what the machine is, and the versions of what is installed."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    for name, command in PROGRAMS.items():
        if shutil.which(command[0]):
            ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - named above
            if version := next((word for word in ended.stdout.split() if word[0].isdigit()), ""):
                versions[name] = version.split("+")[0]
    return {
        "cores": os.cpu_count(),
        "processor": _said("/proc/cpuinfo", "model name"),
        "memory_gb": round(int(_said("/proc/meminfo", "MemTotal").split()[0]) / 1e6),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
    }


def _said(file: str, name: str) -> str:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "0")


def make_provinces(sizes: Sizes, data: Path) -> None:
    """Write the provinces that are not there."""
    data.mkdir(parents=True, exist_ok=True)
    for name, count in sizes.provinces:
        # Its truth is written last.
        if not (data / f"{name}-truth.json").exists():
            shutil.rmtree(data / name, ignore_errors=True)
            command = [sys.executable, str(HERE / "province.py"), str(data / name), str(count)]
            subprocess.run(command, check=True)  # noqa: S603 - of these files


def run(step: Step, into: Path) -> dict[str, Any]:
    """Run one benchmark, and return when, under what load, and how it ended."""
    figures = into / f"{step.name}.json"
    figures.unlink(missing_ok=True)
    begun, began, before = datetime.now(UTC), time.perf_counter(), load()
    with (into / f"{step.name}.txt").open("wb") as printed:
        command = [sys.executable, *step.words, "--json", str(figures)]
        code = subprocess.run(command, stdout=printed, stderr=subprocess.STDOUT, check=False).returncode  # noqa: S603
    return {
        "begun": begun.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - began, 1),
        "load_before": round(before, 2),
        "failed": "" if code == 0 and figures.exists() else f"ended with {code}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--into", type=Path, default=Path("build/benchmarks"))
    parser.add_argument(
        "--data", type=Path, default=Path("build/provinces"), help="where provinces are, or are made"
    )
    parser.add_argument("--small", action="store_true", help="a rehearsal with few parcels")
    parser.add_argument(
        "--only", nargs="+", help="benchmarks by their names; the others stay as they ran before"
    )
    options = parser.parse_args()
    sizes = SMALL if options.small else FULL
    into = options.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    listed = list(steps(sizes, options.data.resolve(), into))
    if unknown := set(options.only or ()) - {step.name for step in listed}:
        parser.error(
            f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in listed)}"
        )
    make_provinces(sizes, options.data)
    began = time.perf_counter()
    kept = into / "run.json"
    facts = json.loads(kept.read_text(encoding="utf-8")) if options.only and kept.exists() else {"steps": {}}
    facts |= {"machine": machine(), "is_small": options.small}
    for step in listed:
        if options.only and step.name not in options.only:
            continue
        facts["steps"][step.name] = ended = run(step, into)
        print(
            f"{step.name}: {ended['seconds']:.0f} s, load before {ended['load_before']} {ended['failed']}",
            flush=True,
        )
        keep(kept, facts)
    failed = [name for name, ended in facts["steps"].items() if ended["failed"]]
    print(
        f"{(time.perf_counter() - began) / 60:.1f} minutes; "
        + (f"failed: {', '.join(failed)}" if failed else "all ran")
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
