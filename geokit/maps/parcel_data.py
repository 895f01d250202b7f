"""Parcels on their way into a page: what is drawn, what a card says, and what could not be drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError
from geokit.land.measure.polygons import find_unmeasurable, measure_area
from geokit.land.units import MU_PER_M2
from geokit.maps import site_words as say
from geokit.maps.packed import PRECISION_M, compress, pack_shapes
from geokit.maps.payload import Json, Said, Text, both, to_json
from geokit.maps.progress import Moment, moments, mu_text, phase_bars
from geokit.maps.shapes import PARCEL_DECIMALS, bounds, rings, to_display
from geokit.maps.stages import GROUPS, TO_ACQUIRE, group_numbers
from geokit.parcels.audience import announced_parcels
from geokit.parcels.table import COLUMNS, DATE_COLUMNS, parcel_ids
from geokit.parcels.vocabulary import STAGES, STATUSES
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

_MEASURED = Words(zh="量算面积（椭球面积）", en="measured area (ellipsoidal)")
_ID = Words(zh="地块编号", en="id")
# Three ways of drawing. Up to the first number every parcel is a shape of the page; above it they are packed and
# painted on a canvas; above the second, only what is in view, in no more detail than the screen can show.
MOST_SHAPES = 3_000
MOST_WHOLE = 20_000
_NAMED = 5
_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"\d+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_CARD = (
    "name", "phase", "batch", "stage", "status", "declared_m2", "village", "ownership", "land_use", "land_class",
    "approved_on", "acquired_on", "stored_on", "supplied_on", "source",
)  # fmt: skip


@dataclass(frozen=True)
class ParcelData:
    """Parcels for a map.

    Parameters
    ----------
    frame : GeoDataFrame
        A parcel table.
    as_of : date
        The day whose progress is drawn.
    is_gcj02 : bool
        Whether to draw them in GCJ-02. Areas are measured where the parcels are.
    precision_m : float
        What the coordinates of very many parcels are rounded to, on the ground. Areas are not.
    phase_names : mapping of str to text
        What a phase is called in words, where its id is not it.
    """

    frame: gpd.GeoDataFrame
    as_of: date
    is_gcj02: bool = False
    precision_m: float = PRECISION_M
    phase_names: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The parcels in WGS 84 degrees; None where a parcel cannot be drawn."""
        found, _ = self._displayed
        return found

    @property
    def notes(self) -> list[Said]:
        """Return what could not be drawn, and why."""
        _, reason = self._displayed
        if reason is not None:
            return [reason]
        missing = parcel_ids(self.frame)[shapely.is_missing(self.shapes)]
        return [Said.of(say.UNDRAWABLE, count=len(missing), ids=shortened(missing))] if len(missing) else []

    def announced(self) -> ParcelData:
        """Return the parcels that the public may see, with what it may know of them."""
        return replace(self, frame=announced_parcels(self.frame, self.as_of))

    @cached_property
    def measured_m2(self) -> NDArray[np.float64]:
        """Ellipsoidal areas; NaN where a parcel has none."""
        areas = np.full(len(self.frame), np.nan)
        drawable = ~shapely.is_missing(self.shapes)
        if drawable.any():
            own = self.frame.geometry.to_numpy()[drawable]
            areas[drawable] = measure_area(own, self.frame.crs, on_problem="nan")
        return areas

    @cached_property
    def groups(self) -> NDArray[np.intp]:
        """The position of each parcel in the stage groups."""
        return group_numbers(self.frame, self.as_of)

    @property
    def has_dates(self) -> bool:
        """Whether any parcel has a date, so that the day matters."""
        return bool(self.frame[list(DATE_COLUMNS)].notna().to_numpy().any())

    @property
    def to_go_mu(self) -> float:
        """Mu of the parcels that are still to acquire."""
        return self._sum_mu(self.groups == TO_ACQUIRE)

    @property
    def total_mu(self) -> float:
        """Mu of all parcels that could be measured."""
        return self._sum_mu(np.ones(len(self.frame), bool))

    def payload(self) -> Json:
        """Return everything, for the page's script."""
        drawn = self._drawn
        shapes = self.shapes[drawn]
        table = {
            "ids": parcel_ids(self.frame)[drawn].tolist(),
            "groups": self.groups[drawn].tolist(),
            "phases": self._phase_numbers[drawn].tolist(),
            "columns": [column for column in self._columns(drawn) if column],
            "moments": self._moments,
        }
        summary = {"legend": self.legend, "bars": self.bars, "days": [day["name"] for day in self._moments]}
        if len(drawn) <= MOST_SHAPES:
            return {"shapes": [rings(shape, PARCEL_DECIMALS) for shape in shapes], **table, **summary}
        packed = {"packed": pack_shapes(shapes, self.precision_m), "table": compress(to_json(table).encode())}
        is_by_view = len(drawn) > MOST_WHOLE
        return {**packed, "bounds": bounds(shapes), "is_by_view": is_by_view, **summary}

    @cached_property
    def _displayed(self) -> tuple[NDArray[np.object_], Said | None]:
        none = np.full(len(self.frame), None, dtype=object)
        crs, count = self.frame.crs, len(self.frame)
        if count == 0:
            return none, None
        if crs is None:
            return none, Said.of(say.NO_CRS, count=count)
        own = self.frame.geometry.to_numpy().copy()
        own[find_unmeasurable(own, crs).astype(bool) | shapely.is_empty(own)] = None
        try:
            return to_display(own, crs, is_gcj02=self.is_gcj02), None
        except CrsError as error:
            return none, Said.of(say.OTHER_DATUM, count=count, problem=error)

    @cached_property
    def _phase_ids(self) -> list[str]:
        return sorted(self.frame["phase"].dropna().unique(), key=phase_order)

    @cached_property
    def _phase_numbers(self) -> NDArray[np.intp]:
        numbers = {name: number for number, name in enumerate(self._phase_ids)}
        found: NDArray[np.intp] = (
            self.frame["phase"].map(numbers).fillna(len(numbers)).to_numpy(dtype=np.intp)
        )
        return found

    def _sum_mu(self, chosen: NDArray[np.bool_]) -> float:
        return float(np.nansum(self.measured_m2[chosen])) * MU_PER_M2

    @cached_property
    def legend(self) -> list[Json]:
        """The groups that have parcels, today or on an earlier day: how many are drawn today, and their mu."""
        drawn = ~shapely.is_missing(self.shapes)
        earlier = [np.asarray(day["groups"], dtype=np.intp) for day in self._moments]
        present = np.unique(np.concatenate([self.groups, *earlier]))
        return [
            {
                "group": number,
                "key": GROUPS[number].key,
                "name": both(GROUPS[number].words),
                "colour": GROUPS[number].colour,
                "dash": GROUPS[number].dash,
                "count": f"{int((self.groups[drawn] == number).sum()):,}",
                "mu": mu_text(self._sum_mu(self.groups == number)),
            }
            for number in present.tolist()
        ]

    @cached_property
    def bars(self) -> list[Json]:
        """One bar a phase: its mu, and the share of each group."""
        return phase_bars(self._phase_numbers, self.groups, self.measured_m2, self._bar_names)

    @property
    def _bar_names(self) -> list[Text]:
        return [*(self.phase_names.get(name, name) for name in self._phase_ids), say.NO_PHASE]

    @cached_property
    def _drawn(self) -> NDArray[np.intp]:
        return np.flatnonzero(~shapely.is_missing(self.shapes))

    @cached_property
    def _moments(self) -> list[Moment]:
        drawn = self._drawn
        return moments(
            self.frame.iloc[drawn],
            self.as_of,
            phases=self._phase_numbers[drawn],
            area_m2=self.measured_m2[drawn],
            names=self._bar_names,
        )

    def _columns(self, drawn: NDArray[np.intp]) -> Iterator[Json | None]:
        yield _numbers(both(_MEASURED), self.measured_m2[drawn])
        words = {column.name: column.words for column in COLUMNS}
        terms = {**_TERMS, "phase": self.phase_names}
        for name in _CARD:
            values = self.frame[name].iloc[drawn]
            if name == "declared_m2":
                yield _numbers(both(words[name]), values.to_numpy())
            else:
                yield _coded(both(words[name]), values, terms.get(name, {}))


_TERMS: dict[str, Mapping[str, Text]] = {
    "stage": {term.code: term.words for term in STAGES},
    "status": {term.code: term.words for term in STATUSES},
}


def _numbers(label: Json, area_m2: NDArray[np.float64]) -> Json | None:
    if np.isnan(area_m2).all():
        return None
    values = np.round(area_m2, 2).astype(object)
    values[np.isnan(area_m2)] = None
    return {"label": label, "areas_m2": values.tolist()}


def _coded(label: Json, values: pd.Series[str], terms: Mapping[str, Text]) -> Json | None:
    codes, texts = pd.factorize(values)
    if len(texts) == 0:
        return None
    return {"label": label, "codes": codes.tolist(), "texts": [both(terms.get(text, text)) for text in texts]}


def phase_order(name: str) -> tuple[float, str]:
    """Return what phases are sorted by: their number, Chinese or Arabic, then their name.

    Examples
    --------
    >>> sorted(["三期", "一期", "phase 2", "其他"], key=phase_order)
    ['一期', 'phase 2', '三期', '其他']
    """
    found = _NUMBER.search(name)
    if found is None:
        return (float("inf"), name)
    if found[0].isdecimal():
        return (float(found[0]), name)
    tens, ten, ones = found[0].rpartition("十")
    return (
        10.0 * (_DIGITS.find(tens) if tens else bool(ten)) + max(_DIGITS.find(ones), 0) * bool(ones),
        name,
    )


def shortened(ids: NDArray[np.object_]) -> Said:
    """Return the first few ids, and whether there are others."""
    first = Said.of(Words(zh="{ids}", en="{ids}"), ids=[str(each) for each in ids[:_NAMED]])
    return first if len(ids) <= _NAMED else Said.of(say.AND_OTHERS, ids=first)
