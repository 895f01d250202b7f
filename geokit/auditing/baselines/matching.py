"""Which faults of two audits are the same: by fingerprint, and by place where parcels have no ids of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport

Box: TypeAlias = tuple[float, float, float, float]

# A parcel without a unique id is called by its row, which the next file may give to another.
_ROW: Final = "row:"
_M_PER_DEGREE: Final = 111_320.0
_LARGEST_DEGREE: Final = 360.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes a finding the same in two audits.

    Attributes
    ----------
    park, rule, subjects, fingerprint
        As in :class:`~geokit.auditing.findings.Finding`.
    box : tuple of four floats or None
        West, south, east, north of its place.
    crs : str or None
        The system of the box: its code, or the name it goes by.
    """

    park: str
    rule: str
    subjects: tuple[str, ...]
    fingerprint: str
    box: Box | None = None
    crs: str | None = None

    @classmethod
    def of(cls, finding: Finding, crs: str | None) -> Fault:
        """Return what makes a finding the same in two audits."""
        return cls(
            finding.park, finding.rule, finding.subjects, finding.fingerprint, box_of(finding.geometry), crs
        )

    @property
    def has_own_names(self) -> bool:
        """Whether all its subjects are called the same in the next audit."""
        return not any(subject.startswith(_ROW) for subject in self.subjects)

    @property
    def kind(self) -> tuple[object, ...]:
        """What must be equal where the place decides: all but the rows."""
        named = sorted(subject for subject in self.subjects if not subject.startswith(_ROW))
        return (self.park, self.rule, len(self.subjects), *named, self.crs)


def faults_of(report: AuditReport) -> list[Fault]:
    """Return the faults of a report, in the order of its findings."""
    systems = {each.name: system_label(each.crs) for each in report.audited}
    return [Fault.of(finding, systems.get(finding.park)) for finding in report.findings]


def box_of(geometry: BaseGeometry | None) -> Box | None:
    """Return the bounds of a shape; None where there is none, or none that is finite."""
    if geometry is None or not np.isfinite(geometry.bounds).all() or geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    return (west, south, east, north)


def system_label(crs: CRS | None) -> str | None:
    """Return a system's code, or else its name; never its definition, which may hold transformation parameters."""
    if crs is None:
        return None
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else str(crs.name)


def match_faults(old: Sequence[Fault], new: Sequence[Fault], *, slack_m: float) -> NDArray[np.intp]:
    """Return for each new fault the position of the old one that it is, -1 where it is none of them.

    Faults whose subjects all have names of their own are the same where their fingerprint, rule and subjects are.
    The others, of the same kind, are where all sides of their boxes lie within `slack_m`, nearest first; without
    a place the fingerprint must do. No old fault is given twice.
    """
    same = np.full(len(new), -1, dtype=np.intp)
    known = {_identity(fault): at for at, fault in enumerate(old) if _is_named(fault)}
    for at, fault in enumerate(new):
        if _is_named(fault):
            same[at] = known.pop(_identity(fault), -1)
    taken: set[int] = set()
    for _, at, before in sorted(_near(old, new, slack_m)):
        if same[at] < 0 and before not in taken:
            same[at] = before
            taken.add(before)
    return same


def _is_named(fault: Fault) -> bool:
    return fault.has_own_names or fault.box is None


def _identity(fault: Fault) -> tuple[object, ...]:
    return (fault.fingerprint, fault.park, fault.rule, *sorted(fault.subjects))


def _near(old: Sequence[Fault], new: Sequence[Fault], slack_m: float) -> Iterator[tuple[float, int, int]]:
    """Yield how far apart two faults of one kind without names lie, and their positions in `new` and `old`."""
    before = [at for at, fault in enumerate(old) if not _is_named(fault)]
    after = [at for at, fault in enumerate(new) if not _is_named(fault)]
    if not before or not after:
        return
    old_boxes, new_boxes = (
        np.array([faults[at].box for at in places], dtype=np.float64)
        for faults, places in ((old, before), (new, after))
    )
    in_degrees = np.abs(new_boxes).max() <= _LARGEST_DEGREE
    slack = slack_m / _M_PER_DEGREE if in_degrees else slack_m
    corners = [np.asarray(shapely.points(boxes[:, :2])) for boxes in (old_boxes, new_boxes)]
    # The corner lies within a circle around the square that the slack allows.
    rows, columns = shapely.STRtree(corners[0]).query(corners[1], predicate="dwithin", distance=1.5 * slack)
    apart = np.abs(new_boxes[rows] - old_boxes[columns]).max(axis=1)
    for row, column, distance in zip(rows, columns, apart, strict=True):
        at, was = after[row], before[column]
        if distance <= slack and new[at].kind == old[was].kind:
            yield float(distance), at, was
