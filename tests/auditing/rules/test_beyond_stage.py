"""beyond_stage: later parcels within the land of the stage before."""

from __future__ import annotations

import pytest
import shapely

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, ring, square

BATCH = square(0, 0, 200)


def audit(shapes, stages, **options):
    settings = {"rules": {"beyond_stage": options}} if options else None
    return findings_of(
        gk.audit(parcels=make_parcels(shapes, stage=stages), settings=settings), "beyond_stage"
    )


def test_a_plot_within_its_batch_passes():
    assert audit([BATCH, square(100, 0, 100)], ["approved", "supplied"]) == []


def test_a_plot_within_two_batches_together_passes():
    shapes = [square(0, 0, 100), square(100, 0, 100), square(50, 0, 100)]
    assert audit(shapes, ["approved", "approved", "supplied"]) == []


def test_a_plot_that_reaches_beyond_its_batch_is_found_with_what_is_beyond():
    (finding,) = audit([BATCH, square(108, 0, 100)], ["approved", "supplied"])
    assert (finding.subjects, finding.measured) == (("B",), pytest.approx(800))
    assert shapely.area(finding.geometry) == pytest.approx(800)
    assert finding.severity is gk.Severity.ERROR
    assert finding.message("en").startswith(
        "parcel B (supplied) reaches beyond the land that is approved (A) by 800.00"
    )


def test_a_thin_strip_beyond_is_a_warning_and_a_thin_strip_inside_is_no_lying_on():
    (finding,) = audit([BATCH, square(100.05, 0, 100)], ["approved", "supplied"])
    assert finding.severity is gk.Severity.WARNING
    assert audit([BATCH, square(199.95, 0, 100)], ["approved", "supplied"]) == []


def test_land_that_is_approved_twice_covers_once():
    shapes = [square(0, 0, 50, 100), square(0, 0, 50, 100), square(0, 0, 100)]
    (finding,) = audit(shapes, ["approved", "approved", "supplied"])
    assert (finding.subjects, finding.measured) == (("C",), pytest.approx(5000))


def test_the_nearest_stage_that_a_parcel_lies_on_counts():
    stored, approved, plot = square(0, 0, 100), square(0, 0, 50, 100), square(0, 0, 80, 100)
    (finding,) = audit([approved, stored, plot], ["approved", "stored", "supplied"])
    # The stored parcel reaches beyond its approval; the plot lies within what is stored.
    assert finding.subjects == ("B",)


def test_the_order_of_stages_counts_not_that_of_the_rows():
    (finding,) = audit([square(108, 0, 100), BATCH], ["supplied", "approved"])
    assert finding.subjects == ("A",)


@pytest.mark.parametrize(
    ("stages", "found"), [(["approved", "supplied"], 1), (["supplied"] * 2, 0), (["approved", None], 0)]
)
def test_a_plot_on_no_earlier_land_is_a_fault_only_where_it_must_lie_inside(stages, found):
    shapes = [BATCH, square(500, 0, 100)]
    assert audit(shapes, stages) == []
    assert len(audit(shapes, stages, must_lie_inside=True)) == found


def test_copies_of_a_plot_that_lies_inside_lie_inside():
    shapes = [BATCH, *[square(0, 0, 100)] * 5]
    assert audit(shapes, ["approved", *["supplied"] * 5], must_lie_inside=True) == []


def test_a_parcel_of_the_wrong_phase_is_one_fault_already(tmp_path):
    zone = """
[[zones]]
id = "phase-{0}"
kind = "phase"
name = {{ zh = "{0}期", en = "phase {0}" }}
[zones.boundary]
file = "phase-{0}.geojson"
basis = "approved"
"""
    outlines = {"phase-1.geojson": BATCH, "phase-2.geojson": square(300, 0, 200)}
    park = make_park(tmp_path, zone.format(1) + zone.format(2), outlines=outlines)
    table = make_parcels(
        [BATCH, square(50, 50, 40)], phase=["phase-1", "phase-2"], stage=["approved", "planned"]
    )
    assert [finding.rule for finding in gk.audit(park, table).findings] == ["wrong_phase"]


def test_an_invalid_outline_is_named_once_and_not_compared():
    spiked = ring((100, 0), (250, 0), (250, 100), (250, 140), (250, 100), (100, 100))
    report = gk.audit(parcels=make_parcels([BATCH, spiked], stage=["approved", "supplied"]))
    assert findings_of(report, "beyond_stage") == []
    assert [each.subjects for each in findings_of(report, "invalid_geometry")] == [("B",)]


def test_where_no_parcel_has_a_stage_none_must_lie_inside():
    assert audit([BATCH, square(500, 0, 100)], [None, None], must_lie_inside=True) == []
    spiked = ring((100, 0), (250, 0), (250, 100), (250, 140), (250, 100), (100, 100))
    assert audit([spiked], ["approved"], must_lie_inside=True) == []
