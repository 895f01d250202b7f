"""What a dialect may say: only a form that the reader takes for what it was, without being told."""

from __future__ import annotations

import difflib
import re
from string import Formatter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from geokit.days import to_iso_date
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.land.crs.datums import find_datum
from geokit.parcels.columns import map_columns
from geokit.parcels.files import codec_name
from geokit.parcels.formats.txt.grammar import ATTRIBUTES, COORDINATES, SYNONYMS
from geokit.parcels.formats.txt.lines import describes_points, listed_fields, match_listed
from geokit.parcels.formats.txt.parcels import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# That of dialect.py, which imports this module.
Dialect: TypeAlias = Any

TODAY: Final = "today"
_LEAST_FIELDS, _MOST_FIELDS, _MOST_DECIMALS = 5, 30, 6
# Mixed up with nothing else when a file is read: a mark, else UTF-8, else GB18030.
_ENCODINGS: Final = ("gbk", "gb2312", "gb18030", "utf-8", "utf-8-sig", "utf-16")
# What is counted, measured or the same for all is no column of a table.
MADE: Final = ("界址点数", "地块面积", "图形属性")
PLACES: Final = ("stem", "id", "name", "number")
MERIDIAN: Final = "中央子午线"
POINT_TITLES: Final = {"xy": "点号,圈号,X坐标,Y坐标", "yx": "点号,圈号,Y坐标,X坐标"}
_OF_PRODUCTION: Final = {"数据产生单位": "producer", "数据产生日期": "produced_on"}
_VALUES: Final = {
    "计量单位": re.compile(r"米|m|公尺"),
    "精度": re.compile(r"[0-9](\.[0-9]{1,6})?"),
    # Anything but zeros could be the parameters of a transformation, which may be secret.
    "转换参数": re.compile(r"[0,， ]*"),
    "几度分带": re.compile(r"[36](度|°)?(分)?(带)?"),
}
_SIGNS: Final = re.compile(r"[,，=＝@＠:：;\[\]【】［］()<>#*/\"'、\r\n\t]")

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_FIELDS = Words(
    zh="地块行的字段数应为 {least} 至 {most}，而不是 {value}",
    en="a header row has {least} to {most} fields, not {value}",
)
_DECIMALS = Words(
    zh="坐标小数位数应为 0 至 {most}，而不是 {value}", en="coordinates have 0 to {most} decimals, not {value}"
)
_AREA_DECIMALS = Words(
    zh="面积小数位数应为 0 至 {most}，而不是 {value}", en="areas have 0 to {most} decimals, not {value}"
)
_TWICE = Words(
    zh="fields 已写明全部字段，不能再写 {key}",
    en="fields names all fields of the row: {key} cannot stand beside it",
)
_FIRST = Words(
    zh="fields 应以“{expected}”的顺序开头：不列出字段名（field_list）时，读取方只能按位置识别；第 {at} 项是“{value}”",
    en="without field_list a reader knows the fields by their places: fields begins with {expected}, and has “{value}” at {at}",
)
_LISTED = Words(
    zh="fields 应以“界址点数”开头，并含 {expected}：否则列出字段名也无法识别",
    en="fields begins with 界址点数 and has {expected}, or nobody knows the row, listed or not",
)
_MISTAKEN = Words(
    zh="fields 中的“{value}”会被当作“{taken}”读回；请改名，或移到“{taken}”之后",
    en="“{value}” in fields would be read as “{taken}”; call it otherwise, or put it after that",
)
_BAD_TITLE = Words(
    zh="{key} 中的“{value}”不能用：不得重复、为空，也不得含标点或超过 30 字",
    en="“{value}” in {key} does not serve: a title stands once, is not blank, has no punctuation and at most 30 letters",
)
_UNKNOWN = Words(
    zh="{key} 中没有可用的“{value}”；可用：{known}", en="{key} knows no “{value}”; it knows {known}"
)
_NEAR = Words(
    zh="{key} 中没有可用的“{value}”；是否指：{near}？", en="{key} knows no “{value}”. Did you mean {near}?"
)
_BOTH = Words(
    zh="“{value}”既有来源列又有常量；请只留一个", en="“{value}” has both a column and a constant; keep one"
)
_NO_SYSTEM = Words(
    zh="keys 须含“坐标系”；坐标不带带号时还须含“带号”或“中央子午线”，否则无法读回",
    en="keys has 坐标系, and, where eastings carry no zone, 带号 or 中央子午线: without them nobody can read the file",
)
_SYNONYM = Words(zh="keys 中的“{value}”请写作“{usual}”", en="“{value}” in keys is written {usual}")
_OWN_KEY = Words(zh="“{value}”请用 {usual} 写明", en="“{value}” is told by {usual}")
_DECIDED = Words(
    zh="“{value}”由坐标系决定，不能写成常量",
    en="“{value}” is decided by the coordinate system and cannot be given",
)
_BAD_VALUE = Words(zh="“{value}”不能是“{text}”", en="“{value}” cannot be “{text}”")
_SECRET = Words(
    zh="“转换参数”只能写零或空：参数可能涉密，geokit 不写出",
    en="转换参数 holds zeros or nothing: parameters may be secret, and geokit writes none",
)
_Y_FIRST = Words(
    zh="axes 为 yx 时须写明 point_list = true：没有说明行，读取方会认为纵、横坐标（X、Y）互换",
    en="axes yx needs point_list: without the line that names the columns a reader takes X and Y for swapped",
)
_PREFIX = Words(
    zh="point_prefix 只能是不超过 8 个的字母或汉字，且不含“面”，而不是“{value}”",
    en="point_prefix is up to 8 letters, without 面, not “{value}”",
)
_FILE_NAME = Words(
    zh="file_name “{value}”不可用：花括号中只能是 {known}",
    en="the file_name “{value}” does not serve: braces hold {known} alone",
)
_ONE_LINE = Words(zh="{key} 只能是一行文字", en="{key} is one line of text")
_DAY = Words(
    zh="produced_on 应为日期（如 2026-01-15）或 today，而不是“{value}”",
    en="produced_on is a day, such as 2026-01-15, or today, not “{value}”",
)
_ENCODING = Words(
    zh="encoding “{value}”写出的文件无法自动识别；可用：{known}",
    en="a file in the encoding “{value}” is not recognised when it is read; use one of {known}",
)


def codec_of(encoding: str) -> str:
    """Return Python's name of an encoding, ``UTF-8 BOM`` known as well.

    Raises
    ------
    InputError
        There is no such encoding.

    Examples
    --------
    >>> codec_of("UTF-8 BOM"), codec_of("GBK")
    ('utf-8-sig', 'gbk')
    """
    plain = re.sub(r"[\s_-]+", "", encoding).casefold()
    return "utf-8-sig" if plain in ("utf8bom", "utf8withbom", "utf8带bom") else codec_name(encoding)


def check_dialect(dialect: Dialect) -> None:
    """Refuse a dialect that says what cannot be, or what the reader would take for something else.

    Raises
    ------
    OptionError
        With the parameter at fault under ``key``.
    InputError
        There is no such encoding.
    """
    for check in _CHECKS:
        check(dialect)


def _check_numbers(dialect: Dialect) -> None:
    count, most = dialect.field_count, _MOST_DECIMALS
    if count is not None and not _LEAST_FIELDS <= count <= _MOST_FIELDS:
        raise OptionError(_FIELDS, key="field_count", least=_LEAST_FIELDS, most=_MOST_FIELDS, value=count)
    for key, words, value in (
        ("decimals", _DECIMALS, dialect.decimals),
        ("area_decimals", _AREA_DECIMALS, dialect.area_decimals),
    ):
        if value is not None and not 0 <= value <= most:
            raise OptionError(words, key=key, most=most, value=value)


def _check_text(dialect: Dialect) -> None:
    if codec_of(dialect.encoding) not in _ENCODINGS:
        raise OptionError(_ENCODING, key="encoding", value=dialect.encoding, known=_ENCODINGS)
    if not re.fullmatch(r"[^\W\d_]{0,8}", dialect.point_prefix) or "面" in dialect.point_prefix:
        raise OptionError(_PREFIX, key="point_prefix", value=dialect.point_prefix)
    if dialect.axes == "yx" and not dialect.point_list:
        raise OptionError(_Y_FIRST, key="axes")
    for key in ("name", "producer"):
        if len(getattr(dialect, key).splitlines()) > 1 or "\0" in getattr(dialect, key):
            raise OptionError(_ONE_LINE, key=key)
    if dialect.produced_on not in ("", TODAY) and to_iso_date(dialect.produced_on) is None:
        raise OptionError(_DAY, key="produced_on", value=dialect.produced_on)
    try:
        places = [place for place in Formatter().parse(dialect.file_name) if place[1] is not None]
    except ValueError:
        places = [("", "", "", "")]
    if not dialect.file_name or any(
        name not in PLACES or spec or conversion for _, name, spec, conversion in places
    ):
        known = [f"{{{name}}}" for name in PLACES]
        raise OptionError(_FILE_NAME, key="file_name", value=dialect.file_name, known=known)


def _check_fields(dialect: Dialect) -> None:
    titles, listed = dialect.titles, dialect.fields
    if listed:
        for key in ("field_count", "further_fields"):
            if getattr(dialect, key):
                raise OptionError(_TWICE, key=key)
        if not _LEAST_FIELDS <= len(listed) <= _MOST_FIELDS:
            raise OptionError(
                _FIELDS, key="fields", least=_LEAST_FIELDS, most=_MOST_FIELDS, value=len(listed)
            )
    _check_titles(
        "fields" if listed else "further_fields", titles[: None if listed else 0], dialect.field_list
    )
    if dialect.field_list:
        _check_listed(titles)
        return
    for at, (expected, title) in enumerate(zip(FIELDS, titles, strict=False), start=1):
        if title != expected:
            raise OptionError(_FIRST, key="fields", expected=list(FIELDS[: len(titles)]), value=title, at=at)


def _check_titles(key: str, titles: tuple[str, ...], is_listed: bool) -> None:  # noqa: FBT001
    filled = [title for title in titles if title or is_listed]
    for title in filled:
        if _is_bad_name(title) or filled.count(title) > 1 or title == "geometry":
            raise OptionError(_BAD_TITLE, key=key, value=title)


def _is_bad_name(text: str) -> bool:
    return not text or text != text.strip() or bool(_SIGNS.search(text)) or len(text) > _MOST_FIELDS


def _check_listed(titles: tuple[str, ...]) -> None:
    """Refuse fields that their own list would not tell apart."""
    needed = FIELDS[:_LEAST_FIELDS]
    line = f"【{','.join(titles)},@】"
    if titles[0] != needed[0] or not set(needed) <= set(titles) or describes_points(line):
        raise OptionError(_LISTED, key="fields", expected=list(needed))
    if listed_fields(line) != titles:
        raise OptionError(_BAD_TITLE, key="fields", value=titles[-1])
    for title, taken in zip(titles, match_listed(titles), strict=True):
        if taken != (title if title in FIELDS else None):
            raise OptionError(_MISTAKEN, key="fields", value=title, taken=taken or title)
    targets = {target: title for title, target in map_columns(titles).targets.items()}
    for target, usual in (("id", "地块编号"), ("name", "地块名称"), ("declared", "地块面积")):
        if targets.get(target, usual) != usual:
            raise OptionError(_MISTAKEN, key="fields", value=targets[target], taken=usual)


def _check_sources(dialect: Dialect) -> None:
    known = [title for title in dialect.titles if title and title not in MADE]
    for key in ("columns", "constants"):
        for title, text in getattr(dialect, key).items():
            _refuse_unknown(key, title, known)
            if _CONTROLS.search(text):
                raise OptionError(_BAD_VALUE, key=key, value=title, text=text)
            if title in dialect.columns and title in dialect.constants:
                raise OptionError(_BOTH, key="constants", value=title)


def _refuse_unknown(key: str, name: str, known: Iterable[str]) -> None:
    listed = list(known)
    if name not in listed:
        near = difflib.get_close_matches(name, listed, n=1)
        raise OptionError(_NEAR if near else _UNKNOWN, key=key, value=name, near=near, known=listed)


def _check_keys(dialect: Dialect) -> None:
    for key in dialect.keys:
        if key in SYNONYMS and SYNONYMS[key] != MERIDIAN:
            raise OptionError(_SYNONYM, key="keys", value=key, usual=SYNONYMS[key])
        if _is_bad_name(key) or dialect.keys.count(key) > 1:
            raise OptionError(_BAD_TITLE, key="keys", value=key)
    told = dialect.prefixed or {"带号", MERIDIAN} & set(dialect.keys)
    if "坐标系" not in dialect.keys or not told:
        raise OptionError(_NO_SYSTEM, key="keys")


def _check_attributes(dialect: Dialect) -> None:
    for key, text in dialect.attributes.items():
        _refuse_unknown("attributes", key, dialect.keys)
        if key in _OF_PRODUCTION:
            raise OptionError(_OWN_KEY, key="attributes", value=key, usual=_OF_PRODUCTION[key])
        if key in ("带号", MERIDIAN):
            raise OptionError(_DECIDED, key="attributes", value=key)
        known = _VALUES.get(key)
        if known is not None and not known.fullmatch(text):
            raise OptionError(
                _SECRET if key == "转换参数" else _BAD_VALUE, key="attributes", value=key, text=text
            )
        if _CONTROLS.search(text) or (key == "坐标系" and find_datum(text) is None):
            raise OptionError(_BAD_VALUE, key="attributes", value=key, text=text)


def _check_sections(dialect: Dialect) -> None:
    for name, told in dialect.sections.items():
        if _is_bad_name(name) or name in (ATTRIBUTES, COORDINATES):
            raise OptionError(_BAD_TITLE, key="sections", value=name)
        for key, text in told.items():
            if _is_bad_name(key) or _CONTROLS.search(text):
                raise OptionError(_BAD_TITLE, key="sections", value=key)


def _check_required(dialect: Dialect) -> None:
    sections = [key for told in dialect.sections.values() for key in told]
    known = [*(title for title in dialect.titles if title), *dialect.keys, *sections]
    for name in dialect.required:
        _refuse_unknown("required", name, known)


_CHECKS: tuple[Callable[[Dialect], None], ...] = (
    _check_numbers,
    _check_text,
    _check_fields,
    _check_sources,
    _check_keys,
    _check_attributes,
    _check_sections,
    _check_required,
)
