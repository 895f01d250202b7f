"""Who and where: sources, cities, districts, partnerships, and reverse enclaves, with the points that they are drawn at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from geokit.arguments import public_result
from geokit.i18n import Words
from geokit.programme.cited import Grounds
from geokit.programme.facts import Address, Count, Figure, Statement, UnnamedPark
from geokit.programme.loading import maker_of
from geokit.programme.record import Identifier, Name, PartialDate, Record, Text

if TYPE_CHECKING:
    from geokit.i18n import Language

_WITH_CODE = Words(zh="{name}（{code}）", en="{name} ({code})")


@public_result
class Source(Record):
    """Where a fact was read.

    ``as_of`` is the date that the source speaks of, as exactly as it is known: ``2023-12`` or ``2023``.

    Examples
    --------
    >>> import geokit as gk
    >>> catalog = gk.load_catalog()
    >>> source = catalog.source(catalog["longhu"].figure.source)
    >>> source.id, source.as_of
    ('article', '2023-12')
    """

    id: Identifier
    title: Name
    as_of: PartialDate
    note: Name | None = None
    credit: Text | None = None


class Anchor(Grounds):
    """A point near something whose outline is not public, with an honest uncertainty (WGS 84 degrees).

    ``inferred``: that it lies in this district at all is inferred.
    """

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    uncertainty_m: Annotated[float, Field(gt=0)]
    derivation: Name


class City(Record):
    """A city of the programme; the districts of the supporting one help those of the host."""

    id: Identifier
    name: Name
    role: Literal["supporter", "host"]


@public_result
class District(Record):
    """A district with its administrative code (GB/T 2260) and a point in its seat (WGS 84 degrees).

    Examples
    --------
    >>> import geokit as gk
    >>> gk.load_catalog().districts[0].with_code("en")
    'Luohu (440303)'
    """

    adcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    city: Identifier
    name: Name
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]

    def with_code(self, language: Language) -> str:
        """Return its name and its administrative code."""
        return _WITH_CODE.render(language, name=self.name, code=self.adcode)


@public_result
class Partnership(Grounds):
    """A pair of districts, by their codes: the supporter helps, the host has the land.

    ``unnamed_park`` is what is said of a park of theirs that was unveiled without a name or a figure.

    Examples
    --------
    >>> import geokit as gk
    >>> catalog = gk.load_catalog()
    >>> [park.id for park in catalog.parks_of(catalog.partnerships[0])]
    ['linghai']
    """

    id: Identifier
    supporter: str
    host: str
    source: Identifier
    as_of: PartialDate | None = None
    unnamed_park: UnnamedPark | None = None


@public_result
class Enclave(Record):
    """A reverse enclave: a place that a host district keeps in its supporter's city.

    Examples
    --------
    >>> import geokit as gk
    >>> [enclave.name.en for enclave in gk.load_catalog().enclaves]
    ['Guangming–Jinping Industrial Synergy Base', 'Longhu (Pingshan) Collaborative Innovation Exchange Centre']
    """

    id: Identifier
    name: Name
    partnership: Identifier
    district: str
    anchor: Anchor
    address: Address | None = None
    floor_area: Figure | None = None
    counts: tuple[Count, ...] = ()
    statements: tuple[Statement, ...] = ()


# After pydantic has looked at the classes: what it reads from files does not come by here.
for _model in (Enclave, Partnership, District, Source):
    _model.__init__ = maker_of(_model)  # type: ignore[method-assign]
