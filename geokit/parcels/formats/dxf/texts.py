"""What the texts of a drawing say of the parcels that they lie in: numbers, names and areas."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.i18n import Abbreviated, Words
from geokit.parcels.columns import map_columns
from geokit.parcels.formats.points.totals import is_area, total_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.diagnostics import Diagnostics
    from geokit.parcels.formats.dxf.entities import Label

ID, NAME, AREA, NOTES = "地块编号", "地块名称", "面积", "注记"

_PAIR = re.compile(r"^\s*([^:\uff1a=\s][^:\uff1a=]{0,19}?)\s*[:\uff1a=]\s*(\S.*)$")

# A figure with decimals is an area whose unit is found by measuring; whole numbers number parcels.
_BARE = re.compile(r"[0-9]+\.[0-9]+")

# The number of a boundary point, which stands at the corner it numbers.
_CORNER = re.compile(r"^[Jj][0-9]+$")

_IN_SEVERAL = Words(
    zh="有 {count} 个注记同时落在几条外轮廓线内（{texts}），已归入面积最小的一条；请核对编号与名称",
    en="texts that lie in several outlines: {count} ({texts}); each was taken for the smallest: check numbers and names",
)

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts_of(
    polygons: Sequence[shapely.Polygon],
    marks: Sequence[str | None],
    labels: Sequence[Label],
    remarks: Diagnostics,
) -> list[list[str]]:
    """Return the texts of each polygon from top to bottom.

    A text with the mark of one polygon is of that one; any other is of the polygon that it lies in, and of the smallest
    where there are several, which is said.
    """
    counts = Counter(marks)
    own = {mark: at for at, mark in enumerate(marks) if mark is not None and counts[mark] == 1}
    owners = {at: own[label.mark] for at, label in enumerate(labels) if label.mark in own}
    free = [at for at in range(len(labels)) if at not in owners]
    owners |= _by_place(polygons, labels, free, remarks)
    found: list[list[str]] = [[] for _ in polygons]
    for label in sorted(owners, key=lambda at: (-labels[at].north, labels[at].east, at)):
        found[owners[label]].append(labels[label].text)
    return found


def _by_place(
    polygons: Sequence[shapely.Polygon], labels: Sequence[Label], free: Sequence[int], remarks: Diagnostics
) -> dict[int, int]:
    """Return in which polygon each of some labels lies."""
    if not polygons or not free:
        return {}
    points = shapely.points([(labels[at].east, labels[at].north) for at in free])
    text, polygon = shapely.STRtree(polygons).query(np.atleast_1d(points), predicate="intersects")
    order = np.lexsort((polygon, shapely.area(polygons)[polygon], text))
    first = np.unique(text[order], return_index=True)[1]
    smallest = {
        free[at]: outline
        for at, outline in zip(text[order][first].tolist(), polygon[order][first].tolist(), strict=True)
    }
    several = [free[at] for at in np.flatnonzero(np.bincount(text) > 1).tolist()]
    doubtful = [labels[at].text for at in several if not _CORNER.match(labels[at].text)]
    if doubtful:
        remarks.add("labels_in_several", _IN_SEVERAL, count=len(doubtful), texts=Abbreviated(doubtful))
    return smallest


def interpret(texts: Sequence[str]) -> dict[str, str]:
    """Return what texts say: pairs such as 面积：1.2亩 first, then areas, names and numbers by their look.

    Examples
    --------
    >>> interpret(["DK-01", "甲地块", "1.2亩"])
    {'地块编号': 'DK-01', '地块名称': '甲地块', '面积': '1.2亩'}
    >>> interpret(["编号：7", "工业用地", "备用地"])
    {'地块编号': '7', '地块名称': '工业用地', '注记': '备用地'}
    """
    said: dict[str, str] = {}
    notes: list[str] = []
    told = [text for text in texts if not _CORNER.match(text)]
    for text in sorted(told, key=lambda text: _PAIR.match(text) is None):
        column, value = _meaning(text)
        if column in said:
            notes.append(text)
        else:
            said[column] = value
    if notes:
        said[NOTES] = "; ".join(notes)
    return said


def _meaning(text: str) -> tuple[str, str]:
    if area := _area_in(text):
        return AREA, area
    pair = _PAIR.match(text)
    if pair:
        target = map_columns([pair[1]]).targets.get(pair[1])
        return {"id": ID, "name": NAME, "declared": AREA}.get(target or "", pair[1]), pair[2].strip()
    return (NAME if _CHINESE.search(text) else ID), text


def _area_in(text: str) -> str | None:
    """Return the area that a text is, 约12亩, or states: S=8000.00m², 面积（亩）：12."""
    if _BARE.fullmatch(text):
        return text
    if total := total_in([text], 0):
        first, *others = total.figures
        # The same land in another unit, which is held against it where it is read.
        return f"{first}（{'，'.join(others)}）" if others else first
    # 七亩 is a place as well.
    return text if any(map(str.isdecimal, text)) and is_area(text) else None
