"""Stages, statuses and dates as a table has them: codes and ISO dates, and what was written that is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from geokit.parcels.notices import ATTRIBUTE
from geokit.parcels.table import DATE_COLUMNS
from geokit.parcels.values import iso_date, translated
from geokit.parcels.vocabulary import stage_code, status_code

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    Translate: TypeAlias = Callable[[str], str | None]

TRANSLATIONS: dict[str, Translate] = {
    "stage": stage_code,
    "status": status_code,
    **dict.fromkeys(DATE_COLUMNS, iso_date),
}


def settle_terms(frame: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Translate the terms of a parcel table in place, and return what could not be translated.

    Parameters
    ----------
    frame : GeoDataFrame
        A parcel table. Afterwards its stages, statuses and dates are codes, ISO dates or None.

    Returns
    -------
    dict of str to ndarray of object
        By column, for each parcel the text that is no term, or None. Columns where all is understood are left out.
    """
    unknown = {}
    for column, translate in TRANSLATIONS.items():
        written = written_terms(frame, column)
        if pd.isna(written).all():
            continue
        terms, strange = translated(written, lambda text, to=translate: to(str(text).strip()))  # type: ignore[misc]
        frame[column] = pd.Series(terms, index=frame.index, dtype=object)
        texts = [text for text in strange if text.strip()]
        if texts:
            strangers = np.asarray(pd.Series(written).astype(str).isin(texts), dtype=bool)
            unknown[column] = np.where(strangers, written, np.array(None))
    return unknown


def written_terms(frame: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    """Return a column as it was written: what the reader did not understand stands in a column of its own."""
    values: NDArray[np.object_] = frame[column].to_numpy(dtype=object)
    mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping", {})
    original = next((name for name, target in mapping.items() if target == column), column)
    kept = next((name for name in (f"{original}_in_file", original) if name in frame.columns), column)
    if kept == column:
        return values
    beside: NDArray[np.object_] = frame[kept].to_numpy(dtype=object)
    return np.where(pd.isna(values), beside, values)
