"""Components of what is left of a layer's edges: each noded by itself, and put into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import components, crossings, faces
from geokit.coverage.chains import Chains, merge_lines
from geokit.coverage.components import batches_of, components_of, with_holes
from geokit.coverage.crossings import Cells
from geokit.coverage.edges import Residue, sum_edges
from geokit.coverage.faces import Faces, faces_of
from geokit.geometry.threads import threads_limited

if TYPE_CHECKING:
    from geokit.geometry.arrays import Shapes


def disc(x: float, y: float, radius: float, *, vertices: int = 400) -> shapely.Polygon:
    turn = 2 * np.pi * np.arange(vertices) / vertices
    return shapely.Polygon(
        np.round(np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], axis=1), 6)
    )


def residue_of(*polygons: shapely.Polygon) -> Residue:
    shapes = np.array(polygons, dtype=object)
    return sum_edges(shapes, np.arange(len(shapes))).residue()


def component_count(residue: Residue) -> int:
    chains = Chains.of(residue.segments)
    return int(components_of(chains, Cells.of(chains.segments)).max()) + 1


def found(*polygons: shapely.Polygon, of: int) -> Faces:
    """Return the faces of a layer, of so many components."""
    residue = residue_of(*polygons)
    assert component_count(residue) == of
    result = faces_of(residue, noise_m2=0.0)
    assert result.proven
    assert result.grid_m == 0
    assert shapely.is_valid(result.shapes).all()
    return result


def described(result: Faces) -> list[tuple[float, int]]:
    pairs = zip(shapely.area(result.shapes).round(6).tolist(), result.covers.tolist(), strict=True)
    return sorted(pairs, reverse=True)


def measured(*pairs: tuple[shapely.Geometry, int]) -> list[tuple[float, int]]:
    return sorted([(round(shape.area, 6), cover) for shape, cover in pairs], reverse=True)


def scattered(seed: int) -> list[shapely.Polygon]:
    """Return discs of many sizes about a plane: apart, across, within and on top of each other."""
    rng = np.random.default_rng(seed)
    places, sizes = np.round(rng.uniform(0, 400, (150, 2)), 3), rng.choice([1, 3, 9, 27], 150)
    discs = [disc(*place, size, vertices=40) for place, size in zip(places, sizes, strict=True)]
    rings = [one - disc(*one.centroid.coords[0], 8, vertices=30) for one in discs if one.area > 2000]
    return [*discs, *rings[::2]]


def at_once(residue: Residue) -> Shapes:
    """Return the faces that GEOS makes of all edges in one go."""
    noded = shapely.line_merge(shapely.union_all(merge_lines(residue.segments)))
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))


def encoded(result: Faces) -> list[bytes]:
    return [*shapely.to_wkb(result.shapes), *shapely.to_wkb(result.outlines), result.covers.tobytes()]


@pytest.mark.parametrize("seed", range(10))
def test_components_alone_have_the_faces_that_all_have_at_once(seed: int) -> None:
    residue = residue_of(*scattered(seed))
    assert component_count(residue) > 20
    own, whole = faces_of(residue, noise_m2=0.0), at_once(residue)
    assert own.proven
    assert sorted(shapely.to_wkb(shapely.normalize(own.shapes))) == sorted(
        shapely.to_wkb(shapely.normalize(whole))
    )


@pytest.mark.parametrize("size", [1, 300, 10**9])
def test_the_size_of_batches_changes_no_byte(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    residue = residue_of(*scattered(0))
    expected = encoded(faces_of(residue, noise_m2=1e-6))
    monkeypatch.setattr(components, "_A_BATCH", size)
    monkeypatch.setattr(components, "_A_BLOCK", 7)
    assert encoded(faces_of(residue, noise_m2=1e-6)) == expected


def test_so_many_edges_that_keys_have_little_room_for_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    residue = residue_of(*scattered(0))
    expected, count = described(faces_of(residue, noise_m2=0.0)), component_count(residue)
    monkeypatch.setattr(crossings, "_KEY_BITS", len(residue.segments).bit_length() + 12)
    assert 1 < component_count(residue) < count
    assert described(faces_of(residue, noise_m2=0.0)) == expected


@pytest.mark.parametrize("size", [1, 300, 10**9])
def test_batches_are_whole_components_of_about_one_size(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(components, "_A_BATCH", size)
    chains = Chains.of(residue_of(*scattered(0)).segments)
    owners = components_of(chains, Cells.of(chains.segments))
    batches = list(batches_of(chains, owners, owners % 3 > 0))
    together = np.concatenate([batch.owners for batch in batches])
    assert together.tolist() == sorted(owners[owners % 3 > 0].tolist())
    first = {int(batch.owners[0]) for batch in batches}
    assert len(first) == len(batches)
    assert not first & {int(batch.owners[-1]) for batch in batches if batch.owners[0] != batch.owners[-1]}
    for batch in batches:
        # The last component of a batch may reach beyond it.
        before = batch.owners[batch.numbers] != batch.owners[-1]
        assert before.sum() < size or not before.any()
    vertices = sum(len(batch.points) for batch in batches)
    assert len(batches) <= vertices // size + 1
    lines = chains.lines()
    own = [
        shapely.get_coordinates(lines[at]).tolist() for at in np.flatnonzero(owners == batches[0].owners[0])
    ]
    batch = batches[0]
    at_first = np.flatnonzero(batch.owners == batch.owners[0])
    assert [batch.points[batch.numbers == at].tolist() for at in at_first] == own


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_the_number_of_threads_changes_no_byte(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(components, "_A_BATCH", 100)
    residue = residue_of(*scattered(1))
    with threads_limited(1):
        expected = encoded(faces_of(residue, noise_m2=1e-6))
    with threads_limited(threads):
        assert encoded(faces_of(residue, noise_m2=1e-6)) == expected


def test_three_deep() -> None:
    outer, hole, inner, core = (disc(0, 0, radius) for radius in (100, 60, 30, 10))
    beside = disc(500, 0, 5)
    result = found(outer - hole, inner - core, disc(0, 0, 5), beside, of=6)
    assert described(result) == measured(
        (outer - hole, 1),
        (hole - inner, 0),
        (inner - core, 1),
        (core - disc(0, 0, 5), 0),
        (disc(0, 0, 5), 1),
        (beside, 1),
    )
    assert shapely.area(result.outlines).tolist() == pytest.approx([outer.area, beside.area])


def test_two_that_touch_in_a_point_are_one_hole_after_the_other() -> None:
    around, left, right = disc(0, 0, 100), disc(-10, 0, 10), disc(10, 0, 10)
    result = found(around - left - right, of=2)
    assert described(result) == measured((around - left - right, 1), (left, 0), (right, 0))
    assert sorted(shapely.get_num_interior_rings(result.shapes)) == [0, 0, 2]
    beside = found(left, right, of=1)
    assert described(beside) == measured((left, 1), (right, 1))
    assert len(beside.outlines) == 2


def test_in_a_gap_in_a_hole() -> None:
    around, hole, ring, gap, twice = (disc(0, 0, radius) for radius in (100, 80, 60, 40, 20))
    result = found(around - hole, ring - gap, twice, disc(4, 0, 20), of=5)
    both = twice & disc(4, 0, 20)
    assert described(result) == measured(
        (around - hole, 1),
        (hole - ring, 0),
        (ring - gap, 1),
        (gap - (twice | disc(4, 0, 20)), 0),
        (both, 2),
        (twice - both, 1),
        (disc(4, 0, 20) - both, 1),
    )


def test_a_ring_of_polygons_that_touch_encloses_land() -> None:
    corners = [(40, 0), (80, 40), (40, 80), (0, 40)]
    squares = list(shapely.segmentize([box(x, y, x + 40, y + 40) for x, y in corners], 0.25))
    island = disc(60, 60, 10)
    result = found(*squares, island, of=2)
    assert described(result) == [(1600, 1)] * 4 + measured(
        (box(0, 0, 40, 40) - disc(20, 20, 10), 0), (island, 1)
    )
    assert shapely.area(result.outlines).sum() == pytest.approx(5 * 1600)


@pytest.mark.slow
def test_a_million_edges_around_everything() -> None:
    outline = disc(0, 0, 1000, vertices=1_000_000)
    inner = [disc(x, y, 3, vertices=60) for x in range(-600, 600, 60) for y in range(-600, 600, 60)]
    result = found(
        shapely.Polygon(outline.exterior, [each.exterior for each in inner[::2]]), *inner[1::2], of=401
    )
    assert np.bincount(result.covers).tolist() == [200, 1, 200]
    assert len(result.outlines) == 1


@pytest.mark.parametrize("put_into", ["none", "another"])
def test_a_component_in_the_wrong_place_is_noticed(monkeypatch: pytest.MonkeyPatch, put_into: str) -> None:
    outer, middle, inner = disc(0, 0, 100), disc(0, 0, 50), disc(0, 0, 20)
    residue = residue_of(outer, middle, inner)
    assert component_count(residue) == 3
    exact = components._places

    def wrong(*args):
        depth, around = exact(*args)
        return (depth * 0, around * 0 - 1) if put_into == "none" else (depth, around.clip(max=0))

    monkeypatch.setattr(components, "_places", wrong)
    assert not faces_of(residue, noise_m2=0.0).proven


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("apart_m", [0, 1e-5, 1e-4])
def test_edges_that_noding_might_bring_together_are_joined(axis: int, apart_m: float) -> None:
    pair = np.array([[[-1, 0.3], [-apart_m / 2, 0.3]], [[apart_m / 2, 0.3], [1, 0.3]]])[..., :: 1 - 2 * axis]
    others = np.array([[[0, 0], [1, 1]]] * 400) + np.arange(400)[:, None, None]
    cells = Cells.of(np.concatenate([pair + 200, others]))
    # At the very border between two cells, and in the middle of one.
    for share in (0, 0.5):
        place = np.floor(200 / cells.side_m + share) * cells.side_m + others.min(axis=(0, 1)) - 2e-4
        moved = pair.copy()
        moved[..., axis] += place[axis]
        chains = Chains.of(np.concatenate([moved, others]))
        owners = components_of(chains, Cells.of(chains.segments))
        first = chains.numbers[chains.starts][np.argsort(chains.edges)][:2]
        assert len(set(owners[first].tolist())) == 1


def test_on_a_grid_components_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    residue = residue_of(*scattered(2))
    exact = faces._Layer.faces
    monkeypatch.setattr(
        faces._Layer,
        "faces",
        lambda self, found, grid_m: (
            exact(self, found, grid_m) if grid_m else Faces(*[np.empty(0)] * 3, proven=False)
        ),
    )
    result = faces_of(residue, noise_m2=1e-4)
    assert (result.proven, result.grid_m) == (True, 1e-8)
    monkeypatch.undo()
    expected = faces_of(residue, noise_m2=1e-4)
    assert np.sort(shapely.area(result.shapes)) == pytest.approx(
        np.sort(shapely.area(expected.shapes)), abs=1e-5
    )


def test_an_empty_layer_and_a_single_square() -> None:
    assert len(faces_of(residue_of(), noise_m2=0.0).shapes) == 0
    assert described(faces_of(residue_of(box(0, 0, 10, 10)), noise_m2=0.0)) == [(100, 1)]


def test_holes_are_put_beside_those_that_there_are() -> None:
    holed = box(0, 0, 20, 20) - box(1, 1, 2, 2)
    polygons = np.array([box(50, 0, 60, 10), holed, box(80, 0, 90, 10)])
    rings = shapely.get_exterior_ring([box(5, 5, 7, 7), box(81, 1, 82, 2), box(10, 10, 11, 11)])
    found = with_holes(polygons, np.array([1, 2, 1]), rings)
    assert found[0] is polygons[0]
    assert found[1].equals(holed - box(5, 5, 7, 7) - box(10, 10, 11, 11))
    assert found[2].equals(polygons[2] - box(81, 1, 82, 2))
    assert polygons[1] is holed
