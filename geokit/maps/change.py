"""The map of a change: two states of parcels, a swipe between them, and what was gained, lost, split, merged, moved."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import shapely

from geokit.arguments import public
from geokit.auditing.differences.events import EVENT_SIGNS, Event, EventKind
from geokit.auditing.differences.headline import (
    AFTER,
    BEFORE,
    GAINED_LAND,
    LOST_LAND,
    Headline,
    Sure,
    how_sure,
    notes_on,
)
from geokit.auditing.differences.land import LandChange, land_change
from geokit.auditing.differences.set_aside import with_set_aside
from geokit.dates import date_words
from geokit.errors import InputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Words
from geokit.land.crs.titles import crs_title
from geokit.maps.change_words import CHANGE_WORDS
from geokit.maps.offline import OfflineMap
from geokit.maps.site import SKETCH_ON_BASEMAP, MapOptions, View
from geokit.page.crs import crs_facts
from geokit.page.document import Page
from geokit.page.geometry import compress, pack_shapes, to_display
from geokit.page.marks import GROUPS
from geokit.page.payload import Json, LocalizedText, Text, localized, to_json
from geokit.parcels.given import ReadingOptions, given_pair, reading_of
from geokit.parcels.redaction import announced_parcels
from geokit.sheets.change import ChangeSheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from numpy.typing import NDArray

    from geokit.maps.parcels import ParcelData
    from geokit.parcels.given import ParcelsLike

_MU = Words(zh="{mu} 亩", en="{mu} mu")
_OF_STATE = Words(zh="{state}：{note}", en="{state}: {note}")
_AREA_OF = Words(zh="{state}土地", en="land, {state}")
_HOW_SURE: Final = {
    Sure.AT_LEAST: Words(zh="{label}（至少）", en="{label} (at least)"),
    Sure.AT_MOST: Words(zh="{label}（至多）", en="{label} (at most)"),
    Sure.OF_COUNTED: Words(zh="{label}（计入部分）", en="{label} (of what is counted)"),
}
_COMPARED_IN = Words(zh="比较所用坐标系：{name}", en="Compared in: {name}")
_STAGES_ON = Words(zh="阶段截至 {day}", en="Stages as of {day}")
# Above so many their table comes compressed.
_MOST_PLAIN: Final = 300
_STYLES: Final = ("print.css", "cards.css", "change.css")
_MAX_ZOOM: Final = 22
_HEIGHT: Final = "720px"


class ChangeOptions(MapOptions, ReadingOptions, total=False):
    """How a map of a change is shown: as :class:`~geokit.maps.site.MapOptions`, and what the two states are called.

    Attributes
    ----------
    names : tuple of two str
        Of the old and the new state, such as ``("5月", "6月")``.
    """

    names: tuple[str, str] | None


@public
def change_map(old: ParcelsLike, new: ParcelsLike, **options: Unpack[ChangeOptions]) -> OfflineMap:
    """Draw what became of parcels between two states, with a swipe between both.

    Land that was gained and lost is drawn as it lies; parcels are split, merged, divided anew, moved, redrawn,
    renumbered or say something else. An old and a new parcel belong together where they share half of the smaller one.

    Parameters
    ----------
    old, new : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels, in the same datum. Both are compared in the plane of the old ones, or of its 3-degree zone; where their
        systems differ the page says so.
    **options : ChangeOptions
        ``names`` of the two states; ``columns``, ``crs`` and the like as :func:`geokit.compare_parcels` takes them; ``language``
        that the page opens in; ``audience``, ``review_number`` and ``classification``, or ``marks`` that hold them;
        ``as_of``, the day that stages are read on; ``basemap``, none by default; ``precision_m``, what the coordinates of
        more than 3,000 parcels are rounded to. A page for the public leaves out, on both sides, the parcels that are not
        known to be announced: they are in no figure either.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84, or GCJ-02 on a basemap that is drawn in it. Without a basemap its page needs no
        network. On paper and on a slide it shows the later state with the changes above it.

    Raises
    ------
    CrsError
        Only one of them has a coordinate system, or neither, or their datums differ.
    InputError
        One of them is no table of parcels, or a schematic parcel was to be drawn on a basemap.
    UnknownNameError
        Nobody has a basemap of that name.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (make_parcels([square(0, 0, width, 100)]) for width in (100, 120))
    >>> change_map(old, new, names=("May", "June")).page.title.localize("en")
    'Compared with May: 3.000 mu gained; 1 redrawn'
    """
    view = View(options)
    tables = [with_set_aside(table) for table in given_pair(old, new, **reading_of(options))]
    if view.is_public:
        tables = [announced_parcels(table, view.as_of) for table in tables]
    return drawn_change(land_change(tables[0], tables[1], view.as_of), view, options.get("names"))


def drawn_change(change: LandChange, view: View, names: tuple[str, str] | None) -> OfflineMap:
    """Return the map of a change that is known, of a view of the same day; for the public, of what it may see.

    Raises
    ------
    InputError
        A schematic parcel was to be drawn on a basemap.
    """
    sides = change.before.side, change.after.side
    states = [replace(view.parcel_data(side.table), is_plain=True) for side in sides]
    if view.basemap and any(state.is_schematic for state in states):
        raise InputError(SKETCH_ON_BASEMAP)
    shown = _Shown(change, states, names, view.is_gcj02)
    m = OfflineMap(
        page=_page(view, shown),
        height=_HEIGHT,
        drawing=ChangeSheet(shown, CHANGE_WORDS, view.is_gcj02, view.is_public)
        if change.crs is not None
        else None,
        zoom_snap=0.25,
        max_zoom=_MAX_ZOOM,
    )
    if view.basemap:
        view.basemap.add_to(m, _MAX_ZOOM)
    return m


class _Shown:
    """A change on its way into its page."""

    def __init__(
        self,
        change: LandChange,
        states: list[ParcelData],
        names: tuple[str, str] | None,
        is_gcj02: bool,  # noqa: FBT001 - one of two maps
    ) -> None:
        self.change = change
        self.states = states
        self.names: tuple[Text, Text] = names or (BEFORE, AFTER)
        self.headline = Headline(change, names[0] if names else None)
        # Both states may have the same to say.
        of_states = (
            LocalizedText.of(_OF_STATE, state=name, note=note)
            for name, state in zip(self.names, states, strict=True)
            for note in state.notes
        )
        self.notes: list[Text] = [*notes_on(change), *of_states]
        self._is_gcj02 = is_gcj02

    @cached_property
    def gained(self) -> NDArray[np.object_]:
        """The pieces of land gained, degrees."""
        return self._displayed(_there(self.change.gained))

    @cached_property
    def lost(self) -> NDArray[np.object_]:
        """The pieces of land lost, degrees."""
        return self._displayed(_there(self.change.lost))

    @cached_property
    def marks(self) -> NDArray[np.object_]:
        """Where the sign of each event stands, degrees; a line is where it was moved from and to."""
        return self._displayed(as_array(map(self._mark, self.change.events)))

    def payload(self) -> Json:
        """Return everything for the page's script."""
        return {
            "headlines": self._headlines(),
            "states": [
                {"name": localized(name), "layer": state.payload()}
                for name, state in zip(self.names, self.states, strict=True)
            ],
            "groups": self._groups(),
            "kinds": [
                {"key": str(kind), "symbol": symbol, "sign": sign, "name": localized(kind)}
                for kind, (symbol, sign) in EVENT_SIGNS.items()
            ],
            "unchanged": f"{self.change.lineage.unchanged:,}",
            **self._events(),
            **self._pieces(),
            "sums": self._sums(),
        }

    def _headlines(self) -> list[Json]:
        total = self.change.sums.total("mu")
        gained, lost = how_sure(self.change)
        before, after = (
            _known(LocalizedText.of(_AREA_OF, state=name), Sure.AT_LEAST if state.unmeasured else Sure.EXACT)
            for name, state in zip(self.names, (self.change.before, self.change.after), strict=True)
        )
        lines: list[tuple[str, Decimal, Text]] = [
            ("", total.before, before),
            ("+", total.gained, _known(GAINED_LAND, gained)),
            ("−", total.lost, _known(LOST_LAND, lost)),
            ("=", total.after, after),
        ]
        return [
            {
                "sign": sign,
                "value": localized(_MU, mu=f"{mu:,}"),
                "label": localized(label),
                "is_main": False,
            }
            for sign, mu, label in lines
        ]

    def _groups(self) -> list[Json]:
        used = np.unique(np.concatenate([state.groups for state in self.states]))
        return [
            {"group": number, "key": GROUPS[number].key, "name": localized(GROUPS[number].words)}
            for number in used.tolist()
        ]

    def _events(self) -> Json:
        events = self.change.events
        drawn = [_places(state) for state in self.states]
        kinds = {kind: at for at, kind in enumerate(EVENT_SIGNS)}
        table = {
            "kinds": [kinds[event.kind] for event in events],
            "old": [drawn[0][list(event.old)].tolist() for event in events],
            "new": [drawn[1][list(event.new)].tolist() for event in events],
            "old_ids": [event.old_ids for event in events],
            "new_ids": [event.new_ids for event in events],
            "before_m2": [_finite(event.before_m2) for event in events],
            "after_m2": [_finite(event.after_m2) for event in events],
            "gained_m2": [_finite(event.gained_m2) for event in events],
            "lost_m2": [_finite(event.lost_m2) for event in events],
            "sentences": [localized(event) for event in events],
            "facts": [[_fact(fact.fields) for fact in event.facts] for event in events],
        }
        marks = pack_shapes(self.marks)
        if len(events) > _MOST_PLAIN:
            return {"events": compress(to_json(table).encode()), "signs": marks}
        return {"events": table, "signs": marks}

    def _mark(self, event: Event) -> Any:
        """Return where the sign of an event stands: a line from where to where for what moved."""
        before, after = self.change.before.side.shapes, self.change.after.side.shapes
        if event.kind is EventKind.MOVED:
            return shapely.LineString([before[event.old[0]].centroid, after[event.new[0]].centroid])
        pieces = [self.change.gained[at] for at in event.new] + [self.change.lost[at] for at in event.old]
        own = [after[at] for at in event.new] or [before[at] for at in event.old]
        shapes = pieces if event.kind is EventKind.REDRAWN and any(pieces) else own
        known = [shape for shape in shapes if shape is not None and shape.is_valid and not shape.is_empty]
        return max(known, key=shapely.area).point_on_surface() if known else None

    def _pieces(self) -> Json:
        """Return the land gained and lost, and which event each piece is of, or -1."""
        change = self.change
        found: dict[str, object] = {}
        for key, pieces, side in (("gained", change.gained, "new"), ("lost", change.lost, "old")):
            event_of = np.full(len(pieces), -1)
            for number, event in enumerate(change.events):
                event_of[list(getattr(event, side))] = number
            found[key] = pack_shapes(getattr(self, key))
            found[f"{key}_events"] = event_of[~shapely.is_missing(pieces)].tolist()
        return found

    def _displayed(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        return to_display(shapes, self.change.crs, is_gcj02=self._is_gcj02) if len(shapes) else shapes

    def _sums(self) -> Json:
        sums = self.change.sums
        rows = [
            {
                "phase": localized(row.phase),
                "key": GROUPS[row.progress].key,
                "stage": localized(GROUPS[row.progress].words),
                "mu": _printed(row.figures["mu"]),
                "m2": _printed(row.figures["m2"]),
            }
            for row in sums.rows
        ]
        return {"rows": rows, "mu": _printed(sums.total("mu")), "m2": _printed(sums.total("m2"))}


def _known(label: Text, sure: Sure) -> Text:
    return LocalizedText.of(_HOW_SURE[sure], label=label) if sure in _HOW_SURE else label


def _as_words(name: Text) -> Words:
    return Words(**localized(name))


def _there(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    there: NDArray[np.object_] = shapes[~shapely.is_missing(shapes)]
    return there


def _places(state: ParcelData) -> NDArray[np.intp]:
    """Return for each parcel of a table its number among those drawn, or -1."""
    is_drawn = ~shapely.is_missing(state.shapes)
    return np.where(is_drawn, np.cumsum(is_drawn) - 1, -1)


def _fact(fields: Mapping[str, Any]) -> Json:
    said = {side: localized(fields[side]) for side in ("before", "after")}
    return {"label": localized(fields["heading"]), **said}


def _printed(row: Any) -> list[str]:
    """Return before, after, change, gained, lost, reclassified as the table prints them."""
    plain = [f"{value:,}" for value in (row.before, row.after)]
    return [*plain, *map(_signed, (row.change, row.gained, -row.lost, row.reclassified))]


def _signed(value: Decimal) -> str:
    if not value:
        return f"{abs(value):,}"
    return f"{'−' if value < 0 else '+'}{abs(value):,}"


def _finite(value: float) -> float | None:
    return round(value, 5) if np.isfinite(value) else None


def _page(view: View, shown: _Shown) -> Page:
    behind = view.basemap
    own = (behind.attribution,) if behind and behind.attribution else ()
    notes = [*(behind.notes if behind else []), *shown.notes]
    systems = [state.frame.crs for state in shown.states]
    crs = shown.change.crs
    compared = (
        (LocalizedText.of(_COMPARED_IN, name=crs_title(crs)),)
        if crs is not None and crs not in systems
        else ()
    )
    return Page(
        title=shown.headline,
        language=view.language,
        marks=replace(view.marks, attribution=(*own, *view.marks.attribution)),
        facts=(
            *crs_facts(systems, [_as_words(name) for name in shown.names]),
            *compared,
            LocalizedText.of(_STAGES_ON, day=date_words(view.as_of.isoformat())),
        ),
        words=CHANGE_WORDS,
        data={**shown.payload(), "notes": [localized(note) for note in notes]},
        script="change.js",
        styles=_STYLES,
        image_hosts=behind.hosts if behind else (),
    )
