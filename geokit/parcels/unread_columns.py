"""Columns of a file that no spelling recognises, and which of them are near to what is missing.

A near column is suggested, never taken: 建筑面积 is not the area of a parcel, and 合同编号 not its id.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geokit.i18n import Abbreviated, InWords, Language, Words
from geokit.parcels.codes import fold
from geokit.parcels.columns import DECLARED, RANKS, ColumnMap
from geokit.parcels.diagnostics import Notice
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNREAD = Words(zh="未认出的列：{columns}；{near}", en="columns not recognised: {columns}; {near}")
_ASK = Words(
    zh="若其中有{meaning}，请予指明{option:columns {pairs}}",
    en="if one of them is the {meaning}, say so{option:columns {pairs}}",
)
_ASKED = Words(
    zh="{each}？若是，请予指明{option:columns {pairs}}", en="{each}? If so, name it{option:columns {pairs}}"
)
_IS_IT = Words(zh="“{column}”是否为{meaning}", en="is “{column}” the {meaning}")

ID_UNREAD: Final = "id_not_recognised"
AREA_UNREAD: Final = "area_not_recognised"

# Programs make these for themselves; they are no columns of the office's. Shape_Area was measured, not declared.
_OF_PROGRAMS: Final = frozenset(
    [
        "fid",
        "objectid",
        "oid",
        "ogcfid",
        "gid",
        "kmlid",
        "handle",
        "layer",
        "casscode",
        "xdata",
        "shape",
        "geom",
        "geometry",
        "wkt",
        "index",
        "level0",
        "unnamed",
    ]
)
_OF_SHAPES: Final = ("shape", "unnamed", "周长")
# An area of something else than the parcel.
_OTHER_AREAS: Final = ("建筑面积", "占地率", "容积率", "floorarea", "perimeter")
_HINTS: Final = (
    (DECLARED, re.compile("面积|亩数|公顷")),
    ("id", re.compile("编号|编码|代码|地块号|宗地号|标识")),
)
# Shorter names are found in anything: mj, bh, area in 面积等级bh.
_LEAST_CHINESE, _LEAST_LETTERS = 2, 4
_ALIKE, _LEAST_ALIKE = 0.74, 3
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class NearColumn(InWords):
    """A column that may be what is missing, as a question.

    Examples
    --------
    >>> NearColumn("面积1", "declared").localize("en")
    'is “面积1” the declared area'
    """

    column: str
    target: str

    @property
    def meaning(self) -> Words:
        """What the column may be."""
        return COLUMN_WORDS["declared_m2" if self.target == DECLARED else self.target]

    def localize(self, language: Language) -> str:
        """Return the question without its mark."""
        return _IS_IT.render(language, column=self.column, meaning=self.meaning)


@dataclass(frozen=True, slots=True)
class Asked(InWords):
    """What to do about columns: a question for each near one, or else for the first of all; and how to answer."""

    near: Sequence[NearColumn]
    example: NearColumn

    def localize(self, language: Language) -> str:
        """Return the questions, and how an answer is given."""
        pairs = [f"{each.column}={each.target}" for each in self.near or [self.example]]
        if not self.near:
            return _ASK.render(language, meaning=self.example.meaning, pairs=pairs)
        return _ASKED.render(language, each=list(self.near), pairs=pairs)


def near_columns(columns: Iterable[str], targets: Iterable[str]) -> list[NearColumn]:
    """Return which columns may be one of the canonical ones, by their names alone.

    Parameters
    ----------
    columns : iterable of str
        Those that were not recognised.
    targets : iterable of str
        Canonical names that no column was recognised as.

    Examples
    --------
    >>> near = near_columns(["宗地代码X", "面积1", "建筑面积", "备注", "DKHB"], ["id", "declared"])
    >>> [(each.column, each.target) for each in near]
    [('宗地代码X', 'id'), ('面积1', 'declared'), ('DKHB', 'id')]
    """
    wanted = set(targets)
    found = [NearColumn(column, target) for column in columns if (target := _nearest(column)) in wanted]
    return found[:_MOST_COLUMNS]


def _nearest(column: str) -> str | None:
    name = fold(column)
    if _is_of_a_program(name) or any(each in name for each in _OTHER_AREAS):
        return None
    held = [known for known in RANKS if len(known) >= _least(known) and known in name]
    if held:
        return RANKS[max(held, key=len)][0]
    like = difflib.get_close_matches(name, _SPELT, n=1, cutoff=_ALIKE) if len(name) >= _LEAST_ALIKE else []
    if like:
        return RANKS[like[0]][0]
    return next((target for target, hint in _HINTS if hint.search(name)), None)


def _least(known: str) -> int:
    return _LEAST_LETTERS if known.isascii() else _LEAST_CHINESE


_SPELT: Final = [name for name in RANKS if len(name) >= max(_LEAST_ALIKE, _least(name) - 1)]


def own_columns(columns: Iterable[str]) -> list[str]:
    """Return columns without those that a program made for itself.

    Examples
    --------
    >>> own_columns(["FID", "宗地代码X", "Shape_Area", "handle"])
    ['宗地代码X']
    """
    return [column for column in columns if not _is_of_a_program(fold(column))]


def _is_of_a_program(name: str) -> bool:
    return name in _OF_PROGRAMS or name.startswith(_OF_SHAPES)


def about_unread(names: Sequence[str], found: ColumnMap) -> list[Notice]:
    """Return one remark on a file of whose columns none is the id, or none the area but one is near to it.

    Parameters
    ----------
    names : sequence of str
        The file's columns.
    found : ColumnMap
        What :func:`geokit.parcels.columns.map_columns` made of them.
    """
    missing = {"id", DECLARED} - set(found.targets.values())
    own = own_columns(name for name in names if name not in found.targets)[:_MOST_COLUMNS]
    near = near_columns(own, missing) if missing else []
    if not own or not (near or "id" in missing):
        return []
    code = ID_UNREAD if "id" in missing else AREA_UNREAD
    return [Notice.of(code, _UNREAD, columns=Abbreviated(own), near=Asked(near, NearColumn(own[0], "id")))]
