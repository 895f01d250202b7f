from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import SPIKED, audit_shapes

from geokit.errors import SettingsError
from geokit.testing import EAST_M, ring, square

SLIT = ring((0, 0), (100, 0), (100, 30), (80, 30.5), (100, 31), (100, 60), (0, 60))


@pytest.mark.parametrize(("shape", "corner"), [(SPIKED, "J4"), (SLIT, "J4"), (shapely.reverse(SPIKED), "J5")])
def test_a_spike_is_found_with_its_corner_and_angle(shape, corner):
    (finding,) = audit_shapes([shape], "spike")
    assert finding.subjects == ("A",)
    assert f"at {corner}: 2.9°, below 5°" in finding.message("en")
    assert finding.geometry.x - EAST_M in (pytest.approx(120), pytest.approx(80))


@pytest.mark.parametrize(
    "shape",
    [
        square(0, 0, 100),
        ring((0, 0), (100, 0), (100, 8)),
        ring((0, 0), (50, 0), (100, 0), (100, 100), (0, 100)),
        square(0, 0, 100).difference(square(40, 40, 20)),
    ],
)
def test_right_angles_wedges_and_straight_lines_pass(shape):
    assert audit_shapes([shape], "spike", sharpest_deg=4.5) == []


def test_the_angle_is_a_setting():
    assert audit_shapes([SPIKED], "spike", sharpest_deg=2) == []
    with pytest.raises(SettingsError, match=r"rules\.spike\.sharpest_deg"):
        audit_shapes([SPIKED], "spike", sharpest_deg=0)


def test_a_corner_of_a_hole_is_numbered_on_after_the_outer_ring():
    hole = ring((40, 40), (60, 40), (60, 50), (70, 50.2), (60, 50.4), (60, 60), (40, 60))
    (finding,) = audit_shapes([square(500, 0, 10), square(0, 0, 100).difference(hole)], "spike")
    assert finding.subjects == ("B",)
    shape = shapely.get_coordinates(square(0, 0, 100).difference(hole))
    (at,) = np.flatnonzero(np.isclose(shape[:, 0], EAST_M + 70))
    # The closing point of the outer ring, the fifth, has no number of its own.
    assert f"at J{at}:" in finding.message("en")


def test_the_second_part_of_a_multipolygon_is_looked_at_too():
    (finding,) = audit_shapes([shapely.MultiPolygon([square(200, 0, 100), SPIKED])], "spike")
    assert "at J8:" in finding.message("en")


def test_a_spike_with_a_doubled_tip_is_found_all_the_same():
    tip = [(120, 30.5), (120, 30.5), (120.0004, 30.5)]
    doubled = ring((0, 0), (100, 0), (100, 30), *tip, (100, 31), (100, 60), (0, 60))
    (finding,) = audit_shapes([doubled], "spike")
    assert "at J4: 2.9°" in finding.message("en")
