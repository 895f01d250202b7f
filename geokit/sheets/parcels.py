"""Parcel sheets (宗地图、勘测定界图): a sheet a parcel, or an overview of a batch and its parcels, in one file."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack, cast

import numpy as np

from geokit.arguments import public
from geokit.errors import DataLossWarning, OptionError
from geokit.i18n import Abbreviated, Language, Words, current_language
from geokit.page.marks import Marks
from geokit.parcels.given import ReadingOptions, given_parcels, reading_of
from geokit.parcels.schematic import is_schematic
from geokit.parcels.table import parcel_ids
from geokit.sheets import parcel_overview
from geokit.sheets.heading import Heading
from geokit.sheets.letters import drawable
from geokit.sheets.paper import SheetOptions, checked_scale
from geokit.sheets.parcel_overview import OverviewSheet
from geokit.sheets.parcel_sheet import ROOMS, ParcelSheet
from geokit.sheets.parcel_table import ParcelTable
from geokit.sheets.pictures import own_texts, picture_style, write_pdf
from geokit.sheets.sheet_set import SheetSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geokit.geometry.corners import Numbering
    from geokit.parcels.given import ParcelsLike

SheetKind = Literal["parcel", "survey"]
_TITLES: Final[dict[SheetKind, Words]] = {
    "parcel": Words(zh="宗地图 {name}", en="Parcel {name}"),
    "survey": Words(zh="勘测定界图 {name}", en="Boundary survey of {name}"),
}
_OVERVIEWS: Final[dict[SheetKind, Words]] = {
    "parcel": Words(zh="宗地分布图 {name}", en="Parcels {name}"),
    "survey": Words(zh="勘测定界总图 {name}", en="Boundary survey, overview {name}"),
}
_SUFFIX = Words(
    zh="宗地图写为 .pdf 文件，不写“{name}”", en="sheets of parcels are written as .pdf, not as “{name}”"
)
_NOT_BESIDE = Words(
    zh="{count} 宗地块为示意（{ids}），位置不详：未作为四邻画出",
    en="{count:parcel is|parcels are} schematic ({ids}), place not known: not drawn as neighbours",
)
_NOT_PUBLIC = Words(
    zh="宗地图含界址点坐标，属测绘成果，不能作公开版",
    en="a parcel sheet holds boundary points, which are survey results: there is no edition for the public",
)


class ParcelSheetOptions(SheetOptions, ReadingOptions, total=False):
    """Which sheets there are and what they are called, how they are laid out, and how their parcels are read.

    Attributes
    ----------
    batches : sequence of str
        Only parcels of these batches.
    overview : bool
        Whether a sheet of all parcels comes first, with a list of them and its total: one a group.
    group_by : str
        A column, such as ``"batch"``: sheets come group by group, numbers in its names sorted by their size.
    neighbours : as the parcels
        A layer of what else lies around, such as roads and rivers: drawn, and named as abuttal.
    kind : {"parcel", "survey"}
        What the sheet is called: 宗地图, or 勘测定界图.
    """

    batches: Sequence[str] | None
    overview: bool
    group_by: str | None
    neighbours: ParcelsLike | None
    kind: Literal["parcel", "survey"]


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
    """Write a sheet a parcel into one PDF: outline, boundary points with coordinates, edge lengths, areas, abuttals (四至).

    A side's abuttal is what the column of that side says (``东至``, ``南至``, ``西至``, ``北至``, or the fields ``ZDSZD`` … of
    the registration database), else the parcels and `neighbours` with which the parcel has a line in common there, else
    empty.

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
        ``batches``, only parcels of these; ``group_by``, a column such as ``"batch"``, by which sheets come group by group;
        ``overview``, a sheet of all parcels of a group before them, with a list and its total; ``neighbours``, a layer of
        roads, rivers and the like to draw and name as abuttals; ``kind``, ``"parcel"`` (宗地图) or ``"survey"`` (勘测定界图);
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding`` and ``phase`` as :func:`geokit.audit` takes them;
        ``scale``, for each parcel the largest usual one that fits if left out; ``paper``, A4 if left out, with a scale the
        smallest that takes the parcel; ``orientation``; and what the title block says: ``drawn_by``, ``date``,
        ``checked_by``, ``checked_date``, ``sheet``, ``height_datum``. An overview has the scale that fits one sheet.

    Warns
    -----
    DataLossWarning
        A schematic parcel, or one of the neighbours, is not drawn beside others: nobody knows its place.

    Raises
    ------
    InputError
        A parcel has no valid outline, there is none, matplotlib or a font is missing.
    OptionError
        The scale is none that a map can have, the marks are for the public, or the file is no ``.pdf``.
    UnknownNameError
        No parcel has one of the ids or batches, or no column is called so.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> save_parcel_sheets(
    ...     table, "parcels.pdf", paper="A4", overview=True, language="en"
    ... ).name  # doctest: +SKIP
    'parcels.pdf'
    """
    chosen, shown = language or current_language(), marks or Marks()
    if shown.audience == "public":
        raise OptionError(_NOT_PUBLIC)
    checked_scale(options.get("scale"))
    target = Path(path)
    if target.suffix.lower() != ".pdf":
        raise OptionError(_SUFFIX, name=target.name)
    batches = options.get("batches")
    every = given_parcels(parcels, **reading_of(options))
    known = _known_places(every, _asked(every, ids, batches))
    around = None if (given := options.get("neighbours")) is None else given_parcels(given)
    besides = None if around is None else around.iloc[_known_places(around)]
    table = ParcelTable.of(every, numbering, besides, known)
    groups = table.groups(table.rows(ids, batches), options.get("group_by"), "、".join(batches or ()))
    given = _sheet_options(options)
    words = [each.localize(chosen) for each in parcel_overview.TEXTS]
    texts = [*own_texts(chosen, given), *words, *ParcelSheet(table, groups[0][1][0]).texts(chosen)]
    head = Headings(options.get("kind") or "parcel", shown, chosen)
    with picture_style([*texts, *head.of("", is_overview=True).texts(), *head.of("").texts()], chosen):
        has_overview = bool(options.get("overview"))
        sets = [
            each for group in groups for each in sets_of(table, group, head, given, overview=has_overview)
        ]
        write_pdf(target, _figures(sets), sum(each.count for each in sets))
    return target


def _known_places(parcels: gpd.GeoDataFrame, asked: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Return the rows of a table but for schematic parcels that nobody asked for, and say which those were."""
    left = is_schematic(parcels) if asked is None else is_schematic(parcels) & ~asked
    if left.any():
        said = _NOT_BESIDE.render(count=int(left.sum()), ids=Abbreviated(parcel_ids(parcels)[left].tolist()))
        warnings.warn(said, DataLossWarning, stacklevel=4)
    return np.flatnonzero(~left)


def _asked(
    parcels: gpd.GeoDataFrame, ids: Sequence[str] | None, batches: Sequence[str] | None
) -> NDArray[np.bool_]:
    """Return whether each parcel may get a sheet: all, where none is named."""
    if ids is None and batches is None:
        return np.ones(len(parcels), dtype=bool)
    in_batch = parcels["batch"].isin(list(batches or ())).to_numpy(dtype=bool)
    asked: NDArray[np.bool_] = np.isin(parcel_ids(parcels), list(ids or ())) | in_batch
    return asked


def _sheet_options(options: ParcelSheetOptions) -> SheetOptions:
    given = {
        name: options[name]  # type: ignore[literal-required]
        for name in SheetOptions.__annotations__
        if options.get(name) is not None
    }
    if "scale" not in given:
        given.setdefault("paper", "A4")
    return cast("SheetOptions", given)


def sets_of(
    table: ParcelTable,
    group: tuple[str, list[int]],
    head: Headings,
    given: SheetOptions,
    *,
    overview: bool = False,
) -> Iterator[SheetSet]:
    """Yield the overview of a group, where one is asked for, and the sheets of its parcels."""
    name, rows = group
    if overview:
        whole = {"paper": "A4", **{key: value for key, value in given.items() if key != "scale"}}
        drawings: list[OverviewSheet | ParcelSheet] = [
            OverviewSheet(table, tuple(rows), room=room) for room in ROOMS
        ]
        yield _fitting(head.of(name, is_overview=True), drawings, head.language, cast("SheetOptions", whole))
    for row in rows:
        drawings = [ParcelSheet(table, row, room=room) for room in ROOMS]
        yield _fitting(head.of(str(table.names[row])), drawings, head.language, given)


def _fitting(
    heading: Heading,
    drawings: Sequence[OverviewSheet | ParcelSheet],
    language: Language,
    given: SheetOptions,
) -> SheetSet:
    """Return the first with the fewest sheets and the largest scale: rather little of the neighbours than land in pieces."""
    sets = [SheetSet.of(heading, drawing, language, given) for drawing in drawings]
    return min(sets, key=lambda each: (each.count, each.plan.scale))


def _figures(sets: Sequence[SheetSet]) -> Iterator[Figure]:
    for each in sets:
        yield from each.figures()


class Headings:
    """The words above and below each sheet."""

    def __init__(self, kind: SheetKind, marks: Marks, language: Language) -> None:
        data: Any = marks.payload()
        self.language = language
        self._kind: SheetKind = kind
        self._audience = data["audience"][language] if data["audience"] else ""
        credited = " · ".join(text[language] for text in (*data["slots"], *data["attribution"]))
        self._foot = (credited, data["law"][language])

    def of(self, name: str, *, is_overview: bool = False) -> Heading:
        """Return those of a parcel's sheet, or of an overview's."""
        titles = _OVERVIEWS if is_overview else _TITLES
        title = titles[self._kind].render(self.language, name=drawable(name)).strip()
        return Heading(title, self._audience, (), self._foot)
