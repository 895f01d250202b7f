"""What a boundaries folder holds: the programme and its parks, looked up by any name."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from geokit.arguments import public_result
from geokit.errors import CatalogError, UnknownNameError
from geokit.i18n import Words
from geokit.land.declared.area import DeclaredArea
from geokit.programme.cited import ListedNames, both
from geokit.programme.lookup import FoundPark, find_park, other_names, several_parks
from geokit.programme.outlines import district_outlines
from geokit.programme.terms import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park, Programme
    from geokit.programme.places import District, Enclave, Partnership, Source
    from geokit.programme.record import Name

Found = TypeVar("Found")

PARK = Words(zh="园区", en="park")
_DISTRICT = Words(zh="区县", en="district")
_PARTNERSHIP = Words(zh="结对", en="partnership")
_SOURCE = Words(zh="来源", en="source")

_SEVERAL: Final = Words(
    zh="“{name}”不是园区名称，而与多个园区有关：{parks}；请写其中之一",
    en="“{name}” is the name of no park; several are built on it, stand in it or have it within them: {parks}; name one of these",
)

_PAIR: Final = Words(zh="{supporter}—{host}", en="{supporter}–{host}")


@public_result
@dataclass(frozen=True)
class Contents:
    """The programme, its parks and its folder; :class:`Catalog` is this with its tables."""

    programme: Programme
    parks: tuple[Park, ...]
    folder: Path

    @property
    def name(self) -> Name:
        """What the programme is called."""
        return self.programme.name

    @property
    def partnerships(self) -> tuple[Partnership, ...]:
        """The pairs of districts."""
        return self.programme.partnerships

    @property
    def districts(self) -> tuple[District, ...]:
        """The districts of both cities."""
        return self.programme.districts

    @property
    def enclaves(self) -> tuple[Enclave, ...]:
        """The reverse enclaves."""
        return self.programme.enclaves

    def __iter__(self) -> Iterator[Park]:
        return iter(self.parks)

    def __len__(self) -> int:
        return len(self.parks)

    def __bool__(self) -> bool:
        # A programme without parks is one all the same.
        return True

    def __getitem__(self, name: str) -> Park:
        return self.park(name)

    def __contains__(self, park: object) -> bool:
        return park in self.parks or (isinstance(park, str) and find_park(self.parks, park) is not None)

    def park(self, name: str) -> Park:
        """Return the park of an id, alias, Chinese or English name, or of what one park alone is built on or stands in.

        Warns
        -----
        UserWarning
            The name is that of the park's base, of a platform above it or of a zone within it, and not its own; or it is
            its own, and that of another's too.

        Raises
        ------
        UnknownNameError
            Nobody has the name; near names are suggested.
        CatalogError
            The name is no park's own, and would find several.

        Examples
        --------
        >>> import geokit as gk
        >>> gk.load_catalog().park("lingrui").id
        'linghai'
        """
        found = self.find(name)
        if found.said is not None:
            warnings.warn(str(found.said), stacklevel=2)
        return found.park

    def find(self, name: str) -> FoundPark:
        """Return what :meth:`park` returns, with the sentence that must be said of the name, or None.

        Raises
        ------
        UnknownNameError
            Nobody has the name; near names are suggested.

        Examples
        --------
        >>> import geokit as gk
        >>> found = gk.load_catalog().find("Longhu Modern Industrial Park")
        >>> found.park.id, found.said.en.startswith("“Longhu Modern Industrial Park” is the base of")
        ('longhu', True)
        """
        found = find_park(self.parks, name)
        if found is None:
            several = several_parks(self.parks, name)
            if several:
                raise CatalogError(_SEVERAL, name=name, parks=ListedNames([park.name for park in several]))
            known = [*(each for park in self.parks for each in park.names), *other_names(self.parks)]
            raise UnknownNameError(name, kind=PARK, known=known, listed=[park.name for park in self.parks])
        return found

    def park_with_id(self, park_id: str) -> Park:
        """Return the park of an id, which no other name is taken for.

        Raises
        ------
        UnknownNameError
            The catalogue has no such park.
        """
        return _named(park_id, PARK, {each.id: each for each in self.parks})

    def district(self, adcode: str) -> District:
        """Return the district of a code.

        Raises
        ------
        UnknownNameError
            The programme has no such district.
        """
        return _named(adcode, _DISTRICT, {each.adcode: each for each in self.districts})

    def partnership(self, partnership_id: str) -> Partnership:
        """Return the partnership of an id.

        Raises
        ------
        UnknownNameError
            The programme has no such partnership.
        """
        return _named(partnership_id, _PARTNERSHIP, {each.id: each for each in self.partnerships})

    def pair_name(self, partnership: Partnership) -> Name:
        """Return what a pair is called: its two districts.

        Examples
        --------
        >>> import geokit as gk
        >>> catalog = gk.load_catalog()
        >>> catalog.pair_name(catalog.partnership("longhua-chaoyang")).en
        'Longhua–Chaoyang'
        """
        supporter, host = self.district(partnership.supporter), self.district(partnership.host)
        return both(_PAIR, supporter=supporter.name, host=host.name)

    def parks_of(self, partnership: Partnership) -> tuple[Park, ...]:
        """Return the parks of a pair."""
        return tuple(park for park in self.parks if park.partnership == partnership.id)

    def outlines(self) -> dict[str, BaseGeometry]:
        """Return the generalised district outlines by code (CGCS2000 degrees), as far as there are any."""
        return district_outlines(district.adcode for district in self.districts)

    def source(self, source_id: str, park: Park | None = None) -> Source:
        """Return a source of the programme, or of one park.

        Raises
        ------
        UnknownNameError
            Neither has such a source.
        """
        sources = (*self.programme.sources, *(park.sources if park else ()))
        return _named(source_id, _SOURCE, {each.id: each for each in sources})

    def published_area(self, partnership: Partnership | None = None) -> DeclaredArea | None:
        """Return the sum of the parks' declared areas with its bound, or None where nothing is published.

        Total and gross planned figures are added, since each speaks of a whole park; the sum is as rough as
        its roughest part.
        """
        parks = self.parks_of(partnership) if partnership else self.parks
        figures = [park.declared_area for park in parks if park.declared_area]
        return DeclaredArea.total(figures, across_kinds=True) if figures else None

    def start_zone_area(self) -> DeclaredArea | None:
        """Return the sum of the start zones' declared areas, or None."""
        zones = [zone for park in self.parks for zone in park.zones if zone.kind is ZoneKind.START_ZONE]
        figures = [zone.declared_area for zone in zones if zone.declared_area]
        return DeclaredArea.total(figures) if figures else None


def _named(name: str, kind: Words, known: Mapping[str, Found]) -> Found:
    if name not in known:
        raise UnknownNameError(name, kind=kind, known=known)
    return known[name]
