from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


@pytest.mark.parametrize(("width", "found"), [(4990, 0), (5010, 1)])
def test_more_than_25_square_kilometres_are_a_reminder(width, found):
    report = gk.audit(parcels=make_parcels([square(0, 0, width, 5000)]))
    assert len(findings_of(report, "classified_extent")) == found
    assert report.ok
