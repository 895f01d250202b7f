from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rule_cases import TODAY

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def overlap_of(width_m: float) -> gk.AuditReport:
    shapes = [square(0, 0, 100), square(100 - width_m, 0, 100)]
    return gk.audit(parcels=make_parcels(shapes), today=TODAY)


@pytest.fixture
def accepted(tmp_path):
    """A baseline that accepts an overlap of 200 m² for a month."""
    expires = TODAY + timedelta(days=30)
    return gk.write_baseline(overlap_of(2), tmp_path / "baseline.toml", reason="known", expires=expires)


def stale(report, baseline):
    return findings_of(gk.apply_baseline(report, baseline), "stale_baseline")


@pytest.mark.parametrize("width_m", [2, 1.5])
def test_an_accepted_overlap_that_is_no_larger_passes(accepted, width_m):
    assert stale(overlap_of(width_m), accepted) == []


@pytest.mark.parametrize(
    ("width_m", "sentence"), [(0, "which is found no more"), (3, "it is now 300.00 m² (0.450 mu)")]
)
def test_an_entry_for_what_is_gone_or_has_grown_is_named(accepted, width_m, sentence):
    (finding,) = stale(overlap_of(width_m), accepted)
    assert (finding.subjects, finding.severity) == (("A", "B"), gk.Severity.WARNING)
    assert sentence in finding.message("en")


def test_an_entry_that_has_expired_is_named(accepted):
    later = replace(overlap_of(2), today=TODAY + timedelta(days=31))
    (finding,) = stale(later, accepted)
    assert "until 2026-07-01; that day has passed" in finding.message("en")


def test_an_audit_without_a_baseline_knows_of_none():
    assert findings_of(overlap_of(2), "stale_baseline") == []
