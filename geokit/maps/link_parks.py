"""The maps of parks in the page of a link map: each as :func:`geokit.park_map` draws it, for the same reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from folium.utilities import camelize

from geokit.auditing.report import AuditReport
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.maps.park import park_map
from geokit.page.document import InnerPage
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.i18n import Language
    from geokit.page.marks import Marks
    from geokit.parcels.given import ParcelsLike
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park

_TWICE = Words(zh="parks 中“{park}”给了两次", en="parks names “{park}” twice")
_NOT_AUDITED = Words(
    zh="为“{park}”给的报告没有核查该园区", en="the report given for “{park}” did not audit it"
)
_NO_PARK = Words(
    zh="parks 给的报告没有核查任何园区；请用 audit(park, …) 或 audit_catalog(…) 的报告",
    en="the report given as parks audited no park; give one of audit(park, …) or audit_catalog(…)",
)

# What a park's map sets; the map of the file is another's, which sets more.
_OWN_OPTIONS = ("zoom_snap", "max_zoom")
_PLAIN_OPTIONS = {"zoomDelta": 1}

Given = tuple["ParcelsLike | None", "AuditReport | None"]


def park_pages(
    catalog: Catalog,
    parks: Literal["outlines", "parcels"] | AuditReport | Mapping[str, ParcelsLike | AuditReport],
    *,
    language: Language | None,
    marks: Marks,
) -> tuple[InnerPage, ...]:
    """Return the pages of parks, in the order of the catalogue or of the mapping.

    Parameters
    ----------
    catalog : Catalog
        Whose parks they are.
    parks : {"outlines", "parcels"}, AuditReport or mapping
        As :func:`geokit.link_map` takes it.
    language : {"zh", "en"}, optional
        What the pages open in.
    marks : Marks
        Decide what of each park the reader may see.

    Raises
    ------
    UnknownNameError
        The catalogue has no park of a name.
    InputError
        A park is named twice, or a report did not audit it.
    """
    return tuple(
        _page(park, parcels, report, catalog, language, marks)
        for park, (parcels, report) in _given(catalog, parks)
    )


def _given(catalog: Catalog, parks: object) -> Iterator[tuple[Park, Given]]:
    if isinstance(parks, AuditReport):
        found = [audited.park for audited in parks.audited if audited.park]
        if not found:
            raise InputError(_NO_PARK)
        yield from ((park, (None, parks)) for park in found)
    elif isinstance(parks, Mapping):
        yield from _named(catalog, parks)
    else:
        # A table without parcels keeps those that park.toml names out.
        none = parcel_frame({}, []) if parks == "outlines" else None
        yield from ((park, (none, None)) for park in catalog.parks)


def _named(catalog: Catalog, parks: Mapping[str, ParcelsLike | AuditReport]) -> Iterator[tuple[Park, Given]]:
    seen = set()
    for name, source in parks.items():
        park = catalog.park(name)
        if park.id in seen:
            raise InputError(_TWICE, park=park.id)
        seen.add(park.id)
        if not isinstance(source, AuditReport):
            yield park, (source, None)
        elif park.id in {audited.name for audited in source.audited}:
            yield park, (None, source)
        else:
            raise InputError(_NOT_AUDITED, park=park.id)


def _page(
    park: Park,
    parcels: ParcelsLike | None,
    report: AuditReport | None,
    catalog: Catalog,
    language: Language | None,
    marks: Marks,
) -> InnerPage:
    m = park_map(park, parcels, report, catalog=catalog, language=language, marks=marks)
    own = {camelize(name): m.options[name] for name in _OWN_OPTIONS}
    return InnerPage(park.id, m.page, {"map": _PLAIN_OPTIONS | own, "pair": park.partnership})
