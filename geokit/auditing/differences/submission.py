"""Whether the files of one submission agree: the TXT, the shapefile and the 界址点坐标成果表 say the same land."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np

from geokit.arguments import public, public_result
from geokit.auditing.differences.disagreement import Disagreement, Pair, not_compared
from geokit.auditing.differences.submitted import SubmissionTable, agreement, common_plane, side_by_side
from geokit.equality import Comparable
from geokit.errors import CrsError, InputError
from geokit.i18n import Language, Words, current_language
from geokit.land.limits import Limit
from geokit.notebook import lines_html
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.given import ReadingOptions, canonical_tables, given_table, given_tables
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.given import ParcelsLike

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

_AGREE = Words(
    zh="{files} 个文件、{parcels} 宗地块：全部一致。", en="files: {files}, parcels: {parcels}; all agree."
)
_DISAGREE = Words(
    zh="{files} 个文件、{parcels} 宗地块：{count} 处不一致。",
    en="files: {files}, parcels: {parcels}; disagreements: {count}.",
)
_NO_TABLE = Words(zh="请至少给出一个文件的地块表", en="give the table of one file at least")
_HEADINGS: Final = {
    "parcel": Words(zh="地块", en="parcel"),
    "file": Words(zh="文件", en="file"),
    "against": Words(zh="对照", en="against"),
    "corners_apart_m": Words(zh="坐标相差（米）", en="corners apart (m)"),
    "areas_apart_m2": Words(zh="面积相差（平方米）", en="areas apart (m²)"),
    "sentence": Words(zh="说明", en="sentence"),
}


@public_result
@dataclass(frozen=True, eq=False)
class SubmissionCheck(Comparable):
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

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> txt, shp = (make_parcels([square(0, 0, side)]) for side in (100, 102))
    >>> check = gk.compare_submission({"a.txt": txt, "a.shp": shp})
    >>> check.same, check.files, check.summary("en")
    (False, ('a.txt', 'a.shp'), 'files: 2, parcels: 1; disagreements: 1.')
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
        return [*(each.localize(chosen) for each in self.disagreements), self.summary(chosen)]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a disagreement.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of the headings. If left out, they are the same to every reader: parcel, file, against, corners_apart_m,
            areas_apart_m2 and sentence, which alone is in the reader's language.
        """
        import pandas as pd

        chosen = language or current_language()
        rows = [
            (each.parcel, each.file, each.against, each.distance_m, each.area_m2, each.localize(chosen))
            for each in self.disagreements
        ]
        frame = pd.DataFrame(rows, columns=list(_HEADINGS))
        frame = frame.astype({"corners_apart_m": float, "areas_apart_m2": float})
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()} if language else {}
        return frame.rename(columns=titles)

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return lines_html(self.sentences(), closing=1)


@public
def compare_submission(
    tables: Mapping[str, ParcelsLike] | Sequence[ParcelsLike],
    *,
    tolerance_m: float = SAME_POINT.value,
    **reading: Unpack[ReadingOptions],
) -> SubmissionCheck:
    """Compare the files of one submission, which must all say the same land.

    Corners must agree to `tolerance_m`, declared areas to the half-unit of the coarser figure, and every parcel must
    be in every file. Where rings begin, which way round they go and how corners are numbered is not compared. Of three
    files the one that stands alone is named; of two the second.

    Parameters
    ----------
    tables : mapping of str to GeoDataFrame or path, or sequence of these
        The files, by name or as they are called: tables as :func:`geokit.read_parcels` gives them, or paths. One without
        a coordinate system is taken to be in that of the others, with or without the zone in front of its eastings.
    tolerance_m : float
        How far apart two files may print a corner.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Raises
    ------
    InputError
        There is none, one of them is no table of parcels, or it cannot be read.

    Examples
    --------
    >>> from geokit.testing import make_parcels, ring, square
    >>> txt = make_parcels([square(0, 0, 100)], declared_m2=[10_000])
    >>> shp = make_parcels([ring((0, 0), (0, 100), (100, 100.002), (100, 0))], declared_m2=[10_000])
    >>> for line in compare_submission({"a.txt": txt, "a.shp": shp}).sentences("en"):
    ...     print(line)
    A: a.shp disagrees with a.txt: corners that differ: 1, by up to 0.002 m, one at X=2590100.002, Y=470100.000
    files: 2, parcels: 1; disagreements: 1.
    """
    if not tables:
        raise InputError(_NO_TABLE)
    named = _named_tables(tables, reading)
    plane = common_plane(named.values())
    files: list[SubmissionTable] = []
    found: list[Disagreement] = []
    for name, table in named.items():
        try:
            files.append(SubmissionTable.of(name, table, plane))
        except CrsError as error:
            found.append(not_compared(name, tuple(other for other in named if other != name), error))
    slack_m = tolerance_m + _NOISE_M
    rows = side_by_side(files, slack_m)
    found += _disagreements(files, rows, slack_m)
    return SubmissionCheck(tuple(named), len(rows), tuple(found), plane)


def _named_tables(
    given: Mapping[str, ParcelsLike] | Sequence[ParcelsLike],
    reading: ReadingOptions,
) -> dict[str, gpd.GeoDataFrame]:
    """Return canonical tables by name; those that were given without one are called as their files, or numbered."""
    if isinstance(given, Mapping):
        tables = [given_table(each, **reading) for each in given.values()]
        return dict(zip(given, canonical_tables(tables, reading.get("columns")), strict=True))
    frames = canonical_tables(given_tables(given, **reading), reading.get("columns"))
    names = [str(frame.attrs.get(ATTRIBUTE, {}).get("source") or "") for frame in frames]
    return {
        name if name and names.count(name) == 1 else f"{name or 'table'} {number}": frame
        for number, (name, frame) in enumerate(zip(names, frames, strict=True), start=1)
    }


def _disagreements(
    files: Sequence[SubmissionTable], rows: NDArray[np.intp], slack_m: float
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
            pair = Pair(files[at], files[reference], int(rows[row, at]), int(rows[row, reference]))
            if not pair.is_unreadable:
                yield pair.disagreement(against, slack_m)
