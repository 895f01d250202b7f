"""Fields that every parcel needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np
import pandas as pd

from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.parcels.columns import DECLARED
from geokit.parcels.table import COLUMN_WORDS
from geokit.parcels.unread_columns import ID_UNREAD, Asked, NearColumn, near_columns, own_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.auditing.inputs import ReadColumns

_WORDS = Words(
    zh="{count} 宗地块缺少“{field}”：{parcels}", en="“{field}” is empty in {parcels} ({count} in all)"
)
_NO_ID = Words(
    zh="{count} 宗地块缺少“{field}”，以 row: 和记录号代称：{parcels}",
    en="“{field}” is empty in parcels that are named here by their record: {parcels} ({count} in all)",
)
_NOT_RECOGNISED = Words(
    zh="{file}：没有一列认作“{field}”（{count} 宗地块均为空）；未认出的列：{columns}；{near}",
    en="{file}: no column was recognised as “{field}” (empty in all; parcels: {count}); not recognised: {columns}; {near}",
)
_OF_A_TABLE = Words(zh="表格", en="the table")

Field: TypeAlias = Literal[
    "id", "name", "phase", "batch", "stage", "status", "declared_m2", "village", "ownership", "land_use",
    "land_class", "land_class_gbt21010", "land_class_territorial", "approved_on", "acquired_on", "stored_on", "supplied_on",
]  # fmt: skip


class MissingFieldOptions(Options):
    """``fields``: the columns that every parcel must have a value in."""

    fields: tuple[Field, ...] = ("id",)


class MissingField(Rule[MissingFieldOptions]):
    """A field that every parcel needs is empty.

    Law: none (advice); which fields are needed is the office's to say. By default it is the id.
    Why: a parcel without a number cannot be named in a contract, a ledger or a report.
    Fails: three headers of a boundary-point file have no 地块编号.
    Passes: every parcel has a value in each of the fields.
    Options: ``fields``: ["id"]; any of id, name, phase, batch, stage, status, declared_m2, village, ownership, land_use,
    land_class, land_class_gbt21010, land_class_territorial, approved_on, acquired_on, stored_on, supplied_on. One finding
    a field, however many parcels; one a file where none of its columns was recognised as the field, with the columns that were not.
    """

    is_on_subjects_alone = True
    replaces_remarks = frozenset({"blank_id", ID_UNREAD})
    member_fields = frozenset({"field"})
    title: ClassVar[Words] = Words(zh="字段缺失", en="missing fields")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """每宗地块都应填写的字段为空。

    依据：无依据（经验）；需要哪些字段由各单位规定，默认为编号。
    为何：没有编号的地块，合同、台账和报告都无法指称。
    不通过：界址点文件中有三个表头没有地块编号。
    通过：每宗地块的各项字段都有值。
    选项：fields：["id"]；可用 id、name、phase、batch、stage、status、declared_m2、village、ownership、land_use、land_class、
    land_class_gbt21010、land_class_territorial、approved_on、acquired_on、stored_on、supplied_on。每个字段合为一条，不论多少宗地块；
    某文件没有一列认作该字段时，该文件一条，并列出未认出的列。
    """
    options = MissingFieldOptions

    def check(self, context: Context, options: MissingFieldOptions) -> Iterator[Finding]:
        """Yield one finding for each field that parcels miss."""
        for field in dict.fromkeys(options.fields):
            values = context.parcels[field]
            missing = np.flatnonzero(pd.isna(values) | (values.astype(str).str.strip() == ""))
            # What was written and not understood is not missing: ``unknown_status`` names it.
            missing = np.setdiff1d(missing, list(context.inputs.unknown_in(field)))
            for each in context.inputs.columns:
                of_file = _not_recognised(context, each, field, missing)
                if of_file is not None:
                    missing = np.setdiff1d(missing, of_file)
                    yield self._about_columns(context, each, field, of_file)
            if len(missing):
                yield self._about_parcels(context, field, missing)

    def _about_parcels(self, context: Context, field: str, missing: NDArray[np.intp]) -> Finding:
        parcels = context.names(missing)
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=parcels,
            words=_NO_ID if field == "id" else _WORDS,
            fields={"count": len(missing), "field": COLUMN_WORDS[field], "parcels": Abbreviated(parcels)},
            source=context.first_place(missing),
        )

    def _about_columns(
        self, context: Context, columns: ReadColumns, field: str, missing: NDArray[np.intp]
    ) -> Finding:
        target = DECLARED if field == "declared_m2" else field
        others = own_columns(columns.others)
        wanted = {target} if "declared_m2" in columns.known else {target, DECLARED}
        fields = {
            "file": columns.source or _OF_A_TABLE,
            "field": COLUMN_WORDS[field],
            "count": len(missing),
            "columns": Abbreviated(others),
            "near": Asked(near_columns(others, wanted), NearColumn(others[0], target)),
        }
        subjects = (columns.source,) if columns.source else context.names(missing)
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=subjects,
            words=_NOT_RECOGNISED,
            fields=fields,
            source=Place(columns.source or None),
        )


def _not_recognised(
    context: Context, columns: ReadColumns, field: str, missing: NDArray[np.intp]
) -> NDArray[np.intp] | None:
    """Return the parcels of a file where none has the field and none of its columns was recognised as it."""
    if field in columns.known or not own_columns(columns.others):
        return None
    source = context.parcels["source"].fillna("").to_numpy()
    of_file = np.flatnonzero(source == columns.source)
    return of_file if len(of_file) and np.isin(of_file, missing).all() else None
