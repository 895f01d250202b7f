"""Stages, statuses and dates of a table: what they are made of, and what was written that is neither code nor date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.parcels.notices import ATTRIBUTE
from geokit.parcels.table import COLUMN_NAMES, DATE_COLUMNS
from geokit.parcels.values import iso_date, text_of, translated
from geokit.parcels.vocabulary import stage_code, status_code

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

TRANSLATIONS: dict[str, Callable[[str], str | None]] = {
    "stage": stage_code,
    "status": status_code,
    **dict.fromkeys(DATE_COLUMNS, iso_date),
}


def unknown_terms(frame: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return what stands where a stage, a status or a date should: by column, each parcel's text, or None.

    A column that holds such texts is kept beside the canonical one, which is empty there. Columns where all is
    understood are left out.

    Examples
    --------
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> columns, beside = {"stage": ["stored", None]}, {"stage_in_file": ["收储", "整备"]}
    >>> table = parcel_frame(columns, [shapely.box(0, 0, 1, 1)] * 2, extra=beside)
    >>> {column: list(texts) for column, texts in unknown_terms(table).items()}
    {'stage': [None, '整备']}
    """
    found: dict[str, NDArray[np.object_]] = {}
    for column, translate in TRANSLATIONS.items():
        for name in _kept_beside(frame, column):
            texts = text_of(frame[name])
            terms, unknown = translated(texts, translate)
            if unknown:
                is_unknown = pd.isna(terms) & frame[column].isna().to_numpy()
                found[column] = np.where(is_unknown, texts, found.get(column, np.array(None)))
    return {column: texts for column, texts in found.items() if not pd.isna(texts).all()}


def _kept_beside(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return the columns of a file that a canonical one was made of, as far as they were kept; the surest last."""
    mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
    originals = [name for name, target in mapping.items() if target == column and name != column]
    names = [*(beside_canonical(name) for name in originals), *originals, beside_canonical(column)]
    return [name for name in dict.fromkeys(names) if name in frame.columns and name not in COLUMN_NAMES]


def beside_canonical(original: str) -> str:
    """Return the name under which a file's column stays where it was made a canonical one that is called the same."""
    return f"{original}_in_file" if original in (*COLUMN_NAMES, "geometry") else original
