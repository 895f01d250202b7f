from __future__ import annotations

import pytest
from rule_cases import audit_shapes

from geokit.testing import ring, square


def test_a_short_edge_is_found_with_its_corner_and_length():
    shape = ring((0, 0), (100, 0), (100, 100), (99.997, 100), (0, 100))
    (finding,) = audit_shapes([shape], "short_edge")
    assert (finding.measured, finding.unit) == (pytest.approx(0.003), "m")
    assert "has edges shorter than 0.01 m from J3 (1 in all)" in finding.message("en")
    assert audit_shapes([shape], "short_edge", shortest_m=0.002) == []


def test_edges_from_the_limit_on_pass_and_a_point_given_twice_does_not():
    assert audit_shapes([ring((0, 0), (100, 0), (100, 100), (99.98, 100), (0, 100))], "short_edge") == []
    (finding,) = audit_shapes([ring((0, 0), (100, 0), (100, 100), (100, 100), (0, 100))], "short_edge")
    assert finding.measured == 0


def test_the_closing_point_is_no_edge_of_its_own():
    assert audit_shapes([square(0, 0, 100)], "short_edge") == []
