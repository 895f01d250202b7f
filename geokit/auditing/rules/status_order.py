"""Dates and statuses that cannot stand in the order they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Rule, Severity, Words
from geokit.auditing.stages import EXISTING_LAND, NEW_LAND, STEP_OF_STATUS, Route, StepDays
from geokit.parcels.codes import STATUSES
from geokit.parcels.table import COLUMN_WORDS, DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_BACKWARDS = Words(
    zh="{count} 宗地块的{later}早于{earlier}：{parcels}；如 {first}：{later_day} 早于 {earlier_day}",
    en="“{later}” comes before “{earlier}” in {parcels} ({count} in all); {first}: {later_day} before {earlier_day}",
)
_OFF_ROUTE = Words(
    zh="{count} 宗地块的日期不属于任何一条路径：{parcels}",
    en="the dates are those of no route in {parcels} ({count} in all)",
)
_TOO_LATE = Words(
    zh="{count} 宗地块的状态为“{status}”，而{column}尚未到：{parcels}；如 {first}：{day}",
    en="the status is “{status}” and “{column}” is still to come in {parcels} ({count} in all); {first}: {day}",
)
_NO_DATE = Words(
    zh="{count} 宗地块的状态为“{status}”，却没有{column}，而其他地块有：{parcels}",
    en="the status is “{status}” and “{column}”, which others have, is empty in {parcels} ({count} in all)",
)
_NO_DAY = Words(
    zh="{count} 宗地块的{column}不能识别为日期：{parcels}；如“{text}”",
    en="“{column}” is no date in {parcels} ({count} in all); “{text}”, for one",
)


class StatusOrderOptions(Options):
    """``routes``: the orders that the dates of a parcel may have."""

    routes: tuple[Route, ...] = Field(default=(NEW_LAND, EXISTING_LAND), min_length=1)


class StatusOrder(Rule[StatusOrderOptions]):
    """Dates run backwards, or a status is later than its dates allow.

    Law: none (advice); land is approved, expropriated, taken into the reserve and supplied in this order; existing state
    land enters the reserve by 收回 or 收购, without expropriation.
    Why: a date was typed wrong, a column was moved by a row, or land was given out before it was acquired.
    Fails: supplied on 2024-03-01 and stored on 2024-05-01; the status 已供 with a date of supply next year, or with
    none where other parcels have one.
    Passes: each date is the same as the one before it or later; dates that are not known are not asked for.
    Options: ``routes``: [["approved", "acquired", "stored", "supplied"], ["stored", "supplied"]]; the dates must fit one.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="时序错误", en="dates and statuses out of order")
    severity: ClassVar[Severity] = Severity.REVIEW
    manual_zh: ClassVar[str] = """日期倒置，或状态超前于日期。

    依据：无依据（经验）；新增用地依次批准、征收、收储、供应；存量国有土地经收回或收购入库，无须征收。
    为何：日期录错、整列错行，或者未征先供。
    不通过：2024-03-01 供地而 2024-05-01 才收储；状态为已供，供地日期却在明年，或者别的地块有供地日期而它没有。
    通过：各日期依次相同或更晚；不知道的日期不要求填写。
    选项：routes：[["approved", "acquired", "stored", "supplied"], ["stored", "supplied"]]；日期须符合其中一条。
    """
    options = StatusOrderOptions

    def check(self, context: Context, options: StatusOrderOptions) -> Iterator[Finding]:
        """Yield one finding for each pair of dates, and each status, that is out of order."""
        yield from self._no_days(context)
        if not any(context.parcels[column].notna().any() for column in DATE_COLUMNS):
            return
        days = StepDays.of(context.parcels)
        for found in days.backwards(options.routes):
            first = context.by_name(found.positions)[0]
            fields = {
                "earlier": COLUMN_WORDS[f"{found.earlier}_on"],
                "later": COLUMN_WORDS[f"{found.later}_on"],
                "earlier_day": days.of_step(found.earlier)[first],
                "later_day": days.of_step(found.later)[first],
                "first": context.ids[first],
            }
            yield self._finding(context, found.positions, _BACKWARDS, fields)
        off = days.off_every_route(options.routes)
        if len(off):
            yield self._finding(context, off, _OFF_ROUTE, {})
        yield from self._statuses(context, days)

    def _no_days(self, context: Context) -> Iterator[Finding]:
        for column in DATE_COLUMNS:
            texts = context.inputs.unknown_in(column)
            if texts:
                members = np.array(list(texts), dtype=np.intp)
                fields = {"column": COLUMN_WORDS[column], "text": texts[int(context.by_name(members)[0])]}
                yield self._finding(context, members, _NO_DAY, fields, Severity.WARNING)

    def _statuses(self, context: Context, days: StepDays) -> Iterator[Finding]:
        status = context.parcels["status"].to_numpy(dtype=object)
        today = np.datetime64(context.today, "D")
        dated = days.present.any(axis=1)
        for term in STATUSES:
            step = STEP_OF_STATUS.get(term.code)
            if step is None:
                continue
            of_step, here = days.of_step(step), status == term.code
            fields = {"status": term.words, "column": COLUMN_WORDS[f"{step}_on"]}
            future = np.flatnonzero(here & (of_step > today))
            if len(future):
                first = context.by_name(future)[0]
                about = {**fields, "first": context.ids[first], "day": of_step[first]}
                yield self._finding(context, future, _TOO_LATE, about)
            known = ~np.isnat(of_step)
            without = np.flatnonzero(here & dated & ~known)
            if known.any() and len(without):
                yield self._finding(context, without, _NO_DATE, fields)

    def _finding(
        self,
        context: Context,
        members: NDArray[np.intp],
        words: Words,
        fields: Mapping[str, object],
        severity: Severity | None = None,
    ) -> Finding:
        parcels = context.names(members)
        return Finding(
            rule=self.name(),
            severity=severity or self.severity,
            subjects=parcels,
            words=words,
            fields={**fields, "count": len(members), "parcels": Abbreviated(parcels)},
            source=context.first_place(members),
        )
