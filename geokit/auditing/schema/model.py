"""A schema: the layers of a database and their fields, as a standard's tables print them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from geokit.arguments import public_result

if TYPE_CHECKING:
    from geokit.auditing.schema.domains import Domain
    from geokit.i18n import Words
    from geokit.land.limits import Evidence

FieldType: TypeAlias = Literal["text", "int", "float", "date", "other"]
Constraint: TypeAlias = Literal["M", "C", "O"]
Topology: TypeAlias = Literal["overlaps", "gaps", "valid"]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a conditional field has to be filled in: where another field of the record has a value."""

    field: str
    value: str

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"


@public_result
@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of a layer.

    Parameters
    ----------
    code, title : str
        The field's name in the database, and what the standard calls it.
    type : {"text", "int", "float", "date", "other"} or None
        None where the schema does not say; "other" is not checked.
    length, decimals : int or None
        Letters of a text; digits after the point of a number.
    constraint : {"M", "C", "O"}
        Mandatory, conditional, optional.
    condition : Condition or None
        When a conditional field is mandatory.
    domain : Domain or None
        What values it may have.
    unique, sequence : bool
        Whether no value stands twice; whether the numbers at the end of the values leave no gap.
    evidence : Evidence or None
        How sure the row is: ``verified`` in the standard, ``recalled``, or ``chosen`` by the office.

    Examples
    --------
    >>> import geokit as gk
    >>> made = gk.SchemaField("BSM", type="text", length=18, constraint="M", unique=True)
    >>> made.code, made.constraint
    ('BSM', 'M')
    """

    code: str
    title: str = ""
    type: FieldType | None = None
    length: int | None = None
    decimals: int | None = None
    constraint: Constraint = "O"
    condition: Condition | None = None
    domain: Domain | None = None
    unique: bool = False
    sequence: bool = False
    evidence: Evidence | None = None


@public_result
@dataclass(frozen=True, slots=True)
class SchemaLayer:
    """One layer: a table of the database.

    Parameters
    ----------
    name, title : str
        Its name in the database, and what the standard calls it.
    geometry : {"Point", "LineString", "Polygon", "None"} or None
        None where the schema does not say; "None" is a table without geometry.
    constraint : {"M", "C", "O"}
        Whether it has to be there.
    fields : tuple of SchemaField
    crs : str
        Such as ``EPSG:4527``, or ``CGCS2000`` for any system of that datum; empty where the schema does not say.
    control_m2 : str
        The control area as printed, in square metres; empty where there is none.
    area_field : str
        The field whose sum is held against it; the measured area where empty.
    topology : frozenset of {"overlaps", "gaps", "valid"}
    evidence : Evidence or None

    Examples
    --------
    >>> import geokit as gk
    >>> made = gk.SchemaLayer("STBHHX", "生态保护红线", "Polygon", fields=(gk.SchemaField("BSM"),))
    >>> made.name, [each.code for each in made.fields]
    ('STBHHX', ['BSM'])
    """

    name: str
    title: str = ""
    geometry: str | None = None
    constraint: Constraint = "M"
    fields: tuple[SchemaField, ...] = ()
    crs: str = ""
    control_m2: str = ""
    area_field: str = ""
    topology: frozenset[str] = field(default_factory=frozenset)
    evidence: Evidence | None = None

    @property
    def key(self) -> SchemaField | None:
        """The field that names a record: the first whose values are unique."""
        return next((each for each in self.fields if each.unique or each.sequence), None)


@public_result
@dataclass(frozen=True, slots=True)
class Schema:
    """The layers of a database by one standard and edition.

    Parameters
    ----------
    name, edition, source : str
        What it is called, of which edition, and where it is from.
    read : str or Words
        What of that was read.
    layers : tuple of SchemaLayer

    Examples
    --------
    >>> import geokit as gk
    >>> schema = gk.load_schema("control-lines-2021")
    >>> [layer.name for layer in schema.layers], schema.edition
    (['STBHHX', 'YJJBNT', 'CZKFBJ'], '2021-03')
    """

    name: str
    edition: str = ""
    source: str = ""
    read: str | Words = ""
    layers: tuple[SchemaLayer, ...] = ()

    @property
    def title(self) -> str:
        """The name with its edition."""
        return f"{self.name} {self.edition}".strip()
