"""For whom something is made, and which parcels the public may see: one answer for maps, reports and ledgers.

Planned parcels that become known too early invite speculative building. Where it is not known whether a parcel was
announced, it is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypedDict

import numpy as np
import pandas as pd

from geokit.parcels.codes import STAGES, STATUSES, stage_code, status_code, unknown_terms
from geokit.parcels.table import DATE_COLUMNS, parcel_frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

Audience = Literal["internal", "public"]


class MarkOptions(TypedDict, total=False):
    """What a product says about itself.

    ``audience`` is ``"internal"`` if left out; ``review_number`` is the 审图号, ``classification`` the 密级, those of
    the parks' park.toml if left out.
    """

    audience: Audience
    review_number: str | None
    classification: str | None


ANNOUNCED: Final = frozenset({term.code for term in (*STAGES, *STATUSES)} - {"planned", "withdrawn"})
# Who owns land, where its record lies and what else a file says of it is nobody else's business.
COLUMNS: Final = (
    "id", "name", "phase", "batch", "stage", "status", "declared_m2", "declared_half_unit_m2", "declared_text",
    "declared_method", "land_use", "land_class", "land_class_gbt21010", "land_class_territorial", *DATE_COLUMNS,
)  # fmt: skip


def is_announced(parcels: gpd.GeoDataFrame, today: date | None = None) -> NDArray[np.bool_]:
    """Return whether each parcel is known to be announced: by its status, or else by its stage.

    What will be approved only after `today` is not announced, whatever its status says.

    Examples
    --------
    >>> from datetime import date
    >>> columns = {
    ...     "status": ["agreed", "planned", None, None, "已批"],
    ...     "stage": ["planned", "approved", "stored", None, None],
    ...     "approved_on": [None, None, None, None, "2027-01-01"],
    ... }
    >>> is_announced(parcel_frame(columns, [None] * 5), date(2026, 1, 1)).tolist()
    [True, False, True, False, False]
    """
    status = parcels["status"].map(_code_of(status_code))
    # A status that is no term is no reason to go by the stage; a normalised table keeps it beside the column.
    said = parcels["status"].notna() | pd.notna(unknown_terms(parcels).get("status", np.array(None)))
    code = status.where(said, parcels["stage"].map(_code_of(stage_code)))
    announced: NDArray[np.bool_] = code.isin(ANNOUNCED).to_numpy()
    if today is not None:
        approved = parcels["approved_on"].fillna("").to_numpy(dtype=np.str_)
        announced = announced & ~(approved > today.isoformat())
    return announced


def _code_of(translate: object) -> object:
    return lambda text: translate(str(text)) if isinstance(text, str) else None  # type: ignore[operator]


def announced_parcels(
    parcels: gpd.GeoDataFrame,
    today: date | None = None,
    *,
    extra: Mapping[str, NDArray[np.float64]] | None = None,
) -> gpd.GeoDataFrame:
    """Return the parcels that the public may see, with the columns that it may see, and nothing of the others.

    Parameters
    ----------
    parcels : GeoDataFrame
        A parcel table.
    today : date, optional
        The day on which it is shown.
    extra : mapping of str to ndarray, optional
        Further columns, a value for each of `parcels`.
    """
    kept = is_announced(parcels, today)
    rows = parcels[kept]
    further = {name: values[kept] for name, values in (extra or {}).items()}
    columns = {name: rows[name].to_numpy() for name in COLUMNS}
    return parcel_frame(columns, rows.geometry.to_numpy(), crs=rows.crs, extra=further)
