from __future__ import annotations

import pytest
import shapely
from rule_cases import SPIKED, audit_shapes

from geokit.testing import ring, square

# A plot of 100 m with a tail of 30 m by 0.4 m, and a neck of 5 m by 0.6 m between two halves.
TAILED = ring((0, 0), (100, 0), (100, 50), (130, 50), (130, 50.4), (100, 50.4), (100, 100), (0, 100))


def test_the_rule_on_narrow_parts_is_off_by_default():
    assert audit_shapes([TAILED], "narrow") == []


NECKED = ring(
    (0, 0), (50, 0), (50, 50), (55, 50), (55, 0), (100, 0), (100, 100), (55, 100), (55, 50.6), (50, 50.6), (50, 100), (0, 100)
)  # fmt: skip


@pytest.mark.parametrize(("shape", "area_m2", "width_m"), [(TAILED, 12, 0.4), (NECKED, 3, 0.6)])
def test_a_narrow_part_is_found_with_its_width(shape, area_m2, width_m):
    (finding,) = audit_shapes([square(500, 0, 10), shape, square(600, 0, 10)], "narrow", enabled=True)
    assert (finding.subjects, finding.unit) == (("B",), "m")
    assert finding.measured == pytest.approx(width_m, rel=0.12)
    assert shapely.area(finding.geometry) == pytest.approx(area_m2, rel=0.02)


@pytest.mark.parametrize(
    "shape", [square(0, 0, 100, 1.01), square(0, 0, 100), ring((0, 0), (100, 0), (100, 40)), SPIKED]
)
def test_wide_parts_and_corners_pass(shape):
    found = audit_shapes([shape], "narrow", enabled=True)
    assert len(found) == (1 if shape is SPIKED else 0)


@pytest.mark.parametrize("narrowest_m", [0.5, 1, 4])
@pytest.mark.parametrize(("length_in_widths", "count"), [(2.4, 0), (3.6, 1)])
def test_a_narrow_part_is_longer_than_three_widths(narrowest_m, length_in_widths, count):
    tail = square(100, 50, length_in_widths * narrowest_m, narrowest_m / 4)
    shape = shapely.union(square(0, 0, 100), tail)
    assert len(audit_shapes([shape], "narrow", enabled=True, narrowest_m=narrowest_m)) == count


def test_a_parcel_that_is_narrow_as_a_whole_is_found_and_the_width_is_a_setting():
    strip = square(0, 0, 100, 0.5)
    (finding,) = audit_shapes([strip], "narrow", enabled=True)
    assert finding.measured == pytest.approx(0.5, rel=0.01)
    assert audit_shapes([strip], "narrow", enabled=True, narrowest_m=0.4) == []
