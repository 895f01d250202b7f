"""The proposal of a repair: new tables, what changes in each parcel, and what is left."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit.arguments import public_result
from geokit.equality import Comparable
from geokit.errors import DataLossWarning, InputError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.units import Area
from geokit.notebook import frame_html, lines_html
from geokit.parcels.write import LOSING, write_parcels
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._row_format import Layout

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

_NO_PARCELS = Words(zh="{count} 行没有面几何，未写出", en="{count:row has|rows have} no polygon: not written")
# Between whoever calls a method and the method stands the check of its arguments.
_CALLER: Final = 3

_HEADINGS: Final = {
    "park": Words(zh="园区", en="park"),
    "id": Words(zh="地块", en="parcel"),
    "before_m2": Words(zh="修复前（平方米）", en="before (m²)"),
    "after_m2": Words(zh="修复后（平方米）", en="after (m²)"),
    "gained_m2": Words(zh="增（平方米）", en="gained (m²)"),
    "lost_m2": Words(zh="减（平方米）", en="lost (m²)"),
    "moved_m": Words(zh="最大移动（米）", en="moved (m)"),
    "declared_before": Words(zh="原地块面积", en="declared before"),
    "declared_after": Words(zh="现地块面积", en="declared after"),
}


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
        return _LEFT.render(language, message=self.finding.message(language), reason=self.why(language))

    def why(self, language: Language) -> str:
        """Return the reason alone."""
        return self.reason.render(language, **self.fields)


def _messages(findings: Sequence[Finding], language: Language, *, is_whole: bool) -> Iterator[str]:
    """Yield what findings say, or one line for many of one cause."""
    from geokit.auditing.grouped import group_findings

    if is_whole:
        yield from (finding.message(language) for finding in findings)
        return
    for group in group_findings(findings):
        if group.is_many:
            yield group.lead(language)
        else:
            yield from (finding.message(language) for finding in group.members)


@public_result
@dataclass(frozen=True, eq=False)
class Proposal(Comparable):
    """New parcel tables in which slivers are mended. Nothing that was audited is changed.

    Attributes
    ----------
    before, after : AuditReport
        The audit that was mended, and that of the new tables.
    tables : mapping of str to GeoDataFrame
        The new table of each park, by its id; the empty id for parcels without a park. It is a copy of the table that
        was audited, with the caller's index, columns and coordinate system, in which outlines and, where they were
        restated, declared areas are others; of several tables, as :meth:`~geokit.AuditReport.to_parcels` joins them.
    changes : DataFrame
        A row a parcel that changes: park, id, before_m2, after_m2, gained_m2, lost_m2 (planar), moved_m (how far its
        line moves), declared_before, declared_after (as written; None where the figure stays), row (the label of the
        parcel in the index of its table).
    repaired : tuple of Finding
        Findings that are in `before` and not in `after`.
    left : tuple of Left
        Slivers that are still there, and why.
    notices : tuple of Notice
        Declared areas that could not be restated in the caller's own column, invalid outlines, which are left, and land at
        fault that has grown by less than the audit ignores.

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
    notices: tuple[Notice, ...] = ()

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
        """Return what changes, a row a parcel, without its label: under the names of `changes`, or with headings."""
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()} if language else {}
        decimals = {name: 3 if name == "moved_m" else 2 for name in _HEADINGS if name.endswith(("_m2", "_m"))}
        return self.changes[list(_HEADINGS)].round(decimals).rename(columns=titles)

    def save(
        self,
        path: str | Path,
        *,
        layout: Layout | None = None,
        dialect: Dialect | None = None,
        profile: str | os.PathLike[str] | None = None,
        columns: Mapping[str, str] | None = None,
        schematic: bool = False,
    ) -> Path:
        """Write the new table of the only park; the suffix decides the format.

        Parameters
        ----------
        path : path
            Such as ``mended.gpkg`` or ``mended.txt``: whatever :func:`geokit.write_parcels` writes.
        layout, dialect, profile, columns, schematic
            As for :func:`geokit.write_parcels`.

        Returns
        -------
        Path
            The file. What it could not carry, and rows that are no parcel, are said as Python warnings.

        Raises
        ------
        InputError
            There are several parks: write each of `tables` with :func:`geokit.write_parcels`.
        OutputError
            No format has this suffix, or the file cannot be written; what stood there before stands.
        """
        target, table = Path(path), self.parcels
        is_parcel = table.geom_type.isin(["Polygon", "MultiPolygon"]) & ~table.is_empty
        if not is_parcel.all():
            count = int((~is_parcel).sum())
            warnings.warn(_NO_PARCELS.render(count=count), DataLossWarning, stacklevel=_CALLER)
        parcels = table[is_parcel.to_numpy()]
        notices = write_parcels(
            parcels,
            target,
            layout=layout,
            dialect=dialect,
            profile=profile,
            columns=columns,
            schematic=schematic,
        )
        for notice in (each for each in notices if each.code not in LOSING):
            warnings.warn(str(notice), stacklevel=_CALLER)
        return target

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

    def sentences(self, language: Language | None = None, *, is_whole: bool = True) -> list[str]:
        """Return the sentence, then one for each finding that is mended or left.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The reader's own if left out.
        is_whole : bool
            Whether five findings and more of one cause stand one by one; else one line stands for them.
        """
        return list(self._sentences(language or current_language(), is_whole=is_whole))

    def _sentences(self, language: Language, *, is_whole: bool) -> Iterator[str]:
        yield self.sentence(language)
        for message in _messages(self.repaired, language, is_whole=is_whole):
            yield _REPAIRED.render(language, message=message)
        by_reason: dict[str, list[Finding]] = {}
        for each in self.left:
            by_reason.setdefault(each.why(language), []).append(each.finding)
        for reason, findings in by_reason.items():
            for message in _messages(findings, language, is_whole=is_whole):
                yield _LEFT.render(language, message=message, reason=reason)
        for notice in self.notices:
            yield notice.localize(language)

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return lines_html(self.sentences()) + frame_html(self.to_frame(current_language()))
