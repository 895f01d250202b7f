"""Parcel sheets: a sheet a parcel, with its boundary points, its area and its neighbours, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

import numpy as np
import shapely

from geokit.arguments import public
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.escape import printable
from geokit.geometry.corners import NumberedCorners, Numbering
from geokit.i18n import Language, Words, current_language, localize
from geokit.land.units import Area
from geokit.ledgers.figures.land import areas_m2, in_plane
from geokit.page.marks import Marks
from geokit.parcels.codes import STAGES, STATUSES
from geokit.parcels.given import ReadingOptions, given_parcels, reading_of
from geokit.parcels.land_classes import CLASS_COLUMNS, LandClass, class_label
from geokit.parcels.ownerships import OWNERSHIP_TERMS
from geokit.parcels.table import COLUMN_WORDS, parcel_ids
from geokit.sheets.column import Entry, Fact, Gap
from geokit.sheets.grid import GridPlane
from geokit.sheets.heading import Heading
from geokit.sheets.paper import SheetOptions, checked_scale
from geokit.sheets.pictures import own_texts, picture_style, write_pdf
from geokit.sheets.shapes import bounds_of, draw_polygons, in_view
from geokit.sheets.sheet import ON, LabelPlacer, Sheet
from geokit.sheets.sheet_set import SheetSet
from geokit.sheets.survey import TEXTS, Corners, corners_of_row, draw_corners, points_entries
from geokit.symbols import ACCENT, MARK, QUIET, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.given import ParcelsLike
    from geokit.sheets.tiling import Bounds

_TITLE = Words(zh="宗地图 {name}", en="Parcel {name}")
_AREA = Words(zh="面积（平面，按坐标量算）", en="area (planar, from coordinates)")
_M2 = Words(zh="{m2}平方米", en="{m2} m²")
_MU = Words(zh="{mu}亩", en="{mu} mu")
_DECLARED = COLUMN_WORDS["declared_m2"]
_SUFFIX = Words(
    zh="宗地图写为 .pdf 文件，不写“{name}”", en="sheets of parcels are written as .pdf, not as “{name}”"
)
_NOT_PUBLIC = Words(
    zh="宗地图含界址点坐标，属测绘成果，不能作公开版",
    en="a parcel sheet holds boundary points, which are survey results: there is no edition for the public",
)
_NO_PARCELS = Words(zh="没有可出图的地块", en="there is no parcel that a sheet can be drawn of")
_NOT_DRAWN = Words(
    zh="{count}宗图形无效或缺失，不能出宗地图：{ids}",
    en="{count:parcel has|parcels have} no valid outline to draw a sheet of: {ids}",
)
_PARCEL = Words(zh="地块", en="parcel")
_FACTS = ("name", "phase", "batch", "stage", "status", "village", "ownership", "land_use", *CLASS_COLUMNS)
_TERMS = {
    "stage": {term.code: term.words for term in STAGES},
    "status": {term.code: term.words for term in STATUSES},
    "ownership": {code: term.words for code, term in OWNERSHIP_TERMS.items()},
}
_NAMED = 5
# Around a parcel so much of its own size is drawn, so that its neighbours are seen.
_AROUND = 0.12
_OWN = Symbol(MARK, ACCENT, 0.08, 1.8)


class ParcelSheetOptions(SheetOptions, ReadingOptions, total=False):
    """How sheets are laid out, and how their parcels are read."""


@public
def save_parcel_sheets(
    parcels: ParcelsLike,
    path: str | Path,
    *,
    ids: Sequence[str] | None = None,
    numbering: Numbering = "north-west",
    marks: Marks | None = None,
    language: Language | None = None,
    **options: Unpack[ParcelSheetOptions],
) -> Path:
    """Write a sheet a parcel into one PDF: outline, boundary points with coordinates, edge lengths, area, neighbours.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system. The sheet is drawn in their own plane system, or in the 3° zone of CGCS2000
        where their coordinates are degrees.
    path : path
        A ``.pdf`` file.
    ids : sequence of str, optional
        The parcels that get a sheet, in this order; all if left out. The others are drawn as neighbours.
    numbering : {"north-west", "continuing", "batch", "as-is"}
        Of boundary points: each parcel by itself from its north-west corner, clockwise; or over all parcels of the table,
        also those without a sheet, in a ``batch`` with one number for a point that several have.
    marks : Marks, optional
        Review number, classification and credits.
    language : {"zh", "en"}, optional
        The reader's own if left out.
    **options : ParcelSheetOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding`` and ``phase`` as :func:`geokit.audit` takes them;
        ``scale``, for each parcel the largest usual one that fits if left out; ``paper``, A4 if left out, with a scale the
        smallest that takes the parcel; ``orientation``; and what the title block says:
        ``drawn_by``, ``checked_by``, ``date``, ``sheet``, ``height_datum``.

    Raises
    ------
    InputError
        A parcel has no valid outline, there is none, matplotlib or a font is missing.
    OptionError
        The scale is none that a map can have, the marks are for the public, or the file is no ``.pdf``.
    UnknownNameError
        No parcel has one of the ids.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> save_parcel_sheets(table, "parcels.pdf", paper="A4", language="en").name  # doctest: +SKIP
    'parcels.pdf'
    """
    chosen, shown = language or current_language(), marks or Marks()
    if shown.audience == "public":
        raise OptionError(_NOT_PUBLIC)
    checked_scale(options.get("scale"))
    target = Path(path)
    if target.suffix.lower() != ".pdf":
        raise OptionError(_SUFFIX, name=target.name)
    read = given_parcels(parcels, **reading_of(options))
    table = _Table.of(read, numbering)
    rows = table.rows(ids)
    given = cast("SheetOptions", {name: value for name, value in options.items() if value is not None})
    if "scale" not in given:
        given.setdefault("paper", "A4")
    heads = [_heading(table.names[row], shown, chosen) for row in rows]
    drawings = [ParcelSheet(table, row) for row in rows]
    texts = [*heads[0].texts(), *own_texts(chosen, given), *drawings[0].texts(chosen), *map(str, table.names)]
    with picture_style(texts):
        sets = [
            SheetSet.of(head, drawing, chosen, given) for head, drawing in zip(heads, drawings, strict=True)
        ]
        write_pdf(target, _figures(sets), sum(each.count for each in sets))
    return target


def _term(column: str, value: str) -> Words | LandClass | str:
    scheme = CLASS_COLUMNS.get(column)
    return class_label(value, scheme) if scheme else _TERMS.get(column, {}).get(value, value)


def _figures(sets: Sequence[SheetSet]) -> Iterator[Figure]:
    for each in sets:
        yield from each.figures()


def _heading(name: str, marks: Marks, language: Language) -> Heading:
    data: Any = marks.payload()
    audience = data["audience"][language] if data["audience"] else ""
    credited = " · ".join(text[language] for text in (*data["slots"], *data["attribution"]))
    return Heading(
        _TITLE.render(language, name=printable(name)), audience, (), (credited, data["law"][language])
    )


@dataclass(frozen=True)
class _Table:
    """A parcel table in a plane."""

    frame: gpd.GeoDataFrame
    shapes: NDArray[np.object_]
    crs: CRS
    numbering: Numbering

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame, numbering: Numbering = "north-west") -> _Table:
        if len(parcels) == 0:
            raise InputError(_NO_PARCELS)
        shapes, crs = in_plane(parcels, "planar")
        return cls(parcels, shapes, crs, numbering)

    @cached_property
    def names(self) -> NDArray[np.object_]:
        return parcel_ids(self.frame)

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        found: NDArray[np.float64] = areas_m2(self.shapes, self.crs, "planar")
        return found

    @cached_property
    def corners(self) -> NumberedCorners:
        return NumberedCorners.of(self.shapes, self.numbering)

    @cached_property
    def columns(self) -> list[str]:
        return [name for name in _FACTS if name in self.frame]

    def rows(self, ids: Sequence[str] | None) -> list[int]:
        """Return the positions of the parcels that get a sheet."""
        at = {str(name): row for row, name in enumerate(self.names)}
        unknown = [name for name in ids or () if name not in at]
        if unknown:
            raise UnknownNameError(unknown[0], kind=_PARCEL, known=list(at))
        rows = list(range(len(self.names))) if ids is None else [at[name] for name in ids]
        missing = [str(self.names[row]) for row in rows if self.shapes[row] is None]
        if missing:
            raise InputError(_NOT_DRAWN, count=len(missing), ids=missing[:_NAMED])
        if not rows:
            raise InputError(_NO_PARCELS)
        return rows


@dataclass(frozen=True)
class ParcelSheet:
    """One parcel as a :class:`~geokit.sheets.sheet_set.ScaledDrawing`."""

    table: _Table
    row: int

    @property
    def plane(self) -> GridPlane:
        """The plane of the table."""
        return GridPlane(self.table.crs)

    @property
    def is_gridded(self) -> bool:
        """Whether coordinates stand around it: always."""
        return True

    @property
    def shape(self) -> Any:
        """The parcel's outline in the plane."""
        return self.table.shapes[self.row]

    @cached_property
    def corners(self) -> Corners:
        """Its boundary points."""
        return corners_of_row(self.table.corners, self.row, self.table.crs)

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, as in the plane: no slide is made of it."""
        return self.bounds_m()

    def bounds_m(self) -> Bounds:
        """Return west, south, east and north, with room for neighbours."""
        west, south, east, north = bounds_of(np.array([self.shape], dtype=object))
        around = max(east - west, north - south) * _AROUND
        return (west - around, south - around, east + around, north + around)

    def land_m(self) -> NDArray[np.object_]:
        """Return the parcel alone: a sheet of neighbours is none."""
        return np.array([self.shape], dtype=object)

    def texts(self, language: Language) -> list[str]:
        """Return every text of the table, to look for a font once for all parcels."""
        words = [
            *TEXTS,
            _TITLE,
            _AREA,
            _M2,
            _MU,
            _DECLARED,
            *(COLUMN_WORDS[name] for name in self.table.columns),
        ]
        terms = [each for known in _TERMS.values() for each in known.values()]
        values = [
            localize(_term(name, str(value)), language)
            for name in self.table.columns
            for value in self.table.frame[name].dropna().unique()
        ]
        return [*(each.localize(language) for each in (*words, *terms)), *values]

    def draw(self, sheet: Sheet) -> None:
        """Draw the neighbours, the parcel and its boundary points."""
        shapes = self.table.shapes.copy()
        shapes[self.row] = None
        around = np.flatnonzero(in_view(sheet, shapes))
        if len(around):
            draw_polygons(sheet, shapes[around], "parcel", zorder=1)
        draw_polygons(sheet, self.land_m(), _OWN)
        placer = LabelPlacer(sheet)
        middle = shapely.point_on_surface(self.shape)
        name = str(self.table.names[self.row])
        placer.place((middle.x, middle.y), name, offsets=ON, fontweight="bold", fontsize=9 * sheet.growth)
        draw_corners(sheet, placer, self.corners)
        view = shapely.box(*sheet.view)
        for at in around:
            seen = shapely.point_on_surface(shapely.intersection(shapes[at], view))
            if not seen.is_empty:
                style: dict[str, Any] = {"offsets": ON, "fontsize": 6.5 * sheet.growth, "color": QUIET.light}
                placer.place((seen.x, seen.y), str(self.table.names[at]), **style)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw nothing: no slide is made of it."""

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return the area, what the table says of the parcel, and its boundary points."""
        language = sheet.language
        facts = [Fact(label, value, is_main) for label, value, is_main in self._facts(language)]
        return [*facts, Gap(), *points_entries(self.corners, language)]

    def _facts(self, language: Language) -> Iterator[tuple[str, str, bool]]:
        area = Area.from_m2(float(self.table.area_m2[self.row]))
        yield _AREA.localize(language), _M2.render(language, m2=f"{area.rounded('m2', 2):,}"), True
        yield "", _MU.render(language, mu=f"{area.rounded('mu', 3):,}"), True
        row = self.table.frame.iloc[self.row]
        declared = row.get("declared_m2", np.nan)
        if np.isfinite(declared):
            shown = Area.from_m2(float(declared))
            yield _DECLARED.localize(language), _M2.render(language, m2=f"{shown.rounded('m2', 2):,}"), False
            yield "", _MU.render(language, mu=f"{shown.rounded('mu', 3):,}"), False
        for name in self.table.columns:
            value = row[name]
            if isinstance(value, str) and value:
                yield COLUMN_WORDS[name].localize(language), localize(_term(name, value), language), False
