"""From the rows of a table of points to parcels: where one ends and the next begins, and what was inferred for it.

In this order a parcel begins where a column or a title names another one; where, without such a name, a blank row or a
title stands between points; where the numbers of the points begin anew, or a ring is closed and the next point lies
outside of it. A ring that begins anew inside of the parcel is a hole of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.i18n import Language, Words
from geokit.parcels.columns import map_columns
from geokit.parcels.formats.points.columns import UNNAMED, Grouping, is_inside, polygon_of
from geokit.parcels.formats.points.coordinates import speaks_of_system
from geokit.parcels.formats.points.notes import is_declared_title, is_id_title, is_note, titles_in
from geokit.parcels.formats.points.rings import STRAY_CLOSING
from geokit.parcels.formats.points.rows import BadRowError
from geokit.parcels.formats.points.stream import Gap, Point, Stream
from geokit.parcels.formats.points.totals import Total, is_same_figure, total_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Polygon

    from geokit.parcels.diagnostics import Diagnostics
    from geokit.parcels.formats.points.headings import Headings

_CLOSED = 4
_ID = "地块编号"
_SHOWN_ROWS, _SHOWN_LETTERS = 5, 40

_BY_COLUMN = Words(zh="按列“{column}”区分地块", en="parcels are told apart by the column “{column}”")
_BY_NUMBERS = Words(
    zh="点号在此重新开始：按新的地块处理",
    en="the numbers of the points begin anew here: taken as the next parcel",
)
_BY_RING = Words(
    zh="圈号在此重新开始：按新的地块处理", en="the ring numbers begin anew here: taken as the next parcel"
)
_BY_CLOSING = Words(
    zh="上一圈已闭合，其后的点在圈外：按新的地块处理",
    en="the ring above is closed and this point lies outside of it: taken as the next parcel",
)
_SAME_OUTLINE = Words(
    zh="已闭合的圈在此原样重复：按新的地块处理",
    en="the ring above is closed and comes again as it was: taken as the next parcel",
)
_RING = Words(
    zh="同一地块中点号重新开始或圈已闭合：按新的一圈处理",
    en="within a parcel the numbers begin anew or the ring is closed: taken as its next ring",
)
_PAGE = Words(
    zh="标题行重复而点号连续：视为换页，地块继续",
    en="the headings come again while the numbers of the points go on: taken as a new page of the same parcel",
)
_NUMBERED = Words(
    zh="列“{column}”逐行不同，按点号处理",
    en="the column “{column}” differs from row to row: it numbers points",
)
_PASSED = Words(
    zh="{count} 行不是界址点，已跳过：{rows}", en="{count:row|rows} without a point, passed over: {rows}"
)
_PASSED_ROW = Words(zh="第 {line} 行“{text}”", en="line {line} “{text}”")
_TWO_AREAS = Words(
    zh="同一地块的各行写有不同的面积（{first} 与 {second}），已取前者；请改正",
    en="beside one parcel's points stand different areas ({first} and {second}); the first was taken: correct them",
)
_NO_POINTS = Words(zh="该地块没有界址点", en="no points follow the parcel's title")


@dataclass(slots=True)
class TableParcel:
    """A parcel's rows in a table.

    Parameters
    ----------
    line : int
        The line or spreadsheet row of its first point.
    attributes : dict of str to str
        What stands beside its points, under the headings as written.
    points : list of Point
        Its points, each with the number of its ring.
    fault : BadRowError, optional
        Why it cannot be read.
    """

    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    fault: BadRowError | None = None
    is_named: bool = False
    held: dict[int, str] = field(default_factory=dict)
    totals: list[Total] = field(default_factory=list)


@dataclass(slots=True)
class _Ring:
    """The ring that is being read."""

    number: int
    label: str
    points: list[Point] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return len(self.points) >= _CLOSED and self.points[-1].place == self.points[0].place


class Grouper:
    """Walks down a table's points and keeps which parcel and which ring it is in."""

    def __init__(self, headings: Headings, grouping: Grouping, remarks: Diagnostics) -> None:
        self.headings, self.grouping, self.remarks = headings, grouping, remarks
        self.parcels: list[TableParcel] = []
        self.totals: list[Total] = []
        self.current: TableParcel | None = None
        self.rings: list[_Ring] = []
        self.gaps: list[Gap] = []
        self.titles: dict[str, str] = {}
        self.title_line = 1
        rows = {column for column, role in headings.roles.items() if role == "row"}
        names = headings.names
        self.declared = {column for column in headings.attributes if is_declared_title(names[column])}
        self.hidden = (rows - set(grouping.inferred)) | (set(grouping.numbers) - self.declared)
        self.first_numbers: set[str] = set()
        self.labels: set[str] = set()
        self.outline: Polygon | None = None
        self.disagreeing: TableParcel | None = None
        self.name_columns = [column for column in (grouping.key, *grouping.inferred) if column is not None]
        self.passed: list[tuple[int, str]] = []
        self._id_column = _id_column(headings, grouping)

    def walk(self, stream: Stream) -> None:
        """Take all of a table."""
        self._remark_on_columns()
        for each in stream:
            if isinstance(each, Gap):
                self.take_gap(each)
            else:
                self._take(each)
        self._end_titles()
        self._remark_on_passed()

    def take_title(self, row: Sequence[str], line: int) -> None:
        """Keep what stands above the points, such as 宗地号:DK-01, and an area that is stated there."""
        found = {title: text for title, text in titles_in(row).items() if not speaks_of_system(title)}
        if any(map(is_id_title, found)):
            self._end_titles()
            self.title_line = line
        self.titles |= found
        if not any(map(is_declared_title, found)) and (total := total_in(row, line)) is not None:
            self.totals.append(total)

    def take_gap(self, gap: Gap) -> None:
        """Keep what stands between points."""
        self.gaps.append(gap)
        filled = [text for text in gap.row if text]
        if not filled:
            return
        total = total_in(gap.row, gap.line) or self._total_under(gap)
        if total is not None and self.current is not None and not self.titles:
            self.current.totals.append(total)
        else:
            self.take_title(gap.row, gap.line)
            if not (any(map(is_id_title, titles_in(gap.row))) or any(map(speaks_of_system, filled))):
                self.passed.append((gap.line, " ".join(filled)[:_SHOWN_LETTERS]))

    def _total_under(self, gap: Gap) -> Total | None:
        """Return the area that a row of totals has under a heading of declared areas."""
        if not is_note(gap.row):
            return None
        names = self.headings.names
        found = (
            total_in([names[column], gap.row[column]], gap.line)
            for column in self.headings.attributes
            if column < len(gap.row) and gap.row[column] and is_declared_title(names[column])
        )
        return next((total for total in found if total is not None), None)

    def _remark_on_passed(self) -> None:
        if self.passed:
            shown = [_Passed(line, text) for line, text in self.passed[:_SHOWN_ROWS]]
            rows: list[object] = [*shown, *(["…"] if len(self.passed) > _SHOWN_ROWS else [])]
            self.remarks.add("rows_passed_over", _PASSED, count=len(self.passed), rows=rows)

    def _end_titles(self) -> None:
        """List a parcel whose title no points followed."""
        if any(map(is_id_title, self.titles)):
            lost = TableParcel(self.title_line, dict(self.titles), is_named=True)
            lost.fault = BadRowError("no_points", _NO_POINTS, self.title_line)
            self.parcels.append(lost)
            self.titles = {}

    def _remark_on_columns(self) -> None:
        names = self.headings.names
        for column in dict.fromkeys((*self._id_column, *self.grouping.inferred)):
            self.remarks.add("parcels_by_column", _BY_COLUMN, column=names[column] or f"column{column + 1}")
        has_numbers = self.headings.blocks[0].point is not None
        for column in () if has_numbers else self.grouping.numbers[:1]:
            if self.headings.roles.get(column) != "row":
                self.remarks.add("points_by_column", _NUMBERED, column=names[column] or f"column{column + 1}")

    def _take(self, point: Point) -> None:
        if not self._goes_on(point):
            if self._repeats_the_ring(point):
                self._begin_again()
            elif self._begins_parcel(point):
                self._begin_parcel(point)
            elif self._begins_ring(point):
                self._begin_ring(point)
            self.gaps = []
        self._add(point)

    def _add(self, point: Point) -> None:
        parcel, ring = self.current, self.rings[-1]
        if parcel is None:
            return
        if not ring.points or point.cells is not ring.points[-1].cells:
            self._attach(parcel, point)
        point.part = ring.number
        parcel.points.append(point)
        ring.points.append(point)
        ring.label = ring.label or point.ring

    def _goes_on(self, point: Point) -> bool:
        """Tell fast whether nothing but its number and place tells a point from the one before, as nearly all."""
        if self.current is None or self.gaps or self.titles or point.number in self.first_numbers:
            return False
        ring = self.rings[-1]
        return (
            point.cells is ring.points[-1].cells
            and (not point.ring or point.ring == ring.label)
            and not ring.is_closed
        )

    def _begins_parcel(self, point: Point) -> bool:
        parcel = self.current
        if parcel is None or self._is_named_anew(parcel, point) or any(map(is_id_title, self.titles)):
            return True
        if self._is_parted(point):
            return True
        anew = self._begins_anew(point)
        if point.ring:
            return self._ring_begins_anew(point, anew=anew)
        if (
            self._is_still_named(parcel, point)
            or not (anew or self._is_after_closing(point))
            or self._lies_inside(point)
        ):
            return False
        code, words = ("parcels_by_numbers", _BY_NUMBERS) if anew else ("parcels_by_closing", _BY_CLOSING)
        self.remarks.add(code, words, line=point.line)
        return True

    def _is_named_anew(self, parcel: TableParcel, point: Point) -> bool:
        # A name that comes late is that of the rows above it too, unless something else parts them.
        for column in self.name_columns:
            own, held = point.cells.get(column), parcel.held.get(column)
            if own and held and own != held:
                return True
        return False

    def _is_still_named(self, parcel: TableParcel, point: Point) -> bool:
        """Tell whether a point is of the parcel by its name: where each row has one, a row without is of no name."""
        key = self.grouping.key
        is_blank = key is not None and key not in point.cells
        return parcel.is_named and not (is_blank and self.grouping.fills_each_row)

    def _is_parted(self, point: Point) -> bool:
        """Tell whether a blank row, a title or repeated headings part a point from the one before."""
        if not self.gaps or self.grouping.key is not None or self.grouping.inferred:
            return False
        before = self.rings[-1].points[-1]
        goes_on = before.count is not None and point.count == before.count + 1
        if goes_on and not self.rings[-1].is_closed and any(gap.is_heading for gap in self.gaps):
            self.remarks.add("new_page", _PAGE, line=point.line)
            return False
        return True

    def _begins_anew(self, point: Point) -> bool:
        """Tell whether a point has the number that the ring or the parcel began with, and is no closing row."""
        if not point.number or point.number not in self.first_numbers:
            return False
        ring = self.rings[-1]
        # A ring of its own label may be numbered like the first one.
        rings = [ring] if point.ring and point.ring == ring.label else [self.rings[0], ring]
        firsts = [each.points[0] for each in rings if each.points[0].number == point.number]
        return point.place != ring.points[0].place and any(first.place != point.place for first in firsts)

    def _repeats_the_ring(self, point: Point) -> bool:
        """Tell whether a closed ring comes again from its first point: another parcel with the same outline."""
        points = self.rings[-1].points if self.rings else []
        if len(points) <= _CLOSED or [each.place for each in points[-2:]] != [points[0].place] * 2:
            return False
        return point.place == points[1].place

    def _begin_again(self) -> None:
        """Begin a parcel with the row above, which looked like a closing row until its outline went on."""
        first = self.rings[-1].points.pop()
        if self.current is not None:
            self.current.points.pop()
        self.remarks.add("parcels_by_closing", _SAME_OUTLINE, line=first.line)
        self._begin_parcel(first)
        self._add(first)

    def _is_after_closing(self, point: Point) -> bool:
        ring = self.rings[-1]
        return ring.is_closed and point.place != ring.points[0].place

    def _ring_begins_anew(self, point: Point, *, anew: bool) -> bool:
        """Tell whether a ring number that was there before is that of the next parcel."""
        ring = self.rings[-1]
        is_back = point.ring != ring.label and point.ring in self.labels
        is_same = point.ring == ring.label
        if point.place == ring.points[0].place or not (is_back or is_same):
            return False
        if anew or (is_back and not point.number):
            self.remarks.add("parcels_by_ring", _BY_RING, line=point.line)
            return True
        return False

    def _begins_ring(self, point: Point) -> bool:
        ring = self.rings[-1]
        if point.ring and ring.label and point.ring != ring.label:
            is_closing = point.place == ring.points[0].place and not ring.is_closed
            if is_closing:
                self.remarks.add("closing_row_ring", STRAY_CLOSING, line=point.line)
            return not is_closing
        if not (self._begins_anew(point) or self._is_after_closing(point)):
            return False
        self.remarks.add("next_ring", _RING, line=point.line)
        return True

    def _lies_inside(self, point: Point) -> bool:
        """Tell whether a point lies inside of the parcel's first ring."""
        if self.outline is None:
            self.outline = polygon_of(self.rings[0].points)
        return is_inside(point, self.outline)

    def _begin_parcel(self, point: Point) -> None:
        self.current = TableParcel(point.line, dict(self.titles), is_named=any(map(is_id_title, self.titles)))
        self.parcels.append(self.current)
        self.titles, self.rings, self.first_numbers, self.labels = {}, [], set(), set()
        self.outline = None
        self._begin_ring(point)

    def _begin_ring(self, point: Point) -> None:
        self.rings.append(_Ring(len(self.rings) + 1, point.ring))
        self.first_numbers.add(point.number)
        self.labels.add(point.ring)

    def _attach(self, parcel: TableParcel, point: Point) -> None:
        for column, text in point.cells.items():
            if column in parcel.held:
                if column in self.declared and self.disagreeing is not parcel:
                    self._compare_areas(parcel, parcel.held[column], text, point.line)
                continue
            parcel.held[column] = text
            if text != UNNAMED and column not in self.hidden:
                parcel.attributes.setdefault(self._heading(column), text)
                parcel.is_named = parcel.is_named or column == self.grouping.key

    def _compare_areas(self, parcel: TableParcel, first: str, second: str, line: int) -> None:
        if not is_same_figure(first, second):
            self.disagreeing = parcel
            self.remarks.add("areas_differ", _TWO_AREAS, line=line, first=first, second=second)

    def _heading(self, column: int) -> str:
        return self._id_column.get(column) or self.headings.names[column] or f"column{column + 1}"


def _id_column(headings: Headings, grouping: Grouping) -> dict[int, str]:
    """Return under which heading the column that tells parcels apart is their id, where no column is by its own."""
    names = {
        column: headings.names[column] for column in headings.attributes if column not in grouping.numbers
    }
    targets = map_columns(filter(None, names.values())).targets
    columns = [column for column in (grouping.key, *grouping.inferred) if column is not None]
    free = [column for column in columns if names.get(column) not in targets]
    return {} if {"id", "name"} & set(targets.values()) else dict.fromkeys(free[:1], _ID)


@dataclass(frozen=True, slots=True)
class _Passed:
    line: int
    text: str

    def localize(self, language: Language) -> str:
        return _PASSED_ROW.render(language, line=self.line, text=self.text)
