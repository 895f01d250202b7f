"""A receiving office's form as a file: a dialect in TOML, with keys in English or in Chinese."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.errors import InputError, OptionError
from geokit.i18n import Words
from geokit.inputs import locate_keys, parse_toml
from geokit.parcels.dialect import Dialect
from geokit.parcels.files import bytes_of, existing_path

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

# Some forms explain every key; none is a book. Lists and names are compared each with each.
_LARGEST = 64 * 1024
_SHOWN = 60
_LARGE = Words(
    zh="配置文件超过 {limit} KB，不予读取", en="a profile has at most {limit} KB: this one is not read"
)
_NOT_UTF8 = Words(zh="不是 UTF-8 编码的文本；请另存为 UTF-8", en="the text is not in UTF-8; save it as UTF-8")
_UNKNOWN = Words(zh="没有 {key} 这个键；可用：{known}", en="there is no key {key}; there are {known}")
_NEAR = Words(zh="没有 {key} 这个键，是否指 {near}？", en="there is no key {key}; did you mean {near}?")
_TWICE = Words(zh="{key} 与 {other} 是同一个键，只能写一次", en="{key} and {other} are one key: write one")
_NOT_TEXT = Words(zh="{key} 须为加引号的文字", en="{key} is a text in quotes")

# What an office calls each parameter of a dialect.
CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "名称": "name",
        "字段数": "field_count",
        "其他字段": "further_fields",
        "地块行字段": "fields",
        "字段来源列": "columns",
        "字段常量": "constants",
        "列出字段名": "field_list",
        "列出点的列名": "point_list",
        "属性键": "keys",
        "属性描述": "attributes",
        "附加段": "sections",
        "坐标顺序": "axes",
        "坐标带带号": "prefixed",
        "坐标小数位数": "decimals",
        "重复首点": "closing",
        "点号前缀": "point_prefix",
        "界址点编号": "numbering",
        "面积单位": "area_unit",
        "面积小数位数": "area_decimals",
        "每宗一个文件": "one_file_each",
        "文件名": "file_name",
        "编码": "encoding",
        "换行": "line_end",
        "数据产生单位": "producer",
        "数据产生日期": "produced_on",
        "必填": "required",
    }
)
# Words that Chinese settings have for what a dialect chooses from.
_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "numbering": {"原样": "as-is", "西北角": "north-west", "连续": "continuing", "整批": "batch"},
        "area_unit": {"公顷": "ha", "平方米": "m2", "m²": "m2"},
        "axes": {"x,y": "xy", "y,x": "yx"},
        "produced_on": {"今天": "today", "当天": "today"},
    }
)
_IN_ANY_CASE = ("axes", "line_end", "numbering", "area_unit")


@public
def load_profile(path: str | os.PathLike[str]) -> Dialect:
    """Read how an office wants its files from a TOML file.

    Its keys are the parameters of :class:`geokit.Dialect`, or their Chinese names in quotes (``"数据产生单位"``); what is left
    out is as usual.

    Parameters
    ----------
    path : str or path
        The file, UTF-8.

    Raises
    ------
    InputError
        The file is missing, is no TOML, or has a key that nobody knows or that cannot have its value; names the line, and the
        key that is near.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "office.toml"
    ...     _ = file.write_text("decimals = 4", encoding="utf-8")
    ...     load_profile(file).decimals
    4
    """
    file = display_path(Path(path))
    try:
        text = _bytes_of(existing_path(path)).decode("utf-8-sig")
        data = parse_toml(text)
    except InputError as error:
        raise error.at(file) from None
    except UnicodeDecodeError:
        raise InputError(_NOT_UTF8, file=file) from None
    profile = _Profile(file, text, data)
    try:
        return Dialect(**profile.parameters())
    except OptionError as error:
        key = str(error.fields.get("key") or error.fields.get("name") or "")
        line = profile.line_of(key, error.fields.get("value"))
        error.fields = profile.as_written(error.fields)
        raise error.at(file, line) from None
    except InputError as error:
        raise error.at(file, profile.line_of("encoding")) from None


def _bytes_of(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise InputError(_LARGE, file=display_path(path), limit=_LARGEST // 1024)
    return bytes_of(path)


class _Profile:
    """A parsed file, and where its keys stand."""

    def __init__(self, file: str, text: str, data: Mapping[str, Any]) -> None:
        self.file, self.data = file, data
        self.rows, self.lines = text.splitlines(), locate_keys(text)
        self.written: dict[str, str] = {}

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of a dialect.

        Raises
        ------
        InputError
            A key is none of them, or is there twice.
        """
        known = [each.name for each in fields(Dialect)]
        found = {}
        for key, value in self.data.items():
            name = CHINESE.get(key, key)
            if name not in known:
                raise self._unknown(key, [*known, *CHINESE])
            if name in found:
                raise InputError(
                    _TWICE, file=self.file, line=self.lines.get((key,)), key=key, other=self.written[name]
                )
            self.written[name] = key
            found[name] = self._value(name, value)
        return found

    def as_written(self, told: Mapping[str, object]) -> dict[str, object]:
        """Return the fields of a sentence on a parameter with its key, and what it knows, as the file has them."""
        fields = dict(told)
        for field in ("key", "name"):
            name = str(fields.get(field))
            written = self.written.get(name, name)
            if written == name:
                continue
            fields[field] = written
            if name in _CHOICES and "known" in fields:
                fields["known"] = list(_CHOICES[name])
        return fields

    def _unknown(self, key: str, known: list[str]) -> InputError:
        near = difflib.get_close_matches(key, known, n=2, cutoff=0.5)
        words = _NEAR if near else _UNKNOWN
        return InputError(
            words, file=self.file, line=self.lines.get((key,)), key=key[:_SHOWN], near=near, known=known
        )

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._text_within(name, key, each) for key, each in value.items()}
        if name == "produced_on" and isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, str):
            value = value.casefold() if name in _IN_ANY_CASE else value
            return _CHOICES.get(name, {}).get(value, value)
        return value

    def _text_within(self, name: str, key: str, value: Any) -> Any:
        """Return a value of a table as text: a code may stand there as a number, but 0.10 could be 0.1 as well."""
        if isinstance(value, dict):
            return {inner: self._text_within(f"{name}.{key}", inner, each) for inner, each in value.items()}
        if isinstance(value, str):
            return value
        if isinstance(value, int | dt.date) and not isinstance(value, bool):
            return str(value)
        line = self.line_of(name.partition(".")[0], key)
        raise InputError(_NOT_TEXT, file=self.file, line=line, key=key)

    def line_of(self, name: str, value: object = None) -> int | None:
        """Return the line of a parameter, or of a value that stands under it or in its list."""
        key = self.written.get(name, name)
        line = self.lines.get((key,)) or self.lines.get((key, str(value)))
        if line is None or not isinstance(value, str):
            return line
        quoted = (f'"{value}"', f"'{value}'")
        below = range(line, len(self.rows) + 1)
        return next((at for at in below if any(text in self.rows[at - 1] for text in quoted)), line)
