"""Records that fiona reads one at a time, with one driver, from a file under a neutral name.

GDAL and fiona read more into a name than a place: an exclamation mark is an archive's member to them, a question mark
an option, a colon a driver, and what lies beside a file by its name is opened too. Here they get ``in.shp`` in a
folder of its own, which leads to the file.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import shapely

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.folders import temporary_folder
from geokit.libraries import require
from geokit.parcels.files import MAX_RECORDS, companions_of, refuse_many
from geokit.parcels.formats import _wkb

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
    require("fiona")
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
                _, found[str(layer.name)] = _described(layer, path, number or None, driver, options)
        except ValueError:
            if not number:
                raise
            # There is no layer of that number.
            break
    return found


def _described(
    found: Any, path: Path, layer: str | int | None, driver: str, options: Mapping[str, Any]
) -> tuple[dict[str, str], str | None]:
    """Return the types of a layer's fields, and its type of geometry; None where it has none."""
    from fiona.errors import UnsupportedGeometryTypeError

    try:
        fields, kind = found.schema["properties"], found.schema["geometry"]
    except UnsupportedGeometryTypeError:
        # Shapes of several kinds, some with heights: fiona knows no such type, and tells the fields without it only.
        with opened(path, layer, driver, **{**options, "ignore_geometry": True}) as bare:
            fields, kind = bare.schema["properties"], "Unknown"
    return dict(fields), None if kind == "None" else str(kind)


def table(
    path: Path, layer: str | None, driver: str, options: Mapping[str, Any]
) -> tuple[dict[str, Any], pa.Table]:
    """Return what a layer says of itself, and its records: number, attributes, geometry."""
    import pyarrow as pa

    with opened(path, layer, driver, **options) as found:
        fields, kind = _described(found, path, layer, driver, options)
        crs = found.crs_wkt or None
        records = list(islice(found, MAX_RECORDS + 1))
    refuse_many(len(records))
    columns = [
        _column([record.properties.get(name) for record in records], type_name)
        for name, type_name in fields.items()
    ]
    lost = [
        at
        for at, type_name in enumerate(fields.values())
        if type_name.startswith(_TEXT) and columns[at].null_count
    ]
    if lost:
        _restore(columns, lost, path, layer, driver, options)
    wkb = pa.array([_wkb.packed(record.geometry) for record in records], pa.binary())
    fids = pa.array([int(record.id) for record in records], pa.int64())
    meta = {"crs": crs, "encoding": "UTF-8", "geometry_type": kind}
    return meta, pa.Table.from_arrays([fids, *columns, wkb], names=["fid", *fields, "geometry"])


def _column(values: Sequence[Any], type_name: str) -> pa.Array:
    import pyarrow as pa

    if type_name.startswith(_WHOLE):
        return pa.array(values, pa.int64())
    if type_name.startswith(_REAL):
        return pa.array(values, pa.float64())
    if type_name.startswith(_YES_OR_NO):
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

    with opened(path, layer, driver, encoding="latin-1", **{**options, "ignore_geometry": True}) as found:
        names = list(found.schema["properties"])
        rows = [[record.properties.get(names[at]) for at in lost] for record in found]
    for place, at in enumerate(lost):
        texts = columns[at].to_pylist()
        raw = [
            _bytes(row[place]) if value is None else value.encode()
            for row, value in zip(rows, texts, strict=True)
        ]
        columns[at] = pa.array(raw, pa.binary()).view(pa.string())


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("latin-1", "replace")


def straightened(
    path: Path, layer: str | None, driver: str, fids: NDArray[np.int64], encoding: str | None
) -> dict[int, Any]:
    """Return single geometries, by number; fiona makes their curves straight."""
    require("fiona")
    from fiona.errors import FionaError
    from shapely.geometry import shape

    found = {}
    try:
        with opened(path, layer, driver, encoding=encoding) as records:
            for fid in map(int, fids):
                # There may be no record of that number to fiona.
                with suppress(KeyError):
                    geometry = records.get(fid).geometry
                    if geometry is not None:
                        found[fid] = shapely.force_2d(shape(geometry))
    except (FionaError, shapely.GEOSException, ValueError):
        # What fiona cannot open either stays in the list of unreadable records.
        return found
    return found


STEM: Final = "in"

_PLAIN_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}")


@contextmanager
def plainly_named(path: Path) -> Iterator[Path]:
    """Yield a path that leads to a file, or to the folder of a geodatabase, under a plain name.

    The files that belong to it by its format come with it. An error that names the plain path names the file when it
    leaves.

    Parameters
    ----------
    path : Path
        A file or folder that is there.

    Raises
    ------
    OutputError
        There is no room for a temporary folder.
    """
    suffix = path.suffix.lower() if _PLAIN_SUFFIX.fullmatch(path.suffix) else ""
    with temporary_folder() as folder:
        plain = folder / f"{STEM}{suffix}"
        lead(path, plain)
        for companion in companions_of(path):
            lead(companion, plain.with_suffix(companion.suffix.lower()))
        try:
            yield plain
        except InputError as error:
            if error.file == display_path(plain):
                error.file = display_path(path)
            raise


def lead(path: Path, plain: Path) -> None:
    """Make `plain` lead to what lies at `path`: by a link, or by a copy where the system allows none."""
    source = os.path.abspath(path)  # noqa: PTH100 - a link to a link is followed as it stands
    if path.is_dir():
        try:
            plain.symlink_to(source, target_is_directory=True)
        except (OSError, NotImplementedError):
            shutil.copytree(source, plain)
        return
    for link in (plain.symlink_to, plain.hardlink_to):
        try:
            link(source)
        except (OSError, NotImplementedError):
            continue
        return
    shutil.copyfile(source, plain)


def layer_said(name: str, path: Path) -> str:
    """Return a layer's name as the reader knows it: formats without layers call theirs by the file's name."""
    return path.stem if name == STEM else name
