from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, square


def test_parcels_in_their_district_pass_and_those_far_outside_are_named(tmp_path):
    park = make_park(tmp_path)
    shapes = [square(2000, 0, 100), square(2000, 40_000, 100)]
    (finding,) = findings_of(gk.audit(park, make_parcels(shapes)), "outside_district")
    assert (finding.subjects, finding.allowed) == (("B",), 500)


def test_the_tolerance_is_a_setting(tmp_path):
    park = make_park(tmp_path)
    settings = {"rules": {"outside_district": {"tolerance_m": 50_000}}}
    report = gk.audit(park, make_parcels([square(2000, 40_000, 100)]), settings=settings)
    assert findings_of(report, "outside_district") == []


@pytest.mark.parametrize(("basis", "found"), [("surveyed", 1), ("schematic", 0)])
def test_a_boundary_outside_its_district_is_named_unless_it_is_schematic(tmp_path, basis, found):
    toml = f'[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(2000, 40_000, 100)})
    assert len(findings_of(gk.audit(park), "outside_district")) == found
