"""A park's reference layers as an audit reads them, near its parcels.

A layer belongs to whoever drew it, and what it means is theirs to say: here it is only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CatalogError, CrsError, UnknownNameError
from geokit.i18n import Words
from geokit.inputs import file_named
from geokit.land.crs.transform import reproject
from geokit.parcels.diagnostics import Notice, Unreadable, stored_notices, stored_unreadable
from geokit.parcels.read import read_within
from geokit.parcels.record_names import record_names
from geokit.programme.loading import read_toml

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.programme.files import Reference
    from geokit.programme.model import Park

_NO_CRS = Words(
    zh="图层没有坐标系；请在 park.toml 的 [[references]] 里写明 crs 或 zone",
    en="the layer names no coordinate system; give crs or zone under [[references]] in park.toml",
)
_NO_COLUMN = Words(zh="{problem}", en="{problem}")


@dataclass(frozen=True)
class ReferenceLayer:
    """A layer as it was read.

    Attributes
    ----------
    reference : Reference
        What park.toml says of it.
    frame : GeoDataFrame
        Its polygons; ``id`` and ``land_class`` are the columns that park.toml names.
    """

    reference: Reference
    frame: gpd.GeoDataFrame

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """A unique name for each polygon; without an id the record's number, whatever else was read of the layer."""
        return record_names(self.frame)

    @cached_property
    def classes(self) -> NDArray[np.object_]:
        """What each polygon is; None where the layer does not say."""
        if self.reference.class_column is None:
            return np.full(len(self.frame), None, dtype=object)
        found: NDArray[np.object_] = self.frame["land_class"].to_numpy(dtype=object)
        return found

    @cached_property
    def invalid(self) -> NDArray[np.intp]:
        """The polygons that are not valid: compared in a repaired copy where that is unambiguous, or left out."""
        return np.flatnonzero(~shapely.is_valid(self.frame.geometry.to_numpy()))

    @property
    def notices(self) -> list[Notice]:
        """What the reader said of the file."""
        return stored_notices(self.frame)

    @property
    def unreadable(self) -> list[Unreadable]:
        """The records that could not be read."""
        return stored_unreadable(self.frame)

    def problem(self, crs: CRS | None) -> CrsError | None:
        """Return why the layer cannot be brought to a system, or None."""
        try:
            self._moved(np.empty(0, dtype=object), crs)
        except CrsError as error:
            return error
        return None

    def shapes_in(self, crs: CRS | None) -> NDArray[np.object_]:
        """Return the polygons in a system.

        Raises
        ------
        CrsError
            The layer has no system, or another datum.
        """
        return self._moved(self.frame.geometry.to_numpy(), crs)

    def _moved(self, shapes: NDArray[np.object_], crs: CRS | None) -> NDArray[np.object_]:
        if self.frame.crs is None:
            raise CrsError(_NO_CRS)
        return shapes if crs is None or crs == self.frame.crs else reproject(shapes, self.frame.crs, crs)


def read_references(park: Park | None, parcels: gpd.GeoDataFrame) -> tuple[ReferenceLayer, ...]:
    """Read the reference layers of a park, as far as they lie near its parcels where the format finds that fast.

    Raises
    ------
    InputError
        A file cannot be read, or has not the columns that park.toml names.
    """
    references = park.references if park else ()
    return tuple(
        _read_layer(park, number, reference, parcels) for number, reference in enumerate(references) if park
    )


def _read_layer(park: Park, number: int, reference: Reference, parcels: gpd.GeoDataFrame) -> ReferenceLayer:
    named = {"id": reference.id_column, "land_class": reference.class_column}
    columns = {column: target for target, column in named.items() if column is not None}
    try:
        frame = read_within(file_named(park.folder, reference.file), reference, parcels, columns or None)
    except UnknownNameError as error:
        toml = read_toml(park.folder / "park.toml", name=f"{park.id}/park.toml")
        line = toml.line_of(("references", number))
        raise CatalogError(_NO_COLUMN, file=toml.name, line=line, problem=error) from error
    return ReferenceLayer(reference, frame)
