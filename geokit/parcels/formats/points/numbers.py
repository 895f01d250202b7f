"""How a table of points writes its coordinates: points or commas, groups of three, degrees with minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.formats.points.rows import BadRowError, check_coordinate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geokit.parcels.diagnostics import Diagnostics

Comma = Literal["none", "decimal", "thousands", "unclear"]
Packed = Literal["dd.mmss", "ddmmss"]

# Before compatibility signs are folded: the double prime would become two single ones.
_SIGNS = str.maketrans(
    {"º": "°", "˚": "°", "″": '"', "“": '"', "”": '"', "′": "'", "’": "'", "‘": "'", "`": "'"}
)
_HEMISPHERE = r"(?:东经|北纬|[NE])"
_ANGLE = re.compile(
    rf"{_HEMISPHERE}?\s*(\d{{1,3}})(?:\s*[°度]\s*|\s*[-:]\s*|\s+)(\d{{1,2}}(?:\.\d+)?)"
    rf"(?:(?:\s*['分]\s*|\s*[-:]\s*|\s+)(?:(\d{{1,2}}(?:\.\d+)?)\s*(?:\"|''|秒)?)?)?\s*{_HEMISPHERE}?",
    re.IGNORECASE,
)
_DECIMAL_ANGLE = re.compile(
    rf"{_HEMISPHERE}?\s*(\d{{1,3}}(?:\.\d*)?)\s*[°度]?\s*{_HEMISPHERE}?", re.IGNORECASE
)
_METRES = re.compile(r"(?<=\d)\s*(?:m|米)$", re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?\d+(?:,\d+)+(?:\.\d+)?")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_BLANK_GROUPS = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d*)?")
_PLAIN = re.compile(r"\d{1,3}\.\d+")
_DEGREE_DECIMALS = 10
_SIXTY, _HALF_TURN = 60, 180
_DAY = re.compile(r"(19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")
_POINTS_AND_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
# Digits with the signs and slips that are met among them.
_MEANT = re.compile(r"(?=.*\d)[-+0-9.,'\"°度分秒米东经北纬\sNEeOolImM?*#]+")
_SIMPLE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_OF_ANGLES = "°度'\"分秒"
_LEAST_PACKED, _MOST_PACKED = 4, 8
_WHOLE = re.compile(r"([0-9]{1,3})([0-9]{2})([0-9]{2})(?:\.[0-9]*)?")
# The degrees of latitude and of longitude of China.
_IN_CHINA = frozenset({*range(3, 54), *range(73, 136)})
# The patterns try blanks with blanks; no number is so long.
_LONGEST = 100

_COMMAS = {
    "decimal": (
        "decimal_comma",
        Words(zh="坐标以逗号作小数点，已照此读取", en="the coordinates have decimal commas and were read so"),
    ),
    "thousands": (
        "thousands_separator",
        Words(
            zh="坐标带千位分隔符，已去掉读取",
            en="the coordinates have thousands separators and were read without",
        ),
    ),
}
_UNCLEAR = Words(
    zh="坐标“{value}”中的逗号可能是小数点，也可能是千位分隔符；请改写为不带逗号的数",
    en="the comma in the coordinate “{value}” may be a decimal point or part thousands; write it without",
)
_ANGLES = Words(
    zh="坐标为度分秒，已换算为度", en="the coordinates are in degrees, minutes and seconds; converted"
)
_NO_ANGLE = Words(
    zh="坐标“{value}”的分或秒达到 60", en="minutes or seconds of the coordinate “{value}” reach 60"
)
_ODD_ANGLE = Words(
    zh="坐标“{value}”的度分秒写法无法识别；请写作 116°36′00.00″",
    en="the degrees, minutes and seconds of the coordinate “{value}” are not understood; write them as 116°36′00.00″",
)
_PACKED_READ: Mapping[Packed, Words] = {
    "dd.mmss": Words(
        zh="坐标按 度.分秒（dd.mmss）换算为度",
        en="the coordinates were converted from packed dd.mmss to degrees",
    ),
    "ddmmss": Words(
        zh="坐标按 度分秒（ddmmss）换算为度",
        en="the coordinates were converted from packed ddmmss to degrees",
    ),
}
_PACKED_AS_DECIMAL = Words(
    zh="坐标（如 {value}）也可能是 度.分秒（dd.mmss），已按十进制度读取；若为度分秒，请把列名写作“经度（dd.mmss）”“纬度（dd.mmss）”",
    en="coordinates such as {value} may be packed dd.mmss too; they were read as decimal degrees: if they are packed, "
    "head the columns 经度(dd.mmss) and 纬度(dd.mmss)",
)
_PACKED_OR_DECIMAL = Words(
    zh="坐标（如 {value}）可能是十进制度，也可能是 度.分秒（dd.mmss）：十进制度请给出坐标系{option:crs EPSG:4490}，"
    "度分秒请把列名写作“经度（dd.mmss）”“纬度（dd.mmss）”",
    en="coordinates such as {value} may be decimal degrees or packed dd.mmss: if they are decimal degrees say so"
    "{option:crs EPSG:4490}; if packed, head the columns 经度(dd.mmss) and 纬度(dd.mmss)",
)


def plain_signs(text: str) -> str:
    """Return text with half-width digits and one sign each for degree, minute and second.

    Examples
    --------
    >>> print(plain_signs("１１６°３６′"))
    116°36'
    """
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).strip()


def _short(text: str) -> str:
    """Return text as :func:`plain_signs` does, or nothing where it is too long for a number."""
    return plain_signs(text) if len(text) <= _LONGEST else ""


def is_simple(text: str) -> bool:
    """Tell whether a text is a number in plain digits, as nearly all are."""
    return _SIMPLE.fullmatch(text) is not None


def odd_among(texts: Iterable[str]) -> list[str]:
    """Return the texts that are no numbers in plain digits."""
    is_plain = _SIMPLE.fullmatch
    return [text for text in texts if is_plain(text) is None]


def is_angle(text: str) -> bool:
    """Tell whether a text is degrees with minutes, with seconds or without."""
    return _ANGLE.fullmatch(_short(text)) is not None


def looks_like_number(text: str) -> bool:
    """Tell whether a text is, or was meant to be, a coordinate.

    Examples
    --------
    >>> looks_like_number("258OOOO.5"), looks_like_number("12.00亩"), looks_like_number("面积:5")
    (True, False, False)
    """
    if is_simple(text):
        return True
    plain = _short(text)
    if _DAY.match(plain):
        return False
    return _MEANT.fullmatch(plain) is not None or _ANGLE.fullmatch(plain) is not None


@dataclass(frozen=True, slots=True)
class Writing:
    """How the coordinates of one table are written.

    Parameters
    ----------
    comma : {"none", "decimal", "thousands", "unclear"}
        What a comma within a number is.
    packed : {"dd.mmss", "ddmmss"}, optional
        How degrees are packed, if they are.
    """

    comma: Comma = "none"
    packed: Packed | None = None

    @classmethod
    def of(cls, texts: Sequence[str]) -> Writing:
        """Return how texts that are no plain digits are written: one of them may tell of all."""
        plain = map(_short, texts)
        found = [text for text in plain if "," in text and _WITH_COMMA.fullmatch(text)]
        return cls(_comma(found))

    def number(self, text: str, line: int) -> str:
        """Return a coordinate as plain digits with a point: metres, or decimal degrees.

        Raises
        ------
        BadRowError
            It is no number.
        """
        if is_simple(text):
            return text if self.packed is None else _unpacked(text, self.packed, line)
        # Workbooks mark numbers that are text by an apostrophe, which some programs hand on.
        plain = _METRES.sub("", _short(text).removeprefix("'"))
        if not plain:
            check_coordinate(text, line)
        if any(sign in plain for sign in "°度'分"):
            plain = plain.replace(",", ".")
        if "," in plain and _WITH_COMMA.fullmatch(plain):
            if self.comma == "unclear":
                raise BadRowError("unclear_comma", _UNCLEAR, line, value=text)
            plain = plain.replace(",", "." if self.comma == "decimal" else "")
        elif _BLANK_GROUPS.fullmatch(plain):
            plain = plain.replace(" ", "")
        elif _POINTS_AND_COMMA.fullmatch(plain):
            plain = plain.replace(".", "").replace(",", ".")
        elif (match := _ANGLE.fullmatch(plain)) is not None:
            return _degrees(match[1], match[2], match[3] or "0", text, line)
        elif (match := _DECIMAL_ANGLE.fullmatch(plain)) is not None:
            plain = match[1]
        return _checked(plain, text, line)


def _checked(plain: str, text: str, line: int) -> str:
    if any(sign in plain for sign in _OF_ANGLES):
        raise BadRowError("degrees_minutes_seconds", _ODD_ANGLE, line, value=text)
    check_coordinate(plain, line)
    return plain


def _comma(found: Sequence[str]) -> Comma:
    if not found:
        return "none"
    if not all(_GROUPS.fullmatch(text) for text in found):
        return "decimal"
    # 2,580,000 and 462,000.50 can only be groups of three; 462,000 alone may be either.
    return "thousands" if any(text.count(",") > 1 or "." in text for text in found) else "unclear"


def _degrees(degrees: str, minutes: str, seconds: str, text: str, line: int) -> str:
    if int(degrees) > _HALF_TURN:
        raise BadRowError("degrees_minutes_seconds", _ODD_ANGLE, line, value=text)
    if float(minutes) >= _SIXTY or float(seconds) >= _SIXTY:
        raise BadRowError("degrees_minutes_seconds", _NO_ANGLE, line, value=text)
    value = int(degrees) + float(minutes) / _SIXTY + float(seconds) / _SIXTY**2
    return f"{value:.{_DEGREE_DECIMALS}f}"


def _unpacked(plain: str, form: Packed, line: int) -> str:
    whole, _, rest = plain.lstrip("+-").partition(".")
    if form == "ddmmss":
        whole, rest = whole[:-_LEAST_PACKED], whole[-_LEAST_PACKED:] + rest
    rest = rest.ljust(_LEAST_PACKED, "0")
    size = _degrees(whole or "0", rest[:2], f"{rest[2:4]}.{rest[4:] or 0}", plain, line)
    return f"-{size}" if plain.startswith("-") else size


def packed_form(texts: Iterable[str], *, is_said: bool) -> Packed | None:
    """Return how degrees are packed: in whole numbers that no degrees have, or in those that headings say are packed.

    Examples
    --------
    >>> packed_form(["231800.00", "1163636.5"], is_said=False), packed_form(["23.1800"], is_said=True)
    ('ddmmss', 'dd.mmss')
    >>> packed_form(["2580000", "462000"], is_said=False) is None
    True
    """
    found = [_WHOLE.fullmatch(text) for text in texts]
    if found and all(match is not None and int(match[1]) in _IN_CHINA for match in found):
        # A slip among them, of 60 minutes, is named where it is read.
        right = sum(max(match[2], match[3]) < str(_SIXTY) for match in found if match is not None)
        if 2 * right > len(found):
            return "ddmmss"
    return "dd.mmss" if is_said else None


def may_be_packed(texts: Iterable[str]) -> bool:
    """Tell whether decimals of degrees can all be read as minutes and seconds: dd.mmss, of four to eight decimals.

    Decimal degrees of a small place look so by chance in about one case of eight, so this is asked and never decided.

    Examples
    --------
    >>> may_be_packed(["116.3600", "23.1830"]), may_be_packed(["116.680", "23.3500"])
    (True, False)
    """
    decimals = [text.partition(".")[2] for text in texts if _PLAIN.fullmatch(text)]
    most = max(map(len, decimals), default=0)
    # A workbook drops the zeros at the end: 116.3630 stands there as 116.363.
    if not _LEAST_PACKED - 1 <= most <= _MOST_PACKED:
        return False
    padded = [each.ljust(_LEAST_PACKED, "0") for each in decimals]
    return all(int(each[:2]) < _SIXTY and int(each[2:4]) < _SIXTY for each in padded)


def remark_on(writing: Writing, texts: Sequence[str], remarks: Diagnostics) -> None:
    """Say how coordinates were read that are no plain numbers."""
    if writing.comma in _COMMAS:
        remarks.add(*_COMMAS[writing.comma])
    elif any(
        _BLANK_GROUPS.fullmatch(plain) or _POINTS_AND_COMMA.fullmatch(plain) for plain in map(_short, texts)
    ):
        remarks.add(*_COMMAS["thousands"])
    if writing.packed is not None:
        remarks.add("packed_degrees", _PACKED_READ[writing.packed])
    elif any(map(is_angle, texts)):
        remarks.add("degrees_minutes_seconds", _ANGLES)


def ask_about_packed(texts: Sequence[str], remarks: Diagnostics, *, said: bool) -> None:
    """Refuse degrees that may be packed, unless it is said what they are; then remark on it.

    Raises
    ------
    FormatError
        They may be either, and nobody said which.
    """
    if not may_be_packed(texts):
        return
    if not said:
        raise FormatError(_PACKED_OR_DECIMAL, value=texts[0])
    remarks.add("packed_or_decimal", _PACKED_AS_DECIMAL, value=texts[0])
