"""One id on several parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from geokit.auditing.rule import Context, Finding, Options, Rule, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_WORDS = Words(zh="编号“{id}”有 {count} 宗地块使用", en="the id “{id}” is that of {count} parcels")


class DuplicateId(Rule[Options]):
    """Several parcels have the same id.

    Law: none (advice); a parcel number is unique in its register.
    Why: whatever is joined by the number, an Excel ledger for one, goes to the wrong parcel or to both.
    Fails: two parcels are called DK-12.
    Passes: the same number at two different stages (approved, supplied): one parcel on its way.
    Options: none of its own. In the report such parcels are called by their rows.
    """

    title: ClassVar[Words] = Words(zh="编号重复", en="ids used twice")
    severity: ClassVar[Severity] = Severity.REVIEW
    manual_zh: ClassVar[str] = """多宗地块使用同一编号。

    依据：无依据（经验）；地块编号在其登记范围内唯一。
    为何：按编号关联的内容（如 Excel 台账）会挂到错误的地块，或同时挂到两宗。
    不通过：两宗地块都叫 DK-12。
    通过：同一编号出现在两个不同阶段（批准、供应）：是同一地块的进展。
    选项：无。报告中此类地块以行号称呼。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for each id that several parcels have."""
        # Only parcels that go by another name than their id can share it.
        renamed = context.ids.renamed
        ids = np.asarray(context.parcels["id"].array[renamed], dtype=object)
        is_shared = (context.ids[renamed] != ids) & pd.notna(ids)
        renamed, ids = renamed[is_shared], ids[is_shared]
        is_repeated = np.asarray(pd.Series(ids, dtype=object).duplicated(keep=False), dtype=bool)
        repeated = renamed[is_repeated]
        if len(repeated) == 0:
            return
        codes, names = pd.factorize(ids[is_repeated].astype(str), sort=True)
        order = np.argsort(codes, kind="stable")
        groups = np.split(repeated[order], np.flatnonzero(np.diff(codes[order])) + 1)
        for name, members in zip(names, groups, strict=True):
            if not _is_one_on_its_way(context.stages.stage[members]):
                yield Finding(
                    rule=self.name(),
                    severity=self.severity,
                    subjects=context.names(members),
                    words=_WORDS,
                    fields={"id": str(name), "count": len(members)},
                    source=context.first_place(members),
                )


def _is_one_on_its_way(stage: NDArray[np.int8]) -> bool:
    return bool((stage >= 0).all()) and len(np.unique(stage)) == len(stage)
