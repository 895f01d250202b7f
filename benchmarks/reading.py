"""How fast parcels are read, beside the libraries alone: ``python benchmarks/reading.py [N]``.

Everything is made and timed in one run, on N parcels of 18 corners near Shantou. Quote the ratios, not the
seconds. GeoParquet and GeoPackage are read by geopandas (GeoPackage over Arrow, its fast way) and by geokit, which
gives the same polygons and canonical columns besides. A boundary-point TXT has no peer: its points a second are
printed. Processor time is taken rather than the clock's, so that other work on the machine matters less.
"""

from __future__ import annotations

import argparse
import sqlite3
import struct
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from measured import add_option, keep  # beside this file

from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.read import read_parcels

if TYPE_CHECKING:
    from collections.abc import Callable

CORNERS = 18
BROKEN_AMONG = 100_000
TXT_PARCELS = 30_000


def make_parcels(count: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Return star-shaped parcels printed to the millimetre, with the columns offices use."""
    rng = np.random.default_rng(seed)
    angles = 2 * np.pi * np.arange(CORNERS) / CORNERS
    lengths_m = rng.uniform(15, 50, (count, 1)) * rng.uniform(0.8, 1.2, (count, CORNERS))
    middles = rng.uniform((440_000, 2_560_000), (500_000, 2_620_000), (count, 2))
    points = middles[:, None, :] + lengths_m[..., None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    polygons = shapely.polygons(points.round(3))
    columns = {
        "DKBH": [f"DK-{number:07}" for number in range(count)],
        "DKMC": [f"地块{number % 1000}" for number in range(count)],
        "DKMJ": shapely.area(polygons).round(2),
    }
    return gpd.GeoDataFrame(columns, geometry=polygons, crs=4548)


def break_one(path: Path, fid: int) -> None:
    """Put a ring that is not closed in the place of one record of a GeoPackage."""
    ring = np.array(
        [[467_000.0, 2_583_000.0], [467_100, 2_583_000], [467_100, 2_583_100], [467_000, 2_583_100]]
    )
    wkb = struct.pack("<BIII8d", 1, 3, 1, 4, *ring.ravel())
    database = sqlite3.connect(path)
    # GDAL's triggers ask for functions that plain SQLite does not have.
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        database.create_function(name, 1, lambda _: 0)
    database.execute(
        "update parcels set geom = ? where fid = ?", (b"GP\x00\x01" + struct.pack("<i", 4548) + wkb, fid)
    )
    database.commit()
    database.close()


def write_txt(frame: gpd.GeoDataFrame, path: Path) -> int:
    """Write a boundary-point TXT in GBK, and return how many points it has."""
    head = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n计量单位=米\n带号=39\n[地块坐标]\n"
    with path.open("w", encoding="gbk") as stream:
        stream.write(head)
        for number, polygon in zip(frame["DKBH"], frame.geometry, strict=True):
            points = shapely.get_coordinates(polygon)
            stream.write(f"{len(points)},{polygon.area / 10_000:.4f},{number},地块,面,,工业用地,1001,@\n")
            stream.writelines(f"J{at + 1},1,{y:.3f},{x + 39e6:.3f}\n" for at, (x, y) in enumerate(points))
    return len(frame) * (CORNERS + 1)


def cost(runs: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Return the median of each run's processor seconds; the runs take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            start = time.process_time()
            run()
            seconds[name].append(time.process_time() - start)
    return {name: median(values) for name, values in seconds.items()}


def show(title: str, peer: float, ours: float) -> dict[str, float]:
    """Return the two, and print them."""
    print(f"{title:<44} {peer:8.2f} s {ours:8.2f} s   {ours / peer:5.2f}×")
    return {"peer_s": peer, "geokit_s": ours}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=3)
    add_option(parser)
    arguments = parser.parse_args()
    frame = make_parcels(arguments.count)
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(frame, Path(folder), arguments.repeats)
        few = frame.head(BROKEN_AMONG)
        rows["broken"] = compare_broken(few, Path(folder), arguments.repeats)
        points = write_txt(frame.head(TXT_PARCELS), Path(folder) / "x.txt")
        seconds = cost({"txt": lambda: read_parcels(Path(folder) / "x.txt")}, arguments.repeats)["txt"]
        print(f"{'boundary-point TXT':<44} {points:,} points, {points / seconds:,.0f} a second")
    txt = {"parcels": min(TXT_PARCELS, len(frame)), "points": points, "seconds": seconds}
    keep(arguments.json, {"parcels": len(frame), "broken_among": len(few), "rows": rows, "txt": txt})


def compare(frame: gpd.GeoDataFrame, folder: Path, repeats: int) -> dict[str, dict[str, float]]:
    """Return and print what geopandas and geokit take for the same file."""
    print(f"{len(frame):,} parcels{'':<30} {'geopandas':>10} {'geokit':>10}")
    parquet, package = folder / "x.parquet", folder / "x.gpkg"
    frame.to_parquet(parquet)
    frame.to_file(package, layer="parcels")
    found = cost(
        {
            "parquet peer": lambda: gpd.read_parquet(parquet),
            "parquet": lambda: read_parcels(parquet),
            "gpkg peer": lambda: gpd.read_file(package, use_arrow=True),
            "gpkg": lambda: read_parcels(package),
        },
        repeats,
    )
    return {
        "GeoParquet": show("GeoParquet", found["parquet peer"], found["parquet"]),
        "GeoPackage": show("GeoPackage", found["gpkg peer"], found["gpkg"]),
    }


def compare_broken(frame: gpd.GeoDataFrame, folder: Path, repeats: int) -> dict[str, float]:
    """Return and print what one broken record costs; geopandas reads nothing of such a file."""
    clean, broken = folder / "clean.gpkg", folder / "broken.gpkg"
    for path in (clean, broken):
        frame.to_file(path, layer="parcels")
    break_one(broken, len(frame) // 2)
    found = cost({"clean": lambda: read_parcels(clean), "broken": lambda: read_parcels(broken)}, repeats)
    taken = show(f"GeoPackage of {len(frame):,}, clean and one broken", found["clean"], found["broken"])
    (entry,) = unreadable_of(read_parcels(broken))
    print(f"  {entry.localize('en')}")
    return taken


if __name__ == "__main__":
    main()
