"""The survey (地类图斑, DLTB) that land classes are taken from: its polygons and what it says of each."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, GeokitError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.parcels.codes import fold
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, notices_of, unreadable_of
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.inspection import file_layers
from geokit.parcels.land_classes import (
    SCHEMES,
    Scheme,
    classes,
    translate_classes,
    written_name,
)
from geokit.parcels.ownerships import ownership_kind
from geokit.parcels.read import read_within
from geokit.parcels.record_names import in_file, record_names
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.given import ParcelsLike

# What the survey calls the rest; names are compared folded.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ridges": ("kcxs", "扣除系数", "扣除地类系数", "田坎系数", "tkxs"),
    "ridge_class": ("kcdlbm", "扣除地类编码", "扣除地类代码"),
    "class_name": ("dlmc", "地类名称"),
    "owner": ("qsdwmc", "权属单位名称"),
    "owner_code": ("qsdwdm", "权属单位代码"),
    "village_code": ("zldwdm", "坐落单位代码"),
    "version": ("gxsj", "更新时间", "sjnf", "数据年份", "sjnd", "数据年度"),
}
RIDGES: Final = "1203"
_LAYERS: Final = ("DLTB", "地类图斑")
_OPTION: Final = re.compile(r"\{option:(?=columns|crs|zone|layer|encoding)")
_ON_AREAS: Final = ("unit", "area", "declared")
_NO_CLASS = Words(
    zh="调查图层没有地类编码列（DLBM）；列名不同的，请指明{option:survey_columns DL=land_class}；地类图斑在地块之后给出",
    en="the survey has no column of land classes (DLBM); name it where it is called otherwise"
    "{option:survey_columns DL=land_class}. The survey comes behind the parcels",
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
    class_names : ndarray of object
        What the survey calls the class in words (DLMC, or a name behind the code), or None.
    ridges : ndarray of float64
        KCXS, the share of ridges; 0 where there is none, NaN where it is no number.
    blank_ridges : ndarray of bool
        Where KCXS is blank or not there.
    ridge_class : ndarray of object
        KCDLBM.
    village, village_code, ownership, owner, owner_code : ndarray of object
        Texts, or None; of kinds of ownership the survey's code, as far as it has one.
    version : ndarray of object
        The year or day that a record carries.
    unread : ndarray of object
        The names of records that could not be read.
    remarks : tuple of Notice
        What its reader inferred of areas.
    """

    shapes: NDArray[np.object_]
    ids: NDArray[np.object_]
    codes: NDArray[np.object_]
    unknown: NDArray[np.bool_]
    class_names: NDArray[np.object_]
    printed_m2: NDArray[np.float64]
    ridges: NDArray[np.float64]
    blank_ridges: NDArray[np.bool_]
    ridge_class: NDArray[np.object_]
    village: NDArray[np.object_]
    village_code: NDArray[np.object_]
    ownership: NDArray[np.object_]
    owner: NDArray[np.object_]
    owner_code: NDArray[np.object_]
    version: NDArray[np.object_]
    unread: NDArray[np.object_]
    remarks: tuple[Notice, ...] = ()

    @property
    def unsound(self) -> NDArray[np.object_]:
        """The names of polygons without a valid outline, which take no part or in a repaired copy."""
        missing = shapely.is_missing(self.shapes)
        unsound = self.ids[missing | ~(missing | shapely.is_valid(self.shapes))]
        return np.concatenate([self.unread, unsound])

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
        written = frame[column].to_numpy(dtype=object)
        codes, unknown = translate_classes(written, scheme)
        ridges, blank = _shares(frame)
        village, owner = _places(frame)
        return cls(
            shapes=shapely.force_2d(shapes),
            ids=record_names(frame),
            codes=codes,
            unknown=unknown,
            class_names=_first(_each(written_name, written), _texts(frame, "class_name")),
            printed_m2=frame["declared_m2"].to_numpy(),
            ridges=ridges,
            blank_ridges=blank,
            ridge_class=translate_classes(_texts(frame, "ridge_class"), scheme)[0],
            village=village,
            village_code=_texts(frame, "village_code"),
            ownership=_each(
                lambda text: ownership_kind(text) or text, frame["ownership"].to_numpy(dtype=object)
            ),
            owner=owner,
            owner_code=_texts(frame, "owner_code"),
            version=_texts(frame, "version"),
            unread=np.array(
                [each.id or in_file(each.file, f"row:{each.record}") for each in unreadable_of(frame)],
                dtype=object,
            ),
            remarks=about_areas(frame),
        )


def about_areas(frame: gpd.GeoDataFrame) -> tuple[Notice, ...]:
    """Return what the reader of a table remarked on its areas: a unit that was inferred, a figure that is none."""
    return tuple(each for each in notices_of(frame) if each.code.startswith(_ON_AREAS))


def read_survey(
    survey: ParcelsLike, parcels: gpd.GeoDataFrame, **reading: Unpack[ReadingOptions]
) -> gpd.GeoDataFrame:
    """Return the survey as a table; of a file what lies near the parcels, where its format finds that fast."""
    with _options_of_survey():
        if not isinstance(survey, str | os.PathLike):
            return given_parcels(survey, **reading)
        if reading.get("layer") is None:
            # A county's database has many layers, and this is what the survey calls its polygons.
            named = [each for each in file_layers(survey) if each.upper() in _LAYERS]
            reading = {**reading, "layer": named[0]} if named else reading
        options: dict[str, Any] = {name: reading.get(name) for name in ("layer", "crs", "zone", "encoding")}
        return read_within(survey, FileOptions(**options), parcels, reading.get("columns"), each=True)


@contextmanager
def _options_of_survey() -> Iterator[None]:
    """Name in what readers refuse the options of the survey: those without ``survey_`` are the parcels'."""
    try:
        yield
    except GeokitError as error:
        zh, en = (_OPTION.sub("{option:survey_", text) for text in (error.words.zh, error.words.en))
        error.words = Words(zh=zh, en=en)
        raise


def _field(frame: pd.DataFrame, name: str) -> str | None:
    """Return the column that holds a field; of several the one that is named first."""
    folded = {fold(str(column)): str(column) for column in frame.columns}
    return next((folded[each] for each in FIELDS[name] if each in folded), None)


def _texts(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    column = _field(frame, name)
    if column is None:
        return np.full(len(frame), None)
    values = frame[column]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    found: NDArray[np.object_] = to_text(values)
    return found


def _places(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return villages and owners by name, or by code where there is no name."""
    village, owner = frame["village"].to_numpy(dtype=object), _texts(frame, "owner")
    mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
    source = next((name for name, to in mapping.items() if to == "village"), "")
    if fold(source) in FIELDS["owner"]:
        # Parcels take the owner for the village where nothing else names one; a survey tells them apart.
        village, owner = np.full(len(frame), None), village
    return _first(village, _texts(frame, "village_code")), _first(owner, _texts(frame, "owner_code"))


def _first(texts: NDArray[np.object_], others: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return texts, and others where there are none."""
    found: NDArray[np.object_] = np.where(pd.isna(texts), others, texts)
    return found


def _each(make: Callable[[str], str | None], texts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what is made of each text, once for each distinct one; None stays None."""
    at, distinct = pd.factorize(pd.Series(texts, dtype=object))
    made: NDArray[np.object_] = np.array([*(make(str(each)) for each in distinct), None])
    return made[at]


def _shares(frame: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of ridges, and where it is blank; what is blank is none, what is no number NaN."""
    column = _field(frame, "ridges")
    if column is None:
        return np.zeros(len(frame)), np.ones(len(frame), dtype=bool)
    values = to_text(frame[column])
    blank = pd.isna(values)
    numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(dtype=np.float64)
    return np.where(blank, 0.0, numbers), blank


def refuse_unknown_classes(codes: Iterable[str], scheme: Scheme) -> None:
    """Refuse codes of classes that a scheme does not have.

    Raises
    ------
    UnknownNameError
    """
    for code in codes:
        if code not in classes(scheme):
            raise UnknownNameError(code, kind=Words(zh="地类", en="land class"), known=list(classes(scheme)))
