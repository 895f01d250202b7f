"""Areas of parcels beside other figures: what was declared for them, and what a reference layer covers of them.

A layer belongs to whoever drew it, and what it means is theirs to say: here it is only compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.options import Options
from geokit.land.crs.transform import is_local
from geokit.land.declared.area import DeclaredArea, Method, Provenance, Verdict
from geokit.land.declared.verdict import OF_PARCEL
from geokit.land.limits import POINT_RMS
from geokit.land.measure.polygons import measure_area, print_noise_m2, standard_error_m2
from geokit.land.units import Area
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.overlaps import find_overlaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.context import Context
    from geokit.auditing.inputs import ReferenceLayer
    from geokit.programme.files import Reference


class AreaMismatchOptions(Options):
    """Where the declared areas of parcels come from decides how closely they must agree.

    ``same_coordinates``: the figure was computed from these very coordinates (a TXT header, a DKMJ beside its own
    polygon). ``two_surveys``: from another survey. ``survey_against_database``: from the survey database.
    """

    provenance: Provenance = Provenance.SAME_COORDINATES


# Without a word on the decimals, the coordinates of a survey are printed to the millimetre.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Suspects:
    """Parcels whose declared and measured areas differ by more than rounding; arrays over them, in m².

    Attributes
    ----------
    positions : ndarray of int
        The parcels.
    declared_m2, half_unit_m2, measured_m2 : ndarray of float64
        The figure, half a unit of its last digit, and the area by its method.
    other_m2 : ndarray of float64
        The area by the other method: on the ellipsoid for a planar figure, and the other way round.
    noise_m2, error_m2 : ndarray of float64
        Print noise and standard error of the area, each where the provenance asks for it, otherwise 0.
    methods, texts : ndarray of object
        The method of the figure, or None, and the figure as it was written.
    provenance : Provenance
        Where the figures come from.
    """

    positions: NDArray[np.intp]
    declared_m2: NDArray[np.float64]
    half_unit_m2: NDArray[np.float64]
    measured_m2: NDArray[np.float64]
    other_m2: NDArray[np.float64]
    noise_m2: NDArray[np.float64]
    error_m2: NDArray[np.float64]
    on_ellipsoid: NDArray[np.bool_]
    methods: NDArray[np.object_]
    texts: NDArray[np.object_]
    provenance: Provenance

    @classmethod
    def of(cls, context: Context, provenance: Provenance) -> Suspects:
        """Compare the parcels of a case with their figures."""
        table = context.parcels
        declared = table["declared_m2"].to_numpy(dtype=float)
        half_unit = np.nan_to_num(table["declared_half_unit_m2"].to_numpy(dtype=float))
        difference = np.abs(context.own_m2 - declared)
        # Noise makes the allowance larger: only where rounding is not enough does it have to be known.
        beyond = np.flatnonzero(difference > half_unit)
        noise, error = _spread(context, beyond, provenance)
        kept = difference[beyond] > half_unit[beyond] + noise + 2 * error
        at = beyond[kept]
        return cls(
            positions=at,
            declared_m2=declared[at],
            half_unit_m2=half_unit[at],
            measured_m2=context.own_m2[at],
            other_m2=_by_the_other_method(context, at),
            noise_m2=noise[kept],
            error_m2=error[kept],
            on_ellipsoid=context.on_ellipsoid[at],
            methods=table["declared_method"].to_numpy()[at],
            texts=table["declared_text"].to_numpy()[at],
            provenance=provenance,
        )

    def __len__(self) -> int:
        return len(self.positions)

    def declared(self, row: int) -> DeclaredArea:
        """Return one parcel's figure."""
        return DeclaredArea(
            value=Area.from_m2(float(self.declared_m2[row])),
            half_unit=Area.from_m2(float(self.half_unit_m2[row])),
            method=self.methods[row],
            text=str(self.texts[row] or ""),
            unit="m2",
        )

    def verdict(self, row: int) -> Verdict:
        """Return whether one parcel's areas agree, and why."""
        method: Method = "ellipsoidal" if self.on_ellipsoid[row] else "planar"
        apart = float(self.other_m2[row] - self.measured_m2[row])
        verdict = self.declared(row).admits(
            Area.from_m2(float(self.measured_m2[row])),
            provenance=self.provenance,
            measured_method=method,
            print_noise_m2=float(self.noise_m2[row]),
            standard_error_m2=float(self.error_m2[row]),
            method_difference_m2=apart if np.isfinite(apart) else None,
        )
        return verdict.calling(OF_PARCEL)


def _by_the_other_method(context: Context, at: NDArray[np.intp]) -> NDArray[np.float64]:
    other = context.measured_m2("planar", at)
    planar_figures = np.flatnonzero(~context.on_ellipsoid[at])
    other[planar_figures] = context.measured_m2("ellipsoidal", at[planar_figures])
    return other


def _spread(
    context: Context, at: NDArray[np.intp], provenance: Provenance
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the print noise and the standard error of areas, each where the provenance asks for it."""
    noise, error = np.zeros(len(at)), np.zeros(len(at))
    if provenance is Provenance.SAME_COORDINATES:
        decimals = context.parcels.attrs.get(ATTRIBUTE, {}).get("decimals") or DECIMALS
        noise = print_noise_m2(context.shapes[at], decimals)
    elif provenance is Provenance.TWO_SURVEYS:
        error = standard_error_m2(context.shapes[at], POINT_RMS[context.settings.accuracy_class].value)
    return noise, error


@dataclass(frozen=True, slots=True)
class Pieces:
    """What parcels and polygons of a layer share: arrays by parcel and polygon.

    ``area_m2`` is apportioned: the pieces of a parcel that a layer covers once add up to the parcel's own area.
    ``apart_m`` is how far the layer's nearest box lies from the box around all parcels, ``left_out`` how many pairs, at most,
    were not compared because thousands lie on each other.
    """

    parcel: NDArray[np.intp]
    polygon: NDArray[np.intp]
    shapes: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    apart_m: float
    left_out: int = 0


def pieces_on(context: Context, layer: ReferenceLayer) -> Pieces:
    """Return what the parcels of a case share with the polygons of a layer, above the tolerance.

    Raises
    ------
    CrsError
        The layer cannot be brought to the parcels' system.
    """
    parcels = np.flatnonzero(context.measurable)
    shapes = layer.shapes_in(context.crs)
    apart_m = _apart_m(shapes, context.shapes[parcels])
    near = np.flatnonzero(apart_m == 0)
    found = find_overlaps(
        context.shapes[parcels],
        shapes[near],
        tolerance_m2=context.settings.tolerance_m2,
        snap_m=context.settings.snap_m,
    )
    owners, pieces = parcels[found["left"].to_numpy()], found.geometry.to_numpy()
    area_m2 = apportioned_m2(context, owners, pieces, layer.reference)
    polygons = near[found["right"].to_numpy()]
    left_out = int(found.attrs["pairs_left_out"])
    return Pieces(owners, polygons, pieces, area_m2, float(np.nanmin(apart_m)), left_out)


def apportioned_m2(
    context: Context, owners: NDArray[np.intp], pieces: NDArray[np.object_], reference: Reference
) -> NDArray[np.float64]:
    """Return areas of pieces of parcels as parts of the parcels' own areas.

    The part is that of the layer's method, the whole the parcel's area by the method of its own figure: so that pieces
    of a parcel add up to it, as a survey's land classes do.
    """
    if len(pieces) == 0 or context.crs is None:
        return np.zeros(len(pieces))
    method = "planar" if is_local(context.crs) else reference.method
    whole, row = np.unique(owners, return_inverse=True)
    wholes_m2 = measure_area(context.shapes[whole], context.crs, method)[row]
    share = measure_area(pieces, context.crs, method) / wholes_m2
    apportioned: NDArray[np.float64] = share * context.own_m2[owners]
    return apportioned


def _apart_m(shapes: NDArray[np.object_], parcels: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how far the box of each polygon lies from that of all parcels: a county's layer is larger than a park."""
    west, south, east, north = shapely.total_bounds(parcels)
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    across = np.maximum(np.maximum(low_x - east, west - high_x), 0)
    along = np.maximum(np.maximum(low_y - north, south - high_y), 0)
    apart_m: NDArray[np.float64] = np.hypot(across, along)
    return apart_m


def class_names(layer: ReferenceLayer, polygons: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return the classes of polygons as text, empty where the layer gives none."""
    classes = layer.classes[polygons]
    return np.where(pd.isna(classes), "", classes).astype(str).astype(object)
