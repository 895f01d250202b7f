"""What pages claim of speed in both languages, from the figures of one run; here those of the READMEs and of maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims_of_peers import beside, slower, unrun  # beside this file, as the next ones
from claims_of_scale import audits, constants, count, edges_left, larger, model
from measured import markdown
from tables import Figures, ran

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def comparison(figures: Figures, language: str) -> Iterator[str]:
    """Yield what the READMEs say of geokit beside its peers: what finds overlaps and gaps, then the others."""
    yield from beside(figures, language)
    yield ""
    rows = [*_map(figures, language), *_areas(figures, language), *_reading(figures, language)]
    yield from markdown(["", "geokit 与同类相比" if language == "zh" else "geokit beside its peer"], rows)


def _map(figures: Figures, language: str) -> list[list[str]]:
    if not (found := ran(figures, "maps")):
        return []
    parcels = max(
        number for number in found["counts"] if f"{number:,} parcels, folium.GeoJson" in found["rows"]
    )
    own, peer = (found["rows"][f"{parcels:,} parcels, {name}"] for name in ("geokit", "folium.GeoJson"))
    size, opened = (slower(peer[name] / own[name]) for name in ("size_mb", "opened_s"))
    if language == "zh":
        return [
            [
                f"{parcels:,} 宗地块的地图，与 `folium.GeoJson` 相比",
                f"轮廓画到 0.5 米（缺省为厘米）：folium 的网页（坐标不舍入）有 {size} 倍大，打开用时为 {opened} 倍",
            ]
        ]
    return [
        [
            f"a map of {parcels:,} parcels beside `folium.GeoJson`",
            (
                "drawn to 0.5 m (the default is a centimetre): folium's page, with all digits, "
                f"is {size} times as large and takes {opened} times as long to open"
            ),
        ]
    ]


def _areas(figures: Figures, language: str) -> list[list[str]]:
    if not (found := ran(figures, "measure")):
        return []
    ratios = [
        slower(found["loop_s"][start] / found["rows"][f"ellipsoidal {start}"]["seconds"])
        for start in ("lon/lat", "metres")
    ]
    parcels = f"{found['polygons']:,}"
    if language == "zh":
        return [
            [
                f"{parcels} 宗地块的椭球面积",
                f"逐宗调用 `pyproj.Geod` 用时为 {ratios[0]} 倍，由米制坐标起算为 {ratios[1]} 倍",
            ]
        ]
    return [
        [
            f"ellipsoidal areas of {parcels} parcels",
            f"a loop over `pyproj.Geod` takes {ratios[0]} times as long, from metres {ratios[1]} times",
        ]
    ]


def _reading(figures: Figures, language: str) -> list[list[str]]:
    if not (found := ran(figures, "reading")):
        return []
    ratio = {name: f"{row['geokit_s'] / row['peer_s']:.2f}" for name, row in found["rows"].items()}
    many, few = f"{found['parcels']:,}", f"{found['broken_among']:,}"
    if language == "zh":
        return [
            [
                f"从 GeoParquet、GeoPackage 读取 {many} 宗",
                f"用时为 GeoPandas 的 {ratio['GeoParquet']} 和 {ratio['GeoPackage']}，同时核对地块面积与坐标系",
            ],
            [
                f"{few} 宗的 GeoPackage，其中一个环未闭合",
                f"用时为完好文件的 {ratio['broken']} 倍，并指明该环；pyogrio 一条也读不出",
            ],
        ]
    return [
        [
            f"{many} parcels from GeoParquet, GeoPackage",
            (
                f"takes {ratio['GeoParquet']} and {ratio['GeoPackage']} of GeoPandas' time, "
                "with declared areas and coordinate system checked besides"
            ),
        ],
        [
            f"a GeoPackage of {few} with one ring not closed",
            f"takes {ratio['broken']} times as long as the clean file, and names the ring; pyogrio reads nothing of it",
        ],
    ]


def page_size(figures: Figures, language: str) -> Iterator[str]:
    """Yield how large a page of the most parcels is."""
    if found := ran(figures, "maps"):
        parcels = max(found["counts"])
        size = f"{found['rows'][f'{parcels:,} parcels, geokit']['size_mb']:.0f} MB"
        many = count(parcels, language)
        yield (
            f"{many}宗、每宗 18 个界址点的页面为 {size}"
            if language == "zh"
            else f"{many} parcels of 18 corners make a page of {size}"
        )


CLAIMS: dict[str, Callable[[Figures, str], Any]] = {
    "comparison": comparison,
    "unrun": unrun,
    "page-size": page_size,
    "edges-left": edges_left,
    "audits": audits,
    "constants": constants,
    "model": model,
    "larger": larger,
}
