"""Where findings lie: their subjects' records in files, their shapes in one coordinate system, their parcels' areas."""

from __future__ import annotations

import json
import posixpath
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geokit.auditing.findings import NOWHERE, Finding, Place
from geokit.auditing.report import COMMON_CRS
from geokit.errors import CrsError
from geokit.geometry.arrays import as_array
from geokit.geometry.rings import POLYGON
from geokit.land.crs.transform import is_local, parse_crs, reproject
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.audited import Audited
    from geokit.auditing.report import AuditReport

# About a tenth of a millimetre in each.
METRE_DECIMALS = 4
DEGREE_DECIMALS = 9


class FileLocation(NamedTuple):
    """A file as a repository names it, with forward slashes, and a line from 1."""

    path: str
    line: int | None


class Locations:
    """The records behind the findings of a report.

    Parameters
    ----------
    report : AuditReport
    """

    def __init__(self, report: AuditReport) -> None:
        self._parks = {each.name: _ParkLocations(each) for each in report.audited}

    def address(self, finding: Finding) -> FileLocation | None:
        """Return where a finding is to be corrected: its own place, its first subject's record, or park.toml."""
        park = self._parks.get(finding.park)
        place = finding.source
        if place.file is None and park is not None:
            place = park.place(finding.subjects)
        if place.file is None:
            return None
        file = file_name(place.file)
        return FileLocation(park.path(file) if park else file, place.line)

    def trail(self, finding: Finding, subject: str) -> tuple[str, ...]:
        """Return a subject with what it lies in: park, phase, parcel."""
        park = self._parks.get(finding.park)
        phase = park.phases.get(subject) if park else None
        outer = [name for name in (finding.park, phase) if name and name != subject]
        return (*outer, subject)

    def is_parcel(self, finding: Finding, subject: str) -> bool:
        """Tell whether a subject is a parcel of the table, and not a zone, a park or a file."""
        park = self._parks.get(finding.park)
        return park is not None and subject in park.positions


class _ParkLocations:
    def __init__(self, audited: Audited) -> None:
        self._audited = audited

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(parcel_ids(self._audited.parcels))}

    @cached_property
    def phases(self) -> dict[str, str]:
        phases = self._audited.parcels["phase"].to_numpy()
        return {name: phases[at] for name, at in self.positions.items() if phases[at]}

    @cached_property
    def _places(self) -> list[tuple[str | None, int]]:
        parcels = self._audited.parcels
        return list(zip(parcels["source"].tolist(), parcels["line"].tolist(), strict=True))

    def place(self, subjects: tuple[str, ...]) -> Place:
        at = next((self.positions[name] for name in subjects if name in self.positions), None)
        source, line = self._places[at] if at is not None else (None, -1)
        if source:
            return Place(source, line if line > 0 else None)
        return Place("park.toml") if self._audited.park else NOWHERE

    @cached_property
    def _files(self) -> dict[str, str]:
        """The files that park.toml names, by their bare names."""
        park = self._audited.park
        if park is None:
            return {}
        outlines = [placed.boundary_file.file for placed in (park, *park.zones) if placed.boundary_file]
        listed = ["park.toml", *outlines, *(file.file for file in park.parcels)]
        return {file_name(file): file for file in listed if not _is_absolute(file)}

    def path(self, name: str) -> str:
        park = self._audited.park
        if park is None or name not in self._files:
            return name
        found = posixpath.normpath(f"{folder_path(park.folder)}/{self._files[name]}".replace("\\", "/"))
        return found if not found.startswith("..") else name


def folder_path(folder: Path) -> str:
    """Return a folder as it was given, or only its own name where that would name a place on this machine.

    Examples
    --------
    >>> from pathlib import Path
    >>> folder_path(Path("boundaries/longhu")), folder_path(Path("/data/boundaries/longhu"))
    ('boundaries/longhu', 'longhu')
    """
    return folder.name if folder.is_absolute() or ".." in folder.parts else folder.as_posix()


def file_name(file: str) -> str:
    r"""Return a file's name without its folder.

    Examples
    --------
    >>> file_name("C:\\data\\三期.txt"), file_name("data/三期.txt")
    ('三期.txt', '三期.txt')
    """
    return PureWindowsPath(file).name if "\\" in file else PurePosixPath(file).name


def display_file(file: str | None) -> str | None:
    """Return a file as a report shows it: one that names a place on this machine without its folder."""
    return file_name(file) if file and _is_absolute(file) else file


def display_place(place: Place) -> str:
    """Return a file and a line as a report shows them.

    Examples
    --------
    >>> display_place(Place("/data/三期.txt", 12)), display_place(Place("三期.txt")), display_place(Place())
    ('三期.txt:12', '三期.txt', '')
    """
    return str(Place(display_file(place.file), place.line))


# Thousands of findings lie in a few files.
@lru_cache
def _is_absolute(file: str) -> bool:
    return PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute()


def representative_points(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point on each shape; beside one of several parts, one."""
    points = as_array(shapely.centroid(shapes))
    # A broken outline has no inside to put the mark in.
    valid = shapely.is_valid(shapes)
    points[valid] = shapely.point_on_surface(shapes[valid])
    return points


def as_multipolygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the areal parts of each shape as one multipolygon; None where it has none.

    Examples
    --------
    >>> shapes = np.array([shapely.box(0, 0, 1, 1), shapely.Point(0, 0), None], dtype=object)
    >>> [shape and shape.geom_type for shape in as_multipolygons(shapes)]
    ['MultiPolygon', None, None]
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    found = np.full(len(shapes), None, dtype=np.object_)
    shapely.multipolygons(parts[areal], indices=owners[areal], out=found)
    return found


def as_geojson(shapes: NDArray[np.object_], decimals: int) -> list[Any]:
    """Return shapes as GeoJSON geometries, rounded, outer rings anticlockwise (RFC 7946); None stays None."""
    rounded = shapely.transform(shapes, lambda xy: xy.round(decimals))
    oriented = shapely.orient_polygons(rounded, exterior_cw=False)
    # Most have one ring, and reading GEOS's text of each would take longer than writing all the rest of a report.
    has_one_ring = (shapely.get_type_id(oriented) == POLYGON) & (
        shapely.get_num_interior_rings(oriented) == 0
    )
    rings = _rings(oriented[has_one_ring])
    texts = iter(shapely.to_geojson(oriented[~has_one_ring]))
    return [
        {"type": "Polygon", "coordinates": [next(rings)]} if is_one else _parsed(next(texts))
        for is_one in has_one_ring.tolist()
    ]


def _rings(polygons: NDArray[np.object_]) -> Iterator[list[Any]]:
    """Yield the points of polygons that have one ring."""
    points, start = shapely.get_coordinates(polygons).tolist(), 0
    for count in shapely.get_num_coordinates(polygons).tolist():
        yield points[start : start + count]
        start += count


def _parsed(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def crs_code(crs: CRS | None) -> str | None:
    """Return a system's public code; None where it has none.

    A definition is never written: that of a local system, or of one that is bound to another, holds
    transformation parameters.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_code(CRS(4548)), crs_code(CRS("+proj=tmerc +lon_0=116.5 +x_0=12345 +ellps=GRS80"))
    ('EPSG:4548', None)
    """
    authority = crs.to_authority(min_confidence=100) if crs is not None else None
    return ":".join(authority) if authority else None


def written_system(crs: CRS | None) -> CRS | None:
    """Return the system that shapes are written in: their own where it has a code, or else degrees; only codes are written.

    One that cannot be brought to degrees stays as it is, and its coordinates are written as those of a plane.
    """
    if crs is None or is_local(crs) or (crs_code(crs) or "").startswith("EPSG:"):
        return crs
    degrees = parse_crs(COMMON_CRS)
    return degrees if _is_movable(crs, degrees) else crs


def _is_movable(source: CRS, target: CRS) -> bool:
    try:
        reproject([], source, target)
    except CrsError:
        return False
    return True


def written_code(crs: CRS | None) -> CRS | None:
    """Return what a file says of a system: only what has a public code, as a definition may hold parameters."""
    code = crs.to_epsg(min_confidence=100) if crs is not None else None
    return None if code is None else parse_crs(code)


def crs_label(crs: CRS | None) -> str | None:
    """Return a system's code, or else the name it goes by."""
    return crs_code(crs) or (crs.name if crs is not None else None)


def order_by_id(parcels: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Return the positions of parcels in the order of their names: the order of the input does not count."""
    order: NDArray[np.intp] = np.argsort(parcel_ids(parcels), kind="stable")
    return order
