from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import CRS, findings_of, make_parcels, make_park, square


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


TOML = """
[declared_area]
text = "{text}"
kind = "total"
source = "test"
as_of = "2024"
{method}
[boundary]
file = "outline.geojson"
basis = "{basis}"
"""


@pytest.mark.parametrize(
    ("text", "method", "basis", "count"),
    [
        ("9000.0亩", "", "surveyed", 1),
        ("9000.0亩", "", "approved", 1),
        ("9000.0亩", "", "schematic", 0),
        ("9000.0亩", 'method = "planar"', "surveyed", 0),
        ("9千亩", "", "surveyed", 0),
    ],
)
def test_a_parks_figure_without_a_method_is_information_where_it_matters(
    tmp_path, text, method, basis, count
):
    toml = TOML.format(text=text, method=method, basis=basis)
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 3000, 2000)})
    found = findings_of(gk.audit(park), "area_method")
    assert [finding.subjects for finding in found] == [("park",)] * count


def test_a_park_without_an_outline_or_a_figure_is_not_asked(tmp_path):
    declared, boundary = TOML.format(text="9000.0亩", method="", basis="surveyed").split("[boundary]")
    outlines = {"outline.geojson": square(0, 0, 3000, 2000)}
    for number, toml in enumerate((declared, "[boundary]" + boundary)):
        folder = tmp_path / str(number)
        folder.mkdir()
        park = make_park(folder, toml, outlines=outlines if number else {})
        assert findings_of(gk.audit(park), "area_method") == []


def test_of_several_parcels_the_one_is_named_that_differs_most():
    shapes = [
        square(0, 0, 100),
        square(5000, 0, 3000, 2000),
        square(9000, 0, 3000, 1000),
        square(0, 9000, 3000, 2000),
    ]
    table = make_parcels(
        shapes,
        declared_m2=[1e4, 6e6, 3e6, None],
        declared_half_unit_m2=[5000.0, 0.5, 0.5, None],
    )
    (finding,) = findings_of(gk.audit(parcels=table), "area_method")
    assert finding.subjects == ("B", "C")
    assert finding.fields["count"] == 2
    assert finding.fields["parcel"] == "B"
    # By just so much, or a hair less, the figure is rounded.
    planar, ellipsoidal = (
        gk.measure_area(shapes[1:2], CRS, method)[0] for method in ("planar", "ellipsoidal")
    )
    assert finding.measured == pytest.approx(abs(planar - ellipsoidal))
    for half_unit_m2, count in ((finding.measured + 1e-4, 0), (finding.measured - 1e-4, 1)):
        alone = make_parcels(shapes[1:2], declared_m2=[6e6], declared_half_unit_m2=[half_unit_m2])
        assert len(findings_of(gk.audit(parcels=alone), "area_method")) == count
