"""Two tables of parcels compared: parcels that appeared, are gone, were redrawn, or say something else."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from geokit.arguments import public, public_result
from geokit.auditing.differences.changes import Change, ChangeKind, Fact, Facts, SignedNumber
from geokit.auditing.differences.events import Mu
from geokit.auditing.differences.headline import columns_notes
from geokit.auditing.differences.land import LandChange, land_change
from geokit.auditing.differences.model import Difference
from geokit.auditing.differences.set_aside import with_set_aside
from geokit.auditing.differences.sides import (
    SURVEYS_APART,
    Side,
    facts_of,
    in_one_plane,
    match,
    redrawn,
    within_two_surveys,
)
from geokit.auditing.own_tables import OwnTables
from geokit.days import Day, current_day, read_day
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words
from geokit.land.units import Area
from geokit.parcels.given import ReadingOptions, canonical_tables, concat_parcels, given_tables
from geokit.progress import task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from geokit.parcels.given import ParcelsLike

    Polygonal = Polygon | MultiPolygon

    Ints = NDArray[np.intp]

_COMPARING = Words(zh="比较两期地块", en="comparing two states of parcels")
_PARCEL = Words(zh="地块 {parcel}（{area}）", en="parcel {parcel} ({area})")
_NO_AREA = Words(zh="地块 {parcel}（无有效图形，没有面积）", en="parcel {parcel} (no valid outline, no area)")
_CHANGED = Words(zh="地块 {parcel}：{facts}", en="parcel {parcel}: {facts}")
_REDRAWN = Words(
    zh="图形改变，面积 {change}（增 {gained}，减 {lost}）",
    en="redrawn, {change} (gained {gained}, lost {lost})",
)
_HEADING = Words(zh="界线", en="outline")
_NEAR_HEADING = Words(zh="复测微差", en="measured anew")
_NEAR = Words(
    zh="界线相差不超过 {limit} 米，在两次测量的误差之内",
    en="outlines within {limit} m of each other, as two surveys may be",
)
_OUTLINE = Words(zh="图形改变，无法量算", en="redrawn, and cannot be measured")
_NO_OUTLINE_AFTER = Words(
    zh="仍有此条记录，但现无可读的图形，增减无法量算",
    en="still recorded, without a readable outline now: what changed cannot be measured",
)
_NO_OUTLINE_BEFORE = Words(
    zh="原有此条记录，但当时无可读的图形，增减无法量算",
    en="recorded before without a readable outline: what changed cannot be measured",
)
_ROWS = {
    "old_rows": Words(zh="原表行", en="rows before"),
    "new_rows": Words(zh="现表行", en="rows after"),
}
_LAND = Words(
    zh="各宗平面面积合计：原 {before}，现 {after}，增减 {change}。",
    en="Planar areas of the parcels add up to {before} before and {after} after: {change}.",
)
_WITHOUT = Words(
    zh="其中没有计入图形无效或缺失的地块：原 {before} 宗，现 {after} 宗。",
    en="Not in these sums, for want of a valid outline: {before:parcel|parcels} before, {after:parcel|parcels} after.",
)


@public_result
@dataclass(frozen=True, eq=False)
class ParcelDifference(Difference):
    """What is different between two tables of parcels, with the tables.

    Attributes
    ----------
    old, new : GeoDataFrame
        The two parcel tables, in canonical columns; a record that was set aside, and has an id, is a row without an
        outline at the end.
    own : tuple of two OwnTables
        Both as the caller has them, and which of their rows each parcel is.
    positions : ndarray of int, shape (changes, 2)
        For each change its parcel's position in `old` and in `new`; -1 where it has none.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (make_parcels([square(0, 0, side)]) for side in (100, 102))
    >>> gk.compare_parcels(old, new).land("2026-06-01").gained_m2.tolist()
    [404.0]
    """

    old: gpd.GeoDataFrame = field(kw_only=True, repr=False, compare=False)
    new: gpd.GeoDataFrame = field(kw_only=True, repr=False, compare=False)
    own: tuple[OwnTables, OwnTables] = field(kw_only=True, repr=False, compare=False)
    positions: Ints = field(kw_only=True, repr=False, compare=False)
    # By day: what is printed, drawn and written of one difference is one comparison of its land.
    _lands: dict[date, LandChange] = field(default_factory=dict, init=False, repr=False, compare=False)

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a change, as :meth:`geokit.Difference.to_frame` does, with the rows of your own tables.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of headings and kinds. If left out, both are the same to every reader; the last two columns are then old_rows
            and new_rows: tuples of the labels of the change's parcel in the index of each table, empty where it is not
            in it.

        Examples
        --------
        >>> from geokit.testing import make_parcels, square
        >>> old = make_parcels([square(0, 0, 100), square(100, 0, 100)]).set_axis(["a", "b"])
        >>> new = make_parcels([square(0, 0, 102, 100)]).set_axis(["c"])
        >>> compare_parcels(old, new).to_frame()[["kind", "subjects", "old_rows", "new_rows"]]
              kind subjects old_rows new_rows
        0     gone     (B,)     (b,)       ()
        1  changed     (A,)     (a,)     (c,)
        """
        frame = super().to_frame(language)
        for side, (name, words) in enumerate(_ROWS.items()):
            labels = [self._labels(side, at) for at in self.positions[:, side].tolist()]
            frame[words.localize(language) if language else name] = as_array(labels)
        return frame

    def _labels(self, side: int, at: int) -> tuple[Any, ...]:
        own, table = self.own[side], (self.old, self.new)[side]
        if at < len(own.table):
            return own.labels([at]) if at >= 0 else ()
        row = own.row_of_record(int(table["record"].iloc[at]))
        return () if row is None else own.labels_of_rows([row])

    def land(self, as_of: Day | None = None) -> LandChange:
        """Return the land that was gained and lost, and what became of each parcel; of one day it is compared once.

        Parameters
        ----------
        as_of : date or str, optional
            The day that stages are read on; today if left out.

        Raises
        ------
        CrsError
            The tables have no coordinate system.
        """
        day = read_day(as_of) or current_day()
        if day not in self._lands:
            with task(_COMPARING):
                self._lands[day] = land_change(self.old, self.new, day)
        return self._lands[day]


@public
def compare_parcels(
    old: ParcelsLike,
    new: ParcelsLike,
    **reading: Unpack[ReadingOptions],
) -> ParcelDifference:
    """Compare two tables of parcels.

    Parcels are the same where their ids are; those without a unique one where their boxes lie within 0.001 m of each
    other; one whose record is there without a readable outline is not gone. A parcel was redrawn where it gained and lost
    more land than 0.01 m² and 0.001 m along its outline. Of each kind they come by id as people count, whatever the order of rows.

    Parameters
    ----------
    old, new : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels, in the same datum.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    ParcelDifference
        A :class:`~geokit.Difference` with planar areas, in the plane of the old table, or of its 3-degree zone; its
        ``land()`` says what was gained and lost.

    Raises
    ------
    CrsError
        Only one of them has a coordinate system, or their datums differ.
    InputError
        One of them is no table of parcels.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> old = make_parcels([square(0, 0, 100), square(100, 0, 100)], stage=["approved", None])
    >>> new = make_parcels([square(0, 0, 102, 100)], stage=["supplied"])
    >>> for line in compare_parcels(old, new).sentences("en"):
    ...     print(line)
    gone: parcel B (10,000.00 m² (15.000 mu))
    changed: parcel A: redrawn, +0.300 mu (gained 0.300 mu, lost 0.000 mu); stage was “approved” and is “supplied”
    0 appeared, 1 gone, 1 changed.
    Planar areas of the parcels add up to 20,000.00 m² (30.000 mu) before and 10,200.00 m² (15.300 mu) after: −14.700 mu.
    """
    own, sides = _sides(old, new, reading)
    before, after = in_one_plane(*sides)
    same = match(before, after)
    new_at = after.by_id(np.flatnonzero(same < 0))
    found = [(_alone(after, at, ChangeKind.APPEARED), -1, at) for at in new_at.tolist()]
    gone_at = before.by_id(np.setdiff1d(np.arange(len(before.names)), same))
    found += [(_alone(before, at, ChangeKind.GONE), at, -1) for at in gone_at.tolist()]
    # First what is different of all parcels at once.
    found += [
        (Change(ChangeKind.CHANGED, "", "", (), None, None, note.words, note.fields), -1, -1)
        for note in columns_notes(before, after)
    ]
    there = np.flatnonzero(same >= 0)
    with task(_COMPARING):
        found += _changed(before, after, same[there], there)
    return ParcelDifference(
        tuple(change for change, *_ in found),
        tuple(_closing(before, after)),
        old=sides[0],
        new=sides[1],
        own=own,
        positions=np.array([at for _, *at in found], dtype=np.intp).reshape(-1, 2),
    )


def _closing(before: Side, after: Side) -> Iterator[tuple[Words, dict[str, object]]]:
    """Yield what the areas add up to, and how many parcels are not in it."""
    missing = [np.isnan(side.area_m2) for side in (before, after)]
    one, other = (
        Area.from_m2(math.fsum(side.area_m2[~without]))
        for side, without in zip((before, after), missing, strict=True)
    )
    yield _LAND, {"before": one, "after": other, "change": SignedNumber(other - one)}
    counts = [int(without.sum()) for without in missing]
    if any(counts):
        yield _WITHOUT, {"before": counts[0], "after": counts[1]}


def _sides(
    old: ParcelsLike, new: ParcelsLike, reading: ReadingOptions
) -> tuple[tuple[OwnTables, OwnTables], tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
    """Return the tables of each state as the caller has them, and as one canonical table."""
    tables = [given_tables(each, **reading) for each in (old, new)]
    made = canonical_tables([*tables[0], *tables[1]], reading.get("columns"))
    count = len(tables[0])
    return (
        (OwnTables.of(tables[0], made[:count]), OwnTables.of(tables[1], made[count:])),
        (with_set_aside(concat_parcels(made[:count])), with_set_aside(concat_parcels(made[count:]))),
    )


def _alone(side: Side, at: int, kind: ChangeKind) -> Change:
    """Return the change that a parcel of one table is not in the other."""
    area_m2 = float(side.area_m2[at])
    has_area = np.isfinite(area_m2)
    sizes = (None, area_m2) if kind is ChangeKind.APPEARED else (area_m2, None)
    before, after = sizes if has_area else (None, None)
    fields = {"parcel": side.names[at]} | ({"area": Area.from_m2(area_m2)} if has_area else {})
    return Change(kind, "", "", (side.names[at],), before, after, _PARCEL if has_area else _NO_AREA, fields)


def _changed(before: Side, after: Side, old: Ints, new: Ints) -> Iterator[tuple[Change, int, int]]:
    """Yield the changes of parcels that are in both, at positions `old` and `new`, with these."""
    gained_m2, lost_m2, is_redrawn = redrawn(before.shapes[old], after.shapes[new])
    is_near = within_two_surveys(before.shapes[old], after.shapes[new], is_redrawn)
    facts = facts_of(before, after, old, new)
    told = np.flatnonzero(is_redrawn | np.array([bool(own) for own in facts], dtype=bool))
    for at in after.by_id(new, told).tolist():
        own = facts[at]
        sizes = (float(before.area_m2[old[at]]), float(after.area_m2[new[at]]))
        shapes = (before.shapes[old[at]], after.shapes[new[at]])
        outline: tuple[Fact, ...] = (
            (_redrawing(*shapes, *sizes, float(gained_m2[at]), float(lost_m2[at])),) if is_redrawn[at] else ()
        )
        outline += (
            (Fact(_NEAR, {"heading": _NEAR_HEADING, "limit": f"{SURVEYS_APART.value:.2f}"}),)
            if is_near[at]
            else ()
        )
        name = after.names[new[at]]
        known = [size if np.isfinite(size) else None for size in sizes]
        fields = {"parcel": name, "facts": Facts((*outline, *own))}
        change = Change(ChangeKind.CHANGED, "", "", (name,), known[0], known[1], _CHANGED, fields)
        yield change, int(old[at]), int(new[at])


def _redrawing(
    old: Polygonal | None,
    new: Polygonal | None,
    before_m2: float,
    after_m2: float,
    gained_m2: float,
    lost_m2: float,
) -> Fact:
    if np.isnan(gained_m2):
        words = _NO_OUTLINE_AFTER if new is None else _NO_OUTLINE_BEFORE if old is None else _OUTLINE
        return Fact(words, {"heading": _HEADING})
    change = SignedNumber(Area.from_m2(after_m2) - Area.from_m2(before_m2))
    return Fact(
        _REDRAWN, {"heading": _HEADING, "change": change, "gained": Mu(gained_m2), "lost": Mu(lost_m2)}
    )
