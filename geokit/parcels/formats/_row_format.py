"""What a format is whose file is a sheet of rows: a row a boundary point, or a row a parcel."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

from geokit.parcels.formats._base import Format

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

Layout = Literal["points", "parcels", "point-tables"]


class RowFormat(Format):
    """A format whose file is a sheet of rows; :meth:`write` writes points.

    Attributes
    ----------
    layouts : tuple of {"points", "parcels", "point-tables"}
        What a row may be, or a table of points a parcel; the usual one first.
    keeps_shapes_in_rows : bool
        Whether a row a parcel has the parcel's shape.
    """

    layouts: ClassVar[tuple[Layout, ...]] = ("points", "parcels")
    keeps_shapes_in_rows: ClassVar[bool] = False

    @abstractmethod
    def write_rows(
        self, frame: pd.DataFrame, path: Path, columns: Mapping[str, str] | None = None
    ) -> list[Notice]:
        """Write a row a parcel in the caller's own columns to `path`, which does not exist yet."""

    def write_tables(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write a printed table of points a parcel; only a format that has that layout is asked."""
        raise NotImplementedError
