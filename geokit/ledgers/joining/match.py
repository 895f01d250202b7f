"""What joining a ledger to polygons found, as a table and as sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.arguments import public_result
from geokit.equality import Comparable
from geokit.i18n import Abbreviated, InWords, Language, Words, current_language
from geokit.land.apart import areas_apart
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.units import Area
from geokit.notebook import frame_html, lines_html
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.parcels.diagnostics import Notice

_FEW: Final = 10
# So many differences of areas stand as one line; fewer are read faster one by one.
_MANY: Final = 5


@public_result
class Match(StrEnum):
    """What became of a key.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.Match("no_polygon").localize("zh"), gk.Match.NO_ROW.localize("en")
    ('有账无图', 'polygon without row')
    """

    AGREES = "agrees"
    METHOD = "method"
    NOT_COMPARED = "not_compared"
    AREA_DIFFERS = "area_differs"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_POLYGON = "duplicate_polygon"
    NO_POLYGON = "no_polygon"
    NO_ROW = "no_row"

    def localize(self, language: Language) -> str:
        """Return the outcome in a language."""
        return _MATCH_WORDS[self].localize(language)


# These are no faults: two methods explain a difference, and a figure that is not there cannot be wrong.
_FINE: Final = (Match.AGREES, Match.METHOD, Match.NOT_COMPARED)
_MATCH_WORDS: Final = {
    Match.AGREES: Words(zh="相符", en="agrees"),
    Match.METHOD: Words(zh="按椭球面积相符", en="agrees on the ellipsoid"),
    Match.NOT_COMPARED: Words(zh="未比较面积", en="area not compared"),
    Match.AREA_DIFFERS: Words(zh="面积不符", en="areas differ"),
    Match.DUPLICATE_ROW: Words(zh="台账重复", en="twice in the ledger"),
    Match.DUPLICATE_POLYGON: Words(zh="图形重复", en="twice on the map"),
    Match.NO_POLYGON: Words(zh="有账无图", en="row without polygon"),
    Match.NO_ROW: Words(zh="有图无账", en="polygon without row"),
}
_SUMMARY = Words(
    zh="台账 {rows} 行，图形 {polygons} 宗：相符 {agreeing}，不符 {faulty}。",
    en="Rows in the ledger: {rows}, polygons: {polygons}; in agreement: {agreeing}, not: {faulty}.",
)
_LISTS: Final = {
    Match.NO_POLYGON: Words(zh="有账无图 {count} 宗：{ids}。", en="rows without a polygon ({count}): {ids}."),
    Match.NO_ROW: Words(zh="有图无账 {count} 宗：{ids}。", en="polygons without a row ({count}): {ids}."),
    Match.DUPLICATE_ROW: Words(
        zh="台账中重复的编号 {count} 个：{ids}。",
        en="ids that stand more than once in the ledger ({count}): {ids}.",
    ),
    Match.DUPLICATE_POLYGON: Words(
        zh="图形中重复的编号 {count} 个：{ids}。", en="ids of more than one polygon ({count}): {ids}."
    ),
    Match.METHOD: Words(
        zh="台账面积与椭球面积相符、与所比的量算方法不符 {count} 宗：{ids}。",
        en="ledger areas that are ellipsoidal ones ({count}): {ids}.",
    ),
    Match.NOT_COMPARED: Words(
        zh="台账未写面积或图形没有面积，未比较 {count} 宗：{ids}。",
        en="not compared, for the ledger gives no area or the outline has none ({count}): {ids}.",
    ),
}
_DIFFERS = Words(
    zh="{id}：台账 {declared}，图形 {measured}（{method}），相差 {difference}，允许 {allowed}。",
    en="{id}: {declared} in the ledger, {measured} on the map ({method}), a difference of {difference}; "
    "allowed {allowed}.",
)
_DIFFER = Words(
    zh="面积不符 {count} 宗（{method}，图形减台账 {least} 至 {most}）：{ids}。",
    en="areas that differ ({count}; {method}, the map less the ledger {least} to {most}): {ids}.",
)
_AND_MORE = Words(zh="{ids} 等", en="{ids} and more")
_NAMELESS_ROW = Words(zh="第 {row} 行", en="row {row}")
_NAMELESS_POLYGON = Words(zh="第 {row} 个图形", en="polygon {row}")
_HEADINGS: Final = {
    "id": Words(zh="地块", en="id"),
    "match": Words(zh="结果", en="result"),
    "rows": Words(zh="台账行数", en="rows"),
    "first_row": Words(zh="首行号", en="first row"),
    "polygons": Words(zh="图形数", en="polygons"),
    "declared_m2": Words(zh="台账面积（平方米）", en="ledger (m²)"),
    "measured_m2": Words(zh="量算面积（平方米）", en="measured (m²)"),
    "difference_m2": Words(zh="差（平方米）", en="difference (m²)"),
    "allowed_m2": Words(zh="允许（平方米）", en="allowed (m²)"),
    "difference_mu": Words(zh="差（亩）", en="difference (mu)"),
}


@public_result
@dataclass(frozen=True, eq=False)
class LedgerMatch(InWords, Comparable):
    """What joining a ledger to polygons found.

    Attributes
    ----------
    table : DataFrame
        A row a key: key, first_row, first_polygon (-1 where there is none), rows, polygons (counts), declared_m2,
        measured_m2, allowed_m2 (NaN where unknown) and match, a :class:`Match`.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How the polygons were measured.
    notices : tuple of Notice
        What was remarkable about the ledger's figures, such as an inferred unit.

    Examples
    --------
    >>> import geokit as gk, pandas as pd
    >>> from geokit.testing import make_parcels, square
    >>> table = pd.DataFrame({"编号": ["A", "C"], "面积（亩）": [15.0, 15.0]})
    >>> match = gk.reconcile_ledger(make_parcels([square(0, 0, 100), square(100, 0, 100)]), table, key="编号")
    >>> match.ok, match.to_frame()[["id", "match"]].values.tolist()
    (False, [['A', 'agrees'], ['C', 'no_polygon'], ['B', 'no_row']])
    """

    table: pd.DataFrame = field(repr=False)
    method: Method
    notices: tuple[Notice, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every row has its polygon, every polygon its row, and no two areas differ."""
        return not self.counts.keys() - set(_FINE)

    @cached_property
    def counts(self) -> Counter[Match]:
        """How many keys came out how."""
        return Counter(self.table["match"])

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return the join as a table; areas are numbers, NaN where unknown.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of headings and outcomes. If left out, both are the same to every reader: columns id, match, rows,
            first_row, polygons, declared_m2, measured_m2, difference_m2, allowed_m2 and difference_mu, outcomes such
            as ``area_differs``.
        """
        chosen = language or "en"
        table = self.table
        difference_m2 = table["measured_m2"] - table["declared_m2"]
        frame = table.assign(
            id=self._names(chosen),
            match=[match.localize(language) if language else match.value for match in table["match"]],
            difference_m2=difference_m2,
            difference_mu=[_mu(value) for value in difference_m2],
        )
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()} if language else {}
        return frame[list(_HEADINGS)].rename(columns=titles)

    def sentences(self, language: Language | None = None, *, is_whole: bool = True) -> list[str]:
        """Return what was found: a summary, each kind of fault with its ids, each difference with its areas.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The reader's own if left out.
        is_whole : bool
            Whether five differences of areas and more stand one by one; else one line stands for them.
        """
        chosen = language or current_language()
        return list(self._sentences(chosen, is_whole=is_whole))

    def _sentences(self, language: Language, *, is_whole: bool) -> Iterator[str]:
        table = self.table
        faulty = sum(count for match, count in self.counts.items() if match not in _FINE)
        yield _SUMMARY.render(
            language,
            rows=int(table["rows"].sum()),
            polygons=int(table["polygons"].sum()),
            agreeing=self.counts[Match.AGREES],
            faulty=faulty,
        )
        names = np.array(self._names(language), dtype=object)
        for match, words in _LISTS.items():
            found = names[(table["match"] == match).to_numpy()]
            if len(found):
                ids: object = list(found[:_FEW])
                if len(found) > _FEW:
                    ids = _AND_MORE.render(language, ids=", ".join(found[:_FEW]))
                yield words.render(language, count=len(found), ids=ids)
        differing = np.flatnonzero(table["match"] == Match.AREA_DIFFERS)
        if len(differing) >= _MANY and not is_whole:
            yield _all_differing(table.iloc[differing], names[differing], self.method, language)
        else:
            for at in differing:
                yield _difference(table.iloc[at], names[at], self.method, language)
        yield from (notice.localize(language) for notice in self.notices)

    def _names(self, language: Language) -> list[str]:
        """Return each key, or where there is none which row or polygon it is."""
        rows = zip(self.table["key"], self.table["first_row"], self.table["first_polygon"], strict=True)
        return [_name(key, int(row), int(polygon), language) for key, row, polygon in rows]

    def localize(self, language: Language) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.sentences(language))

    def __str__(self) -> str:
        return self.localize(current_language())

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        language = current_language()
        shown = self.to_frame(language)
        first = _HEADINGS["first_row"].localize(language)
        shown[first] = ["" if row < 0 else row for row in shown[first]]
        return lines_html(self.sentences()) + frame_html(shown)


def _mu(value_m2: float) -> float:
    return np.nan if np.isnan(value_m2) else float(Area.from_m2(value_m2).rounded("mu", 3))


def _difference(row: pd.Series, name: str, method: Method, language: Language) -> str:
    columns = ("declared_m2", "measured_m2", "allowed_m2")
    declared, measured, limit = (Area.from_m2(float(row[column])) for column in columns)
    difference, allowed = areas_apart(measured - declared, limit)
    return _DIFFERS.render(
        language,
        id=name,
        declared=declared,
        measured=measured,
        method=METHOD_WORDS[method],
        difference=difference,
        allowed=allowed,
    )


def _all_differing(rows: pd.DataFrame, names: NDArray[np.object_], method: Method, language: Language) -> str:
    difference_m2 = (rows["measured_m2"] - rows["declared_m2"]).to_numpy()
    least, most = (Area.from_m2(float(value)) for value in (difference_m2.min(), difference_m2.max()))
    fields = {
        "method": METHOD_WORDS[method],
        "least": least,
        "most": most,
        "ids": Abbreviated(names.tolist()),
    }
    return _DIFFER.render(language, count=len(rows), **fields)


def _name(key: str | None, row: int, polygon: int, language: Language) -> str:
    if isinstance(key, str):
        return key
    if row >= 0:
        return _NAMELESS_ROW.render(language, row=row)
    return _NAMELESS_POLYGON.render(language, row=polygon + 1)
