"""The link map of any two places: land and sea where they are, a mark only where a way is shortened, names that fit."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from own_programmes import between, programme

from geokit.errors import InputError
from geokit.maps.link_data import LinkData
from geokit.maps.link_layout import to_metres
from geokit.maps.links import link_map
from geokit.programme.catalog import Catalog

if TYPE_CHECKING:
    from pathlib import Path

SUZHOU, HORGOS = ["320505", "320583"], ["654004", "654023"]
SHENZHEN, DONGGUAN = ["440305", "440306", "440309"], ["441900"]
SHANTOU, ZHANJIANG = ["440507", "440511", "440515"], ["440811", "440825", "440881"]
HAIKOU, HARBIN = ["460105", "460106"], ["230102", "230103"]
BERLIN = [("990001", 0, 52.52, 13.40), ("990002", 0, 52.45, 13.58), ("990003", 1, 53.55, 10.00)]


def two(one: list[str], other: list[str], folder: Path) -> Catalog:
    pairs = list(zip(one, other, strict=False))
    return between([("supporter", one), ("host", other)], pairs, folder)


def land(catalog: Catalog, layout: Any, kind: str) -> Any:
    pieces = LinkData(catalog).places.land[layout]
    return shapely.union_all([piece.shape for piece in pieces if piece.kind == kind])


def at(lon: float, lat: float) -> shapely.Point:
    return shapely.Point(to_metres([(lon, lat)])[0])


def test_far_cities_lie_on_their_land_and_what_is_not_known_is_no_sea(tmp_path: Path) -> None:
    catalog = two(SUZHOU, HORGOS, tmp_path)
    neighbours, sea = (land(catalog, "true", kind) for kind in ("neighbour", "sea"))
    lanzhou, steppe, east_china_sea = at(103.8, 36.1), at(76.0, 46.0), at(124.0, 30.5)
    assert neighbours.contains(lanzhou)
    assert sea.contains(east_china_sea)
    assert not neighbours.contains(steppe)
    assert not sea.contains(steppe)


def test_where_nothing_is_known_there_is_neither_land_nor_sea(tmp_path: Path) -> None:
    catalog = programme([("a", "supporter"), ("b", "host")], BERLIN, [(0, 2)], tmp_path)
    payload: Any = LinkData(catalog).payload()
    assert [layout["surroundings"] for layout in payload["layouts"].values()] == [[], [], []]
    assert (payload["thumbnail"]["sea"], payload["thumbnail"]["land"]) == ([], [])
    assert not any(district["has_outline"] for district in payload["districts"])
    assert "district_disc" in payload["legend"]["kinds"]
    # Discs do not cover each other, and are drawn on the page as on paper.
    discs = LinkData(catalog).places.shapes
    assert not discs["990001"].intersects(discs["990002"])
    assert payload["district_shapes"]


def test_neighbours_are_drawn_apart_without_a_mark_that_says_shortened(tmp_path: Path) -> None:
    catalog = two(SHENZHEN, DONGGUAN, tmp_path)
    layouts: Any = LinkData(catalog).payload()["layouts"]
    for name in ("wide", "tall"):
        assert layouts[name]["gap"] is None
        assert layouts[name]["between"]
    link_map(catalog, language="en").save_pdf(tmp_path / "links.pdf")


def test_a_city_that_helps_within_itself_is_not_said_to_be_helped(tmp_path: Path) -> None:
    payload: Any = LinkData(between([("host", SHENZHEN)], [(SHENZHEN[0], SHENZHEN[1])], tmp_path)).payload()
    assert [city["role"] for city in payload["cities"]] == ["both"]
    assert [city["role"] for city in LinkData(two(SHENZHEN, DONGGUAN, tmp_path)).payload()["cities"]] == [
        "supporter",
        "host",
    ]


def test_three_cities_have_panels_of_their_own_and_a_span_of_ways(tmp_path: Path) -> None:
    catalog = between(
        [("supporter", SHENZHEN), ("host", SHANTOU), ("host", ZHANJIANG)],
        [(SHENZHEN[0], SHANTOU[0]), (SHENZHEN[1], ZHANJIANG[1])],
        tmp_path,
    )
    data = LinkData(catalog)
    payload: Any = data.payload()
    assert payload["layouts"]["wide"]["gap"]["km"] == "300–420"
    assert len(payload["thumbnail"]["ways"]) == 2
    for name in ("wide", "tall"):
        layout = data.places.layouts[name]
        frames = {city: shapely.box(*frame) for city, frame in layout.frames.items()}
        for city in data.places.cities:
            for shape in city.districts.values():
                assert frames[city.id].contains(layout.moved(city.id, shape))
        assert not any(one.intersects(other) for one, other in combinations(frames.values(), 2))
        for one, other in product(payload["layouts"][name]["frames"], repeat=2):
            assert one is other or not box(one["reach"]).intersects(box(other["bounds"]))


def box(bounds: Any) -> shapely.Polygon:
    (south, west), (north, east) = bounds
    return shapely.box(west, south, east, north)


def test_one_scale_bar_holds_for_cities_far_north_and_far_south(tmp_path: Path) -> None:
    places = LinkData(two(HAIKOU, HARBIN, tmp_path)).places
    first, second = places.cities
    for name in ("wide", "tall"):
        layout = places.layouts[name]
        drawn = [city.stretch * layout.scales.get(city.id, 1.0) for city in (first, second)]
        assert drawn[0] == pytest.approx(drawn[1], rel=0.02)
    assert places.layouts["true"].scales == {}
    assert second.stretch > 1.3 * first.stretch


def test_a_legend_explains_what_is_drawn_and_nothing_else(tmp_path: Path) -> None:
    legend: Any = LinkData(two(SHENZHEN[:1], DONGGUAN, tmp_path)).payload()["legend"]
    assert legend["widths"] == []
    assert "not_published" in legend["kinds"]
    assert not {"enclave", "enclave_place", "park_schematic", "park_point", "district_disc"} & set(
        legend["kinds"]
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("440305", 0, 52.5, 13.4), "440305"),
        (("440305", 0, 22.5, 13.9), "correct its adcode, or its lat and lon"),
        (("999001", 0, 89.0, 113.9), "too near a pole"),
    ],
)
def test_what_no_map_can_hold_is_refused(
    place: tuple[str, int, float, float], said: str, tmp_path: Path
) -> None:
    catalog = programme([("a", "host")], [place], [(0, 0)], tmp_path)
    with pytest.raises(InputError, match=said):
        link_map(catalog)
    with pytest.raises(InputError, match="no district"):
        link_map(programme([("a", "host")], [], [], tmp_path))


def test_a_point_beside_its_district_moves_nothing_out_of_it(tmp_path: Path) -> None:
    catalog = programme([("a", "host")], [("440305", 0, 22.9, 113.2)], [(0, 0)], tmp_path)
    data = LinkData(catalog)
    payload: Any = data.payload()
    lat, lon = payload["districts"][0]["point"]
    assert data.places.shapes["440305"].contains(shapely.Point(lon, lat))


def test_names_that_no_panel_has_room_for_are_drawn_all_the_same(tmp_path: Path) -> None:
    catalog = two(SHENZHEN, ZHANJIANG, tmp_path)
    long = catalog.programme.cities[0].name.model_copy(
        update={"zh": "粤港澳大湾区" * 7, "en": "Greater Bay Area " * 4}
    )
    update: dict[str, Any] = {
        key: tuple(each.model_copy(update={"name": long}) for each in getattr(catalog.programme, key))
        for key in ("districts", "cities")
    }
    renamed = Catalog(catalog.programme.model_copy(update=update), (), catalog.folder)
    for orientation in ("landscape", "portrait"):
        path = tmp_path / f"{orientation}.pdf"
        link_map(renamed, language="en").save_pdf(path, orientation=orientation)
        assert path.stat().st_size > 10_000
