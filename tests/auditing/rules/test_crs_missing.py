from __future__ import annotations

from rule_cases import rules_in

import geokit as gk
from geokit.testing import make_parcels, square


def test_parcels_without_a_system_are_named_and_still_compared():
    report = gk.audit(
        parcels=make_parcels([square(0, 0, 100), square(90, 0, 100)], crs=None, declared_m2=[1, 1])
    )
    assert rules_in(report) == ["crs_missing", "overlap"]
