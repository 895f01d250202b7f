"""The statutory procedure against an oracle that is built in another way: decimals, loops, the printed formula."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely import Polygon, box

from geokit.geometry.rings import Rings
from geokit.land.crs.transverse_mercator import Ellipsoid
from geokit.land.measure.polygons import measure_area
from geokit.land.measure.statutory import coefficients, round_half_up, rounded_points

A, F = 6378137.0, 1 / 298.257222101
E2 = F * (2 - F)
TO_DEGREES = Transformer.from_crs(CRS.from_epsg(4548), CRS.from_epsg(4490), always_xy=True)


def half_up(value: float | Decimal, unit: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(unit), rounding=ROUND_HALF_UP)


def with_points(ring: list[tuple[float, float]]) -> list[tuple[Decimal, Decimal]]:
    corners = [(half_up(x, "0.0001"), half_up(y, "0.0001")) for x, y in ring]
    points = []
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        points.append((x1, y1))
        length_m = ((x2 - x1) ** 2 + (y2 - y1) ** 2).sqrt()
        count = int(length_m / 70) if length_m > 70 else 0
        for k in range(1, count + 1):
            share = Decimal(k) / (count + 1)
            points.append(
                (half_up(x1 + (x2 - x1) * share, "0.000001"), half_up(y1 + (y2 - y1) * share, "0.000001"))
            )
    return points


def trapezoid(one: tuple[float, float], other: tuple[float, float]) -> float:
    """One edge of the printed formula; longitudes and latitudes in radians."""
    (l1, b1), (l2, b2) = one, other
    e4, e6, e8 = E2**2, E2**3, E2**4
    terms = (
        1 + 3 / 6 * E2 + 30 / 80 * e4 + 35 / 112 * e6 + 630 / 2304 * e8,
        1 / 6 * E2 + 15 / 80 * e4 + 21 / 112 * e6 + 420 / 2304 * e8,
        3 / 80 * e4 + 7 / 112 * e6 + 180 / 2304 * e8,
        1 / 112 * e6 + 45 / 2304 * e8,
        5 / 2304 * e8,
    )
    d, m = b2 - b1, (b1 + b2) / 2
    total = sum(
        (-1) ** k * term * math.sin((2 * k + 1) * d / 2) * math.cos((2 * k + 1) * m)
        for k, term in enumerate(terms)
    )
    return 2 * (A * (1 - F)) ** 2 * ((l1 + l2) / 2 - math.radians(117)) * total


def oracle(polygon: Polygon) -> float:
    total = Decimal(0)
    for sign, ring in [(1, polygon.exterior), *[(-1, hole) for hole in polygon.interiors]]:
        angles = []
        for x, y in with_points(list(ring.coords)[:-1]):
            seconds = [
                half_up(Decimal(degrees) * 3600, "0.000001")
                for degrees in TO_DEGREES.transform(float(x), float(y))
            ]
            angles.append(tuple(math.radians(float(second) / 3600) for second in seconds))
        edges = zip(angles, [*angles[1:], angles[0]], strict=True)
        total += sign * abs(Decimal(math.fsum(trapezoid(one, other) for one, other in edges)))
    return float(half_up(total, "0.01"))


def park(area_mu: float, lengths: list[float], east: float, turn: float) -> Polygon:
    angles = turn + 2 * math.pi * np.arange(len(lengths)) / len(lengths)
    unit = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(lengths)[:, None]
    scale = math.sqrt(area_mu * 2000 / 3 / Polygon(unit).area)
    return Polygon((unit * scale + (east, 2_583_000.0)).round(4))


@given(
    st.floats(1, 17_600),
    st.lists(st.floats(0.6, 1.4), min_size=3, max_size=40),
    st.floats(380_000, 620_000),
    st.floats(0, 2),
)
def test_the_procedure_agrees_with_the_oracle(
    area_mu: float, lengths: list[float], east: float, turn: float
) -> None:
    polygon = park(area_mu, lengths, east, turn)
    assert measure_area([polygon], 4548, "statutory")[0] == pytest.approx(oracle(polygon), abs=0.03)


@given(st.lists(st.floats(0.8, 1.2), min_size=3, max_size=20), st.floats(380_000, 620_000))
def test_holes_and_parts_agree_with_the_oracle(lengths: list[float], east: float) -> None:
    outer, hole = (park(mu, lengths, east, 0.0).exterior for mu in (900, 100))
    polygon = Polygon(outer, [hole])
    assert measure_area([polygon], 4548, "statutory")[0] == pytest.approx(oracle(polygon), abs=0.02)


def test_the_procedure_rounds_what_is_finer_than_its_decimals() -> None:
    ring = np.array(
        [(467_000.00004, 2_583_000.00004), (467_050.00004, 2_583_000.00004), (467_025.0, 2_583_060.0)]
    )
    rough, fine = Polygon(ring.round(4)), Polygon(ring)
    one, other = measure_area([rough, fine], 4548, "statutory")
    assert one == other


@pytest.mark.parametrize(
    ("length_m", "points"), [(69.9999, 0), (70.0, 0), (70.0001, 1), (139.9, 1), (140.0, 2), (700.0, 10)]
)
def test_an_edge_longer_than_70_m_gets_even_points(length_m: float, points: int) -> None:
    rings = Rings.of(np.array([Polygon([(0, 0), (length_m, 0), (length_m, 1), (length_m - 1, 1), (0, 1)])]))
    dense = rounded_points(rings)
    south = dense.x[: points + 2]
    assert dense.y[: points + 2].tolist() == [0] * (points + 2)
    np.testing.assert_allclose(south, np.linspace(0, length_m, points + 2), rtol=0, atol=1e-6)
    assert dense.counts.sum() == dense.x.size


def test_no_point_is_put_between_two_rings() -> None:
    squares = np.array([box(0, 0, 60, 60), box(1000, 0, 1060, 60)])
    assert rounded_points(Rings.of(squares)).counts.tolist() == [5, 5]


def test_statutory_areas_have_two_decimals() -> None:
    measured = measure_area([park(330, [1.0, 1.1, 0.9, 1.2], 450_000.0, 0.1)], 4548, "statutory")
    assert measured[0] == round(measured[0], 2)


def test_the_coefficients_of_cgcs2000_are_the_published_ones() -> None:
    published = [
        1.00336408983419,
        -0.00112418938192711,
        1.69945947351885e-6,
        -2.71785784557743e-9,
        4.35841900483425e-12,
    ]
    assert coefficients(Ellipsoid(A, F)) == pytest.approx(published, rel=1e-12)


@given(st.integers(0, 4_500_000_000_000))
def test_a_printed_half_goes_up(units: int) -> None:
    value = float(f"{units // 100_000}.{units % 100_000:05d}")
    assert round_half_up(np.array([value]), 4)[0] == float(half_up(value, "0.0001"))
