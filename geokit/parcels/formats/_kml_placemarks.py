"""The placemarks of a KML: where they stand, what they say, and what they draw.

GDAL's driver is not asked: it cannot be opened alone, follows what a document links to, and reads one folder at a
time. Nothing here opens anything: links of any kind are counted, and not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.formats import _wkb
from geokit.parcels.formats._xml import parse_xml

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_CONTAINERS = frozenset({"Document", "Folder"})
_DRAWN = frozenset({"Point", "LineString", "LinearRing", "Polygon"})
_LINKS = frozenset({"NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model"})
# What a placemark says of itself in elements of their own, and the column for it.
_SAID = {"name": "Name", "description": "description", "address": "address", "phoneNumber": "phoneNumber"}
_DIMENSIONS = (2, 3)


@dataclass(slots=True)
class Container:
    """A document or folder; its path names those around it."""

    number: int
    names: tuple[str, ...]
    parent: Container | None = None

    @property
    def name(self) -> str:
        """Its own name, or its number where it has none."""
        return self.names[-1] or f"#{self.number}"


@dataclass(slots=True)
class Placemark:
    """One placemark.

    Parameters
    ----------
    container : Container
        The document or folder around it.
    line : int
        Where it begins, counted from 1.
    said : dict of str to str
        What it says, by column.
    unheard : list of str
        The columns of which it says something else once more.
    parts : list of tuple
        What it draws: the kind and its well-known binary, None where the coordinates are no numbers.
    """

    container: Container
    line: int
    said: dict[str, str] = field(default_factory=dict)
    unheard: list[str] = field(default_factory=list)
    parts: list[tuple[str, bytes | None]] = field(default_factory=list)

    @property
    def has_polygon(self) -> bool:
        """Whether it draws land."""
        return any(kind == "Polygon" for kind, _ in self.parts)

    @property
    def has_bad_numbers(self) -> bool:
        """Whether coordinates of it are no numbers."""
        return any(wkb is None for _, wkb in self.parts)

    @property
    def wkb(self) -> bytes | None:
        """All that it draws; collections in collections are one."""
        parts = [wkb for _, wkb in self.parts if wkb is not None]
        if len(parts) < 2:  # noqa: PLR2004 - one stands for itself
            return parts[0] if parts else None
        polygons = all(kind == "Polygon" for kind, _ in self.parts)
        return _wkb.collection(parts, "MultiPolygon" if polygons else "GeometryCollection")


@dataclass(slots=True)
class Placemarks:
    """All placemarks of a file.

    Parameters
    ----------
    placemarks : list of Placemark
        In the order of the file.
    types : dict of str to str
        The type that a schema gives a column.
    links : int
        How often the document would show something that lies elsewhere.
    encoding : str
        That of its text.
    """

    placemarks: list[Placemark] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    links: int = 0
    encoding: str = "utf-8"


def read_placemarks(path: Path) -> Placemarks:
    """Return the placemarks of a KML.

    Raises
    ------
    FormatError
        The XML is not whole, has a document type, or is nested too deep.
    """
    reader = _Reader()
    reader.found.encoding = parse_xml(path, reader)
    return reader.found


class _Reader:
    """Hears a document, and keeps what belongs to placemarks."""

    def __init__(self) -> None:
        self.found = Placemarks()
        self.container = Container(0, ("",))
        self.containers = 1
        self.placemark: Placemark | None = None
        self.path: list[str] = []
        self.key: str | None = None
        self.rings: list[NDArray[np.float64] | None] = []
        self.wanted: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        local = name.rpartition(":")[2]
        around = self.path[-1] if self.path else ""
        self.path.append(local)
        if self.placemark is not None:
            self._start_inside(local, around, attributes)
        elif local == "Placemark":
            self.placemark = Placemark(self.container, line)
            if "id" in attributes:
                self.placemark.said["kml_id"] = attributes["id"]
        elif local in _CONTAINERS:
            self.container = Container(self.containers, (*self.container.names, ""), self.container)
            self.containers += 1
        elif local == "name" and around in _CONTAINERS:
            self.wanted = []
        elif local == "SimpleField" and "name" in attributes:
            self.found.types.setdefault(attributes["name"], attributes.get("type", "string"))
        elif local in _LINKS:
            self.found.links += 1

    def _start_inside(self, local: str, around: str, attributes: dict[str, str]) -> None:
        if local in _DRAWN:
            self.rings = self.rings if local == "LinearRing" and "Polygon" in self.path[:-1] else []
        elif local == "coordinates":
            self.wanted = []
        elif local in _LINKS:
            self.found.links += 1
        elif (local in _SAID and around == "Placemark") or local == "SimpleData":
            self.key, self.wanted = attributes.get("name", _SAID.get(local)), []
        elif local == "Data":
            self.key = attributes.get("name")
        elif local == "value" and around == "Data":
            self.wanted = []

    def text(self, text: str) -> None:
        if self.wanted is not None:
            self.wanted.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self.path.pop()
        if self.placemark is None:
            if local == "name" and self.wanted is not None:
                self.container.names = (*self.container.names[:-1], self._taken())
            elif local in _CONTAINERS:
                self.container = self.container.parent or self.container
        elif local == "Placemark":
            self.found.placemarks.append(self.placemark)
            self.placemark = None
        elif local == "coordinates":
            self.rings.append(_places("".join(self.wanted or [])))
            self.wanted = None
        elif local in _DRAWN:
            self._end_drawn(self.placemark, local)
        elif self.wanted is not None and local in (*_SAID, "SimpleData", "value"):
            self._keep(self.placemark, self._taken())

    def _taken(self) -> str:
        text, self.wanted = "".join(self.wanted or []).strip(), None
        return text

    def _keep(self, placemark: Placemark, text: str) -> None:
        if self.key and text and placemark.said.setdefault(self.key, text) != text:
            placemark.unheard.append(self.key)
        self.key = None

    def _end_drawn(self, placemark: Placemark, local: str) -> None:
        if local == "LinearRing" and "Polygon" in self.path:
            return
        placemark.parts.append((local, _wkb_of(local, self.rings)))
        self.rings = []


def _wkb_of(kind: str, runs: list[NDArray[np.float64] | None]) -> bytes | None:
    known = [run for run in runs if run is not None]
    if len(known) != len(runs):
        return None
    if kind == "Polygon":
        return _wkb.polygon(known)
    run = known[0] if known else np.empty((0, 2))
    if kind == "Point":
        return _wkb.point(run[0]) if len(run) else None
    return _wkb.line(run)


def _places(text: str) -> NDArray[np.float64] | None:
    """Return longitudes and latitudes, or None where one is no number.

    Examples
    --------
    >>> _places("116.5,23.4,0 116.6,23.4").tolist(), _places("116.5;23.4")
    ([[116.5, 23.4], [116.6, 23.4]], None)
    >>> _places("116.5,23.4, 116.6,23.4,").tolist()
    [[116.5, 23.4], [116.6, 23.4]]
    """
    # Some programs end every point with a comma.
    tokens = [token.rstrip(",") for token in text.split()]
    dimensions = tokens[0].count(",") + 1 if tokens else _DIMENSIONS[0]
    regular = dimensions in _DIMENSIONS and all(token.count(",") == dimensions - 1 for token in tokens)
    try:
        if regular:
            values = np.array(",".join(tokens).split(",") if tokens else [], dtype=np.float64)
            return values.reshape(-1, dimensions)[:, :2]
        # With a height at some of the points, or with blanks after commas.
        tokens = text.replace(", ", ",").split()
        pairs = [token.rstrip(",").split(",") for token in tokens]
        if any(len(pair) not in _DIMENSIONS for pair in pairs):
            return None
        return np.array([pair[:2] for pair in pairs], dtype=np.float64)
    except ValueError:
        return None
