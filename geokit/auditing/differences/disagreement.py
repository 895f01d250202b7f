"""What one file of a submission says of a parcel, and the others do not: as facts, and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.arguments import public_result
from geokit.auditing.differences.changes import Fact, Facts
from geokit.auditing.differences.rings import OutlineDifference, Ring, compare_outlines
from geokit.auditing.differences.submitted import SubmissionTable, same_figures, same_methods, same_names
from geokit.auditing.findings import Place
from geokit.i18n import Language, Words
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.errors import CrsError

# Differences are told to the micrometre, and to the square millimetre.
_PRINTED: Final = 6

_OTHERWISE = Words(
    zh="{parcel}：{file} 与 {against} 不一致：{facts}",
    en="{parcel}: {file} disagrees with {against}: {facts}",
)
_LACKS = Words(
    zh="{parcel}：{against} 中有此地块，{file} 中没有", en="{parcel}: {against} has it and {file} does not"
)
_ALONE = Words(
    zh="{parcel}：{file} 中有此地块，{against} 中没有", en="{parcel}: {file} has it and {against} does not"
)
_NOT_COMPARED = Words(
    zh="{file} 未与 {against} 比较：{problem}", en="{file} was not compared with {against}: {problem}"
)
_NUMBER = Words(zh="地块编号为“{name}”，应为“{other}”", en="its number is “{name}”, not “{other}”")
_NO_NUMBER = Words(zh="无", en="none")
_RINGS_MISSING = Words(
    zh="缺少 {count} 个界址圈（首点 X={north}，Y={east}）",
    en="rings missing: {count} (the first begins at X={north}, Y={east})",
)
_RINGS_EXTRA = Words(
    zh="多出 {count} 个界址圈（首点 X={north}，Y={east}）",
    en="rings too many: {count} (the first begins at X={north}, Y={east})",
)
_CORNERS = Words(zh="界址点 {count} 个，应为 {other} 个", en="it has {count} corners, not {other}")
_OFF = Words(
    zh="{count} 个界址点不符，最大相差 {distance_m} 米，其一在 X={north}，Y={east}",
    en="corners that differ: {count}, by up to {distance_m} m, one at X={north}, Y={east}",
)
_HOLE = Words(zh="以洞代地，或以地代洞", en="a hole is land, or land is a hole")
_ORDER = Words(zh="界址点相同，连接次序不同", en="the corners are the same and joined in another order")
_AREA = Words(zh="地块面积为 {area}，应为 {other}", en="it declares {area}, not {other}")
_METHOD = Words(
    zh="地块面积的量算方法为{method}，应为{other}", en="its area was measured as {method}, not {other}"
)
_METHODS: Final = {
    "planar": Words(zh="平面", en="planar"),
    "ellipsoidal": Words(zh="椭球面", en="ellipsoidal"),
}


@public_result
@dataclass(frozen=True, slots=True)
class Disagreement:
    """What one file says of one parcel, and most others do not.

    Attributes
    ----------
    parcel : str
        The parcel's number; empty where a whole file cannot be compared.
    file : str
        The file that stands alone; of two files the second.
    against : tuple of str
        Those that it disagrees with.
    words : Words
        The sentence's template.
    fields : mapping
        What the sentence is made from.
    place : Place
        The parcel's record in the file.
    distance_m, area_m2 : float or None
        How far corners lie apart, and by how much more or less is declared.
    geometry : shapely geometry or None
        The corners in question, or the parcel; in the system of the submission.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> txt, shp = (make_parcels([square(0, 0, side)]) for side in (100, 102))
    >>> [found] = gk.compare_submission({"a.txt": txt, "a.shp": shp}).disagreements
    >>> found.parcel, found.file, found.against, found.distance_m
    ('A', 'a.shp', ('a.txt',), 2.828427)
    """

    parcel: str
    file: str
    against: tuple[str, ...]
    words: Words
    fields: Mapping[str, object] = field(hash=False)
    place: Place
    distance_m: float | None = None
    area_m2: float | None = None
    geometry: BaseGeometry | None = None

    def localize(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.words.render(language, **self.fields)


def not_compared(file: str, others: tuple[str, ...], problem: CrsError) -> Disagreement:
    """Return that a file cannot be brought to where the others are."""
    fields = {"file": file, "against": others, "problem": problem}
    return Disagreement("", file, others, _NOT_COMPARED, fields, Place(file))


@dataclass(frozen=True, slots=True)
class Pair:
    """A parcel in the file that stands alone, and in the one that it is held against; -1 where one has it not."""

    file: SubmissionTable
    trusted: SubmissionTable
    at: int
    to: int

    @property
    def name(self) -> str:
        """What the parcel is called."""
        return str(self.trusted.names[self.to] if self.to >= 0 else self.file.names[self.at])

    @property
    def is_unreadable(self) -> bool:
        """Whether the parcel is missing only because its record cannot be read, which is said elsewhere."""
        return (self.at < 0 and self.name in self.file.unreadable) or (
            self.to < 0 and self.name in self.trusted.unreadable
        )

    def disagreement(self, against: tuple[str, ...], slack_m: float) -> Disagreement:
        """Return what the file says otherwise than those that it is held against."""
        fields = {"parcel": self.name, "file": self.file.file, "against": against}
        place = self.file.place(self.at)
        if self.at < 0 or self.to < 0:
            shape = self.trusted.shapes[self.to] if self.at < 0 else self.file.shapes[self.at]
            words = _LACKS if self.at < 0 else _ALONE
            return Disagreement(self.name, self.file.file, against, words, fields, place, geometry=shape)
        shape, other = self.file.shapes[self.at], self.trusted.shapes[self.to]
        difference = compare_outlines(shape, other, slack_m)
        facts = Facts((*self._facts(), *_about_outline(difference)))
        distances = [each.distance_m for each in difference.changed if each.distance_m > slack_m]
        area_m2 = self._declared(self.file, self.at) - self._declared(self.trusted, self.to)
        return Disagreement(
            self.name,
            self.file.file,
            against,
            _OTHERWISE,
            {**fields, "facts": facts},
            place,
            round(max(distances), _PRINTED) if distances else None,
            round(area_m2, _PRINTED) if abs(area_m2) > 0 else None,
            _place_of(difference) or shape,
        )

    def _facts(self) -> Iterator[Fact]:
        """Yield what else than the outline is not the same."""
        pair = (self.file, self.trusted, np.array([self.at]), np.array([self.to]))
        if not same_names(*pair)[0]:
            names = [
                side.names[at] if side.is_named[at] else _NO_NUMBER
                for side, at in ((self.file, self.at), (self.trusted, self.to))
            ]
            yield Fact(_NUMBER, {"name": names[0], "other": names[1]})
        if not same_figures(*pair)[0]:
            areas = [self._declared(self.file, self.at), self._declared(self.trusted, self.to)]
            yield Fact(_AREA, {"area": Area.from_m2(areas[0]), "other": Area.from_m2(areas[1])})
        if not same_methods(*pair)[0]:
            methods = [
                side.columns["declared_method"][at]
                for side, at in ((self.file, self.at), (self.trusted, self.to))
            ]
            names = [_METHODS.get(method, method) for method in methods]
            yield Fact(_METHOD, {"method": names[0], "other": names[1]})

    @staticmethod
    def _declared(side: SubmissionTable, at: int) -> float:
        return float(side.columns["declared_m2"][at])


def _about_outline(difference: OutlineDifference) -> Iterator[Fact]:
    for words, rings in ((_RINGS_MISSING, difference.missing), (_RINGS_EXTRA, difference.extra)):
        if rings:
            yield Fact(words, {"count": len(rings), **_at(rings[0].corners[0])})
    if not difference.changed:
        return
    count = sum(len(each.ring.corners) for each in difference.changed)
    other = sum(len(each.other.corners) for each in difference.changed)
    if count != other:
        yield Fact(_CORNERS, {"count": count, "other": other})
    off = sum(max(len(each.off), len(each.missing)) for each in difference.changed)
    if off:
        farthest = max(difference.changed, key=lambda each: each.distance_m)
        place = _at((*farthest.off, *farthest.missing)[0])
        yield Fact(_OFF, {"count": off, "distance_m": f"{farthest.distance_m:.3f}", **place})
    elif any(each.ring.is_hole != each.other.is_hole for each in difference.changed):
        yield Fact(_HOLE, {})
    elif count == other:
        yield Fact(_ORDER, {})


def _at(corner: NDArray[np.float64]) -> dict[str, str]:
    east, north = corner
    return {"north": f"{north:.3f}", "east": f"{east:.3f}"}


def _place_of(difference: OutlineDifference) -> BaseGeometry | None:
    rings: tuple[Ring, ...] = (*difference.missing, *difference.extra)
    corners = [ring.corners for ring in rings]
    corners += [part for each in difference.changed for part in (each.off, each.missing)]
    points = np.vstack(corners) if corners else np.empty((0, 2))
    return shapely.MultiPoint(points) if len(points) else None
