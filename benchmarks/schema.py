"""How long a database of a million records takes against its schema, and how much memory: python benchmarks/schema.py [RECORDS]."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

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
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
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
            subprocess.run([sys.executable, __file__, "--check", folder / f"b{suffix}", schema], check=True)  # noqa: S603


def check(database: str, schema: str) -> None:
    """Check one database, and print time and memory."""
    start = time.perf_counter()
    report = gk.check_schema(database, schema)
    took = time.perf_counter() - start
    # The usage that the system counts for a child begins with its parent's; this one does not.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    print(f"{Path(database).suffix}: {took:.1f} s, peak {int(peak) / 1024:.0f} MB; {report.summary('en')}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(*sys.argv[2:])
    else:
        main()
