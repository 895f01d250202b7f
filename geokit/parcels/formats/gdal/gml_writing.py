"""A GML written anew: what our own parser understood, with nothing for another one to disagree about.

There are no declarations, no instructions, no comments, no schema and no reference in it, each list of coordinates says
its dimension, and a shape whose coordinates make no points is left out and named: GDAL stops at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TextIO
from xml.sax.saxutils import escape, quoteattr

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.land.crs.datums import references_file
from geokit.parcels.formats._xml import parse_xml
from geokit.parcels.formats.gdal.gml_coordinates import COORDINATES, CoordinateError, plain_coordinates

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


_LEFT_OUT = frozenset(
    {"schemaLocation", "noNamespaceSchemaLocation", "href", "remoteSchema", "actuate", "show"}
)

_MEMBER, _MEMBERS = frozenset({"featureMember", "member"}), frozenset({"featureMembers", "members"})

_CURVED = frozenset(
    {
        "Arc",
        "ArcString",
        "ArcByCenterPoint",
        "ArcByBulge",
        "ArcStringByBulge",
        "Circle",
        "CircleByCenterPoint",
        "CubicSpline",
        "BSpline",
        "Bezier",
        "Clothoid",
    }
)
# What GDAL takes for a shape where it stands in a feature.
_SHAPES = frozenset(
    {
        *("Point", "LineString", "Polygon", "Curve", "Surface", "Solid", "Box", "Envelope", "Shell", "Ring"),
        *("MultiPoint", "MultiLineString", "MultiPolygon", "MultiCurve", "MultiSurface", "MultiSolid", "MultiGeometry"),
        *("CompositeCurve", "CompositeSurface", "CompositeSolid", "OrientableCurve", "OrientableSurface"),
        *("PolygonPatch", "PolyhedralSurface", "TriangulatedSurface", "Tin", "Triangle", "GeometryCollection"),
        *("SimplePolygon", "SimpleRectangle", "SimpleTriangle", "SimpleMultiPoint", "TopoCurve", "TopoSurface"),
    }
)  # fmt: skip

_ELSEWHERE = re.compile(
    r"^\s*(?!https?://www\.opengis\.net/)([a-z][a-z0-9+.-]*://|/|\\|\.\.?/)", re.IGNORECASE
)

_LINKED_CRS = Words(
    zh="坐标系指向别处（{crs}），不予读取；请改写为坐标系代码，如 urn:ogc:def:crs:EPSG::4548",
    en="its coordinate system points elsewhere ({crs}), which is refused; name it by its code, as in "
    "urn:ogc:def:crs:EPSG::4548",
)

_POLYGONS: Final = frozenset({"Polygon", "PolygonPatch", "Triangle", "Rectangle"})

# The column by which the features that GDAL reads are known again.
PLACE: Final = "geokit_member"


@dataclass(frozen=True, slots=True)
class BrokenShape:
    """Why a shape was left out, and its line."""

    code: str
    words: Words
    fields: dict[str, object]
    line: int


@dataclass(slots=True)
class Members:
    """The features of a document: the element of each and its line, the places of those with curves, and the broken ones.

    ``empty`` has the lines of polygons without a ring, by place.
    """

    names: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    curved: set[int] = field(default_factory=set)
    broken: dict[int, BrokenShape] = field(default_factory=dict)
    empty: dict[int, list[int]] = field(default_factory=dict)


def write_plain(path: Path, target: Path, without: Collection[int] = ()) -> Members:
    """Write a document anew, and return its features.

    Parameters
    ----------
    path, target : Path
    without : collection of int
        Places of features whose shapes are left out.

    Raises
    ------
    FormatError
        It is not whole, has a document type, is nested too deep, or its coordinate system lies elsewhere.
    """
    with target.open("w", encoding="utf-8", newline="\n") as sink:
        sink.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        writer = _Writer(sink, without)
        parse_xml(path, writer)
    return writer.members


@dataclass(slots=True)
class _Shape:
    """A shape of a feature while it is heard: how deep it stands, and what it says of its dimension."""

    depth: int
    written: list[str] = field(default_factory=list)
    dimensions: list[str | None] = field(default_factory=list)
    # The line of a polygon of which no ring was heard yet.
    unfilled: int | None = None


@dataclass(slots=True)
class _Coordinates:
    """Coordinates while they are heard."""

    depth: int
    name: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = field(default_factory=list)


class _Writer:
    """Hears a document and writes it."""

    def __init__(self, sink: TextIO, without: Collection[int]) -> None:
        self.sink, self.without = sink, without
        self.path: list[str] = []
        self.members = Members()
        # How deep within the box of a feature, whose corners GDAL would take for values: the shape has them.
        self.within_box = 0
        self.feature = 0
        self.shape: _Shape | None = None
        self.coordinates: _Coordinates | None = None
        self.around: str | None = None

    @property
    def place(self) -> int:
        """The feature that is heard."""
        return len(self.members.names) - 1

    def write(self, text: str) -> None:
        """Write to the shape that is heard, or to the file."""
        self.sink.write(text) if self.shape is None else self.shape.written.append(text)

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        local = name.rpartition(":")[2]
        dimension = attributes.get("srsDimension")
        if local == "Envelope" and self.shape is None:
            self.around = dimension or self.around
        if self.within_box or (local == "boundedBy" and self._is_in_feature()):
            self.within_box += 1
            return
        if self.path and self.path[-1] in _MEMBER | _MEMBERS:
            self.members.names.append(local)
            self.members.lines.append(line)
            self.feature = len(self.path) + 1
        self.path.append(local)
        if self.feature:
            self._start_shape(local, dimension, line)
        kept = self._kept(attributes, line)
        if self.coordinates is not None:
            self.coordinates.texts.append(f"<{name}>")
        elif self.shape is not None and local in COORDINATES:
            self.coordinates = _Coordinates(len(self.path), name, kept, line)
        else:
            self.write(f"<{name}{_written(kept)}>")

    def _start_shape(self, local: str, dimension: str | None, line: int) -> None:
        if local in _CURVED:
            self.members.curved.add(self.place)
        if self.shape is None and local in _SHAPES:
            self.shape = _Shape(len(self.path))
        if self.shape is not None:
            above = self.shape.dimensions
            above.append(dimension or (above[-1] if above else None))
            # GDAL leaves a polygon without a ring out of its shape, and says nothing.
            self.shape.unfilled = line if local in _POLYGONS else self.shape.unfilled
            self.shape.unfilled = None if local in COORDINATES else self.shape.unfilled

    def _kept(self, attributes: dict[str, str], line: int) -> dict[str, str]:
        kept = {key: value for key, value in attributes.items() if key.rpartition(":")[2] not in _LEFT_OUT}
        srs = kept.get("srsName", "")
        if _ELSEWHERE.match(srs) or references_file(srs):
            raise FormatError(_LINKED_CRS, line=line, crs=srs[:80])
        return kept

    def _is_in_feature(self) -> bool:
        return len(self.path) > 1 and self.path[-2] in _MEMBER | _MEMBERS

    def end(self, name: str) -> None:
        if self.within_box:
            self.within_box -= 1
            return
        depth = len(self.path)
        if self.coordinates is not None and self.coordinates.depth == depth:
            self._end_coordinates(self.coordinates)
        if depth == self.feature:
            self.write(f"<{PLACE}>{self.place}</{PLACE}>")
            self.feature = 0
        self.path.pop()
        if self.coordinates is None:
            self.write(f"</{name}>")
        if self.shape is not None:
            if self.shape.unfilled is not None and name.rpartition(":")[2] in _POLYGONS:
                self.members.empty.setdefault(self.place, []).append(self.shape.unfilled)
                self.shape.unfilled = None
            self.shape.dimensions.pop()
            if self.shape.depth == depth:
                self._end_shape(self.shape)

    def _end_coordinates(self, heard: _Coordinates) -> None:
        """Write coordinates as they are meant; those that make no points stay out of the shape, which is named."""
        self.coordinates = None
        local, dimensions = self.path[-1], self.shape.dimensions if self.shape else [None]
        is_ring = len(self.path) > 1 and self.path[-2] == "LinearRing"
        try:
            attributes, text = plain_coordinates(
                local, heard.attributes, "".join(heard.texts),
                stated=dimensions[-1], around=self.around, is_ring=is_ring,
            )  # fmt: skip
        except CoordinateError as error:
            broken = BrokenShape(error.code, error.words, error.fields, heard.line)
            self.members.broken.setdefault(self.place, broken)
            attributes, text = heard.attributes, ""
        self.write(f"<{heard.name}{_written(attributes)}>{text}")

    def _end_shape(self, shape: _Shape) -> None:
        self.shape = None
        if self.place not in self.members.broken and self.place not in self.without:
            self.sink.writelines(shape.written)

    def text(self, text: str) -> None:
        if self.coordinates is not None:
            self.coordinates.texts.append(text)
        elif not self.within_box:
            self.write(escape(text))


def _written(attributes: dict[str, str]) -> str:
    return "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
