"""The audit report: findings in one order, as a frame, as text, as a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from geokit.arguments import public_result
from geokit.auditing.findings import SEVERITY_WORDS, Finding, Severity, SeverityName
from geokit.auditing.grouped import By, Groups, group_findings
from geokit.auditing.reproject import reproject_or_none
from geokit.auditing.results import labels_of_findings, with_results
from geokit.auditing.schema.checked import CheckedDatabase, summary_of
from geokit.auditing.subject_names import SubjectNames
from geokit.equality import Comparable
from geokit.errors import InputError, UnknownNameError
from geokit.escape import html_paragraphs
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words, current_language, localize
from geokit.notebook import MOST_ROWS, more_html, text_table
from geokit.parcels.redaction import MarkOptions  # noqa: TC001 - read when a call is checked
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.audited import Audited
    from geokit.land.crs.transform import CrsLike
    from geokit.ledgers.figures.model import ParkLand

# Findings of parks in different systems meet in degrees: CGCS2000, the datum of the country.
COMMON_CRS = "EPSG:4490"

NO_FINDINGS = Words(zh="未发现问题", en="no findings")
SUMMARY = Words(
    zh="园区 {parks} 个，地块 {parcels} 宗；{counts}", en="parks: {parks}, parcels: {parcels}; {counts}"
)
SUMMARY_OF_PARCELS = Words(zh="地块 {parcels} 宗；{counts}", en="parcels: {parcels}; {counts}")
# What a reader sees of each field of a finding, in every product.
FIELD_WORDS = {
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="规则", en="rule"),
    "title": Words(zh="类别", en="kind"),
    "severity": Words(zh="级别", en="severity"),
    "subjects": Words(zh="对象", en="subjects"),
    "message": Words(zh="问题", en="finding"),
    "measured": Words(zh="量值", en="measured"),
    "allowed": Words(zh="允许值", en="allowed"),
    "unit": Words(zh="单位", en="unit"),
    "file": Words(zh="文件", en="file"),
    "line": Words(zh="行号", en="line"),
    "fingerprint": Words(zh="指纹", en="fingerprint"),
}
_SHOWN = ("severity", "park", "rule", "subjects", "message")
COLUMNS = (
    "park", "rule", "severity", "subjects", "message", "measured", "allowed", "unit", "geometry", "source", "fingerprint", "rows",
)  # fmt: skip
_SEVERAL = Words(
    zh="报告含多个园区（{parks}）；请指明其一{option:park}",
    en="the report has several parks ({parks}); name one of them{option:park}",
)


@public_result
@dataclass(frozen=True, repr=False, eq=False)
class AuditReport(Comparable):
    """What an audit found.

    Attributes
    ----------
    findings : tuple of Finding
        By park, the worst first; the order of the input does not count.
    audited : tuple of Audited
        The parks with their parcels.
    today : date
        The day that dates of the sources were compared with.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]), today="2026-06-01")
    >>> report.ok, report.parcels, report.counts[gk.Severity.ERROR]
    (False, 2, 1)
    >>> for finding in report.at_least("error"):
    ...     print(finding.message("en"))
    parcels A and B overlap by 1,000.00 m² (1.500 mu); allowed 0.01 m²
    >>> report == gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]), today="2026-06-01")
    True
    """

    findings: tuple[Finding, ...]
    audited: tuple[Audited, ...]
    today: date

    def _found(self) -> tuple[object, ...]:
        return (self.today, [(each.name, len(each.parcels)) for each in self.audited], self.findings)

    @property
    def ok(self) -> bool:
        """Whether nothing is an error."""
        return not self.at_least(Severity.ERROR)

    def at_least(self, severity: Severity | SeverityName) -> tuple[Finding, ...]:
        """Return the findings of a severity and above."""
        least = Severity(severity)
        return tuple(finding for finding in self.findings if finding.severity >= least)

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """The number of findings of each severity, the worst first."""
        counts = Counter(finding.severity for finding in self.findings)
        return {severity: counts[severity] for severity in reversed(Severity)}

    def grouped(
        self,
        *,
        by: Literal["cause", "rule"] = "cause",
        at_least: Severity | SeverityName = Severity.INFO,
    ) -> Groups:
        """Return the findings by cause, with their counts, the worst first; a group has its members.

        Fifty-six areas that differ because one unit was taken for another are one group:
        :mod:`geokit.auditing.causes` says what a cause is. Every report for people shows these groups.

        Parameters
        ----------
        by : {"cause", "rule"}
            With "rule" those of one rule and severity in a park are one group, whatever their cause.
        at_least : {"info", "warning", "review", "error"}
            What is less is left out.

        Raises
        ------
        OptionError
            There is no such option or severity.

        Examples
        --------
        >>> import geokit as gk
        >>> from geokit.testing import make_parcels, square
        >>> shapes = [square(200 * at, 0, 100) for at in range(56)]
        >>> report = gk.audit(parcels=make_parcels(shapes, declared_m2=[150_000.0] * 56))
        >>> worst = report.grouped()[0]
        >>> worst.rule, worst.count, len(worst.members)
        ('area_mismatch', 56, 56)
        >>> print(worst.lead("en"))
        56 × declared and measured area differ: all differ by a factor of about 15, as if figures in mu had been taken for ha
        """
        least = Severity(at_least)
        if (by, least) not in self._groups:
            self._groups[by, least] = group_findings(self.findings, by=by, at_least=least)
        return self._groups[by, least]

    @cached_property
    def _groups(self) -> dict[tuple[By, Severity], Groups]:
        return {}

    @property
    def database(self) -> CheckedDatabase | None:
        """The database that was checked against a schema, where none of the parcels were."""
        return next((each.database for each in self.audited if each.database is not None), None)

    @property
    def parcels(self) -> int:
        """How many parcels were audited."""
        return sum(len(each.parcels) for each in self.audited)

    @property
    def crs(self) -> CRS | None:
        """The system of the geometries in :meth:`to_frame`: the parks' own, or CGCS2000 degrees where they differ."""
        from pyproj import CRS

        systems = {each.crs for each in self.audited if each.crs is not None}
        return next(iter(systems)) if len(systems) == 1 else CRS(COMMON_CRS) if systems else None

    @cached_property
    def figures(self) -> tuple[ParkLand | None, ...]:
        """The land of each of :attr:`audited` by phase, on the day of the audit; None where it was audited in parts."""
        from geokit.ledgers.figures.model import park_land

        whole = [each for each in self.audited if each.at_fault is None]
        made = {each.name: each.figures or park_land(each.park, each.parcels, self.today) for each in whole}
        return tuple(made.get(each.name) for each in self.audited)

    def to_frame(self, language: Language | None = None) -> gpd.GeoDataFrame:
        """Return the findings as a table with geometries.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The language of the messages; the reader's own if left out.

        Returns
        -------
        GeoDataFrame
            park, rule, severity, subjects (tuple of ids), message, measured, allowed, unit, geometry, source,
            fingerprint, rows. `measured` and `allowed` are in `unit`. `geometry` is in :attr:`crs`; None where the
            finding has no place, and where a park's datum cannot be brought to it without parameters. `rows` are the
            labels, in the index of :meth:`to_parcels`, of the parcels that the finding is of: those of your own table.
            A parcel without an id of its own goes by ``row:N`` among the subjects, N its position among the audited
            parcels from 0.

        Examples
        --------
        >>> import geokit as gk
        >>> from geokit.testing import make_parcels, square
        >>> frame = make_parcels([square(0, 0, 100), square(98, 0, 100)]).set_axis(["DK-07", "DK-08"])
        >>> found = gk.audit(frame).to_frame("en")
        >>> found.loc[found["rule"] == "overlap", ["subjects", "rows"]].iloc[0].tolist()
        [('A', 'B'), ('DK-07', 'DK-08')]
        """
        import geopandas as gpd

        rows = [
            (f.park, f.rule, str(f.severity), f.subjects, f.message(language), f.measured, f.allowed, f.unit,
             shape, str(f.source), f.fingerprint, labels)
            for f, shape, labels in zip(self.findings, self.geometries(), labels_of_findings(self.audited, self.findings), strict=True)
        ]  # fmt: skip
        return gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=self.crs)

    def to_parcels(self, language: Language | None = None, *, park: str | None = None) -> gpd.GeoDataFrame:
        """Return your own table of parcels with what the audit made and found beside it.

        Index, columns, their order and types, geometry column and coordinate system are those of the table given, or read.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of the added headings and words. If left out, both are the same to every reader, as below.
        park : str, optional
            The park's id, where the report has several.

        Returns
        -------
        GeoDataFrame
            After your own columns the canonical ones that hold values (``id``, ``stage``, ``declared_m2`` …; in a table that
            geokit read they are there, and have what a ledger filled), then
            measured_m2, measured_mu, measured_method ("planar", or "ellipsoidal" where the plane of the system is of no
            use), findings (how many), severity (the worst, or None) and rules (their names in one text). Where your
            table has a column of such a name, it serves if it says the same, and else the added one is called
            ``geokit_…``. A row that no parcel was made of, such as one without a polygon, has its findings and no values.
            Several tables stand one after the other, with ``source`` (the file's name, or the table's number): in the
            system of the first, without a geometry where that needs parameters; merely numbered ones are numbered on.

        Raises
        ------
        InputError
            The report has several parks, and none is named.
        UnknownNameError
            There is no such park.

        Examples
        --------
        >>> import geokit as gk, geopandas as gpd, shapely
        >>> plots = [shapely.box(470_000 + east, 2_590_000, 470_100 + east, 2_590_100) for east in (0, 98)]
        >>> frame = gpd.GeoDataFrame({"地块编号": ["A", "B"]}, index=[7, 3], geometry=plots, crs=4548)
        >>> gk.audit(frame).to_parcels()[["地块编号", "id", "measured_mu", "findings", "rules"]]
          地块编号 id  measured_mu  findings    rules
        7    A  A         15.0         1  overlap
        3    B  B         15.0         1  overlap
        """
        chosen = self._audited(park)
        return with_results(chosen, [each for each in self.findings if each.park == chosen.name], language)

    def _audited(self, park: str | None) -> Audited:
        named = {each.name: each for each in self.audited}
        if park is None and len(named) != 1:
            raise InputError(_SEVERAL, parks=list(named))
        chosen = next(iter(named)) if park is None else park
        if chosen not in named:
            raise UnknownNameError(chosen, kind=FIELD_WORDS["park"], known=named)
        return named[chosen]

    def geometries(self, crs: CrsLike | None = None) -> NDArray[np.object_]:
        """Return the place of each finding in one coordinate system.

        Parameters
        ----------
        crs : pyproj.CRS, str or int, optional
            :attr:`crs` if left out.

        Returns
        -------
        ndarray of shapely geometries, shape (findings,)
            Read-only. None where a finding has no place that can be drawn, and where its park's datum cannot be
            brought to `crs` without parameters; :meth:`unplaced` counts the latter.
        """
        if crs not in self._places:
            self._places[crs] = self._reprojected(self.crs if crs is None else crs)
        return self._places[crs]

    def unplaced(self, crs: CrsLike | None = None) -> int:
        """Return how many findings have a place, and none in a coordinate system: see :meth:`geometries`."""
        placed = sum(finding.geometry is not None for finding in self.findings)
        return placed - sum(shape is not None for shape in self.geometries(crs))

    @cached_property
    def _places(self) -> dict[CrsLike | None, NDArray[np.object_]]:
        return {}

    def _reprojected(self, crs: CrsLike | None) -> NDArray[np.object_]:
        shapes = as_array(finding.geometry for finding in self.findings)
        owners = as_array(finding.park for finding in self.findings)
        for each in self.audited:
            own = owners == each.name
            if own.any():
                shapes[own] = reproject_or_none(shapes[own], each.crs, crs)
        shapes.flags.writeable = False
        return shapes

    def summary(self, language: Language | None = None) -> str:
        """Return one line: how many parks and parcels, and how many findings of each severity."""
        chosen = language or current_language()
        counted = [
            f"{SEVERITY_WORDS[severity].localize(chosen)} {count}"
            for severity, count in self.counts.items()
            if count
        ]
        counts = counted or [NO_FINDINGS.localize(chosen)]
        if (database := self.database) is not None:
            return summary_of(database, counts, chosen)
        parks = sum(each.park is not None for each in self.audited)
        words = SUMMARY if parks else SUMMARY_OF_PARCELS
        return words.render(chosen, parks=parks, parcels=self.parcels, counts=counts)

    def save(
        self, path: str | Path, *, language: Language | None = None, **marks: Unpack[MarkOptions]
    ) -> Path:
        """Write the report; the suffix decides the format.

        Parameters
        ----------
        path : path
            Such as ``audit.json`` or ``audit.txt``.
        language : {"zh", "en"}, optional
            The language of the messages; the reader's own if left out.
        **marks : MarkOptions
            ``audience`` ("internal" or "public"), ``review_number`` (审图号), ``classification`` (密级).

        Raises
        ------
        UnknownNameError
            No report format has this suffix.
        OptionError
            There is no such option, language or audience.
        OutputError
            The file cannot be written; what stood there before stands.
        """
        # The one upward step of the house: a report is saved by what stands above it, looked up when asked.
        from importlib import import_module

        write = import_module("geokit.reports").write_report
        return Path(write(self, Path(path), language=language or current_language(), **marks))

    def __str__(self) -> str:
        return "\n".join([self.summary(), *map(_line, self.findings)])

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary()}>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        headings = [FIELD_WORDS[name].render() for name in _SHOWN]
        names = SubjectNames(self.audited)
        rows = [_cells(finding, names) for finding in self.findings[:MOST_ROWS]]
        table = text_table(rows, headings) if rows else ""
        return f"{html_paragraphs([self.summary()])}{table}{more_html(len(self.findings))}"


def _line(finding: Finding) -> str:
    subjects = "/".join(finding.subjects)
    head = " ".join(part for part in (finding.park, finding.rule, subjects) if part)
    return f"{finding.severity}: {head}: {finding.message_at(subjects)}"


def _cells(finding: Finding, names: SubjectNames) -> tuple[str, ...]:
    language, park = current_language(), finding.park
    return (
        finding.severity.localize(language),
        localize(names.of(park, [park]), language),
        finding.rule,
        localize(names.of(park, finding.subjects), language),
        finding.message(),
    )
