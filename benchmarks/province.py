"""A province of parcels in parts: ``python benchmarks/province.py FOLDER 10000000``.

The coverage of ``parcels.py``, of any size, in tiles that fit together: a draw belongs to its place, so that two tiles
draw their common border corner by corner alike, and a tile needs nothing of another. Each tile is a GeoParquet file with a
covering box in FOLDER; beside it FOLDER-truth.json has what was planted. A fault belongs to the tile of its cell; what it
meets may lie in the next one, up to two cells away. At every corner of four tiles one is planted.
``--shuffled`` puts every parcel into any file, in any order, under the same id.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from machine import highest_memory  # beside this file
from parcels import APART, Planter, make_coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Array = Any
CRS = "EPSG:4548"
# A fault reaches so many cells; those around a tile are drawn too.
REACH = 2
# Multiples of the distance between faults: a border then runs along a row in which they may lie.
LARGEST_TILE = 79 * APART
FEWEST_TILES = 4
MISDECLARED = 2e-4
ROWS_IN_GROUP = 50_000


@dataclass(frozen=True)
class Province:
    """How many parcels in how many rows and columns, and where the tiles' borders run."""

    count: int
    seed: int = 0
    share: float = 0.005

    @property
    def columns(self) -> int:
        """How many parcels lie in a row."""
        return max(int(np.sqrt(self.count)), 1)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-self.count // self.columns)

    def borders(self, cells: int) -> list[int]:
        """Return where tiles begin among so many rows or columns, and the end."""
        side = min(LARGEST_TILE, -(-cells // (FEWEST_TILES * APART)) * APART)
        return [0, *range(REACH + side, cells - REACH, side), cells]

    def tiles(self) -> Iterator[Tile]:
        """Yield the tiles from the south-west."""
        for south, north in pairwise(self.borders(self.rows)):
            for west, east in pairwise(self.borders(self.columns)):
                yield Tile(self, south, north, west, east)


@dataclass
class Truth:
    """What was planted, by the ids of the parcels."""

    parcels: int = 0
    overlaps: list[tuple[str, str, float]] = field(default_factory=list)
    gaps_m2: list[float] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    misdeclared: list[str] = field(default_factory=list)
    across_files: int = 0

    def add(self, other: Truth) -> None:
        """Take in what was planted in one tile more."""
        self.parcels += other.parcels
        self.across_files += other.across_files
        for name in ("overlaps", "gaps_m2", "invalid", "misdeclared"):
            getattr(self, name).extend(getattr(other, name))


class PlacedDraws:
    """Draws that follow from the seed, the place and how many were drawn there before."""

    def __init__(self, seed: int, first: tuple[int, int]) -> None:
        self.first, self.drawn = first, 0
        self.seed = np.uint64(seed)

    def uniform(self, low: float, high: float, size: Any) -> Array:
        """Return evenly spread numbers."""
        return low + (high - low) * (self._bits(size) >> np.uint64(11)) * 2.0**-53

    def integers(self, low: int, high: int, size: Any) -> Array:
        """Return whole numbers from `low` to below `high`."""
        return low + (self._bits(size) % np.uint64(high - low)).astype(np.int64)

    def _bits(self, size: tuple[int, ...]) -> Array:
        rows = np.arange(self.first[0], self.first[0] + size[0], dtype=np.uint64)[:, None]
        columns = np.arange(self.first[1], self.first[1] + size[1], dtype=np.uint64)
        deep = int(np.prod(size[2:], dtype=int))
        place = _mixed(_mixed(self.seed + np.uint64(self.drawn)) + (rows << np.uint64(32)) + columns)
        self.drawn += 1
        return _mixed(place[..., None] + np.arange(deep, dtype=np.uint64)).reshape(size)


def _mixed(bits: Array) -> Array:
    """Return the finaliser of splitmix64: neighbouring numbers become unlike ones."""
    with np.errstate(over="ignore"):
        bits = (bits + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


@dataclass(frozen=True)
class Tile:
    """Rows and columns of a province, from the first to below the last."""

    province: Province
    south: int
    north: int
    west: int
    east: int

    def parcels(self) -> tuple[Any, Truth]:
        """Return the parcels of this tile as a table, and what was planted among them."""
        planting = _Planting(self)
        for cell in self._faulty():
            planting.plant(*cell)
        return planting.table()

    def _faulty(self) -> list[tuple[int, int]]:
        rows, columns = (
            np.arange(REACH, side - REACH, APART) for side in (self.province.rows, self.province.columns)
        )
        rows = rows[(rows >= self.south) & (rows < self.north)]
        columns = columns[(columns >= self.west) & (columns < self.east)]
        if not len(rows) or not len(columns):
            return []
        apart = (int(rows[0]) // APART, int(columns[0]) // APART)
        drawn = PlacedDraws(self.province.seed + 1, apart).uniform(0, 1, (len(rows), len(columns)))
        faulty = drawn < self.province.share * APART**2
        if self.south and self.west:
            faulty[0, 0] = True
        return [(int(rows[row]), int(columns[column])) for row, column in np.argwhere(faulty)]


class _Planting:
    """Plants the faults of one tile, among its own parcels and those around it."""

    def __init__(self, tile: Tile) -> None:
        self.tile, self.province = tile, tile.province
        self.south, self.west = max(tile.south - REACH, 0), max(tile.west - REACH, 0)
        self.height = min(tile.north + REACH, self.province.rows) - self.south
        self.width = min(tile.east + REACH, self.province.columns) - self.west
        first = (self.south, self.west)
        draws = PlacedDraws(self.province.seed, first)
        shapes = make_coverage(self.height, self.width, draws, first=first)
        self.planter = Planter(shapes, self.width, np.random.default_rng(0))
        self.added_ids: list[str] = []

    def plant(self, row: int, column: int) -> None:
        """Plant a fault that follows from the seed and the cell alone."""
        self.planter.rng = np.random.default_rng([self.province.seed, row, column])
        kind = int(self.planter.rng.integers(len(self.planter.kinds)))
        cell = (row - self.south) * self.width + column - self.west
        before = len(self.planter.added)
        self.planter.kinds[kind](cell)
        name = _names(self.province, np.array([row]), np.array([column]))[0]
        self.added_ids += [f"{name}-{at}" for at in range(1, len(self.planter.added) - before + 1)]

    def table(self) -> tuple[Any, Truth]:
        """Return the tile's own parcels, and the truth about them."""
        import geopandas as gpd

        from geokit.land.measure.polygons import measure_area

        planter, tile = self.planter, self.tile
        row, column = np.divmod(np.arange(len(planter.shapes)), self.width)
        row, column = row + self.south, column + self.west
        names = np.concatenate([_names(self.province, row, column), np.array(self.added_ids, dtype=object)])
        inside = (row >= tile.south) & (row < tile.north) & (column >= tile.west) & (column < tile.east)
        own = np.concatenate([inside, np.ones(len(planter.added), dtype=bool)])
        truth = self._truth(names, own)
        own[planter.removed] = False
        shapes = np.concatenate([planter.shapes, np.array(planter.added, dtype=object)])[own]
        places = [f"{at:04d}街坊" for at in row.tolist()] + ["补测"] * len(planter.added)
        declared_m2 = measure_area(shapes, CRS).round(2)
        wrong = np.random.default_rng([self.province.seed, tile.south, tile.west]).random(len(shapes))
        wrong = wrong < MISDECLARED
        declared_m2[wrong] = np.round(declared_m2[wrong] * 1.05, 2)
        truth.parcels, truth.misdeclared = len(shapes), names[own][wrong].tolist()
        columns = {
            "id": names[own],
            "name": np.array(places, dtype=object)[own],
            "phase": "1",
            "stage": "approved",
            "declared_m2": declared_m2,
            "declared_half_unit_m2": 0.005,
            "declared_method": "ellipsoidal",
        }
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS), truth

    def _truth(self, names: Array, own: Array) -> Truth:
        planter = self.planter
        return Truth(
            overlaps=[(names[one], names[other], area_m2) for one, other, area_m2 in planter.pairs],
            gaps_m2=planter.gaps_m2,
            invalid=names[planter.invalid].tolist(),
            across_files=sum(not (own[one] and own[other]) for one, other, _ in planter.pairs),
        )


def _names(province: Province, row: Array, column: Array) -> Array:
    digits = len(str(province.rows * province.columns))
    return np.array([f"P{cell:0{digits}d}" for cell in (row * province.columns + column).tolist()], object)


def write_province(folder: Path, province: Province, say: Callable[[str], object] = print) -> Truth:
    """Write one file a tile, never more than one of them in memory."""
    folder.mkdir(parents=True)
    whole = Truth()
    for at, tile in enumerate(province.tiles()):
        table, truth = tile.parcels()
        table.to_parquet(
            folder / f"part-{at:04d}.parquet", write_covering_bbox=True, row_group_size=ROWS_IN_GROUP
        )
        whole.add(truth)
    _write_truth(folder, whole)
    say(f"{folder}: {whole.parcels} parcels, {at + 1} files, {len(whole.overlaps)} true overlaps")
    return whole


def _write_truth(folder: Path, truth: Truth) -> None:
    files = sorted(folder.glob("*.parquet"))
    facts = {"files": len(files), "bytes": sum(file.stat().st_size for file in files), **vars(truth)}
    truth_file(folder).write_text(json.dumps(facts), encoding="utf-8")


def truth_file(folder: Path) -> Path:
    """Return the file that has the truth about the parcels of a folder."""
    return folder.with_name(f"{folder.name}-truth.json")


def shuffle(folder: Path, into: Path, seed: int = 0) -> None:
    """Write the same parcels in any order into as many files, one file at a time in memory."""
    import pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    files = sorted(folder.glob("*.parquet"))
    into.mkdir(parents=True)
    schema = pq.read_schema(files[0])
    with tempfile.TemporaryDirectory(dir=into.parent) as kept:
        piles = [Path(kept, file.name) for file in files]
        writers = [pq.ParquetWriter(pile, schema) for pile in piles]
        for file in files:
            table = pq.read_table(file).cast(schema)
            pile = rng.integers(len(piles), size=len(table))
            for at, writer in enumerate(writers):
                writer.write_table(table.filter(pile == at))
        for writer in writers:
            writer.close()
        for pile in piles:
            table = pq.read_table(pile)
            pq.write_table(
                table.take(rng.permutation(len(table))),
                into / pile.name,
                row_group_size=ROWS_IN_GROUP,
                compression="snappy",
            )
    truth_file(into).write_bytes(truth_file(folder).read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="how many parcels")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shuffled", action="store_true", help="write FOLDER-shuffled too")
    options = parser.parse_args()
    start = time.perf_counter()
    write_province(options.folder, Province(options.count, options.seed))
    print(f"{time.perf_counter() - start:.0f} s, {highest_memory()}")
    if options.shuffled:
        start = time.perf_counter()
        shuffle(options.folder, options.folder.with_name(f"{options.folder.name}-shuffled"))
        print(f"shuffled: {time.perf_counter() - start:.0f} s, {highest_memory()}")


if __name__ == "__main__":
    main()
