"""What breaks a limit by less than is usually printed: the sentence still tells the two apart."""

from __future__ import annotations

import pandas as pd
import pytest
from rule_cases import SPIKED, audit_shapes, audit_table

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, ring, square

# 0.0104 m² of it lie outside a park that begins at 0, and 0.01 m² are ignored.
BESIDE = square(-0.000104, 0, 100)
TAILED = ring((0, 0), (100, 0), (100, 50), (3100, 50), (3100, 50.3999), (100, 50.3999), (100, 100), (0, 100))
STEPPED = ring((0, 0), (100, 0), (100, 0.00296), (160, 50), (100, 100), (0, 100))


@pytest.mark.parametrize(
    ("shape", "rule", "options", "said"),
    [
        (SPIKED, "spike", {"sharpest_deg": 2.9}, "2.86°, below 2.9°"),
        (STEPPED, "short_edge", {"shortest_m": 0.003}, "shorter than 0.003 m from J2 (1 in all); the shortest is 0.00296 m"),
        (TAILED, "narrow", {"enabled": True, "narrowest_m": 0.4}, "narrower than 0.4 m, about 0.3998 m"),
        (square(0, 0, 14.142), "small_parcel", {}, "smaller than 200.000 m²: A (1 in all); the smallest, A, has 199.996 m²"),
    ],
)  # fmt: skip
def test_a_shape_that_hardly_breaks_a_limit(shape, rule, options, said):
    (finding,) = audit_shapes([shape], rule, **options)
    assert said in finding.message("en")


def test_an_area_that_hardly_differs_from_its_figure():
    (finding,) = audit_table(make_parcels([square(0, 0, 100)], declared_m2=[10_000.042]), "area_mismatch")
    assert "0.042 m² smaller than the declared about 10,000.042 m², allowed 0.041 m²" in finding.message("en")


def test_an_area_that_hardly_differs_from_its_row_in_a_ledger():
    parcels = make_parcels([square(0, 0, 100)], declared_m2=[10_000.0])
    ledger = pd.DataFrame({"编号": ["A"], "面积（平方米）": [10_000.042]})
    said = "a difference of -0.042 m²; allowed 0.041 m²"
    assert said in gk.reconcile_ledger(parcels, ledger, key="编号").sentences("en")[-1]
    found = findings_of(gk.audit(parcels=parcels, ledger=ledger, key="编号"), "ledger_mismatch")
    assert [said in each.message("en") for each in found if each.measured is not None] == [True]


def test_land_outside_a_park_that_is_hardly_more_than_is_ignored(tmp_path):
    toml = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 200, 100)})
    (finding,) = findings_of(gk.audit(park, make_parcels([BESIDE])), "outside_boundary")
    assert "lies outside the park by 0.0104 m²; allowed 0.0100 m²" in finding.message("en")
