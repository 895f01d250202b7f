"""What an audit reads of parcels: all of a park in one table and one coordinate system."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from geokit.auditing.own_tables import OwnTables
from geokit.errors import CrsError, OptionError
from geokit.i18n import Words
from geokit.land.crs.frames import reproject_frame
from geokit.land.crs.offset import refuse_offset
from geokit.land.crs.titles import crs_name
from geokit.ledgers.joining.filling import join_ledger
from geokit.parcels.codes import beside_canonical, unknown_terms
from geokit.parcels.concat import TableNumber, about
from geokit.parcels.diagnostics import (
    ATTRIBUTE,
    Notice,
    Origin,
    Unreadable,
    stored_notices,
    stored_unreadable,
)
from geokit.parcels.given import ReadingOptions, canonical_tables, given_tables
from geokit.parcels.parted import without_shapes
from geokit.parcels.table import COLUMN_NAMES, parcel_frame
from geokit.programme.parcels import read_park_file, read_submitted

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.coverage.layers import Layer
    from geokit.ledgers.joining.filling import LedgerJoin
    from geokit.parcels.given import ParcelsLike
    from geokit.parcels.parted import PartedTable
    from geokit.programme.model import Park

    LedgerLike: TypeAlias = pd.DataFrame | str | os.PathLike[str]

_KEY_ALONE = Words(
    zh="写明了关联的列，却没有给出台账{option:ledger}",
    en="a key is given, and no ledger that it is a column of{option:ledger}",
)
# What the reader says of values that it could not translate; the rules on terms say it with the parcels' names.
_REPORTED_BY_TERMS = "value_not_understood"


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file, or a table without one, whose coordinate system cannot be brought to that of the others.

    ``number`` is its place among them, from 1.
    """

    source: str
    number: int
    crs: Words | None
    others: Words
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
class Inputs:
    """The parcel table of an audit, and what its files had to say.

    ``notices`` and ``unreadable`` come with the name of their file. ``unknown`` holds, by column, the texts that
    are no stage, status or date, and None where a parcel has none. ``columns`` tells what each file's columns were found
    to be. ``submissions`` holds the tables of each submission
    of several files, by file, the audited one first. ``own`` holds the tables as the caller has them; those of a park's
    files are what was read of them. ``ledger`` is the office's ledger that filled what the parcels leave open, if one.
    ``layer`` holds the parcels' geometries where they lie elsewhere than in the table.
    """

    parcels: gpd.GeoDataFrame
    own: OwnTables
    notices: tuple[tuple[str, Notice], ...] = ()
    unreadable: tuple[tuple[str, Unreadable], ...] = ()
    set_aside: tuple[SkippedFile, ...] = ()
    unknown: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    submissions: tuple[Mapping[str, gpd.GeoDataFrame], ...] = ()
    columns: tuple[ReadColumns, ...] = ()
    ledger: LedgerJoin | None = None
    layer: Layer | None = None

    def unknown_in(self, column: str) -> dict[int, str]:
        """Return the texts of a column that are no terms, by the parcel's position."""
        texts = self.unknown.get(column)
        if texts is None:
            return {}
        return {int(at): str(texts[at]) for at in np.flatnonzero(pd.notna(texts))}

    def elsewhere(self, parted: PartedTable) -> Inputs:
        """Return inputs whose shapes are fetched from where the rows of the only table have theirs."""
        columns = tuple(replace(each, others=parted.others or each.others) for each in self.columns)
        layer = parted.of_rows(self.own.position)
        return replace(self, parcels=without_shapes(self.parcels), layer=layer, columns=columns)


def read_inputs(
    park: Park | None,
    parcels: ParcelsLike | None,
    *,
    submissions: bool = False,
    **reading: Unpack[ReadingOptions],
) -> Inputs:
    """Return the parcels to audit: the given tables, or what the park's files hold.

    Parameters
    ----------
    park : Park or None
        Whose files are read where no table is given.
    parcels, **reading
        As for :func:`geokit.parcels.given.given_tables`.
    submissions : bool
        Whether the other files of each submission are read too, to be held against the park's.

    Raises
    ------
    InputError
        A file cannot be read, or what was given is no table of parcels.
    CrsError
        A table was shifted for drawing, or all are in another system than `crs`.
    """
    if parcels is not None:
        tables = given_tables(parcels, **reading)
        for table in tables:
            refuse_offset(table)
        return join_tables(canonical_tables(tables, reading.get("columns")), tables)
    frames = [read_park_file(park, file) for file in park.parcels] if park else []
    inputs = join_tables(frames)
    return _with_submissions(inputs, park, frames) if park and submissions else inputs


def with_ledger(inputs: Inputs, ledger: LedgerLike | None, key: str | None) -> Inputs:
    """Return inputs whose parcels have what they leave open from an office's ledger, where one is given.

    Raises
    ------
    InputError
        The ledger cannot be read, or no column fits the key.
    OptionError
        A key without a ledger.
    """
    if ledger is None:
        if key is not None:
            raise OptionError(_KEY_ALONE)
        return inputs
    parcels, join = join_ledger(inputs.parcels, ledger, key, inputs.unknown)
    notices = (*inputs.notices, *((join.source, notice) for notice in join.notices))
    return replace(inputs, parcels=parcels, ledger=join, notices=notices)


def _with_submissions(inputs: Inputs, park: Park, frames: Sequence[gpd.GeoDataFrame]) -> Inputs:
    found: list[Mapping[str, gpd.GeoDataFrame]] = []
    unreadable = list(inputs.unreadable)
    for file, frame in zip(park.parcels, frames, strict=True):
        others = {each.file: read_submitted(park, each, zone=file.zone) for each in file.same_as}
        unreadable += [
            (name, record) for name, other in others.items() for record in stored_unreadable(other)
        ]
        if others:
            found.append({file.file: frame, **others})
    return replace(inputs, submissions=tuple(found), unreadable=tuple(unreadable))


def join_tables(
    frames: Sequence[gpd.GeoDataFrame], tables: Sequence[gpd.GeoDataFrame] | None = None
) -> Inputs:
    """Return several parcel tables as one, in the coordinate system of the first that has one.

    A table whose datum differs is set aside and named, never moved by a guess.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        Canonical tables.
    tables : sequence of GeoDataFrame, optional
        What the caller gave, a table for each of them; the same ones if left out.
    """
    crs = next((frame.crs for frame in frames if frame.crs is not None), None)
    numbered: dict[int, gpd.GeoDataFrame] = {}
    aside: list[SkippedFile] = []
    for number, frame in enumerate(frames):
        if crs is None or frame.crs == crs:
            numbered[number] = frame
            continue
        if frame.crs is None and frame.empty:
            # Of no parcel there is nothing to say of its system.
            numbered[number] = frame.set_crs(crs)
            continue
        try:
            numbered[number] = reproject_frame(frame, crs)
        except CrsError:
            known = None if frame.crs is None else crs_name(frame.crs)
            aside.append(SkippedFile(_source(frame), number + 1, known, crs_name(crs), len(frame)))
    joined = list(numbered.values())
    terms = [unknown_terms(frame) for frame in joined]
    table = joined[0] if len(joined) == 1 else _stack(joined)
    unreadable = tuple(_named(frames, stored_unreadable))
    reported = {_source(frame) for frame, unknown in zip(joined, terms, strict=True) if unknown}
    columns = tuple(ReadColumns.of(frame) for frame in joined)
    own = OwnTables.of(frames if tables is None else tables, frames, list(numbered))
    notices, unknown = _notices(frames, reported), _stack_terms(joined, terms)
    return Inputs(table, own, notices, unreadable, tuple(aside), unknown, columns=columns)


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


def _notices(frames: Sequence[gpd.GeoDataFrame], reported: set[str]) -> tuple[tuple[str, Notice], ...]:
    return tuple(
        (source, notice)
        for source, notice in _named(frames, stored_notices)
        if notice.code != _REPORTED_BY_TERMS or source not in reported
    )


def _named(
    frames: Sequence[gpd.GeoDataFrame], stored: Callable[[gpd.GeoDataFrame], Iterable[Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield what is stored in tables with the name of their file; one of several without a file goes by its number."""
    for number, frame in enumerate(frames, start=1):
        source = _source(frame)
        for remark in stored(frame):
            is_told = bool(source) or len(frames) == 1
            yield source, remark if is_told else about(TableNumber(number), remark)


def _source(frame: gpd.GeoDataFrame) -> str:
    return str(frame.attrs.get("geokit", {}).get("source") or "")
