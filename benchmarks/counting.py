"""What a method found of what is true of a province: pairs with their areas, gaps, pairs that a report names."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE_M2 = 1e-4
AUDITED_M2 = 0.01
# Areas of one gap by two ways to compute it.
_ALIKE_M2 = 1e-5
_ALIKE = 1e-6
_WHOLE = 1 - 1e-6

Pair = frozenset[str]


def true_pairs(truth: dict[str, Any], least_m2: float = TOLERANCE_M2) -> dict[Pair, float]:
    """Return the area in m² of each true pair of more than so much."""
    return {frozenset(pair[:2]): pair[2] for pair in truth["overlaps"] if pair[2] > least_m2}


def areas_m2(dataset: Path) -> dict[str, float]:
    """Return the area of each parcel in m², by its id."""
    import pyarrow.parquet as pq
    import shapely

    table = pq.read_table(dataset, columns=["id", "geometry"])
    areas = shapely.area(shapely.from_wkb(table["geometry"].to_numpy()))
    return dict(zip(table["id"].to_pylist(), areas.tolist(), strict=True))


def inside(true: dict[Pair, float], areas: dict[str, float]) -> set[Pair]:
    """Return the pairs of which one parcel has the other in it, or is the same: predicates of touching lines miss them."""
    return {pair for pair, area_m2 in true.items() if area_m2 >= _WHOLE * min(areas[name] for name in pair)}


def of_pairs(found: Path, true: dict[Pair, float], within: set[Pair]) -> dict[str, float]:
    """Return how many true pairs a file has, how many of those inside one another, how many that are none, and the worst area."""
    import pyarrow.parquet as pq

    table = pq.read_table(found, columns=["left", "right", "area_m2"]).to_pydict()
    pairs = zip(table["left"], table["right"], table["area_m2"], strict=True)
    named = {frozenset((one, other)): area_m2 for one, other, area_m2 in pairs if area_m2 > TOLERANCE_M2}
    hit = true.keys() & named.keys()
    return {
        "true": len(true),
        "found": len(hit),
        "inside": len(within),
        "inside_found": len(within & named.keys()),
        "untrue": len(named) - len(hit),
        "worst_m2": max((abs(true[pair] - named[pair]) for pair in hit), default=0.0),
    }


def of_gaps(found: Path, truth: dict[str, Any]) -> dict[str, float]:
    """Return how many planted gaps a file has by their area, each once; what a moved parcel left behind is no planted gap."""
    import numpy as np
    import pyarrow.parquet as pq

    areas = np.sort(np.asarray(pq.read_table(found, columns=["area_m2"])["area_m2"].to_numpy(), dtype=float))
    taken = np.zeros(len(areas), dtype=bool)
    for area_m2 in sorted(truth["gaps_m2"]):
        near = _ALIKE_M2 + _ALIKE * area_m2
        first, last = np.searchsorted(areas, [area_m2 - near, area_m2 + near])
        free = np.flatnonzero(~taken[first:last])
        taken[first + free[:1]] = True
    return {"true": len(truth["gaps_m2"]), "found": int(taken.sum()), "all": len(areas)}


def of_report(report: Path, true: dict[Pair, float]) -> dict[str, float]:
    """Return of how many true pairs one finding names both."""
    partners = defaultdict(set)
    for pair in true:
        for name in pair:
            partners[name].add(pair)
    named: set[Pair] = set()
    for finding in json.loads(report.read_text(encoding="utf-8"))["findings"]:
        subjects = set(finding["subjects"])
        if finding["rule"] != "gap":
            named |= {pair for name in subjects for pair in partners.get(name, ()) if pair <= subjects}
    return {"true": len(true), "found": len(true.keys() & named)}


class Truth:
    """What is true of a dataset, and counts of what was found of it."""

    def __init__(self, dataset: Path, facts: dict[str, Any]) -> None:
        self.dataset, self.facts, self.true = dataset, facts, true_pairs(facts)
        self.audited = true_pairs(facts, AUDITED_M2)

    @cached_property
    def within(self) -> set[Pair]:
        """The pairs of which one parcel has the other in it; audits do not ask for it, since it reads all parcels."""
        return inside(self.true, areas_m2(self.dataset))

    def counted(self, kind: str, found: Path | None) -> dict[str, float]:
        """Return the counts of a file of pairs, of gaps, or of a report; none where there is no file."""
        if found is None or not found.exists():
            return {}
        if kind == "audit":
            return of_report(found, self.audited)
        return of_gaps(found, self.facts) if kind == "gaps" else of_pairs(found, self.true, self.within)


class Reports:
    """The reports of all audits of one dataset, by what their bytes are."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = defaultdict(list)

    def take(self, name: str, report: Path) -> None:
        """Take in the report of one run."""
        with report.open("rb") as file:
            self.names[hashlib.file_digest(file, "sha256").hexdigest()].append(name)

    @property
    def counts(self) -> dict[str, int]:
        """How many reports there are, and how many of them differ."""
        return {"compared": sum(map(len, self.names.values())), "different": len(self.names)}

    def require_one(self) -> None:
        """End the run where not all are the same bytes.

        Raises
        ------
        SystemExit
            If they are not, with what they are of.
        """
        if len(self.names) > 1:
            alike = ("; ".join(sorted(set(names))) for names in self.names.values())
            raise SystemExit(f"reports differ: {' | '.join(alike)}")
