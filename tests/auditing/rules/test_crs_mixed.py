from __future__ import annotations

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_two_datums_are_a_finding_not_a_guess():
    ours, theirs = make_parcels([square(0, 0, 100)]), make_parcels([square(0, 0, 100)], crs="EPSG:2384")
    report = gk.audit(parcels=[ours, theirs])
    (finding,) = findings_of(report, "crs_mixed")
    assert "Xian 1980" in finding.message("en")
    assert report.parcels == 1


def test_two_zones_of_one_datum_are_brought_together():
    ours = make_parcels([square(0, 0, 100)])
    theirs = make_parcels([square(90, 0, 100)]).to_crs("EPSG:4527").assign(id=["B"])
    (finding,) = gk.audit(parcels=[ours, theirs]).findings
    assert (finding.rule, finding.subjects) == ("overlap", ("A", "B"))
