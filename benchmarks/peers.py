"""Overlaps or gaps of parcels by public peers: ``python benchmarks/peers.py overlaps|gaps NAME DATASET FOUND``.

DATASET is a folder that ``province.py`` wrote; FOUND becomes a Parquet file with both ids and the area of each pair, or the
area of each gap. Every peer is given the valid parcels only, since most stop at a ring that crosses itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peers_databases as databases  # beside this file, as the next ones
import peers_interlis as interlis
import peers_libraries as libraries
import peers_programs as programs
from peers_given import TOLERANCE_M2, MissingError
from postgres_server import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable

Peers = dict[str, "Callable[[Path], Any]"]
OVERLAPS: Peers = {
    "DuckDB": databases.duckdb,
    "SedonaDB": databases.sedonadb,
    "dask-geopandas, files as written": libraries.dask_geopandas_as_written,
    "dask-geopandas, spatial_shuffle": libraries.dask_geopandas,
    "PostGIS, with loading": databases.postgis,
    "shapely coverage_invalid_edges, flagged against all": libraries.invalid_edges,
    "shapely STRtree, all pairs": libraries.strtree,
    "geopandas sjoin intersects, intersection": libraries.sjoin_intersects,
    "geopandas sjoin overlaps": libraries.sjoin_overlaps,
    "geoplanar overlaps": libraries.geoplanar_overlaps,
    "mapshaper -mosaic": programs.mapshaper_mosaic,
    "QGIS native:intersection": programs.qgis_intersection,
    "ilivalidator": interlis.once,
    "ilivalidator, again without what it named": interlis.twice,
    "Apache Sedona on Spark": databases.sedona_spark,
}
GAPS: Peers = {
    "shapely union_all, holes": libraries.union_holes,
    "geoplanar gaps": libraries.geoplanar_gaps,
    "mapshaper -dissolve, holes": programs.mapshaper_dissolve,
    "mapshaper -clean": programs.mapshaper_clean,
    "QGIS native:dissolve, holes": programs.qgis_dissolve,
}
QUESTIONS = {"overlaps": OVERLAPS, "gaps": GAPS}
# The most parcels that a peer is given: not tried with more.
_FEW, _SOME = 30_000, 300_000
MOST = {
    "QGIS native:intersection": _SOME,
    "QGIS native:dissolve, holes": _SOME,
    "geoplanar gaps": _SOME,
    "ilivalidator": _FEW,
    "ilivalidator, again without what it named": _FEW,
}


def main() -> None:
    question, name, dataset, into = sys.argv[1:]
    # A file beside this one has the name of a package that numba looks for.
    sys.path.pop(0)
    try:
        found = QUESTIONS[question][name](Path(dataset))
    except (MissingError, ServerError) as missing:
        sys.exit(f"can not run: {missing}")
    least_m2 = TOLERANCE_M2 if question == "overlaps" else 0.0
    found[found["area_m2"] > least_m2].to_parquet(into)


if __name__ == "__main__":
    main()
