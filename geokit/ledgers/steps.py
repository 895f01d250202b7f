"""Steps of an acquisition with their dates: how far each batch has come, what is next, and what does not fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from geokit.arguments import public, public_result
from geokit.days import Day, current_day, read_day
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.i18n import OptionName, Words
from geokit.land.limits import EVIDENCE_WORDS, Evidence
from geokit.land.units import round_fraction
from geokit.ledgers.forms import Form, FormColumn, FormSheet, Sentence
from geokit.ledgers.indicators.table import IndicatorTable, indicator_table
from geokit.ledgers.records import Records, read_records
from geokit.ledgers.steps_plan import plan_sheet
from geokit.ledgers.supply import batch_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from geokit.parcels.given import ParcelsLike

_KEYS: Final = ("batch", "id", "village", "phase")
_TITLE = Words(zh="征收进度", en="Steps of the acquisition")
_KEY_WORDS: Final = {
    "batch": Words(zh="批次", en="batch"),
    "id": Words(zh="地块编号", en="parcel"),
    "village": Words(zh="村", en="village"),
    "phase": Words(zh="期次", en="phase"),
}
_NEXT, _WAITING = Words(zh="下一步", en="next step"), Words(zh="距上一步（天）", en="days since the last")
_TOTAL = Words(zh="合计", en="total")
# By column of the settings: what one is divided by, what stands above it, and its kind.
_FIGURES: Final[dict[str, tuple[int, Words, Literal["count", "money"]]]] = {
    "households": (1, Words(zh="户数", en="households"), "count"),
    "households_signed": (1, Words(zh="已签约户数", en="households signed"), "count"),
    "compensation_yuan": (10_000, Words(zh="补偿费用（万元）", en="compensation (10,000 yuan)"), "money"),
    "paid_yuan": (10_000, Words(zh="已支付（万元）", en="paid (10,000 yuan)"), "money"),
}
_DONE = Words(zh="已办结", en="done")
_DONE_AS_FAR = Words(zh="表中各步已办", en="all steps of the table done")
_AGAIN = Words(zh="表中有几行：{names}", en="several rows of the table are of: {names}")
_AS_OF = Words(zh="截至 {day}", en="as of {day}")
_ORDER = Words(
    zh="步骤次序为设置值：到{known}为止已核实，其后凭记忆，未核实",
    en="the order of steps is a setting: verified up to the {known}, recalled from there",
)
_OWN_ORDER = Words(zh="步骤次序按设置：{steps}", en="the order of steps is as set: {steps}")
_STEP = Words(zh="步骤", en="step")
_OUT_OF_ORDER = Words(
    zh="{name}：{later}（{later_day}）早于{earlier}（{earlier_day}）",
    en="{name}: {later} ({later_day}) lies before {earlier} ({earlier_day})",
)
_FUTURE = Words(
    zh="{name}：{step}的日期 {day} 在截至日期之后，按未办理计",
    en="{name}: {step} has the date {day}, after the day of the table, and counts as not done",
)
_SKIPPED = Words(
    zh="{name}：{later}已办，而{missing}没有日期", en="{name}: {later} is done, and {missing} has no date"
)
_SHORT = Words(
    zh="{name}：{first}到{second}只有 {days} 天，不足 {least} 天（{source}；{evidence}）",
    en="{name}: {days:day|days} from {first} to {second}, fewer than {least} ({source}; {evidence})",
)
_NOTICE = Words(zh="补偿安置公告不少于三十日", en="a notice of compensation stands for at least thirty days")
_NO_KEY = Words(
    zh="表中没有批次、地块编号、村或期次列，无法指称各行",
    en="the table has no column of batches, parcels, villages or phases to name its rows by",
)
_NO_STEPS = Words(
    zh="表中没有一列认作征收步骤；可用：{known}", en="no column is a step of an acquisition. Known: {known}"
)
_NOT_THERE = Words(zh="表中没有的步骤：{steps}", en="steps that the table does not have: {steps}")
_BAD_DAYS = Words(zh="{name}至少为 0，而不是 {value}", en="{name} must be 0 at least, not {value}")
_EMPTY = Words(zh="表中没有行", en="the table has no rows")


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the name of its column in the settings, and how sure its place in the order is."""

    code: str
    evidence: Evidence


STEPS: Final = (
    Step("pre_announcement", "verified"),
    Step("survey", "verified"),
    Step("risk_assessment", "verified"),
    Step("compensation_notice", "verified"),
    Step("registration", "verified"),
    Step("agreement", "verified"),
    Step("payment", "recalled"),
    Step("application", "verified"),
    Step("approval", "recalled"),
    Step("announcement", "recalled"),
    Step("delivery", "recalled"),
)
# Some places pay before the approval and others after it: its place in the order is held against nothing.
_FREE: Final = frozenset({"payment"})
LEAST_DAYS: Final = 30


@public_result
@dataclass(frozen=True, eq=False)
class StepsTable(Form):
    """Steps of an acquisition by batch: their dates, what is next, rates of signing and paying.

    Attributes
    ----------
    as_of : date
    names : tuple of str
        Of the rows, by `key`.
    key : str
        ``batch``, ``id``, ``village`` or ``phase``.
    steps : tuple of str
        The steps that the table has, in their order.
    days : tuple of tuple of date or None
        By row the date of each step.
    rates : IndicatorTable
        As the settings define them.
    figures : tuple of (column, values)
        Households and compensation (in 10,000 yuan) by row, as they are printed.
    plan : FormSheet or None
        Each planned step against its date.
    is_whole : bool
        Whether the table has the last step of the order.

    Examples
    --------
    >>> import geokit as gk
    >>> import pandas as pd
    >>> book = pd.DataFrame(
    ...     {"批次": ["第1批"], "预公告": ["2026-01-05"], "现状调查": ["2026-01-20"], "批复": [None]}
    ... )
    >>> made = gk.steps_table(book, as_of="2026-02-01")
    >>> made.to_frame("en")[["next step", "days since the last"]].iloc[0].tolist()
    ['approval', 12]
    """

    as_of: date
    key: str
    names: tuple[str, ...]
    steps: tuple[str, ...]
    days: tuple[tuple[date | None, ...], ...]
    titles: tuple[Words, ...] = field(repr=False)
    rates: IndicatorTable = field(repr=False)
    figures: tuple[tuple[str, tuple[int | Decimal | None, ...]], ...] = field(repr=False)
    plan: FormSheet | None = field(repr=False)
    is_whole: bool = field(repr=False)
    lines: tuple[Any, ...] = field(repr=False)

    @property
    def day(self) -> date:
        """The day that it speaks of."""
        return self.as_of

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the dates of all steps, and the rates."""
        columns = (
            FormColumn(self.key, _KEY_WORDS[self.key]),
            *(FormColumn(code, words, "date") for code, words in zip(self.steps, self.titles, strict=True)),
            FormColumn("next_step", _NEXT),
            FormColumn("days_since", _WAITING, "count"),
            *(FormColumn(name, *_FIGURES[name][1:]) for name, _ in self.figures),
        )
        rows: list[tuple[object, ...]] = [
            (name, *days, *self._next(days), *(values[at] for _, values in self.figures))
            for at, (name, days) in enumerate(zip(self.names, self.days, strict=True))
        ]
        totals = frozenset({len(rows)}) if self.figures else frozenset()
        if self.figures:
            # A sum of which a part is missing is no sum.
            sums = [None if None in values else sum(values) for _, values in self.figures]  # type: ignore[arg-type]
            rows.append((_TOTAL, *[None] * (len(self.steps) + 2), *sums))
        first = FormSheet(_TITLE, columns, tuple(rows), totals, self.lines)
        return (first, *((self.plan,) if self.plan is not None else ()), *self.rates.sheets())

    def _next(self, days: Sequence[date | None]) -> tuple[object, int | None]:
        """Return the first step without a date behind the last one that has one, and the days since that."""
        done = [at for at, day in enumerate(days) if day is not None and day <= self.as_of]
        last = max((day for at in done if (day := days[at]) is not None), default=None)
        waiting = None if last is None else (self.as_of - last).days
        behind = [at for at in range(len(days)) if at not in done and (not done or at > max(done))]
        if behind:
            return self.titles[behind[0]], waiting
        # A table that ends with the approval does not tell that the land was delivered.
        return (_DONE if self.is_whole else _DONE_AS_FAR), None


@public
def steps_table(
    steps: ParcelsLike,
    *,
    as_of: Day | None = None,
    plan: ParcelsLike | None = None,
    least_days: int = LEAST_DAYS,
    order: Sequence[str] | None = None,
) -> StepsTable:
    """Return how far acquisitions have come: each step with its date, what is next, and what does not fit.

    Parameters
    ----------
    steps : path or table
        A row a batch (or parcel, village, phase) and a column a step: 预公告, 现状调查, 社会稳定风险评估, 补偿安置公告, 登记, 协议,
        报批, 批复, 征收公告, 足额支付, 交地; households and compensation where the office has them.
    as_of : date or str, optional
        The day that it speaks of; today if left out.
    plan : path or table, optional
        As `steps`, with the dates that were planned: a second sheet says what is late and by how many days.
    least_days : int
        Days between the notice of compensation and the next step.
    order : sequence of str, optional
        The office's own order of steps, as ``["pre_announcement", "survey", "approval"]``; steps that it does not have are
        not looked at. Verified up to the application and recalled from there if left out.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, no step that is known, or nothing to name its rows by; the plan
        does not name its rows in the same way.
    OptionError
        The least number of days is below 0.
    UnknownNameError
        There is no such step.

    Examples
    --------
    >>> import pandas as pd
    >>> book = pd.DataFrame({"批次": ["第1批"], "预公告": ["2026-02-05"], "现状调查": ["2026-01-20"]})
    >>> steps_table(book, as_of="2026-03-01").sentences("en")[2]
    '第1批: survey of the land (2026-01-20) lies before pre-announcement (2026-02-05)'
    """
    day = read_day(as_of) or current_day()
    if least_days < 0:
        raise OptionError(_BAD_DAYS, name=OptionName("least_days"), value=least_days)
    records = read_records(steps, "steps", "acquisition")
    if len(records) == 0:
        raise InputError(_EMPTY)
    key = next((each for each in _KEYS if records.has(each)), None)
    if key is None:
        raise InputError(_NO_KEY)
    known = _ordered(order)
    there = [each for each in known if records.has(each.code)]
    titles = {each.code: _words(records, each.code) for each in known}
    if not there:
        raise InputError(_NO_STEPS, known=list(titles.values()))
    names = [each or f"row:{row}" for row, each in zip(records.table.rows, records.texts(key), strict=True)]
    records.note_near(list(titles))
    columns = [records.days(each.code) for each in there]
    # Rows of one name by what they say, so that their order in the file does not matter.
    turns = sorted(range(len(names)), key=lambda at: (batch_key(names[at]), records.said(at)))
    rows = tuple(tuple(column[at] for column in columns) for at in turns)
    made = _Checks(day, tuple(there), titles, least_days)
    remarks = [remark for at, days in zip(turns, rows, strict=True) for remark in made.of(names[at], days)]
    missing = [titles[each.code] for each in known if each not in there]
    lines: list[Any] = [Sentence.of(_AS_OF, day=day.isoformat()), _order_line(order, titles)]
    lines += remarks
    again = [name for name, count in Counter(names).items() if count > 1]
    lines += [Sentence.of(_AGAIN, names=sorted(again, key=batch_key))] if again else []
    lines += [Sentence.of(_NOT_THERE, steps=missing)] if missing else []
    figures = _figures(records, turns)
    lines += records.remarks
    codes = tuple(each.code for each in there)
    named = tuple(names[at] for at in turns)
    actual = [(name, dict(zip(codes, days, strict=True))) for name, days in zip(named, rows, strict=True)]
    head = FormColumn(key, _KEY_WORDS[key])
    return StepsTable(
        day, key, named, codes, rows, tuple(titles[code] for code in codes),
        indicator_table({"steps": records.table}, settings="acquisition"), figures,
        None if plan is None else plan_sheet(plan, head, actual, titles, day),
        there[-1].code == known[-1].code, tuple(lines),
    )  # fmt: skip


def _ordered(order: Sequence[str] | None) -> tuple[Step, ...]:
    """Return the steps in the order that is asked for."""
    if order is None:
        return STEPS
    for code in order:
        if code not in {each.code for each in STEPS}:
            raise UnknownNameError(code, kind=_STEP, known=[each.code for each in STEPS])
    return tuple(Step(code, "chosen") for code in dict.fromkeys(order))


def _order_line(order: Sequence[str] | None, titles: dict[str, Words]) -> Sentence:
    if order is not None:
        return Sentence.of(_OWN_ORDER, steps=list(titles.values()))
    return Sentence.of(
        _ORDER, known=titles[next(each.code for each in reversed(STEPS) if each.evidence == "verified")]
    )


def _figures(
    records: Records, order: Sequence[int]
) -> tuple[tuple[str, tuple[int | Decimal | None, ...]], ...]:
    """Return households and compensation as they are printed, of the columns that are there."""
    found = []
    for name, (size, _, kind) in _FIGURES.items():
        if records.has(name):
            values = records.figures(name)
            found.append((name, tuple(_printed(values[at], size, kind) for at in order)))
    return tuple(found)


def _printed(value: Fraction | None, size: int, kind: str) -> int | Decimal | None:
    if value is None:
        return None
    if kind == "count" and value.denominator == 1:
        return int(value)
    return round_fraction(value / size, 4)


def _words(records: Records, code: str) -> Words:
    name = records.settings.columns[code].name
    return Words(zh=name.zh, en=name.en)


@dataclass(frozen=True)
class _Checks:
    """What does not fit in a row of dates."""

    as_of: date
    steps: tuple[Step, ...]
    titles: dict[str, Words]
    least_days: int

    def of(self, name: str, days: Sequence[date | None]) -> Iterator[Sentence]:
        """Yield dates to come, steps before those that they follow, steps left out, and periods that are too short."""
        known = [(step.code, day) for step, day in zip(self.steps, days, strict=True) if day is not None]
        for code, day in known:
            if day > self.as_of:
                yield Sentence.of(_FUTURE, name=name, step=self.titles[code], day=day.isoformat())
        ordered = [(code, day) for code, day in known if code not in _FREE]
        for (first, day), (second, following) in pairwise(ordered):
            if following < day:
                yield Sentence.of(
                    _OUT_OF_ORDER, name=name, later=self.titles[second], later_day=following.isoformat(),
                    earlier=self.titles[first], earlier_day=day.isoformat(),
                )  # fmt: skip
        yield from self._left_out(name, days)
        yield from self._too_short(name, ordered)

    def _left_out(self, name: str, days: Sequence[date | None]) -> Iterator[Sentence]:
        done = [at for at, day in enumerate(days) if day is not None and day <= self.as_of]
        for at in range(max(done, default=-1)):
            if days[at] is None and self.steps[at].code not in _FREE:
                last = self.titles[self.steps[max(done)].code]
                yield Sentence.of(_SKIPPED, name=name, later=last, missing=self.titles[self.steps[at].code])

    def _too_short(self, name: str, ordered: Sequence[tuple[str, date]]) -> Iterator[Sentence]:
        for (first, day), (second, following) in pairwise(ordered):
            if first == "compensation_notice" and timedelta(0) <= following - day < timedelta(
                self.least_days
            ):
                standing: Literal["verified", "chosen"] = (
                    "verified" if self.least_days == LEAST_DAYS else "chosen"
                )
                yield Sentence.of(
                    _SHORT, name=name, first=self.titles[first], second=self.titles[second],
                    days=(following - day).days, least=self.least_days, source=_NOTICE, evidence=EVIDENCE_WORDS[standing],
                )  # fmt: skip
