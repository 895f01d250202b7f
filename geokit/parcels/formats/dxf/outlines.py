"""Outlines of parcels among a drawing's lines: closed ones, nearly closed ones, and faces of a network of lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Diagnostics, Unreadable
from geokit.parcels.formats._rings import enclose_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geokit.parcels.formats.dxf.entities import Drawing, Line

# Boundary points of class 1 are surveyed to 5 cm: ends that near are one point.
CLOSE_WITHIN_M: Final = 0.05
# Under this name a line keeps, in its extended data, the parcel that it is a part of and how many parts that has.
PARTS: Final = "GEOKIT_PARTS"
# What is written after a layer's name for the holes of its outlines.
HOLES_SUFFIX: Final = "_NEI"
# Layers on which CASS draws parcels: boundary points with their property line, parcels, boundary lines.
CASS_LAYERS: Final = ("JZD", "ZD", "JZX")
_MIN_POINTS = 4
# A hole is smaller than what it is cut out of: a parcel that fills a hole is not cut away.
_LARGER = 1 + 1e-9
_ZERO_AREA_M2 = 1e-6

# A network's edges meet a few others each; a crossing takes about a kilobyte while it is cut.
_FREE_CROSSINGS, _CROSSINGS_PER_EDGE = 200_000, 10
_PAIRS_AT_ONCE = 10_000_000

_ENTANGLED = Words(
    zh="线段相互交叉超过 {limit} 处，不是地块界线，拒绝拼面；请清理图层，或指明界线所在图层{option:layer}",
    en="its lines cross in more than {limit} places and are no outlines of parcels, which is refused; clear the layer, or "
    "name the one of the outlines{option:layer}",
)
_CROWDED = Words(
    zh="过多线段的端点相距不足 {gap_m} m，不是地块界线，拒绝拼面；请检查单位，或指明界线所在图层{option:layer}",
    en="too many lines end within {gap_m} m of each other and are no outlines of parcels, which is refused; check the unit, "
    "or name the layer of the outlines{option:layer}",
)
_LAYER = Words(zh="图层", en="layer")
_NO_LINES = Words(zh="图中没有多段线或线段", en="the drawing has no polylines or lines")
_SEVERAL = Words(
    zh="多个图层含有闭合线：{layers}；请指明其一{option:layer}",
    en="several layers hold closed lines: {layers}; name one{option:layer}",
)
_LAYER_COUNT = Words(zh="{layer}（{count}）", en="{layer} ({count})")
_NEARLY = Words(
    zh="图层 {layer} 的多段线 {handle} 首尾相距 {gap_m} m，已闭合",
    en="the polyline {handle} on {layer} was closed over a gap of {gap_m} m",
)
_ASSEMBLED = Words(
    zh="由图层 {layer} 的 {lines} 条线段和圆弧拼成 {faces} 个面",
    en="{faces:outline was|outlines were} assembled from {lines} lines and arcs on {layer}",
)
_JOINED = Words(
    zh="{lines} 条闭合线按写出时的标记合为 {parcels} 宗多部分地块",
    en="{lines} outlines were joined into {parcels:parcel|parcels} of several parts, as they were marked when written",
)
_PARTS_CHANGED = Words(
    zh="有 {count} 宗多部分地块的闭合线与写出时的标记不符（增减过），各自读为一宗；请核对",
    en="parcels of several parts whose lines are not those that were written: {count}; each line was read as a parcel: "
    "check them",
)
_LOOSE = Words(
    zh="从（{x}，{y}）起的线没有围成面（首尾相距 {gap_m} m）",
    en="the line from ({x}, {y}) encloses nothing (its ends are {gap_m} m apart)",
)
_FLAT = Words(
    zh="闭合线不足 3 个不同的点，或面积为零",
    en="the closed line has fewer than 3 distinct points, or no area",
)


@dataclass(slots=True)
class Outlines:
    """Polygons with the line each was made from.

    Parameters
    ----------
    polygons : list of Polygon or MultiPolygon
        One an outline, or one for several that are parts of a parcel.
    lines : list of Line or None
        The closed polyline, or None for a face of a network.
    records : list of int
        The number of each outline, from 0; the unreadable ones have numbers of their own.
    unreadable : list of Unreadable
        Lines that enclose nothing.
    """

    polygons: list[Any] = field(default_factory=list)
    lines: list[Line | None] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def next_record(self) -> int:
        """The number of the next outline or loose line."""
        return len(self.records) + len(self.unreadable)

    def add(self, polygon: shapely.Polygon, line: Line | None) -> None:
        """Take an outline, or name it if it has no area."""
        if polygon.area < _ZERO_AREA_M2 and enclose_nothing(np.array([polygon]), _ZERO_AREA_M2)[0]:
            self.unreadable.append(
                Unreadable.of("no_area", _FLAT, self.next_record, {}, id=line and line.handle)
            )
        else:
            self.records.append(self.next_record)
            self.polygons.append(polygon)
            self.lines.append(line)

    def drop(self, positions: set[int]) -> None:
        """Leave out the outlines at these positions."""
        kept = [at for at in range(len(self.records)) if at not in positions]
        self.polygons = [self.polygons[at] for at in kept]
        self.lines = [self.lines[at] for at in kept]
        self.records = [self.records[at] for at in kept]


def choose_layer(drawing: Drawing, wanted: str | None) -> str:
    """Return the layer that holds the parcels.

    The caller's; else the one of CASS; else the only one with closed lines, or with lines at all.

    Raises
    ------
    UnknownNameError
        The drawing has nothing on the layer that is wanted.
    InputError
        There are several.
    FormatError
        There are no lines.
    """
    closed = Counter(line.layer for line in drawing.lines if is_closed(line))
    drawn = Counter(line.layer for line in drawing.lines)
    if wanted is not None:
        found = next((layer for layer in drawn if layer.casefold() == wanted.casefold()), None)
        if found is None:
            raise UnknownNameError(wanted, kind=_LAYER, known=drawn)
        return found
    counted = closed or drawn
    if not counted:
        raise FormatError(_NO_LINES)
    cass = [layer for name in CASS_LAYERS for layer in counted if layer.casefold() == name.casefold()]
    if cass or len(counted) == 1:
        return cass[0] if cass else next(iter(counted))
    raise InputError(_SEVERAL, layers=[_counted(layer, counted[layer]) for layer in sorted(counted)])


@dataclass(frozen=True, slots=True)
class _Counted:
    layer: str
    count: int

    def localize(self, language: str) -> str:
        return _LAYER_COUNT.render("zh" if language == "zh" else "en", layer=self.layer, count=self.count)


def _counted(layer: str, count: int) -> _Counted:
    return _Counted(layer, count)


def gap_m(line: Line) -> float:
    """Return how far a line's ends are apart."""
    return float(np.hypot(*(line.points[-1] - line.points[0])))


def is_closed(line: Line) -> bool:
    """Tell whether a line is closed, or nearly and long enough to be."""
    return line.closed or (len(line.points) >= _MIN_POINTS and gap_m(line) <= CLOSE_WITHIN_M)


def find_outlines(lines: Iterable[Line], remarks: Diagnostics) -> Outlines:
    """Return the outlines that the lines of one layer draw.

    An outline inside another is a parcel of its own: a drawing does not say which are holes.
    """
    outlines = Outlines()
    loose = []
    for line in lines:
        if not is_closed(line):
            loose.append(line)
            continue
        if not line.closed and gap_m(line) > 0:
            gap = f"{gap_m(line):.3f}"
            record = outlines.next_record
            remarks.add(
                "nearly_closed", _NEARLY, record=record, layer=line.layer, handle=line.handle, gap_m=gap
            )
        outlines.add(shapely.Polygon(_closed(line.points)), line)
    if loose:
        _assemble(loose, outlines, remarks)
    return outlines


def punch(outlines: Outlines, lines: Iterable[Line]) -> None:
    """Cut the closed lines of a layer of holes out of the smallest outline around each."""
    holes = [shapely.Polygon(_closed(line.points)) for line in lines if is_closed(line)]
    if not holes or not outlines.polygons:
        return
    areas, least = shapely.area(outlines.polygons), shapely.area(holes) * _LARGER
    hole, around = shapely.STRtree(outlines.polygons).query(holes, predicate="covered_by")
    larger = areas[around] > least[hole]
    hole, around = hole[larger], around[larger]
    order = np.lexsort((around, areas[around], hole))
    inside: dict[int, list[shapely.Polygon]] = {}
    for number, first in zip(*np.unique(hole[order], return_index=True), strict=True):
        inside.setdefault(int(around[order][first]), []).append(holes[number])
    for at, cut in inside.items():
        shell = outlines.polygons[at].exterior
        outlines.polygons[at] = shapely.Polygon(shell, [hole.exterior for hole in cut])


def join_parts(outlines: Outlines, remarks: Diagnostics) -> None:
    """Join outlines that geokit has marked as the parts of one parcel; lines that merely look alike stay apart."""
    marked: dict[tuple[str, ...], list[int]] = {}
    for at, line in enumerate(outlines.lines):
        if line is not None and PARTS in line.xdata:
            marked.setdefault(line.xdata[PARTS], []).append(at)
    whole = {mark: at for mark, at in marked.items() if mark[-1:] == (str(len(at)),)}
    lost = len(marked) - len(whole)
    if lost:
        remarks.add("parts_changed", _PARTS_CHANGED, count=lost)
    if whole:
        remarks.add("parts_joined", _JOINED, parcels=len(whole), lines=sum(map(len, whole.values())))
    for first, *others in whole.values():
        joined = [outlines.polygons[at] for at in (first, *others)]
        outlines.polygons[first] = shapely.MultiPolygon(joined)
    outlines.drop({at for _, *others in whole.values() for at in others})


def _closed(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points without the repetition of the first, nearly or exactly, at the end; three at least."""
    if len(points) >= _MIN_POINTS and np.hypot(*(points[-1] - points[0])) <= CLOSE_WITHIN_M:
        points = points[:-1]
    return points if len(points) >= _MIN_POINTS - 1 else np.vstack([points, points[-1:]])


def _assemble(loose: list[Line], outlines: Outlines, remarks: Diagnostics) -> None:
    """Make faces of lines whose ends meet, and name the lines that are left."""
    points = _joined_ends([line.points for line in loose])
    owner = np.repeat(np.arange(len(points)), [len(each) for each in points])
    together = np.vstack(points)
    follows = owner[:-1] == owner[1:]
    _refuse_entangled(together[:-1][follows], together[1:][follows])
    strings = np.asarray(shapely.linestrings(together, indices=owner))
    noded = shapely.get_parts(shapely.node(shapely.multilinestrings(strings)))
    faces, cuts, dangles, _ = shapely.polygonize_full(noded)
    found = sorted(shapely.get_parts(faces), key=lambda face: (face.bounds, face.wkb))
    if found:
        remarks.add("assembled", _ASSEMBLED, layer=loose[0].layer, lines=len(loose), faces=len(found))
    for face in found:
        outlines.add(face, None)
    left = shapely.line_merge(shapely.union_all(np.array([cuts, dangles])))
    for line in sorted(shapely.get_parts(left), key=lambda line: (line.bounds, line.wkb)):
        _name_loose(line, outlines)


def _refuse_entangled(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
    """Refuse edges that cross so often that cutting them at every crossing takes more memory than there is."""
    edges = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)))
    tree, found = shapely.STRtree(edges), 0
    limit = _FREE_CROSSINGS + _CROSSINGS_PER_EDGE * len(edges)
    step = max(1, _PAIRS_AT_ONCE // len(edges))
    for at in range(0, len(edges), step):
        found += tree.query(edges[at : at + step], predicate="intersects").shape[1]
        # Each is found from both its edges.
        if found > 2 * limit:
            raise FormatError(_ENTANGLED, limit=f"{limit:,}")


def _name_loose(line: shapely.LineString, outlines: Outlines) -> None:
    (x, y), (end_x, end_y) = line.coords[0][:2], line.coords[-1][:2]
    gap = float(np.hypot(end_x - x, end_y - y))
    told = {"x": f"{x:.3f}", "y": f"{y:.3f}", "gap_m": f"{gap:.3f}"}
    record = outlines.next_record
    outlines.unreadable.append(
        Unreadable.of("loose_line", _LOOSE, record, told, position=(float(x), float(y)))
    )


def _refuse_crowded(ends: NDArray[np.float64]) -> None:
    """Refuse ends of which so many lie so near each other that all their pairs are more than memory is for."""
    cells = np.unique(np.floor(ends / CLOSE_WITHIN_M), axis=0, return_counts=True)[1].astype(np.float64)
    if (cells * cells).sum() > _PAIRS_AT_ONCE:
        raise FormatError(_CROWDED, gap_m=CLOSE_WITHIN_M)


def _joined_ends(lines: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return lines whose ends meet exactly where they were within :data:`CLOSE_WITHIN_M`."""
    all_ends = np.array([line[at] for line in lines for at in (0, -1)])
    # Each place once, in the order of its first line.
    _, place_of, which = np.unique(all_ends, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(place_of)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    ends, which = all_ends[place_of[order]], rank[which.reshape(-1)]
    _refuse_crowded(ends)
    corners = np.asarray(shapely.points(ends))
    one, other = shapely.STRtree(corners).query(corners, predicate="dwithin", distance=CLOSE_WITHIN_M)
    first = np.arange(len(ends))
    np.minimum.at(first, one, other)
    first = first[which]
    moved = []
    for number, line in enumerate(lines):
        copy = line.copy()
        copy[0], copy[-1] = ends[first[2 * number]], ends[first[2 * number + 1]]
        moved.append(copy)
    return moved
