"""An office's ledger that does not agree with the parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from geokit.auditing.rule import Abbreviated, Area, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.land.apart import areas_apart
from geokit.land.declared.figure import METHOD_WORDS
from geokit.ledgers.joining.match import Match
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.i18n import Language
    from geokit.ledgers.joining.filling import LedgerJoin

_JOINED = Words(
    zh="“{ledger}”按“{key}”列与{by}关联，{parcels} 宗中相合 {met} 宗；由台账补填：{filled}",
    en="{ledger} is joined by “{key}” to the parcels' {by}, {met} of {parcels} met; filled from the ledger: {filled}",
)
_LEDGER = Words(zh="台账", en="the ledger")
_NOTHING = Words(
    zh="无（地块已有各项内容，或台账没有）",
    en="nothing, for the parcels say it themselves, or the ledger does not",
)
_OF_KEY = {
    Match.NO_POLYGON: Words(zh="有账无图：“{ledger}”第 {row} 行“{key}”", en="row without a polygon: “{key}”, row {row} of {ledger}"),
    Match.NO_ROW: Words(zh="有图无账：地块 {parcel} 不在“{ledger}”中", en="polygon without a row: parcel {parcel} is not in {ledger}"),
    Match.DUPLICATE_ROW: Words(
        zh="“{ledger}”中“{key}”出现 {rows} 次（首次在第 {row} 行），未关联",
        en="“{key}” stands {rows} times in {ledger} (first in row {row}) and was not joined",
    ),
    Match.DUPLICATE_POLYGON: Words(
        zh="“{ledger}”第 {row} 行“{key}”对应 {polygons} 宗地块，未关联",
        en="“{key}”, row {row} of {ledger}, is {polygons} polygons and was not joined",
    ),
}  # fmt: skip
_NAMELESS = Words(
    zh="有账无图：“{ledger}”第 {row} 行没有编号",
    en="row without a polygon: row {row} of {ledger} names no parcel",
)
_AREA = Words(
    zh="地块 {parcel}：“{ledger}”第 {row} 行为 {declared}，图形 {measured}（{method}），相差 {difference}，允许 {allowed}",
    en="parcel {parcel}: {declared} in row {row} of {ledger}, {measured} on the map ({method}), a difference of {difference}; "
    "allowed {allowed}",
)
_DIFFERS = Words(
    zh="“{field}”与“{ledger}”不同的地块 {count} 宗，以地块为准：{parcels}",
    en="“{field}” is another in {ledger}, and the parcels' own stands: {parcels} ({count} in all)",
)


class _Count(NamedTuple):
    """A column, and how many parcels got a value in it."""

    column: str
    parcels: int

    def localize(self, language: Language) -> str:
        """Return the column's heading and the number."""
        return f"{COLUMN_WORDS[self.column].localize(language)} {self.parcels}"


class _Key(NamedTuple):
    """What joining found of a key."""

    key: str | None
    first_row: int
    first_polygon: int
    rows: int
    polygons: int
    declared_m2: float
    measured_m2: float
    allowed_m2: float
    match: Match


class LedgerMismatch(Rule[Options]):
    """The office's ledger and the parcels do not agree.

    Law: none (advice); a difference of areas is allowed up to half a unit of the ledger figure's last digit and the print noise of the
    coordinates (advice).
    Why: what the ledger says is then of no parcel, or of another one, and totals of the two differ.
    Fails: a row has no polygon, a polygon no row, an id stands twice in the ledger or on the map, areas or stages differ.
    Passes: each row has its polygon. What parcels leave empty is filled from the ledger and said as information; a ledger's area
    that is the declared one is compared with the polygon by ``area_mismatch`` alone. Without a ledger nothing is looked at:
    ``gk.audit(…, ledger=…)``.
    Options: none of its own.
    """

    title: ClassVar[Words] = Words(zh="账图不符", en="ledger and parcels differ")
    severity: ClassVar[Severity] = Severity.REVIEW
    member_fields = frozenset({"field"})
    manual_zh: ClassVar[str] = """台账与地块不符。

    依据：无依据（经验）；面积之差允许台账末位半个单位加坐标取位误差（建议）。
    为何：台账所记落不到地块上，或落到另一宗，两边合计也不相等。
    不通过：有账无图，有图无账，编号在台账或图上重复，面积或阶段等不同。
    通过：每行都有对应的图形。地块空缺的内容由台账补填，作为提示说明；台账面积就是地块面积时，只由 area_mismatch 与图形比较。
    没有给出台账时不作核查：gk.audit(…, ledger=…)。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield what was filled, then what does not agree, key by key."""
        join = context.inputs.ledger
        if join is None:
            return
        yield self._joined(context, join)
        for name, positions in join.differing.items():
            yield self._differing(context, join, name, positions)
        columns = join.match.table[list(_Key._fields)].itertuples(index=False, name=None)
        for each in map(_Key._make, columns):
            if each.match in _OF_KEY:
                yield self._of_key(context, join, each)
            elif each.match is Match.AREA_DIFFERS and not _is_declared(context, each):
                yield self._area(context, join, each)

    def _joined(self, context: Context, join: LedgerJoin) -> Finding:
        filled = [_Count(name, count) for name, count in join.filled.items()]
        return Finding(
            rule=self.name(),
            severity=Severity.INFO,
            subjects=(join.source,) if join.source else (),
            words=_JOINED,
            fields={
                "ledger": join.source or _LEDGER,
                "key": join.key,
                "by": COLUMN_WORDS[join.by],
                "met": join.met,
                "parcels": len(context.parcels),
                "filled": filled or _NOTHING,
            },
            source=Place(join.source or None),
        )

    def _differing(self, context: Context, join: LedgerJoin, name: str, positions: np.ndarray) -> Finding:
        parcels = context.names(positions)
        return Finding(
            rule=self.name(),
            severity=Severity.WARNING,
            subjects=parcels,
            words=_DIFFERS,
            fields={
                "field": COLUMN_WORDS[name],
                "ledger": join.source or _LEDGER,
                "count": len(parcels),
                "parcels": Abbreviated(parcels),
            },
            source=context.first_place(positions),
        )

    def _of_key(self, context: Context, join: LedgerJoin, each: _Key) -> Finding:
        of_key = (
            np.flatnonzero(join.keys == each.key) if each.key is not None else np.array([each.first_polygon])
        )
        parcels = context.names(of_key[of_key >= 0])
        is_nameless = each.match is Match.NO_POLYGON and each.key is None
        fields = {
            "ledger": join.source or _LEDGER,
            "key": each.key or "",
            "row": each.first_row,
            "rows": each.rows,
            "polygons": each.polygons,
            "parcel": parcels[0] if parcels else "",
        }
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=parcels or (each.key or f"ledger:{each.first_row}",),
            words=_NAMELESS if is_nameless else _OF_KEY[each.match],
            fields=fields,
            source=_row(join, each) if each.first_row >= 0 else context.first_place(of_key),
        )

    def _area(self, context: Context, join: LedgerJoin, each: _Key) -> Finding:
        declared, measured, allowed = map(Area.from_m2, (each.declared_m2, each.measured_m2, each.allowed_m2))
        difference = measured - declared
        said, limit = areas_apart(difference, allowed)
        parcel = context.ids[each.first_polygon]
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(parcel,),
            words=_AREA,
            fields={
                "parcel": parcel,
                "ledger": join.source or _LEDGER,
                "row": each.first_row,
                "declared": declared,
                "measured": measured,
                "method": METHOD_WORDS[join.match.method],
                "difference": said,
                "allowed": limit,
            },
            measured=difference.m2,
            allowed=allowed.m2,
            unit="m2",
            geometry=context.shapes[each.first_polygon],
            source=_row(join, each),
        )


def _row(join: LedgerJoin, each: _Key) -> Place:
    """Return where the row of a key stands; a table in memory has no lines."""
    return Place(join.source, each.first_row) if join.source else Place()


def _is_declared(context: Context, each: _Key) -> bool:
    """Tell whether a ledger's figure is what its parcel declares: that one has a rule of its own."""
    own_m2 = float(context.parcels["declared_m2"].to_numpy()[each.first_polygon])
    return abs(own_m2 - each.declared_m2) <= each.allowed_m2
