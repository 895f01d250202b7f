"""How the land of a park is drawn: as its file has it, or as a circle where nobody knows its place and shape.

A polygon is traced and measured by whoever sees it. Land whose outline is schematic is therefore drawn as a circle of the
outline's area about its middle, in every product and whatever shape the file has; zones as circles inside their park's, side
by side. Those that have no room so are named, and not drawn.

A park shows itself, so that this stands below the model: the protocols say what it asks of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

import shapely

from geokit.errors import InputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Localizable, Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.declared.area import Bound
from geokit.land.schematic import equal_circle, side_by_side
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Shapes
    from geokit.land.declared.area import DeclaredArea
    from geokit.land.units import Area


class _Anchor(Protocol):
    """A point near something whose outline is not public."""

    @property
    def uncertainty_m(self) -> float: ...


class Outlined(Protocol):
    """A park or a zone, as far as its outline goes."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> Localizable:
        """What it is called."""

    @property
    def basis(self) -> Basis | None:
        """What its outline rests on."""

    @property
    def boundary(self) -> BaseGeometry | None:
        """The outline as its file has it."""

    @property
    def crs(self) -> CRS | None:
        """The system of the outline."""

    @property
    def area(self) -> Area | None:
        """What the outline measures."""

    @property
    def declared_area(self) -> DeclaredArea | None:
        """What a source says."""

    @property
    def anchor(self) -> _Anchor | None:
        """A point near it."""


class OutlinedZone(Outlined, Protocol):
    """A zone, as far as its outline goes."""

    @property
    def within(self) -> str | None:
        """The zone that it is a part of."""


@dataclass(frozen=True, slots=True)
class DrawnOutline:
    """What is drawn of a park or of a zone.

    Parameters
    ----------
    of : Park or Zone
        Whose it is.
    shape : shapely geometry
        Its outline, or a circle of the same area.
    crs : pyproj.CRS
        The system of the shape.
    """

    of: Outlined
    shape: BaseGeometry
    crs: CRS

    @property
    def is_schematic(self) -> bool:
        """Whether it is a circle: nobody knows its place and shape."""
        return self.of.basis is Basis.SCHEMATIC


@dataclass(frozen=True, slots=True)
class DrawnLand:
    """What is drawn of a park and its zones.

    Parameters
    ----------
    park : DrawnOutline or None
        None where it has no outline.
    zones : tuple of DrawnOutline
        Those that have one and room to be drawn.
    undrawn : tuple
        The park or zones of which a circle cannot be drawn.
    """

    park: DrawnOutline | None
    zones: tuple[DrawnOutline, ...]
    undrawn: tuple[Outlined, ...]

    @property
    def outlines(self) -> tuple[DrawnOutline, ...]:
        """All of them, the park first."""
        return (*((self.park,) if self.park else ()), *self.zones)

    def in_metres(self) -> Shapes:
        """Return the shapes of :attr:`outlines` in one plane, that of the first."""
        if not self.outlines:
            return as_array([])
        first = self.outlines[0]
        plane = working_crs(first.crs, first.shape.bounds)
        return as_array(reproject(as_array([each.shape]), each.crs, plane)[0] for each in self.outlines)


def drawn_land(park: Outlined, zones: Iterable[OutlinedZone]) -> DrawnLand:
    """Return what is drawn of a park and of some of its zones.

    Examples
    --------
    >>> import geokit as gk
    >>> park = gk.load_catalog()["longhu"]
    >>> land = drawn_land(park, park.zones)
    >>> [each.is_schematic for each in land.outlines], land.undrawn
    ([True, True], ())
    """
    own, zones = drawn_alone(park), list(zones)
    alone = [each for zone in zones if (each := drawn_alone(zone))]
    placed = arranged(own, alone, {zone.id: zone.within for zone in zones})
    missing = [park] if own is None and park.boundary is not None else []
    unplaced = [zone for zone in zones if zone.boundary is not None and zone.id not in placed]
    drawn = [placed[zone.id] for zone in zones if zone.id in placed]
    return DrawnLand(own, tuple(drawn), (*missing, *unplaced))


def drawn_alone(placed: Outlined) -> DrawnOutline | None:
    """Return an outline as its file has it, or the circle about its middle; None where there is none to draw."""
    if placed.boundary is None or placed.crs is None:
        return None
    if placed.basis is not Basis.SCHEMATIC:
        return DrawnOutline(placed, placed.boundary, placed.crs)
    circle = equal_circle(placed.boundary, placed.crs)
    return DrawnOutline(placed, *circle) if circle else None


def arranged(
    park: DrawnOutline | None, zones: Sequence[DrawnOutline], within: Mapping[str, str | None]
) -> dict[str, DrawnOutline]:
    """Return zones by their ids, each circle moved into what it is within, and off what is beside it.

    Where circles do not fit side by side, none of them is there, and nothing within them.

    Parameters
    ----------
    park : DrawnOutline or None
        Without one the zones of no zone keep off each other alone.
    zones : sequence of DrawnOutline
        What is drawn of each by itself.
    within : mapping of str to str
        The zone that each zone is within, or None.
    """
    outlined = {each.of.id for each in zones}
    members: dict[str | None, list[DrawnOutline]] = {}
    for each in zones:
        members.setdefault(_nearest(each.of.id, within, outlined), []).append(each)
    found: dict[str, DrawnOutline] = {}
    frames: list[tuple[str | None, DrawnOutline | None]] = [(None, park)]
    # From the outside inwards: what is appended is looked at in its turn.
    for key, frame in frames:
        for each in _side_by_side(frame, members.get(key, [])):
            found[each.of.id] = each
            frames.append((each.of.id, each))
    return found


def _nearest(zone: str, within: Mapping[str, str | None], outlined: Collection[str]) -> str | None:
    """Return the nearest of the zones around a zone that has an outline."""
    around = within.get(zone)
    while around is not None and around not in outlined:
        around = within.get(around)
    return around


def _side_by_side(frame: DrawnOutline | None, members: Sequence[DrawnOutline]) -> list[DrawnOutline]:
    """Return what is surveyed, and circles moved into the frame and off all else; no circle where they do not fit."""
    circles = [each for each in members if each.is_schematic]
    real = [each for each in members if not each.is_schematic]
    if not circles:
        return real
    crs = working_crs(frame.crs, frame.shape.bounds) if frame else circles[0].crs
    moved, beside = [_moved(each, crs) for each in circles], [_moved(each, crs) for each in real]
    outline = _moved(frame, crs) if frame else _room(moved)
    try:
        found = side_by_side(outline, moved, crs=crs, beside=beside)
    except InputError:
        return real
    return [
        *real,
        *(DrawnOutline(each.of, shape, crs) for each, shape in zip(circles, found, strict=True)),
    ]


def _moved(drawn: DrawnOutline, crs: CRS) -> BaseGeometry:
    moved: BaseGeometry = reproject(as_array([drawn.shape]), drawn.crs, crs)[0]
    return moved


def _room(circles: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return land about circles of no park, in which each has room beside all others."""
    widths = sum(shape.bounds[2] - shape.bounds[0] for shape in circles)
    return shapely.box(*shapely.total_bounds(circles)).buffer(2 * widths)


CIRCLE = Words(
    zh="{what}示意：圆的面积等于{area}，位置与形状不详",
    en="{what}schematic: the circle has {area}; place and shape are not known",
)
_OF_PARK = Words(zh="园区", en="park, ")
_OF_ZONE = Words(zh="分区", en="zone, ")
_PUBLISHED = Words(zh="公布面积", en="the published area")
_LOWEST = Words(zh="公布面积的下限", en="the lower bound of the published area")
_OF_FILE = Words(zh="边界文件的面积（{mu} 亩）", en="the area of the boundary file ({mu} mu)")
_ONE_OFF = Words(zh="圆的位置误差达 ±{km} 公里", en="Circle: its place is known to ±{km} km only")
_OFF = Words(
    zh="圆的位置误差达 ±{km} 公里",
    en="Circles: their place is known to ±{km} km only",
)
_WITHIN = Words(zh="±{km} 公里", en="±{km} km")
_NO_ANCHOR = Words(zh="没有参考点", en="no anchor")
_UNDRAWN = Words(
    zh="未画出：{names}（示意：位置与形状不详，面积相等的圆放不下或画不出）",
    en="Not drawn: {names} (schematic: place and shape are not known, and circles of equal area do not fit or cannot be drawn)",
)
# As exactly as a circle is drawn.
_SAME_M2: Final = 0.02


def circle_words(placed: Outlined, language: Language, *, kind: Literal["park", "zone"] | None = None) -> str:
    """Return what the circle of a park or a zone stands for: which area, and that no more is known.

    Examples
    --------
    >>> import geokit as gk
    >>> circle_words(gk.load_catalog()["baoan-chaonan"], "zh")
    '示意：圆的面积等于公布面积的下限，位置与形状不详'
    """
    what = {"park": _OF_PARK, "zone": _OF_ZONE}[kind] if kind else ""
    return CIRCLE.render(language, what=what, area=_which_area(placed, language))


def _which_area(placed: Outlined, language: Language) -> str:
    declared, area = placed.declared_area, placed.area
    if declared and (area is None or abs(declared.value.m2 - area.m2) <= _SAME_M2):
        return published(declared).localize(language)
    mu = f"{area.rounded('mu', 2):,}" if area else "?"
    return _OF_FILE.render(language, mu=mu)


@dataclass(frozen=True, slots=True)
class PlaceError:
    """How far off a circle may stand, in words."""

    anchor: _Anchor | None

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        if self.anchor is None:
            return _NO_ANCHOR.localize(language)
        return _WITHIN.render(language, km=f"{self.anchor.uncertainty_m / 1000:g}")


@dataclass(frozen=True, slots=True)
class CircleArea:
    """Which area the circle of a park or a zone has, in words: the published one, its lower bound, or that of a file."""

    placed: Outlined

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        return _which_area(self.placed, language)


def published(declared: DeclaredArea | None) -> Words:
    """Return what a circle of a declared area has: that area, or its lower bound."""
    return _LOWEST if declared and declared.bound is Bound.AT_LEAST else _PUBLISHED


def undrawn_notes(land: DrawnLand, language: Language) -> list[str]:
    """Return a sentence that names what is not drawn, if anything is not."""
    names = [each.name for each in land.undrawn]
    return [_UNDRAWN.render(language, names=names)] if names else []


def distance_note(park: Outlined, land: DrawnLand, language: Language) -> list[str]:
    """Return a sentence on how far off the circles of a park and its zones may stand, if there are any and an anchor tells."""
    vague = [each.of.anchor or park.anchor for each in land.outlines if each.is_schematic]
    known_m = [anchor.uncertainty_m for anchor in vague if anchor is not None]
    said = _ONE_OFF if len(vague) == 1 else _OFF
    return [said.render(language, km=f"{max(known_m) / 1000:g}")] if known_m else []
