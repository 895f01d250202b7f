"""One park as it was audited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.arguments import public_result
from geokit.auditing.own_tables import OwnTables
from geokit.equality import Comparable

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from geokit.auditing.options import AuditSettings
    from geokit.auditing.schema.checked import CheckedDatabase
    from geokit.ledgers.control_lines.table import ControlLineTable
    from geokit.ledgers.figures.model import ParkLand
    from geokit.ledgers.joining.filling import LedgerJoin
    from geokit.programme.model import Park


@public_result
@dataclass(frozen=True, eq=False)
class Audited(Comparable):
    """One park as it was audited: its parcels in the table, and the system of its findings' geometries.

    Where the outlines are not what was measured, `figures` are those of the parcels as they were. `own` holds the tables
    as the caller has them; without it the parcels are the caller's own table. `ledger` is the office's ledger that was
    joined to the parcels, if one: its ``match`` is what :func:`geokit.reconcile_ledger` gives. Where a database was checked
    against a schema, `database` says which, and there are no parcels. `references` is what each parcel
    has of each reference layer of the park, if it has any. An audit in parts keeps no outline in `parcels`; those at fault,
    with their outlines, are `at_fault`, as many as reports can hold.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> [each] = gk.audit(make_parcels([square(0, 0, 100)])).audited
    >>> each.name, len(each.parcels), each.crs.to_epsg()
    ('', 1, 4548)
    """

    park: Park | None
    parcels: gpd.GeoDataFrame
    crs: CRS | None
    settings: AuditSettings
    figures: ParkLand | None = None
    own: OwnTables | None = field(default=None, repr=False, compare=False)
    ledger: LedgerJoin | None = field(default=None, repr=False, compare=False)
    database: CheckedDatabase | None = field(default=None, repr=False)
    references: ControlLineTable | None = field(default=None, repr=False, compare=False)
    at_fault: gpd.GeoDataFrame | None = field(default=None, repr=False, compare=False)

    @property
    def drawn(self) -> gpd.GeoDataFrame:
        """The parcels that have their outlines: of an audit in parts those at fault alone."""
        return self.parcels if self.at_fault is None else self.at_fault

    @property
    def own_tables(self) -> OwnTables:
        """The caller's tables, and which of their rows each parcel is."""
        return self.own or OwnTables.of([self.parcels], [self.parcels])

    def _found(self) -> tuple[object, ...]:
        return (self.name, self.parcels, self.crs)

    @property
    def name(self) -> str:
        """The park's id; empty for parcels that belong to none."""
        return self.park.id if self.park else ""
