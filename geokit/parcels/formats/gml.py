"""Geography Markup Language."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._ogr import read_layer
from geokit.parcels.formats._xml import check_xml, root_name
from geokit.words import Words


class Gml(Format):
    """GML of simple features."""

    title = Words(zh="GML", en="GML")
    suffixes = (".gml", ".xml")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is XML with a feature collection of GML."""
        return root_name(opening.head) == "FeatureCollection" and b"opengis.net/gml" in opening.head.replace(
            b"\0", b""
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer, in a folder of its own: GDAL would leave a file beside it, and believe what lies there."""
        check_xml(path)
        with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
            alone = Path(folder) / path.name
            shutil.copyfile(path, alone)
            return read_layer(alone, options, driver="GML")
