"""Polygons that stay encoded give the same as their geometries."""

import numpy as np
import pytest
import shapely

from geokit.geometry.encoded import (
    EncodedShapes,
    are_missing,
    rings_of,
    shapes_of,
    vertex_counts,
    vertices_of,
)
from geokit.geometry.wkb import wkb_of

HOLED = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
SEVERAL = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
PLAIN = shapely.box(np.arange(5) * 1e6 + 0.1, 2, np.arange(5) * 1e6 + 7.3, 8)

LAYERS = {
    "one ring each": PLAIN,
    "a hole among them": np.array([PLAIN[0], HOLED, PLAIN[1]]),
    "several parts, nothing and no polygon": np.array(
        [None, SEVERAL, PLAIN[0], shapely.Point(4, 5), PLAIN[1], shapely.Polygon(), HOLED]
    ),
    "none of one ring": np.array([HOLED, None]),
    "nothing": np.empty(0, dtype=object),
}


@pytest.fixture(params=LAYERS)
def layer(request):
    return LAYERS[request.param]


def test_vertices_are_those_of_the_geometries(layer) -> None:
    encoded = EncodedShapes.of(wkb_of(layer))
    for made, kept in zip(vertices_of(layer), vertices_of(encoded), strict=True):
        assert made.tobytes() == kept.tobytes()
    assert vertex_counts(encoded).tolist() == vertex_counts(layer).tolist()
    assert are_missing(encoded).tolist() == are_missing(layer).tolist()
    assert encoded.boxes().tobytes() == shapely.bounds(layer).reshape(-1, 4).tobytes()


def test_rings_are_those_of_the_geometries(layer) -> None:
    made, kept = rings_of(layer), rings_of(EncodedShapes.of(wkb_of(layer)))
    assert kept.row_count == made.row_count == len(layer)
    assert kept.areas().tobytes() == made.areas().tobytes()
    # Those of one row follow each other as they do in it.
    by_row = [np.argsort(rings.rows, kind="stable") for rings in (made, kept)]
    for name in ("rows", "counts", "is_hole"):
        first, second = (getattr(rings, name)[at] for rings, at in zip((made, kept), by_row, strict=True))
        assert first.tolist() == second.tolist()
    first, second = (rings.boxes()[at] for rings, at in zip((made, kept), by_row, strict=True))
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("rows", [slice(0, 3), slice(1, 4), slice(2, 2), slice(None)])
def test_a_slice_stays_encoded(layer, rows) -> None:
    part = EncodedShapes.of(wkb_of(layer))[rows]
    assert len(part) == len(layer[rows])
    for made, kept in zip(vertices_of(layer[rows]), vertices_of(part), strict=True):
        assert made.tobytes() == kept.tobytes()
    assert shapely.equals_exact(part[np.arange(len(part))], layer[rows]).tolist() == [
        each is not None for each in layer[rows]
    ]


def test_what_is_written_anew_is_what_geometries_are_written_as(layer) -> None:
    big_endian = [None if each is None else shapely.to_wkb(each, byte_order=0) for each in layer]
    mixed = wkb_of(layer).to_pylist()
    mixed[::2] = big_endian[::2]
    for column in (wkb_of(layer), _column(mixed)):
        assert EncodedShapes.of(column).written_anew().equals(wkb_of(layer))


def _column(values):
    import pyarrow as pa

    return pa.array(values, type=pa.binary())


def test_few_are_made_into_geometries(layer) -> None:
    column = wkb_of(layer)
    encoded, rows = EncodedShapes.of(column), np.arange(len(layer))[::-2]
    made = encoded[rows]
    assert wkb_of(made).equals(wkb_of(shapes_of(column, shapely.from_wkb)[rows]))
