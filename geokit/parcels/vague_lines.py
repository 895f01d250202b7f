"""The lines of schematic outlines, and which shapes follow them: a piece cut out along such a line shows where it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Shapes

# Overlays move a corner by less; a line that only crosses runs so near for twice as far.
_NEAR_M: Final = 0.001
_FOLLOWED_M: Final = 0.01


@dataclass(frozen=True, slots=True)
class VagueLines:
    """The lines of schematic outlines in a plane, as thin strips; None where there are none.

    Examples
    --------
    >>> lines = VagueLines.of(shapely.box([0], 0, 10, 10))
    >>> lines.followed_by(shapely.box([5, 2, 20], [5, 2, 0], [10, 8, 30], [10, 8, 10])).tolist()
    [True, False, False]
    """

    strips: BaseGeometry | None

    @classmethod
    def of(cls, shapes: Shapes) -> VagueLines:
        """Return the lines of polygons in metres, valid or not; what is None has none."""
        lines = _lines(_parts(shapes)[0])
        if not len(lines):
            return cls(None)
        strips = shapely.union_all(shapely.buffer(lines, _NEAR_M, quad_segs=2))
        shapely.prepare(strips)
        return cls(strips)

    def followed_by(self, shapes: Shapes) -> NDArray[np.bool_]:
        """Return whether each shape runs along one of the lines for more than a centimetre."""
        found = np.zeros(len(shapes), dtype=bool)
        if self.strips is not None:
            parts, owners = _parts(shapes)
            met = shapely.intersects(self.strips, parts)
            length_m = shapely.length(shapely.intersection(_lines(parts[met]), self.strips))
            found[owners[met][length_m > _FOLLOWED_M]] = True
        return found


def _parts(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Return the single parts of shapes, and whose each is; a collection may hold what has parts itself."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    inner, of_part = shapely.get_parts(parts, return_index=True)
    return inner, owners[of_part]


def _lines(parts: Shapes) -> Shapes:
    lines = parts.copy()
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines[areal] = shapely.boundary(parts[areal])
    return lines
