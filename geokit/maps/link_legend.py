"""What the legend of a link map has to explain: only what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.maps.link_classes import area_class

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from geokit.maps.link_surroundings import Land
    from geokit.page.payload import Json
    from geokit.programme.catalog import Catalog


def legend_of(catalog: Catalog, outlines: Collection[str], around: Iterable[Land]) -> Json:
    """Return the classes of ribbons and the kinds of signs that a catalogue's map has.

    Parameters
    ----------
    catalog : Catalog
        What is drawn.
    outlines : collection of str
        The codes of districts whose outline is known.
    around : iterable of Land
        What lies about its cities.

    Examples
    --------
    >>> from geokit.programme.catalog import load_catalog
    >>> legend = legend_of(load_catalog(), [], [])
    >>> legend["widths"], "district_alone" in legend["kinds"], "neighbour" in legend["kinds"]
    ([0, 1, 3], True, False)
    """
    areas = [catalog.published_area(pair) for pair in catalog.partnerships]
    helping = {pair.supporter for pair in catalog.partnerships}
    helped = {pair.host for pair in catalog.partnerships}
    lands = {land.kind for land in around}
    inferred = [enclave.anchor.inferred for enclave in catalog.enclaves]
    figures = [park.figure for park in catalog.parks]
    drawn = {
        "not_published": None in areas,
        "enclave": bool(catalog.enclaves),
        "enclave_place": not all(inferred),
        "enclave_place_inferred": any(inferred),
        "district_host": bool(helped),
        "district_supporter": bool(helping - helped),
        "district_alone": "city" in lands or any(
            district.adcode not in helping | helped for district in catalog.districts
        ),
        "district_disc": any(district.adcode not in outlines for district in catalog.districts),
        "neighbour": "neighbour" in lands,
        "park_schematic": any(figures),
        "park_point": None in figures,
    }  # fmt: skip
    return {
        "widths": sorted({area_class(area.value) for area in areas if area}),
        "kinds": [kind for kind, is_drawn in drawn.items() if is_drawn],
    }
