"""The model of a programme: what its documents say, and where its land lies.

Coordinates of points are WGS 84 degrees, latitude and longitude named apart; boundaries keep the coordinate
system of their file.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, PrivateAttr

from geokit.arguments import public_result
from geokit.errors import CatalogError
from geokit.i18n import Words, current_language
from geokit.programme.cited import both, marked
from geokit.programme.facts import (
    Base,
    Body,
    Company,
    Count,
    Figure,
    Milestone,
    Platform,
    Sectors,
    Service,
    Statement,
    Status,
    Theme,
)
from geokit.programme.files import BoundaryFile, ParcelFile, Reference
from geokit.programme.loading import maker_of
from geokit.programme.places import Anchor, City, District, Enclave, Partnership, Source
from geokit.programme.record import Identifier, Name, Record, Text
from geokit.programme.terms import Basis, ZoneKind, ZoneStatus
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.land.declared.area import DeclaredArea
    from geokit.land.units import Area
    from geokit.programme.outlines import Boundary

_BASE = Words(zh="基础", en="base")
_PLATFORM = Words(zh="上级平台", en="platform")
_STATUS = Words(zh="状态", en="status")
_SAYS = Words(zh="进展", en="progress")
_SECTORS = Words(zh="产业", en="sectors")
_COMPANY = Words(zh="企业", en="company")
_SAYS_SCHEMATIC = Words(
    zh='文件自己写明是示意，而 park.toml 写的是 basis = "{basis}"；请换成真正的边界文件，或写 basis = "schematic"',
    en='the file says of itself that it is schematic, and park.toml that its basis is "{basis}": name the file that has '
    'the real line, or write basis = "schematic"',
)
_OF = Words(zh="{name}：{said}", en="{name}: {said}")


class Placed(Record):
    """Something with an outline, which is read when it is first asked for."""

    id: Identifier
    name: Name
    boundary_file: BoundaryFile | None = Field(default=None, alias="boundary")
    figure: Figure | None = Field(default=None, alias="declared_area")
    anchor: Anchor | None = None
    progress: Status | None = Field(default=None, alias="status")
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

        found = read_boundary(self._folder, file.file, layer=file.layer, crs=file.crs, zone=file.zone)
        if found.says_schematic and file.basis is not Basis.SCHEMATIC:
            raise CatalogError(_SAYS_SCHEMATIC, file=file.file, basis=file.basis)
        return found

    @property
    def declared_area(self) -> DeclaredArea | None:
        """What the source says, with its half-unit and bound; None where it prints no area."""
        return self.figure.declared if self.figure else None

    @property
    def status(self) -> ZoneStatus | None:
        """How far it has come; ``progress`` says what that rests on, and whether it was inferred."""
        return self.progress.value if self.progress else None

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
    """A part of a park: a start zone, a section, a component, or a phase; ``within`` names the zone around it.

    Examples
    --------
    >>> import geokit as gk
    >>> [(zone.id, str(zone.kind)) for zone in gk.load_catalog()["linghai"].zones]
    [('phase-1', 'phase'), ('phase-2', 'phase'), ('phase-3', 'phase')]
    """

    kind: ZoneKind
    within: Identifier | None = None


@public_result
class Park(Placed):
    """A park: what its source declares, where it lies, and its zones.

    ``base`` is what it is built on, ``platforms`` what stands above it.

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
    base: Base | None = None
    platforms: tuple[Platform, ...] = ()
    sectors: Sectors | None = None
    companies: tuple[Company, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    zones: tuple[Zone, ...] = ()
    parcels: tuple[ParcelFile, ...] = ()
    references: tuple[Reference, ...] = ()
    audit: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it
    review_number: Text | None = None
    classification: Text | None = None
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

    def zones_within(self, zone_id: str | None = None) -> tuple[Zone, ...]:
        """Return the zones that are parts of another, or of the park itself, in the order of park.toml.

        Examples
        --------
        >>> import geokit as gk
        >>> park = gk.load_catalog()["baoan-chaonan"]
        >>> [zone.id for zone in park.zones_within()], [zone.id for zone in park.zones_within("longling")]
        (['dye-centre', 'longling', 'zuanyi'], ['longling-zone-a'])
        """
        return tuple(zone for zone in self.zones if zone.within == zone_id)

    def zone_tree(self) -> tuple[tuple[int, Zone], ...]:
        """Return every zone behind the one that it lies in, each with how many zones are around it.

        Examples
        --------
        >>> import geokit as gk
        >>> [(depth, zone.id) for depth, zone in gk.load_catalog()["baoan-chaonan"].zone_tree()]
        [(0, 'dye-centre'), (0, 'longling'), (1, 'longling-zone-a'), (0, 'zuanyi')]
        """
        inner: dict[str | None, list[Zone]] = defaultdict(list)
        for zone in self.zones:
            inner[zone.within].append(zone)
        tree: list[tuple[int, Zone]] = []
        open_zones = [(0, zone) for zone in reversed(inner[None])]
        while open_zones:
            depth, zone = open_zones.pop()
            tree.append((depth, zone))
            open_zones += [(depth + 1, each) for each in reversed(inner[zone.id])]
        return tuple(tree)

    def said(self, *, with_sentences: bool = True) -> tuple[tuple[Words, Name], ...]:
        """Return what the sources say of the park besides its area, each with its heading; what was inferred says so.

        `with_sentences`: also the statements of the park and its zones, and its milestones.
        """
        sentences = self._sentences() if with_sentences else ()
        return (*self._relations(), *sentences, *self._trade())

    def _relations(self) -> Iterator[tuple[Words, Name]]:
        if self.base:
            yield _BASE, marked(self.base)
        yield from ((_PLATFORM, marked(each)) for each in self.platforms)
        if self.progress:
            yield _STATUS, marked(self.progress)

    def _sentences(self) -> Iterator[tuple[Words, Name]]:
        yield from ((_SAYS, marked(each)) for each in (*self.statements, *self.milestones))
        for _, zone in self.zone_tree():
            yield from (
                (_SAYS, marked(each, both(_OF, name=zone.name, said=each))) for each in zone.statements
            )

    def _trade(self) -> Iterator[tuple[Words, Name]]:
        if self.sectors:
            yield _SECTORS, marked(self.sectors)
        for company in self.companies:
            zone = self.zone(company.zone) if company.zone else None
            yield _COMPANY, marked(company, both(_OF, name=zone.name, said=company) if zone else company)

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
for _model in (Park, Zone):
    _model.__init__ = maker_of(_model)  # type: ignore[method-assign]


class Programme(Record):
    """programme.toml: cities, districts, partnerships, enclaves, and what the sources say of all together."""

    name: Name
    cities: tuple[City, ...]
    districts: tuple[District, ...]
    partnerships: tuple[Partnership, ...] = ()
    enclaves: tuple[Enclave, ...] = ()
    figures: tuple[Count, ...] = ()
    services: tuple[Service, ...] = ()
    companies: tuple[Company, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    bodies: tuple[Body, ...] = ()
    themes: tuple[Theme, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
