"""The proposal of a repair: new tables, what changes in each parcel, and what is left.

A declared area that was its polygon's is replaced by that of the new polygon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.arguments import public_result
from geokit.equality import Comparable
from geokit.errors import InputError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.crs.transform import is_local
from geokit.land.measure.polygons import measure_area, print_noise_m2
from geokit.land.units import Area, round_fraction
from geokit.notebook import frame_html, lines_html
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


def restate(
    table: gpd.GeoDataFrame, rows: Ints, before: Shapes, after: Shapes, crs: Any, decimals: int
) -> NDArray[np.bool_]:
    """Write the areas of redrawn parcels into a table, as exactly as they were written before.

    Only figures that agreed with the old outline are restated: one that did not is a fault that stays. A figure that
    agrees with the new outline too stays as it was.

    Parameters
    ----------
    table : GeoDataFrame
        The new table; its columns ``declared_m2`` and ``declared_text`` are changed in place.
    rows : ndarray of int
        The redrawn parcels.
    before, after : ndarray of shapely polygons
        Their old and new outlines.
    crs : pyproj.CRS
        The system of the outlines.
    decimals : int
        To how many decimals their coordinates are written.

    Returns
    -------
    ndarray of bool, shape (len(rows),)
        Which figures were restated.
    """
    figures = table.iloc[rows]
    declared_m2 = figures["declared_m2"].to_numpy(dtype=np.float64)
    half_unit_m2 = np.nan_to_num(figures["declared_half_unit_m2"].to_numpy(dtype=np.float64))
    on_ellipsoid = figures["declared_method"].isin(["ellipsoidal", "statutory", "geodesic"]).to_numpy()
    slack_m2 = half_unit_m2 + print_noise_m2(before, decimals)
    old_m2, new_m2 = (_measured(shapes, crs, on_ellipsoid) for shapes in (before, after))
    restated: NDArray[np.bool_] = (np.abs(old_m2 - declared_m2) <= slack_m2) & ~(
        np.abs(new_m2 - declared_m2) <= slack_m2
    )
    for at in np.flatnonzero(restated):
        row, new = table.index[rows[at]], _rounded(float(new_m2[at]), 2 * float(half_unit_m2[at]))
        text = table.loc[row, "declared_text"]
        table.loc[row, "declared_text"] = _rewritten(text, float(declared_m2[at]), new)
        table.loc[row, "declared_m2"] = new
    return restated


def _measured(shapes: Shapes, crs: Any, on_ellipsoid: NDArray[np.bool_]) -> Floats:
    planar_m2 = measure_area(shapes, crs, "planar")
    if not on_ellipsoid.any() or is_local(crs):
        return planar_m2
    return np.where(on_ellipsoid, measure_area(shapes, crs, "ellipsoidal"), planar_m2)


def _rounded(value_m2: float, unit_m2: float) -> float:
    """Return an area rounded half-up to whole units of its figure's last digit; as it is where it has no such unit.

    Examples
    --------
    >>> _rounded(17003.5, 1.0), _rounded(17003.46, 0.0)
    (17004.0, 17003.46)
    """
    if not unit_m2:
        return value_m2
    unit = Fraction(unit_m2)
    return float(int(round_fraction(Fraction(value_m2) / unit, 0)) * unit)


def _rewritten(text: str | None, old_m2: float, new_m2: float) -> str | None:
    """Return a figure as written with another number in it, of as many decimals; None where it holds none.

    Examples
    --------
    >>> _rewritten("1.7005公顷", 17005.0, 17013.0), _rewritten(None, 1.0, 2.0)
    ('1.7013公顷', None)
    """
    found = _NUMBER.search(text) if isinstance(text, str) else None
    if found is None or text is None:
        return None
    number = found[0].replace(",", "")
    decimals = len(number.partition(".")[2])
    new = round_fraction(Fraction(new_m2) * Fraction(number) / Fraction(old_m2), decimals)
    return f"{text[: found.start()]}{new}{text[found.end() :]}"


_SUMMARY = Words(
    zh="碎面 {slivers} 处：修复 {repaired}，留下 {left}；改动 {parcels} 宗，增 {gained}，减 {lost}，界址点移动不超过 {moved} 米。",
    en="Slivers: {slivers}, mended: {repaired}, left: {left}; parcels that change: {parcels}, gaining {gained} and "
    "losing {lost}; no line moves by more than {moved} m.",
)

_NOTHING = Words(zh="没有碎面需要修复。", en="There are no slivers to mend.")

_REPAIRED = Words(zh="已修复：{message}", en="mended: {message}")

_LEFT = Words(zh="未修复：{message}（{reason}）", en="left: {message} ({reason})")

_SEVERAL = Words(
    zh="报告含多个园区（{parks}）；请用 tables 逐个取用",
    en="the report has several parks ({parks}); take their tables one by one from `tables`",
)

_HEADINGS: Final = {
    "park": Words(zh="园区", en="park"),
    "id": Words(zh="地块", en="parcel"),
    "before_m2": Words(zh="修复前（平方米）", en="before (m²)"),
    "after_m2": Words(zh="修复后（平方米）", en="after (m²)"),
    "gained_m2": Words(zh="增（平方米）", en="gained (m²)"),
    "lost_m2": Words(zh="减（平方米）", en="lost (m²)"),
    "moved_m": Words(zh="最大移动（米）", en="moved (m)"),
    "declared_before": Words(zh="原申报面积", en="declared before"),
    "declared_after": Words(zh="现申报面积", en="declared after"),
}

COLUMNS: Final = tuple(_HEADINGS)


@public_result
@dataclass(frozen=True, slots=True)
class Remaining(InWords):
    """A finding that was not mended, and why.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, ring, square
    >>> wedge = ring((99.8, 0), (200, 0), (200, 100), (100, 100))
    >>> [each] = gk.propose_fixes(gk.audit(make_parcels([square(0, 0, 100), wedge]))).left
    >>> each.finding.rule, "wider than 0.14 m" in each.localize("en")
    ('sliver', True)
    """

    finding: Finding
    reason: Words
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)

    def localize(self, language: Language) -> str:
        """Return the finding with the reason."""
        reason = self.reason.render(language, **self.fields)
        return _LEFT.render(language, message=self.finding.message(language), reason=reason)


@public_result
@dataclass(frozen=True, eq=False)
class Proposal(Comparable):
    """New parcel tables in which slivers are mended. Nothing that was audited is changed.

    Attributes
    ----------
    before, after : AuditReport
        The audit that was mended, and that of the new tables.
    tables : mapping of str to GeoDataFrame
        The new table of each park, by its id; the empty id for parcels without a park.
    changes : DataFrame
        A row a parcel that changes: park, id, before_m2, after_m2, gained_m2, lost_m2 (planar), moved_m (how far its
        line moves), declared_before, declared_after (as written; None where the figure stays).
    repaired : tuple of Finding
        Findings that are in `before` and not in `after`.
    left : tuple of Left
        Slivers that are still there, and why.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(99.95, 0, 100)]))
    >>> proposal = gk.propose_fixes(report)
    >>> [finding.rule for finding in proposal.repaired], proposal.left
    (['sliver'], ())
    >>> proposal.to_frame()[["id", "before_m2", "after_m2"]].values.tolist()
    [['B', 10000.0, 9995.0]]
    """

    before: AuditReport = field(repr=False)
    after: AuditReport = field(repr=False)
    tables: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    changes: pd.DataFrame = field(repr=False)
    repaired: tuple[Finding, ...]
    left: tuple[Remaining, ...]

    def _found(self) -> tuple[object, ...]:
        return (self.before, self.after, self.changes, self.repaired, self.left)

    @property
    def parcels(self) -> gpd.GeoDataFrame:
        """The new table of the only park.

        Raises
        ------
        InputError
            There are several parks.
        """
        if len(self.tables) != 1:
            raise InputError(_SEVERAL, parks=list(self.tables))
        return next(iter(self.tables.values()))

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return what changes, a row a parcel; under the names of `changes`, or with headings in a language."""
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()} if language else {}
        decimals = {name: 3 if name == "moved_m" else 2 for name in _HEADINGS if name.endswith(("_m2", "_m"))}
        return self.changes[list(_HEADINGS)].round(decimals).rename(columns=titles)

    def sentence(self, language: Language | None = None) -> str:
        """Return one sentence: how many slivers are mended, how many parcels change, and by how much."""
        if not self.repaired and not self.left:
            return _NOTHING.render(language)
        gained, lost = (Area.from_m2(float(self.changes[name].sum())) for name in ("gained_m2", "lost_m2"))
        moved_m = max(self.changes["moved_m"], default=0.0)
        return _SUMMARY.render(
            language,
            slivers=len(self.repaired) + len(self.left),
            repaired=len(self.repaired),
            left=len(self.left),
            parcels=len(self.changes),
            gained=gained,
            lost=lost,
            moved=f"{moved_m:.3f}",
        )

    def sentences(self, language: Language | None = None) -> list[str]:
        """Return the sentence, then one for each finding that is mended or left."""
        return list(self._sentences(language or current_language()))

    def _sentences(self, language: Language) -> Iterator[str]:
        yield self.sentence(language)
        for finding in self.repaired:
            yield _REPAIRED.render(language, message=finding.message(language))
        for each in self.left:
            yield each.localize(language)

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return lines_html(self.sentences()) + frame_html(self.to_frame(current_language()))
