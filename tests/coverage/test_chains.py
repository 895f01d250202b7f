"""Edges merged into chains."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geokit.coverage.chains import Chains, merge_lines

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats


def net(seed: int, edges: int = 60) -> Floats:
    """Return edges of a lattice, each once: of its nodes some have one of them, others two to four."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(8.0), np.arange(8.0))
    nodes = np.stack([x, y], axis=-1)
    along = np.stack([nodes[:, :-1], nodes[:, 1:]], axis=2).reshape(-1, 2, 2)
    up = np.stack([nodes[:-1], nodes[1:]], axis=2).reshape(-1, 2, 2)
    some = rng.permutation(np.concatenate([along, up]))[:edges]
    turned = rng.random(edges) < 0.5
    some[turned] = some[turned, ::-1]
    return some


def undirected(lines: list[shapely.LineString]) -> list[str]:
    return sorted(shapely.to_wkt(shapely.normalize(lines)).tolist())


@pytest.mark.parametrize("seed", range(6))
def test_edges_are_merged_wherever_two_meet_and_no_third_does(seed: int) -> None:
    edges = net(seed, 20 + 12 * seed)
    merged = shapely.line_merge(shapely.multilinestrings(edges))
    assert undirected(list(merge_lines(edges))) == undirected(list(shapely.get_parts(merged)))


@pytest.mark.parametrize("seed", range(3))
def test_chains_know_which_edge_they_run_along_and_which_way(seed: int) -> None:
    edges = net(seed)
    chains = Chains.of(edges)
    own = edges[chains.edges]
    own[chains.turned] = own[chains.turned, ::-1]
    assert sorted(chains.edges.tolist()) == [*range(len(edges))]
    assert 0 < chains.turned.sum() < len(edges)
    assert chains.segments.tolist() == own.tolist()
    lines = chains.lines()
    assert [shapely.get_coordinates(line).tolist() for line in lines] == [
        chains.points[chains.offsets[at] : chains.offsets[at + 1]].tolist() for at in range(len(lines))
    ]
    assert chains.numbers[chains.offsets[:-1]].tolist() == [*range(len(lines))]
    assert chains.offsets[-1] == len(chains.points) == len(edges) + len(lines)
    points, numbers = chains.taken(np.array([3, 1]))
    assert [points[numbers == at].tolist() for at in (0, 1)] == [
        shapely.get_coordinates(lines[at]).tolist() for at in (3, 1)
    ]


def test_a_chain_that_is_closed_ends_where_it_begins() -> None:
    corners = np.array([[0, 0], [5, 0], [5, 5]], dtype=float)
    chains = Chains.of(np.stack([corners, np.roll(corners, -1, axis=0)], axis=1))
    assert len(chains.lines()) == 1
    assert chains.points[0].tolist() == chains.points[-1].tolist()
    assert len(chains.points) == 4


def test_of_no_edges_there_is_no_chain() -> None:
    assert len(merge_lines(np.empty((0, 2, 2)))) == 0


@pytest.mark.parametrize("form", ["array_kernel", "loop_kernel"])
def test_a_line_is_walked_from_an_open_end_and_not_from_what_meets_the_first(form: str) -> None:
    walk_lines = importlib.import_module(f"geokit.coverage.{form}").walk_lines
    # The first segment lies between the two others.
    ends, chains = walk_lines(np.array([2, 4, 0, -1, 1, -1]))
    assert (ends.tolist(), chains.tolist()) == ([3, 2, 1, 5], [0] * 4)
