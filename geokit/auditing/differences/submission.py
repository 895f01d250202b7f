"""Whether the files of one submission agree: the TXT, the shapefile and the 界址点成果表 say the same land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.auditing.differences.facts import Fact, Facts
from geokit.auditing.differences.rings import OutlineDifference, compare_outlines
from geokit.auditing.differences.submitted import (
    Submitted,
    agreement,
    common_plane,
    same_figures,
    same_methods,
    same_names,
    side_by_side,
)
from geokit.auditing.findings import Place
from geokit.errors import CrsError
from geokit.land.limits import Limit
from geokit.land.units import Area
from geokit.words import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.differences.rings import Ring

SAME_POINT: Final = Limit(
    0.001,
    "m",
    Words(
        zh="同一批报件各文件的界址点：坐标印到毫米",
        en="boundary points in the files of one submission: they are printed to the millimetre",
    ),
    "advice",
)
# Beyond the limit itself: binary fractions of eight-digit eastings, and of a projection there and back.
_NOISE_M: Final = 1e-5
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
_AREA = Words(zh="申报面积为 {area}，应为 {other}", en="it declares {area}, not {other}")
_METHOD = Words(
    zh="申报面积的口径为 {method}，应为 {other}", en="its area was measured as {method}, not {other}"
)
_METHODS: Final = {
    "planar": Words(zh="平面", en="planar"),
    "ellipsoidal": Words(zh="椭球面", en="ellipsoidal"),
}
_AGREE = Words(
    zh="{files} 个文件、{parcels} 宗地块：全部一致。", en="{files} files, {parcels} parcels: all agree."
)
_DISAGREE = Words(
    zh="{files} 个文件、{parcels} 宗地块：{count} 处不一致。",
    en="{files} files, {parcels} parcels, disagreements: {count}.",
)
_HEADINGS: Final = (
    Words(zh="地块", en="parcel"),
    Words(zh="文件", en="file"),
    Words(zh="对照", en="against"),
    Words(zh="坐标相差（米）", en="corners apart (m)"),
    Words(zh="面积相差（平方米）", en="areas apart (m²)"),
    Words(zh="说明", en="sentence"),
)


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
    """

    parcel: str
    file: str
    against: tuple[str, ...]
    words: Words
    fields: Mapping[str, object]
    place: Place
    distance_m: float | None = None
    area_m2: float | None = None
    geometry: BaseGeometry | None = None

    def in_words(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.words.render(language, **self.fields)


@dataclass(frozen=True)
class SubmissionCheck:
    """Whether the files of a submission agree.

    Attributes
    ----------
    files : tuple of str
        The files, in the order given.
    parcels : int
        How many parcels they hold, each counted once.
    disagreements : tuple of Disagreement
        What they do not agree on.
    crs : pyproj.CRS or None
        The system of the places of disagreement.
    """

    files: tuple[str, ...]
    parcels: int
    disagreements: tuple[Disagreement, ...]
    crs: CRS | None

    @property
    def same(self) -> bool:
        """Whether all files agree."""
        return not self.disagreements

    def summary(self, language: Language | None = None) -> str:
        """Return one line: how many files, parcels and disagreements."""
        fields = {
            "files": len(self.files),
            "parcels": self.parcels,
            "count": len(self.disagreements),
        }
        return (_AGREE if self.same else _DISAGREE).render(language, **fields)

    def sentences(self, language: Language | None = None) -> list[str]:
        """Return a sentence for each disagreement, and the summary below."""
        chosen = language or current_language()
        return [*(each.in_words(chosen) for each in self.disagreements), self.summary(chosen)]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a disagreement, with headings in a language."""
        import pandas as pd

        chosen = language or current_language()
        rows = [
            (each.parcel, each.file, each.against, each.distance_m, each.area_m2, each.in_words(chosen))
            for each in self.disagreements
        ]
        return pd.DataFrame(rows, columns=[words.in_words(chosen) for words in _HEADINGS])

    def __str__(self) -> str:
        return "\n".join(self.sentences())


def compare_submission(
    tables: Mapping[str, gpd.GeoDataFrame], *, tolerance_m: float = SAME_POINT.value
) -> SubmissionCheck:
    """Compare the files of one submission, which must all say the same land.

    Corners must agree to `tolerance_m`, declared areas to the half-unit of the coarser figure, and every parcel must
    be in every file. Where rings begin, which way round they go and how corners are numbered is not compared. Of three
    files the one that stands alone is named; of two the second.

    Parameters
    ----------
    tables : mapping of str to GeoDataFrame
        The files by name, as :func:`geokit.read_parcels` gives them. One without a coordinate system is taken to be
        in that of the others, with or without the zone in front of its eastings.
    tolerance_m : float
        How far apart two files may print a corner.

    Raises
    ------
    InputError
        One of them is no table of parcels.

    Examples
    --------
    >>> from geokit.testing import make_parcels, ring, square
    >>> txt = make_parcels([square(0, 0, 100)], declared_m2=[10_000])
    >>> shp = make_parcels([ring((0, 0), (0, 100), (100, 100.002), (100, 0))], declared_m2=[10_000])
    >>> for line in compare_submission({"a.txt": txt, "a.shp": shp}).sentences("en"):
    ...     print(line)
    A: a.shp disagrees with a.txt: corners that differ: 1, by up to 0.002 m, one at X=2590100.002, Y=470100.000
    2 files, 1 parcels, disagreements: 1.
    """
    plane = common_plane(tables.values())
    files: list[Submitted] = []
    found: list[Disagreement] = []
    for name, table in tables.items():
        try:
            files.append(Submitted.of(name, table, plane))
        except CrsError as error:
            found.append(_uncomparable(name, [other for other in tables if other != name], error))
    slack_m = tolerance_m + _NOISE_M
    rows = side_by_side(files, slack_m)
    found += _disagreements(files, rows, slack_m)
    return SubmissionCheck(tuple(tables), len(rows), tuple(found), plane)


def _uncomparable(name: str, others: list[str], problem: CrsError) -> Disagreement:
    fields = {"file": name, "against": others, "problem": problem}
    return Disagreement("", name, tuple(others), _NOT_COMPARED, fields, Place(name))


def _disagreements(
    files: Sequence[Submitted], rows: NDArray[np.intp], slack_m: float
) -> Iterator[Disagreement]:
    count = len(files)
    agree = np.ones((len(rows), count, count), dtype=bool)
    for left in range(count):
        for right in range(left + 1, count):
            same = agreement(files[left], files[right], rows[:, left], rows[:, right], slack_m)
            agree[:, left, right] = agree[:, right, left] = same
    # The file that most others agree with; of equally many the first.
    trusted = agree.sum(axis=2).argmax(axis=1)
    for row in np.flatnonzero(~agree.all(axis=(1, 2))):
        reference = int(trusted[row])
        against = tuple(files[at].file for at in np.flatnonzero(agree[row, reference]).tolist())
        for at in np.flatnonzero(~agree[row, reference]).tolist():
            pair = _Pair(files[at], files[reference], int(rows[row, at]), int(rows[row, reference]))
            if not pair.is_unreadable:
                yield pair.disagreement(against, slack_m)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A parcel in the file that stands alone, and in the one that it is held against; -1 where one has it not."""

    file: Submitted
    trusted: Submitted
    at: int
    to: int

    @property
    def name(self) -> str:
        return str(self.trusted.names[self.to] if self.to >= 0 else self.file.names[self.at])

    @property
    def is_unreadable(self) -> bool:
        """Whether the parcel is missing only because its record cannot be read, which is said elsewhere."""
        return (self.at < 0 and self.name in self.file.unreadable) or (
            self.to < 0 and self.name in self.trusted.unreadable
        )

    def disagreement(self, against: tuple[str, ...], slack_m: float) -> Disagreement:
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
                side.table["declared_method"].iloc[at]
                for side, at in ((self.file, self.at), (self.trusted, self.to))
            ]
            names = [_METHODS.get(method, method) for method in methods]
            yield Fact(_METHOD, {"method": names[0], "other": names[1]})

    @staticmethod
    def _declared(side: Submitted, at: int) -> float:
        return float(side.table["declared_m2"].iloc[at])


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
