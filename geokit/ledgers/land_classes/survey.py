"""The survey (地类图斑, DLTB) that land classes are taken from: its polygons and what it says of each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.parcels.codes import fold
from geokit.parcels.diagnostics import Notice, notices_of
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.inspection import file_layers
from geokit.parcels.land_classes import CLASS_COLUMNS, SCHEMES, Scheme, translate_classes
from geokit.parcels.read import read_within
from geokit.parcels.table import parcel_ids
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.given import ParcelsLike

# What the survey calls the rest; names are compared folded.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ridges": ("kcxs", "扣除系数", "扣除地类系数", "田坎系数", "tkxs"),
    "ridge_class": ("kcdlbm", "扣除地类编码", "扣除地类代码"),
    "owner": ("qsdwmc", "权属单位名称", "qsdwdm", "权属单位代码"),
    "version": ("gxsj", "更新时间", "sjnf", "数据年份", "sjnd", "数据年度"),
}
RIDGES: Final = "1203"
_LAYER: Final = "DLTB"
_ON_AREAS: Final = ("unit", "area", "declared")
_NO_CLASS = Words(
    zh="调查图层没有地类编码列（DLBM）；列名不同的，请指明{option:survey_columns DL=land_class}",
    en="the survey has no column of land classes (DLBM); name it where it is called otherwise{option:survey_columns DL=land_class}",
)
_NO_CRS = Words(
    zh="调查图层没有坐标系；请给出{option:survey_crs}",
    en="the survey names no coordinate system; give it{option:survey_crs}",
)
_EMPTY = Words(zh="调查图层没有图斑", en="the survey has no polygons")
_COLUMN = Words(zh="列", en="column")


@dataclass(frozen=True)
class FileOptions:
    """What is known of the survey's file."""

    layer: str | None = None
    crs: Any = None
    zone: int | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Survey:
    """Polygons of the survey in the plane of the parcels: arrays over them.

    Attributes
    ----------
    shapes : ndarray of shapely geometries
        None where one is missing or empty.
    ids : ndarray of object
        A unique name for each.
    codes : ndarray of object
        As the scheme writes them; the unknown ones as they came.
    unknown : ndarray of bool
        Of which codes the scheme has none.
    printed_m2 : ndarray of float64
        TBMJ, the polygon's own area, NaN where there is none.
    ridges : ndarray of float64
        KCXS, the share of ridges; 0 where there is none, NaN where it is no number.
    ridge_class : ndarray of object
        KCDLBM.
    village, ownership, owner : ndarray of object
        Texts, or None.
    versions : tuple of str
        Years or days that the records carry, each once.
    remarks : tuple of Notice
        What its reader inferred of areas.
    """

    shapes: NDArray[np.object_]
    ids: NDArray[np.object_]
    codes: NDArray[np.object_]
    unknown: NDArray[np.bool_]
    printed_m2: NDArray[np.float64]
    ridges: NDArray[np.float64]
    ridge_class: NDArray[np.object_]
    village: NDArray[np.object_]
    ownership: NDArray[np.object_]
    owner: NDArray[np.object_]
    versions: tuple[str, ...]
    remarks: tuple[Notice, ...] = ()

    @property
    def unsound(self) -> NDArray[np.object_]:
        """The names of polygons without a valid outline, which take no part or in a repaired copy."""
        missing = shapely.is_missing(self.shapes)
        found: NDArray[np.object_] = self.ids[missing | ~(missing | shapely.is_valid(self.shapes))]
        return found

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, crs: CRS, scheme: Scheme) -> Survey:
        """Return a table of the survey in a plane.

        Raises
        ------
        InputError
            It has no column of the scheme's classes, or no polygons.
        CrsError
            It has no coordinate system, or another datum.
        """
        if len(frame) == 0:
            raise InputError(_EMPTY)
        if frame.crs is None:
            raise CrsError(_NO_CRS)
        column = SCHEMES[scheme].column
        if column not in frame or frame[column].isna().all():
            raise InputError(_NO_CLASS)
        shapes = frame.geometry.to_numpy().copy()
        shapes[shapely.is_empty(shapes)] = None
        if frame.crs != crs:
            shapes = reproject(shapes, frame.crs, crs)
        codes, unknown = translate_classes(frame[column].to_numpy(dtype=object), scheme)
        deducted, _ = translate_classes(_texts(frame, "ridge_class"), scheme)
        return cls(
            shapely.force_2d(shapes),
            parcel_ids(frame, _records(frame)),
            codes,
            unknown,
            frame["declared_m2"].to_numpy(dtype=np.float64),
            _shares(frame),
            deducted,
            frame["village"].to_numpy(dtype=object),
            frame["ownership"].to_numpy(dtype=object),
            _texts(frame, "owner"),
            tuple(sorted({str(each) for each in _texts(frame, "version") if each is not None})),
            about_areas(frame),
        )


def about_areas(frame: gpd.GeoDataFrame) -> tuple[Notice, ...]:
    """Return what the reader of a table remarked on its areas: a unit that was inferred, a figure that is none."""
    return tuple(each for each in notices_of(frame) if each.code.startswith(_ON_AREAS))


def read_survey(
    survey: ParcelsLike, parcels: gpd.GeoDataFrame, **reading: Unpack[ReadingOptions]
) -> gpd.GeoDataFrame:
    """Return the survey as a table; of a file what lies near the parcels, where its format finds that fast."""
    if not isinstance(survey, str | os.PathLike):
        return given_parcels(survey, **reading)
    if reading.get("layer") is None:
        # A county's database has many layers, and this is what the survey calls its polygons.
        named = [each for each in file_layers(survey) if each.upper() == _LAYER]
        reading = {**reading, "layer": named[0]} if named else reading
    options: dict[str, Any] = {name: reading.get(name) for name in ("layer", "crs", "zone", "encoding")}
    return read_within(survey, FileOptions(**options), parcels, reading.get("columns"), each=True)


def _records(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the numbers of records; of what is from no file, positions."""
    records = frame["record"].to_numpy()
    found: NDArray[np.int64] = np.where(records < 0, np.arange(len(records)), records)
    return found


def _field(frame: pd.DataFrame, name: str) -> str | None:
    """Return the column that holds a field; of several the one that is named first."""
    folded = {fold(str(column)): str(column) for column in frame.columns}
    return next((folded[each] for each in FIELDS[name] if each in folded), None)


def _texts(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    column = _field(frame, name)
    if column is None:
        return np.full(len(frame), None, dtype=object)
    values = frame[column]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    found: NDArray[np.object_] = to_text(values)
    return found


def _shares(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return the share of ridges; what is blank is none, what is no number NaN."""
    column = _field(frame, "ridges")
    if column is None:
        return np.zeros(len(frame))
    values = to_text(frame[column])
    numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(dtype=np.float64)
    return np.where(pd.isna(values), 0.0, numbers)


def refuse_unknown_scheme(scheme: str) -> None:
    """Refuse a scheme that there is none of.

    Raises
    ------
    UnknownNameError
    """
    if scheme not in SCHEMES:
        kind = Words(zh="地类体系", en="scheme of land classes")
        raise UnknownNameError(scheme, kind=kind, known=[*SCHEMES, *CLASS_COLUMNS])
