"""The lines and labels of a drawing, whatever entities and blocks they are drawn with, in world coordinates."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.errors import FormatError
from geokit.escape import REPLACEMENT
from geokit.i18n import Words
from geokit.parcels.formats.dxf.arcs import CHORD_ERROR_M, CurveBudget, arc_points, bulged, chord_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_MAX_DEPTH = 8
# What a block draws is made anew for every reference to it, at some ten thousand a second; a reference takes some
# hundred bytes, and the signs of land maps have a few entities.
_FREE_ENTITIES, _BYTES_PER_ENTITY = 50_000, 16
_FULL_TURN = 2 * math.pi
_HALVES = frozenset(map(chr, range(0xD800, 0xE000)))
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")

_TOO_MANY = Words(
    zh="图块展开后超过 {limit} 个实体，拒绝读取；请先分解或清理图块",
    en="its blocks expand to more than {limit} entities, which is refused; explode or purge them first",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline, line or arc.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        East, north; a closed one ends where it begins.
    closed : bool
        Whether the drawing says that it is closed.
    layer, handle : str
        Where it is in the drawing.
    curved : bool
        Whether arcs were made straight.
    xdata : dict of str to tuple of str
        Extended data by application, as CASS keeps its codes.
    """

    points: Points
    closed: bool
    layer: str
    handle: str
    curved: bool = False
    xdata: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """A text, where it stands, and the mark of the parcel that it was written for."""

    text: str
    east: float
    north: float
    mark: str | None = None


# Of an outline and its labels: which belong together, wherever the labels stand.
PARCEL: Final = "GEOKIT_PARCEL"


@dataclass(slots=True)
class Drawing:
    """What was found in a drawing, and how many entities are neither, by their kind: meshes, lines without length."""

    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Budget:
    """How many entities of blocks may still be made."""

    limit: int
    made: int = 0

    def take(self, count: int = 1) -> None:
        self.made += count
        if self.made > self.limit:
            raise FormatError(_TOO_MANY, limit=f"{self.limit:,}")


def read_drawing(entities: Iterable[Any], file_bytes: int) -> Drawing:
    """Return the lines and labels of a model space, those inside blocks among them.

    Parameters
    ----------
    entities : iterable
        ezdxf's.
    file_bytes : int
        How large the file is that they stand in: it may draw so much.

    Raises
    ------
    FormatError
        The blocks expand, or the curves are to be cut up, without limit.
    """
    drawing = Drawing()
    budget, curves = _Budget(_FREE_ENTITIES + file_bytes // _BYTES_PER_ENTITY), CurveBudget(file_bytes)
    for entity in _expanded(entities, 0, budget):
        kind = entity.dxftype()
        if kind in _LABELS:
            drawing.labels += _LABELS[kind](entity)
        elif kind in _LINES and (made := _LINES[kind](entity, curves)) is not None:
            drawing.lines.append(made)
        else:
            drawing.passed_over[kind] += 1
    return drawing


def _expanded(entities: Iterable[Any], depth: int, budget: _Budget) -> Iterator[Any]:
    """Yield entities, and for a block reference what it draws; a reference counts too: it may draw nothing."""
    for entity in entities:
        budget.take(1 if depth else 0)
        # What stands too deep is passed over as a reference, and named.
        if entity.dxftype() != "INSERT" or depth >= _MAX_DEPTH:
            yield entity
            continue
        if entity.mcount > 1:
            budget.take(entity.mcount)
        yield from entity.attribs
        for reference in entity.multi_insert() if entity.mcount > 1 else (entity,):
            yield from _expanded(reference.virtual_entities(), depth + 1, budget)


def _line(entity: Any, points: Points, *, closed: bool, curved: bool = False) -> Line | None:
    """Return a line in world coordinates, or None where it has no length or is not finite."""
    if len(points) < 2 or not np.isfinite(points).all():  # noqa: PLR2004 - a line has two ends
        return None
    return Line(points, closed, str(entity.dxf.layer), str(entity.dxf.handle or ""), curved, _xdata(entity))


def _in_world(entity: Any, points: Points) -> Points:
    """Return points of an entity's own plane in world coordinates; drawings seen from below are mirrored."""
    ocs = entity.ocs()
    if not ocs.transform:
        return points
    world = [ocs.to_wcs((float(x), float(y), 0.0)) for x, y in points]
    return np.array([(point.x, point.y) for point in world], dtype=np.float64)


def _lwpolyline(entity: Any, curves: CurveBudget) -> Line | None:
    values = np.array(entity.get_points("xyb"), dtype=np.float64).reshape(-1, 3)
    return _with_bulges(entity, values, curves, closed=bool(entity.closed))


def _polyline(entity: Any, curves: CurveBudget) -> Line | None:
    closed = bool(entity.is_closed)
    places = [vertex.dxf.location for vertex in entity.vertices]
    if entity.is_2d_polyline:
        bulges = [vertex.dxf.get("bulge", 0.0) for vertex in entity.vertices]
        values = np.array(
            [(at.x, at.y, bulge) for at, bulge in zip(places, bulges, strict=True)], dtype=np.float64
        )
        return _with_bulges(entity, values.reshape(-1, 3), curves, closed=closed)
    if not entity.is_3d_polyline:
        return None
    points = np.array([(at.x, at.y) for at in places], dtype=np.float64).reshape(-1, 2)
    return _line(entity, np.vstack([points, points[:1]]) if closed else points, closed=closed)


def _with_bulges(
    entity: Any, values: NDArray[np.float64], curves: CurveBudget, *, closed: bool
) -> Line | None:
    if not len(values) or not np.isfinite(values).all():
        return None
    points = bulged(values[:, :2], values[:, 2], closed=closed, budget=curves)
    return _line(entity, _in_world(entity, points), closed=closed, curved=bool(values[:, 2].any()))


def _straight(entity: Any, _: CurveBudget) -> Line | None:
    start, end = entity.dxf.start, entity.dxf.end
    return _line(entity, np.array([(start.x, start.y), (end.x, end.y)], dtype=np.float64), closed=False)


def _arc(entity: Any, curves: CurveBudget) -> Line | None:
    start, end = math.radians(entity.dxf.start_angle), math.radians(entity.dxf.end_angle)
    return _circular(entity, start, (end - start) % _FULL_TURN or _FULL_TURN, curves)


def _circular(entity: Any, start: float, angle: float, curves: CurveBudget) -> Line | None:
    centre, radius = entity.dxf.center, float(entity.dxf.radius)
    if not all(map(math.isfinite, (centre.x, centre.y, radius, start, angle))) or radius <= 0:
        return None
    curves.take(chord_count(radius, angle))
    points = arc_points((centre.x, centre.y), radius, start, angle)
    return _line(entity, _in_world(entity, points), closed=False, curved=True)


def _flattened(entity: Any, curves: CurveBudget) -> Line | None:
    places = curves.counted(entity.flattening(CHORD_ERROR_M))
    points = np.array([(at.x, at.y) for at in places], dtype=np.float64).reshape(-1, 2)
    return _line(entity, points, closed=False, curved=True)


def _text(entity: Any) -> list[Label]:
    at = entity.dxf.insert
    aligned = entity.dxf.hasattr("align_point") and (
        entity.dxf.get("halign", 0) or entity.dxf.get("valign", 0)
    )
    return _label(entity, entity.plain_text(), entity.dxf.align_point if aligned else at)


def _mtext(entity: Any) -> list[Label]:
    texts = entity.plain_text(split=True)
    return [label for text in texts for label in _label(entity, text, entity.dxf.insert)]


def _label(entity: Any, text: str, at: Any) -> list[Label]:
    plain = readable(text)
    return (
        [Label(plain, float(at.x), float(at.y), mark_in(_xdata(entity)))]
        if plain and math.isfinite(at.x) and math.isfinite(at.y)
        else []
    )


def _letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    # Half of a pair is no letter.
    return REPLACEMENT if letter in _HALVES else letter


def readable(text: str) -> str:
    r"""Return a drawing's text with its escapes undone.

    Examples
    --------
    >>> readable(r" \U+7532\U+5730\U+5757 ")
    '甲地块'
    """
    return _UNICODE.sub(_letter, text).strip()


def mark_in(xdata: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the mark of the parcel that an entity belongs to."""
    return next(iter(xdata.get(PARCEL, ())), None)


def _xdata(entity: Any) -> dict[str, tuple[str, ...]]:
    if entity.xdata is None:
        return {}
    return {
        str(name): tuple(readable(str(tag.value)) for tag in tags if tag.code in (1000, 1005))
        for name, tags in entity.xdata.data.items()
    }


_LINES: dict[str, Callable[[Any, CurveBudget], Line | None]] = {
    "LWPOLYLINE": _lwpolyline,
    "POLYLINE": _polyline,
    "LINE": _straight,
    "ARC": _arc,
    "ELLIPSE": _flattened,
    "SPLINE": _flattened,
}
_LABELS: dict[str, Callable[[Any], list[Label]]] = {"TEXT": _text, "ATTRIB": _text, "MTEXT": _mtext}
