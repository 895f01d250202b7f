"""Records that fiona reads one at a time, with one driver, as columns and well-known binary."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import shapely

from geokit.parcels.files import MAX_RECORDS, refuse_many
from geokit.parcels.formats import _wkb_packing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# A file with more layers than these is none that anybody made by hand.
_MOST_LAYERS = 1000
_TEXT, _WHOLE, _REAL, _YES_OR_NO = "str", "int", "float", "bool"


@contextmanager
def opened(
    path: Path, layer: str | int | None, driver: str, *, encoding: str | None = None, **options: Any
) -> Iterator[Any]:
    """Open a layer of a file with one driver."""
    import fiona

    with fiona.open(path, layer=layer, enabled_drivers=[driver], encoding=encoding, **options) as found:
        yield found


def layers(path: Path, driver: str, options: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the layers and their types of geometry; fiona's own list of layers asks every driver."""
    found: dict[str, str | None] = {}
    for number in range(_MOST_LAYERS):
        try:
            # fiona takes 0 for no number.
            with opened(path, number or None, driver, **options) as layer:
                kind = layer.schema["geometry"]
                found[str(layer.name)] = None if kind == "None" else str(kind)
        except ValueError:
            if not number:
                raise
            # There is no layer of that number.
            break
    return found


def table(
    path: Path, layer: str | None, driver: str, options: Mapping[str, Any]
) -> tuple[dict[str, Any], pa.Table]:
    """Return what a layer says of itself, and its records: number, attributes, geometry."""
    import pyarrow as pa

    with opened(path, layer, driver, **options) as found:
        fields: dict[str, str] = dict(found.schema["properties"])
        kind, crs = found.schema["geometry"], found.crs_wkt or None
        records = list(islice(found, MAX_RECORDS + 1))
    refuse_many(len(records))
    columns = [
        _column([record.properties.get(name) for record in records], told) for name, told in fields.items()
    ]
    lost = [
        at for at, told in enumerate(fields.values()) if told.startswith(_TEXT) and columns[at].null_count
    ]
    if lost:
        _restore(columns, lost, path, layer, driver, options)
    wkb = pa.array([_wkb_packing.packed(record.geometry) for record in records], pa.binary())
    fids = pa.array([int(record.id) for record in records], pa.int64())
    meta = {"crs": crs, "encoding": "UTF-8", "geometry_type": None if kind == "None" else kind}
    return meta, pa.Table.from_arrays([fids, *columns, wkb], names=["fid", *fields, "geometry"])


def _column(values: Sequence[Any], told: str) -> pa.Array:
    import pyarrow as pa

    if told.startswith(_WHOLE):
        return pa.array(values, pa.int64())
    if told.startswith(_REAL):
        return pa.array(values, pa.float64())
    if told.startswith(_YES_OR_NO):
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _restore(
    columns: list[pa.Array],
    lost: Sequence[int],
    path: Path,
    layer: str | None,
    driver: str,
    options: Mapping[str, Any],
) -> None:
    """Put the bytes of text that is not in UTF-8 where fiona has left nothing, without a word."""
    import pyarrow as pa

    with opened(path, layer, driver, encoding="latin-1", **options) as found:
        names = list(found.schema["properties"])
        rows = [[record.properties.get(names[at]) for at in lost] for record in found]
    for place, at in enumerate(lost):
        told = columns[at].to_pylist()
        raw = [
            _bytes(row[place]) if value is None else value.encode()
            for row, value in zip(rows, told, strict=True)
        ]
        columns[at] = pa.array(raw, pa.binary()).view(pa.string())


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("latin-1", "replace")


def straightened(
    path: Path, layer: str | None, driver: str, fids: NDArray[np.int64], encoding: str | None
) -> dict[int, Any]:
    """Return single geometries, by number; fiona makes their curves straight."""
    from fiona.errors import FionaError
    from shapely.geometry import shape

    found = {}
    try:
        with opened(path, layer, driver, encoding=encoding) as records:
            for fid in fids:
                record = records.get(int(fid))
                if record is not None and record.geometry is not None:
                    found[int(fid)] = shapely.force_2d(shape(record.geometry))
    except (FionaError, shapely.GEOSException, ValueError):
        # What fiona cannot open either stays in the list of unreadable records.
        return found
    return found
