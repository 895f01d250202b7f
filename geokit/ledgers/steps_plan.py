"""Steps of an acquisition against their plan: which were done in time, which are late and by how many days."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.ledgers.forms import FormColumn, FormSheet, Sentence
from geokit.ledgers.records import read_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from geokit.parcels.given import ParcelsLike

    Days = Mapping[str, date | None]

_TITLE = Words(zh="步骤计划与完成", en="Steps against plan")
_STEP = Words(zh="步骤", en="step")
_PLANNED, _ACTUAL = Words(zh="计划日期", en="planned"), Words(zh="完成日期", en="done on")
_LATE = Words(zh="逾期（天，负数为提前）", en="days late (negative: early)")
_STATE = Words(zh="情况", en="state")
_STATES: Final = {
    "in_time": Words(zh="按期完成", en="done in time"),
    "late": Words(zh="逾期完成", en="done late"),
    "overdue": Words(zh="逾期未办", en="overdue"),
    "to_come": Words(zh="未到期", en="not due yet"),
}
_METHOD = Words(
    zh="截至 {day}；已办的与计划日期比，未办的与截至日期比",
    en="as of {day}; what is done is compared with its planned date, what is not with the day of the table",
)
_NO_KEY = Words(
    zh="步骤计划没有“{column}”列，不能与步骤表对上",
    en="the plan of steps has no column “{column}” to be joined by",
)
_NO_STEPS = Words(zh="步骤计划没有一列认作步骤", en="the plan of steps has no column that is a step")
_ONLY_PLANNED = Words(
    zh="有计划而步骤表中没有：{names}", en="planned, and not in the table of steps: {names}"
)
_NOT_PLANNED = Words(zh="步骤表中有而没有计划：{names}", en="in the table of steps, and not planned: {names}")
_SEVERAL = Words(
    zh="计划或步骤表中有几行，不能比较：{names}",
    en="several rows in the plan or in the steps, not compared: {names}",
)
_COLUMNS: Final = (
    FormColumn("step", _STEP),
    FormColumn("planned_on", _PLANNED, "date"),
    FormColumn("done_on", _ACTUAL, "date"),
    FormColumn("days_late", _LATE, "count"),
    FormColumn("state", _STATE),
)


def plan_sheet(
    plan: ParcelsLike,
    head: FormColumn,
    actual: Sequence[tuple[str, Days]],
    titles: Mapping[str, Words],
    as_of: date,
) -> FormSheet:
    """Return a row for each step that is planned: when it was to be done and was, and by how much it is late.

    Parameters
    ----------
    plan : path or table
        As the table of steps, with planned dates.
    head : FormColumn
        The column that names rows; the plan needs it, too.
    actual : sequence of (name, days by step)
        The rows of the table of steps.
    titles : mapping of str to Words
        All steps in their order.
    as_of : date

    Raises
    ------
    InputError
        The plan does not name its rows in the same way, or has no step.
    """
    records = read_records(plan, "steps", "acquisition")
    if not records.has(head.name):
        raise InputError(_NO_KEY, column=head.heading)
    codes = [code for code in titles if records.has(code)]
    records.note_near(list(titles))
    if not codes:
        raise InputError(_NO_STEPS)
    planned = {code: records.days(code) for code in codes}
    names = [each for each in records.texts(head.name) if each]
    of_name = {name: at for at, name in enumerate(records.texts(head.name)) if name}
    known = dict(actual)
    counts = [Counter(names), Counter(name for name, _ in actual)]
    several = {name for count in counts for name in count if count[name] > 1}
    order = [*known, *sorted(set(names) - set(known))]
    rows = [
        (name, titles[code], due, *_compared(due, known.get(name, {}).get(code), as_of))
        for name in order
        if name in of_name and name not in several
        for code in codes
        if (due := planned[code][of_name[name]]) is not None
    ]
    lines: list[Any] = [Sentence.of(_METHOD, day=as_of.isoformat())]
    for words, found in (
        (_SEVERAL, several),
        (_ONLY_PLANNED, set(names) - set(known) - several),
        (_NOT_PLANNED, set(known) - set(names) - several),
    ):
        lines += [Sentence.of(words, names=[name for name in order if name in found])] if found else []
    return FormSheet(_TITLE, (head, *_COLUMNS), tuple(rows), frozenset(), (*lines, *records.remarks))


def _compared(due: date, done: date | None, as_of: date) -> tuple[date | None, int | None, Words]:
    if done is not None and done <= as_of:
        late = (done - due).days
        return done, late, _STATES["late" if late > 0 else "in_time"]
    late = (as_of - due).days
    return None, late if late > 0 else None, _STATES["overdue" if late > 0 else "to_come"]
