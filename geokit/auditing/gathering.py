"""The parcels of a park, from one table or from all its files, in one coordinate system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geokit.errors import CrsError
from geokit.land.crs import reproject_frame
from geokit.parcels.adopting import as_parcels
from geokit.parcels.notices import Notice, Unreadable, notices_of, unreadable_of
from geokit.parcels.reading import read_parcels
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.programme.model import ParcelFile, Park


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file whose coordinate system cannot be brought to that of the others."""

    source: str
    crs: str
    others: str
    count: int


@dataclass(frozen=True)
class Gathered:
    """The parcel table of an audit, and what its files had to say.

    ``notices`` and ``unreadable`` come with the name of their file.
    """

    parcels: gpd.GeoDataFrame
    notices: tuple[tuple[str, Notice], ...] = ()
    unreadable: tuple[tuple[str, Unreadable], ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def gather(park: Park | None, parcels: gpd.GeoDataFrame | Sequence[gpd.GeoDataFrame] | None) -> Gathered:
    """Return the parcels to audit: the given tables, or what the park's files hold."""
    if parcels is not None:
        tables = parcels if isinstance(parcels, Sequence) else [parcels]
        frames = [as_parcels(table) for table in tables]
    else:
        frames = [_read(park, file) for file in park.parcels] if park else []
    return join(frames)


def join(frames: Sequence[gpd.GeoDataFrame]) -> Gathered:
    """Return several parcel tables as one, in the coordinate system of the first that has one.

    A table whose datum differs is set aside and named, never moved by a guess.
    """
    crs = next((frame.crs for frame in frames if frame.crs is not None), None)
    joined: list[gpd.GeoDataFrame] = []
    aside: list[SetAside] = []
    for frame in frames:
        if crs is None or frame.crs == crs:
            joined.append(frame)
            continue
        try:
            joined.append(reproject_frame(frame, crs))
        except CrsError:
            known = frame.crs.name if frame.crs is not None else "—"
            aside.append(SetAside(_source(frame), known, crs.name, len(frame)))
    table = joined[0] if len(joined) == 1 else _stack(joined)
    notices = tuple((_source(frame), notice) for frame in frames for notice in notices_of(frame))
    unreadable = tuple((_source(frame), record) for frame in frames for record in unreadable_of(frame))
    return Gathered(table, notices, unreadable, tuple(aside))


def _stack(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    if not frames:
        return parcel_frame({}, [])
    return pd.concat(frames, ignore_index=True)


def _read(park: Park, file: ParcelFile) -> gpd.GeoDataFrame:
    frame = read_parcels(
        park.folder / file.file,
        layer=file.layer,
        crs=file.crs,
        zone=file.zone,
        encoding=file.encoding,
        columns=file.columns or None,
    )
    for column, value in (("phase", file.phase), ("stage", file.stage)):
        if value is not None:
            frame[column] = frame[column].where(frame[column].notna(), value)
    return frame


def _source(frame: gpd.GeoDataFrame) -> str:
    return str(frame.attrs.get("geokit", {}).get("source") or "")
