"""An area that a table has twice, in m² and in mu: nothing to remark on where both columns say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.parcels.columns import DECLARED
from geokit.parcels.declared_areas import parse_figures, to_square_metres

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geokit.land.units import Unit
    from geokit.parcels.columns import ColumnMap
    from geokit.parcels.diagnostics import Notice


def remarks_on_columns(found: ColumnMap, columns: Mapping[str, Any]) -> list[Notice]:
    """Return what there is to say of columns that lost to others, but for areas that only repeat the one taken.

    Parameters
    ----------
    found : ColumnMap
        What :func:`geokit.parcels.columns.map_columns` made of the columns.
    columns : mapping of str to array
        Their values.
    """
    taken = next((name for name, target in found.targets.items() if target == DECLARED), None)
    return [
        notice
        for notice in found.notices
        if taken is None
        or found.unit is None
        or notice not in found.other_areas
        or not _agree(columns[taken], found.unit, *_other(found.other_areas[notice], columns))
    ]


def _other(area: tuple[str, Unit], columns: Mapping[str, Any]) -> tuple[Any, Unit]:
    name, unit = area
    return columns[name], unit


def _agree(one: Any, unit: Unit, other: Any, other_unit: Unit) -> bool:
    """Tell whether two columns have the same areas, to the digits that each prints, and are empty alike."""
    (m2, half), (other_m2, other_half) = _in_m2(one, unit), _in_m2(other, other_unit)
    is_near = np.abs(m2 - other_m2) <= half + other_half + 1e-9 * np.abs(m2)
    return bool((is_near | (np.isnan(m2) & np.isnan(other_m2))).all())


def _in_m2(values: Any, unit: Unit) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    figures = parse_figures(values)
    m2, half_unit_m2, _ = to_square_metres(figures, np.full(len(figures.text), np.nan), unit)
    return m2, half_unit_m2
