"""The files that park.toml names: an outline, parcels, and land of others that parcels are held against."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.programme.record import Identifier, Name, PartialDate, Record
from geokit.programme.terms import Basis

_NOT_SCHEMATIC = Words(
    zh='drawn = true 只用于 basis = "schematic"：画出的圆不能是其他依据',
    en='drawn = true goes with basis = "schematic" alone: a circle that is drawn rests on nothing else',
)


class BoundaryFile(Record):
    """A boundary file beside park.toml, in any format that geokit reads.

    ``drawn`` says that ``geokit outline`` writes it: a circle of the declared area, near the anchor.
    """

    file: str
    basis: Basis
    layer: str | None = None
    crs: str | None = None
    zone: int | None = None
    accuracy_class: Literal[1, 2, 3] | None = None
    source: Identifier | None = None
    as_of: PartialDate | None = None
    drawn: bool = False

    @model_validator(mode="after")
    def _check_drawn(self) -> BoundaryFile:
        if self.drawn and self.basis is not Basis.SCHEMATIC:
            raise InputError(_NOT_SCHEMATIC)
        return self


class _ReadFile(Record):
    """A file and what it does not say of itself, as :func:`geokit.read_parcels` takes it."""

    file: str
    layer: str | None = None
    crs: str | None = None
    zone: int | None = None
    encoding: str | None = None
    columns: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it


class SubmittedFile(_ReadFile):
    """Another file of a submission, which must say the same land; its name alone will do."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: object) -> object:
        return {"file": given} if isinstance(given, str) else given


class ParcelFile(_ReadFile):
    """A file of parcels that belongs to a park; ``phase`` and ``stage`` apply to parcels that have none.

    ``same_as`` names the other files of the same submission: the shapefile and the workbook beside a TXT.
    """

    phase: Identifier | None = None
    stage: str | None = None
    same_as: tuple[SubmittedFile, ...] = ()


class Reference(Record):
    """A layer of land that parcels must not touch, must lie on, or are counted by; its owner's, never geokit's.

    ``as_of`` is the date of its version, ``method`` how its areas are measured; the land-survey database is
    ellipsoidal. ``id_column`` and ``class_column`` name the columns that tell its polygons apart and what they are.
    """

    id: Identifier
    name: Name
    file: str
    role: Literal["forbid", "must_cover", "tabulate"]
    as_of: PartialDate
    id_column: str | None = None
    class_column: str | None = None
    method: Literal["planar", "ellipsoidal"] = "planar"
    layer: str | None = None
    crs: str | None = None
    zone: int | None = None
    encoding: str | None = None
    source: Identifier | None = None
