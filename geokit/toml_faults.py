"""What is wrong with a text that is no TOML, in both languages: tomllib speaks English alone."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from geokit.errors import InputError
from geokit.i18n import Words

_BROKEN = Words(
    zh="TOML 语法错误（第 {column} 列）：{problem}", en="the TOML is broken at column {column}: {problem}"
)
_BROKEN_AS_A_WHOLE = Words(zh="TOML 语法错误：{problem}", en="the TOML is broken: {problem}")
_WIDE = Words(
    zh="{problem}；这一行有全角标点 {marks} ，引号、逗号、等号等须为半角",
    en="{problem}; the line has the wide marks {marks} : quotes, commas and equals signs are those of the English keyboard",
)
_WIDE_MARKS: Final = re.compile("[“”‘’，＝＂＇【】［］｛｝]")
_UNQUOTED = Words(
    zh="{problem}；中文等其他文字作键名须加引号",
    en="{problem}; a key of other letters than a to z stands in quotes",
)
# What tomllib says where a key, or a part of one, ends before its letters do.
_AT_KEY: Final = ("Invalid statement", "Expected '='", "Expected ']")
_TABLE_TWICE = Words(zh="表 [{name}] 出现两次", en="the table [{name}] stands twice")
_TABLE_TWICE_UNNAMED = Words(zh="同一个表写了两次", en="a table is written twice")
_KEY_TWICE = Words(zh="键出现两次", en="a key stands twice")
_BAD_VALUE = Words(zh="等号后不是 TOML 的值；文字须加引号", en="no value of TOML; text stands in quotes")
_TOO_LONG = Words(zh="数字过长", en="a number is too long")
_UNCLOSED = Words(zh="引号没有成对", en="a quote is not closed")
_LETTER = Words(zh="有不能出现的字符", en="a letter stands where it cannot")
_ESCAPE = Words(
    zh=r"双引号里的反斜杠须写成 \\，或改用单引号",
    en=r"in double quotes a backslash is \\; or use single quotes",
)
_OTHER = Words(zh="不合 TOML 的写法", en="it is not written as TOML is")
_IN_TEXT: Final = ("Unterminated string", "Expected \"'")
# By how the sentences of tomllib begin.
_TOML_WORDS: Final = {
    "Cannot overwrite a value": _KEY_TWICE,
    "Duplicate inline table key": _KEY_TWICE,
    "Cannot mutate immutable namespace": Words(
        zh="已用 {{…}} 写完的表、已用 […] 写完的列表不能再添加内容",
        en="nothing is added to a table written as {{…}} or to a list written as […]",
    ),
    "Invalid value (at end": Words(zh="值没有写完", en="a value is not finished"),
    "Invalid value": _BAD_VALUE,
    "Exceeds the limit": _TOO_LONG,
    "nested deeper": Words(zh="嵌套过深", en="it is nested deeper than a file of settings is"),
    "Expected newline or end of document": Words(
        zh="值后面还有内容；一行一个键", en="something follows the value; a key has its own line"
    ),
    "Expected '='": Words(zh="键后面缺少等号", en="an equals sign is missing behind the key"),
    "Expected ']": Words(zh="表头缺少右括号", en="the header of a table is not closed"),
    "Invalid initial character for a key": Words(
        zh="键名须为英文字母、数字，其他文字须加引号；{{…}} 须写在一行内",
        en="no key; one of other letters than a to z stands in quotes, and {{…}} on one line",
    ),
    "Invalid statement": Words(zh="既不是键也不是表头", en="neither a key nor the header of a table"),
    "Illegal character": Words(
        zh="引号没有成对，或有不能出现的字符", en="a quote is not closed, or a letter cannot stand there"
    ),
    **dict.fromkeys(_IN_TEXT, _UNCLOSED),
    "Unescaped '\\'": _ESCAPE,
    "Invalid hex value": _ESCAPE,
    "Escaped character is not": _ESCAPE,
    "Found invalid character": _LETTER,
    "Invalid date or datetime": Words(zh="日期或时间不存在", en="there is no such date or time"),
    "Cannot redefine namespace": _TABLE_TWICE_UNNAMED,
    "Unclosed array": Words(zh="列表缺少 ] 或逗号", en="a list lacks its ] or a comma"),
    "Unclosed inline table": Words(zh="表缺少 }} 或逗号", en="a table lacks its }} or a comma"),
}
_TWICE_IN_TOML: Final = re.compile(r"Cannot declare \((.*)\) twice")
_AT_LINE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")
# Up to a comment, or to the end of the line.
_CODE: Final = re.compile(r"""(?:"(?:\\.|[^"\\])*+"|'[^']*+'|[^"'#])*+(?=#|$)""")
_AT_END: Final = " (at end of document)"
Kind = TypeVar("Kind", bound=InputError)


def toml_fault(said: str, text: str, kind: type[Kind]) -> Kind:
    """Return what is wrong with a text that is no TOML, with its line and column where one place is at fault.

    Parameters
    ----------
    said : str
        As :mod:`tomllib` says it.
    text : str
        The text.
    kind : type
        Of the error. Its field `problem` is what is wrong, without where.
    """
    at = _AT_LINE.search(said)
    if at is None and not said.endswith(_AT_END):
        return kind(_BROKEN_AS_A_WHOLE, problem=_problem(said))
    line, column = (int(at[1]), int(at[2])) if at else _end_of(text, is_within_text=said.startswith(_IN_TEXT))
    problem = _problem(said)
    written = text.split("\n")[line - 1]
    if said.startswith(_AT_KEY) and _is_other_letter(written[column - 1 : column]):
        problem = InputError(_UNQUOTED, problem=problem)
    marks = " ".join(dict.fromkeys(_WIDE_MARKS.findall(_bare(written))))
    if marks:
        problem = InputError(_WIDE, problem=problem, marks=marks)
    return kind(_BROKEN, line=line, column=column, problem=problem)


def _end_of(text: str, *, is_within_text: bool) -> tuple[int, int]:
    """Return the line and column behind the last letter: what is below could not be mended, nor could a comment."""
    lines = text.rstrip().split("\n")
    while not is_within_text and len(lines) > 1 and not _without_comment(lines[-1]):
        lines.pop()
    return len(lines), len(lines[-1] if is_within_text else _without_comment(lines[-1])) + 1


def _without_comment(line: str) -> str:
    code = _CODE.match(line)
    return (code[0] if code else line).rstrip()


def _is_other_letter(letter: str) -> bool:
    return letter.isalnum() and not letter.isascii()


def _bare(line: str) -> str:
    return re.sub(r'"[^"]*"' + r"|'[^']*'|#.*", "", line)


def _problem(said: str) -> InputError:
    twice = _TWICE_IN_TOML.match(said)
    if twice:
        return InputError(_TABLE_TWICE, name=".".join(re.findall(r"'([^']*)'", twice[1])))
    return InputError(
        next((words for begins, words in _TOML_WORDS.items() if said.startswith(begins)), _OTHER)
    )
