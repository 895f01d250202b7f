from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.maps.link_title import link_title
from geokit.programme.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable


def with_parts(catalog: Catalog, pairs: int, parks: tuple[Any, ...]) -> Catalog:
    programme = catalog.programme.model_copy(update={"partnerships": catalog.partnerships[:pairs]})
    return Catalog(programme, parks, catalog.folder)


def test_the_title_is_a_sentence_made_from_figures() -> None:
    title = link_title(load_catalog())
    assert title.zh == "7 对结对、5 个园区，已公布用地至少约2.17万亩；4 对尚未公布面积"
    assert (
        title.en
        == "7 partnerships, 5 parks: at least about 21,700 mu of land published; 4 pairs publish no area"
    )


def test_one_pair_and_one_park_are_singular(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    linghai = catalog.park("linghai")
    title = link_title(with_parts(catalog, 1, (linghai,)))
    assert title.zh == "1 对结对、1 个园区，已公布用地1.76万亩"
    assert title.en == "1 partnership, 1 park: 1.76万亩 (17,600 mu) of land published"
    # One pair more, which publishes nothing: the figure is a lower bound.
    title = link_title(with_parts(catalog, 2, (linghai,)))
    assert title.zh == "2 对结对、1 个园区，已公布用地至少1.76万亩；1 对尚未公布面积"
    assert (
        title.en
        == "2 partnerships, 1 park: at least 1.76万亩 (17,600 mu) of land published; 1 pair publishes no area"
    )


def test_nothing_published_is_said(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    title = link_title(with_parts(catalog, 3, (catalog.park("haojiang"),)))
    assert title.zh == "3 对结对、1 个园区，均未公布面积"
    assert title.en == "3 partnerships, 1 park: no area published"
    assert link_title(with_parts(catalog, 0, ())).en == "0 partnerships: no area published"
