"""The findings of before: what mending must not add to, neither a fault nor land at fault."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from geokit.auditing.registry import rules_on_land

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geokit.auditing.findings import Finding

# Land that two share is no land that is missing between them, though a sliver may be either.
Key: TypeAlias = tuple[str, bool, tuple[str, ...]]


@dataclass(frozen=True)
class Known:
    """What was found.

    Parameters
    ----------
    fingerprints : frozenset of str
    areas_m2 : mapping
        The land at fault by rule, by whether it is shared, and by parcels.
    """

    fingerprints: frozenset[str]
    areas_m2: Mapping[Key, float]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Known:
        """Return what was found, from the findings."""
        found = list(findings)
        areas_m2 = {key: _area_m2(members) for key, members in _by_parcels(found).items()}
        return cls(frozenset(finding.fingerprint for finding in found), areas_m2)

    def appeared(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that are new."""
        return [finding for finding in findings if finding.fingerprint not in self.fingerprints]

    def larger(self, findings: Iterable[Finding], allowed_m2: float) -> list[Finding]:
        """Return the findings, none of them new, of land that has grown by more than an area, in m²."""
        return [
            finding
            for key, members in _by_parcels(findings).items()
            if _area_m2(members) > self.areas_m2.get(key, 0.0) + allowed_m2
            for finding in members
            if finding.fingerprint in self.fingerprints
        ]

    def growth_m2(self, findings: Iterable[Finding], least_m2: float) -> list[float]:
        """Return by how much the land at fault has grown, in m², where it was at fault before and has grown by more."""
        grown = (
            _area_m2(members) - self.areas_m2[key]
            for key, members in _by_parcels(findings).items()
            if key in self.areas_m2
        )
        return [m2 for m2 in grown if m2 > least_m2]


def _by_parcels(findings: Iterable[Finding]) -> dict[Key, list[Finding]]:
    """Return findings on land by rule and parcels: which of two gaps comes first may be another one after mending."""
    found = defaultdict[Key, list["Finding"]](list)
    for finding in findings:
        if finding.rule in rules_on_land() and finding.measured is not None:
            found[finding.rule, "left" in finding.fields, tuple(sorted(finding.subjects))].append(finding)
    return found


def _area_m2(findings: Iterable[Finding]) -> float:
    return math.fsum(finding.measured or 0.0 for finding in findings)
