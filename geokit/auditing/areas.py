"""Declared against measured areas of parcels: in arrays, and in words for the few that do not agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.land.declared import DeclaredArea, Method, Provenance, Verdict
from geokit.land.limits import POINT_RMS
from geokit.land.measure import print_noise_m2, standard_error_m2
from geokit.land.units import Area
from geokit.parcels.notices import ATTRIBUTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.case import Case

# Without a word on the decimals, the coordinates of a survey are printed to the millimetre.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class ParcelAreas:
    """Arrays over parcels, in m²; NaN where a parcel declares nothing or has no area.

    A figure without a method is taken as planar, as a boundary-point file's is (verified in files of Guangdong).
    """

    declared_m2: NDArray[np.float64]
    half_unit_m2: NDArray[np.float64]
    planar_m2: NDArray[np.float64]
    ellipsoidal_m2: NDArray[np.float64]
    on_ellipsoid: NDArray[np.bool_]
    noise_m2: NDArray[np.float64]
    error_m2: NDArray[np.float64]
    methods: NDArray[np.object_]
    texts: NDArray[np.object_]
    provenance: Provenance

    @classmethod
    def of(cls, case: Case, provenance: Provenance) -> ParcelAreas:
        """Measure the parcels of a case."""
        table = case.parcels
        methods = table["declared_method"].to_numpy()
        noise, error = _spread(case, provenance)
        return cls(
            declared_m2=table["declared_m2"].to_numpy(dtype=float),
            half_unit_m2=np.nan_to_num(table["declared_half_unit_m2"].to_numpy(dtype=float)),
            planar_m2=case.measured_m2("planar"),
            ellipsoidal_m2=case.measured_m2("ellipsoidal"),
            on_ellipsoid=np.isin(methods.astype(str), ("ellipsoidal", "statutory", "geodesic")),
            noise_m2=noise,
            error_m2=error,
            methods=methods,
            texts=table["declared_text"].to_numpy(),
            provenance=provenance,
        )

    @property
    def measured_m2(self) -> NDArray[np.float64]:
        """The area by the method of the figure."""
        return np.where(self.on_ellipsoid, self.ellipsoidal_m2, self.planar_m2)

    def suspects(self) -> NDArray[np.intp]:
        """Return the positions whose difference is beyond rounding and noise."""
        difference = np.abs(self.measured_m2 - self.declared_m2)
        return np.flatnonzero(difference > self.half_unit_m2 + self.noise_m2 + 2 * self.error_m2)

    def declared(self, at: int) -> DeclaredArea:
        """Return one parcel's figure."""
        return DeclaredArea(
            value=Area.from_m2(float(self.declared_m2[at])),
            half_unit=Area.from_m2(float(self.half_unit_m2[at])),
            method=self.methods[at],
            text=str(self.texts[at] or ""),
            unit="m2",
        )

    def verdict(self, at: int) -> Verdict:
        """Return whether one parcel's areas agree, and why."""
        method: Method = "ellipsoidal" if self.on_ellipsoid[at] else "planar"
        other = self.planar_m2[at] if self.on_ellipsoid[at] else self.ellipsoidal_m2[at]
        return self.declared(at).admits(
            Area.from_m2(float(self.measured_m2[at])),
            provenance=self.provenance,
            measured_method=method,
            print_noise_m2=float(self.noise_m2[at]),
            standard_error_m2=float(self.error_m2[at]),
            method_difference_m2=float(other - self.measured_m2[at]),
        )


def _spread(case: Case, provenance: Provenance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the print noise and the standard error of each area, each where the provenance asks for it."""
    noise, error = np.zeros(len(case.parcels)), np.zeros(len(case.parcels))
    usable = case.measurable
    if provenance is Provenance.SAME_COORDINATES:
        decimals = case.parcels.attrs.get(ATTRIBUTE, {}).get("decimals") or DECIMALS
        noise[usable] = print_noise_m2(case.shapes[usable], decimals)
    elif provenance is Provenance.TWO_SURVEYS:
        accuracy_m = POINT_RMS[case.settings.accuracy_class].value
        error[usable] = standard_error_m2(case.shapes[usable], accuracy_m)
    return noise, error
