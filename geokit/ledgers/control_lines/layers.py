"""The layers of control lines that a caller gives: each with its name, its polygons and the date of its version."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shapely

from geokit.atomic import display_path
from geokit.errors import CrsError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.ledgers.land_classes.survey import FileOptions
from geokit.parcels.codes import fold
from geokit.parcels.containers import kind_of, opened_container
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.files import existing_path
from geokit.parcels.formats._base import detect_format
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.in_memory import are_shapes
from geokit.parcels.read import read_within
from geokit.parcels.record_names import record_names
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.given import ParcelsLike

LinesLike: TypeAlias = "ParcelsLike | Mapping[str, ParcelsLike]"

# What offices call the date of a version; names are compared folded.
_VERSION: Final = (
    "版本日期", "版本", "更新时间", "gxsj", "数据日期", "数据年份", "sjnf", "数据年度", "sjnd", "划定日期", "hdrq",
    "asof", "versiondate", "version",
)  # fmt: skip
_LAYER = Words(zh="控制线图层", en="layer of control lines")
_NAMELESS: Final = "lines-{number}"
_NONE = Words(zh="没有给出控制线图层", en="no layer of control lines is given")
_NO_CRS = Words(
    zh="控制线图层“{layer}”没有坐标系；请给出{option:lines_crs}",
    en="the layer of control lines “{layer}” names no coordinate system; give it{option:lines_crs}",
)
_IN_LAYER = Words(zh="控制线图层“{layer}”：{problem}", en="layer of control lines “{layer}”: {problem}")
_SAME = Words(
    zh="有两个控制线图层同名“{layer}”，无法区分；请改名，或以映射（名称到图层）给出",
    en="two layers of control lines are called “{layer}”; rename one, or give them as {{name: layer}}",
)
_NO_AREAS = Words(
    zh="文件 {where} 没有面图层：{layers}", en="the file {where} has no layer of polygons: {layers}"
)


@dataclass(frozen=True)
class LineLayer:
    """A layer of control lines as it was given.

    Attributes
    ----------
    name : str
    source : str
        The file that it is from; empty for a table.
    frame : GeoDataFrame or None
        None where the layer holds no records.
    """

    name: str
    source: str
    frame: gpd.GeoDataFrame | None

    @property
    def ids(self) -> NDArray[np.object_]:
        """A unique name for each polygon."""
        if self.frame is None:
            return np.array([], dtype=object)
        return record_names(self.frame)

    @property
    def unread(self) -> int:
        """How many of its records could not be read, or are no valid polygon."""
        if self.frame is None:
            return 0
        return len(unreadable_of(self.frame)) + int((~shapely.is_valid(self.frame.geometry.to_numpy())).sum())

    @property
    def versions(self) -> tuple[str, ...]:
        """The dates of version that its records carry, each once."""
        if self.frame is None:
            return ()
        folded = {fold(str(column)): str(column) for column in self.frame.columns}
        column = next((folded[each] for each in _VERSION if each in folded), None)
        if column is None:
            return ()
        values = self.frame[column]
        is_day = pd.api.types.is_datetime64_any_dtype(values.dtype)
        texts = values.dt.strftime("%Y-%m-%d") if is_day else pd.Series(to_text(values), dtype=object)
        return tuple(sorted({str(each) for each in texts if not pd.isna(each)}))

    def shapes_in(self, crs: CRS) -> NDArray[np.object_]:
        """Return the polygons in a plane; None where one is missing or empty.

        Raises
        ------
        CrsError
            It has no coordinate system, or another datum.
        """
        if self.frame is None:
            return np.array([], dtype=object)
        if self.frame.crs is None:
            raise CrsError(_NO_CRS, layer=self.name)
        shapes = self.frame.geometry.to_numpy().copy()
        shapes[shapely.is_empty(shapes)] = None
        try:
            return reproject(shapes, self.frame.crs, crs)
        except CrsError as error:
            raise CrsError(_IN_LAYER, layer=self.name, problem=error) from error


def read_lines(
    lines: LinesLike, parcels: gpd.GeoDataFrame, chosen: Sequence[str] | None, reading: ReadingOptions
) -> list[LineLayer]:
    """Return layers with distinct names, in the order that they were given.

    Parameters
    ----------
    lines : path, table, mapping of names to these, or a list
        A file with several layers, or a folder of files, is as many layers.
    parcels : GeoDataFrame
        Of files what lies near them is read, where the format finds that fast.
    chosen : sequence of str, optional
        The names of the layers that count; all if left out.
    reading : ReadingOptions

    Raises
    ------
    InputError
        There is none, one cannot be read, or two have one name.
    UnknownNameError
        There is no layer of a name that was chosen.
    """
    found = _distinct(
        [each for given in _sources(lines) for each in _layers(*given, parcels, chosen, reading)]
    )
    for name in chosen or ():
        if name not in {layer.name for layer in found}:
            raise UnknownNameError(name, kind=_LAYER, known=_known(lines))
    if not found:
        raise InputError(_NONE)
    return found


def _known(lines: LinesLike) -> list[str]:
    """Return the names of all layers, those that were not chosen too."""
    return [
        title
        for name, source in _sources(lines)
        for title in (
            [each[2] for each in _layers_of_file(existing_path(source), None)]
            if isinstance(source, str | os.PathLike)
            else [name or ""]
        )
    ]


def _sources(lines: LinesLike) -> Iterator[tuple[str | None, Any]]:
    if isinstance(lines, Mapping):
        yield from ((str(name), each) for name, each in lines.items())
    elif isinstance(lines, Iterator):
        yield from _sources(list(lines))
    elif isinstance(lines, list | tuple) and not are_shapes(lines):
        for each in lines:
            yield from _sources(each)
    else:
        yield None, lines


def _layers(
    name: str | None,
    source: Any,
    parcels: gpd.GeoDataFrame,
    chosen: Sequence[str] | None,
    reading: ReadingOptions,
) -> Iterator[LineLayer]:
    if not isinstance(source, str | os.PathLike):
        # A shape, or a query of a database, has no length.
        is_filled = not isinstance(source, Sized) or len(source) > 0
        frame = given_parcels(source, **reading) if is_filled else None
        own = "" if frame is None else str(frame.attrs.get("geokit", {}).get("layer") or "")
        yield LineLayer(name or own, "", frame)
        return
    for layer, is_filled, title in _layers_of_file(existing_path(source), chosen):
        options = FileOptions(layer, reading.get("crs"), reading.get("zone"), reading.get("encoding"))
        frame = read_within(source, options, parcels, reading.get("columns")) if is_filled else None
        shown = title if name is None else f"{name}·{title}" if layer else name
        yield LineLayer(shown, Path(source).name, frame)


def _layers_of_file(path: Path, chosen: Sequence[str] | None) -> list[tuple[str | None, bool, str]]:
    """Return the layers of a file, as it is to be read, whether they hold a record, and their titles."""
    kind = kind_of(path)
    if kind is not None:
        with opened_container(path, kind) as container:
            return [(part.source, True, Path(part.source).stem) for part in container.parts]
    found = detect_format(path).layers(path)
    if not found:
        return [(None, True, path.stem)]
    areal = [each for each in found if each.has_areas]
    if not areal:
        raise InputError(_NO_AREAS, where=display_path(path), layers=[each.name for each in found])
    return [(each.name, bool(each.count), each.name) for each in areal if not chosen or each.name in chosen]


def _distinct(layers: list[LineLayer]) -> list[LineLayer]:
    """Return layers whose names differ: the same layer of two files is told apart by the file."""
    named = [
        each if each.name else replace(each, name=_NAMELESS.format(number=at))
        for at, each in enumerate(layers, start=1)
    ]
    names = [each.name for each in named]
    told = [
        replace(each, name=f"{each.name}（{each.source}）")
        if names.count(each.name) > 1 and each.source
        else each
        for each in named
    ]
    names = [each.name for each in told]
    for name in names:
        if names.count(name) > 1:
            raise InputError(_SAME, layer=name)
    return told
