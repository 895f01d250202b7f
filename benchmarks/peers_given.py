"""What every peer is given: the valid parcels of a dataset, two workers, and the area from which an overlap counts."""

from __future__ import annotations

import importlib.util
import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKERS = 2
TOLERANCE_M2 = 1e-4
CRS = "EPSG:4548"
COLUMNS = ["id", "geometry"]


class MissingError(Exception):
    """A peer that can not run here, and why."""


def invalid_ids(dataset: Path) -> list[str]:
    """Return the ids of the rings that cross themselves."""
    truth = dataset.with_name(f"{dataset.name}-truth.json")
    return list(json.loads(truth.read_text(encoding="utf-8"))["invalid"])


def valid_files(dataset: Path) -> Iterator[tuple[Any, Any]]:
    """Yield the ids and the WKB of the valid parcels, file by file."""
    import numpy as np
    import pyarrow.parquet as pq

    invalid = invalid_ids(dataset)
    for file in sorted(dataset.glob("*.parquet")):
        table = pq.read_table(file, columns=COLUMNS)
        names = table["id"].to_numpy()
        kept = ~np.isin(names.astype(str), invalid)
        yield names[kept], table["geometry"].to_numpy()[kept]


def valid_parcels(dataset: Path) -> tuple[Any, Any]:
    """Return the ids and the polygons of the valid parcels."""
    import numpy as np
    import shapely

    names, wkb = (np.concatenate(parts) for parts in zip(*valid_files(dataset), strict=True))
    return names, shapely.from_wkb(wkb)


def require(module: str, package: str) -> None:
    """Raise MissingError where a module is not installed."""
    if not importlib.util.find_spec(module):
        message = f"not installed (pip install '{package}')"
        raise MissingError(message)


def table_of(left: Any, right: Any, area_m2: Any) -> Any:
    """Return a table of pairs."""
    import pandas as pd

    return pd.DataFrame({"left": left, "right": right, "area_m2": area_m2})


def measured(names: Any, shapes: Any, left: Any, right: Any) -> Any:
    """Return a table of pairs of positions, their intersections measured."""
    import shapely

    area_m2 = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    return table_of(names[left], names[right], area_m2)


def tell_loading(start: float) -> None:
    """Print how long it took since then to write what a peer reads; the runner looks for it."""
    print(f"loading {time.perf_counter() - start:.1f} s", flush=True)
