"""The rows of a ledger: parcels grouped by what their columns say, in an order that a reader expects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd

from geokit.errors import UnknownNameError
from geokit.i18n import LANGUAGES, Localizable, Words
from geokit.land.numerals import ORDINAL, read_ordinal
from geokit.parcels.chosen_columns import heading_target
from geokit.parcels.codes import TERMS, Term
from geokit.parcels.land_classes import CLASS_COLUMNS, LandClass, class_label, translate_classes
from geokit.parcels.ownerships import OWNERSHIP_TERMS
from geokit.parcels.table import COLUMN_WORDS
from geokit.parcels.values import natural_key
from geokit.programme.checks import fold_name
from geokit.programme.terms import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.programme.model import Park, Zone

    Label: TypeAlias = str | Localizable

GROUPINGS: Final = ("phase", "stage", "status", "batch", "village", "ownership", *CLASS_COLUMNS)
HEADINGS: Final = {name: COLUMN_WORDS[name] for name in GROUPINGS}
BLANK = Words(zh="未注明", en="not stated")
_GROUPING = Words(zh="分组", en="grouping")


@dataclass(frozen=True)
class Groups:
    """The groups of a ledger.

    Parameters
    ----------
    columns : tuple of str
        What the parcels are grouped by.
    labels : tuple of tuple
        For each group, what its parcels have in each of the columns.
    phases : tuple of Zone or None
        For each group the phase of the park, where they are grouped by phase and the park has it.
    of_parcel : ndarray of int
        The number of each parcel's group.
    """

    columns: tuple[str, ...]
    labels: tuple[tuple[Label, ...], ...]
    phases: tuple[Zone | None, ...]
    of_parcel: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.labels)

    def codes(self) -> list[tuple[str | None, ...]]:
        """Return for each group what its parcels have in each of the columns, the same to every reader."""
        return [
            tuple(_code(label, zone) for label in row)
            for row, zone in zip(self.labels, self.phases, strict=True)
        ]

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the parcels' values in each group; what is not a number is left out."""
        sums = np.bincount(self.of_parcel, weights=np.nan_to_num(values), minlength=len(self))
        return np.asarray(sums, dtype=np.float64)

    def counts(self, which: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return how many of the parcels `which` lie in each group."""
        return np.bincount(self.of_parcel[which], minlength=len(self))


def _code(label: Label, phase: Zone | None) -> str | None:
    if label is BLANK:
        return None
    if isinstance(label, str):
        return label
    # What is neither text nor has a code is the name of a phase.
    return label.code if isinstance(label, Term | LandClass) else phase.id if phase else None


@dataclass(frozen=True, slots=True)
class _Key:
    """The distinct values of one column in the order of the ledger, and the place of each parcel's."""

    labels: list[Label]
    zones: list[Zone | None]
    place: NDArray[np.intp]


def group_parcels(parcels: gpd.GeoDataFrame, park: Park | None, by: str | Sequence[str]) -> Groups:
    """Group the parcels of a table.

    Phases stand in the park's order, and by phase alone those without a parcel too; stages and statuses in that
    of the work; everything else in that of its text, numbers in it by their size. What is not stated comes last.

    Raises
    ------
    UnknownNameError
        The table is not grouped by such a column.
    """
    named = (by,) if isinstance(by, str) else tuple(by)
    columns = tuple(grouping_named(parcels, name, HEADINGS) for name in named or ("",))
    keys = [_key(name, parcels[name], park) for name in columns]
    places = np.stack([key.place for key in keys], axis=1)
    rows, of_parcel = np.unique(places, axis=0, return_inverse=True)
    if columns == ("phase",):
        rows, of_parcel = np.arange(len(keys[0].labels))[:, None], keys[0].place
    labels = tuple(tuple(key.labels[at] for key, at in zip(keys, row, strict=True)) for row in rows)
    phases = next((key.zones for name, key in zip(columns, keys, strict=True) if name == "phase"), None)
    column = columns.index("phase") if phases else 0
    zones = tuple(phases[row[column]] if phases else None for row in rows)
    return Groups(columns, labels, zones, of_parcel.reshape(-1).astype(np.intp))


def grouping_named(parcels: gpd.GeoDataFrame, name: str, groupings: Mapping[str, Words]) -> str:
    """Return the grouping of a name: its own in a script or in words, or a heading of its column in the parcels' file.

    Raises
    ------
    UnknownNameError
        There is none.
    """
    in_words = {words.localize(language): code for code, words in groupings.items() for language in LANGUAGES}
    for meant in (name, heading_target(parcels, name), in_words.get(name)):
        if meant in groupings:
            return str(meant)
    raise UnknownNameError(name, kind=_GROUPING, known=list(groupings))


def _key(name: str, values: pd.Series, park: Park | None) -> _Key:
    scheme = CLASS_COLUMNS.get(name)
    if scheme is not None:
        # 601 of a workbook and 0601 are one class.
        values = pd.Series(translate_classes(values.to_numpy(dtype=object), scheme)[0], dtype=object)
    codes, distinct = pd.factorize(values)
    if name == "phase":
        return _phase_key(codes, [str(value) for value in distinct], park)
    terms = OWNERSHIP_TERMS if name == "ownership" else TERMS.get(name, {})
    ranks = {code: at for at, code in enumerate(terms)}
    texts = [str(value) for value in distinct]
    order = sorted(
        range(len(texts)), key=lambda at: (ranks.get(texts[at], len(ranks)), natural_key(texts[at]))
    )
    place = np.empty(len(texts) + 1, dtype=np.intp)
    place[order] = np.arange(len(texts))
    place[-1] = len(texts)
    labels: list[Label] = [
        class_label(texts[at], scheme) if scheme else terms.get(texts[at], texts[at]) for at in order
    ]
    return _with_blank(labels, [None] * len(labels), place[codes])


def _phase_key(codes: NDArray[np.intp], texts: list[str], park: Park | None) -> _Key:
    zones = [zone for zone in (park.zones if park else ()) if zone.kind is ZoneKind.PHASE]
    known = {
        fold_name(name): at for at, zone in enumerate(zones) for name in (zone.id, zone.name.zh, zone.name.en)
    }
    others = sorted({text for text in texts if fold_name(text) not in known}, key=phase_order)
    place = [known.get(fold_name(text), -1) for text in texts]
    place = [
        at if at >= 0 else len(zones) + others.index(text) for at, text in zip(place, texts, strict=True)
    ]
    labels: list[Label] = [*(zone.name for zone in zones), *others]
    at_parcel = np.array([*place, len(labels)], dtype=np.intp)[codes]
    return _with_blank(labels, [*zones, *[None] * len(others)], at_parcel)


def _with_blank(labels: list[Label], zones: list[Zone | None], place: NDArray[np.intp]) -> _Key:
    if (place == len(labels)).any():
        labels, zones = [*labels, BLANK], [*zones, None]
    return _Key(labels, zones, place)


def phase_order(name: str) -> tuple[float, str]:
    """Return what phases are sorted by: their number, Chinese or Arabic, then their name.

    Examples
    --------
    >>> sorted(["三期", "一期", "phase 2", "其他"], key=phase_order)
    ['一期', 'phase 2', '三期', '其他']
    """
    found = ORDINAL.search(name)
    return (math.inf if found is None else read_ordinal(found[0]), name)
