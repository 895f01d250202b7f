"""Overlaps and gaps by programs: QGIS in a Python of its own, mapshaper in Node.js.

Each reads a file that is written for it here, which its time has too; what writing took is printed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers_given import CRS, MissingError, table_of, tell_loading, valid_parcels  # beside this file

if TYPE_CHECKING:
    from collections.abc import Sequence

_QGIS = Path(__file__).with_name("qgis_peer.py")


def qgis_intersection(dataset: Path) -> Any:
    """QGIS: ``native:intersection`` of the layer with itself."""
    return _by_qgis("overlaps", dataset)


def qgis_dissolve(dataset: Path) -> Any:
    """QGIS: the holes of ``native:dissolve``."""
    import pandas as pd
    import shapely

    holes = _by_qgis("gaps", dataset)["area_m2"]
    return pd.DataFrame({"area_m2": shapely.area(shapely.from_wkt(holes.to_numpy(dtype=object)))})


def mapshaper_mosaic(dataset: Path) -> Any:
    """mapshaper: a mosaic, whose tiles name the parcels that lie over them."""
    collected = "n = count(), ids = collect(id)"
    tiles = _by_mapshaper(
        dataset, "-mosaic", f"calc={collected}", "-filter", "n > 1", "-each", "area_m2 = this.area"
    )
    areas: dict[tuple[str, str], float] = {}
    for tile in tiles:
        known = tile["properties"]
        for pair in combinations(sorted(known["ids"]), 2):
            areas[pair] = areas.get(pair, 0.0) + known["area_m2"]
    return table_of([one for one, _ in areas], [other for _, other in areas], list(areas.values()))


def mapshaper_dissolve(dataset: Path) -> Any:
    """mapshaper: the holes of what it dissolves, none of them filled."""
    import pandas as pd
    import shapely

    (land,) = _by_mapshaper(dataset, "-dissolve", "gap-width=0")
    shape = shapely.from_geojson(json.dumps(land))
    rings = [ring for part in shapely.get_parts(shape) for ring in part.interiors]
    return pd.DataFrame({"area_m2": shapely.area(shapely.polygons(rings))})


def mapshaper_clean(dataset: Path) -> Any:
    """mapshaper: ``-clean``, which repairs; it tells counts only, which are printed."""
    import pandas as pd

    _by_mapshaper(dataset, "-clean")
    return pd.DataFrame({"area_m2": []})


def _by_qgis(question: str, dataset: Path) -> Any:
    import geopandas as gpd
    import pandas as pd

    python = os.environ.get("QGIS_PYTHON") or "/usr/bin/python3"
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    tried = [python, "-c", "import qgis.core"]
    if subprocess.run(tried, env=alone, check=False, capture_output=True).returncode:  # noqa: S603 - named above
        message = f"{python} has no QGIS (Debian: python3-qgis)"
        raise MissingError(message)
    with tempfile.TemporaryDirectory() as folder:
        layer, found = Path(folder, "parcels.gpkg"), Path(folder, "found.csv")
        names, shapes = valid_parcels(dataset)
        start = time.perf_counter()
        gpd.GeoDataFrame({"id": names}, geometry=shapes, crs=CRS).to_file(layer)
        tell_loading(start)
        _run([python, str(_QGIS), question, str(layer), str(found)], env=alone)
        area = float if question == "overlaps" else str
        return pd.read_csv(
            found, names=["left", "right", "area_m2"], dtype={"left": str, "right": str, "area_m2": area}
        )


def _by_mapshaper(dataset: Path, *words: str) -> Any:
    """Return the features that mapshaper writes."""
    import geopandas as gpd

    program = os.environ.get("MAPSHAPER") or shutil.which("mapshaper-xl") or shutil.which("mapshaper")
    if program is None:
        message = "not installed (npm install mapshaper)"
        raise MissingError(message)
    with tempfile.TemporaryDirectory() as folder:
        layer, found = Path(folder, "parcels.json"), Path(folder, "found.json")
        names, shapes = valid_parcels(dataset)
        start = time.perf_counter()
        gpd.GeoDataFrame({"id": names}, geometry=shapes).to_file(layer, driver="GeoJSON")
        tell_loading(start)
        _run([program, str(layer), *words, "-o", str(found), "geojson-type=FeatureCollection"])
        return json.loads(found.read_text(encoding="utf-8"))["features"]


def _run(command: Sequence[str], **options: Any) -> None:
    ended = subprocess.run(command, check=False, **options)  # noqa: S603 - of these files
    if ended.returncode:
        message = f"{Path(command[0]).name} ended with {ended.returncode}"
        raise MissingError(message)
    sys.stdout.flush()
