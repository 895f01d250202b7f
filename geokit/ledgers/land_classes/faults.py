"""What forbids a table of land classes: balancing spreads rounding, and must not hide a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geokit.i18n import Abbreviated, Language, Words
from geokit.land.apart import NO_LAND, areas_apart, figures_apart
from geokit.land.limits import SURVEY_AGAINST_DATABASE, TOPOLOGY_TOLERANCE
from geokit.land.units import Area
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.cells import planar_m2, ridge_classes
from geokit.ledgers.pieces import counted_once_m2
from geokit.parcels.class_hints import ClassHint, of_another_scheme
from geokit.parcels.land_classes import SCHEMES, OfScheme, Scheme, classes, find_class
from geokit.parcels.overlaps import find_overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.ledgers.land_classes.cells import Measured
    from geokit.ledgers.land_classes.survey import Survey
    from geokit.ledgers.pieces import Pieces

_UNCOVERED = Words(
    zh="地块 {parcel} 有 {area}没有调查图斑覆盖",
    en="{area} of parcel {parcel} is covered by no polygon of the survey",
)
_UNSOUND = Words(
    zh="调查图斑 {ids} 没有有效图形，空缺可能由此而来",
    en="polygons of the survey without a valid outline, which may be why: {ids}",
)
_TWICE = Words(
    zh="地块 {parcel} 内的调查图斑相互重叠 {area}{which}",
    en="polygons of the survey overlap by {area} within parcel {parcel}{which}",
)
_MOST_OF_IT = Words(zh="（重叠最大的是 {left} 与 {right}）", en=" (most of it {left} and {right})")
_TOO_FAR = Words(
    zh="地块 {parcel} 的各地类之和为 {sum}，与控制面积 {control}相差 {apart}（{percent}%），超过容差 {allowed}%",
    en="the classes of parcel {parcel} add up to {sum}, which differs from its control area of {control} by {apart} "
    "({percent}%), more than the tolerance of {allowed}%",
)
_COEFFICIENT = Words(
    zh="图斑 {polygon} 的扣除系数是 {value}，应在 0 与 1 之间（百分数请除以 100）",
    en="polygon {polygon} has the deduction coefficient {value}: it must lie between 0 and 1 (divide per cent by 100)",
)
_NO_COEFFICIENT = Words(
    zh="图斑 {polygon} 的扣除系数读不出数，应写作 0 与 1 之间的小数",
    en="polygon {polygon} has a deduction coefficient that is no number: write a decimal between 0 and 1",
)
_NO_CODE = Words(zh="图斑 {polygon} 没有地类编码", en="polygon {polygon} has no land class")
_UNKNOWN = Words(
    zh="图斑 {polygon} 的地类编码“{code}”不属于{scheme}{hint}",
    en="polygon {polygon} has the land class “{code}”, which is none of {scheme}{hint}",
)
_OTHER_NAME = Words(
    zh="图斑 {polygon} 的地类名称是“{name}”，而{own}；它像是{other}",
    en="polygon {polygon} has a class called “{name}”, while {own}; it looks like {other}",
)
_IS = Words(zh="编码是 {own}", en="its code is {own}")
_UNIT = Words(
    zh="图斑 {polygon} 的面积是 {printed}，其图形为 {measured} 平方米：单位像是{unit}，应为平方米",
    en="polygon {polygon} has the area {printed} and measures {measured} m²: that looks like {unit}, and must be m²",
)
_OTHER_AREA = Words(
    zh="图斑 {polygon} 的面积 {printed} 平方米与其图形 {measured} 平方米相差 {percent}%：图形可能被裁切过；"
    "要改用量算面积，请指明{option:survey_area measured}",
    en="polygon {polygon} has the area {printed} m² and measures {measured} m², {percent}% apart: it may have been clipped; "
    "to go by what is measured, say so{option:survey_area measured}",
)
_UNITS: Final = (
    (1e-4, Words(zh="公顷", en="hectares")),
    (0.0015, Words(zh="亩", en="mu")),
    (1e-6, Words(zh="平方公里", en="square kilometres")),
)
_CLOSE: Final = 0.05
_LAST_DIGIT_M2: Final = 0.01


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far sums may lie from controls before they are no rounding noise.

    Attributes
    ----------
    share : float
        Of the control area: the sum of the classes may differ from it by so much.
    crack_m : float
        Cracks and overlaps of the survey are noise while their area is below this by the parcel's outline, and 0.01 m².
    """

    share: float = SURVEY_AGAINST_DATABASE.value
    crack_m: float = TOPOLOGY_TOLERANCE.value

    def crack_m2(self, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return the area that cracks in each parcel may have."""
        allowed: NDArray[np.float64] = np.maximum(0.01, self.crack_m * np.nan_to_num(shapely.length(shapes)))
        return allowed


def listed(ids: NDArray[np.object_]) -> Abbreviated:
    """Return the first few names, and how many more there are, in the reader's language."""
    return Abbreviated(tuple(map(str, ids)))


def faults_of_polygons(
    measured: Measured, survey: Survey, scheme: Scheme, *, by_print: bool
) -> Iterator[Sentence]:
    """Yield what is wrong with the polygons that parcels lie on."""
    at = measured.touched[np.argsort(survey.ids[measured.touched].astype(str), kind="stable")]
    for polygon in at[np.isnan(survey.ridges[at])]:
        yield Sentence.of(_NO_COEFFICIENT, polygon=survey.ids[polygon])
    for polygon in at[(survey.ridges[at] < 0) | (survey.ridges[at] > 1)]:
        yield Sentence.of(_COEFFICIENT, polygon=survey.ids[polygon], value=f"{survey.ridges[polygon]:g}")
    for polygon in at[pd.isna(survey.codes[at])]:
        yield Sentence.of(_NO_CODE, polygon=survey.ids[polygon])
    for polygon in at[survey.unknown[at]]:
        yield unknown_code(survey.ids[polygon], survey.codes[polygon], scheme)
    yield from _other_names(survey, at[~survey.unknown[at]], scheme)
    deducted = ridge_classes(survey)
    for polygon in at[(survey.ridges[at] > 0)]:
        if find_class(deducted[polygon], scheme) is None:
            yield unknown_code(survey.ids[polygon], deducted[polygon], scheme)
    if by_print:
        yield from _other_areas(measured, survey, at)


def _other_names(survey: Survey, at: NDArray[np.intp], scheme: Scheme) -> Iterator[Sentence]:
    """Yield polygons whose name of the class tells that the code is one of another scheme."""
    named = at[pd.notna(survey.class_names[at]) & pd.notna(survey.codes[at])]
    if len(named) == 0:
        # Some pandas count no levels of nothing.
        return
    pairs = pd.MultiIndex.from_arrays([survey.codes[named], survey.class_names[named]])
    row, distinct = pairs.factorize()
    others = [of_another_scheme(code, name, scheme) for code, name in distinct]
    for polygon, pair in zip(named, row, strict=True):
        if (other := others[pair]) is not None:
            code, name = distinct[pair]
            own = Sentence.of(_IS, own=OfScheme(classes(scheme)[code]))
            yield Sentence.of(
                _OTHER_NAME, polygon=survey.ids[polygon], name=name, own=own, other=OfScheme(other)
            )


def unknown_code(polygon: str, code: str, scheme: Scheme) -> Sentence:
    """Return what is said of a code that a scheme does not have."""
    hint, words = ClassHint.of(code, scheme), SCHEMES[scheme].words
    return Sentence.of(_UNKNOWN, polygon=polygon, code=code, scheme=words, hint=hint)


def _other_areas(measured: Measured, survey: Survey, at: NDArray[np.intp]) -> Iterator[Sentence]:
    printed, found = survey.printed_m2[at], measured.polygon_m2[at]
    apart = np.abs(printed / found - 1)
    # Of a splinter the last digit that is printed is more than a share.
    is_seen = np.abs(printed - found) > _LAST_DIGIT_M2
    for polygon in at[(apart > SURVEY_AGAINST_DATABASE.value) & is_seen]:
        area, shape_m2 = survey.printed_m2[polygon], measured.polygon_m2[polygon]
        named = {"polygon": survey.ids[polygon], "printed": f"{area:,.10g}", "measured": f"{shape_m2:,.2f}"}
        unit = next((words for factor, words in _UNITS if abs(area / shape_m2 / factor - 1) < _CLOSE), None)
        if unit is not None:
            yield Sentence.of(_UNIT, **named, unit=unit)
        else:
            yield Sentence.of(_OTHER_AREA, **named, percent=f"{abs(area / shape_m2 - 1) * 100:,.2f}")


def faults_of_coverage(
    measured: Measured,
    survey: Survey,
    shapes: NDArray[np.object_],
    ids: NDArray[np.object_],
    tolerances: Tolerances,
) -> Iterator[Sentence]:
    """Yield where the survey leaves a parcel open, or lies on itself within one."""
    covered_m2, twice_m2 = counted_once_m2(measured.pieces, len(shapes))
    allowed_m2 = tolerances.crack_m2(shapes)
    open_m2 = planar_m2(shapes) - covered_m2
    for at in np.flatnonzero(open_m2 > allowed_m2):
        yield Sentence.of(_UNCOVERED, parcel=ids[at], area=Area.from_m2(float(open_m2[at])))
    if (open_m2 > allowed_m2).any() and len(survey.unsound):
        yield Sentence.of(_UNSOUND, ids=listed(survey.unsound))
    twice = np.flatnonzero(twice_m2 > allowed_m2)
    largest = _largest_overlaps(measured.pieces, survey, twice)
    for parcel in twice.tolist():
        area = Area.from_m2(float(twice_m2[parcel]))
        # Many splinters may be more than noise, and none of them may.
        which = (
            Sentence.of(_MOST_OF_IT, left=largest[parcel][0], right=largest[parcel][1])
            if parcel in largest
            else ""
        )
        yield Sentence.of(_TWICE, parcel=ids[parcel], area=area, which=which)


def _largest_overlaps(
    pieces: Pieces, survey: Survey, parcels: NDArray[np.intp]
) -> dict[int, tuple[str, str]]:
    """Return of each of these parcels the polygons whose pieces share most."""
    at = np.flatnonzero(np.isin(pieces.parcel, parcels))
    found = find_overlaps(pieces.shapes[at])
    left, right = at[found["left"].to_numpy()], at[found["right"].to_numpy()]
    names = survey.ids[pieces.polygon].astype(str)
    pairs = pd.DataFrame({"parcel": pieces.parcel[left], "area_m2": found["area_m2"].round(2)})
    pairs["one"], pairs["other"] = np.sort([names[left], names[right]], axis=0)
    of_one = pairs[pieces.parcel[left] == pieces.parcel[right]]
    ordered = of_one.sort_values(["area_m2", "one", "other"], ascending=[False, True, True])
    return {each.parcel: (each.one, each.other) for each in ordered.drop_duplicates("parcel").itertuples()}


def faults_of_sums(
    sums_m2: NDArray[np.float64],
    control_m2: NDArray[np.float64],
    ids: NDArray[np.object_],
    tolerances: Tolerances,
) -> Iterator[Sentence]:
    """Yield the parcels whose classes add up to something else than their control area."""
    apart = sums_m2 - control_m2
    for at in np.flatnonzero(np.abs(apart) > tolerances.share * control_m2):
        total, control = areas_apart(Area.from_m2(float(sums_m2[at])), Area.from_m2(float(control_m2[at])))
        percent, allowed = figures_apart(
            float(abs(apart[at]) / control_m2[at] * 100), tolerances.share * 100, 3
        )
        yield Sentence.of(
            _TOO_FAR,
            parcel=ids[at],
            sum=total,
            control=control,
            apart=areas_apart(Area.from_m2(float(abs(apart[at]))), NO_LAND)[0],
            percent=percent,
            allowed=allowed,
        )


@dataclass(frozen=True, slots=True)
class Faults:
    """All that forbids a table, as one sentence: the first few of each kind, and how many there are."""

    found: tuple[Sentence, ...]

    def localize(self, language: Language) -> str:
        """Return the first few of each kind, in their order."""
        # One kind with a thousand faults would hide the others.
        counts: dict[Words, int] = {}
        ranked = []
        for at, each in enumerate(self.found):
            counts[each.words] = counts.get(each.words, 0) + 1
            ranked.append((counts[each.words], at))
        few = sorted(at for _, at in sorted(ranked)[:_MOST])
        shown = [self.found[at].localize(language) for at in few]
        more = len(self.found) - _MOST
        shown += [_MORE.render(language, count=more)] if more > 0 else []
        return _BETWEEN.localize(language).join(shown)


_MOST: Final = 8
_BETWEEN = Words(zh="；", en="; ")
_MORE = Words(zh="另有 {count} 处", en="{count} more")
REFUSED = Words(
    zh="不能编制地类面积表，有 {count} 处须先处理（平差不掩盖错误）：{faults}",
    en="no table of land classes can be made: {count:fault|faults} to mend first (balancing hides none): {faults}",
)
