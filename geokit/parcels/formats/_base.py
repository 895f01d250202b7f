"""What a format is: how it is recognised, what it reads and writes, and which format a file is of.

The first bytes of a file decide its format, and a name that contradicts them is refused.
"""

from __future__ import annotations

import codecs
import importlib
import importlib.util
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from geokit.atomic import display_path
from geokit.errors import FormatError, OutputError
from geokit.i18n import Words
from geokit.parcels.archives import members_of
from geokit.parcels.files import FOLDER_SUFFIXES, head_of, names_in
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.plugins import (
    Contract,
    Extensible,
    classes_in,
    load_entry_points,
    module_names,
    refuse_shared_suffixes,
    require_suffixes,
    unvalidated,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._rows import RowSource

_READ_ONLY = Words(zh="{format}只能读取，不能写出", en="{format} can be read but not written")


class NoTableError(FormatError):
    """A table, or a workbook, that is about something else than the points of parcels."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file shows before it is opened.

    Parameters
    ----------
    head : bytes
        The first 64 KiB; empty for a folder.
    members : tuple of str
        The names in a zip archive or a folder; empty for any other file.
    """

    head: bytes
    members: tuple[str, ...] = ()

    @property
    def beginning(self) -> bytes:
        """The head from its first letter on, without a mark of UTF-8 and what is blank."""
        return self.head.lstrip().removeprefix(codecs.BOM_UTF8).lstrip()

    def has_member(self, *suffixes: str) -> bool:
        """Tell whether a member's name ends so, in either case."""
        return any(name.lower().endswith(suffixes) for name in self.members)


def _make(plugin: type[Format]) -> None:
    made = plugin()
    require_suffixes(*made.suffixes, *made.also_under)


def _valid_reading(_: Format, reading: Reading, *__: object) -> Reading:
    """Return what a format of another package read, where it is a table."""
    if not isinstance(reading, Reading):
        raise TypeError(f"read returns {type(reading).__name__}, not Reading")
    lengths = {"record": len(reading.record)} | {
        name: len(values) for name, values in reading.columns.items()
    }
    for name, length in lengths.items():
        if length != len(reading.geometry):
            raise ValueError(f"read returns {len(reading.geometry)} shapes and {length} values of {name}")
    return reading


def _valid_layers(_: Format, layers: tuple[Layer, ...], *__: object) -> tuple[Layer, ...]:
    if not all(isinstance(each, Layer) for each in layers):
        raise TypeError("layers holds what is no Layer")
    return tuple(layers)


def _valid_notices(
    _: Format, notices: list[Notice], frame: gpd.GeoDataFrame, path: Path, *__: object
) -> list[Notice]:
    """Return what a format of another package says of a file that it wrote."""
    from geokit.parcels.diagnostics import Notice

    if not all(isinstance(each, Notice) for each in notices):
        raise TypeError("write returns what is no Notice")
    # Else it would be taken for a disk that is full; a format may write several files of names of its own.
    if not any(path.parent.iterdir()):
        raise ValueError(f"write wrote nothing of {len(frame)}")
    return list(notices)


class Format(ABC, Extensible):
    """One file format of parcels.

    Attributes
    ----------
    name : str
        As in ``geokit convert``: the module's name, or the folder's of a module ``format``, unless the class says
        another.
    title : Words
        What a reader calls it.
    suffixes : tuple of str
        The file name endings it owns, in lower case, the usual one first.
    also_under : tuple of str
        Endings of another format under which files of this one are met too.
    can_read, can_write, keeps_columns : bool
        Whether :meth:`read` and :meth:`write` work; whether a file has all columns, or else no schematic outlines.
    reads_in_threads : bool
        Whether several files are read sooner at once: most of what reading takes is without the interpreter's lock.
    """

    contract = Contract(
        {"title": Words, "suffixes": tuple, "also_under": tuple},
        {"sniff": unvalidated, "read": _valid_reading, "layers": _valid_layers, "write": _valid_notices},
        _make,
        may_refuse=True,
    )
    name: str
    title: Words
    suffixes: tuple[str, ...]
    also_under: tuple[str, ...] = ()
    can_read: ClassVar[bool] = True
    can_write: bool = False
    keeps_columns: bool = False
    reads_in_threads: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Name the format."""
        super().__init_subclass__()
        if "name" not in vars(cls):
            folder, _, module = cls.__module__.rpartition(".")
            cls.name = folder.rpartition(".")[2] if module == "format" else module

    @abstractmethod
    def sniff(self, opening: Opening) -> bool:
        """Tell whether a file that begins so can be of this format."""

    @abstractmethod
    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read a file that :meth:`sniff` has accepted."""

    def rows(self, path: Path, options: ReadOptions) -> RowSource | None:  # noqa: ARG002
        """Return a file that :meth:`sniff` has accepted as one that is read in windows; None where it is read as a whole."""
        return None

    def layers(self, path: Path) -> tuple[Layer, ...]:  # noqa: ARG002
        """Return the layers of a file that :meth:`sniff` has accepted; none where the format knows no layers."""
        return ()

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write a parcel table to `path`, which does not exist yet; return what could not be carried."""
        raise OutputError(_READ_ONLY, format=self.title)


PACKAGE = "geokit.parcels.formats"
_ZIP_MAGIC = b"PK\x03\x04"
_UNKNOWN = Words(
    zh="不是可识别的地块文件。可读取：{known}", en="it is of no format that geokit reads. It reads {known}"
)
_MISNAMED = Words(
    zh="按后缀 {suffix} 应为“{named}”，但内容像是“{found}”；请改正文件后缀",
    en="its suffix {suffix} says {named}, but its content looks like {found}; give the file the suffix it should have",
)
_NOT_AS_NAMED = Words(
    zh="按后缀 {suffix} 应为“{named}”，但内容不是；请检查文件是否损坏、后缀是否写错",
    en="its suffix {suffix} says {named}, but its content is something else; is it damaged or misnamed?",
)
_SEVERAL = Words(
    zh="无法由内容判断格式（可能是{found}）；请改用相应的后缀",
    en="its content could be of several formats ({found}); give it the suffix of the right one",
)


@lru_cache(maxsize=1)
def known_formats() -> dict[str, Format]:
    """Return one instance of every format, by name: geokit's own, then those of other packages.

    Raises
    ------
    PluginError
        One of another package is broken, or takes the name or the suffix of another.
    """
    own: dict[str, Format] = {}
    for each in [made for name in module_names(PACKAGE) for made in _formats_of(name)]:
        if each.name in own:
            raise TypeError(f"there are two formats called {each.name}")
        own[each.name] = each
    added = load_entry_points(PACKAGE, Format, taken=own)  # type: ignore[type-abstract]
    formats = dict(sorted(own.items())) | {name: added[name]() for name in sorted(added)}
    _refuse_shared_suffixes(formats)
    return formats


def _refuse_shared_suffixes(formats: Mapping[str, Format]) -> None:
    """Refuse a suffix that is another's, but to read one of geokit's own formats, which are asked first."""
    own = {suffix for each in formats.values() if each.origin is None for suffix in each.suffixes}
    claims = {
        name: [end for end in each.suffixes if each.can_write or (each.origin and end not in own)]
        for name, each in formats.items()
    }
    refuse_shared_suffixes(formats, claims)


def _formats_of(name: str) -> list[Format]:
    """Return the formats of a module, or of the module ``format`` in a folder: what its table lists, or its one class.

    A folder without such a module holds helpers.

    Raises
    ------
    TypeError
        There is no format, or no table but several formats.
    """
    module = importlib.import_module(f"{PACKAGE}.{name}")
    if hasattr(module, "__path__"):
        if importlib.util.find_spec(f"{module.__name__}.format") is None:
            return []
        module = importlib.import_module(f"{module.__name__}.format")
    if hasattr(module, "FORMATS"):
        return list(module.FORMATS)
    found = classes_in(module, Format)  # type: ignore[type-abstract]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold exactly one format or a table FORMATS")
    return [made() for made in found]


def peek(path: Path) -> Opening:
    """Return what a file shows before it is opened.

    Raises
    ------
    InputError
        It is empty, a folder of no known kind, or may not be read.
    """
    if path.is_dir() and path.suffix.lower() in FOLDER_SUFFIXES:
        return Opening(b"", names_in(path))
    head = head_of(path)
    return Opening(head, members_of(path) if head.startswith(_ZIP_MAGIC) else ())


def detect_format(path: Path) -> Format:
    """Return the format of a file.

    Raises
    ------
    FormatError
        The content is of no known format, or not what the suffix says.
    """
    opening = peek(path)
    suffix = path.suffix.lower()
    named = [each for each in known_formats().values() if suffix in each.suffixes]
    # geokit's own formats come first: one of another package does not take what they read.
    for each in named:
        if each.sniff(opening):
            return each
    others = [each for each in known_formats().values() if each not in named]
    fitting = [each for each in others if each.origin is None and each.sniff(opening)]
    fitting = fitting or [each for each in others if each.origin and each.sniff(opening)]
    if guests := [each for each in fitting if suffix in each.also_under]:
        return guests[0]
    if named:
        raise _misnamed(path, suffix, named, fitting)
    if not fitting:
        titles = [each.title for each in known_formats().values() if each.can_read]
        raise FormatError(_UNKNOWN, file=display_path(path), known=titles)
    if len(fitting) > 1:
        raise FormatError(_SEVERAL, file=display_path(path), found=[each.title for each in fitting])
    return fitting[0]


def _misnamed(path: Path, suffix: str, named: list[Format], fitting: list[Format]) -> FormatError:
    # A suffix that one of them shares with a format that is refused is no less the one's.
    titles = [each.title for each in named if each.can_read] or [each.title for each in named]
    file = display_path(path)
    if fitting:
        return FormatError(
            _MISNAMED, file=file, suffix=suffix, named=titles, found=[each.title for each in fitting]
        )
    return FormatError(_NOT_AS_NAMED, file=file, suffix=suffix, named=titles)
