from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, square


def large(declared_half_unit_m2, **columns):
    shapes = [square(0, 0, 3000, 2000)]
    return make_parcels(shapes, declared_m2=[6e6], declared_half_unit_m2=[declared_half_unit_m2], **columns)


def test_an_unknown_method_is_information_where_it_matters():
    (finding,) = findings_of(gk.audit(parcels=large(0.5)), "area_method")
    assert finding.severity is gk.Severity.INFO
    assert finding.measured > 100


@pytest.mark.parametrize(
    "table", [large(5000), large(0.5, declared_method=["planar"])], ids=["rough", "known"]
)
def test_a_known_method_or_a_rough_figure_passes(table):
    assert findings_of(gk.audit(parcels=table), "area_method") == []


def test_a_parks_figure_without_a_method_is_information_where_it_matters(tmp_path):
    toml = """
[declared_area]
text = "9000.0亩"
kind = "total"
source = "test"
as_of = "2024"
[boundary]
file = "outline.geojson"
basis = "surveyed"
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 3000, 2000)})
    (finding,) = findings_of(gk.audit(park), "area_method")
    assert finding.subjects == ("park",)
