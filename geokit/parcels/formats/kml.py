"""KML, and KMZ, which is KML zipped: always longitude and latitude on WGS 84."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geokit.errors import FormatError, InputError
from geokit.land.crs import reproject_frame
from geokit.outputs import plain_stem
from geokit.parcels.files import members_of, pack, unpack
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._carrying import carried
from geokit.parcels.formats._ogr import layers_of, read_layer
from geokit.parcels.formats._ogr_writing import write_layer
from geokit.parcels.formats._xml import check_xml, root_name
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.notices import Notice

# What GDAL adds to every placemark, whether the file has it or not.
_ADDED = frozenset({"timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"}) | {
    "drawOrder",
    "icon",
    "snippet",
}

_NO_KML = Words(zh="KMZ 中没有地标", en="the KMZ holds no placemark")
_SEVERAL = Words(
    zh="KMZ 中有多个 KML：{names}；请解压后给出其一",
    en="the KMZ holds several KML: {names}; unpack it and name one",
)


class Kml(Format):
    """KML and KMZ."""

    title = Words(zh="KML", en="KML")
    suffixes = (".kml", ".kmz")
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is XML with the root kml, or an archive with a KML in it."""
        return root_name(opening.head) == "kml" or opening.has_member(".kml")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the placemarks of one folder."""
        with _unpacked(path) as plain:
            return _read(plain, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the folders."""
        with _unpacked(path) as plain:
            check_xml(plain)
            return layers_of(plain)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says, in longitude and latitude; zipped where the name says KMZ.

        Raises
        ------
        CrsError
            The coordinates cannot become WGS 84: none is known, or its datum is another.
        """
        placemarks = carried(reproject_frame(frame, "EPSG:4326")).rename(columns={"id": "dkbh"})
        if path.suffix.lower() != ".kmz":
            write_layer(placemarks, path, "LIBKML", layer=plain_stem(path.stem))
            return []
        with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
            # The name that programs look for in the archive.
            inside = Path(folder) / "doc.kml"
            write_layer(placemarks, inside, "LIBKML", layer=plain_stem(path.stem))
            pack([inside], path)
        return []


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if path.suffix.lower() != ".kmz":
        yield path
        return
    names = sorted(name for name in members_of(path) if name.lower().endswith(".kml"))
    with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
        inside = {name: f"{number}.kml" for number, name in enumerate(names)}
        unpack(path, inside, Path(folder))
        yield Path(folder) / _with_placemarks(inside, Path(folder))


def _with_placemarks(inside: dict[str, str], folder: Path) -> str:
    """Return the one unpacked file that draws something; the others only link to it."""
    drawn = {name: file for name, file in inside.items() if b"<Placemark" in (folder / file).read_bytes()}
    if not drawn:
        raise FormatError(_NO_KML)
    if len(drawn) > 1:
        raise InputError(_SEVERAL, names=list(drawn))
    return next(iter(drawn.values()))


def _read(path: Path, options: ReadOptions) -> Reading:
    check_xml(path)
    reading = read_layer(path, options, driver="LIBKML")
    # The id of a placemark is the program's, not the office's.
    reading.columns = {
        "kml_id" if name == "id" else name: values
        for name, values in reading.columns.items()
        if name not in _ADDED
    }
    return reading
