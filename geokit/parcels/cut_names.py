"""The columns of geokit's own table in a shapefile of another program: ten letters each, and numbered where two are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.table import COLUMN_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# GDAL cuts a name to ten letters, and one that is taken then to eight, with a number behind.
_LETTERS, _BEFORE_NUMBER = 10, 8


def own_names(columns: Collection[str]) -> dict[str, str]:
    """Return by cut names the canonical columns that they stand for.

    Names that begin alike are told apart by their numbers, and so only where all of them are there.

    Examples
    --------
    >>> own_names(["id", "declared_m", "declared_1", "approved_o"])
    {'declared_m': 'declared_m2', 'declared_1': 'declared_method', 'approved_o': 'approved_on'}
    >>> own_names(["id", "declared_m"])
    {}
    """
    return {
        cut: name
        for alike in _alike()
        if all(cut in columns for cut in alike)
        for cut, name in alike.items()
        if cut != name
    }


def _alike() -> list[Mapping[str, str]]:
    """Return the canonical columns by their cut names, those together that are cut to the same."""
    alike: dict[str, dict[str, str]] = {}
    for name in COLUMN_NAMES:
        taken = alike.setdefault(name[:_LETTERS], {})
        taken[f"{name[:_BEFORE_NUMBER]}_{len(taken)}" if taken else name[:_LETTERS]] = name
    return [*alike.values()]
