"""Formats that no free program reads reliably: recognised, and refused with the way out."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, NoReturn

from geokit.errors import FormatError
from geokit.outputs import spoken
from geokit.parcels.formats._base import Format, Opening, ReadOptions

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.words import Words


class Refused(Format):
    """A format that is known, and not read.

    Attributes
    ----------
    remedy : Words
        What to do instead.
    """

    can_read = False
    remedy: ClassVar[Words]

    @abstractmethod
    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is of this format."""

    def read(self, path: Path, options: ReadOptions) -> NoReturn:  # noqa: ARG002 - it is not read
        """Say what to do instead."""
        raise FormatError(self.remedy, file=spoken(path))
