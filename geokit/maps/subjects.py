"""What findings are about, for a page: the parcels and phases that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.findings import Finding
    from geokit.maps.parcels import ParcelData
    from geokit.page.payload import Json


def finding_subjects(
    findings: Sequence[Finding], tables: Sequence[ParcelData], is_summed: Sequence[bool]
) -> list[Json | None]:
    """Return for each finding the table, the positions of the parcels and the numbers of the phases that it names.

    Of a table that the page has as sums no parcel has a position.

    None for a finding that names none of them: one on a whole park, on a file, or on parcels that are not shown.
    """
    known = {
        table.park.id if table.park else "": _Names(number, table, is_summed=is_summed[number])
        for number, table in enumerate(tables)
    }
    only = next(iter(known.values())) if len(known) == 1 else None
    return [(known.get(each.park or "") or only or _NOBODY).of(each) for each in findings]


class _Names:
    """The names of one table's parcels and phases."""

    def __init__(self, number: int, table: ParcelData | None, *, is_summed: bool = False) -> None:
        self.number = number
        self.parcels: dict[str, int] = {}
        self.phases: dict[str, int] = {}
        if table is not None and not is_summed:
            names = parcel_ids(table.frame)
            self.parcels = dict(zip(names.tolist(), range(len(names)), strict=True))
        if table is not None and not table.is_plain:
            zones = table.figures.groups.phases
            self.phases = {zone.id: phase for phase, zone in enumerate(zones) if zone is not None}

    def of(self, finding: Finding) -> Json | None:
        """Return what a finding names of them."""
        parcels = [self.parcels[name] for name in finding.subjects if name in self.parcels]
        phases = [self.phases[name] for name in finding.subjects if name in self.phases]
        return {"layer": self.number, "parcels": parcels, "phases": phases} if parcels or phases else None


_NOBODY = _Names(0, None)
