"""What a card says of each parcel, as columns of a page's table: areas as numbers, texts as positions in a list of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.page.payload import Json, Text, localized
from geokit.parcels.codes import STAGES, STATUSES
from geokit.parcels.land_classes import CLASS_COLUMNS, class_label, class_names
from geokit.parcels.ownerships import OWNERSHIP_TERMS
from geokit.parcels.table import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.programme.model import Park

_MEASURED = Words(zh="量算面积（平面面积）", en="measured area (planar)")
M2_DECIMALS = 5
_CARD = (
    "name", "phase", "batch", "stage", "status", "declared_m2", "village", "ownership", "land_use", *CLASS_COLUMNS,
    "approved_on", "acquired_on", "stored_on", "supplied_on", "source",
)  # fmt: skip


def card_columns(frame: gpd.GeoDataFrame, measured_m2: NDArray[np.float64], park: Park | None) -> list[Json]:
    """Return the columns that say something; phases are called as the park calls them."""
    return [column for column in _columns(frame, measured_m2, park) if column]


def _columns(
    frame: gpd.GeoDataFrame, measured_m2: NDArray[np.float64], park: Park | None
) -> Iterator[Json | None]:
    yield _numbers("measured", _MEASURED, measured_m2)
    words = {column.name: column.words for column in COLUMNS}
    phases: Mapping[str, Text] = {zone.id: zone.name for zone in park.zones} if park else {}
    terms = {**_terms(), "phase": phases}
    for name in _CARD:
        values = frame[name]
        if name == "declared_m2":
            yield _numbers(name, words[name], values.to_numpy())
        else:
            yield _coded(name, words[name], values, terms.get(name) or _classes(name, values))


def _classes(name: str, values: pd.Series[str]) -> Mapping[str, Text]:
    scheme = CLASS_COLUMNS.get(name)
    return {} if scheme is None else {text: class_label(text, scheme) for text in values.dropna().unique()}


@cache
def _terms() -> dict[str, Mapping[str, Text]]:
    return {
        "stage": {term.code: term.words for term in STAGES},
        "status": {term.code: term.words for term in STATUSES},
        "land_use": class_names(),
        "ownership": {code: term.words for code, term in OWNERSHIP_TERMS.items()},
    }


def _numbers(name: str, label: Text, area_m2: NDArray[np.float64]) -> Json | None:
    if np.isnan(area_m2).all():
        return None
    # What was declared in mu is a fraction in m², and the page prints three decimals of mu.
    return {"name": name, "label": localized(label), "areas_m2": np.round(area_m2, M2_DECIMALS)}


def _coded(name: str, label: Text, values: pd.Series[str], terms: Mapping[str, Text]) -> Json | None:
    codes, texts = pd.factorize(values)
    if len(texts) == 0:
        return None
    return {
        "name": name,
        "label": localized(label),
        "codes": codes,
        "texts": [localized(terms.get(text, text)) for text in texts],
    }
