"""Findings before and after: what is new, what was there before, what was accepted, what is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geokit.auditing.baselines.matching import faults_of, match_faults
from geokit.auditing.baselines.model import BaselinedReport
from geokit.auditing.findings import Finding, Severity
from geokit.land.limits import TOPOLOGY_TOLERANCE
from geokit.maps.finding_data import display_shapes, finding_item, shapes_of
from geokit.maps.payload import Json, both
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.baselines.model import Acceptance
    from geokit.auditing.report import AuditReport

# Half a unit of the last digit of a place in a baseline.
_PRINTED_M = 0.0005


class Standing(StrEnum):
    """How a finding stands to what was known before."""

    NEW = "new"
    KEPT = "kept"
    ACCEPTED = "accepted"
    GONE = "gone"


STANDING_WORDS = {
    Standing.NEW: Words(zh="新增", en="new"),
    Standing.KEPT: Words(zh="仍存在", en="still there"),
    Standing.ACCEPTED: Words(zh="已接受", en="accepted"),
    Standing.GONE: Words(zh="已消除", en="gone"),
}
_GONE = Words(zh="{subjects}：{rule} 已不存在", en="{subjects}: {rule} is found no more")
_ACCEPTED = Words(zh="{message}（已接受：{reason}）", en="{message} (accepted: {reason})")
_NO_REASON = Words(zh="未写理由", en="no reason given")


@dataclass(frozen=True, slots=True)
class Held:
    """A finding as a page draws it."""

    standing: Standing
    item: Json


def standings(report: AuditReport, before: AuditReport | None, *, is_gcj02: bool) -> list[Held]:
    """Return the findings of a report with how they stand to a baseline, or to an earlier audit.

    Empty where there is neither.
    """
    if before is not None:
        return list(_since(report, before, is_gcj02=is_gcj02))
    return list(_held(report, is_gcj02=is_gcj02)) if isinstance(report, BaselinedReport) else []


def standings_payload(held: list[Held]) -> Json:
    """Return findings with their standing, and the legend of standings."""
    counts = Counter(each.standing for each in held)
    return {
        "findings": [{**each.item, "standing": each.standing.value} for each in held],
        "standings": [
            {"key": standing.value, "name": both(STANDING_WORDS[standing]), "count": counts[standing]}
            for standing in Standing
            if counts[standing]
        ],
    }


def _since(report: AuditReport, before: AuditReport, *, is_gcj02: bool) -> Iterator[Held]:
    slack_m = TOPOLOGY_TOLERANCE.value + _PRINTED_M
    same = match_faults(faults_of(before), faults_of(report), slack_m=slack_m)
    shapes = shapes_of(report, report.findings, is_gcj02=is_gcj02)
    for finding, shape, at in zip(report.findings, shapes, same, strict=True):
        yield Held(Standing.NEW if at < 0 else Standing.KEPT, finding_item(finding, shape))
    kept = set(same.tolist())
    old = shapes_of(before, before.findings, is_gcj02=is_gcj02)
    for at, (finding, shape) in enumerate(zip(before.findings, old, strict=True)):
        if at not in kept:
            yield Held(Standing.GONE, finding_item(finding, shape))


def _held(report: BaselinedReport, *, is_gcj02: bool) -> Iterator[Held]:
    open_shapes = shapes_of(report, report.findings, is_gcj02=is_gcj02)
    for finding, shape in zip(report.findings, open_shapes, strict=True):
        yield Held(Standing.NEW, finding_item(finding, shape))
    accepted = [each.finding for each in report.accepted]
    shapes = shapes_of(report, accepted, is_gcj02=is_gcj02)
    for each, shape in zip(report.accepted, shapes, strict=True):
        words = both(_ACCEPTED, message=_Message(each.finding), reason=each.entry.reason or _NO_REASON)
        yield Held(Standing.ACCEPTED, {**finding_item(each.finding, shape), "message": words})
    for entry in report.gone:
        yield Held(Standing.GONE, _gone_item(entry, is_gcj02=is_gcj02))


@dataclass(frozen=True, slots=True)
class _Message:
    finding: Finding

    def in_words(self, language: str) -> str:
        return self.finding.message("zh" if language == "zh" else "en")


def _gone_item(entry: Acceptance, *, is_gcj02: bool) -> Json:
    fields = {"subjects": entry.subjects, "rule": entry.rule}
    finding = Finding(entry.rule, Severity.INFO, entry.subjects, _GONE, fields, park=entry.park)
    box = shapely.box(*entry.place) if entry.place else None
    [shape] = display_shapes([box], entry.crs, is_gcj02=is_gcj02)
    return finding_item(finding, shape)
