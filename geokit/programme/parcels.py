"""The parcels of a park: those that are given, or those of the files that its park.toml names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.inputs import file_named
from geokit.parcels.codes import unknown_terms
from geokit.parcels.given import ReadingOptions, concat_parcels, given_parcels
from geokit.parcels.normalize import normalize
from geokit.parcels.read import read_parcels
from geokit.programme.model import Park

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.parcels.given import ParcelsLike
    from geokit.programme.files import ParcelFile, SubmittedFile

_NOTHING = Words(zh="请给出园区、地块或两者", en="there is nothing to work on: give a park, parcels, or both")
_TWICE = Words(
    zh="地块给了两次：第一个参数是园区（load_catalog().park(…) 所得）或地块，parcels 是地块",
    en="parcels are given twice: the first argument is a park, such as load_catalog().park(…) gives, or parcels, and "
    "parcels= are parcels",
)

_NO_PARK = Words(
    zh="“{name}”既不是文件，也不是园区；园区请用 load_catalog().park(“{name}”)",
    en="“{name}” is neither a file nor a park; load_catalog().park(“{name}”) gives a park",
)


def park_and_parcels(
    park: Park | ParcelsLike | None, parcels: ParcelsLike | None
) -> tuple[Park | None, ParcelsLike | None]:
    """Return the park and the parcels, where parcels may have been given in the park's place.

    Raises
    ------
    OptionError
        Neither is given, parcels are given twice, or a park by its name.
    """
    if park is None or isinstance(park, Park):
        if park is None and parcels is None:
            raise OptionError(_NOTHING)
        return park, parcels
    # The name of a park has no suffix and is no path; where a file is called so, the reader suggests it.
    if isinstance(park, str) and park.isidentifier() and not any(Path().glob(f"{park}*")):
        raise OptionError(_NO_PARK, name=park)
    if parcels is not None:
        raise OptionError(_TWICE)
    return None, park


def parcels_of(
    park: Park | None, parcels: ParcelsLike | None, **reading: Unpack[ReadingOptions]
) -> gpd.GeoDataFrame:
    """Return the given parcels as one canonical table, or those of a park's files.

    Raises
    ------
    InputError
        A file cannot be read, or what was given is no parcels.
    CrsError
        The systems differ and cannot be brought together.
    """
    if parcels is not None:
        return given_parcels(parcels, **reading)
    return concat_parcels([read_park_file(park, file) for file in park.parcels] if park else [])


def read_park_file(park: Park, file: ParcelFile) -> gpd.GeoDataFrame:
    """Return a file's parcels, with the phase and stage that park.toml names where a record names none.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    frame = read_submitted(park, file, phase=file.phase)
    if not file.stage:
        return frame
    texts = unknown_terms(frame).get("stage", np.array(None))
    frame["stage"] = frame["stage"].where(frame["stage"].notna() | pd.notna(texts), file.stage)
    return normalize(frame)


def read_submitted(
    park: Park, file: ParcelFile | SubmittedFile, *, zone: int | None = None, phase: str | None = None
) -> gpd.GeoDataFrame:
    """Return the parcels of a file that park.toml names, as it says how to read it.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    return read_parcels(
        file_named(park.folder, file.file),
        layer=file.layer,
        crs=file.crs,
        zone=file.zone or zone,
        encoding=file.encoding,
        columns=file.columns or None,
        phase=phase,
    )
