from __future__ import annotations

import numpy as np
import shapely
from rule_cases import rules_in

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_a_wrong_zone_is_named_and_the_rest_is_audited():
    far = shapely.transform(square(0, 0, 100), lambda xy: np.add(xy, (600_000, 0)))
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(90, 0, 100), far]))
    (finding,) = findings_of(report, "crs_zone")
    assert finding.subjects == ("C",)
    assert rules_in(report) == ["crs_zone", "overlap"]
