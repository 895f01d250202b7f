"""Which column of a file is which of the table: field names met in Chinese land data, and English ones.

The caller's own mapping wins. Of two columns that could be the same thing the one with the more telling name
is taken; the other is kept under its own name, and a notice says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from geokit.errors import UnknownNameError
from geokit.parcels.field_names import DECLARED, RANKS
from geokit.parcels.notices import Notice
from geokit.parcels.table import COLUMN_NAMES, PROVENANCE_COLUMNS
from geokit.parcels.vocabulary import fold
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geokit.land.units import Unit

_UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "m2": "m2",
        "sqm": "m2",
        "平方米": "m2",
        "平米": "m2",
        "ha": "ha",
        "公顷": "ha",
        "mu": "mu",
        "亩": "mu",
        "km2": "km2",
        "平方公里": "km2",
        "平方千米": "km2",
    }
)
# The pattern tries every place for the unit's beginning; no heading is so long.
_LONGEST = 200
_WITH_UNIT = re.compile(
    rf"^(?P<base>.+?)[(\[,/:]*(?:单位[:=]?)?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})[)\]]*$"
)

_WITH_NOTE = re.compile(r"^([^(\[]+)[(\[]([^)\]]+)[)\]][*:]*$")

_COLUMN = Words(zh="列", en="column")
_CANONICAL = Words(zh="规范列名", en="canonical column")
_KEPT = Words(
    zh="列“{column}”也可作“{target}”，已采用“{taken}”；原列保留",
    en="the column “{column}” could be “{target}” too; “{taken}” was taken, and this one is kept as it is",
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What each column of a file was found to be.

    Parameters
    ----------
    targets : dict of str to str
        Original name to canonical name, or to :data:`DECLARED`.
    unit : {"m2", "ha", "mu", "km2"}, optional
        The unit that the name of the declared area's column tells.
    notices : tuple of Notice
        Columns that lost to others.
    """

    targets: dict[str, str]
    unit: Unit | None = None
    notices: tuple[Notice, ...] = field(default=())


def map_columns(names: Iterable[str], chosen: Mapping[str, str] | None = None) -> ColumnMap:
    """Return which of a file's columns are canonical ones.

    Parameters
    ----------
    names : iterable of str
        The file's columns.
    chosen : mapping of str to str, optional
        The caller's own: original name to canonical name. An area's target is ``declared_m2``,
        ``declared_mu``, ``declared_ha``, ``declared_km2``, or ``declared`` where the unit is to be found.

    Raises
    ------
    UnknownNameError
        The caller names a column that the file does not have, or a target that the table does not have.

    Examples
    --------
    >>> map_columns(["DKBH", "面积（亩）", "Shape_Area", "bz"]).targets
    {'DKBH': 'id', '面积（亩）': 'declared'}
    >>> map_columns(["面积（亩）"]).unit, map_columns(["mj"], {"mj": "declared_ha"}).unit
    ('mu', 'ha')
    """
    columns = list(names)
    targets, unit = _chosen(columns, chosen or {})
    notices = []
    for target, candidates in _candidates(columns, targets).items():
        taken, found_unit = candidates[0]
        targets[taken] = target
        unit = found_unit or unit if target == DECLARED else unit
        notices += [
            Notice.of("column_kept", _KEPT, column=column, target=target, taken=taken)
            for column, _ in candidates[1:]
        ]
    return ColumnMap(targets, unit, tuple(notices))


def unique_names(names: Iterable[str]) -> list[str]:
    """Return names of which none is there twice, in either case: the later ones get a number.

    Examples
    --------
    >>> unique_names(["bz", "BZ", "bz", ""])
    ['bz', 'BZ_2', 'bz_3', 'column4']
    """
    found: list[str] = []
    taken: set[str] = set()
    # Where to go on for each name: of a thousand equal ones none begins at 1 again.
    following: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        plain = name or f"column{place}"
        number = following.get(plain.casefold(), 1)
        while (wanted := plain if number == 1 else f"{plain}_{number}").casefold() in taken:
            number += 1
        following[plain.casefold()] = number + 1
        taken.add(wanted.casefold())
        found.append(wanted)
    return found


def _chosen(columns: list[str], chosen: Mapping[str, str]) -> tuple[dict[str, str], Unit | None]:
    area_targets: dict[str, Unit | None] = {DECLARED: None}
    area_targets.update({f"declared_{unit}": unit for unit in ("m2", "mu", "ha", "km2")})
    allowed = {*COLUMN_NAMES, *area_targets} - set(PROVENANCE_COLUMNS)
    targets: dict[str, str] = {}
    unit: Unit | None = None
    for column, target in chosen.items():
        if column not in columns:
            raise UnknownNameError(column, kind=_COLUMN, known=columns)
        if target not in allowed:
            raise UnknownNameError(target, kind=_CANONICAL, known=allowed)
        if target in area_targets:
            unit = area_targets[target]
        targets[column] = DECLARED if target in area_targets else target
    return targets, unit


def _candidates(columns: list[str], taken: Mapping[str, str]) -> dict[str, list[tuple[str, Unit | None]]]:
    """Return, by canonical name, the columns that could be it, the best first, each with its unit."""
    found: dict[str, list[tuple[int, str, Unit | None]]] = {}
    for column in columns:
        target, rank, unit = _recognised(column)
        if target is not None and column not in taken and target not in taken.values():
            found.setdefault(target, []).append((rank, column, unit))
    return {
        target: [(column, unit) for _, column, unit in sorted(entries, key=lambda entry: entry[0])]
        for target, entries in found.items()
    }


def _recognised(column: str) -> tuple[str | None, int, Unit | None]:
    """Return a column's canonical name, how far down the list its spelling stands, and its unit."""
    name = fold(column).strip("*:")
    if name in RANKS:
        target, rank = RANKS[name]
        return target, rank, None
    match = _WITH_UNIT.match(name) if len(name) <= _LONGEST else None
    if match and RANKS.get(match["base"], ("", 0))[0] == DECLARED:
        return DECLARED, RANKS[match["base"]][1], _UNITS[match["unit"]]
    noted = _WITH_NOTE.match(name)
    # 宗地编码（必填）and 地块编号(DKBH), but not 面积（净）, which is another area.
    for part in noted.groups() if noted else ():
        if part in RANKS and RANKS[part][0] != DECLARED:
            return *RANKS[part], None
    return None, 0, None
