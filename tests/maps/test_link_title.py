from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.land.declared.area import DeclaredArea
from geokit.maps.link_title import at_least, link_title
from geokit.programme.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable


def with_parts(catalog: Catalog, pairs: int, parks: tuple[Any, ...]) -> Catalog:
    programme = catalog.programme.model_copy(update={"partnerships": catalog.partnerships[:pairs]})
    return Catalog(programme, parks, catalog.folder)


def test_the_title_is_a_sentence_made_from_figures() -> None:
    title = link_title(load_catalog())
    assert title.zh == "7 对结对、5 个园区，已公布用地至少约 2.17 万亩；4 对尚未公布面积"
    assert (
        title.en
        == "7 partnerships, 5 parks: at least about 21,700 mu of land published; 4 pairs publish no area"
    )


def test_one_pair_and_one_park_are_singular(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    linghai = catalog.park("linghai")
    title = link_title(with_parts(catalog, 1, (linghai,)))
    assert title.zh == "1 对结对、1 个园区，已公布用地 1.76 万亩"
    assert title.en == "1 partnership, 1 park: 17,600 mu of land published"
    # One pair more, which publishes nothing: the figure is a lower bound.
    title = link_title(with_parts(catalog, 2, (linghai,)))
    assert title.zh == "2 对结对、1 个园区，已公布用地至少 1.76 万亩；1 对尚未公布面积"
    assert (
        title.en == "2 partnerships, 1 park: at least 17,600 mu of land published; 1 pair publishes no area"
    )


def test_nothing_published_is_said(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    title = link_title(with_parts(catalog, 3, (catalog.park("haojiang"),)))
    assert title.zh == "3 对结对、1 个园区，均未公布面积"
    assert title.en == "3 partnerships, 1 park: no area published"
    assert link_title(with_parts(catalog, 0, ())).en == "0 partnerships: no area published"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("330亩", "至少330 亩", "at least 330 mu"),
        ("约330亩", "至少约330 亩", "at least about 330 mu"),
        ("不小于3808亩", "不小于3,808 亩", "at least 3,808 mu"),
        ("不超过3808亩", "不超过3,808 亩", "at most 3,808 mu"),
    ],
)
def test_a_figure_is_a_lower_bound_where_land_is_missing_from_it(text: str, zh: str, en: str) -> None:
    found = at_least(DeclaredArea.parse(text), has_more=True)
    assert (found.zh, found.en) == (zh, en)
    figure = DeclaredArea.parse(text)
    assert at_least(figure, has_more=False).en == figure.localize("en")
