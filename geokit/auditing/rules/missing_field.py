"""Fields that every parcel needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np
import pandas as pd

from geokit.auditing.findings import Finding, Severity
from geokit.auditing.listing import Several
from geokit.auditing.rule import Options, Rule
from geokit.parcels.table import COLUMNS
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.case import Case

_WORDS = Words(
    zh="{count} 宗地块缺少“{field}”：{parcels}", en="“{field}” is empty in {parcels} ({count} in all)"
)

Field: TypeAlias = Literal[
    "id", "name", "phase", "batch", "stage", "status", "declared_m2", "village", "ownership", "land_use",
    "land_class", "approved_on", "acquired_on", "stored_on", "supplied_on",
]  # fmt: skip


class MissingFieldOptions(Options):
    """``fields``: the columns that every parcel must have a value in."""

    fields: tuple[Field, ...] = ("id",)


class MissingField(Rule[MissingFieldOptions]):
    """A field that every parcel needs is empty.

    Law: none; which fields are needed is the office's to say. By default it is the id.
    Why: a parcel without a number cannot be named in a contract, a ledger or a report.
    Fails: three headers of a boundary-point file have no 地块编号.
    Passes: every parcel has a value in each of the fields.
    Options: ``fields``: ["id"]; any of id, name, phase, batch, stage, status, declared_m2, village, ownership, land_use,
    land_class, approved_on, acquired_on, stored_on, supplied_on. One finding a field, however many parcels.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="字段缺失", en="missing fields")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """每宗地块都应填写的字段为空。

    依据：无；需要哪些字段由各单位规定，默认为编号。
    为何：没有编号的地块，合同、台账和报告都无法指称。
    不通过：界址点文件中有三个表头没有地块编号。
    通过：每宗地块的各项字段都有值。
    选项：fields：["id"]；可用 id、name、phase、batch、stage、status、declared_m2、village、ownership、land_use、land_class、
    approved_on、acquired_on、stored_on、supplied_on。每个字段合为一条，不论多少宗地块。
    """
    options = MissingFieldOptions

    def check(self, case: Case, options: MissingFieldOptions) -> Iterator[Finding]:
        """Yield one finding for each field that parcels miss."""
        headings = {column.name: column.words for column in COLUMNS}
        for field in dict.fromkeys(options.fields):
            values = case.parcels[field]
            missing = np.flatnonzero(pd.isna(values) | (values.astype(str).str.strip() == ""))
            # What was written and not understood is not missing: ``unknown_status`` names it.
            missing = np.setdiff1d(missing, list(case.gathered.unknown_in(field)))
            if len(missing) == 0:
                continue
            parcels = case.names(missing)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=parcels,
                words=_WORDS,
                fields={"count": len(missing), "field": headings[field], "parcels": Several(parcels)},
                source=case.first_place(missing),
            )
