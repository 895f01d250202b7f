"""How long a database of a million records takes against its schema, and how much memory: python benchmarks/schema.py [RECORDS]."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from measured import add_option, keep, tell, told  # beside this file

import geokit as gk

SCHEMA = """
name = "benchmark"
[[layer]]
name = "TB"
geometry = "Polygon"
crs = "EPSG:4547"
area_field = "MJ"
control_m2 = "{control}"
FIELDS
"""
FIELDS = (
    ("BSM", "Char", 'length = 18\nconstraint = "M"\nunique = true\nsequence = true'),
    ("YSDM", "Char", 'length = 10\nconstraint = "M"\ndomain = "2090030110"'),
    ("DLBM", "Char", 'length = 5\nconstraint = "M"\ndomain = "codes: survey"'),
    ("XZQMC", "Char", 'length = 100\nconstraint = "M"'),
    ("RQ", "Char", 'length = 8\ndomain = "YYYYMMDD"'),
    ("MJ", "Float", 'decimals = 2\nconstraint = "M"\ndomain = ">0"'),
)


def made(records: int) -> gpd.GeoDataFrame:
    """Return polygons in rows of a thousand, one in a thousand with a wrong code."""
    at = np.arange(records)
    east, north = 400_000 + 20.0 * (at % 1000), 2_500_000 + 20.0 * (at // 1000)
    return gpd.GeoDataFrame(
        {
            "BSM": [f"4403{number:014d}" for number in at],
            "YSDM": "2090030110",
            "DLBM": np.where(at % 1000 == 0, "9999", np.where(at % 2, "0101", "1001")),
            "XZQMC": [f"示例村{number % 500}" for number in at],
            "RQ": [f"2026{1 + number % 12:02d}{1 + number % 28:02d}" for number in at],
            "MJ": 400.0,
        },
        geometry=shapely.box(east, north, east + 20, north + 20),
        crs=4547,
    )


def main() -> None:
    """Make the databases, check each, print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=1_000_000)
    add_option(parser)
    options = parser.parse_args()
    records, figures = options.records, {}
    rows = "".join(
        f'[[layer.field]]\ncode = "{code}"\ntype = "{kind}"\n{rest}\n' for code, kind, rest in FIELDS
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = folder / "schema.toml"
        schema.write_text(SCHEMA.format(control=400 * records).replace("FIELDS", rows), encoding="utf-8")
        frame = made(records)
        for suffix, driver in ((".gpkg", "GPKG"), (".gdb", "OpenFileGDB")):
            pyogrio.write_dataframe(frame, folder / f"b{suffix}", layer="TB", driver=driver)
        for suffix in (".gpkg", ".gdb"):
            # A process of its own: the peak is that of the check, and not of making the records.
            command = [sys.executable, __file__, "--check", str(folder / f"b{suffix}"), str(schema)]
            (figures[suffix],) = told(
                subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
            )
            print(suffix, figures[suffix], flush=True)
    keep(options.json, {"records": records, "rows": figures})


def check(database: str, schema: str) -> None:
    """Check one database, and print time and memory."""
    start = time.perf_counter()
    report = gk.check_schema(database, schema)
    took = time.perf_counter() - start
    # The usage that the system counts for a child begins with its parent's; this one does not.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    tell({"seconds": took, "peak_gb": int(peak) * 1024 / 1e9, "summary": report.summary("en")})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(*sys.argv[2:])
    else:
        main()
