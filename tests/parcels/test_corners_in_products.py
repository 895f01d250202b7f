"""One definition of J1: what is printed, written and drawn begins at the same corner of 2,000 random parcels.

A drawing, whose texts take ten seconds of writing, has every fifth of each kind.
"""

from __future__ import annotations

from types import SimpleNamespace

import ezdxf
import numpy as np
import openpyxl
import pytest
import shapely
from shapely.affinity import rotate, translate

from geokit.geometry.corners import NumberedCorners, corners_of
from geokit.parcels.dialect import Dialect
from geokit.parcels.table import parcel_frame
from geokit.parcels.write import write_parcels
from geokit.sheets.survey import corners

DIALECT = Dialect(numbering="north-west")
WEST, SOUTH = 470_000.0, 2_590_000.0
# Eastings in a TXT carry the number of their zone.
ZONE = 39e6


def numbered_rings(polygon, numbering):
    """Return the rings of a parcel in the order that their points are numbered in, without closing points."""
    rings = NumberedCorners.of(np.array([polygon], dtype=object), numbering).rings
    return [rings.coordinates[start:end] for start, end in zip(rings.starts, rings.ends, strict=True)]


def convex(random):
    while True:
        hull = shapely.convex_hull(shapely.multipoints(random.uniform(0, 120, (random.integers(4, 12), 2))))
        if hull.area > 1000:
            return hull


def even(random):
    """A regular polygon, whose corners are as far from the corner of its extent as others."""
    at = np.arange(random.choice([4, 6, 8, 12])) * 2 * np.pi
    at = at / len(at) + random.choice([0, np.pi / 4, random.uniform(0, 1)])
    return shapely.Polygon(60 + 50 * np.column_stack([np.cos(at), np.sin(at)]))


def chamfered(random):
    cut = float(random.integers(1, 20))
    return shapely.Polygon([(0, 0), (100, 0), (100, 80 - cut), (100 - cut, 80), (cut, 80), (0, 80 - cut)])


def with_hole(random):
    shell = convex(random)
    hole = rotate(shapely.box(-2, -3, 2, 3), random.uniform(0, 90))
    return shell.difference(translate(hole, shell.centroid.x, shell.centroid.y))


def of_parts(random):
    return shapely.MultiPolygon([translate(convex(random), east, 0) for east in (300, 0, 150)])


KINDS = (convex, even, chamfered, with_hole, of_parts)


@pytest.fixture(scope="module")
def polygons():
    random = np.random.default_rng(13)
    drawn = [KINDS[at % len(KINDS)](random) for at in range(2_000)]
    moved = shapely.transform(
        np.array(drawn, dtype=object), lambda points: np.round(points + np.array([WEST, SOUTH]), 3)
    )
    assert shapely.is_valid(moved).all()
    return moved


@pytest.fixture(scope="module")
def frame(polygons):
    return parcel_frame({"id": [f"D{at:04}" for at in range(len(polygons))]}, polygons, crs="EPSG:4548")


@pytest.fixture(scope="module")
def firsts(polygons):
    found = [corners_of(each, "north-west")[0] for each in polygons]
    return [(round(corner.east, 3), round(corner.north, 3)) for corner in found]


@pytest.mark.slow
def test_the_printed_sheet_begins_there(polygons, firsts):
    for polygon, first in zip(polygons, firsts, strict=True):
        drawn = corners(SimpleNamespace(boundary=polygon, crs="EPSG:4548", basis=None))
        assert drawn.names[0] == "J1"
        assert tuple(np.round(drawn.plan_m[0], 3).tolist()) == first
        assert len(drawn.names) == corners_of(polygon, "north-west")[-1].number - 1 + len(
            numbered_rings(polygon, "north-west")[-1]
        )


def test_the_txt_begins_there(frame, firsts, tmp_path):
    write_parcels(frame, tmp_path / "a.txt", dialect=DIALECT)
    parcel, written = None, {}
    for line in (tmp_path / "a.txt").read_bytes().decode("gb18030").splitlines():
        cells = line.split(",")
        if line.endswith("@"):
            parcel = next(cell for cell in cells if cell.startswith("D"))
        elif cells[0] == "J1" and parcel not in written:
            written[parcel] = (round(float(cells[3]) - ZONE, 3), float(cells[2]))
    assert [written[name] for name in frame["id"]] == firsts


@pytest.mark.slow
def test_the_workbook_begins_there(frame, firsts, tmp_path):
    write_parcels(frame, tmp_path / "a.xlsx", dialect=DIALECT)
    written = {}
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True, read_only=True)
    for row in book.active.iter_rows(values_only=True):
        if row[3] == "J1":
            written.setdefault(row[0], (row[5], row[4]))
    book.close()
    assert [written[name] for name in frame["id"]] == firsts


@pytest.mark.slow
def test_the_drawing_begins_there(frame, firsts, tmp_path):
    drawn = [at for at in range(len(frame)) if at // len(KINDS) % 5 == 0]
    write_parcels(frame.iloc[drawn], tmp_path / "a.dxf", dialect=DIALECT)
    texts = ezdxf.readfile(tmp_path / "a.dxf").modelspace().query('TEXT[text=="J1"]')
    found = [(round(text.dxf.insert.x, 3), round(text.dxf.insert.y, 3)) for text in texts]
    assert found == [firsts[at] for at in drawn]


def test_j1_depends_on_the_shape_alone(polygons):
    random = np.random.default_rng(7)
    for polygon in polygons:
        shift = random.integers(-50_000, 50_000, 2).astype(float)
        moved = shapely.transform(_given_otherwise(polygon, random), lambda points, by=shift: points + by)
        for ours, theirs in zip(
            numbered_rings(polygon, "north-west"), numbered_rings(moved, "north-west"), strict=True
        ):
            np.testing.assert_allclose(ours + shift, theirs, atol=1e-6)


def _given_otherwise(polygon, random):
    """Return a polygon whose rings begin elsewhere and run either way, its parts and holes in another order."""
    parts = [
        shapely.Polygon(
            _turned(part.exterior, random), [_turned(hole, random) for hole in reversed(part.interiors)]
        )
        for part in random.permutation(np.array(shapely.get_parts(polygon), dtype=object))
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _turned(ring, random):
    points = np.roll(shapely.get_coordinates(ring)[:-1], random.integers(0, 9), axis=0)
    return points[::-1] if random.integers(2) else points


def test_of_corners_equally_near_the_northern_is_first():
    octagon = shapely.Polygon([(0, 5), (0, 10), (5, 15), (10, 15), (15, 10), (15, 5), (10, 0), (5, 0)])
    assert numbered_rings(octagon, "north-west")[0][0].tolist() == [5, 15]


def test_holes_run_clockwise_too_and_follow_their_part():
    holes = [shapely.box(6, 2, 8, 4).exterior, shapely.box(2, 6, 4, 8).exterior]
    shell, *inside = numbered_rings(shapely.Polygon(shapely.box(0, 0, 10, 10).exterior, holes), "north-west")
    assert [ring[0].tolist() for ring in (shell, *inside)] == [[0, 10], [2, 8], [6, 4]]
    assert not any(shapely.LinearRing(ring).is_ccw for ring in (shell, *inside))


def test_a_point_with_one_number_has_one_place():
    shapes = np.array([shapely.box(0, 0, 100, 100), shapely.box(100.0007, 0, 200, 100)])
    batch = NumberedCorners.of(shapes, "batch").rounded(3)
    places = {}
    for row in range(2):
        for corner in batch.of_row(row):
            places.setdefault(corner.number, set()).add((corner.east, corner.north))
    assert sorted(places) == [1, 2, 3, 4, 5, 6]
    assert all(len(each) == 1 for each in places.values())
