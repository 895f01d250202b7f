"""The parcels of a park, from one table or from all its files, in one coordinate system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.errors import CrsError
from geokit.land.crs import reproject_frame
from geokit.land.offset import refuse_offset
from geokit.parcels.adopting import as_parcels
from geokit.parcels.notices import ATTRIBUTE, Notice, Origin, Unreadable, notices_of, unreadable_of
from geokit.parcels.reading import read_parcels
from geokit.parcels.table import COLUMN_NAMES, parcel_frame
from geokit.parcels.terms import beside_canonical, unknown_terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.programme.model import ParcelFile, Park, SubmittedFile

# What the reader says of values that it could not translate; the rules on terms say it with the parcels' names.
_TOLD_BY_TERMS = "value_not_understood"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file whose coordinate system cannot be brought to that of the others."""

    source: str
    crs: str
    others: str
    count: int


@dataclass(frozen=True, slots=True)
class ReadColumns:
    """What the columns of a file were found to be.

    Parameters
    ----------
    source : str
        The file's name, empty for a table that was read from none.
    known : frozenset of str
        The canonical columns that it has.
    others : tuple of str
        Its columns that are none of them, in their order.
    """

    source: str
    known: frozenset[str]
    others: tuple[str, ...]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> ReadColumns:
        """Return what a parcel table keeps of its file's columns."""
        mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
        own = {*COLUMN_NAMES, *map(beside_canonical, COLUMN_NAMES), frame.active_geometry_name}
        others = tuple(str(name) for name in frame.columns if name not in own)
        return cls(_source(frame), frozenset(mapping.values()), others)


@dataclass(frozen=True)
class Gathered:
    """The parcel table of an audit, and what its files had to say.

    ``notices`` and ``unreadable`` come with the name of their file. ``unknown`` holds, by column, the texts that
    are no stage, status or date, and None where a parcel has none. ``columns`` tells what each file's columns were found
    to be. ``submissions`` holds the tables of each submission
    of several files, by file, the audited one first.
    """

    parcels: gpd.GeoDataFrame
    notices: tuple[tuple[str, Notice], ...] = ()
    unreadable: tuple[tuple[str, Unreadable], ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unknown: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    submissions: tuple[Mapping[str, gpd.GeoDataFrame], ...] = ()
    columns: tuple[ReadColumns, ...] = ()

    def unknown_in(self, column: str) -> dict[int, str]:
        """Return the texts of a column that are no terms, by the parcel's position."""
        texts = self.unknown.get(column)
        if texts is None:
            return {}
        return {int(at): str(texts[at]) for at in np.flatnonzero(pd.notna(texts))}


def gather(
    park: Park | None,
    parcels: gpd.GeoDataFrame | Sequence[gpd.GeoDataFrame] | None,
    *,
    submissions: bool = False,
) -> Gathered:
    """Return the parcels to audit: the given tables, or what the park's files hold.

    Parameters
    ----------
    park : Park or None
        Whose files are read where no table is given.
    parcels : GeoDataFrame or sequence of GeoDataFrame, optional
        One a file.
    submissions : bool
        Whether the other files of each submission are read too, to be held against the park's.

    Raises
    ------
    InputError
        A file cannot be read, or what was given is no table of parcels.
    CrsError
        A table was shifted for drawing.
    """
    if parcels is not None:
        tables = parcels if isinstance(parcels, Sequence) else [parcels]
        return join([_adopt(table) for table in tables])
    frames = [_read(park, file) for file in park.parcels] if park else []
    gathered = join(frames)
    return _with_submissions(gathered, park, frames) if park and submissions else gathered


def _with_submissions(gathered: Gathered, park: Park, frames: Sequence[gpd.GeoDataFrame]) -> Gathered:
    found: list[Mapping[str, gpd.GeoDataFrame]] = []
    unreadable = list(gathered.unreadable)
    for file, frame in zip(park.parcels, frames, strict=True):
        others = {each.file: _read_file(park, each, zone=file.zone) for each in file.same_as}
        unreadable += [(name, record) for name, other in others.items() for record in unreadable_of(other)]
        if others:
            found.append({file.file: frame, **others})
    return replace(gathered, submissions=tuple(found), unreadable=tuple(unreadable))


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
    terms = [unknown_terms(frame) for frame in joined]
    table = joined[0] if len(joined) == 1 else _stack(joined)
    unreadable = tuple((_source(frame), record) for frame in frames for record in unreadable_of(frame))
    told = {_source(frame) for frame, unknown in zip(joined, terms, strict=True) if unknown}
    columns = tuple(ReadColumns.of(frame) for frame in joined)
    return Gathered(
        table, _notices(frames, told), unreadable, tuple(aside), _stack_terms(joined, terms), columns=columns
    )


def _stack(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    if not frames:
        return parcel_frame({}, [])
    table = pd.concat(frames, ignore_index=True)
    # Of attributes pandas keeps those alone that all tables share; which column a status was made of is asked later.
    mappings = [frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {} for frame in frames]
    table.attrs.setdefault(
        ATTRIBUTE, Origin(mapping={name: to for each in mappings for name, to in each.items()})
    )
    return table


def _stack_terms(
    frames: Sequence[gpd.GeoDataFrame], terms: Sequence[Mapping[str, NDArray[np.object_]]]
) -> dict[str, NDArray[np.object_]]:
    columns = sorted({column for unknown in terms for column in unknown})
    empty = [np.full(len(frame), None, dtype=object) for frame in frames]
    return {
        column: np.concatenate([own.get(column, none) for own, none in zip(terms, empty, strict=True)])
        for column in columns
    }


def _notices(frames: Sequence[gpd.GeoDataFrame], told: set[str]) -> tuple[tuple[str, Notice], ...]:
    said = [(_source(frame), notice) for frame in frames for notice in notices_of(frame)]
    return tuple(
        (source, notice) for source, notice in said if notice.code != _TOLD_BY_TERMS or source not in told
    )


def _adopt(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = as_parcels(table)
    refuse_offset(table)
    return frame


def _read(park: Park, file: ParcelFile) -> gpd.GeoDataFrame:
    frame = _read_file(park, file)
    given = {column: value for column, value in (("phase", file.phase), ("stage", file.stage)) if value}
    unknown = unknown_terms(frame) if given else {}
    for column, value in given.items():
        said = frame[column].notna() | pd.notna(unknown.get(column, np.array(None)))
        frame[column] = frame[column].where(said, value)
    return as_parcels(frame) if given else frame


def _read_file(park: Park, file: ParcelFile | SubmittedFile, *, zone: int | None = None) -> gpd.GeoDataFrame:
    return read_parcels(
        park.folder / file.file,
        layer=file.layer,
        crs=file.crs,
        zone=file.zone or zone,
        encoding=file.encoding,
        columns=file.columns or None,
    )


def _source(frame: gpd.GeoDataFrame) -> str:
    return str(frame.attrs.get("geokit", {}).get("source") or "")
