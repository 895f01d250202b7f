"""Looking at a file that may not be readable as it stands: no zone, several layers, a header that contradicts itself."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from geokit.arguments import public, public_result
from geokit.equality import Comparable
from geokit.errors import CrsError, FormatError, GeokitError, InputError
from geokit.i18n import Language, Localizable, Words, current_language, localize
from geokit.land.crs.titles import crs_title
from geokit.land.crs.transform import local_crs
from geokit.notebook import frame_html, lines_html
from geokit.parcels.conformity import advice_on, deviations, without_asked
from geokit.parcels.containers import ARCHIVE, FOLDER, Kind, kind_of
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.files import existing_path
from geokit.parcels.formats._base import Format, detect_format, known_formats
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._output_columns import retained_columns
from geokit.parcels.profiles import load_profile
from geokit.parcels.read import read_titled
from geokit.parcels.soundness import invalid_outlines
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geokit.land.crs.transform import CrsLike
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

# Any system that takes coordinates as they stand; it is taken off again.
_AS_THEY_STAND = "as they stand"
_ABOUT_SYSTEMS = "crs_"
_FIRST = 10

_SUMMARY = Words(
    zh="{format}：地块 {count} 宗；坐标系：{crs}",
    en="{format}: {count:parcel|parcels}; coordinate system: {crs}",
)
_NO_SYSTEM = Words(zh="未知", en="not known")
_SEVERAL_LAYERS = Words(
    zh="{format}，有多个图层：{layers}；请指明其一{option:layer}",
    en="{format} with several layers: {layers}; name one{option:layer}",
)


class InspectionOptions(TypedDict, total=False):
    """How a file is read, as :func:`geokit.read_parcels` takes it."""

    layer: str | None
    crs: CrsLike | None
    zone: int | None
    encoding: str | None
    columns: Mapping[str, str] | None
    phase: str | None


@public_result
@dataclass(frozen=True, eq=False, repr=False)
class Inspection(Comparable):
    """What a file shows, as :func:`inspect_file` gives it.

    Parameters
    ----------
    format : Format or Kind
        Its format, by its first bytes; of a folder or an archive of files, what that is.
    layers : tuple of Layer
        Its layers, where its format has them; the files of a folder or an archive.
    parcels : GeoDataFrame or None
        The parcels of the layer asked for, or of the only one; None where there are several and none was asked for.
    problem : GeokitError or None
        Why they could not be read as they stand; their coordinates are then in no system.
    advice : tuple of Notice
        What an office would send the file back for: by its profile, or, without one, blanks that all send back.

    Examples
    --------
    >>> import geokit as gk
    >>> look = gk.inspect_file(gk.example_folder() / "example-park" / "phase-1.txt")
    >>> look.format.name, len(look.parcels), look.problem is None
    ('txt', 9, True)
    """

    format: Format | Kind
    layers: tuple[Layer, ...]
    parcels: gpd.GeoDataFrame | None
    problem: GeokitError | None = None
    advice: tuple[Notice, ...] = ()

    def _found(self) -> tuple[object, ...]:
        return (self.format.name, self.layers, self.parcels, str(self.problem), self.advice)

    @property
    def invalid(self) -> tuple[Notice, ...]:
        """What makes outlines invalid, as an audit says it."""
        return () if self.parcels is None else tuple(invalid_outlines(self.parcels))

    def sentences(self, language: Language | None = None) -> list[str]:
        """Return what the file is and holds, why it cannot be read as it stands, and what an office would say of it."""
        chosen = language or current_language()
        said: list[Localizable] = [
            each for each in (self.problem, *self.invalid, *self.advice) if each is not None
        ]
        return [self._summary(chosen), *(localize(each, chosen) for each in said)]

    def _summary(self, language: Language) -> str:
        title = self.format.title
        if self.parcels is None:
            return _SEVERAL_LAYERS.render(language, format=title, layers=[each.name for each in self.layers])
        known = self.parcels.crs if self.problem is None else None
        system = _NO_SYSTEM if known is None else crs_title(known)
        return _SUMMARY.render(language, format=title, count=len(self.parcels), crs=system)

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def __repr__(self) -> str:
        return f"<Inspection: {self._summary('en')}>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        """Show the sentences, and the first parcels, in a notebook."""
        shown = None if self.parcels is None else retained_columns(self.parcels.head(_FIRST))
        rows = "" if shown is None else frame_html(shown.drop(columns=shown.active_geometry_name))
        return lines_html(self.sentences()) + rows


@public
def inspect_file(
    path: str | os.PathLike[str],
    *,
    profile: Dialect | str | os.PathLike[str] | None = None,
    **reading: Unpack[InspectionOptions],
) -> Inspection:
    """Look at a file of parcels: what it is, what it holds, and what an office would send it back for.

    Parameters
    ----------
    path : str or path
        The file.
    profile : Dialect, str or path, optional
        How an office wants it, or the file that says so.
    **reading : InspectionOptions
        ``layer``, ``crs``, ``zone``, ``encoding``, ``columns`` and ``phase``, as :func:`geokit.read_parcels` takes them.

    Raises
    ------
    InputError
        It cannot be read at all.
    CrsError
        The system or zone given contradicts its coordinates.
    UnknownNameError
        The layer does not exist.

    Examples
    --------
    >>> import geokit as gk
    >>> folder = gk.example_folder()
    >>> look = gk.inspect_file(
    ...     folder / "example-park" / "phase-1.txt", profile=folder / "profiles" / "office-a.toml"
    ... )
    >>> len(look.advice) > 0
    True
    """
    form = load_profile(profile) if isinstance(profile, str | os.PathLike) else profile
    look = _look_at(path, () if form is None else form.read_titles, **reading)
    if look.parcels is None:
        return look
    if form is None:
        return replace(look, advice=tuple(advice_on(look.parcels)))
    advice = deviations(Path(path), look.parcels, form)
    return replace(look, parcels=without_asked(look.parcels, advice), advice=tuple(advice))


def _look_at(path: str | os.PathLike[str], titles: tuple[str, ...], **reading: Any) -> Inspection:
    found = existing_path(path)
    kind = kind_of(found)
    if kind is not None:
        return _look_into(path, kind, titles, **reading)
    file_format = detect_format(found)
    layers = _layers(file_format, path)
    try:
        return Inspection(file_format, layers, read_titled(path, titles, **reading))
    except (CrsError, InputError) as problem:
        if len(layers) > 1 and reading.get("layer") is None and not isinstance(problem, CrsError):
            return Inspection(file_format, layers, None, problem)
        if reading.get("crs") is not None or reading.get("zone") is not None:
            raise
        return Inspection(file_format, layers, _as_they_stand(path, problem, titles, **reading), problem)


def _look_into(
    path: str | os.PathLike[str], kind: Kind, titles: tuple[str, ...], **reading: Any
) -> Inspection:
    problem = None
    try:
        frame = read_titled(path, titles, **reading)
    except CrsError as error:
        if reading.get("crs") is not None or reading.get("zone") is not None:
            raise
        frame, problem = _as_they_stand(path, error, titles, **reading), error
    words = {name: each.title for name, each in known_formats().items()}
    words |= {each.name: each.title for each in (ARCHIVE, FOLDER)}
    files = tuple(
        Layer(each["source"], each["records"], words[each["format"]], has_areas=True)
        for each in frame.attrs[ATTRIBUTE]["files"]
    )
    return Inspection(kind, files, frame, problem)


def file_layers(path: str | os.PathLike[str]) -> list[str]:
    """Return the names of a file's layers; none where its format has no layers, or it is a folder or an archive of files.

    Raises
    ------
    InputError
        There is no such file.
    FormatError
        It is of no format that is read.
    """
    found = existing_path(path)
    return [] if kind_of(found) is not None else [each.name for each in _layers(detect_format(found), path)]


def _layers(file_format: Format, path: str | os.PathLike[str]) -> tuple[Layer, ...]:
    try:
        return file_format.layers(existing_path(path))
    except InputError:
        # What is wrong is said when the parcels are read.
        return ()


def _as_they_stand(
    path: str | os.PathLike[str], problem: GeokitError, titles: tuple[str, ...], **reading: Any
) -> gpd.GeoDataFrame:
    """Return the parcels with coordinates in no system.

    Raises
    ------
    GeokitError
        The problem is not one of systems and zones: they cannot be read at all.
    """
    try:
        frame = read_titled(path, titles, **{**reading, "crs": local_crs(_AS_THEY_STAND)})
    except (CrsError, FormatError, InputError):
        raise problem from None
    origin = frame.attrs[ATTRIBUTE]
    origin["notices"] = [
        notice for notice in origin["notices"] if not notice["code"].startswith(_ABOUT_SYSTEMS)
    ]
    return frame.set_crs(None, allow_override=True)
