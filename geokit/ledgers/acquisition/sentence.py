"""A ledger in one sentence, for a report to a superior."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geokit.land.declared.terms import METHOD_WORDS
from geokit.ledgers.acquisition.figures import REPEATED
from geokit.ledgers.acquisition.progress import Progress
from geokit.ledgers.acquisition.text import day_words, share_of
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.ledgers.acquisition.model import Ledger

_TABLE = Words(zh="本表", en="the table")
_OPENING = Words(
    zh="截至{day}，{name}共有地块 {count} 宗，净面积 {net} 亩（{method}，{crs}）{progress}",
    en="As of {day}, {name} has {count} parcels on {net} mu of land ({method} area, {crs}){progress}",
)
_EMPTY = Words(zh="截至{day}，{name}尚无地块", en="As of {day}, {name} has no parcels")
_PROGRESS = {
    Progress.SUPPLIED: Words(zh="已供应 {mu} 亩", en="{mu} mu supplied"),
    Progress.APPROVED: Words(zh="已批未供 {mu} 亩", en="{mu} mu approved but not supplied"),
    Progress.TO_ACQUIRE: Words(zh="待征收 {mu} 亩", en="{mu} mu still to acquire"),
    Progress.NOT_STATED: Words(zh="进度未注明 {mu} 亩", en="{mu} mu whose progress is not stated"),
}
_SHARE = Words(
    zh="净面积占申报的{declared}的 {percent}%", en="the land is {percent} % of the {declared} declared"
)
_AGAINST_BOUND = Words(zh="申报面积为{declared}", en="{declared} are declared")
_REPEATED = Words(
    zh="重复计算的 {mu} 亩只计一次", en="{mu} mu that stand in two parcels of one stage are counted once"
)
_UNMEASURED = Words(
    zh="{count} 宗图形无效或坐标有误，面积未计入",
    en="the land of parcels whose outline or coordinates are wrong ({count}) is not counted",
)
_WITHDRAWN = Words(zh="已撤回的 {count} 宗未计入", en="parcels that were withdrawn ({count}) are left out")


def sentence_on(ledger: Ledger, language: Language) -> str:
    """Return what a ledger says, as one sentence."""
    separator, stop = ("；", "。") if language == "zh" else ("; ", ".")
    return separator.join(_clauses(ledger, language)) + stop


def _clauses(ledger: Ledger, language: Language) -> Iterator[str]:
    figures, mu = ledger.figures, ledger.printed["mu"].sum(axis=0)
    if len(ledger.parcels) == 0:
        name = ledger.park.name if ledger.park else _TABLE
        yield _EMPTY.render(language, day=day_words(ledger.as_of), name=name)
        return
    yield _OPENING.render(
        language,
        day=day_words(ledger.as_of),
        name=ledger.park.name if ledger.park else _TABLE,
        count=int(figures.parcels.sum()),
        net=f"{sum(mu[: len(Progress)], Decimal(0)):,}",
        method=METHOD_WORDS[ledger.method],
        crs=ledger.land.crs.name,
        progress=_progress(mu, language),
    )
    declared = ledger.park.declared_area if ledger.park else None
    if declared is not None:
        percent = share_of(ledger.net, declared)
        words = _AGAINST_BOUND if percent is None else _SHARE
        yield words.render(language, declared=declared, percent=percent)
    if mu[REPEATED]:
        yield _REPEATED.render(language, mu=f"{mu[REPEATED]:,}")
    for words, count in ((_UNMEASURED, figures.unmeasured.sum()), (_WITHDRAWN, ledger.withdrawn.sum())):
        if count:
            yield words.render(language, count=int(count))


def _progress(mu: list[Decimal], language: Language) -> str:
    told = [words.render(language, mu=f"{mu[each]:,}") for each, words in _PROGRESS.items() if mu[each]]
    if not told:
        return ""
    return "：" + "，".join(told) if language == "zh" else ": " + ", ".join(told)
