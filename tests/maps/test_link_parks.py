"""A link map that holds the maps of its parks: which, for whom, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.maps.links import link_map
from geokit.maps.park import park_map
from geokit.page.payload import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog


def payloads(m: Any) -> dict[str, Any]:
    return {each.id: each.payload() for each in m.page.inner}


def test_without_being_asked_it_holds_none(make_catalog: Callable[..., Catalog]) -> None:
    m = link_map(make_catalog())
    assert (m.page.inner, m.page.script) == ((), "links.js")
    assert "gk-view-" not in m.get_root().render().partition("<body")[2].partition("gk-data")[0]


def test_outlines_are_all_parks_without_parcels(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    held = payloads(link_map(catalog, parks="outlines"))
    assert list(held) == [park.id for park in catalog.parks]
    assert [each["parcels"] for each in held.values()] == [[]] * len(held)


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_each_park_is_as_its_own_map_has_it(
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    make_report: Callable[..., AuditReport],
    audience: Any,
) -> None:
    catalog, report = make_catalog(), make_report()
    park = catalog.park("linghai")
    for source, alone in (
        (report, park_map(park, report=report, catalog=catalog, audience=audience)),
        ({"linghai": make_parcels()}, park_map(park, make_parcels(), catalog=catalog, audience=audience)),
        ({"linghai": report}, park_map(park, report=report, catalog=catalog, audience=audience)),
    ):
        [inner] = link_map(catalog, parks=source, audience=audience).page.inner
        assert to_json(inner.page.payload()) == to_json(alone.page.payload())


def test_what_the_public_may_not_see_is_nowhere_in_the_file(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report("机密地块")
    assert "机密地块" in link_map(make_catalog(), parks=report).get_root().render()
    page = link_map(make_catalog(), parks=report, audience="public").get_root().render()
    # The planned parcel C and the village of A are not for the public; nor is any finding.
    assert "南村" not in page
    assert '"C"' not in page
    assert "重叠" not in page


def test_the_library_and_each_script_stand_in_the_file_once(make_catalog: Callable[..., Catalog]) -> None:
    page = link_map(make_catalog(), parks="outlines").get_root().render()
    assert page.count("Leaflet 1.9") == 1
    assert page.count('id="gk-data"') == 1
    assert len(re.findall(r'<script type="application/json" id="gk-view-\d+">', page)) == 2


def test_what_is_no_such_choice_is_refused(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> None:
    catalog, report = make_catalog(), make_report()
    with pytest.raises(OptionError, match="parks"):
        link_map(catalog, parks="all")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="parks"):
        link_map(catalog, parks=True)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="nowhere"):
        link_map(catalog, parks={"nowhere": report})
    with pytest.raises(InputError, match="twice"):
        link_map(catalog, parks={"linghai": report, catalog.park("linghai").name.zh: report})
    other = next(park.id for park in catalog.parks if park.id != "linghai")
    with pytest.raises(InputError, match="did not audit"):
        link_map(catalog, parks={other: report})
