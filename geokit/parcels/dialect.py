"""How a receiving office wants its files: there is no one form of the boundary-point TXT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.arguments import public
from geokit.errors import SettingsError
from geokit.i18n import Words
from geokit.parcels.files import codec_name

if TYPE_CHECKING:
    from geokit.geometry.corners import Numbering

_LEAST_FIELDS, _MOST_FIELDS, _MOST_DECIMALS = 5, 30, 6

_FIELDS = Words(
    zh="地块行的字段数应为 {least} 至 {most}，而不是 {value}",
    en="a header row has {least} to {most} fields, not {value}",
)
_DECIMALS = Words(
    zh="坐标小数位数应为 0 至 {most}，而不是 {value}", en="coordinates have 0 to {most} decimals, not {value}"
)
_NUMBERING = Words(
    zh="编号方式应为 as-is 或 north-west，而不是“{value}”",
    en="numbering is as-is or north-west, not “{value}”",
)


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What differs between receiving offices. The defaults are the strictest form that all of them take.

    Parameters
    ----------
    field_count : int, optional
        Fields of a TXT's header row: 8 by the rule and `further_fields` unless given, 9 or 12 in some offices.
    further_fields : tuple of str
        Columns of the table that fill the fields from the ninth; others are blank, or what the table's own
        file had there (``字段9``).
    prefixed : bool
        Whether eastings carry the zone's number.
    numbering : {"as-is", "north-west"}
        Points in the order of the polygon, or clockwise from the corner nearest to north-west.
    one_file_each : bool
        A file a parcel, with its id in the name.
    encoding : str
        Of the text; GBK is what most offices' programs read.
    decimals : int
        Of coordinates in metres.
    producer, produced_on : str, optional
        数据产生单位 and 数据产生日期, where the table's own file did not say them.

    Raises
    ------
    SettingsError
        A value is impossible.
    InputError
        There is no such encoding.

    Examples
    --------
    >>> import tempfile
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> office = gk.Dialect(producer="某测绘院", encoding="gbk")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     notices = gk.write_parcels(
    ...         make_parcels([square(0, 0, 100)]), f"{folder}/一期.txt", dialect=office
    ...     )
    ...     gk.read_parcels(f"{folder}/一期.txt")["id"].tolist()
    ['A']
    """

    field_count: int | None = None
    further_fields: tuple[str, ...] = ()
    prefixed: bool = True
    numbering: Numbering = "as-is"
    one_file_each: bool = False
    encoding: str = "gbk"
    decimals: int = 3
    producer: str = ""
    produced_on: str = ""

    def __post_init__(self) -> None:
        if self.field_count is not None and not _LEAST_FIELDS <= self.field_count <= _MOST_FIELDS:
            raise SettingsError(_FIELDS, least=_LEAST_FIELDS, most=_MOST_FIELDS, value=self.field_count)
        if not 0 <= self.decimals <= _MOST_DECIMALS:
            raise SettingsError(_DECIMALS, most=_MOST_DECIMALS, value=self.decimals)
        if self.numbering not in ("as-is", "north-west"):
            raise SettingsError(_NUMBERING, value=self.numbering)
        codec_name(self.encoding)
