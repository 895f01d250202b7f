"""Land that was acquired twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import DoubleAcquiredOptions, Pair, PairClass
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Rule, Words
from geokit.auditing.shared_land import find_shared_land

if TYPE_CHECKING:
    from collections.abc import Iterator


_WORDS = Words(
    zh="地块 {left}（{left_act}）与 {right}（{right_act}）两次征收了同一块地 {area}",
    en="parcels {left} ({left_act}) and {right} ({right_act}) acquire {area} of the same land twice",
)


class DoubleAcquired(Rule[DoubleAcquiredOptions]):
    """The same land was acquired twice.

    Law: none (advice); land is expropriated once.
    Why: it was paid for twice, or one of the two acquisitions is not what its papers say.
    Fails: a parcel of the batch of 2022 and one of the batch of 2024, both acquired, share 3 mu.
    Passes: one of the two is only planned or approved, or both are of one batch (``overlap``).
    Options: none of its own. Two acquisitions means: both have a date of acquisition, or both are at least acquired and
    of different batches or dates. A sliver is no acquisition. Switched off, such pairs are ``overlap``.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="重复征收", en="land acquired twice")
    manual_zh: ClassVar[str] = """同一块土地征收了两次。

    依据：无依据（经验）；一块土地只征收一次。
    为何：重复支付了补偿，或者其中一次征收与批文不符。
    不通过：2022 年批次与 2024 年批次的地块均已征收，共有 3 亩。
    通过：其中一宗仅为规划或批准，或两宗属于同一批次（overlap）。
    选项：无。“两次征收”指双方都有征收日期，或双方均已征收而批次或日期不同。碎面不算征收。关闭后，此类地块对按 overlap 报告。
    """
    options = DoubleAcquiredOptions

    def limits(self, settings: AuditSettings, options: DoubleAcquiredOptions) -> tuple[Limit, ...]:
        """Return what is ignored, and what is no acquisition."""
        return (settings.ignored, settings.sliver)

    def check(self, context: Context, options: DoubleAcquiredOptions) -> Iterator[Finding]:
        """Yield every pair of acquisitions that share land."""

        def acts(pair: Pair) -> dict[str, object]:
            return {"left_act": _act(context, pair.left), "right_act": _act(context, pair.right)}

        yield from find_shared_land(self, context, PairClass.DOUBLE_ACQUIRED, _WORDS, acts)


def _act(context: Context, at: int) -> object:
    """Return the batch and the day of an acquisition, as far as they are known."""
    values = [values[at] for values in context.stages.acts.values()]
    return [str(value) for value in values if value is not None] or "—"
