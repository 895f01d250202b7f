"""What pages claim of speed in both languages, from the figures of one run; here the table of the READMEs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims_of_scale import audits, constants, larger, model  # beside this file, as the next two
from measured import markdown
from tables import OWN, Figures, ran

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ZH = {
    "PostGIS, with loading": "PostGIS（含导入）",
    "shapely coverage_invalid_edges, flagged against all": "Shapely 的 `coverage_invalid_edges`",
    "shapely STRtree, all pairs": "Shapely 的 STRtree",
    "shapely union_all, holes": "Shapely 的 `union_all`",
    "geopandas sjoin intersects, intersection": "GeoPandas `sjoin` 加求交",
    "geopandas sjoin overlaps": "GeoPandas `sjoin` 用 `overlaps`",
    "dask-geopandas, files as written": "dask-geopandas（按原有文件）",
    "dask-geopandas, spatial_shuffle": "dask-geopandas（`spatial_shuffle`）",
    "mapshaper -dissolve, holes": "mapshaper `-dissolve`（含导入，占一半多）",
    "mapshaper -mosaic": "mapshaper `-mosaic`（含导入，占一半）",
    "QGIS native:intersection": "QGIS 3.22 `native:intersection`（含导入）",
    "QGIS native:dissolve, holes": "QGIS 3.22 `native:dissolve`（含导入）",
    "geoplanar gaps": "geoplanar",
    "geoplanar overlaps": "geoplanar",
}
EN = {
    "PostGIS, with loading": "PostGIS with loading",
    "shapely coverage_invalid_edges, flagged against all": "Shapely's `coverage_invalid_edges`",
    "shapely STRtree, all pairs": "an STRtree of Shapely",
    "shapely union_all, holes": "Shapely's `union_all`",
    "geopandas sjoin intersects, intersection": "GeoPandas `sjoin` with intersections",
    "geopandas sjoin overlaps": "GeoPandas `sjoin` with `overlaps`",
    "dask-geopandas, files as written": "dask-geopandas on files as written",
    "dask-geopandas, spatial_shuffle": "dask-geopandas with `spatial_shuffle`",
    "mapshaper -dissolve, holes": "mapshaper `-dissolve` with loading (over half of it)",
    "mapshaper -mosaic": "mapshaper `-mosaic` with loading (half of it)",
    "QGIS native:intersection": "QGIS 3.22 `native:intersection` with loading",
    "QGIS native:dissolve, holes": "QGIS 3.22 `native:dissolve` with loading",
    "geoplanar gaps": "geoplanar",
    "geoplanar overlaps": "geoplanar",
}
# Ratios below have one decimal.
_TENTH = 9.95


def slower(ratio: float) -> str:
    """Return a ratio as it is told: two digits."""
    return f"{ratio:.1f}" if ratio < _TENTH else f"{ratio:.0f}"


def _peers(rows: Figures, question: str, language: str) -> tuple[list[str], list[str], list[str]]:
    """Return the peers that find all, those that miss some, and those over the limit, in words."""
    names = ZH if language == "zh" else EN
    own_s = rows[OWN[question]]["wall_s"]
    all_found, some, over = [], [], []
    for title, row in rows.items():
        if title == OWN[question] or row["kind"] != question:
            continue
        name = names.get(title, title)
        if row["note"]:
            over += [name] if row["note"].startswith("did not end") else []
        elif row["counts"]["found"] == row["counts"]["true"]:
            all_found.append((row["wall_s"] / own_s, name))
        elif row["counts"]["found"]:
            tail = f"（{row['counts']['found']:,}）" if language == "zh" else f" ({row['counts']['found']:,})"
            some.append((row["wall_s"] / own_s, name + tail))
    tell = lambda found: [f"{name} {slower(ratio)}" for ratio, name in sorted(found)]  # noqa: E731
    return tell(all_found), tell(some), over


def comparison(figures: Figures, language: str) -> Iterator[str]:
    """Yield the table of the READMEs: geokit beside its peers."""
    zh = language == "zh"
    rows: list[list[str]] = []
    for name in ("usual", "small"):
        rows += _found(figures, name, "overlaps", language)
    rows += _found(figures, "small", "gaps", language)
    rows += [*_map(figures, language), *_areas(figures, language), *_reading(figures, language)]
    yield from markdown(["", "geokit 与同类相比" if zh else "geokit beside its peer"], rows)


def _found(figures: Figures, name: str, question: str, language: str) -> list[list[str]]:
    zh = language == "zh"
    if not (found := ran(figures, f"peers-{name}")):
        return []
    rows = found["rows"]
    whole, some, over = _peers(rows, question, language)
    true = rows[OWN[question]]["counts"]["true"]
    parcels = f"{found['parcels']:,}"
    if question == "gaps":
        what = f"{parcels} 宗中预埋的 {true:,} 处缝隙" if zh else f"the {true:,} gaps planted in {parcels}"
    elif zh:
        what = f"{parcels} 宗预埋问题的地块，{found['files']} 个 GeoParquet 文件，共 {true:,} 对重叠"
    else:
        what = f"overlaps of {parcels} parcels with planted faults in {found['files']} GeoParquet files, {true:,} pairs"
    told = []
    if whole:
        ratios = ("、" if zh else ", ").join(whole)
        told.append(
            f"同样全部找到的，用时为几倍：{ratios}"
            if zh
            else f"of those that find all too, how many times as long: {ratios}"
        )
    if some:
        ratios = ("、" if zh else ", ").join(some)
        told.append(f"有遗漏的（找到几处）：{ratios}" if zh else f"of those that miss some (found): {ratios}")
    if over:
        names = ("、" if zh else ", ").join(over)
        told.append(f"超过时限：{names}" if zh else f"over the limit: {names}")
    head = "全部找到" if zh else "all found"
    return [[what, ("；" if zh else "; ").join([head, *told])]]


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


CLAIMS: dict[str, Callable[[Figures, str], Any]] = {
    "comparison": comparison,
    "audits": audits,
    "constants": constants,
    "model": model,
    "larger": larger,
}
