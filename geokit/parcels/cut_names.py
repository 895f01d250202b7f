"""The columns of geokit's own table in a shapefile of another program: ten letters each, and numbered where two are one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geokit.parcels.table import COLUMN_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# GDAL cuts a name to ten letters, and one that is taken then to eight, with a number behind.
_LETTERS, _BEFORE_NUMBER = 10, 8


# The figures of area: beside them a table may have others, in units of their own, that are cut to the same.
_AREAS = "declared_"


def own_names(columns: Collection[str]) -> dict[str, str]:
    """Return by cut names the canonical columns that they stand for.

    Names that begin alike are told apart by their numbers, and so only where all of them are there; ``declared_m`` may be
    of m² or of mu, and ``declared_h`` of hectares, and so only where all that is said of a declared area is there.

    Examples
    --------
    >>> own_names(["id", "declared_m", "declared_h", "declared_t", "declared_1", "approved_o"])["declared_1"]
    'declared_method'
    >>> own_names(["id", "declared_m", "declared_1", "approved_o"])
    {'id': 'id', 'approved_o': 'approved_on'}
    """
    return {
        cut: name for alike in _alike() if all(cut in columns for cut in alike) for cut, name in alike.items()
    }


def _alike() -> list[Mapping[str, str]]:
    """Return the canonical columns by their cut names, those together that are told apart by each other."""
    alike: dict[str, dict[str, str]] = {}
    times: Counter[str] = Counter()
    for name in COLUMN_NAMES:
        cut = name[:_LETTERS]
        numbered = f"{name[:_BEFORE_NUMBER]}_{times[cut]}" if times[cut] else cut
        times[cut] += 1
        alike.setdefault(_AREAS if name.startswith(_AREAS) else cut, {})[numbered] = name
    return [*alike.values()]
