"""A phase that the park does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Context, Finding, Options, Rule, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{count} 宗地块记为“{phase}”，园区没有这一期；已有：{known}",
    en="{count:parcel is|parcels are} entered as “{phase}”, a phase that the park does not have; it has {known}",
)


class UnknownPhase(Rule[Options]):
    """Parcels name a phase that the park does not have.

    Law: none (advice); the park's own list of phases in park.toml.
    Why: such parcels enter no phase's sum.
    Fails: parcels of "phase 4" in a park of three phases.
    Passes: parcels of "phase 3", "三期" or the phase's id; parcels that name no phase; a park without phases.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="未知期次", en="unknown phases")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """地块所记的期次，园区里没有。

    依据：无依据（经验）；以 park.toml 中园区自己的分期为准。
    为何：这些地块不会进入任何一期的合计。
    不通过：三期的园区里出现“四期”的地块。
    通过：“三期”“phase 3”或该期的 id；未记期次的地块；没有分期的园区。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for each unknown phase."""
        if not context.phases:
            return
        named = context.parcels["phase"].notna().to_numpy()
        unmatched = np.flatnonzero(named & (context.phase_of < 0))
        names = context.parcels["phase"].to_numpy()[unmatched].astype(str)
        for name in np.unique(names):
            members = unmatched[names == name]
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=context.names(members),
                words=_WORDS,
                fields={
                    "count": len(members),
                    "phase": str(name),
                    "known": tuple(phase.name for phase in context.phases),
                },
                source=context.first_place(members),
            )
