"""Land that is suspected of lying idle (疑似闲置): what contracts and dates show. Whether it is idle is for the authority to say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import OptionError
from geokit.i18n import OptionName, Words
from geokit.land.apart import figures_apart
from geokit.land.limits import Limit
from geokit.ledgers.forms import Sentence
from geokit.ledgers.records import first_of
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geokit.ledgers.records import Records

_CLAUSE = Words(
    zh="《闲置土地处置办法》国土资源部令第53号第二条",
    en="Measures on idle land, order 53 of the ministry of land and resources, article 2",
)
IDLE_SHARE: Final = Limit(1 / 3, "share", _CLAUSE, "recalled")
INVESTED_SHARE: Final = Limit(0.25, "share", _CLAUSE, "recalled")
NOT_STARTED = Words(
    zh="约定开工 {agreed}，逾期满 {years} 年未开工",
    en="start agreed for {agreed}, {years:year|years} past and not started",
)
STOPPED = Words(
    zh="已开工，{what}，中止开发满 {years} 年（{stopped} 起）",
    en="started; {what}; stopped for {years:year|years} (since {stopped})",
)
_DEVELOPED = Words(
    zh="开发面积 {percent}%（不足 {limit}%）", en="{percent}% of the land developed (under {limit}%)"
)
_INVESTED = Words(zh="已投资 {percent}%（不足 {limit}%）", en="{percent}% invested (under {limit}%)")
_BOTH = Words(zh="{one}、{other}", en="{one}, {other}")
_NO_IDLE = Words(zh="不能判断是否疑似闲置", en="suspicion of idle land cannot be told")
_NO_STOP = Words(zh="不能判断中止开发的疑似闲置", en="land that was started and stopped cannot be told")

_NO_DUE = Words(
    zh="未开工而没有约定开工日期，不能判断是否疑似闲置：{ids}",
    en="not started and without an agreed start, so that suspicion cannot be told: {ids}",
)
_NO_SHARE = Words(
    zh="中止开发而缺已开发面积或投资额，不能判断是否疑似闲置：{ids}",
    en="stopped, and the developed area or the investment is missing, so that suspicion cannot be told: {ids}",
)
_BAD_SHARE = Words(
    zh="{name}须在 0 与 1 之间（25% 写作 0.25），而不是 {value}",
    en="{name} must lie between 0 and 1 (25% is 0.25), not {value}",
)
_BAD_YEARS = Words(zh="{name}至少为 1，而不是 {value}", en="{name} must be 1 at least, not {value}")


@dataclass(frozen=True, slots=True)
class IdleRule:
    """When land is suspected; recalled from order 53, article 2, and a setting.

    Attributes
    ----------
    after_years : int
        Full years past the agreed start without a start, or since building stopped.
    developed_share, invested_share : float
        Below which share of the land, or of the investment, building that stopped counts.
    """

    after_years: int = 1
    developed_share: float = IDLE_SHARE.value
    invested_share: float = INVESTED_SHARE.value

    def __post_init__(self) -> None:
        """Refuse what is no share and no number of years."""
        for name in ("developed_share", "invested_share"):
            if not 0 <= (value := getattr(self, name)) <= 1:
                raise OptionError(_BAD_SHARE, name=OptionName(name), value=value)
        if self.after_years < 1:
            raise OptionError(_BAD_YEARS, name=OptionName("idle_after_years"), value=self.after_years)

    def limits(self) -> tuple[Limit, Limit]:
        """Return the two shares with their sources."""
        return IDLE_SHARE.chosen(self.developed_share), INVESTED_SHARE.chosen(self.invested_share)


def is_by(day: date | None, as_of: date) -> bool:
    """Tell whether something has come to be: a day that is planned, after the day of the table, is none yet."""
    return day is not None and day <= as_of


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; of 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def note_missing_fields(records: Records) -> None:
    """Say which columns are not there that suspicion needs."""
    for column in ("agreed_start", "actual_start"):
        if not records.has(column):
            records.note_missing(column, _NO_IDLE)
    for column in ("stopped_on", "developed_m2", "planned_yuan", "invested_yuan"):
        if not records.has(column):
            records.note_missing(column, _NO_STOP)


def suspected(
    records: Records, rows: Sequence[int], areas_m2: dict[str, float], rule: IdleRule, as_of: date
) -> Iterator[tuple[int, Sentence]]:
    """Yield the rows of contracts whose land is suspected, with the reason; those that cannot be told are named.

    Parameters
    ----------
    records : Records
        Contracts.
    rows : sequence of int
        Those that are looked at.
    areas_m2 : dict of str to float
        The parcels' areas by their ids.
    rule : IdleRule
    as_of : date
    """
    agreed, started = records.days("agreed_start"), records.days("actual_start")
    completed, stopped = records.days("completed"), records.days("stopped_on")
    shares = _shares(records, areas_m2)
    open_rows = [row for row in rows if not is_by(completed[row], as_of)]
    unknown: dict[Words, list[int]] = {_NO_DUE: [], _NO_SHARE: []}
    for row in open_rows:
        if not is_by(started[row], as_of):
            due = agreed[row]
            if due is None:
                unknown[_NO_DUE].append(row)
            elif records.has("actual_start") and years_after(due, rule.after_years) <= as_of:
                yield row, Sentence.of(NOT_STARTED, agreed=due.isoformat(), years=_years(due, as_of))
        elif (halt := stopped[row]) is not None and years_after(halt, rule.after_years) <= as_of:
            what = _little(shares[row], rule)
            if what is not None:
                yield (
                    row,
                    Sentence.of(STOPPED, what=what, years=_years(halt, as_of), stopped=halt.isoformat()),
                )
            elif None in shares[row]:
                unknown[_NO_SHARE].append(row)
    ids = records.texts("id")
    for words, found in unknown.items():
        if found and (words is _NO_SHARE or records.has("agreed_start")):
            names = sorted((str(ids[row]) for row in found), key=natural_key)
            records.remark(Sentence.of(words, ids=first_of(names)))


def _years(since: date, as_of: date) -> int:
    years = as_of.year - since.year
    return years if years_after(since, years) <= as_of else years - 1


def _shares(records: Records, areas_m2: dict[str, float]) -> list[tuple[Fraction | None, Fraction | None]]:
    """Return for each contract which share of its land is developed, and which of the investment is made."""
    ids = records.texts("id")
    developed, planned, invested = (
        records.figures(name) for name in ("developed_m2", "planned_yuan", "invested_yuan")
    )
    found = []
    for row, name in enumerate(ids):
        area = areas_m2.get(name or "", 0.0)
        land = developed[row] / Fraction(area) if developed[row] is not None and area else None
        money = invested[row] / planned[row] if invested[row] is not None and planned[row] else None
        found.append((land, money))
    return found


def _too_little(share: float, limit: float, words: Words) -> Sentence:
    percent, asked = figures_apart(share * 100, limit * 100, 1, digits=4)
    return Sentence.of(words, percent=percent, limit=asked)


def _little(shares: tuple[Fraction | None, Fraction | None], rule: IdleRule) -> Any:
    parts = [
        _too_little(float(share), limit, words)
        for share, limit, words in (
            (shares[0], rule.developed_share, _DEVELOPED),
            (shares[1], rule.invested_share, _INVESTED),
        )
        if share is not None and share < limit
    ]
    if len(parts) > 1:
        return Sentence.of(_BOTH, one=parts[0], other=parts[1])
    return parts[0] if parts else None
