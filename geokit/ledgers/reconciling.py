"""Parcels made to add up to their control area: measured, adjusted, and put beside what was declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from geokit.arguments import public
from geokit.errors import CrsError, InputError
from geokit.i18n import Words
from geokit.land.declared.area import DeclaredArea
from geokit.land.measure.polygons import Method, measure_area
from geokit.land.units import Area, Rounding, Unit
from geokit.ledgers.adjustment import Adjustment, adjust_to_control
from geokit.ledgers.figures.land import NO_CRS
from geokit.parcels.given import ReadingOptions, given_parcels

if TYPE_CHECKING:
    from geokit.parcels.given import ParcelsLike


_BOUNDED = Words(
    zh="控制面积必须是确定的数，而“{control}”不是",
    en="a control area must be one exact figure, and “{control}” is not",
)


@public
def reconcile(  # noqa: PLR0913 - the printed form of a table has that many sides
    parcels: ParcelsLike,
    control: Area | DeclaredArea | str,
    *,
    method: Method = "planar",
    unit: Unit = "m2",
    decimals: int = 2,
    tolerance: Area | None = None,
    rounding: Rounding = "half-up",
    **reading: Unpack[ReadingOptions],
) -> Adjustment:
    """Measure parcels and adjust their areas to a control area.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Polygons with a coordinate system.
    control : Area, DeclaredArea or str
        The area of the whole, such as ``"330亩"``: one exact figure.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How the parcels are measured.
    unit : {"m2", "ha", "mu", "km2"}
        The unit that is printed.
    decimals : int
        Decimals that are printed, from 0 to 8.
    tolerance : Area, optional
        The largest residual that is adjusted; what rounding explains where none is given.
    rounding : {"half-up", "half-even"}
        As the survey procedure has it, or as GB/T 8170 does.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    Adjustment
        Its ``to_frame()`` is the table; the printed total equals the printed parts.

    Raises
    ------
    CrsError
        The parcels have no coordinate system.
    InputError
        A parcel cannot be measured, the control area is no exact figure, or the residual is beyond the
        tolerance: then it is no rounding noise.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> halves = make_parcels([square(0, 0, 100, 50), square(0, 50, 100, 50)])
    >>> [str(part) for part in reconcile(halves, "15亩", unit="mu", decimals=1).adjusted]
    ['7.5', '7.5']
    """
    table = given_parcels(parcels, **reading)
    if table.crs is None:
        raise CrsError(NO_CRS)
    areas_m2 = np.nan_to_num(measure_area(table.geometry.to_numpy(), table.crs, method))
    return adjust_to_control(
        areas_m2, _exact(control), unit=unit, decimals=decimals, tolerance=tolerance, rounding=rounding
    )


def _exact(control: Area | DeclaredArea | str) -> Area:
    if isinstance(control, Area):
        return control
    declared = DeclaredArea.parse(control) if isinstance(control, str) else control
    if declared.bound != "exact":
        raise InputError(_BOUNDED, control=declared)
    return declared.value
