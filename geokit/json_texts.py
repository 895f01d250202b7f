"""JSON that people edit: a key that stands twice is a fault, and what is wrong is said in both languages, with its place."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

from geokit.errors import InputError
from geokit.i18n import Words

_BROKEN = Words(
    zh="JSON 语法错误（第 {column} 列）：{problem}", en="the JSON is broken at column {column}: {problem}"
)
_TWICE = Words(
    zh="同一对象中键“{key}”出现多次（又见第 {column} 列），不能确定以哪一个为准；请只保留一个",
    en="the key “{key}” stands more than once in one object, again at column {column}, and which one counts is not known: "
    "keep one",
)
_DEEP = Words(zh="JSON 嵌套过深", en="the JSON is nested too deep")
_NUMBER = Words(zh="JSON 中的数字过长", en="a number of the JSON is too long")
_OTHER = Words(zh="不合 JSON 的写法", en="it is not written as JSON is")
# By how the sentences of the library begin, which speaks English alone.
_WORDS: Final = {
    "Unterminated string": Words(zh="引号没有成对", en="a quote is not closed"),
    "Invalid control": Words(
        zh="引号里有换行或控制字符", en="an end of line or a control stands within quotes"
    ),
    "Invalid \\": Words(zh=r"反斜杠须写成 \\", en=r"a backslash is written \\"),
    "Expecting property name": Words(
        zh="键须加双引号，最后一项后面不能有逗号",
        en="a key stands in double quotes, and the last item takes no comma behind it",
    ),
    "Expecting ':'": Words(zh="键后面缺少冒号", en="a colon is missing behind the key"),
    "Expecting ','": Words(zh="缺少逗号或右括号", en="a comma or a closing bracket is missing"),
    "Expecting value": Words(
        zh="缺少值，文字须加双引号", en="a value is missing; text stands in double quotes"
    ),
    "Illegal trailing comma": Words(zh="最后一项后面不能有逗号", en="the last item takes no comma behind it"),
    "Extra data": Words(zh="末尾还有多余的内容", en="something follows the end"),
}
# A text with the colon behind it, where it is a key, or a brace.
_MARK: Final = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]')
Kind = TypeVar("Kind", bound=InputError)


class _RepeatedKeyError(Exception):
    """An object has a key twice."""


def parse_json(text: str, kind: type[InputError] = InputError) -> Any:
    """Return what a JSON text says.

    Parameters
    ----------
    text : str
    kind : type
        Of the error.

    Raises
    ------
    InputError
        It is no JSON, or a key stands twice in one object; with line and column, but for a text that is nested too deep and
        for a number that is too long.

    Examples
    --------
    >>> parse_json('{"a": [1]}')
    {'a': [1]}
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _RepeatedKeyError:
        raise _repeated(text, kind) from None
    except json.JSONDecodeError as error:
        raise _fault(error, kind) from None
    except RecursionError:
        raise kind(_DEEP) from None
    except ValueError:
        # Python converts so many digits and no more.
        raise kind(_NUMBER) from None


def _fault(error: json.JSONDecodeError, kind: type[Kind]) -> Kind:
    words = next((words for begins, words in _WORDS.items() if error.msg.startswith(begins)), _OTHER)
    return kind(_BROKEN, line=error.lineno, column=error.colno, problem=words)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _RepeatedKeyError
    return made


def _repeated(text: str, kind: type[Kind]) -> Kind:
    """Return the fault of the first key that its object has already; all before it is JSON."""
    around: list[set[str]] = []
    for mark in _MARK.finditer(text):
        if mark[0] == "{":
            around.append(set())
        elif mark[0] == "}":
            around.pop()
        elif mark[2]:
            key = json.loads(mark[1])
            if key in around[-1]:
                break
            around[-1].add(key)
    line, column = text.count("\n", 0, mark.start()) + 1, mark.start() - text.rfind("\n", 0, mark.start())
    return kind(_TWICE, line=line, column=column, key=key)
