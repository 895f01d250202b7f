"""Programmes that are not two cities with pairs between them: the first of a new user is one district with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from own_programmes import programme

from geokit.maps.link_data import LinkData
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.programme.catalog import Catalog

HOST, BOTH = [("a", "host")], [("a", "supporter"), ("b", "host")]
NEAR = [("440306", 0, 22.6, 113.9), ("440305", 0, 22.54, 113.94)]
CASES = {
    "a district with itself": (HOST, [("440515", 0, 23.46, 116.77)], [(0, 0)]),
    "one that no outline is known of": (HOST, [("999001", 0, 23.46, 116.77)], [(0, 0)]),
    "two at one place": (HOST, [("999001", 0, 23.0, 113.0), ("999002", 0, 23.0, 113.0)], [(0, 1)]),
    "within one city": (HOST, NEAR, [(0, 1), (1, 0), (0, 0)]),
    "three cities": (
        [*BOTH, ("c", "host")],
        [NEAR[0], ("440515", 1, 23.46, 116.77), ("441502", 2, 22.78, 115.36)],
        [(0, 1), (0, 2), (1, 2)],
    ),
    "two sides at one place": (
        BOTH,
        [("999001", 0, 23.0, 113.0), ("999002", 1, 23.0, 113.0)],
        [(0, 1), (0, 0)],
    ),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Catalog:
    return programme(*request.param, tmp_path)


def test_every_pair_is_drawn_in_every_layout(catalog: Catalog) -> None:
    payload: Any = LinkData(catalog).payload()
    for layout in payload["layouts"].values():
        assert layout["ribbons"].keys() == {pair.id for pair in catalog.partnerships}
        for ribbon in layout["ribbons"].values():
            steps = np.diff(np.array(ribbon["axis"]), axis=0)
            assert np.hypot(*steps.T).sum() > 0.005
    sides = {catalog.programme.cities[0].role} | {city.role for city in catalog.programme.cities}
    assert (payload["thumbnail"] is not None) is (len(sides) > 1)


def test_it_opens_quietly_and_goes_on_paper(
    catalog: Catalog, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    m = link_map(catalog, language="en")
    opened = open_page(m)
    page = opened.page
    assert opened.faults == []
    assert page.locator(".gk-pair").count() == len(catalog.partnerships)
    assert page.locator(".gk-thumb").count() == (len({each.role for each in catalog.programme.cities}) > 1)
    if len(catalog.programme.cities) != 2:
        assert "Two cities" not in page.locator("body").inner_text()
    m.save_pdf(tmp_path / "links.pdf")
    m.save_pdf(tmp_path / "upright.pdf", orientation="portrait")
