"""What is found of a parcel depends on no other parcel, nor on its place in the array: bit for bit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geokit.auditing.beside import find_faults_of_part
from geokit.auditing.rules.narrow import _narrow_of_part
from geokit.geometry.arrays import as_array
from geokit.land.measure.polygons import find_unmeasurable, measure_sound, print_noise_m2, standard_error_m2
from geokit.parcels.soundness import faulty_among

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.geometry.arrays import Shapes

_CRS = {"EPSG:4548": (467_000.0, 2_583_000.0, 1.0), "EPSG:4490": (116.6, 23.3, 1e-5)}
_OTHER = {"EPSG:32650": (467_000.0, 2_583_000.0, 1.0), "EPSG:3857": (12_988_000.0, 2_674_000.0, 1.0)}


def drawn(crs: str, count: int = 3_000) -> Shapes:
    """Return polygons of many corners, some with holes, of several parts, doubled points or sharp corners, or missing."""
    rng = np.random.default_rng(7)
    east, north, metre = (_CRS | _OTHER)[crs]
    made = []
    for at in range(count):
        corners = int(rng.integers(4, 60))
        turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radius = rng.uniform(20, 40, corners) * (50 if at % 100 == 0 else 1)
        ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius[:, None]
        if at % 7 == 0:
            ring = np.insert(ring, 2, ring[2] + [0.0004, 0.0], axis=0)
        shape = shapely.Polygon(ring, [ring[::-1] / 4] if at % 5 == 0 else None)
        if at % 11 == 0:
            shape = shapely.MultiPolygon([shape, shapely.box(300, 0, 310, 10)])
        middle = rng.uniform(0, 20_000, 2)
        made.append(
            shapely.transform(shape, partial(_placed, middle=middle, east=east, north=north, metre=metre))
        )
    made[17], made[29] = None, shapely.Polygon()
    return as_array(made)


def _placed(points: np.ndarray, middle: np.ndarray, east: float, north: float, metre: float) -> np.ndarray:
    return (points + middle) * metre + [east, north]


def assert_pure(function: Callable[[Shapes], np.ndarray], shapes: Shapes) -> None:
    """Assert that slices of any size, shuffled and alone, give what the whole gives."""
    whole = function(shapes)
    rng = np.random.default_rng(3)
    for count in (1, 2, 7, 64, len(shapes)):
        for rows in np.array_split(rng.permutation(len(shapes)), count)[:70]:
            found, expected = function(shapes[rows]), whole[rows]
            if found.dtype == object:
                assert found.tolist() == expected.tolist()
            else:
                assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize("method", ["planar", "ellipsoidal", "statutory"])
@pytest.mark.parametrize("crs", [*_CRS, "EPSG:32650"])
def test_areas(crs, method):
    assert_pure(lambda shapes: measure_sound(shapes, crs, method), drawn(crs))


def test_areas_by_geodesics():
    assert_pure(lambda shapes: measure_sound(shapes, "EPSG:3857", "ellipsoidal"), drawn("EPSG:3857"))
    assert_pure(lambda shapes: measure_sound(shapes, "EPSG:4548", "geodesic"), drawn("EPSG:4548", 300))


def test_areas_in_a_plane_that_distorts_more_and_more():
    shapes = np.append(drawn("EPSG:3857", 300), shapely.box(0, 1_000, 10, 1_010))
    assert_pure(lambda some: measure_sound(some, "EPSG:3857", "planar"), shapes)


@pytest.mark.parametrize("crs", _CRS)
def test_what_cannot_be_measured(crs):
    shapes = drawn(crs)
    far = (30, 5.0) if crs == "EPSG:4490" else (900_000, 30_000_000.0)
    shapes[3] = shapely.box(*far, far[0] + 1, far[1] + 1)
    shapes[5], shapes[8] = shapely.Point(1, np.nan), shapely.Polygon([(0, 0), (np.inf, 1), (5, 5), (0, 0)])
    shapes[9] = shapely.transform(shapes[9], lambda points: points[:, ::-1])
    assert_pure(lambda some: find_unmeasurable(some, crs, "planar"), shapes)
    assert_pure(lambda some: find_unmeasurable(some, crs, "ellipsoidal"), shapes)
    assert_pure(faulty_among, shapes)


def test_noise_and_errors():
    shapes = drawn("EPSG:4548")
    assert_pure(lambda some: print_noise_m2(some, 3), shapes)
    assert_pure(lambda some: standard_error_m2(some, 0.05), shapes)


def test_faults_of_corners():
    shapes = drawn("EPSG:4548")
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]

    def told(some: Shapes) -> np.ndarray:
        found = find_faults_of_part(
            some, np.arange(len(some)), sharpest_deg=10.0, shortest_m=0.1, snap_m=0.001
        )
        corners: list[list[object]] = [[] for _ in some]
        for name in ("sharp", "short"):
            faults = getattr(found, name)
            columns = (getattr(faults, each) for each in ("parcel", "number", "x", "y", "value"))
            for parcel, *rest in zip(*columns, strict=True):
                corners[int(parcel)].append((name, *map(float, rest)))
        made = np.empty(len(some), dtype=object)
        made[:] = [tuple(each) for each in corners]
        return made

    whole = told(shapes)
    assert sum(map(bool, whole)) > 100
    assert_pure(told, shapes)


def test_narrow_parts():
    shapes = drawn("EPSG:4548", 600)
    shapes = shapes[shapely.is_valid(shapes) & ~shapely.is_missing(shapes)]

    def told(some: Shapes) -> np.ndarray:
        made = np.full(len(some), b"", dtype=object)
        for at, parts in _narrow_of_part(some, np.arange(len(some)), narrowest_m=2.0):
            made[at] = b"".join(shapely.to_wkb(parts))
        return made

    assert told(shapes).astype(bool).any()
    assert_pure(told, shapes)
