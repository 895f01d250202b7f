"""Overlaps and gaps by libraries of Python that hold a layer in memory, or in parts: shapely, geopandas, geoplanar, dask-geopandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peers_given import (  # beside this file
    COLUMNS,
    CRS,
    WORKERS,
    invalid_ids,
    measured,
    require,
    table_of,
    valid_parcels,
)

if TYPE_CHECKING:
    from pathlib import Path


def strtree(dataset: Path) -> Any:
    """shapely: an STRtree of all boxes, what meets by its pattern, the intersections measured."""
    import shapely

    names, shapes = valid_parcels(dataset)
    left, right = shapely.STRtree(shapes).query(shapes)
    left, right = left[left < right], right[left < right]
    shapely.prepare(shapes)
    meeting = shapely.relate_pattern(shapes[left], shapes[right], "T********")
    shapely.destroy_prepared(shapes)
    return measured(names, shapes, left[meeting], right[meeting])


def invalid_edges(dataset: Path) -> Any:
    """shapely: what GEOS flags as no coverage, against all that it meets."""
    import numpy as np
    import shapely

    names, shapes = valid_parcels(dataset)
    flagged = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    rows, right = shapely.STRtree(shapes).query(shapes[flagged], predicate="intersects")
    left = flagged[rows]
    return measured(names, shapes, *_once(left, right))


def sjoin_overlaps(dataset: Path) -> Any:
    """geopandas: ``sjoin`` with the predicate ``overlaps``."""
    return _joined(dataset, "overlaps")


def sjoin_intersects(dataset: Path) -> Any:
    """geopandas: ``sjoin`` with ``intersects``, the intersections measured."""
    return _joined(dataset, "intersects")


def geoplanar_overlaps(dataset: Path) -> Any:
    """geoplanar: its pairs of rows, the intersections measured."""
    require("geoplanar", "geoplanar==0.6.0")
    import geopandas as gpd
    import geoplanar as peer
    import numpy as np

    names, shapes = valid_parcels(dataset)
    pairs = np.asarray(peer.overlaps(gpd.GeoDataFrame(geometry=shapes, crs=CRS))).T
    return measured(names, shapes, *_once(pairs[:, 0], pairs[:, 1]))


def union_holes(dataset: Path) -> Any:
    """shapely: the union of all, and its holes."""
    import shapely

    return _holes(shapely.union_all(valid_parcels(dataset)[1]))


def geoplanar_gaps(dataset: Path) -> Any:
    """geoplanar: its gaps."""
    require("geoplanar", "geoplanar==0.6.0")
    import geopandas as gpd
    import geoplanar as peer
    import pandas as pd

    found = peer.gaps(gpd.GeoDataFrame(geometry=valid_parcels(dataset)[1], crs=CRS))
    return pd.DataFrame({"area_m2": found.area.to_numpy()})


def dask_geopandas(dataset: Path, *, shuffled: bool = True) -> Any:
    """dask-geopandas: parts along a Hilbert curve, a join of parts that meet, in threads (its processes are slower)."""
    require("dask_geopandas", "dask-geopandas==0.5.0")
    import dask
    import dask_geopandas as peer
    import pandas as pd

    # Strings of arrow are turned into objects and back at each step; the shuffle over disk fails with geopandas 1.2.
    dask.config.set({"dataframe.convert-string": False, "dataframe.shuffle.method": "tasks"})
    dask.config.set(scheduler="threads", num_workers=WORKERS)
    parcels = peer.read_parquet(dataset, columns=COLUMNS).map_partitions(_plain)
    parcels = parcels[~parcels["id"].isin(invalid_ids(dataset))].persist()
    if shuffled:
        parcels = parcels.spatial_shuffle(npartitions=parcels.npartitions).persist()
    parcels.calculate_spatial_partitions()
    others = parcels.copy()
    others["other"] = others.geometry
    empty = pd.DataFrame({"left": [""], "right": [""], "area_m2": [0.0]}).iloc[:0]
    joined = peer.sjoin(parcels, others, predicate="intersects")
    return joined.map_partitions(_of_part, meta=empty).compute()


def dask_geopandas_as_written(dataset: Path) -> Any:
    """dask-geopandas on the files as they are: they lie apart already, which is its best case."""
    return dask_geopandas(dataset, shuffled=False)


def _plain(part: Any) -> Any:
    # What dask-geopandas keeps in attrs can not be compared by pandas 3 when tables are joined.
    part = part.copy()
    part.attrs = {}
    return part


def _of_part(joined: Any) -> Any:
    import shapely

    joined = joined[joined["id_left"] < joined["id_right"]]
    joined = joined[~shapely.touches(joined.geometry.to_numpy(), joined["other"].to_numpy())]
    area_m2 = shapely.area(shapely.intersection(joined.geometry.to_numpy(), joined["other"].to_numpy()))
    return table_of(joined["id_left"].to_numpy(), joined["id_right"].to_numpy(), area_m2)


def _joined(dataset: Path, predicate: str) -> Any:
    import geopandas as gpd
    import shapely

    names, shapes = valid_parcels(dataset)
    frame = gpd.GeoDataFrame(geometry=shapes, crs=CRS)
    joined = gpd.sjoin(frame, frame, predicate=predicate)
    left, right = joined.index.to_numpy(), joined["index_right"].to_numpy()
    left, right = left[left < right], right[left < right]
    if predicate == "intersects":
        apart = ~shapely.touches(shapes[left], shapes[right])
        left, right = left[apart], right[apart]
    return measured(names, shapes, left, right)


def _once(left: Any, right: Any) -> tuple[Any, Any]:
    """Return each pair once, its lower position first."""
    import numpy as np

    one, other = np.unique(np.sort(np.stack([left, right]), axis=0)[:, left != right], axis=1)
    return one, other


def _holes(land: Any) -> Any:
    import pandas as pd
    import shapely

    rings = [ring for part in shapely.get_parts(land) for ring in part.interiors]
    return pd.DataFrame({"area_m2": shapely.area(shapely.polygons(rings)) if rings else []})
