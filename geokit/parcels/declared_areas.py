"""The declared areas of a whole column: their unit, their rounding, and what they are in square metres."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.declared.area import Bound, DeclaredArea
from geokit.land.numerals import is_shortened
from geokit.land.units import M2_PER, UNIT_WORDS, Unit
from geokit.parcels.diagnostics import Diagnostics, Notice
from geokit.parcels.values import as_series, strip_grouping, to_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Advice of the project: farther than this from the measured area, a figure does not tell its unit.
UNIT_TOLERANCE: Final = 0.02
# A part of the figures is enough where no other unit explains as many, and no rule speaks against it.
_MOST, _SOME = 0.5, 0.1
# More decimals than these are not a rounding but a computed number.
_MAX_DECIMALS = 6
# Python converts no whole number of more than 4,300 digits, and nobody writes so many.
_PLAIN_NUMBER = r"[0-9]{1,300}(?:\.[0-9]{0,300})?"

_UNIT_INFERRED = Words(
    zh="地块面积未写单位，按与量算面积之比推定为{unit}",
    en="the declared areas name no unit; measured against the polygons they are {unit}",
)
_UNIT_BY_RULE = Words(
    zh="地块面积（如“{example}”）未写单位，与量算面积按任何单位都不相符：按格式规定取{unit}",
    en="the declared areas ({example}, say) name no unit and fit the polygons in none: the unit of the format's rule "
    "is taken, {unit}",
)
_UNIT_UNKNOWN = Words(
    zh="地块面积（如“{example}”）未写单位，与量算面积按任何单位都不相符，无法比对：最接近的是按{unit}，相差 {apart}；"
    "请在列名或数值中写明单位",
    en="the declared areas ({example}, say) name no unit and fit the polygons in none, so they could not be compared: "
    "nearest is {unit}, {apart} off; write the unit in the column's name or beside the figures",
)
_NOTHING_MEASURED = Words(
    zh="地块面积（如“{example}”）未写单位，图形无从量算，无法比对；请在列名或数值中写明单位",
    en="the declared areas ({example}, say) name no unit and the polygons cannot be measured, so they could not be "
    "compared; write the unit in the column's name or beside the figures",
)
# The remark that figures were taken in the unit of their format's rule, which explains none of them.
UNIT_BY_RULE = "declared_unit_by_rule"
_NOT_AN_AREA = Words(zh="地块面积“{text}”无法识别", en="the declared area “{text}” is not understood")
_NOT_AN_AREA_IN = Words(
    zh="“{column}”列的地块面积“{text}”无法识别，按未填写处理（共 {count} 宗地块如此）",
    en="“{column}”: the declared area “{text}” is not understood and is taken as not given (so in "
    "{count:parcel|parcels})",
)
_ONLY_A_BOUND = Words(
    zh="地块面积“{text}”只说明上限或下限，无法与单宗地块比对，按未填写处理（共 {count} 宗地块如此）",
    en="the declared area “{text}” is a limit, which one parcel cannot be compared with: it is taken as not given (so in "
    "{count:parcel|parcels})",
)
_APPROXIMATE = Words(
    zh="{count} 宗地块的面积是约数（如“{text}”）：按所写的数取用，在其幅度之内（如 ±{spread} {unit}）即为相符",
    en="{count:declared area is|declared areas are} approximate (“{text}”, say): the figure is taken as it stands, and "
    "agrees with what its words reach, such as ±{spread} {unit}",
)
_NOT_POSITIVE = Words(
    zh="地块面积“{text}”不大于零，按未填写处理",
    en="the declared area “{text}” is not above zero and is taken as not given",
)


@dataclass(slots=True)
class DeclaredFigures:
    """Declared areas, one a row.

    Parameters
    ----------
    text : ndarray of object
        As written, or None.
    value, half_unit : ndarray of float64
        The figure and half a unit of its last digit, in the file's unit; NaN where there is none.
    m2_per : ndarray of float64
        Square metres to the unit that stands beside the figure; NaN where none does.
    strange, limits, approximate : dict of str to int
        Texts that are no area, that only bound one, or that say about how large it is; and the row where each is first
        met.
    """

    text: NDArray[np.object_]
    value: Floats
    half_unit: Floats
    m2_per: Floats
    strange: dict[str, int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    approximate: dict[str, int] = field(default_factory=dict)


def parse_figures(values: Any, decimals: int | None = None) -> DeclaredFigures:
    """Return the figures of a column of numbers or of text.

    Parameters
    ----------
    values : array_like
        Numbers, or text such as ``21.5171`` and ``0.7655公顷``.
    decimals : int, optional
        To how many decimals the file stores numbers, where its format says so.

    Examples
    --------
    >>> figures = parse_figures(["21.5171", "330亩", None])
    >>> figures.value[:2], figures.half_unit[:2], figures.m2_per[1] * 3
    (array([ 21.5171, 330.    ]), array([5.e-05, 5.e-01]), np.float64(2000.0))
    """
    series = as_series(values)
    text = to_text(series)
    if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
        number = series.to_numpy(dtype=np.float64, na_value=np.nan)
        half_unit = np.where(np.isnan(number), np.nan, _half_unit_of(number, decimals))
        return DeclaredFigures(text, number, half_unit, np.full(len(text), np.nan))
    return _from_text(text)


def _half_unit_of(number: Floats, decimals: int | None) -> float:
    known = number[np.isfinite(number)]
    if decimals is not None and 0 < decimals <= _MAX_DECIMALS:
        return 0.5 * 10.0**-decimals
    for places in range(_MAX_DECIMALS + 1):
        if np.array_equal(np.round(known, places), known):
            return 0.5 * 10.0**-places
    return 0.0


def _from_text(text: NDArray[np.object_]) -> DeclaredFigures:
    written = pd.Series(text, dtype="str", copy=True)
    plain = _is_plain(written)
    others = ~plain & written.notna().to_numpy()
    if others.any():
        written[others] = written[others].map(strip_grouping)
        plain = _is_plain(written)
    value = pd.to_numeric(written.where(plain)).to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    places = written.str.len() - written.str.find(".") - 1
    places = places.where(written.str.contains(".", regex=False, na=False), 0)
    half_unit = np.where(plain, 0.5 * 10.0 ** -places.to_numpy(dtype=np.float64, na_value=0.0), np.nan)
    figures = DeclaredFigures(text, value, half_unit, np.full(len(text), np.nan))
    _read_expressions(figures, np.flatnonzero(~plain & ~written.isna().to_numpy()))
    return figures


def _is_plain(written: pd.Series[Any]) -> NDArray[np.bool_]:
    plain: NDArray[np.bool_] = written.str.fullmatch(_PLAIN_NUMBER, na=False).to_numpy(dtype=bool)
    return plain


def _read_expressions(figures: DeclaredFigures, rows: NDArray[np.intp]) -> None:
    codes, distinct = pd.factorize(figures.text[rows])
    for number, text in enumerate(distinct):
        same = rows[codes == number]
        area, has_unit = _parsed(str(text))
        if area is None or area.bound in _LIMITS:
            noted = figures.strange if area is None else figures.limits
            noted[str(text)] = int(same[0])
            continue
        if area.bound is not Bound.EXACT:
            figures.approximate[str(text)] = int(same[0])
        figures.value[same] = float(area.value.exact(area.unit))
        figures.half_unit[same] = float(area.spread.exact(area.unit))
        figures.m2_per[same] = float(M2_PER[area.unit]) if has_unit else np.nan


# "Not less than 3,808 mu" says nothing of a single parcel that could be held against its polygon.
_LIMITS: Final = frozenset({Bound.AT_LEAST, Bound.AT_MOST})


def _parsed(text: str) -> tuple[DeclaredArea | None, bool]:
    """Return what a text says, and whether it names its unit: 约12 leaves that to its column."""
    try:
        return DeclaredArea.parse(text), True
    except InputError:
        pass
    try:
        area = DeclaredArea.parse(text, unit=_ANY)
    except InputError:
        return None, False
    # Plain numbers were read before: what is left, such as (12), may be an accountant's minus; 2.2E+05 is a shortened one.
    return (area if area.bound is not Bound.EXACT or is_shortened(text) else None), False


# Stands for a unit that is still to be found; what is read in it is the number as written.
_ANY: Final[Unit] = "mu"


def infer_unit(value: Floats, area_m2: Floats, usual: Unit | None = None) -> Unit | None:
    """Return the unit in which most figures agree with the measured areas, or None where no unit explains them.

    A figure agrees within 2%. Where a rule prescribes the unit, another is taken only if most figures agree in it.

    Parameters
    ----------
    value, area_m2 : ndarray of float64
        Figures, and measured areas.
    usual : {"m2", "ha", "mu", "km2"}, optional
        The unit that the format prescribes.

    Examples
    --------
    >>> infer_unit(np.array([21.5171]), np.array([215_170.69]))
    'ha'
    >>> infer_unit(np.array([21.5171]), np.array([190_000.0])) is None
    True
    """
    ratio = _ratios(value, area_m2)
    if len(ratio) == 0:
        return None
    share = {
        unit: float(np.mean(np.abs(ratio * float(m2) - 1) <= UNIT_TOLERANCE)) for unit, m2 in M2_PER.items()
    }
    best, second = sorted(share, key=lambda unit: (share[unit], unit == usual), reverse=True)[:2]
    if share[best] >= _MOST:
        return best
    return best if usual is None and share[best] >= max(_SOME, 2 * share[second]) else None


def _ratios(value: Floats, area_m2: Floats) -> Floats:
    usable = (value > 0) & (area_m2 > 0)
    return np.asarray(value[usable] / area_m2[usable])


def is_in_square_metres(values: Any) -> bool:
    """Tell whether a column holds areas above zero and blanks, as floats, and nothing else.

    Examples
    --------
    >>> is_in_square_metres([1.5, float("nan")]), is_in_square_metres([0.0]), is_in_square_metres(["15亩"])
    (True, False, False)
    """
    series = pd.Series(values)
    if not pd.api.types.is_float_dtype(series.dtype):
        return False
    known = series.to_numpy(dtype=np.float64, na_value=np.nan)
    return bool((np.isnan(known) | (np.isfinite(known) & (known > 0))).all())


def to_square_metres(
    figures: DeclaredFigures,
    area_m2: Floats,
    unit: Unit | None = None,
    *,
    counted_m2: float | None = None,
    usual: Unit | None = None,
    column: str = "",
) -> tuple[Floats, Floats, list[Notice]]:
    """Return declared areas and their half-units in m², and what is to be said about them.

    Parameters
    ----------
    figures : Figures
        As :func:`parse_figures` gives them.
    area_m2 : ndarray of float64
        Measured areas, NaN where there is none, from which a missing unit is inferred.
    unit : {"m2", "ha", "mu", "km2"}, optional
        The unit that the column's name tells.
    counted_m2 : float, optional
        How many square metres it counts in, where that is none of the units.
    usual : {"m2", "ha", "mu", "km2"}, optional
        The unit that the format prescribes: to find it takes no remark, and it stands where no unit explains the
        figures.
    column : str
        What the file calls the column, to be named in remarks.
    """
    remarks = Diagnostics()
    for text, row in figures.strange.items():
        count = int((figures.text == text).sum())
        words = _NOT_AN_AREA_IN if column else _NOT_AN_AREA
        remarks.add("declared_not_understood", words, record=row, text=text, column=column, count=count)
    for text, row in figures.limits.items():
        count = int((figures.text == text).sum())
        remarks.add("declared_limit", _ONLY_A_BOUND, record=row, text=text, count=count)
    m2_per = figures.m2_per.copy()
    usable = _above_zero(figures.value, figures.text, remarks)
    bare = np.isnan(m2_per) & usable
    if bare.any():
        m2_per[bare] = counted_m2 or _found_m2(unit or _unit_of(figures, bare, area_m2, usual, remarks))
    m2_per[~usable] = np.nan
    _note_approximate(figures, m2_per, remarks)
    value = np.where(usable, figures.value, np.nan)
    return value * m2_per, figures.half_unit * m2_per, remarks.notices()


def _found_m2(unit: Unit | None) -> float:
    return float(M2_PER[unit]) if unit else math.nan


def _note_approximate(figures: DeclaredFigures, m2_per: Floats, remarks: Diagnostics) -> None:
    """Say once how many figures are approximate, and how far the first of them reaches."""
    known = {text: row for text, row in figures.approximate.items() if np.isfinite(m2_per[row])}
    if not known:
        return
    text, row = next(iter(known.items()))
    # What a heading counts in is told in square metres.
    unit: Unit = next((unit for unit, m2 in M2_PER.items() if float(m2) == m2_per[row]), "m2")
    remarks.add(
        "declared_approximate",
        _APPROXIMATE,
        count=int(np.isin(figures.text.astype(str), list(known)).sum()),
        text=text,
        spread=f"{figures.half_unit[row] * m2_per[row] / float(M2_PER[unit]):.4g}",
        unit=UNIT_WORDS[unit],
    )


def _unit_of(
    figures: DeclaredFigures,
    bare: NDArray[np.bool_],
    area_m2: Floats,
    usual: Unit | None,
    remarks: Diagnostics,
) -> Unit | None:
    """Return the unit of figures that name none, with a remark where it is not the one of the rule, found as such."""
    found = infer_unit(figures.value[bare], area_m2[bare], usual)
    example = figures.text[np.argmax(bare)]
    if found is not None:
        if found != usual:
            remarks.add("declared_unit_inferred", _UNIT_INFERRED, unit=UNIT_WORDS[found])
        return found
    ratio = _ratios(figures.value[bare], area_m2[bare])
    if usual is not None:
        # Figures that were not measured against polygons contradict nothing.
        if len(ratio):
            remarks.add(UNIT_BY_RULE, _UNIT_BY_RULE, example=example, unit=UNIT_WORDS[usual])
    elif len(ratio):
        unit, apart = _nearest(ratio)
        remarks.add(
            "declared_unit_unknown", _UNIT_UNKNOWN, example=example, unit=UNIT_WORDS[unit], apart=apart
        )
    else:
        remarks.add("declared_unit_unknown", _NOTHING_MEASURED, example=example)
    return usual


def _nearest(ratio: Floats) -> tuple[Unit, str]:
    """Return the unit in which the middle figure comes nearest to its area, and how far off it is."""
    middle = float(np.median(ratio))
    nearest = min(M2_PER, key=lambda unit: abs(math.log(middle * float(M2_PER[unit]))))
    return nearest, f"{100 * (middle * float(M2_PER[nearest]) - 1):+.3g}%"


def _above_zero(value: Floats, text: NDArray[np.object_], remarks: Diagnostics) -> NDArray[np.bool_]:
    """Return where a figure can be an area, and remark on those that cannot, by row and text."""
    usable: NDArray[np.bool_] = (value > 0) & np.isfinite(value)
    for row in np.flatnonzero(~usable & ~np.isnan(value)):
        is_number = bool(np.isfinite(value[row]))
        code = "declared_not_positive" if is_number else "declared_not_understood"
        words = _NOT_POSITIVE if is_number else _NOT_AN_AREA
        remarks.add(code, words, record=int(row), text=text[row])
    return usable
