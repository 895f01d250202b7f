"""What the READMEs say of peers that look for overlaps and gaps, in both languages, from the figures of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measured import markdown  # beside this file, as the next one
from tables import OWN, PROVINCES, Figures, ran

if TYPE_CHECKING:
    from collections.abc import Iterator

ZH = {
    "PostGIS, with loading": "PostGIS",
    "shapely coverage_invalid_edges, flagged against all": "Shapely 的 `coverage_invalid_edges`",
    "shapely STRtree, all pairs": "Shapely 的 STRtree",
    "shapely union_all, holes": "Shapely 的 `union_all`",
    "geopandas sjoin intersects, intersection": "GeoPandas `sjoin`（`intersects`）",
    "geopandas sjoin overlaps": "GeoPandas `sjoin`（`overlaps`）",
    "dask-geopandas, files as written": "dask-geopandas（按原有文件）",
    "dask-geopandas, spatial_shuffle": "dask-geopandas（`spatial_shuffle`）",
    "mapshaper -dissolve, holes": "mapshaper `-dissolve`",
    "mapshaper -mosaic": "mapshaper `-mosaic`",
    "QGIS native:intersection": "QGIS `native:intersection`",
    "QGIS native:dissolve, holes": "QGIS `native:dissolve`",
    "geoplanar gaps": "geoplanar",
    "geoplanar overlaps": "geoplanar",
    "ilivalidator, again without what it named": "ilivalidator（除去已列出的再查一次）",
    "Apache Sedona on Spark": "Spark 上的 Apache Sedona",
    "mapshaper -clean": "mapshaper `-clean`",
}
EN = {
    "PostGIS, with loading": "PostGIS",
    "shapely coverage_invalid_edges, flagged against all": "Shapely's `coverage_invalid_edges`",
    "shapely STRtree, all pairs": "Shapely's STRtree",
    "shapely union_all, holes": "Shapely's `union_all`",
    "geopandas sjoin intersects, intersection": "GeoPandas `sjoin` (`intersects`)",
    "geopandas sjoin overlaps": "GeoPandas `sjoin` (`overlaps`)",
    "dask-geopandas, files as written": "dask-geopandas (files as written)",
    "dask-geopandas, spatial_shuffle": "dask-geopandas (`spatial_shuffle`)",
    "mapshaper -dissolve, holes": "mapshaper `-dissolve`",
    "mapshaper -mosaic": "mapshaper `-mosaic`",
    "QGIS native:intersection": "QGIS `native:intersection`",
    "QGIS native:dissolve, holes": "QGIS `native:dissolve`",
    "geoplanar gaps": "geoplanar",
    "geoplanar overlaps": "geoplanar",
    "ilivalidator, again without what it named": "ilivalidator (again without what it named)",
    "mapshaper -clean": "mapshaper `-clean`",
}
NAMES = {"zh": ZH, "en": EN}
# Ratios below have one decimal.
_TENTH = 9.95
# What loading takes is told from such a share of a peer's time.
_MUCH = 0.1


def slower(ratio: float) -> str:
    """Return a ratio as it is told: two digits."""
    return f"{ratio:.1f}" if ratio < _TENTH else f"{ratio:.0f}"


def beside(figures: Figures, language: str) -> Iterator[str]:
    """Yield who finds overlaps and gaps, and how many times as long each takes; then what a table leaves out.

    Raises
    ------
    SystemExit
        If geokit did not find all: then no page can say that it does.
    """
    zh = language == "zh"
    head = (
        ["geokit 全部找到", "同样全部找到的，用时为几倍", "有遗漏的，用时为几倍"]
        if zh
        else ["geokit finds all", "peers that find all, times as long", "peers that miss some, times as long"]
    )
    asked = (("usual", "overlaps"), ("small", "overlaps"), ("small", "gaps"))
    rows = [row for name, question in asked for row in _found(figures, name, question, language)]
    yield from markdown(head, rows)
    yield ""
    yield ("" if zh else " ").join([*_at_the_ends(figures, language), *unrun(figures, language)])


def unrun(figures: Figures, language: str) -> Iterator[str]:
    """Yield which peers did not run, or not to the end, on how many parcels."""
    zh = language == "zh"
    by_notes: dict[str, list[str]] = {}
    for name in reversed(PROVINCES):
        if not (found := ran(figures, f"peers-{name}")):
            continue
        parcels = f"{found['parcels']:,}"
        for title, row in found["rows"].items():
            if note := _note(row["note"], parcels, language):
                named = NAMES[language].get(title, title)
                others = by_notes.setdefault(note, [])
                others += [] if named in others else [named]
    told = [note + ("、" if zh else ", ").join(names) for note, names in by_notes.items()]
    if told:
        yield (
            f"未运行或未完成：{'；'.join(told)}。"
            if zh
            else f"Not run, or not to the end: {'; '.join(told)}."
        )


def _note(note: str, parcels: str, language: str) -> str:
    """Return what stands before the peers that have such a note, or nothing."""
    zh = language == "zh"
    if not note:
        return ""
    if note.startswith("can not run"):
        return "缺少所需组件的 " if zh else "for want of what they need "
    if note.startswith("not run"):
        return f"{parcels} 宗时的 " if zh else f"on {parcels} parcels "
    if note.startswith("did not end within "):
        seconds = note.removeprefix("did not end within ").removesuffix(" s")
        return f"{parcels} 宗时超过 {seconds} 秒的 " if zh else f"in {seconds} s on {parcels} parcels "
    return f"{parcels} 宗时出错的 " if zh else f"for an error on {parcels} parcels "


def _asked(found: Figures, question: str) -> list[tuple[str, Figures, bool]]:
    """Return the peers that ran, and whether each found all.

    Raises
    ------
    SystemExit
        If geokit did not.
    """
    own = found["rows"][OWN[question]]["counts"]
    if own["found"] != own["true"]:
        message = (
            f"geokit missed some {question} of {found['parcels']:,} parcels: no page can say that it does not"
        )
        raise SystemExit(message)
    return [
        (title, row, row["counts"]["found"] == row["counts"]["true"])
        for title, row in found["rows"].items()
        if row["kind"] == question and title != OWN[question] and not row["note"] and row["counts"]["found"]
    ]


def _found(figures: Figures, name: str, question: str, language: str) -> list[list[str]]:
    if not (found := ran(figures, f"peers-{name}")):
        return []
    own = found["rows"][OWN[question]]
    cells: dict[bool, list[tuple[float, str]]] = {True: [], False: []}
    for title, row, is_all in _asked(found, question):
        ratio = row["wall_s"] / own["wall_s"]
        cells[is_all].append((ratio, _peer(title, row, ratio, language)))
    true, parcels = f"{own['counts']['true']:,}", f"{found['parcels']:,}"
    if language == "zh":
        where = f"{parcels} 宗、{found['files']} 个文件"
        what = f"{where}，{true} 对重叠" if question == "overlaps" else f"{where}，{true} 处缝隙"
    else:
        what = f"{true} {question} of {parcels} parcels in {found['files']} files"
    between = "、" if language == "zh" else ", "
    return [[what, *(between.join(text for _, text in sorted(cells[is_all])) for is_all in (True, False))]]


def _peer(title: str, row: Figures, ratio: float, language: str) -> str:
    zh, counts, loading = language == "zh", row["counts"], row["loading_s"] / row["wall_s"]
    more = []
    if counts["found"] != counts["true"]:
        more.append(f"找到 {counts['found']:,}" if zh else f"{counts['found']:,} found")
    if loading >= _MUCH:
        more.append(f"其中导入占 {loading:.0%}" if zh else f"{loading:.0%} of it loading")
    tail = f"（{'，'.join(more)}）" if zh else f" ({', '.join(more)})"
    name = NAMES[language].get(title, title)
    return f"{name}{'' if name.endswith('）') else ' '}{slower(ratio)}{tail if more else ''}"


def _at_the_ends(figures: Figures, language: str) -> Iterator[str]:
    """Yield how near the quickest comes with few parcels, and what memory is taken with the most."""
    zh, names = language == "zh", NAMES[language]
    if found := ran(figures, "peers-tiny"):
        own_s = found["rows"][OWN["overlaps"]]["wall_s"]
        ratio, title = min(
            (row["wall_s"] / own_s, title) for title, row, is_all in _asked(found, "overlaps") if is_all
        )
        name, parcels = names.get(title, title), f"{found['parcels']:,}"
        yield (
            f"{parcels} 宗时，全部找到的同类中最快的是 {name}，用时为 {slower(ratio)} 倍。"
            if zh
            else f"With {parcels} parcels the quickest peer that finds all overlaps, {name}, takes {slower(ratio)} times as long."
        )
    if found := ran(figures, "peers-usual"):
        own_gb = found["rows"][OWN["overlaps"]]["memory_gb"]
        least_gb, title = min(
            (row["memory_gb"], title) for title, row, is_all in _asked(found, "overlaps") if is_all
        )
        name, parcels = names.get(title, title), f"{found['parcels']:,}"
        yield (
            f"{parcels} 宗时，geokit 占内存 {own_gb:.1f} GB，全部找到的同类中最省的 {name} 占 {least_gb:.1f} GB。"
            if zh
            else f"With {parcels} geokit takes {own_gb:.1f} GB of memory, and the most sparing peer that finds all, {name}, "
            f"{least_gb:.1f} GB."
        )
