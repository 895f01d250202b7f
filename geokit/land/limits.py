"""Tolerances, each with its source and how far that source was checked.

A limit prints its clause and its evidence: *verified* in a source, *recalled* but not confirmed (never law), *practice*,
which was seen in use and has no document, *advice* of this project, or *chosen* by whoever set another value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from geokit.arguments import public_result
from geokit.errors import InputError
from geokit.i18n import Language, Words

if TYPE_CHECKING:
    from geokit.land.units import Area, Rounding

Evidence = Literal["verified", "recalled", "practice", "advice", "chosen"]
LimitUnit = Literal["m", "m2", "mu", "share", "deg"]
AccuracyClass = Literal[1, 2, 3]
LandUse = Literal["construction", "farm", "other"]

EVIDENCE_WORDS: dict[Evidence, Words] = {
    "verified": Words(zh="已核实", en="verified"),
    "recalled": Words(zh="凭记忆，未核实", en="recalled, not confirmed"),
    "practice": Words(zh="无依据（经验）", en="practice, no document"),
    "advice": Words(zh="本工具建议", en="advice of geokit"),
    "chosen": Words(zh="设置值", en="as set"),
}
# With the blank before them: signs stand close to their number.
_UNIT_WORDS: dict[LimitUnit, Words] = {
    "m": Words(zh=" 米", en=" m"),
    "m2": Words(zh=" 平方米", en=" m²"),
    "mu": Words(zh=" 亩", en=" mu"),
    "share": Words(zh="%", en="%"),
    "deg": Words(zh="°", en="°"),
}
_LIMIT = Words(zh="{value}{unit}（{clause}；{evidence}）", en="{value}{unit} ({clause}; {evidence})")
_UNKNOWN_CLASS = Words(
    zh="没有 {value} 级界址点精度，只有 1、2、3 级",
    en="there is no accuracy class {value}; there are 1, 2 and 3",
)
_BAD_SCALE = Words(
    zh="比例尺分母必须是正数，而不是 {value}（1:500 写作 500）",
    en="a scale denominator must be a positive number, not {value} (write 500 for 1:500)",
)


@public_result
@dataclass(frozen=True, slots=True)
class Limit:
    """One tolerance and where it comes from.

    Parameters
    ----------
    value : float
        The tolerance in `unit`; a share is a fraction of one (0.01 is 1%).
    unit : {"m", "m2", "mu", "share", "deg"}
    clause : Words
        The source of the limit.
    evidence : {"verified", "recalled", "practice", "advice", "chosen"}

    Examples
    --------
    >>> print(TOPOLOGY_TOLERANCE.localize("en"))
    0.001 m (quality control of rural contract land, rules of September 2016: topology tolerance; verified)
    """

    value: float
    unit: LimitUnit
    clause: Words
    evidence: Evidence

    def localize(self, language: Language) -> str:
        """Return value, clause and evidence."""
        return _localized(self, language)

    def chosen(self, value: float) -> Limit:
        """Return the limit with the value that somebody set; itself where that is the same.

        Examples
        --------
        >>> print(TOPOLOGY_TOLERANCE.chosen(0.01).localize("en"))
        0.01 m (quality control of rural contract land, rules of September 2016: topology tolerance; as set)
        """
        return self if value == self.value else replace(self, value=value, evidence="chosen")


# Of the thousands of findings of a report each names one of a few limits.
@lru_cache
def _localized(limit: Limit, language: Language) -> str:
    shown = limit.value * 100 if limit.unit == "share" else limit.value
    return _LIMIT.render(
        language,
        value=f"{round(shown, 4):,.10g}",
        unit=_UNIT_WORDS[limit.unit],
        clause=limit.clause,
        evidence=EVIDENCE_WORDS[limit.evidence],
    )


# As a caller may write it.
ProvenanceName: TypeAlias = Literal[
    "same_coordinates", "two_surveys", "survey_against_database", "printed_text"
]


@public_result
class Provenance(StrEnum):
    """Where a declared figure comes from, which decides how closely a measured one must agree.

    Examples
    --------
    >>> import geokit as gk
    >>> declared = gk.DeclaredArea("330亩")
    >>> declared.admits(gk.Area("332亩")).admitted
    False
    >>> declared.admits(gk.Area("332亩"), provenance=gk.Provenance.SURVEY_AGAINST_DATABASE).admitted
    True
    """

    SAME_COORDINATES = "same_coordinates"
    TWO_SURVEYS = "two_surveys"
    SURVEY_AGAINST_DATABASE = "survey_against_database"
    PRINTED_TEXT = "printed_text"


# The figures were read where the regulations are quoted, not in the regulations.
_POINT_RMS = Words(
    zh="《城镇地籍调查规程》界址点中误差，据转引",
    en="regulations of the urban cadastre, as quoted: root mean square error of boundary points",
)
_POINT_LIMIT = Words(
    zh="《城镇地籍调查规程》界址点限差，据转引",
    en="regulations of the urban cadastre, as quoted: limit of boundary points",
)

POINT_RMS: dict[AccuracyClass, Limit] = {
    1: Limit(0.05, "m", _POINT_RMS, "verified"),
    2: Limit(0.075, "m", _POINT_RMS, "verified"),
    3: Limit(0.10, "m", _POINT_RMS, "verified"),
}
POINT_LIMIT: dict[AccuracyClass, Limit] = {
    1: Limit(0.10, "m", _POINT_LIMIT, "verified"),
    2: Limit(0.15, "m", _POINT_LIMIT, "verified"),
    3: Limit(0.20, "m", _POINT_LIMIT, "verified"),
}

SURVEY_AGAINST_DATABASE = Limit(
    0.01,
    "share",
    Words(
        zh="在用的报批审核清单：实测面积与数据库面积之差",
        en="checklists for approval in use: surveyed against database area",
    ),
    "practice",
)
TOPOLOGY_TOLERANCE = Limit(
    0.001,
    "m",
    Words(
        zh="《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月）：拓扑容差",
        en="quality control of rural contract land, rules of September 2016: topology tolerance",
    ),
    "verified",
)
CONTRACT_LAND_SUM = Limit(
    0.05,
    "mu",
    Words(
        zh="《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月）：面积汇总",
        en="quality control of rural contract land, rules of September 2016: sums of areas",
    ),
    "verified",
)
IGNORED_OVERLAP = Limit(
    0.01,
    "m2",
    Words(zh="小于此面积的重叠与缝隙不计", en="overlaps and gaps below this are ignored"),
    "advice",
)
SLIVER_AREA = Limit(1.0, "m2", Words(zh="小于此面积为碎面", en="what is smaller is a sliver"), "advice")

SMALLEST_MAPPED: dict[LandUse, Limit] = {
    "construction": Limit(
        200.0,
        "m2",
        Words(
            zh="TD/T 1055 最小上图图斑：建设用地和设施农用地",
            en="TD/T 1055, smallest mapped polygon: construction land and facilities of farms",
        ),
        "recalled",
    ),
    "farm": Limit(
        400.0,
        "m2",
        Words(
            zh="TD/T 1055 最小上图图斑：农用地（不含设施农用地）",
            en="TD/T 1055, smallest mapped polygon: farm land without facilities",
        ),
        "recalled",
    ),
    "other": Limit(
        600.0,
        "m2",
        Words(
            zh="TD/T 1055 最小上图图斑：其他地类，荒漠可至 1500 平方米",
            en="TD/T 1055, smallest mapped polygon: other land, up to 1,500 m² in deserts",
        ),
        "recalled",
    ),
}

SHARPEST_ANGLE = Limit(5.0, "deg", Words(zh="更尖的角为尖刺", en="a sharper corner is a spike"), "advice")
NARROWEST = Limit(1.0, "m", Words(zh="更窄的部分不成地块", en="a narrower part is no land"), "advice")
SHORTEST_EDGE = Limit(
    0.01, "m", Words(zh="更短的边为多余界址点", en="a shorter edge is one point too many"), "advice"
)

ABOUT_SHARE = Limit(0.05, "share", Words(zh="“约”“左右”：上下浮动", en="“about” reaches both ways"), "advice")
JUST_BELOW_SHARE = Limit(0.05, "share", Words(zh="“近”“将近”：向下", en="“nearly” reaches below"), "advice")
ABOVE_SHARE = Limit(0.10, "share", Words(zh="“逾”“超”“余”：向上", en="“more than” reaches above"), "advice")

WARNING_SHARE = Limit(
    0.001, "share", Words(zh="超限不大于此为警告", en="a difference up to this is a warning"), "advice"
)
REVIEW_SHARE = Limit(
    0.01, "share", Words(zh="超限不大于此须复核", en="a difference up to this needs a review"), "advice"
)

ROUNDING_WORDS: dict[Rounding, Words] = {
    "half-up": Words(
        zh="四舍五入（测量与界址点文件）", en="half up (survey procedure and boundary-point files)"
    ),
    "half-even": Words(zh="四舍六入五成双（GB/T 8170）", en="half to even (GB/T 8170)"),
}

_PROVENANCE_LIMITS: dict[Provenance, Limit] = {
    Provenance.SAME_COORDINATES: Limit(
        0.0,
        "m2",
        Words(
            zh="同一套坐标：末位半个单位加坐标取位误差",
            en="same coordinates: half a unit of the last digit and the print noise of the coordinates",
        ),
        "advice",
    ),
    Provenance.TWO_SURVEYS: Limit(
        0.0,
        "m2",
        Words(
            zh="两次独立测量：末位半个单位加两倍面积中误差",
            en="two independent surveys: half a unit of the last digit and twice the standard error",
        ),
        "advice",
    ),
    Provenance.SURVEY_AGAINST_DATABASE: SURVEY_AGAINST_DATABASE,
    Provenance.PRINTED_TEXT: Limit(
        0.0,
        "m2",
        Words(
            zh="文字资料：所印数字的末位半个单位及其限定词",
            en="printed text: the figure's half-unit and its bound",
        ),
        "advice",
    ),
}


def provenance_limit(provenance: Provenance, allowed: Area) -> Limit:
    """Return the limit that a figure's provenance sets; where it depends on the figure, with its value."""
    limit = _PROVENANCE_LIMITS[provenance]
    return limit if limit.unit == "share" else replace(limit, value=allowed.m2)


def sliver_area(scale_denominator: float) -> Limit:
    """Return the area below which a polygon is a sliver on a map of 1:`scale_denominator`.

    Raises
    ------
    InputError
        The denominator is not a positive number.

    Examples
    --------
    >>> sliver_area(500).value
    20.0
    """
    if not (math.isfinite(scale_denominator) and scale_denominator > 0):
        raise InputError(_BAD_SCALE, value=scale_denominator)
    clause = Words(
        zh="在用质检软件：碎面小于 0.04 × 比例尺分母", en="quality control in use: 0.04 × scale denominator"
    )
    return Limit(0.04 * scale_denominator, "m2", clause, "practice")


def sliver_thickness(accuracy_class: AccuracyClass = 1) -> Limit:
    """Return how far two surveys of one line may lie apart: √2 times the limit of their boundary points.

    Thickness is 2 × area / perimeter.

    Raises
    ------
    InputError
        There is no such accuracy class.

    Examples
    --------
    >>> round(sliver_thickness(1).value, 2)
    0.14
    """
    if accuracy_class not in get_args(AccuracyClass):
        raise InputError(_UNKNOWN_CLASS, value=accuracy_class)
    clause = Words(
        zh="两次测同一界线：√2 × 界址点限差", en="two surveys of one line: √2 × limit of the boundary points"
    )
    return Limit(math.sqrt(2) * POINT_LIMIT[accuracy_class].value, "m", clause, "advice")
