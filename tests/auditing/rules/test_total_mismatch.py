from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, ring, square

# 400 m by 500 m are 300 mu.
PHASE = """
[[zones]]
id = "phase-{number}"
kind = "phase"
name = {{ zh = "{number}期", en = "phase {number}" }}
[zones.declared_area]
text = "{text}"
kind = "{kind}"
source = "test"
as_of = "2024"
"""
TOTAL = """
[declared_area]
text = "{text}"
kind = "total"
source = "test"
as_of = "2024"
"""
START_ZONE = """
[[zones]]
id = "start"
kind = "start_zone"
name = {{ zh = "启动区", en = "start zone" }}
[zones.declared_area]
text = "{text}"
kind = "start_zone"
source = "test"
as_of = "2024"
"""
HALVES = [square(0, 0, 400, 250), square(0, 250, 400, 250)]


def total_findings(folder, toml, shapes=(), **columns):
    park = make_park(folder, toml)
    table = make_parcels(shapes, **columns)
    return findings_of(gk.audit(park, table), "total_mismatch")


def test_parcels_that_fill_their_phase_pass(tmp_path):
    toml = PHASE.format(number=1, text="300亩", kind="net")
    assert total_findings(tmp_path, toml, HALVES, phase=["1期", "phase-1"]) == []


def test_a_missing_parcel_shows_in_the_sum(tmp_path):
    toml = PHASE.format(number=1, text="300亩", kind="net")
    (finding,) = total_findings(tmp_path, toml, HALVES[:1], phase=["phase 1"])
    assert finding.subjects == ("phase-1",)
    assert finding.measured == pytest.approx(-100_000)


def test_land_that_is_counted_twice_is_taken_once(tmp_path):
    toml = PHASE.format(number=1, text="300亩", kind="net")
    shapes = [*HALVES, HALVES[1]]
    assert total_findings(tmp_path, toml, shapes, phase=["phase-1"] * 3) == []


def test_a_gross_figure_is_never_the_sum_of_parcels(tmp_path):
    toml = PHASE.format(number=1, text="300亩", kind="gross_planned")
    assert total_findings(tmp_path, toml, HALVES[:1], phase=["phase-1"]) == []


def test_a_phase_with_a_parcel_without_area_says_that_it_was_not_checked(tmp_path):
    toml = PHASE.format(number=1, text="300亩", kind="net")
    bow_tie = ring((0, 250), (400, 500), (400, 250), (0, 510))
    (finding,) = total_findings(tmp_path, toml, [HALVES[0], bow_tie], phase=["phase-1"] * 2)
    assert finding.severity is gk.Severity.INFO
    assert "was not checked: B" in finding.message("en")


def test_phases_of_one_kind_add_up_to_the_park(tmp_path):
    phases = PHASE.format(number=1, text="100亩", kind="total") + PHASE.format(
        number=2, text="230亩", kind="total"
    )
    assert total_findings(tmp_path / "right", TOTAL.format(text="330亩") + phases) == []
    (finding,) = total_findings(tmp_path / "wrong", TOTAL.format(text="350亩") + phases)
    assert finding.subjects == ("park",)


def test_a_start_zone_is_part_of_the_total_and_never_added(tmp_path):
    assert (
        total_findings(tmp_path / "right", TOTAL.format(text="1.76万亩") + START_ZONE.format(text="3024亩"))
        == []
    )
    (finding,) = total_findings(
        tmp_path / "wrong", TOTAL.format(text="300亩") + START_ZONE.format(text="3024亩")
    )
    assert "larger than" in finding.message("en")


def test_land_counted_three_times_is_taken_once(tmp_path):
    toml = """
[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
[zones.declared_area]
text = "15亩"
kind = "net"
source = "test"
as_of = "2024"
"""
    park = make_park(tmp_path, toml)
    for count in (3, 20):
        report = gk.audit(park, make_parcels([square(0, 0, 100)] * count, phase=["phase-1"] * count))
        assert findings_of(report, "total_mismatch") == []
