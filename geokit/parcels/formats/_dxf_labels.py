"""What the texts inside an outline say of the parcel: its number, its name, its area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.parcels.columns import map_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.formats._dxf_entities import Label

ID, NAME, AREA, NOTES = "地块编号", "地块名称", "面积", "注记"

_PAIR = re.compile(r"^\s*([^:\uff1a=\s][^:\uff1a=]{0,19}?)\s*[:\uff1a=]\s*(\S.*)$")
_AREA = re.compile(
    r"^[0-9][0-9,]*(\.[0-9]+)?\s*(亩|公顷|平方米|平米|㎡|m2|m²|ha|mu)$|^[0-9]+\.[0-9]+$", re.IGNORECASE
)
# The number of a boundary point, which stands at the corner it numbers.
_CORNER = re.compile(r"^[Jj][0-9]+$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts_inside(polygons: Sequence[shapely.Polygon], labels: Sequence[Label]) -> list[list[str]]:
    """Return the texts in each polygon from top to bottom; a text in several belongs to the smallest."""
    found: list[list[str]] = [[] for _ in polygons]
    if not polygons or not labels:
        return found
    points = shapely.points([(label.east, label.north) for label in labels])
    text, polygon = shapely.STRtree(polygons).query(np.atleast_1d(points), predicate="intersects")
    order = np.lexsort((polygon, shapely.area(polygons)[polygon], text))
    first = np.unique(text[order], return_index=True)[1]
    smallest = dict(zip(text[order][first].tolist(), polygon[order][first].tolist(), strict=True))
    for label in sorted(smallest, key=lambda at: (-labels[at].north, labels[at].east, at)):
        found[smallest[label]].append(labels[label].text)
    return found


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
    pair = _PAIR.match(text)
    if pair:
        target = map_columns([pair[1]]).targets.get(pair[1])
        return {"id": ID, "name": NAME, "declared": AREA}.get(target or "", pair[1]), pair[2].strip()
    if _AREA.match(text):
        return AREA, text
    return (NAME if _CHINESE.search(text) else ID), text
