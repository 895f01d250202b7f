from __future__ import annotations

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_an_unknown_phase_is_named(park):
    report = gk.audit(park, make_parcels([square(0, 0, 100), square(100, 0, 100)], phase=["phase-1", "四期"]))
    (finding,) = findings_of(report, "unknown_phase")
    assert finding.subjects == ("B",)
    assert "四期" in finding.message("en")
