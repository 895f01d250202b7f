"""Making the table of land classes of parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict, Unpack, get_args

import numpy as np
import pandas as pd

from geokit.arguments import public, public_result
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.titles import crs_title
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.limits import EVIDENCE_WORDS, SURVEY_AGAINST_DATABASE
from geokit.land.measure.polygons import Method, measure_area
from geokit.land.units import M2_PER, Area, Unit
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.figures.land import in_plane
from geokit.ledgers.forms import Form, FormSheet, Sentence
from geokit.ledgers.land_classes.cells import Measured, raw_cells, with_counts
from geokit.ledgers.land_classes.faults import (
    NO_CONTROL,
    NO_LAND,
    REFUSED,
    Faults,
    Tolerances,
    faults_of_coverage,
    faults_of_polygons,
    faults_of_sums,
    listed,
)
from geokit.ledgers.land_classes.layout import GROUPINGS, Grouping, class_sheet, standard_groupings
from geokit.ledgers.land_classes.survey import RIDGES, Survey, read_survey, refuse_unknown_scheme
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.land_classes import SCHEMES, Scheme
from geokit.parcels.overlaps import find_overlaps
from geokit.parcels.table import parcel_ids
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.crs.transform import CrsLike
    from geokit.parcels.given import ParcelsLike

Control = Literal["declared", "measured"]
DECIMALS: Final[Mapping[str, int]] = {"m2": 2, "ha": 4, "mu": 3, "km2": 6}
DEDUCTED: Final = ("0101", "0102", "0103")
_CONTROL_WORDS = {
    "declared": Words(zh="地块面积（申报的数）", en="the declared areas of the parcels"),
    "measured": Words(zh="量算面积", en="the measured areas of the parcels"),
}
_METHOD = Words(
    zh="量算：{method}面积，{crs}；控制：{control}；地类：{scheme}（{source}，{evidence}）",
    en="measured: {method} area, {crs}; controlled by {control}; classes: {scheme} ({source}; {evidence})",
)
_BALANCED = Words(
    zh="各图斑按调查面积折算，再按控制面积平差到末位（最大余数法），各行各列及合计以所印数字相加均相等",
    en="pieces are brought to the survey's areas and balanced to the control area at the last digit (largest remainder): "
    "rows, columns and sums agree as printed",
)
_RESIDUAL = Words(
    zh="平差前：控制面积与各地类之和最大相差 {area}（地块 {parcel}，{percent}%），容差 {limit}",
    en="before balancing, classes and control area differ most by {area} (parcel {parcel}, {percent}%); tolerance {limit}",
)
_WHOLE = Words(
    zh="合计 {m2} 平方米 = {mu} 亩 = {ha} 公顷（由合计换算）",
    en="in all {m2} m² = {mu} mu = {ha} ha (converted from the sum)",
)
_VERSION = Words(zh="调查数据日期：{versions}", en="the survey's records are of {versions}")
_NO_PRINT = Words(
    zh="{count} 个图斑没有面积（TBMJ），按图形面积计",
    en="{count:polygon has|polygons have} no area of the survey's own (TBMJ) and {count:counts|count} as measured",
)
_BY_SHAPE = Words(
    zh="图斑一律按图形面积计，不按调查面积折算",
    en="polygons count as measured, not by the survey's own areas",
)
_RIDGES = Words(
    zh="{count} 个图斑有扣除系数而没有扣除地类编码，扣除部分按 {code} 田坎计",
    en="{count:polygon has|polygons have} a coefficient and no class for what is deducted, which counts as {code}, ridges",
)
_TWICE = Words(
    zh="地块之间有 {count} 处重叠，共 {area}，表中各计一次（首处：{left} 与 {right}）",
    en="parcels overlap in {count:place|places}, by {area} in all, which is counted for each of them (first: {left} and "
    "{right})",
)
_BAD_SHARE = Words(
    zh="容差须在 0 与 1 之间（1% 写作 0.01），而不是 {value}",
    en="the tolerance must lie between 0 and 1 (1% is 0.01), not {value}",
)
_EMPTY = Words(zh="没有地块", en="there are no parcels")
_GROUPING = Words(zh="分组", en="grouping")


class SurveyOptions(TypedDict, total=False):
    """How the survey is read, as parcels are: its own columns, coordinate system, zone, layer and encoding."""

    survey_columns: Mapping[str, str] | None
    survey_crs: CrsLike | None
    survey_zone: int | None
    survey_layer: str | None
    survey_encoding: str | None


class ClassOptions(SurveyOptions, ReadingOptions, total=False):
    """How parcels and survey are read."""


@public_result
@dataclass(frozen=True, eq=False)
class LandClassTable(Form):
    """A table of land classes whose rows and columns add up as printed.

    Attributes
    ----------
    cells : DataFrame
        The smallest parts: ``parcel``, ``land_class``, ``village``, ``ownership``, ``owner``, ``raw_m2`` before balancing and
        ``count``, whole units of the last digit, after it.
    parcels : DataFrame
        ``id``, ``name``, ``batch``, ``phase``, ``control_m2``, ``sum_m2`` of each parcel, sorted by id.
    by : tuple of str
        What the first sheet's rows are.
    printing : Printing
        Unit and decimals.
    scheme : str
    lines : tuple
        How it was made.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    >>> table = gk.land_class_table(make_parcels([square(0, 0, 100)]), survey, control="measured")
    >>> [str(table.to_frame().iloc[0][name]) for name in ("farm", "construction")]
    ['5000.33', '5000.33']
    """

    cells: pd.DataFrame = field(repr=False)
    parcels: pd.DataFrame = field(repr=False)
    by: tuple[str, ...]
    printing: Printing
    scheme: Scheme
    lines: tuple[Sentence | Words, ...] = field(repr=False, default=())

    @property
    def residual_m2(self) -> pd.Series:
        """The control area less the sum of the classes before balancing, in m², by the parcels' ids."""
        values = self.parcels["control_m2"] - self.parcels["sum_m2"]
        return pd.Series(values.to_numpy(), index=pd.Index(self.parcels["id"], name="id"), name="residual_m2")

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the table by `by`, then parcel × class, batch × class, and village × ownership × class."""
        groupings: dict[tuple[str, ...], Grouping] = {}
        for columns in (self.by, *standard_groupings(self.cells, self.parcels)):
            groupings.setdefault(columns, Grouping(columns))
        return tuple(
            class_sheet(self.cells, self.parcels, each, self.printing, self.scheme, self.lines)
            for each in groupings.values()
        )


@public
def land_class_table(  # noqa: PLR0913 - the sides of a table that an office is asked about
    parcels: ParcelsLike,
    survey: ParcelsLike,
    *,
    control: Literal["declared", "measured"] = "declared",
    by: Sequence[str] = ("parcel",),
    unit: Unit = "m2",
    decimals: int | None = None,
    tolerance: float = SURVEY_AGAINST_DATABASE.value,
    method: Method = "statutory",
    scheme: Scheme = "survey",
    deducted: Sequence[str] = DEDUCTED,
    survey_area: Literal["printed", "measured"] = "printed",
    **reading: Unpack[ClassOptions],
) -> LandClassTable:
    """Return what of each parcel is which land class (地类面积表), balanced to the parcel's own area.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system.
    survey : as `parcels`
        Polygons of the land survey (DLTB): ``DLBM``, and as far as they are there ``TBMJ``, ``KCXS``, ``KCDLBM``, ``QSXZ``,
        ``QSDWMC``, ``ZLDWMC``. Of a file what lies near the parcels is read, where its format finds that fast.
    control : {"declared", "measured"}
        What the classes of a parcel add up to: the area that it declares, or what it measures by `method`.
    by : sequence of str
        What the rows are: ``parcel``, ``batch``, ``phase``, ``village``, ``ownership``, ``owner``; several are nested. A
        workbook also has the usual three: parcels, batches, villages by ownership.
    unit : {"m2", "ha", "mu", "km2"}
        The unit that is balanced and printed.
    decimals : int, optional
        2 of m², 4 of ha, 3 of mu if left out.
    tolerance : float
        By which share the sum of the classes may differ from the control area; 1% as approval checklists have it.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}
        How pieces and polygons are measured.
    scheme : {"survey", "gbt21010", "territorial"}
        Which scheme the codes are of; those of another are refused.
    deducted : sequence of str
        The classes that ridges between fields are taken out of, by the survey's coefficient.
    survey_area : {"printed", "measured"}
        Whether a piece is a part of the area that the survey prints for its polygon (TBMJ), or of what that measures.
    **reading : ClassOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding``, ``phase`` of the parcels, and with ``survey_`` before them, but for
        the phase, of the survey.

    Returns
    -------
    LandClassTable
        ``to_frame()``, ``residual_m2``, ``save()``.

    Raises
    ------
    InputError
        A parcel has no area or none to control by, is not covered by the survey or covered twice, or its classes add up to
        something else; a polygon has a code of another scheme, a coefficient outside 0–1, or an area in another unit. All
        are named.
    CrsError
        Parcels or survey have no coordinate system, or the datums differ.

    Notes
    -----
    Pieces s of a polygon with the area S and the survey's own area T count as s·T/S (practice tools; the text of
    TD/T 1008 was not confirmed). Cells are balanced by largest remainder with exact arithmetic; among equal remainders the
    order of class, village and ownership decides.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    >>> parcel = make_parcels([square(0, 0, 100)], declared_m2=[10000.01])
    >>> land_class_table(parcel, survey).to_frame()[["id", "0101", "0601", "total"]].iloc[0].tolist()
    ['A', Decimal('5000.01'), Decimal('5000.00'), Decimal('10000.01')]
    """
    printing = Printing(unit, DECIMALS[unit] if decimals is None else decimals)
    columns = _checked(by, tolerance, scheme)
    frame = _sorted(given_parcels(parcels, **_of_parcels(reading)))
    if len(frame) == 0:
        raise InputError(_EMPTY)
    made = _Making(
        frame, control, method, scheme, Tolerances(tolerance), frozenset(deducted), survey_area == "printed"
    )
    read = read_survey(survey, frame, **_of_survey(reading))
    return made.table(Survey.of(read, made.crs, scheme), columns, printing)


def _checked(by: Sequence[str], tolerance: float, scheme: str) -> tuple[str, ...]:
    columns = (by,) if isinstance(by, str) else tuple(by)
    for name in columns or ("",):
        if name not in GROUPINGS:
            raise UnknownNameError(name, kind=_GROUPING, known=list(GROUPINGS))
    if not 0 <= tolerance < 1:
        raise OptionError(_BAD_SHARE, value=tolerance)
    refuse_unknown_scheme(scheme)
    return columns


def _of_parcels(reading: ClassOptions) -> ReadingOptions:
    return {name: value for name, value in reading.items() if not name.startswith("survey_")}  # type: ignore[return-value]


def _of_survey(reading: ClassOptions) -> ReadingOptions:
    prefix = "survey_"
    found: Any = {
        name.removeprefix(prefix): value for name, value in reading.items() if name.startswith(prefix)
    }
    return found


def _sorted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parcels in the order of their names: the order that they came in does not count."""
    ids = parcel_ids(frame)
    order = sorted(range(len(ids)), key=lambda at: natural_key(str(ids[at])))
    sorted_frame = frame.iloc[order].reset_index(drop=True)
    return sorted_frame.assign(_id=ids[order])


@dataclass(frozen=True)
class _Making:
    """A table in the making."""

    frame: gpd.GeoDataFrame
    control: Control
    method: Method
    scheme: Scheme
    tolerances: Tolerances
    deducted: frozenset[str]
    by_print: bool

    def __post_init__(self) -> None:
        shapes, crs = in_plane(self.frame, self.method)
        object.__setattr__(self, "shapes", shapes)
        object.__setattr__(self, "crs", crs)
        object.__setattr__(self, "ids", self.frame["_id"].to_numpy(dtype=object))

    shapes: NDArray[np.object_] = field(init=False)
    crs: Any = field(init=False)
    ids: NDArray[np.object_] = field(init=False)

    def table(self, survey: Survey, by: tuple[str, ...], printing: Printing) -> LandClassTable:
        """Return the table, or refuse it with all that is wrong."""
        own_m2 = np.nan_to_num(measure_area(self.shapes, self.crs, self.method))
        control_m2 = self._control_m2(own_m2)
        faults = list(self._faults_of_parcels(own_m2, control_m2))
        _refuse(faults)
        measured = Measured.of(self.shapes, survey, self.crs, self.method, own_m2)
        area_m2 = measured.brought_m2(survey, to_printed=self.by_print)
        sums_m2 = np.bincount(measured.pieces.parcel, weights=area_m2, minlength=len(self.ids))
        faults = [
            *faults_of_polygons(measured, survey, self.scheme, by_print=self.by_print),
            *faults_of_coverage(measured, self.shapes, self.ids, self.tolerances),
        ]
        # What follows from those is not said besides.
        _refuse(faults or list(faults_of_sums(sums_m2, control_m2, self.ids, self.tolerances)))
        cells = raw_cells(measured, survey, area_m2, self.deducted)
        sums_m2 = cells.groupby("parcel")["raw_m2"].sum().to_numpy()
        counts = with_counts(cells, _control_counts(control_m2, printing))
        about = pd.DataFrame({"id": self.ids, "control_m2": control_m2, "sum_m2": sums_m2})
        for name in ("name", "batch", "phase"):
            about[name] = self.frame[name].to_numpy(dtype=object)
        lines = tuple(self._lines(survey, measured, about, counts, printing))
        return LandClassTable(counts, about, by, printing, self.scheme, lines)

    def _control_m2(self, own_m2: NDArray[np.float64]) -> NDArray[np.float64]:
        return own_m2 if self.control == "measured" else self.frame["declared_m2"].to_numpy(dtype=np.float64)

    def _faults_of_parcels(
        self, own_m2: NDArray[np.float64], control_m2: NDArray[np.float64]
    ) -> Iterator[Sentence]:
        is_land = own_m2 > 0
        if not is_land.all():
            yield Sentence.of(NO_LAND, ids=listed(self.ids[~is_land]))
        has_control = np.isfinite(control_m2) & (control_m2 > 0)
        if not has_control[is_land].all():
            yield Sentence.of(NO_CONTROL, ids=listed(self.ids[is_land & ~has_control]))

    def _lines(
        self, survey: Survey, measured: Measured, about: pd.DataFrame, cells: pd.DataFrame, printing: Printing
    ) -> Iterator[Sentence | Words]:
        info = SCHEMES[self.scheme]
        yield Sentence.of(
            _METHOD,
            method=METHOD_WORDS[self.method],
            crs=crs_title(self.crs),
            control=_CONTROL_WORDS[self.control],
            scheme=info.words,
            source=info.source,
            evidence=EVIDENCE_WORDS[info.evidence],
        )
        yield _BALANCED
        yield _residual_line(about, SURVEY_AGAINST_DATABASE.chosen(self.tolerances.share))
        yield _whole_line(cells, printing)
        at = measured.touched
        if survey.versions:
            yield Sentence.of(_VERSION, versions=list(survey.versions))
        if not self.by_print:
            yield _BY_SHAPE
        elif missing := int(np.isnan(survey.printed_m2[at]).sum()):
            yield Sentence.of(_NO_PRINT, count=missing)
        assumed = (survey.ridges[at] > 0) & pd.isna(survey.ridge_class[at])
        if assumed.any():
            yield Sentence.of(_RIDGES, count=int(assumed.sum()), code=RIDGES)
        yield from self._overlap_line()

    def _overlap_line(self) -> Iterator[Sentence]:
        pairs = find_overlaps(self.shapes)
        if len(pairs):
            area, first = Area.from_m2(float(pairs["area_m2"].sum())), pairs.iloc[0]
            left, right = self.ids[first["left"]], self.ids[first["right"]]
            yield Sentence.of(_TWICE, count=len(pairs), area=area, left=left, right=right)


def _refuse(faults: Sequence[Sentence]) -> None:
    if faults:
        raise InputError(REFUSED, count=len(faults), faults=Faults(tuple(faults)))


def _control_counts(control_m2: NDArray[np.float64], printing: Printing) -> NDArray[np.object_]:
    counts = np.zeros(len(control_m2), dtype=object)
    for at, value in enumerate(control_m2.tolist()):
        printed = Area.from_m2(value).rounded(printing.unit, printing.decimals, printing.rounding)
        counts[at] = int(printed.scaleb(printing.decimals))
    return counts


def _residual_line(about: pd.DataFrame, limit: Any) -> Sentence:
    residual = (about["control_m2"] - about["sum_m2"]).to_numpy()
    share = np.abs(residual) / about["control_m2"].to_numpy()
    at = int(np.argmax(share))
    return Sentence.of(
        _RESIDUAL,
        area=Area.from_m2(float(abs(residual[at]))),
        parcel=about["id"].iloc[at],
        percent=f"{share[at] * 100:.4f}",
        limit=limit,
    )


def _whole_line(cells: pd.DataFrame, printing: Printing) -> Sentence:
    total = Area(M2_PER[printing.unit] * int(cells["count"].sum()) / 10**printing.decimals)
    shown: dict[str, Any] = {
        each: f"{total.rounded(each, DECIMALS[each]):,f}" for each in get_args(Unit) if each != "km2"
    }
    return Sentence.of(_WHOLE, **shown)
