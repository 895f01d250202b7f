"""Findings about two parcels that share land: the same facts, whatever the pair's class is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.auditing.curved_edges import may_bow, with_cause
from geokit.auditing.findings import Finding
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geokit.auditing.case import Case
    from geokit.auditing.pairs import Pair, PairClass
    from geokit.auditing.rule import Rule
    from geokit.auditing.settings import AnyOptions
    from geokit.words import Words


def shared_land(
    rule: Rule[AnyOptions],
    case: Case,
    kind: PairClass,
    words: Words,
    more: Callable[[Pair], Mapping[str, object]] | None = None,
) -> Iterator[Finding]:
    """Yield a finding of a rule for each pair of one class.

    The fields are left, right (ids), area and allowed (:class:`~geokit.land.units.Area`), and what `more` adds.
    """
    allowed_m2 = case.settings.tolerance_m2
    allowed = Area.from_m2(allowed_m2)
    pairs = list(case.pairs.of(kind))
    thin = may_bow(np.array([pair.geometry for pair in pairs], dtype=object))
    for pair, is_thin in zip(pairs, thin.tolist(), strict=True):
        left, right = case.ids[pair.left], case.ids[pair.right]
        fields = {"left": left, "right": right, "area": Area.from_m2(pair.area_m2), "allowed": allowed}
        told = words
        if is_thin:
            told, fields = with_cause(case, pair.geometry, (pair.left, pair.right), words, fields)
        yield Finding(
            rule=rule.name(),
            severity=rule.severity,
            subjects=(left, right),
            words=told,
            fields={**fields, **(more(pair) if more else {})},
            measured=pair.area_m2,
            allowed=allowed_m2,
            unit="m2",
            geometry=pair.geometry,
            source=case.place(pair.left),
            limit=case.settings.ignored,
        )
