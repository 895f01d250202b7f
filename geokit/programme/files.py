"""The files that park.toml names: an outline, parcels, and land of others that parcels are held against."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geokit.programme.record import Identifier, Name, PartialDate, Record
from geokit.programme.terms import Basis


class Drawing(Record):
    """How a schematic outline is drawn; the area comes from the declared figure, the place from the anchor."""

    aspect: Annotated[float, Field(ge=1, le=5)] = 1.5
    bearing_deg: Annotated[float, Field(ge=0, lt=180)] = 60
    corners: Annotated[int, Field(ge=5, le=60)] = 11
    seed: int = 0


class BoundaryFile(Record):
    """A boundary file beside park.toml, in any format that geokit reads."""

    file: str
    basis: Basis
    layer: str | None = None
    crs: str | None = None
    zone: int | None = None
    accuracy_class: Literal[1, 2, 3] | None = None
    source: Identifier | None = None
    as_of: PartialDate | None = None
    drawing: Drawing | None = None


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
