"""Two tables of parcels compared: parcels that appeared, are gone, were redrawn, or say something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.arguments import public
from geokit.auditing.baselines.model import Box, FaultKey, match_faults
from geokit.auditing.differences.model import Change, ChangeKind, Difference, Fact, Facts, SignedNumber
from geokit.coverage.overlay import robust_difference
from geokit.errors import CrsError
from geokit.i18n import Language, Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE
from geokit.land.units import Area
from geokit.parcels.codes import TERMS
from geokit.parcels.normalize import normalize
from geokit.parcels.table import COLUMNS, PROVENANCE_COLUMNS, parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

SNAP_M: Final = TOPOLOGY_TOLERANCE.value
# What stands in a table besides its number and where it was read; a figure's text follows from the figure.
_NOT_COMPARED: Final = (*PROVENANCE_COLUMNS, "id", "declared_text", "declared_half_unit_m2")
_COMPARED: Final = {column.name: column for column in COLUMNS if column.name not in _NOT_COMPARED}

_ONE_SYSTEM = Words(
    zh="两份地块中只有一份有坐标系，无法比较；请给出坐标系（--crs）或带号（--zone）",
    en="only one of the two has a coordinate system, so that they cannot be compared; give it with --crs or --zone",
)
_PARCEL = Words(zh="地块 {parcel}（{area}）", en="parcel {parcel} ({area})")
_NO_AREA = Words(zh="地块 {parcel}（图形无效，没有面积）", en="parcel {parcel} (invalid outline, no area)")
_CHANGED = Words(zh="地块 {parcel}：{facts}", en="parcel {parcel}: {facts}")
_REDRAWN = Words(
    zh="图形改变，面积 {change}（增 {gained}，减 {lost}）",
    en="redrawn, {change} (gained {gained}, lost {lost})",
)
_OUTLINE = Words(zh="图形改变，无法量算", en="redrawn, and cannot be measured")
_FACT = Words(zh="{heading}由“{before}”改为“{after}”", en="{heading} was “{before}” and is “{after}”")
_BLANK = Words(zh="空", en="nothing")
_LAND = Words(
    zh="各宗平面面积合计：原 {before}，现 {after}，{change}。",
    en="Planar areas of the parcels add up to {before} before and {after} after: {change}.",
)


@dataclass(frozen=True)
class _Side:
    """One of the two tables, in the plane that they are compared in."""

    table: gpd.GeoDataFrame
    names: NDArray[np.object_]
    shapes: Shapes
    area_m2: Floats

    @classmethod
    def of(cls, table: gpd.GeoDataFrame, crs: Any) -> _Side:
        shapes = table.geometry.to_numpy()
        if crs is not None:
            shapes = reproject(shapes, table.crs, crs)
        with np.errstate(invalid="ignore"):
            valid = shapely.is_valid(shapes) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
        return cls(table, parcel_ids(table), shapes, np.where(valid, shapely.area(shapes), np.nan))

    def faults(self) -> list[FaultKey]:
        """Return what makes each parcel the same in the other table: its id, or else its place."""
        boxes = shapely.bounds(self.shapes)
        return [
            FaultKey("", "parcel", (name,), name, _box(box))
            for name, box in zip(self.names, boxes, strict=True)
        ]

    def alone(self, at: int, kind: ChangeKind) -> Change:
        """Return the change that a parcel of this table is not in the other."""
        area_m2 = float(self.area_m2[at])
        has_area = np.isfinite(area_m2)
        sizes = (None, area_m2) if kind is ChangeKind.APPEARED else (area_m2, None)
        before, after = sizes if has_area else (None, None)
        fields = {"parcel": self.names[at]} | ({"area": Area.from_m2(area_m2)} if has_area else {})
        return Change(
            kind, "", "", (self.names[at],), before, after, _PARCEL if has_area else _NO_AREA, fields
        )


def _box(box: Floats) -> Box | None:
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if np.isfinite(box).all() else None


@public
def compare_parcels(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> Difference:
    """Compare two tables of parcels.

    Parcels are the same where their ids are; those without a unique one where their boxes lie within 0.001 m of each
    other. A parcel was redrawn where it gained and lost more land than 0.01 m² and 0.001 m along its outline.

    Parameters
    ----------
    old, new : GeoDataFrame
        Parcels, in the same datum.

    Returns
    -------
    Difference
        With planar areas, in the plane of the old table, or of its 3-degree zone.

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
    before, after = _in_one_plane(normalize(old), normalize(new))
    same = match_faults(before.faults(), after.faults(), slack_m=SNAP_M)
    appeared = [after.alone(int(at), ChangeKind.APPEARED) for at in np.flatnonzero(same < 0)]
    gone_at = np.setdiff1d(np.arange(len(before.names)), same)
    gone = [before.alone(int(at), ChangeKind.GONE) for at in gone_at]
    there = np.flatnonzero(same >= 0)
    changed = list(_changed(before, after, same[there], there))
    totals = [Area.from_m2(float(np.nansum(side.area_m2))) for side in (before, after)]
    closing = (
        _LAND,
        {"before": totals[0], "after": totals[1], "change": SignedNumber(totals[1] - totals[0])},
    )
    return Difference((*appeared, *gone, *changed), (closing,))


def _in_one_plane(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> tuple[_Side, _Side]:
    if (old.crs is None) != (new.crs is None) and len(old) and len(new):
        raise CrsError(_ONE_SYSTEM)
    crs = old.crs if len(old) else new.crs
    if crs is not None:
        crs = working_crs(crs, (old if len(old) else new).total_bounds.tolist())
    return _Side.of(old, crs if len(old) else None), _Side.of(new, crs if len(new) else None)


def _changed(before: _Side, after: _Side, old: Ints, new: Ints) -> Iterator[Change]:
    """Yield the changes of parcels that are in both, at positions `old` and `new`."""
    gained_m2, lost_m2, redrawn = _redrawn(before.shapes[old], after.shapes[new])
    facts = {name: _differs(name, before, after, old, new) for name in _COMPARED}
    is_changed = np.logical_or.reduce([redrawn, *facts.values()])
    for at in np.flatnonzero(is_changed):
        one, other = int(old[at]), int(new[at])
        sizes = (float(before.area_m2[one]), float(after.area_m2[other]))
        changes: list[Fact] = []
        if redrawn[at]:
            changes.append(_redrawing(*sizes, float(gained_m2[at]), float(lost_m2[at])))
        changes += [_fact(name, before, after, one, other) for name, differs in facts.items() if differs[at]]
        name = after.names[other]
        known = [size if np.isfinite(size) else None for size in sizes]
        fields = {"parcel": name, "facts": Facts(tuple(changes))}
        yield Change(ChangeKind.CHANGED, "", "", (name,), known[0], known[1], _CHANGED, fields)


def _redrawn(old: Shapes, new: Shapes) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the land that each parcel gained and lost, NaN where an outline is invalid, and whether that matters."""
    gained_m2, lost_m2 = np.zeros(len(old)), np.zeros(len(old))
    other = ~shapely.equals_exact(shapely.normalize(old), shapely.normalize(new), 0.0)
    other &= ~(shapely.is_missing(old) & shapely.is_missing(new))
    sound = shapely.is_valid(old) & shapely.is_valid(new)
    gained_m2[other & ~sound] = lost_m2[other & ~sound] = np.nan
    at = np.flatnonzero(other & sound)
    gained_m2[at] = shapely.area(robust_difference(new[at], old[at]))
    lost_m2[at] = shapely.area(robust_difference(old[at], new[at]))
    slack_m2 = IGNORED_OVERLAP.value + SNAP_M * np.nan_to_num(shapely.length(new))
    return gained_m2, lost_m2, other & ~(gained_m2 + lost_m2 <= slack_m2)


def _differs(name: str, before: _Side, after: _Side, old: Ints, new: Ints) -> NDArray[np.bool_]:
    one, other = before.table[name].to_numpy()[old], after.table[name].to_numpy()[new]
    if _COMPARED[name].kind == "float64":
        differs: NDArray[np.bool_] = ~np.isclose(one, other, rtol=0, atol=1e-6, equal_nan=True)
        return differs
    return np.asarray((one != other) & ~(pd.isna(one) & pd.isna(other)), dtype=bool)


def _redrawing(before_m2: float, after_m2: float, gained_m2: float, lost_m2: float) -> Fact:
    if np.isnan(gained_m2):
        return Fact(_OUTLINE, {})
    change = SignedNumber(Area.from_m2(after_m2) - Area.from_m2(before_m2))
    return Fact(_REDRAWN, {"change": change, "gained": _Mu(gained_m2), "lost": _Mu(lost_m2)})


@dataclass(frozen=True, slots=True)
class _Mu:
    area_m2: float

    def localize(self, language: Language) -> str:
        return Area.from_m2(self.area_m2).text(language, "mu", 3)


def _fact(name: str, before: _Side, after: _Side, old: int, new: int) -> Fact:
    fields = {"before": before.table[name].iloc[old], "after": after.table[name].iloc[new]}
    shown = {side: _value(name, value) for side, value in fields.items()}
    return Fact(_FACT, {"heading": _COMPARED[name].words, **shown})


def _value(name: str, value: object) -> object:
    if isinstance(value, float) and np.isfinite(value):
        return Area.from_m2(value)
    return TERMS.get(name, {}).get(value, value) if isinstance(value, str) else _BLANK
