from __future__ import annotations

import pytest
from rule_cases import audit_shapes

import geokit as gk
from geokit.testing import square


def test_small_parcels_are_one_piece_of_information():
    (finding,) = audit_shapes([square(0, 0, 100), square(200, 0, 14), square(300, 0, 10)], "small_parcel")
    assert (finding.subjects, finding.severity, finding.measured) == (
        ("B", "C"),
        gk.Severity.INFO,
        pytest.approx(100),
    )
    assert "recalled" in finding.limit.localize("en")
    assert audit_shapes([square(0, 0, 14.2)], "small_parcel") == []
    assert audit_shapes([square(0, 0, 14)], "small_parcel", smallest_m2=100) == []
