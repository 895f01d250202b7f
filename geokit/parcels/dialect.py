"""How a receiving office wants its files: there is no one form of the boundary-point TXT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geokit.arguments import public
from geokit.parcels.dialect_rules import check_dialect, codec_of
from geokit.parcels.formats.txt.grammar import KEYS
from geokit.parcels.formats.txt.parcels import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.geometry.corners import Numbering

_AREA_DECIMALS = {"ha": 4, "m2": 2}


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What differs between receiving offices. The defaults are the strictest form that all of them take.

    What geokit could not read again is refused: a header row in an order of its own needs `field_list`, points with Y before
    X need `point_list`.

    Parameters
    ----------
    name : str
        What the office or the form is called.
    field_count : int, optional
        Fields of a TXT's header row: 8 by the rule and `further_fields` unless given, 9 or 12 in some offices.
    further_fields : tuple of str
        Columns of the table that fill the fields from the ninth; others are blank, or what the table's own
        file had there (``字段9``).
    fields : tuple of str
        All fields of the header row by their titles, in their order, in place of the two before: those of the rule
        (``界址点数``, ``地块面积`` …), and others, which are filled by `columns`, by `constants`, or by the column of the
        table that is called so; an empty title is a blank field.
    columns, constants : mapping of str to str
        By the title of a field, the column that fills it, or the text that stands in it.
    field_list, point_list : bool
        Whether a line above the parcels lists the titles of the fields, and one the columns of the points.
    keys : tuple of str
        The keys of [属性描述] in their order.
    attributes : mapping of str to str
        What stands behind keys that the coordinates do not decide, such as ``格式版本号``.
    sections : mapping of str to mapping of str to str
        Sections before [属性描述], such as ``项目信息``, with their keys.
    axes : {"xy", "yx"}
        X, the northing, first, or Y.
    prefixed : bool
        Whether eastings carry the zone's number.
    decimals : int
        Of coordinates in metres.
    closing : bool
        Whether each ring repeats its first point at its end.
    point_prefix : str
        What stands before the number of a point: ``J``, ``JZD``.
    numbering : {"as-is", "north-west", "continuing", "batch"}
        Points in the order of the polygon; clockwise from the corner nearest to north-west; so, and on from parcel to
        parcel, from the north-western parcel; so, and a point that parcels share has one number.
    area_unit : {"ha", "m2"}
        Of the declared area.
    area_decimals : int, optional
        Of it: 4 in hectares and 2 in square metres if left out.
    one_file_each : bool
        A file a parcel.
    file_name : str
        What each of these is called, without its suffix: ``{stem}``, the name given, ``{id}``, ``{name}`` and ``{number}``.
    encoding : str
        Of the text; GBK is what most offices' programs read. ``UTF-8 BOM`` has a mark in front.
    line_end : {"crlf", "lf"}
        What ends a line.
    producer, produced_on : str, optional
        数据产生单位 and 数据产生日期, where the table's own file did not say them; ``today`` is the day of writing.
    required : tuple of str
        The fields and keys that the office sends back where they are blank.

    Raises
    ------
    SettingsError
        A value is impossible, or the form could not be read again.
    InputError
        There is no such encoding.

    Examples
    --------
    >>> Dialect(encoding="UTF-8", numbering="batch").numbering
    'batch'
    """

    name: str = ""
    field_count: int | None = None
    further_fields: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    field_list: bool = False
    point_list: bool = False
    keys: tuple[str, ...] = KEYS
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    axes: Literal["xy", "yx"] = "xy"
    prefixed: bool = True
    decimals: int = 3
    closing: bool = True
    point_prefix: str = "J"
    numbering: Numbering = "as-is"
    area_unit: Literal["ha", "m2"] = "ha"
    area_decimals: int | None = None
    one_file_each: bool = False
    file_name: str = "{stem}_{id}"
    encoding: str = "gbk"
    line_end: Literal["crlf", "lf"] = "crlf"
    producer: str = ""
    produced_on: str = ""
    required: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_dialect(self)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the header row's fields, in their order."""
        if self.fields:
            return self.fields
        listed = (*FIELDS, *self.further_fields)
        count = self.field_count or len(listed)
        return (*listed, *[""] * count)[:count]

    @property
    def read_titles(self) -> tuple[str, ...]:
        """The titles as a reader takes them: a blank field is called by its place."""
        return tuple(title or f"字段{at}" for at, title in enumerate(self.titles, start=1))

    @property
    def codec(self) -> str:
        """Python's name of the encoding."""
        return codec_of(self.encoding)

    @property
    def area_places(self) -> int:
        """The decimals of the declared area."""
        return _AREA_DECIMALS[self.area_unit] if self.area_decimals is None else self.area_decimals

    def point_name(self, number: int) -> str:
        """Return what a point of some number is called."""
        return f"{self.point_prefix}{number}"
