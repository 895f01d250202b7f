"""How long a table of land classes takes on a county's survey: python benchmarks/classes.py [PARCELS] [POLYGONS].

Made here: survey polygons in a bent grid of 100 m and parcels across them, spread over the whole county and gathered in one
town. Each is a process of its own, so that the peak of memory is that of the table and not of making the files.
"""

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
from machine import machine  # beside this file
from measured import add_option, keep, tell, told

import geokit as gk
from geokit.ledgers.land_classes.survey import read_survey

CRS = "EPSG:4548"
CODES = ("0101", "0103", "0201", "0301", "0601", "1001", "1006", "1104", "1107", "0702", "1206", "0404")
PACKAGES = ("geopandas", "pyogrio", "shapely", "numpy", "pandas")


def survey(count: int) -> gpd.GeoDataFrame:
    """Return polygons of eight corners that fit each other, with what a survey says of them."""
    side = int(np.ceil(np.sqrt(count)))
    east, north = np.meshgrid(np.arange(2 * side + 1) * 50.0, np.arange(2 * side + 1) * 50.0)
    corners = np.stack(
        [east + 9 * np.sin(north / 170) + 400_000, north + 9 * np.sin(east / 150) + 2_500_000], axis=-1
    ).round(4)
    row, column = np.divmod(np.arange(count), side)
    steps = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
    rings = np.stack([corners[2 * row + up, 2 * column + right] for up, right in steps], axis=1)
    shapes = shapely.polygons(rings)
    at = np.arange(count)
    codes = np.array(CODES)[(at * 7 + row) % len(CODES)]
    return gpd.GeoDataFrame(
        {
            "BSM": [f"4405{number:014d}" for number in at],
            "TBBH": at.astype(str),
            "DLBM": codes,
            "QSXZ": np.where(np.isin(codes, ("0601", "1001")), "10", "30"),
            "QSDWMC": [f"示例联社{number % 300}" for number in at],
            "ZLDWMC": [f"示例村{number % 300}" for number in at],
            "TBMJ": gk.measure_area(shapes, CRS, "ellipsoidal").round(2),
            "KCXS": np.where(codes == "0101", 0.0825, 0.0),
            "GXSJ": "2025-12-31",
        },
        geometry=shapes,
        crs=CRS,
    )


def parcels(count: int, extent_m: float) -> gpd.GeoDataFrame:
    """Return parcels of 190 × 130 m on a grid, turned a little, their declared areas as planar ones to 0.01 m²."""
    side = int(np.ceil(np.sqrt(count)))
    step = max(extent_m / side, 260.0)
    row, column = np.divmod(np.arange(count), side)
    east, north = 400_300 + step * column, 2_500_300 + step * row
    offsets = np.array([(0, 7), (190, 0), (197, 130), (6, 138)], dtype=float)
    rings = np.stack([np.stack([east, north], axis=-1)] * 4, axis=1) + offsets
    shapes = shapely.polygons(rings.round(3))
    return gpd.GeoDataFrame(
        {
            "DKBH": [f"P{number:05d}" for number in range(count)],
            "批次": [f"2025年第{number % 9 + 1}批" for number in range(count)],
            "DKMJ": shapely.area(shapes).round(2),
        },
        geometry=shapes,
        crs=CRS,
    )


def main() -> None:
    """Make the files, make each table, print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parcels", type=int, nargs="?", default=3_000)
    parser.add_argument("polygons", type=int, nargs="?", default=1_000_000)
    add_option(parser)
    options = parser.parse_args()
    count, polygons = options.parcels, options.polygons
    figures = {"parcels": count, "polygons": polygons, "rows": {}}
    print(machine(PACKAGES))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pyogrio.write_dataframe(survey(polygons), folder / "survey.gdb", layer="DLTB", driver="OpenFileGDB")
        for title, extent_m in (("county", 95.0 * np.sqrt(polygons)), ("town", 260.0 * np.sqrt(count))):
            pyogrio.write_dataframe(parcels(count, extent_m), folder / f"{title}.gpkg", driver="GPKG")
            command = [sys.executable, __file__, "--table", name, title]
            (figures["rows"][title],) = told(
                subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
            )
            print(title, figures["rows"][title], flush=True)
    keep(options.json, figures)


def table(folder: str, title: str) -> None:
    """Make one table and print what it took."""
    start = time.perf_counter()
    land = gk.read_parcels(Path(folder, f"{title}.gpkg"))
    read = read_survey(Path(folder, "survey.gdb"), land)
    reading, reading_gb = time.perf_counter() - start, peak_gb()
    start = time.perf_counter()
    made = gk.land_class_table(land, read)
    took = time.perf_counter() - start
    sums = made.to_frame()["total"]
    if sums.iloc[:-1].sum() != sums.iloc[-1]:
        raise SystemExit("the printed sum is not that of its parts")
    tell(
        {
            "polygons": len(read),
            "reading_s": reading,
            "reading_gb": reading_gb,
            "table_s": took,
            "cells": len(made.cells),
            "peak_gb": peak_gb(),
        }
    )


def peak_gb() -> float:
    """Return the highest memory of this process alone."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--table"]:
        table(*sys.argv[2:])
    else:
        main()
