"""Areas of parcels beside other figures: what was declared for them, and what a reference layer covers of them.

A layer belongs to whoever drew it, and what it means is theirs to say: here it is only compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.options import Options
from geokit.geometry.arrays import empty_shapes
from geokit.land.crs.transform import is_local
from geokit.land.declared.area import DeclaredArea, Method, Provenance, Verdict
from geokit.land.declared.verdict import OF_PARCEL
from geokit.land.limits import POINT_RMS
from geokit.land.measure.polygons import print_noise_m2, standard_error_m2
from geokit.land.units import Area
from geokit.ledgers.pieces import Pieces, apportioned_m2, pieces_of
from geokit.parcels.diagnostics import ATTRIBUTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.context import Context
    from geokit.auditing.reference_layers import ReferenceLayer
    from geokit.programme.files import Reference

# So far from a layer's box no parcel shares land with it, however points are snapped.
_BESIDE_M = 1.0


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
            methods=table["declared_method"].iloc[at].to_numpy(dtype=object),
            texts=table["declared_text"].iloc[at].to_numpy(dtype=object),
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


def pieces_on(context: Context, layer: ReferenceLayer) -> Pieces:
    """Return what the parcels of a case share with the polygons of a layer, above the tolerance.

    Raises
    ------
    CrsError
        The layer cannot be brought to the parcels' system.
    """
    if id(layer) not in context.pieces:
        context.pieces[id(layer)] = _pieces_on(context, layer)
    return context.pieces[id(layer)]


def _pieces_on(context: Context, layer: ReferenceLayer) -> Pieces:
    crs, polygons = context.crs, layer.shapes_in(context.crs)
    measurable = np.flatnonzero(context.measurable)
    bounds = context.layer.bounds[measurable]
    near = measurable[_meet(bounds, shapely.total_bounds(polygons))]
    # A park's layer lies on few of a province's parcels: the others are not fetched.
    shapes = empty_shapes(len(context.parcels))
    shapes[near] = context.shapes[near]
    return pieces_of(
        shapes,
        polygons,
        context.own_m2,
        crs,
        layer_method(context, layer.reference),
        tolerance_m2=context.settings.tolerance_m2,
        snap_m=context.settings.snap_m,
        box=np.append(bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)) if len(bounds) else None,
    )


def _meet(bounds: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which boxes lie within a metre of one."""
    low, high = bounds[:, :2] - _BESIDE_M, bounds[:, 2:] + _BESIDE_M
    beside: Any = ((low <= box[2:]) & (high >= box[:2])).all(axis=1)
    return cast("NDArray[np.bool_]", beside)


def part_of_own_m2(
    context: Context, owners: NDArray[np.intp], pieces: NDArray[np.object_], reference: Reference
) -> NDArray[np.float64]:
    """Return areas of pieces of parcels as parts of the parcels' own areas, as :func:`pieces_on` does."""
    method = layer_method(context, reference)
    return apportioned_m2(pieces, owners, context.shapes, context.own_m2, context.crs, method)


def layer_method(context: Context, reference: Reference) -> Method:
    """Return how what lies on a layer is measured: as the layer says, in a local system in its plane."""
    return "planar" if context.crs is None or is_local(context.crs) else reference.method


def class_names(layer: ReferenceLayer, polygons: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return the classes of polygons as text, empty where the layer gives none."""
    classes = layer.classes[polygons]
    return np.where(pd.isna(classes), "", classes).astype(str).astype(object)
