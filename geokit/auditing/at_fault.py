"""What an audit in parts keeps of its parcels for its reports: the outlines of those at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.parcels.table import COLUMN_NAMES, assembled_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geokit.auditing.audited import Audited
    from geokit.auditing.context import Context
    from geokit.auditing.findings import Finding

# So many outlines a page still draws at once, and a layer of a GeoPackage holds in little memory.
MOST_OUTLINES: Final = 100_000

IN_PARTS = Words(
    zh="分块核查：{count} 宗地块中，只绘出有问题的 {n} 宗；各期、各阶段的面积未作合计",
    en="Audited in parts: of {count} parcels those with findings are drawn, {n} in all; areas by phase and progress are not "
    "added up",
)


def at_fault(context: Context, findings: Iterable[Finding]) -> gpd.GeoDataFrame:
    """Return the parcels that findings name, with their outlines: the first of them, where there are very many."""
    named = {subject for each in findings for subject in each.subjects}
    ids, table = context.ids, context.parcels
    rows = ids.positions_of(named)[:MOST_OUTLINES]
    columns = {name: table[name].iloc[rows].to_numpy() for name in COLUMN_NAMES}
    # Ids that several parcels have are told apart among all of them, not among these.
    columns["id"] = ids[rows]
    frame = assembled_frame(columns, context.given_shapes[rows], crs=table.crs, extra=None)
    frame.attrs = dict(table.attrs)
    return frame


def partly_drawn(each: Audited) -> tuple[Words, dict[str, str]] | None:
    """Return what a report says of parcels that it does not draw; None where it draws all."""
    if each.at_fault is None:
        return None
    return IN_PARTS, {"count": f"{len(each.parcels):,}", "n": f"{len(each.at_fault):,}"}
