"""The model of a programme: what its documents say, and where its land lies.

Coordinates of points are WGS 84 degrees, latitude and longitude named apart; boundaries keep the coordinate
system of their file.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, PrivateAttr, StringConstraints, model_validator

from geokit.arguments import public_result
from geokit.i18n import Language, Words, current_language
from geokit.land.declared.area import AreaKind, DeclaredArea
from geokit.programme.files import BoundaryFile, ParcelFile, Reference
from geokit.programme.loading import maker_of
from geokit.programme.record import Identifier, Name, PartialDate, Record
from geokit.programme.terms import Basis, ZoneKind, ZoneStatus
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.land.units import Area
    from geokit.programme.outlines import Boundary

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
    credit: str | None = None


class Figure(Record):
    """An area as a source writes it: text, kind, source and date; parsed, and kept as written."""

    text: str
    kind: AreaKind
    source: Identifier
    as_of: PartialDate
    method: Literal["statutory", "ellipsoidal", "planar", "geodesic"] | None = None
    _declared: DeclaredArea = PrivateAttr()

    @model_validator(mode="after")
    def _parse(self) -> Figure:
        self._declared = DeclaredArea.parse(self.text, kind=self.kind, method=self.method, as_of=self.as_of)
        return self

    @property
    def declared(self) -> DeclaredArea:
        """The figure with its half-unit and bound."""
        return self._declared


class Statement(Record):
    """A dated sentence of a source. ``due`` is the date that it says something will have happened by."""

    text: Name
    source: Identifier
    as_of: PartialDate
    due: PartialDate | None = None


class ProgrammeFigure(Record):
    """A count that a source prints about the programme. Never an area."""

    id: Identifier
    name: Name
    value: float
    unit: Name
    source: Identifier
    as_of: PartialDate


class Anchor(Record):
    """A point near something whose outline is not public, with an honest uncertainty (WGS 84 degrees)."""

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
class Partnership(Record):
    """A pair of districts, by their codes: the supporter helps, the host has the land.

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
    address: Name | None = None
    floor_area: Figure | None = None
    statements: tuple[Statement, ...] = ()


class Placed(Record):
    """Something with an outline, which is read when it is first asked for."""

    id: Identifier
    name: Name
    boundary_file: BoundaryFile | None = Field(default=None, alias="boundary")
    figure: Figure | None = Field(default=None, alias="declared_area")
    anchor: Anchor | None = None
    statements: tuple[Statement, ...] = ()
    _folder: Path = PrivateAttr(default=Path())

    def model_post_init(self, context: Any, /) -> None:
        """Remember the folder that the boundary file lies in."""
        if context:
            self._folder = context["folder"]

    @cached_property
    def _outline(self) -> Boundary | None:
        file = self.boundary_file
        if file is None:
            return None
        # Reading loads GDAL; what a document says of a park is known without it.
        from geokit.programme.outlines import read_boundary

        return read_boundary(self._folder, file.file, layer=file.layer, crs=file.crs, zone=file.zone)

    @property
    def declared_area(self) -> DeclaredArea | None:
        """What the source says, with its half-unit and bound; None where it prints no area."""
        return self.figure.declared if self.figure else None

    @property
    def basis(self) -> Basis | None:
        """What the outline rests on; None without an outline."""
        return self.boundary_file.basis if self.boundary_file else None

    @property
    def boundary(self) -> BaseGeometry | None:
        """The outline in the coordinates of its file, or None."""
        return self._outline.geometry if self._outline else None

    @property
    def crs(self) -> CRS | None:
        """The coordinate system of the outline, or None."""
        return self._outline.crs if self._outline else None

    @property
    def area(self) -> Area | None:
        """The ellipsoidal area of the outline (fast form, :func:`geokit.measure_area`), or None.

        For a schematic outline this proves nothing: it was drawn to have its declared area.
        """
        return self._outline.area if self._outline else None


@public_result
class Zone(Placed):
    """A part of a park: a start zone, a component, or a phase.

    Examples
    --------
    >>> import geokit as gk
    >>> [(zone.id, str(zone.kind)) for zone in gk.load_catalog()["linghai"].zones]
    [('phase-1', 'phase'), ('phase-2', 'phase'), ('phase-3', 'phase')]
    """

    kind: ZoneKind
    status: ZoneStatus | None = None


@public_result
class Park(Placed):
    """A park: what its source declares, where it lies, and its zones.

    ``audit`` holds raw settings; the audit checks them against each rule's own model before any rule runs.
    ``review_number`` (审图号) and ``classification`` (密级) are the marks that its reports carry.

    Examples
    --------
    >>> import geokit as gk
    >>> park = gk.load_catalog()["longhu"]
    >>> park.name.en, park.declared_area.localize("en"), [zone.id for zone in park.zones]
    ('Pingshan–Longhu Industrial Cooperation Park', '17,600 mu', ['start-zone'])
    """

    aliases: tuple[str, ...] = ()
    partnership: Identifier
    district: str
    status: Name | None = None
    sectors: Name | None = None
    zones: tuple[Zone, ...] = ()
    parcels: tuple[ParcelFile, ...] = ()
    references: tuple[Reference, ...] = ()
    audit: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
    review_number: str | None = None
    classification: str | None = None
    sources: tuple[Source, ...] = ()
    _home: District | None = PrivateAttr(default=None)

    @property
    def home(self) -> District | None:
        """The district that the park lies in, as the catalogue knows it."""
        return self._home

    def settle(self, home: District) -> None:
        """Tell the park its district; the catalogue does, once it has read both."""
        self._home = home

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def folder(self) -> Path:
        """The folder that park.toml lies in."""
        return self._folder

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that finds this park."""
        return (self.id, self.name.zh, self.name.en, *self.aliases)

    def zone(self, zone_id: str) -> Zone | None:
        """Return a zone by its id, or None."""
        return next((zone for zone in self.zones if zone.id == zone_id), None)

    def __str__(self) -> str:
        # The display loads what it draws with, and a park is rarely looked at.
        from geokit.programme.display import park_text

        return park_text(self, current_language())

    def __repr__(self) -> str:
        return f"<Park {self.id}: {self.name}, {self.figure.text if self.figure else '—'}>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        from geokit.programme.display import park_html

        return park_html(self, current_language())


# After pydantic has looked at the classes: what it reads from files does not come by here.
for _model in (Park, Zone, Enclave, Partnership, District, Source):
    _model.__init__ = maker_of(_model)  # type: ignore[method-assign]


class Programme(Record):
    """programme.toml: cities, districts, partnerships, enclaves, and figures."""

    name: Name
    cities: tuple[City, ...]
    districts: tuple[District, ...]
    partnerships: tuple[Partnership, ...]
    enclaves: tuple[Enclave, ...] = ()
    figures: tuple[ProgrammeFigure, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...]
