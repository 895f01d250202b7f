"""A table of land classes in the making: control areas, faults, cells, and the sentences on how it was done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.crs.titles import crs_title
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.limits import EVIDENCE_WORDS, SURVEY_AGAINST_DATABASE
from geokit.land.measure.polygons import Method, measure_area
from geokit.land.units import Area
from geokit.ledgers.figures.land import in_plane
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.cells import Measured, raw_cells, with_counts
from geokit.ledgers.land_classes.faults import (
    REFUSED,
    Faults,
    Tolerances,
    faults_of_coverage,
    faults_of_polygons,
    faults_of_sums,
)
from geokit.ledgers.land_classes.figure_lines import lines_on_figures
from geokit.ledgers.land_classes.parcel_faults import OF_PARCELS, faults_of_parcels
from geokit.ledgers.land_classes.survey import RIDGES, Survey, about_areas
from geokit.parcels.class_hints import is_called
from geokit.parcels.land_classes import SCHEMES, Scheme, find_class
from geokit.parcels.overlaps import find_overlaps
from geokit.parcels.ownerships import OWNERSHIPS
from geokit.parcels.table import is_row_name
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.adjustment import Printing

Control = Literal["declared", "measured"]
CONTROL_WORDS = {
    "declared": Words(zh="地块面积（申报的数）", en="the declared areas of the parcels"),
    "measured": Words(zh="量算面积", en="the measured areas of the parcels"),
}
_METHOD = Words(
    zh="量算：{method}，{crs}；控制：{control}；地类：{scheme}（{source}，{evidence}）",
    en="measured: {method} area, {crs}; controlled by {control}; classes: {scheme} ({source}; {evidence})",
)
_BALANCED = Words(
    zh="各图斑按调查面积折算，再按控制面积平差到末位（最大余数法），各行各列及合计以所印数字相加均相等",
    en="pieces are brought to the survey's areas and balanced to the control area at the last digit (largest remainder): "
    "rows, columns and sums agree as printed",
)
_FEW_VERSIONS: Final = 5
_OF_SURVEY = Words(zh="调查图层：{remark}", en="survey: {remark}")
_VERSION = Words(zh="调查数据日期：{versions}", en="the survey's records are of {versions}")
_NO_PRINT = Words(
    zh="{count} 个图斑没有面积（TBMJ），按量算面积计",
    en="{count:polygon has no area of the survey's own (TBMJ) and counts|polygons have no area of the survey's own (TBMJ) "
    "and count} as measured",
)
_BY_SHAPE = Words(
    zh="图斑一律按量算面积计，不按调查面积折算",
    en="polygons count as measured, not by the survey's own areas",
)
_VERSIONS = Words(
    zh="调查数据日期：{first} 至 {last}（共 {count} 个）",
    en="the survey's records are of {count} days or years from {first} to {last}",
)
_NO_RIDGES = Words(
    zh="{count} 个 {codes} 图斑没有扣除系数（KCXS），未扣田坎",
    en="{count:polygon|polygons} of {codes} without a coefficient (KCXS): no ridges are deducted there",
)
_OTHER_RIDGES = Words(
    zh="{count} 个图斑有扣除系数而地类不是 {codes}，未扣除",
    en="{count:polygon has|polygons have} a coefficient and another class than {codes}: nothing is deducted there",
)
_OWNERSHIP = Words(
    zh="权属性质 {codes} 不在三调的代码之内，照原样列出",
    en="kinds of ownership that the survey's codes do not have stand as they are written: {codes}",
)
_OTHER_NAMES = Words(
    zh="{count} 个图斑的地类名称与编码不符，按编码计（首个：图斑 {polygon}，编码 {code}，名称“{name}”）",
    en="{count:polygon has|polygons have} a class whose name is not that of its code, which counts (first: {polygon}, {code}, "
    "“{name}”)",
)
_NO_IDS = Words(
    zh="{count} 个地块没有编号或编号重复，表中按记录列为 row:…",
    en="{count:parcel has|parcels have} no id, or one that others have too, and stands here by its record: row:…",
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


@dataclass(frozen=True)
class Making:
    """A table in the making.

    Attributes
    ----------
    frame : GeoDataFrame
        Canonical parcels in the order of their names, which stand in ``_id``.
    control, method, scheme, tolerances, deducted
        As for :func:`geokit.land_class_table`.
    by_print : bool
        Whether pieces are parts of the areas that the survey prints.
    """

    frame: gpd.GeoDataFrame
    control: Control
    method: Method
    scheme: Scheme
    tolerances: Tolerances
    deducted: frozenset[str]
    by_print: bool

    @cached_property
    def _plane(self) -> tuple[NDArray[np.object_], Any]:
        return in_plane(self.frame, self.method)

    @property
    def shapes(self) -> NDArray[np.object_]:
        """The parcels in a plane; None where one cannot be measured."""
        return self._plane[0]

    @property
    def crs(self) -> Any:
        """The plane."""
        return self._plane[1]

    @property
    def ids(self) -> NDArray[np.object_]:
        """The parcels' names."""
        found: NDArray[np.object_] = self.frame["_id"].to_numpy(dtype=object)
        return found

    def made(self, survey: Survey, printing: Printing) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Any, ...]]:
        """Return the cells, the parcels with their sums and controls, and how it was done.

        Raises
        ------
        InputError
            Something forbids a table; all of it is named.
        """
        own_m2 = np.nan_to_num(measure_area(self.shapes, self.crs, self.method))
        control_m2 = self._control_m2(own_m2)
        _refuse(list(faults_of_parcels(self.frame, own_m2, control_m2, self.method)))
        measured = Measured.of(self.shapes, survey, self.crs, self.method, own_m2)
        area_m2 = measured.brought_m2(survey, to_printed=self.by_print)
        _refuse(
            [
                *faults_of_polygons(measured, survey, self.scheme, by_print=self.by_print),
                *faults_of_coverage(measured, survey, self.shapes, self.ids, self.tolerances),
            ]
        )
        cells = raw_cells(measured, survey, area_m2, self.deducted)
        sums_m2 = cells.groupby("parcel")["raw_m2"].sum().to_numpy()
        # What follows from the faults above is not said besides.
        _refuse(list(faults_of_sums(sums_m2, control_m2, self.ids, self.tolerances)))
        cells = with_counts(cells, control_counts(control_m2, printing))
        about = pd.DataFrame({"id": self.ids, "control_m2": control_m2, "sum_m2": sums_m2})
        for name in ("name", "batch", "phase"):
            about[name] = pd.Series(to_text(self.frame[name]), dtype=object)
        return cells, about, tuple(self._lines(survey, measured, about, cells, printing))

    def _control_m2(self, own_m2: NDArray[np.float64]) -> NDArray[np.float64]:
        return own_m2 if self.control == "measured" else self.frame["declared_m2"].to_numpy()

    def _lines(
        self, survey: Survey, measured: Measured, about: pd.DataFrame, cells: pd.DataFrame, printing: Printing
    ) -> Iterator[Sentence | Words]:
        info = SCHEMES[self.scheme]
        yield Sentence.of(
            _METHOD,
            method=METHOD_WORDS[self.method],
            crs=crs_title(self.crs),
            control=CONTROL_WORDS[self.control],
            scheme=info.words,
            source=info.source,
            evidence=EVIDENCE_WORDS[info.evidence],
        )
        yield _BALANCED
        limit = SURVEY_AGAINST_DATABASE.chosen(self.tolerances.share)
        yield from lines_on_figures(about, cells, printing, limit)
        at = measured.touched
        yield from _version_line(survey, at)
        if not self.by_print:
            yield _BY_SHAPE
        elif missing := int(np.isnan(survey.printed_m2[at]).sum()):
            yield Sentence.of(_NO_PRINT, count=missing)
        yield from self._ridge_lines(survey, at)
        yield from _name_lines(self.ids, survey, at)
        yield from _class_name_line(survey, at, self.scheme)
        yield from overlaps_of(self.shapes, self.ids)
        for words, remarks in ((OF_PARCELS, about_areas(self.frame)), (_OF_SURVEY, survey.remarks)):
            yield from (Sentence.of(words, remark=each) for each in remarks)

    def _ridge_lines(self, survey: Survey, at: NDArray[np.intp]) -> Iterator[Sentence]:
        codes = sorted(self.deducted)
        taken = np.isin(survey.codes[at].astype(str), codes)
        some = survey.ridges[at] > 0
        for words, which, named in (
            (_RIDGES, some & taken & pd.isna(survey.ridge_class[at]), {"code": RIDGES}),
            (_NO_RIDGES, taken & survey.blank_ridges[at], {"codes": codes}),
            (_OTHER_RIDGES, some & ~taken, {"codes": codes}),
        ):
            if which.any():
                yield Sentence.of(words, count=int(which.sum()), **named)


def _version_line(survey: Survey, at: NDArray[np.intp]) -> Iterator[Sentence]:
    versions = sorted({str(each) for each in survey.version[at] if each is not None})
    if len(versions) > _FEW_VERSIONS:
        yield Sentence.of(_VERSIONS, first=versions[0], last=versions[-1], count=len(versions))
    elif versions:
        yield Sentence.of(_VERSION, versions=versions)


def _name_lines(ids: NDArray[np.object_], survey: Survey, at: NDArray[np.intp]) -> Iterator[Sentence]:
    kinds = sorted({each for each in survey.ownership[at] if each is not None} - OWNERSHIPS.keys())
    if kinds:
        yield Sentence.of(_OWNERSHIP, codes=kinds)
    if nameless := sum(is_row_name(str(each)) for each in ids):
        yield Sentence.of(_NO_IDS, count=nameless)


def _class_name_line(survey: Survey, at: NDArray[np.intp], scheme: Scheme) -> Iterator[Sentence]:
    named = at[pd.notna(survey.class_names[at])]
    pairs = list(zip(survey.codes[named], survey.class_names[named], strict=True))
    called = {pair: is_called(*pair, scheme) for pair in set(pairs)}
    wrong = [(each, *pair) for each, pair in zip(survey.ids[named], pairs, strict=True) if not called[pair]]
    if wrong:
        polygon, code, name = min(wrong, key=str)
        yield Sentence.of(
            _OTHER_NAMES, count=len(wrong), polygon=polygon, code=find_class(code, scheme), name=name
        )


def _refuse(faults: Sequence[Sentence]) -> None:
    if faults:
        raise InputError(REFUSED, count=len(faults), faults=Faults(tuple(faults)))


def overlaps_of(shapes: NDArray[np.object_], ids: NDArray[np.object_]) -> Iterator[Sentence]:
    """Yield that parcels overlap each other, if they do: what they share is counted for each."""
    pairs = find_overlaps(shapes)
    if len(pairs):
        area, first = Area.from_m2(float(pairs["area_m2"].sum())), pairs.iloc[0]
        left, right = ids[first["left"]], ids[first["right"]]
        yield Sentence.of(_TWICE, count=len(pairs), area=area, left=left, right=right)


def control_counts(control_m2: NDArray[np.float64], printing: Printing) -> NDArray[np.object_]:
    """Return areas as they are printed, in units of the last digit."""
    counts = np.zeros(len(control_m2), dtype=object)
    for at, value in enumerate(control_m2.tolist()):
        printed = Area.from_m2(value).rounded(printing.unit, printing.decimals, printing.rounding)
        counts[at] = int(printed.scaleb(printing.decimals))
    return counts
