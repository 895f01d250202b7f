"""What a settings file of indicators says: names, terms, units, sources. No formula is code.

A figure is its numerator, or that divided by its denominator. Each of the two is a list of terms; a term is a sum of a
column, or a count of rows, over the rows of one table that meet its conditions. There is nothing else, and nothing of it is
ever evaluated as a language.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, PositiveInt, model_validator

from geokit.arguments import public_result
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.limits import EVIDENCE_WORDS
from geokit.programme.loading import maker_of
from geokit.programme.record import Identifier, Name, Record

IndicatorUnit = Literal[
    "percent", "ratio", "m2", "ha", "mu", "years", "count", "wan_yuan", "wan_yuan_per_mu", "wan_yuan_per_ha", "number"
]  # fmt: skip
IndicatorEvidence = Literal["verified", "practice", "secondary", "recalled", "advice", "chosen"]
Kind = Literal["area", "money", "length", "count", "number"]

EVIDENCE: Final[dict[IndicatorEvidence, Words]] = {
    "verified": EVIDENCE_WORDS["verified"],
    "practice": EVIDENCE_WORDS["practice"],
    "recalled": EVIDENCE_WORDS["recalled"],
    "advice": EVIDENCE_WORDS["advice"],
    "chosen": EVIDENCE_WORDS["chosen"],
    "secondary": Words(zh="据二手资料，未核实", en="from a secondary source, not confirmed"),
}
# What a column's figures are, by how its name ends.
_ENDINGS: Final[dict[str, Kind]] = {"_m2": "area", "_yuan": "money", "_m": "length"}
# What the numerator is, and the denominator; equal kinds where it says so.
_MADE_OF: Final[dict[str, tuple[Kind | None, Kind | None]]] = {
    "m2": ("area", None),
    "ha": ("area", None),
    "mu": ("area", None),
    "count": ("count", None),
    "wan_yuan": ("money", None),
    "wan_yuan_per_mu": ("money", "area"),
    "wan_yuan_per_ha": ("money", "area"),
}
_SAME: Final = ("percent", "ratio", "years")
_NUMBER: Final = re.compile(r"\d{1,18}(?:\.\d{1,18})?(?:/[1-9]\d{0,17})?")

_NO_NUMBER = Words(
    zh='“{value}”不是数；可写 2、0.5 或 "1/5"', en='“{value}” is no number: write 2, 0.5 or "1/5"'
)
_NO_TERMS = Words(zh="分子一项也没有", en="the numerator has no term")
_SUM_OR_COUNT = Words(
    zh="每一项须写 sum（求和的字段）或 count = true，且只写其一",
    en="each term has either sum, the column that is added up, or count = true",
)
_MIXED = Words(
    zh="“{part}”把不同的量加在一起：{kinds}", en="“{part}” adds up things of different kinds: {kinds}"
)
_NOT_OF_UNIT = Words(
    zh="单位 {unit} 的指标，{part}须为 {wanted}，而不是 {found}",
    en="a figure in {unit} has a {part} of kind {wanted}, not {found}",
)
_NEEDS_WHOLE = Words(zh="单位 {unit} 的指标须有分母", en="a figure in {unit} needs a denominator")
_SAME_KIND = Words(
    zh="分子是 {one}，分母是 {other}，不能写成 {unit}",
    en="the numerator is of kind {one} and the denominator of {other}: that is no {unit}",
)
_EMPTY_CONDITION = Words(zh="条件为空", en="the condition says nothing")
_NO_BOUND = Words(zh="控制值须写 min 或 max", en="a control value has a min or a max")
_TWICE = Words(zh="指标编号 {id} 重复", en="two indicators have the id {id}")


def _number(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    text = str(value)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | str | Decimal)
        or not _NUMBER.fullmatch(text)
    ):
        raise InputError(_NO_NUMBER, value=text[:40])
    top, _, below = text.partition("/")
    return Fraction(top) / Fraction(below or 1)


Number = Annotated[Fraction, PlainValidator(_number)]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _condition(value: Any) -> Any:
    if isinstance(value, dict | Condition):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return {"among": _listed(value)}


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Condition(Record):
    """Which values of a column count.

    ``among`` is what a bare text or list stands for: values as written, ``"05*"`` for all that begin so, ``"05–10"`` for codes or
    years between two. ``over``, ``at_least``, ``under``, ``at_most`` compare figures; ``last`` is the last years up to the year
    of the table, ``before_last`` all years before those; ``filled`` tells cells with something in them from empty ones.
    """

    among: Texts = ()
    over: Number | None = None
    at_least: Number | None = None
    under: Number | None = None
    at_most: Number | None = None
    last: PositiveInt | None = None
    before_last: PositiveInt | None = None
    filled: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.model_fields_set or (self.model_fields_set == {"among"} and not self.among):
            raise InputError(_EMPTY_CONDITION)
        return self


ConditionLike = Annotated[Condition, BeforeValidator(_condition)]


class Term(Record):
    """A sum of a column, or a count of rows, over those rows of a table that meet all conditions.

    ``minus`` takes it off, ``times`` multiplies it (``"1/5"``), ``shared`` names groupings that its table need not have: where
    there is no such column, its rows count for every group.
    """

    table: str
    sum: str | None = None
    count: bool = False
    where: dict[str, ConditionLike] = Field(default_factory=dict)
    minus: bool = False
    times: Number = Fraction(1)
    shared: Texts = ()
    name: Name | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Term:
        if (self.sum is None) == (not self.count):
            raise InputError(_SUM_OR_COUNT)
        return self

    @property
    def kind(self) -> Kind:
        """What its figures are, by how the column's name ends."""
        return "count" if self.sum is None else kind_of(self.sum)


def kind_of(column: str) -> Kind:
    """Return what a column's figures are, by how its name ends.

    Examples
    --------
    >>> kind_of("area_m2"), kind_of("tax_yuan"), kind_of("jobs")
    ('area', 'money', 'number')
    """
    return next((kind for ending, kind in _ENDINGS.items() if column.endswith(ending)), "number")


Terms = Annotated[tuple[Term, ...], BeforeValidator(_listed)]


class IndicatorSource(Record):
    """Where a formula or a control value was read, and how sure that is."""

    text: Name
    evidence: IndicatorEvidence


class Control(Record):
    """A value that a figure is compared with, and its own source. It is compared and said, never judged by law."""

    min: Number | None = None
    max: Number | None = None
    of: Name | None = None
    source: IndicatorSource

    @model_validator(mode="after")
    def _has_a_bound(self) -> Control:
        if self.min is None and self.max is None:
            raise InputError(_NO_BOUND)
        return self


@public_result
class Indicator(Record):
    """One figure: its name, what it is made of, its unit and where its formula comes from.

    Examples
    --------
    >>> import geokit as gk
    >>> first = gk.load_indicators("park-audit")[0]
    >>> first.id, first.unit, first.source.evidence
    ('industrial-rate-now', 'percent', 'practice')
    """

    id: Identifier
    name: Name
    numerator: Terms
    denominator: Annotated[tuple[Term, ...], BeforeValidator(_listed)] = ()
    unit: IndicatorUnit
    decimals: Annotated[int, Field(ge=0, le=8)] = 2
    may_exceed: bool = False
    source: IndicatorSource
    remark: Name | None = None
    control: Annotated[tuple[Control, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="after")
    def _units_fit(self) -> Indicator:
        if not self.numerator:
            raise InputError(_NO_TERMS)
        top = _only_kind("numerator", self.numerator)
        below = _only_kind("denominator", self.denominator) if self.denominator else None
        if self.unit in _SAME:
            if below is None:
                raise InputError(_NEEDS_WHOLE, unit=self.unit)
            if top != below:
                raise InputError(_SAME_KIND, one=top, other=below, unit=self.unit)
        for part, wanted, found in zip(
            ("numerator", "denominator"), _MADE_OF.get(self.unit, (None, None)), (top, below), strict=True
        ):
            if wanted is not None and found != wanted:
                raise InputError(_NOT_OF_UNIT, unit=self.unit, part=part, wanted=wanted, found=found or "-")
        return self


def _only_kind(part: str, terms: tuple[Term, ...]) -> Kind:
    kinds = sorted({term.kind for term in terms})
    if len(kinds) > 1:
        raise InputError(_MIXED, part=part, kinds=kinds)
    return kinds[0]


class TableNames(Record):
    """What a table is called: to readers, and as sheets and files."""

    name: Name
    names: Texts = ()


class ColumnNames(Record):
    """What a column is called: to readers, and in headings."""

    name: Name
    headings: Texts = ()


class IndicatorSettings(Record):
    """A settings file: its title, its tables and columns, its indicators."""

    title: Name
    inputs: bool = False
    tables: dict[str, TableNames] = Field(default_factory=dict)
    columns: dict[str, ColumnNames] = Field(default_factory=dict)
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> IndicatorSettings:
        seen: set[str] = set()
        for each in self.indicators:
            if each.id in seen:
                raise InputError(_TWICE, id=each.id)
            seen.add(each.id)
        return self


# After pydantic has looked at the classes: what it reads from files does not come by here.
Indicator.__init__ = maker_of(Indicator)  # type: ignore[method-assign]
