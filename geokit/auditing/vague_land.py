"""Findings of schematic land have no shape: whoever got all of them could trace the outline of which nothing is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import CrsError
from geokit.geometry.arrays import as_array
from geokit.land.crs.transform import reproject
from geokit.parcels.schematic import is_schematic
from geokit.parcels.vague_lines import VagueLines
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.context import Context
    from geokit.auditing.findings import Finding
    from geokit.programme.model import Placed


@dataclass(frozen=True, slots=True)
class VagueLand:
    """What is schematic in an audit.

    Parameters
    ----------
    parcels : frozenset of str
        The names of such parcels: no finding of one has a shape.
    lines : VagueLines
        Of such parcels, and of such a park and its zones: no shape of another finding follows them.
    """

    parcels: frozenset[str]
    lines: VagueLines

    @classmethod
    def of(cls, context: Context) -> VagueLand:
        """Return what is schematic of a park and its parcels."""
        rows = np.flatnonzero(is_schematic(context.parcels))
        own = context.shapes[rows] if len(rows) else as_array([])
        lines = VagueLines.of(np.concatenate([own, as_array(_outlines(context))]))
        return cls(frozenset(context.names(rows) if len(rows) else ()), lines)

    @property
    def _is_nothing(self) -> bool:
        """Whether no land is schematic, as in most audits."""
        return not self.parcels and self.lines.strips is None

    def untraced(self, finding: Finding) -> Finding:
        """Return a finding without its shape where that would show a schematic outline."""
        if finding.geometry is None or self._is_nothing:
            return finding
        is_own = not self.parcels.isdisjoint(finding.subjects)
        if is_own or self.lines.followed_by(as_array([finding.geometry]))[0]:
            return replace(finding, geometry=None)
        return finding


def _outlines(context: Context) -> Iterator[BaseGeometry]:
    for placed in context.lines.placed:
        if placed.basis is Basis.SCHEMATIC and (shape := _in_plane(placed, context)) is not None:
            yield shape


def _in_plane(placed: Placed, context: Context) -> BaseGeometry | None:
    if placed.boundary is None or placed.crs is None or context.crs is None:
        return None
    try:
        shape: BaseGeometry = reproject(as_array([placed.boundary]), placed.crs, context.crs)[0]
    except CrsError:
        return None
    return shape
