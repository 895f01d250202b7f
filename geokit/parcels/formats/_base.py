"""What a format is: how it is recognised, what reading gives, and what a writer is told."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from geokit.errors import FormatError, OutputError
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.units import Unit
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._near import Near
    from geokit.parcels.notices import Notice, Unreadable
    from geokit.words import Language

_LAYER = Words(zh="{name}：{count} 条（{kind}）", en="{name}: {count} ({kind})")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the caller knows and the file may not say.

    Parameters
    ----------
    layer : str, optional
        The layer, where a file holds several.
    crs : pyproj.CRS, optional
        The coordinate system; it wins over the file's own.
    zone : int, optional
        The Gauss–Krüger zone, where the eastings do not name it.
    encoding : str, optional
        The text's encoding; it wins over what the file suggests.
    near : Near, optional
        Records that lie elsewhere may be left out, where that is faster; not all of them, if none lies there.
    """

    layer: str | None = None
    crs: CRS | None = None
    zone: int | None = None
    encoding: str | None = None
    near: Near | None = None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a format read, under the file's own column names.

    Parameters
    ----------
    columns : dict of str to array
        The attributes, one value a record.
    geometry : ndarray of object
        One shapely geometry a record, or None where there is none or it is broken.
    record : ndarray of int64
        The number of each record in its file.
    crs : pyproj.CRS, optional
        The coordinate system, None where the file does not tell.
    line : ndarray of int64, optional
        The line of each record's first row, counted from 1.
    encoding, layer : str, optional
        The text's encoding and the layer that was read.
    decimals : int, optional
        Printed decimals of the coordinates, where the format prints them.
    declared_decimals : dict of str to int
        Decimals to which numeric columns are stored, where the format says so.
    declared_method : str, optional
        How the declared area was measured, where the format's rules say so.
    declared_unit : {"m2", "ha", "mu", "km2"}, optional
        The unit that the format's rules prescribe; files keep to it often, not always.
    notices, unreadable : list
        Remarks, and the records that `geometry` does not hold because they are broken.
    sections : dict
        What else the file says, as plain data.
    """

    columns: dict[str, Any]
    geometry: NDArray[np.object_]
    record: NDArray[np.int64]
    crs: CRS | None = None
    line: NDArray[np.int64] | None = None
    encoding: str | None = None
    layer: str | None = None
    decimals: int | None = None
    declared_decimals: Mapping[str, int] = field(default_factory=dict)
    declared_method: str | None = None
    declared_unit: Unit | None = None
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the layers, sheets or folders of a file.

    Parameters
    ----------
    name : str
        What ``layer`` of :func:`geokit.read_parcels` takes.
    count : int
        Its records, before any of them was judged.
    kind : Words or str
        What they are, as the format has it.
    """

    name: str
    count: int
    kind: Words | str

    def in_words(self, language: Language) -> str:
        """Return name, count and kind in a language."""
        return _LAYER.render(language, name=self.name, count=self.count, kind=self.kind)


class Format(ABC):
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
    can_read, can_write : bool
        Whether :meth:`read` and :meth:`write` work.
    """

    name: str
    title: Words
    suffixes: tuple[str, ...]
    also_under: ClassVar[tuple[str, ...]] = ()
    can_read: ClassVar[bool] = True
    can_write: bool = False

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

    def layers(self, path: Path) -> tuple[Layer, ...]:  # noqa: ARG002
        """Return the layers of a file that :meth:`sniff` has accepted; none where the format knows no layers."""
        return ()

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write a parcel table to `path`, which does not exist yet; return what could not be carried."""
        raise OutputError(_READ_ONLY, format=self.title)
