"""Small scenes for the pictures of rules: plain data, which is audited before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

import geokit as gk
from geokit.testing import CRS, make_parcels, make_park

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Words

TODAY = date(2026, 6, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Parcels, and what stands around them.

    Parameters
    ----------
    shapes : sequence of shapely geometries
        One a parcel, with ids A, B, C …
    columns : mapping, optional
        Canonical columns of the parcels.
    crs : str, optional
        Their system; that of the test kit if left out.
    more : tuple of (shapes, str), optional
        A second file in a system of its own.
    file : tuple of (str, str), optional
        Instead of shapes: a file's name and its text.
    toml, outlines : optional
        What park.toml says besides its names, and the boundary files beside it. Without either there is no park.
    settings : mapping, optional
        As for :func:`geokit.audit`.
    shown : tuple of str
        Columns whose values stand beside the ids in the picture.
    zoom : tuple of float, optional
        East, north and width in metres of a place that is drawn enlarged besides.
    note : Words, optional
        What the picture cannot show.
    ledger : mapping, optional
        The columns of an office's ledger.
    before : sequence of shapely geometries, optional
        Parcels of an earlier audit, whose findings a baseline accepts.
    is_whole : bool
        Whether the park names its parcels itself; `shapes` are then drawn only.
    """

    shapes: Sequence[BaseGeometry] = ()
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    crs: str | None = CRS
    more: tuple[Sequence[BaseGeometry], str] | None = None
    file: tuple[str, str] | None = None
    toml: str = ""
    outlines: Mapping[str, BaseGeometry] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    zoom: tuple[float, float, float] | None = None
    note: Words | None = None
    ledger: Mapping[str, Sequence[Any]] | None = None
    before: Sequence[BaseGeometry] = ()
    is_whole: bool = False

    def tables(self, folder: Path) -> list[gpd.GeoDataFrame]:
        """Return the parcel tables, one a file."""
        if self.file:
            path = folder / self.file[0]
            path.write_bytes(self.file[1].encode())
            return [gk.read_parcels(path)]
        ids = self.columns.get("id")
        columns = {name: values for name, values in self.columns.items() if name != "id"}
        table = make_parcels(self.shapes, crs=self.crs, **columns)
        tables = [table if ids is None else table.assign(id=ids)]
        if self.more:
            shapes, crs = self.more
            tables.append(make_parcels(shapes, crs=crs).assign(id=["2"]))
        return tables

    def audit(self, folder: Path) -> gk.AuditReport:
        """Audit the scene, with the park written into a folder if it has one."""
        has_park = bool(self.toml or self.outlines)
        park = make_park(folder, self.toml, outlines=self.outlines) if has_park else None
        parcels = None if self.is_whole else self.tables(folder)
        ledger = None if self.ledger is None else pd.DataFrame(self.ledger)
        report = gk.audit(park, parcels, settings=self.settings, today=TODAY, ledger=ledger)
        return self._held(report, folder / "accepted.toml") if self.before else report

    def _held(self, report: gk.AuditReport, path: Path) -> gk.AuditReport:
        """Hold a report against the baseline of the earlier audit."""
        gk.write_baseline(gk.audit(parcels=make_parcels(self.before), today=TODAY), path)
        return gk.apply_baseline(report, gk.load_baseline(path))


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule finds, and the same land as it should be."""

    fails: Scene
    passes: Scene
