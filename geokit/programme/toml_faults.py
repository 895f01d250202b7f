"""What is wrong with a text that is no TOML, in both languages: tomllib speaks English alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geokit.errors import CatalogError, InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    import tomllib

_BROKEN = Words(zh="TOML 语法错误：{problem}", en="the TOML is broken: {problem}")
_WIDE = Words(
    zh="{problem}；这一行有全角标点 {marks} ，引号、逗号、等号等须为半角",
    en="{problem}; the line has the wide marks {marks} : quotes, commas and equals signs are those of the English keyboard",
)
_WIDE_MARKS: Final = re.compile("[“”‘’，＝＂＇【】［］｛｝]")
_TABLE_TWICE = Words(zh="表 [{name}] 出现两次", en="the table [{name}] stands twice")
_KEY_TWICE = Words(zh="键出现两次", en="a key stands twice")
_BAD_VALUE = Words(zh="等号后不是 TOML 的值；文字须加引号", en="no value of TOML; text stands in quotes")
_TOO_LONG = Words(zh="数字过长", en="a number is too long")
# By how the sentences of tomllib begin.
_TOML_WORDS: Final = {
    "Cannot overwrite a value": _KEY_TWICE,
    "Duplicate inline table key": _KEY_TWICE,
    "Cannot mutate immutable namespace": Words(
        zh="已用 {{…}} 写完的表不能再添加键", en="a table written as {{…}} takes no further keys"
    ),
    "Invalid value": _BAD_VALUE,
    "Exceeds the limit": _TOO_LONG,
    "nested deeper": Words(zh="嵌套过深", en="it is nested deeper than a file of settings is"),
    "Expected newline or end of document": Words(
        zh="值后面还有内容；一行一个键", en="something follows the value; a key has its own line"
    ),
    "Expected '='": Words(zh="键后面缺少等号", en="an equals sign is missing behind the key"),
    "Expected ']": Words(zh="表头缺少右括号", en="the header of a table is not closed"),
    "Invalid initial character for a key": Words(
        zh="键名须为英文字母、数字，{{…}} 须写在一行内", en="no key; {{…}} stands on one line"
    ),
    "Invalid statement": Words(zh="既不是键也不是表头", en="neither a key nor the header of a table"),
    "Illegal character": Words(
        zh="引号没有成对，或有不能出现的字符", en="a quote is not closed, or a letter cannot stand there"
    ),
    "Unterminated string": Words(zh="引号没有成对", en="a quote is not closed"),
    "Unescaped '\\'": Words(
        zh=r"双引号里的反斜杠须写成 \\，或改用单引号",
        en=r"in double quotes a backslash is \\; or use single quotes",
    ),
    "Unclosed array": Words(zh="列表缺少 ] 或逗号", en="a list lacks its ] or a comma"),
    "Unclosed inline table": Words(zh="表缺少 }} 或逗号", en="a table lacks its }} or a comma"),
}
_TWICE_IN_TOML: Final = re.compile(r"Cannot declare \((.*)\) twice")
_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")


def toml_fault(error: tomllib.TOMLDecodeError, name: str, text: str) -> CatalogError:
    """Return what is wrong with a text that is no TOML, with its line."""
    said = str(error)
    at = _AT_LINE.search(said)
    line = int(at[1]) if at else None
    problem = _toml_problem(said[: at.start()] if at else said)
    marks = " ".join(dict.fromkeys(_WIDE_MARKS.findall(_bare(text.split("\n")[line - 1])))) if line else ""
    if marks:
        return CatalogError(
            _BROKEN, file=name, line=line, problem=InputError(_WIDE, problem=problem, marks=marks)
        )
    return CatalogError(_BROKEN, file=name, line=line, problem=problem)


def _bare(line: str) -> str:
    return re.sub(r'"[^"]*"' + r"|'[^']*'|#.*", "", line)


def _toml_problem(said: str) -> InputError | str:
    twice = _TWICE_IN_TOML.match(said)
    if twice:
        return InputError(_TABLE_TWICE, name=".".join(re.findall(r"'([^']*)'", twice[1])))
    words = next((words for begins, words in _TOML_WORDS.items() if said.startswith(begins)), None)
    return InputError(words) if words else said
