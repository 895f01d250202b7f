"""The names that a caller gives columns, on their way through several tables, and through one that is canonical already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.errors import UnknownNameError
from geokit.i18n import Words
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.table import BESIDE_THE_FIGURE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import geopandas as gpd

_KIND: Final = Words(zh="列", en="column")

_IN_UNITS: Final = frozenset(f"{DECLARED}_{unit}" for unit in ("m2", "mu", "ha", "km2"))


class ChosenColumns:
    """The caller's names of columns on their way through several tables: each has to be in one of them.

    Parameters
    ----------
    chosen : mapping of str to str or None
        Original column to canonical column.
    """

    def __init__(self, chosen: Mapping[str, str] | None) -> None:
        self._chosen = dict(chosen or {})
        self._found: set[str] = set()
        self._missing: dict[str, UnknownNameError] = {}

    def read(self, read: Callable[[Mapping[str, str]], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
        """Return what `read` makes of a table, given those of the names that it has."""
        names = dict(self._chosen)
        while True:
            try:
                frame = read(names)
            except UnknownNameError as error:
                missing = str(error.fields["name"])
                if missing not in names:
                    raise
                del names[missing]
                self._missing.setdefault(missing, error)
            else:
                self._found |= names.keys()
                return frame

    def among(self, names: Collection[str]) -> dict[str, str]:
        """Return those of the names that are among a table's."""
        return {name: target for name, target in self._chosen.items() if name in names}

    def anew(self) -> ChosenColumns:
        """Return the same names, none of which is looked for yet."""
        return ChosenColumns(self._chosen)

    def join(self, other: ChosenColumns) -> None:
        """Take over what another process or thread found of the same names."""
        self._found |= other._found
        self._missing = {**other._missing, **self._missing}

    def refuse_missing(self) -> None:
        """Refuse a name that none of the tables had.

        Raises
        ------
        UnknownNameError
            As the first of them said.
        """
        error = next((error for name, error in self._missing.items() if name not in self._found), None)
        if error is not None:
            raise error


def not_yet_read(frame: gpd.GeoDataFrame, columns: Mapping[str, str]) -> dict[str, str]:
    """Return those of the caller's names that are columns still; those of a file were read under other names."""
    mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
    return {
        name: target
        for name, target in columns.items()
        if name in frame or mapping.get(name) != canonical_target(target)
    }


def canonical_target(target: str) -> str:
    """Return the canonical column that the caller's word for it means: an area has one in any unit."""
    return "declared_m2" if target == DECLARED or target in _IN_UNITS else target


def replaced_by(columns: Mapping[str, str]) -> set[str]:
    """Return the canonical columns in whose place others are to stand."""
    targets = set(columns.values())
    has_area = "declared_m2" in map(canonical_target, targets)
    return (targets | ({"declared_m2", *BESIDE_THE_FIGURE} if has_area else set())) - columns.keys()


def column_named(frame: gpd.GeoDataFrame, name: str, chosen: Mapping[str, str] | None = None) -> str:
    """Return the column of a table that is called so: by its own name, by its file's heading, or by the canonical name.

    A heading of another file counts for nothing: 镇 is no name of a column that was read from 村.

    Parameters
    ----------
    frame : GeoDataFrame
        A table as the caller has it, or one in canonical columns.
    name : str
        What the column is called.
    chosen : mapping of str to str, optional
        The caller's own: original name to canonical name.

    Raises
    ------
    UnknownNameError
        There is none.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> table = gpd.GeoDataFrame({"权属": ["国有"]}, geometry=[shapely.box(0, 0, 1, 1)])
    >>> column_named(table, "权属"), column_named(table, "ownership")
    ('权属', '权属')
    """
    names = [str(column) for column in frame.columns if column != frame.active_geometry_name]
    if name in names:
        return name
    own = {column: target for column, target in (chosen or {}).items() if column in names}
    found = {target: column for column, target in map_columns(names, own).targets.items()}
    target = heading_target(frame, name, chosen)
    if target in found or target in names:
        return found.get(target, target)
    raise UnknownNameError(name, kind=_KIND, known=[*names, *found])


def heading_target(frame: gpd.GeoDataFrame, name: str, chosen: Mapping[str, str] | None = None) -> str:
    """Return the column that the file's heading of this name became; the name itself where it is not one of these."""
    headings = {**(frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}), **(chosen or {})}
    target = canonical_target(headings.get(name, name))
    return target if name not in frame and target in frame else name
