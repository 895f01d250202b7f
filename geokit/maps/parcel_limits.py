"""How much of its parcels a page takes: all, to a coarser precision, or their sums by squares; and what it says of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from geokit.i18n import Words
from geokit.page.geometry import PRECISION_M
from geokit.page.payload import LocalizedText
from geokit.parcels.formats._output_columns import retained_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

# What the parcels of more corners are rounded to: a third of a pixel of the screen where parcels of 40 m are 60 pixels wide.
COARSE_M = 0.5
MOST_FINE_CORNERS = 4_000_000
# A page of these has some 30 MB, and a browser needs a gigabyte of memory for it.
MOST_CORNERS = 25_000_000
MOST_PARCELS = 1_250_000
# Whatever becomes of a number of files, so many are named.
_NAMED = 3

_DRAWN_TO = Words(zh="地块绘制精度：{length} 米", en="Parcels drawn to {length} m")
_SUMMED = Words(
    zh="{count} 宗地块超出一个页面所能容纳的数量（至多 {most} 宗、{corners} 个界址点），"
    "本页只按格汇总其宗数与面积，不含各宗的图形、编号与属性{where}",
    en="{count} parcels are more than a page takes (at most {most}, or {corners} corners): it has their number and land by "
    "squares, and of none its outline, its number or its attributes{where}",
)
_WHERE = Words(zh="；各宗地块见 {names}", en="; each parcel is in {names}")
_WHERE_OF_MANY = Words(
    zh="；各宗地块见 {names} 等 {count} 个文件",
    en="; each parcel is in {names} and others, {count} files in all",
)
_BESIDE = Words(
    zh="；页面存为文件时，各宗地块另存于旁边同名的 {suffix} 文件",
    en="; when the page is saved, each parcel is put beside it, into the file of its name that ends in {suffix}",
)
_NOWHERE = LocalizedText("", "")


class Table(Protocol):
    """What is to be known of parcels that a page draws."""

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The parcels."""

    @property
    def shapes(self) -> NDArray[np.object_]:
        """Their shapes in degrees."""

    @property
    def precision_m(self) -> float | None:
        """What their coordinates are to be rounded to, where somebody said that."""

    @property
    def is_many(self) -> bool:
        """Whether they are so many that this matters."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of a table a page takes.

    Parameters
    ----------
    precision_m : float
        What the coordinates of very many parcels are rounded to, on the ground.
    is_summed : bool
        Whether there are only sums by squares.
    """

    precision_m: float = field(default=PRECISION_M)
    is_summed: bool = False


def details_of(tables: Sequence[Table]) -> list[Detail]:
    """Return how much of each table one page takes: of the largest ones their sums, where all together are too many."""
    corners = [int(shapely.get_num_coordinates(table.shapes).sum()) for table in tables]
    counts = [len(table.frame) for table in tables]
    summed: set[int] = set()
    for at in np.argsort(corners)[::-1].tolist():
        kept = [each for each in range(len(tables)) if each not in summed]
        if (
            sum(corners[each] for each in kept) > MOST_CORNERS
            or sum(counts[each] for each in kept) > MOST_PARCELS
        ):
            summed.add(at)
    is_coarse = sum(corners[at] for at in range(len(tables)) if at not in summed) > MOST_FINE_CORNERS
    usual = COARSE_M if is_coarse else PRECISION_M
    return [Detail(table.precision_m or usual, at in summed) for at, table in enumerate(tables)]


def detail_facts(tables: Sequence[Table], details: Sequence[Detail]) -> Iterator[LocalizedText]:
    """Yield what parcels are rounded to, where that is more than usual."""
    drawn = [
        each.precision_m
        for table, each in zip(tables, details, strict=True)
        if table.is_many and not each.is_summed
    ]
    coarsest = max(drawn, default=0.0)
    if coarsest > PRECISION_M:
        yield LocalizedText.of(_DRAWN_TO, length=f"{coarsest:g}")


def detail_notes(
    tables: Sequence[Table], details: Sequence[Detail], *, is_public: bool
) -> Iterator[LocalizedText]:
    """Yield what the page leaves out, and which files have it; those are no matter of the public."""
    suffixes = {id(table): suffix for suffix, table in _without_files(tables, details)}
    for table, detail in zip(tables, details, strict=True):
        if detail.is_summed:
            yield LocalizedText.of(
                _SUMMED,
                count=f"{len(table.frame):,}",
                most=f"{MOST_PARCELS:,}",
                corners=f"{MOST_CORNERS:,}",
                where=_NOWHERE if is_public else _where(table, suffixes.get(id(table))),
            )


def frames_beside(
    tables: Sequence[Table], details: Sequence[Detail], *, is_public: bool
) -> dict[str, gpd.GeoDataFrame]:
    """Return the parcels that the page leaves out and no file is known to have, by the suffix of one beside it."""
    if is_public:
        return {}
    return {suffix: retained_columns(table.frame) for suffix, table in _without_files(tables, details)}


def _without_files(tables: Sequence[Table], details: Sequence[Detail]) -> Iterator[tuple[str, Table]]:
    found = [
        table
        for table, detail in zip(tables, details, strict=True)
        if detail.is_summed and table.frame["source"].isna().any()
    ]
    for number, table in enumerate(found, start=1):
        yield (".parcels.parquet" if number == 1 else f".parcels-{number}.parquet"), table


def _where(table: Table, suffix: str | None) -> LocalizedText:
    if suffix is not None:
        return LocalizedText.of(_BESIDE, suffix=suffix)
    names = [str(name) for name in table.frame["source"].unique()]
    words = _WHERE if len(names) <= _NAMED else _WHERE_OF_MANY
    return LocalizedText.of(words, names=names[:_NAMED], count=len(names))
