"""Parcels on their way into a page: what is drawn, what a card says, and what could not be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.dates import date_words
from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.measure.polygons import find_unmeasurable
from geokit.ledgers.figures.land import areas_m2, in_plane
from geokit.ledgers.figures.model import ParkLand, in_given_order, park_land
from geokit.ledgers.figures.progress import stage_of
from geokit.maps.parcel_columns import M2_DECIMALS, card_columns
from geokit.maps.parcel_figures import changes, counted_thousandths, rounded_thousandths
from geokit.maps.parcel_limits import Detail, details_of
from geokit.maps.progress import Moment, equation_headlines, legend_lines, moments, phase_bars
from geokit.maps.summed import summed_table
from geokit.page.geometry import PRECISION_M, pack_shapes, to_display
from geokit.page.marks import GROUPS, group_numbers
from geokit.page.payload import Json, LocalizedText, localized
from geokit.page.tables import pack_table, plain_table
from geokit.parcels.codes import stage_code, status_code
from geokit.parcels.redaction import announced_parcels
from geokit.parcels.schematic import drawn_shapes, is_schematic
from geokit.parcels.table import COLUMN_WORDS, DATE_COLUMNS, parcel_ids
from geokit.symbols import phase_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.programme.model import Park

# The first for one parcel, the second for any other number.
_NO_CRS = {
    True: Words(
        zh="{count} 宗地块没有坐标系，不能上图",
        en="{count} parcel has no coordinate system and cannot be drawn",
    ),
    False: Words(
        zh="{count} 宗地块没有坐标系，不能上图",
        en="{count} parcels have no coordinate system and cannot be drawn",
    ),
}
_OTHER_DATUM = {
    True: Words(zh="{count} 宗地块不能上图：{problem}", en="{count} parcel cannot be drawn: {problem}"),
    False: Words(zh="{count} 宗地块不能上图：{problem}", en="{count} parcels cannot be drawn: {problem}"),
}
_UNDRAWABLE = {
    True: Words(
        zh="{count} 宗地块没有可画的图形：{ids}", en="{count} parcel has no shape that can be drawn: {ids}"
    ),
    False: Words(
        zh="{count} 宗地块没有可画的图形：{ids}", en="{count} parcels have no shape that can be drawn: {ids}"
    ),
}
_UNKNOWN_TERM = {
    True: Words(
        zh="{count} 宗地块的{column}不在词表中（{texts}），按进度未注明绘制",
        en="the {column} of {count} parcel is none that is known ({texts}): drawn as not stated",
    ),
    False: Words(
        zh="{count} 宗地块的{column}不在词表中（{texts}），按进度未注明绘制",
        en="the {column} of {count} parcels is none that is known ({texts}): drawn as not stated",
    ),
}
_SCHEMATIC = {
    True: Words(
        zh="{count} 宗地块为示意（{ids}）：画成面积相等的圆，位置与形状不详",
        en="{count} parcel is schematic ({ids}): drawn as a circle of equal area; place and shape are not known",
    ),
    False: Words(
        zh="{count} 宗地块为示意（{ids}）：画成面积相等的圆，位置与形状不详",
        en="{count} parcels are schematic ({ids}): drawn as circles of equal area; place and shape are not known",
    ),
}
_AND_OTHERS = Words(zh="{ids}等", en="{ids} and others")

NO_PARCELS = Words(zh="没有地块", en="There are no parcels.")
_ID = Words(zh="地块编号", en="id")
_PARCELS = Words(zh="地块", en="parcels")
_ALL_PARCELS = Words(zh="全部地块", en="All parcels")
# Three ways of drawing. Up to the first number every parcel is an element of the page; above it they are painted on a
# canvas; above the second, only what is in view, in no more detail than the screen can show.
MOST_SHAPES = 3_000
MOST_WHOLE = 20_000
_NAMED = 5


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
    precision_m : float or None
        What the coordinates of very many parcels are rounded to, on the ground; None leaves it to their number. Areas are
        not.
    park : Park or None
        It names the phases, and gives the declared area and the outline that the figures speak of.
    is_plain : bool
        Whether the map shows no figures of them: then none are made.
    is_partial : bool
        Whether parcels were left out that are not for the reader to see.
    """

    frame: gpd.GeoDataFrame
    as_of: date
    is_gcj02: bool = False
    precision_m: float | None = None
    park: Park | None = None
    is_plain: bool = False
    is_partial: bool = False

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The parcels in WGS 84 degrees; None where a parcel cannot be drawn."""
        found, _ = self._displayed
        return found

    @property
    def notes(self) -> list[LocalizedText]:
        """Return what could not be drawn, and why."""
        _, reason = self._displayed
        if reason is not None:
            return [reason]
        is_missing = shapely.is_missing(self.shapes)
        notes = [*self._counted_note(_UNDRAWABLE, is_missing)]
        if not self.is_plain:
            notes += self._counted_note(_SCHEMATIC, is_schematic(self.frame) & ~is_missing)
            notes += self._unknown_terms()
        return notes

    def _counted_note(self, words: Mapping[bool, Words], rows: NDArray[np.bool_]) -> Iterator[LocalizedText]:
        """Yield a note that counts and names parcels, if there are any."""
        count = int(rows.sum())
        if count:
            yield LocalizedText.of(
                words[count == 1], count=count, ids=shortened(parcel_ids(self.frame)[rows])
            )

    @property
    def is_schematic(self) -> bool:
        """Whether any of them is a sketch."""
        return bool(is_schematic(self.frame).any())

    def _unknown_terms(self) -> Iterator[LocalizedText]:
        """Yield what is written of how far parcels are and is no term, so that nobody reads it as nothing said."""
        for column, code in (("stage", stage_code), ("status", status_code)):
            numbers, texts = pd.factorize(self.frame[column])
            unknown = [at for at, text in enumerate(texts) if code(str(text)) is None]
            count = int(np.isin(numbers, unknown).sum())
            if count:
                fields = {"column": COLUMN_WORDS[column], "texts": shortened(texts[unknown])}
                yield LocalizedText.of(_UNKNOWN_TERM[count == 1], count=count, **fields)

    def announced(self) -> ParcelData:
        """Return the parcels that the public may see, with what it may know of them."""
        frame = announced_parcels(self.frame, self.as_of)
        return replace(self, frame=frame, is_partial=len(frame) < len(self.frame))

    @cached_property
    def figures(self) -> ParkLand:
        """The figures of the ledger: what every product shows of this land."""
        return park_land(self.park, self.frame, self.as_of, is_partial=self.is_partial)

    @cached_property
    def measured_m2(self) -> NDArray[np.float64]:
        """Planar areas, as the ledger measures; NaN where a parcel has none."""
        if not self.is_plain:
            return in_given_order(self.figures, self.figures.land.area_m2)
        try:
            return areas_m2(*in_plane(self.frame, "planar"), "planar")
        except CrsError:
            return np.full(len(self.frame), np.nan)

    @cached_property
    def groups(self) -> NDArray[np.intp]:
        """The position of each parcel in the stage groups."""
        if not self.is_plain:
            return in_given_order(self.figures, stage_of(self.figures.reached))
        return group_numbers(self.frame, self.as_of)

    @cached_property
    def is_by_phase(self) -> bool:
        """Whether parcels are told apart by phase: nobody said of any how far it is, and no park expects it."""
        return (
            not self.is_plain
            and self.park is None
            and not self.has_dates
            and bool(self.frame[["stage", "status"]].isna().to_numpy().all())
        )

    def drawn_alike(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Yield each symbol, and which parcels it draws."""
        if self.is_plain:
            yield "parcel", np.ones(len(self.frame), dtype=bool)
        elif self.is_by_phase:
            for phase, key in self._phase_keys.items():
                yield key, self._phase_numbers == phase
        else:
            for number, group in enumerate(GROUPS):
                yield group.key, self.groups == number

    @property
    def has_dates(self) -> bool:
        """Whether any parcel has a date, so that the day matters."""
        return bool(self.frame[list(DATE_COLUMNS)].notna().to_numpy().any())

    @property
    def headlines(self) -> list[Json]:
        """The right side of the equation."""
        keys = frozenset(str(item["term"]) for day in self._moments for item in day["headlines"])
        day = date_words(self.as_of.isoformat()) if self.has_dates else None
        return equation_headlines(self.figures, day, keys)

    def payload(self, detail: Detail | None = None) -> Json:
        """Return as much as a page takes, for its script: by itself if nothing is said."""
        detail = detail or details_of([self])[0]
        return {
            "park": self.park.id if self.park else None,
            "is_many": self.is_many or detail.is_summed,
            "is_by_view": len(self.frame) > MOST_WHOLE or detail.is_summed,
            "is_by_phase": self.is_by_phase,
            "legend": self.legend,
            "bars": self.bars,
            **(self._summed() if detail.is_summed else self._each(detail.precision_m)),
        }

    @property
    def is_many(self) -> bool:
        """Whether they are too many for each to be an element of the page."""
        return len(self.frame) > MOST_SHAPES

    def _each(self, precision_m: float) -> Json:
        table = {
            "ids": parcel_ids(self.frame),
            "groups": self.groups,
            "phases": self._phase_numbers,
            "unmeasured": np.flatnonzero(np.isnan(self.measured_m2)),
            "invalid": np.flatnonzero(self.is_invalid).tolist(),
            "counted": None if self.is_plain else changes(self._counted, self._rounded),
            "columns": card_columns(self.frame, self.measured_m2, self.park),
            "moments": self._moments,
        }
        return {
            "packed": pack_shapes(self.shapes, precision_m if self.is_many else PRECISION_M),
            "days": [day["name"] for day in self._moments],
            **({"table": pack_table(table)} if self.is_many else plain_table(table)),
        }

    def _summed(self) -> Json:
        kinds = np.column_stack([self._phase_numbers, self.groups])
        counted = self._rounded if self.is_plain else self._counted
        # One day alone: earlier ones would be a sum each.
        return {"days": [], **summed_table(self.shapes, kinds, counted, np.isnan(self.measured_m2))}

    @cached_property
    def _displayed(self) -> tuple[NDArray[np.object_], LocalizedText | None]:
        none = np.full(len(self.frame), None, dtype=object)
        crs, count = self.frame.crs, len(self.frame)
        if count == 0:
            return none, None
        if crs is None:
            return none, LocalizedText.of(_NO_CRS[count == 1], count=count)
        own = drawn_shapes(self.frame)
        # What was measured was looked at before.
        doubtful = np.flatnonzero(np.isnan(self.measured_m2))
        unsound = find_unmeasurable(own[doubtful], crs).astype(bool) | shapely.is_empty(own[doubtful])
        own[doubtful[unsound]] = None
        try:
            return to_display(own, crs, is_gcj02=self.is_gcj02), None
        except CrsError as error:
            return none, LocalizedText.of(_OTHER_DATUM[count == 1], count=count, problem=error)

    @cached_property
    def _phase_numbers(self) -> NDArray[np.intp]:
        if self.is_plain:
            return np.zeros(len(self.frame), dtype=np.intp)
        return in_given_order(self.figures, self.figures.groups.of_parcel)

    @cached_property
    def legend(self) -> list[Json]:
        """The groups that have parcels, today or on an earlier day: how many they have today, and their mu."""
        if self.is_plain:
            return []
        earlier = [np.asarray(day["groups"], dtype=np.intp) for day in self._moments]
        lines = legend_lines(self.figures, np.unique(np.concatenate([self.groups, *earlier])).tolist())
        own = {"key": "parcel", "name": localized(_PARCELS)} if self.is_by_phase else {}
        return [{**line, **own} for line in lines]

    @cached_property
    def bars(self) -> list[Json]:
        """One bar a phase: its mu, and the share of each group."""
        if not self.is_by_phase:
            return [] if self.is_plain else phase_bars(self.figures)
        # In the order of their numbers, as the bars are.
        bars: list[Json] = [
            {**bar, "key": key}
            for bar, key in zip(phase_bars(self.figures), self._phase_keys.values(), strict=True)
        ]
        if len(bars) == 1 and bars[0]["id"] is None:
            # Parcels of no phase are all parcels, and a bar of them says something beside what they declare alone.
            return [{**bars[0], "name": localized(_ALL_PARCELS)}] if bars[0]["frame"] else []
        return bars

    @cached_property
    def _phase_keys(self) -> Mapping[int, str]:
        phases: list[int] = np.unique(self._phase_numbers).tolist()
        return dict(zip(phases, phase_keys(len(phases)), strict=True))

    @cached_property
    def is_invalid(self) -> NDArray[np.bool_]:
        """Whether each parcel is drawn, though its outline is invalid and has no area."""
        doubtful = np.flatnonzero(np.isnan(self.measured_m2) & ~shapely.is_missing(self.shapes))
        found = np.zeros(len(self.frame), dtype=bool)
        found[doubtful] = ~shapely.is_valid(self.shapes[doubtful])
        return found

    @cached_property
    def _counted(self) -> NDArray[np.intp]:
        return counted_thousandths(self.figures)

    @property
    def _rounded(self) -> NDArray[np.intp]:
        # From what the page is given.
        return rounded_thousandths(np.round(self.measured_m2, M2_DECIMALS))

    @cached_property
    def _moments(self) -> list[Moment]:
        return [] if self.is_plain else moments(self.figures, self._counted)


def shortened(ids: NDArray[np.object_]) -> LocalizedText:
    """Return the first few ids, and whether there are others."""
    first = LocalizedText.of(Words(zh="{ids}", en="{ids}"), ids=[str(each) for each in ids[:_NAMED]])
    return first if len(ids) <= _NAMED else LocalizedText.of(_AND_OTHERS, ids=first)
