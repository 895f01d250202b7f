"""Writing a parcel table: the name's suffix decides the format, and the file is complete or absent.

Parcels whose area differs in the file are reported before it takes its place. A format that tells holes by ring
orientation or by containment makes a hole of a part that lies within another; a table of polygons with a single ring
cannot change so, and is not read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
import shapely

from geokit.arguments import public
from geokit.atomic import atomic_dataset, atomic_file, refuse_other_folder, refuse_place
from geokit.errors import CrsError, DataLossWarning, InputError, OptionError, OutputError, warn_caller
from geokit.i18n import Abbreviated, Language, Words
from geokit.land.crs.transform import reproject
from geokit.machine import paused_gc
from geokit.parcels.diagnostics import Notice, unreadable_of
from geokit.parcels.dialect import Dialect
from geokit.parcels.files import FOLDER_SUFFIXES
from geokit.parcels.formats._base import Format, known_formats
from geokit.parcels.formats._output_columns import without_m_values
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats._row_format import Layout, RowFormat
from geokit.parcels.given import ReadingOptions, given_table
from geokit.parcels.labels import with_labels
from geokit.parcels.normalize import normalize
from geokit.parcels.profiles import load_profile
from geokit.parcels.schematic import refuse_schematic, written_as_circles
from geokit.parcels.table import parcel_ids
from geokit.progress import task

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.parcels.given import ParcelsLike


_NO_FORMAT = Words(
    zh="无法由后缀“{suffix}”确定输出格式；可用后缀：{known}",
    en="the suffix “{suffix}” names no format that geokit writes; it writes {known}",
)

_WRITING = Words(zh="写出地块", en="writing parcels")

_NOTHING = Words(zh="没有地块可写出", en="there are no parcels to write")

_LEFT_OUT = Words(
    zh="{count} 条记录无法读取，未写出；第一条：{first}",
    en="{count:record|records} left out because unreadable; the first: {first}",
)

_NO_LAYOUT = Words(
    zh="{format}没有 {layout} 这种排列（layout）；layout 只用于 .xlsx 与 .csv",
    en="{format} has no layout {layout}; a layout is for .xlsx and .csv",
)

_TWO_FORMS = Words(
    zh="dialect 与 profile 说的是同一件事，只能给出一个",
    en="dialect and profile say the same thing: give one",
)

_NOT_POLYGON = Words(
    zh="地块 {ids} 没有面几何，无法写出；请先删去",
    en="{ids} has no polygon and cannot be written; leave it out",
)


@public
def write_parcels(
    parcels: ParcelsLike,
    path: str | os.PathLike[str],
    *,
    layout: Layout | None = None,
    dialect: Dialect | None = None,
    profile: str | os.PathLike[str] | None = None,
    schematic: bool = False,
    **reading: Unpack[ReadingOptions],
) -> list[Notice]:
    """Write a parcel table to a file.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels; a table that geokit did not read gets canonical columns first.
    path : str or path
        The suffix decides the format. What stands there is replaced only by a complete file.
    layout : {"points", "parcels", "point-tables"}, optional
        What a row of an ``.xlsx`` or ``.csv`` is. ``points``: a boundary point (界址点坐标成果表), the usual one of a workbook.
        ``parcels``: a parcel in the table's own columns, with its areas as numbers, mu beside m²; in a workbook with
        their total and set up to print, without shapes; in a CSV, whose usual one it is, with them as well-known text.
        ``point-tables``: a sheet a parcel in a workbook, the 界址点坐标成果表 that offices print: title, number, areas,
        coordinate system, and point, X, Y, edge, each ring closed by its first point; J1 is the north-west corner where
        neither `dialect` nor `profile` says otherwise.
    dialect : Dialect, optional
        How the receiving office wants it; only some formats ask.
    profile : str or path, optional
        The same as a file that :func:`geokit.load_profile` reads.
    schematic : bool
        Whether rows whose ``basis`` (依据) says ``schematic`` (示意) are written too, as circles, with ``uncertainty_m`` beside.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    list of Notice
        What the format or the dialect could not carry.

    Raises
    ------
    OutputError
        No format has this suffix, a parcel has no polygon, one is schematic and not asked for, or the file cannot be written.
    InputError
        A file cannot be read, or what was given is no parcels.
    OptionError
        The format has no such layout.
    CrsError
        The format takes Gauss–Krüger coordinates, or degrees, and the table's are neither.

    Warns
    -----
    DataLossWarning
        The file does not hold all that the table says: names cut, columns left out, digits rounded.

    Examples
    --------
    >>> import tempfile
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], declared_m2=[1e4, 1e4])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_parcels(parcels, f"{folder}/parcels.xlsx", layout="parcels")
    []
    """
    target = Path(path)
    chosen = format_to_write(target)
    given = given_table(parcels, **reading)
    form = _chosen_dialect(dialect, profile, layout)
    # What a caller's own table could not be read from the caller has been told.
    told = [] if given is parcels else _about_unreadable(given)
    of_rows = _layout(chosen, layout)
    is_carried = of_rows == "parcels" or (of_rows is None and chosen.keeps_columns)
    labelled, _ = with_labels(given, reading.get("columns"))
    refuse_schematic(labelled, chosen.title, is_asked=schematic, is_carried=is_carried)
    table, circles = written_as_circles(labelled)
    table, flat = without_m_values(table)
    told += [*circles, *flat]
    if of_rows == "parcels" and isinstance(chosen, RowFormat):
        return [*told, *_write_rows(table, target, chosen, reading.get("columns"))]
    _refuse_unwritable(table)
    canonical = normalize(table, columns=reading.get("columns"))
    with task(_WRITING), _in_its_place(target) as beside:
        if of_rows == "point-tables" and isinstance(chosen, RowFormat):
            notices = chosen.write_tables(canonical, beside, form)
        else:
            notices = chosen.write(canonical, beside, form)
        notices += about_changed_areas(canonical, beside, chosen)
        # Before the file takes its place: where a warning is made an error, what stood there stands.
        warn_of_loss(notices)
    return [*told, *notices]


def _about_unreadable(parcels: gpd.GeoDataFrame) -> list[Notice]:
    """Return a notice on the records that could not be read: nobody else has seen the tables that were read here."""
    lost = unreadable_of(parcels)
    return [Notice.of("records_left_out", _LEFT_OUT, count=len(lost), first=lost[0])] if lost else []


def _layout(chosen: Format, layout: Layout | None) -> Layout | None:
    """Return what a row of the file is; None where the format has no rows."""
    layouts = chosen.layouts if isinstance(chosen, RowFormat) else ()
    if layout is not None and layout not in layouts:
        raise OptionError(_NO_LAYOUT, format=chosen.title, layout=layout)
    return layout or next(iter(layouts), None)


def _write_rows(
    frame: gpd.GeoDataFrame, target: Path, chosen: RowFormat, columns: Mapping[str, str] | None
) -> list[Notice]:
    if chosen.keeps_shapes_in_rows:
        _refuse_unwritable(frame)
    elif frame.empty:
        raise OutputError(_NOTHING)
    with task(_WRITING), atomic_file(target) as beside:
        notices = chosen.write_rows(frame, beside, columns)
        if chosen.keeps_shapes_in_rows:
            notices += about_changed_areas(normalize(frame, columns=columns), beside, chosen)
        warn_of_loss(notices)
    return notices


def refuse_target(path: Path) -> None:
    """Refuse a place that parcels cannot be written to, before they are read; a geodatabase may stand where one goes.

    Raises
    ------
    OutputError
        The folder is missing, or something else stands there.
    """
    if path.suffix.lower() in FOLDER_SUFFIXES and path.is_dir():
        refuse_other_folder(path, _GEODATABASE, _IN_GEODATABASES)
    else:
        refuse_place(path)


def _in_its_place(target: Path) -> AbstractContextManager[Path]:
    if target.suffix.lower() in FOLDER_SUFFIXES:
        return atomic_dataset(target, _GEODATABASE, _IN_GEODATABASES)
    return atomic_file(target)


# Every geodatabase has these: the mark of one, and its catalogue.
_GEODATABASE = ("gdb", "a00000001.gdbtable")
_IN_GEODATABASES = r"gdb|timestamps|a[0-9a-fA-F]{8}\..+|.+\.lock"

# What a notice of these kinds tells of is not in the file.
LOSING = frozenset(
    {
        "areas_changed",
        "areas_rounded",
        "columns_dropped",
        "commas_replaced",
        "control_characters",
        "coordinates_rounded",
        "crs_not_kept",
        "decimals_rounded",
        "fields_renamed",
        "heights_dropped",
        "ids_changed",
        "m_dropped",
        "parts_split",
    }
)


def warn_of_loss(notices: Iterable[Notice]) -> None:
    """Warn of what a written file does not hold, whoever looks at the notices, at the caller's own line."""
    for notice in notices:
        if notice.code in LOSING:
            warn_caller(str(notice), DataLossWarning)


def usual_dialect(layout: str | None) -> Dialect:
    """Return how a file is written where nobody says: points as they are, in printed tables as offices number them."""
    return Dialect(numbering="north-west") if layout == "point-tables" else Dialect()


def _chosen_dialect(
    dialect: Dialect | None, profile: str | os.PathLike[str] | None, layout: Layout | None
) -> Dialect:
    if profile is None:
        return dialect or usual_dialect(layout)
    if dialect is not None:
        raise OptionError(_TWO_FORMS)
    return load_profile(profile)


def format_to_write(path: Path) -> Format:
    """Return the format that a file's suffix names.

    Raises
    ------
    OutputError
        geokit writes no such format.
    """
    suffix = path.suffix.lower()
    writers = [each for each in known_formats().values() if each.can_write]
    for each in writers:
        if suffix in each.suffixes:
            return each
    raise OutputError(
        _NO_FORMAT, suffix=suffix, known=sorted({end for each in writers for end in each.suffixes})
    )


def _refuse_unwritable(frame: gpd.GeoDataFrame) -> None:
    if frame.empty:
        raise OutputError(_NOTHING)
    geometry = frame.geometry.to_numpy()
    kinds = shapely.get_type_id(geometry)
    polygonal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    unwritable = np.flatnonzero(~polygonal | shapely.is_empty(geometry))
    if len(unwritable):
        # Canonical columns come later: setting these rows aside would lose them in silence.
        names = parcel_ids(frame) if "id" in frame else [f"row:{row}" for row in range(len(frame))]
        raise OutputError(_NOT_POLYGON, ids=[str(names[row]) for row in unwritable[:5]])


# Coordinates that a format does not round are written to the micrometre at least, degrees to as much.
_DECIMALS, _DECIMALS_OF_DEGREES = 6, 9

_LEAST_SHARE = 1e-9

_CHANGED = Words(
    zh="写出的文件再读回时，{count} 宗地块的面积变了：{parcels}。原因多为各部分互相重叠或包含，该格式会把其中一部分"
    "当作内环；请先修正图形",
    en="parcels that have another area when the file is read back: {count} ({parcels}). Parts that overlap or lie in "
    "each other are the usual cause, which the format takes for holes: mend the shapes first",
)

_ONE = Words(zh="{id}（{before} → {after} 平方米）", en="{id} ({before} → {after} m²)")

_NOT_READ = Words(
    zh="写出的文件无法再读回核对面积：{problem}",
    en="the file could not be read back to compare areas: {problem}",
)


@dataclass(frozen=True, slots=True)
class _Changed:
    id: str
    before: float
    after: float

    def localize(self, language: Language) -> str:
        return _ONE.render(language, id=self.id, before=f"{self.before:,.2f}", after=f"{self.after:,.2f}")


def about_changed_areas(parcels: gpd.GeoDataFrame, written: Path, file_format: Format) -> list[Notice]:
    """Return a notice that names the parcels whose area is another in a file than in the table.

    Parameters
    ----------
    parcels : GeoDataFrame
        What was written.
    written : Path
        The file, complete.
    file_format : Format
        Its format.
    """
    shapes = parcels.geometry.to_numpy()
    at = np.flatnonzero(_ring_counts(shapes) > 1)
    # A file for each parcel has names of its own.
    if not len(at) or not file_format.can_read or not written.exists():
        return []
    try:
        reading = _read_back(written, file_format, parcels)
        before, allowed = _expected(shapes[at], parcels, reading)
    except (CrsError, InputError) as problem:
        return [Notice.of("areas_not_compared", _NOT_READ, problem=problem)]
    if len(reading.geometry) != len(shapes):
        # The writer has said that parts became records.
        return []
    after = shapely.area(reading.geometry[at])
    wrong = np.flatnonzero(~(np.abs(after - before) <= allowed))
    if not len(wrong):
        return []
    own = shapely.area(shapes[at])
    names = parcel_ids(parcels)[at]
    changed = [
        _Changed(str(names[row]), float(own[row]), float(own[row] * after[row] / before[row]))
        for row in wrong
    ]
    return [Notice.of("areas_changed", _CHANGED, count=len(wrong), parcels=Abbreviated(changed))]


def _read_back(written: Path, file_format: Format, parcels: gpd.GeoDataFrame) -> Reading:
    with paused_gc():
        try:
            return file_format.read(written, ReadOptions())
        except CrsError:
            # Some formats leave out the system, and cannot be read without it.
            return file_format.read(written, ReadOptions(crs=parcels.crs))


def _ring_counts(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings = 1 + shapely.get_num_interior_rings(parts)
    return np.bincount(owner, weights=rings, minlength=len(shapes)).astype(np.int64)


def _expected(
    shapes: NDArray[np.object_], parcels: gpd.GeoDataFrame, reading: Reading
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the areas that a file should have in its own unit, and by how much its decimals may change them."""
    system = reading.crs
    if system is not None and parcels.crs is not None and system != parcels.crs:
        shapes = reproject(shapes, parcels.crs, system)
    in_degrees = system is not None and system.is_geographic
    decimals = reading.decimals if reading.decimals is not None else _DECIMALS
    unit = 10.0 ** -(_DECIMALS_OF_DEGREES if in_degrees else decimals)
    area = shapely.area(shapes)
    return area, shapely.length(shapes) * unit + np.abs(area) * _LEAST_SHARE
