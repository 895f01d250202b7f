from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geokit.maps.link_data import LinkData
from geokit.maps.link_layout import CityLand, to_metres
from geokit.programme.catalog import Catalog, load_catalog
from geokit.programme.model import Programme

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.maps.link_places import LinkPlaces

LAYOUTS = ("wide", "tall", "true")


@pytest.fixture(scope="module")
def places() -> LinkPlaces:
    return LinkData(load_catalog()).places


@pytest.fixture(scope="module")
def layouts(places: LinkPlaces) -> dict[str, Any]:
    return dict(places.payload()["layouts"])


def width_km(places: LinkPlaces, name: Any) -> float:
    west, _, east, _ = places.layouts[name].bounds
    return (east - west) * places.ground / 1000


def line(points: list[list[float]]) -> shapely.LineString:
    return shapely.LineString(to_metres(np.array(points)[:, ::-1]))


def ring(points: list[list[float]]) -> shapely.Polygon:
    return shapely.Polygon(to_metres(np.array(points)[:, ::-1]))


def box(bounds: list[list[float]]) -> shapely.Polygon:
    (west, south), (east, north) = to_metres(np.array(bounds)[:, ::-1])
    return shapely.box(west, south, east, north)


def moved_districts(places: LinkPlaces, name: Any) -> dict[str, Any]:
    layout = places.layouts[name]
    return {
        code: layout.moved(city.id, shape) for city in places.cities for code, shape in city.districts.items()
    }


def test_the_middle_of_a_city_is_that_of_all_its_land() -> None:
    """Land that an outline goes round twice is land, too."""
    twice = shapely.Polygon([(0, 0), (3, 0), (3, 2), (1, 2), (1, 1), (2, 1), (2, 3), (0, 3)])
    whole = shapely.union(shapely.box(0, 0, 3, 2), shapely.box(0, 0, 2, 3))
    middle = CityLand("city", is_helping=False, districts={"440500": twice}).middle
    assert middle.tolist() == pytest.approx(shapely.get_coordinates(whole.centroid)[0].tolist())


def test_districts_are_large_at_the_width_of_a_notebook_and_of_a_phone(places: LinkPlaces) -> None:
    assert 960 / width_km(places, "wide") > 3.65
    assert 360 / width_km(places, "tall") > 3.4
    west, south, east, north = places.layouts["wide"].bounds
    assert (north - south) / (east - west) * 960 < 530


def test_a_city_is_moved_and_never_scaled(places: LinkPlaces) -> None:
    for name in LAYOUTS:
        shifts = places.layouts[name].shifts
        assert shifts["shenzhen"] == (0.0, 0.0)
        assert (shifts["shantou"] == (0.0, 0.0)) is (name == "true")
        for city in places.cities:
            for shape in city.districts.values():
                offsets = shapely.get_coordinates(
                    places.layouts[name].moved(city.id, shape)
                ) - shapely.get_coordinates(shape)
                np.testing.assert_allclose(offsets - shifts[city.id], 0, atol=1e-6)


@pytest.mark.parametrize("name", ["wide", "tall"])
def test_panels_hold_their_city_and_stand_apart(
    places: LinkPlaces, layouts: dict[str, Any], name: str
) -> None:
    frames = {frame["city"]: box(frame["bounds"]) for frame in layouts[name]["frames"]}
    districts = moved_districts(places, name)
    for district in places.catalog.districts:
        assert frames[district.city].contains(districts[district.adcode])
    one, other = frames.values()
    assert one.distance(other) > 25_000
    assert box(layouts[name]["bounds"]).buffer(1).contains(shapely.union_all(list(frames.values())))
    mark = line([layouts[name]["gap"]["from"], layouts[name]["gap"]["to"]])
    assert mark.length == pytest.approx(one.distance(other), abs=5)
    assert layouts[name]["gap"]["km"] == 280


def test_the_true_geography_has_no_panels_and_no_gap(layouts: dict[str, Any]) -> None:
    assert layouts["true"]["frames"] == []
    assert layouts["true"]["gap"] is None


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_link_crosses_another(layouts: dict[str, Any], name: str) -> None:
    drawn = {**layouts[name]["ribbons"], **layouts[name]["flows"]}
    assert len(drawn) == 9
    axes = {link: line(ribbon["axis"]) for link, ribbon in drawn.items()}
    crossing = [pair for pair in combinations(axes, 2) if axes[pair[0]].crosses(axes[pair[1]])]
    assert crossing == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_ribbon_runs_from_edge_to_edge_and_tapers(
    places: LinkPlaces, layouts: dict[str, Any], name: str
) -> None:
    districts = moved_districts(places, name)
    for pair in places.catalog.partnerships:
        ribbon = layouts[name]["ribbons"][pair.id]
        axis = line(ribbon["axis"])
        for code, at in ((pair.supporter, 0), (pair.host, -1)):
            end = shapely.Point(axis.coords[at])
            # A little over the rim, so that it begins in this district also where three meet, and then out for good.
            over = end.distance(districts[code].boundary)
            radius = np.sqrt(max(shapely.area(shapely.get_parts(districts[code]))) / np.pi)
            assert 0.05 * radius < over < 0.2 * radius
            assert districts[code].contains(end)
            assert axis.intersection(districts[code]).length < 0.75 * radius
        if places.catalog.published_area(pair) is None:
            assert ribbon["outline"] == []
        else:
            widths = [
                ring(ribbon["outline"]).intersection(across(axis, share)).length for share in (0.02, 0.98)
            ]
            assert widths[0] > 2.2 * widths[1]
            assert ribbon["outline"][0] == ribbon["outline"][-1]


def across(axis: shapely.LineString, share: float) -> shapely.LineString:
    """A short line across an axis."""
    here, ahead = (
        np.array(axis.interpolate(each, normalized=True).coords[0]) for each in (share, share + 0.001)
    )
    way = (ahead - here) / np.hypot(*(ahead - here))
    off = np.array([-way[1], way[0]]) * 4_000
    return shapely.LineString([here - off, here + off])


@pytest.mark.parametrize("name", LAYOUTS)
def test_ribbons_leave_names_free(places: LinkPlaces, layouts: dict[str, Any], name: str) -> None:
    districts = moved_districts(places, name)
    partners = {code for pair in places.catalog.partnerships for code in (pair.supporter, pair.host)}
    middles = shapely.points([districts[code].representative_point().coords[0] for code in sorted(partners)])
    for pair in places.catalog.partnerships:
        axis = line(layouts[name]["ribbons"][pair.id]["axis"])
        assert shapely.distance(axis, middles).min() > 1_000


def test_no_ribbon_is_wider_than_a_fifth_of_a_district(places: LinkPlaces) -> None:
    partners = {code for pair in places.catalog.partnerships for code in (pair.supporter, pair.host)}
    shapes = [city.districts[code] for city in places.cities for code in city.districts if code in partners]
    diameters = 2 * np.sqrt(shapely.area(shapes) / np.pi)
    assert max(places.widths_m) <= diameters.min() / 5 + 1e-6
    assert list(places.widths_m) == sorted(places.widths_m)


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_enclave_flows_back_beside_its_pair(
    places: LinkPlaces, layouts: dict[str, Any], name: str
) -> None:
    for enclave in places.catalog.enclaves:
        flow, pair = layouts[name]["flows"][enclave.id], places.catalog.partnership(enclave.partnership)
        axis, ribbon = line(flow["axis"]), line(layouts[name]["ribbons"][pair.id]["axis"])
        # It begins where help arrives.
        start, end = (shapely.Point(axis.coords[at]) for at in (0, -1))
        assert start.distance(shapely.Point(ribbon.coords[-1])) < 4_000
        assert end.distance(line([layouts[name]["enclaves"][enclave.id]] * 2)) < 1_600
        assert axis.interpolate(0.5, normalized=True).distance(ribbon) < 4_000
        assert ring(flow["outline"]).area > 0


@pytest.mark.parametrize("name", LAYOUTS)
def test_names_and_badges_stand_beside_the_districts(
    places: LinkPlaces, layouts: dict[str, Any], name: str
) -> None:
    land = shapely.union_all(list(moved_districts(places, name).values()))
    layout = layouts[name]
    spots = [*layout["city_names"].values(), *layout["badges"].values()]
    assert len(spots) == 2 + len(places.catalog.parks)
    for spot in spots:
        assert not land.contains(line([spot] * 2).centroid)
        assert box(layout["bounds"]).contains(line([spot] * 2).centroid)


def test_the_same_programme_gives_the_same_layouts(layouts: dict[str, Any]) -> None:
    assert LinkData(load_catalog()).places.payload()["layouts"] == layouts


def test_districts_without_outlines_are_laid_out_as_discs(
    make_catalog: Callable[..., Catalog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalog, "outlines", lambda _: {})
    payload: Any = LinkData(make_catalog()).payload()
    for name in LAYOUTS:
        layout = payload["layouts"][name]
        assert set(layout["ribbons"]) == {"one", "two", "three"}
        axes = [line(ribbon["axis"]) for ribbon in layout["ribbons"].values()]
        assert not any(one.crosses(other) for one, other in combinations(axes, 2))


def changed(catalog: Catalog, **update: Any) -> Catalog:
    programme = catalog.programme.model_copy(update=update)
    parks = tuple(
        park for park in catalog.parks if park.partnership in {pair.id for pair in programme.partnerships}
    )
    return Catalog(Programme.model_validate(programme.model_dump(by_alias=True)), parks, catalog.folder)


def test_one_city_alone_has_one_panel(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    pair = catalog.partnerships[0].model_copy(update={"host": "440304"})
    districts = tuple(each for each in catalog.districts if each.city == "a")
    alone = changed(catalog, districts=districts, partnerships=(pair,), enclaves=())
    alone = Catalog(alone.programme, (), alone.folder)
    payload: Any = LinkData(alone).payload()
    for name in ("wide", "tall"):
        layout = payload["layouts"][name]
        assert [frame["city"] for frame in layout["frames"]] == ["a"]
        assert layout["gap"] is None
        assert len(layout["ribbons"]["one"]["axis"]) > 2


def test_a_programme_without_pairs_is_laid_out(make_catalog: Callable[..., Catalog]) -> None:
    empty = changed(make_catalog(), partnerships=(), enclaves=())
    payload: Any = LinkData(empty).payload()
    assert all(layout["ribbons"] == {} for layout in payload["layouts"].values())


def test_many_pairs_find_their_lanes() -> None:
    catalog = load_catalog()
    helping = [each.adcode for each in catalog.districts if each.city == "shenzhen"]
    hosts = [each.adcode for each in catalog.districts if each.city == "shantou"]
    pairs = [
        catalog.partnerships[0].model_copy(update={"id": f"{one}-{other}", "supporter": one, "host": other})
        for at, one in enumerate(helping)
        for other in (hosts[at % 7], hosts[(at + 3) % 7])
    ]
    crowded = changed(catalog, partnerships=tuple(pairs), enclaves=())
    layout: Any = LinkData(crowded).places.payload()["layouts"]
    marks = np.array([ribbon["mark"] for ribbon in layout["wide"]["ribbons"].values()])
    assert len(np.unique(marks[:, 0])) == len(pairs) == 18


def test_neighbours_and_coast_are_clipped_to_the_panels(places: LinkPlaces, layouts: dict[str, Any]) -> None:
    wide = layouts["wide"]
    names = {piece["name"]["en"] for piece in wide["surroundings"] if piece["kind"] == "neighbour"}
    assert {"Dongguan", "Huizhou", "Hong Kong", "Jieyang", "Chaozhou"} <= names
    # A page that has room shows more above and below.
    reach = shapely.union_all([box(frame["reach"]) for frame in wide["frames"]]).buffer(50)
    assert all(reach.contains(piece.shape) for piece in places.land["wide"])
    for frame in wide["frames"]:
        assert box(frame["reach"]).contains(box(frame["bounds"]).buffer(-1))
    frames = shapely.union_all([box(frame["bounds"]) for frame in wide["frames"]]).buffer(50)
    on_paper = [
        shapely.transform(shape, to_metres) for shape in places.drawn("wide").land if not shape.is_empty
    ]
    assert all(frames.contains(shape) for shape in on_paper)
    # What both cities' districts do not cover is the sea or a neighbour.
    assert not any(piece["kind"] == "city" for piece in wide["surroundings"])


def test_the_rest_of_a_city_lies_under_its_districts(make_catalog: Callable[..., Catalog]) -> None:
    surroundings: Any = LinkData(make_catalog()).places.payload()["layouts"]["wide"]["surroundings"]
    assert {piece["city"] for piece in surroundings if piece["kind"] == "city"} == {"a", "b"}


def test_no_park_stands_on_a_district_of_its_city_that_the_programme_does_not_name() -> None:
    catalog = load_catalog()
    for pair in catalog.partnerships:
        both = tuple(each for each in catalog.districts if each.adcode in (pair.supporter, pair.host))
        alone = changed(catalog, districts=both, partnerships=(pair,), enclaves=())
        places = LinkData(alone).places
        for name, layout in dict(places.payload()["layouts"]).items():
            rest = shapely.union_all([piece.shape for piece in places.land[name] if piece.city == "shantou"])
            assert rest.area > 0
            assert not any(rest.contains(line([spot] * 2).centroid) for spot in layout["badges"].values())


def test_without_an_outline_file_there_is_no_land(
    make_catalog: Callable[..., Catalog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geokit.maps.link_surroundings.city_outlines", lambda _: ())
    payload: Any = LinkData(make_catalog()).payload()
    assert payload["layouts"]["wide"]["surroundings"] == []
    assert payload["thumbnail"]["land"] == []


def test_the_thumbnail_shows_both_cities_and_the_coast(places: LinkPlaces) -> None:
    thumbnail: Any = places.payload()["thumbnail"]
    assert thumbnail["km"] == 280
    (shenzhen, shantou) = thumbnail["cities"]
    assert shenzhen["centre"][0] < shantou["centre"][0]
    assert shenzhen["centre"][1] > shantou["centre"][1]
    land = shapely.union_all([shapely.Polygon(each).buffer(0) for each in thumbnail["land"]])
    share = land.area / (thumbnail["width"] * thumbnail["height"])
    assert 0.3 < share < 0.9
