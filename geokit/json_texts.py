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
_WRITTEN = Words(
    zh="数写作 1、-1、0.5 或 1e3，前面没有加号和多余的零，也不用十六进制",
    en="a number is written as 1, -1, 0.5 or 1e3, without a plus or needless zeros in front of it, and not in base 16",
)
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
# What stands before a place in one word with what stands there, and how a word begins that is meant as a number.
_LETTER: Final = re.compile(r"[-+.\w]")
_BEFORE: Final = re.compile(r"[-+.\w]*\Z")
_LIKE_NUMBER: Final = re.compile(r"[-+]?\.?[0-9]")
_LONGEST_WORD: Final = 400
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


def fault_of_json(text: str, kind: type[Kind]) -> Kind | None:
    """Return what keeps a text from being JSON, with line and column; None where nothing does.

    Neither a key that stands twice nor a long number does. Nothing is kept of what the text says, so that it may be long.

    Examples
    --------
    >>> fault_of_json('{"a": +1}', InputError).fields["column"], fault_of_json("[1, 2]", InputError)
    (7, None)
    """
    try:
        _CHECKING.decode(text)
    except json.JSONDecodeError as error:
        return _fault(error, kind)
    except RecursionError:
        return kind(_DEEP)
    return None


def _nothing(_: object) -> None:
    return None


_CHECKING: Final = json.JSONDecoder(object_pairs_hook=_nothing, parse_int=_nothing, parse_float=_nothing)


def _fault(error: json.JSONDecodeError, kind: type[Kind]) -> Kind:
    if (begin := _begin_of_number(error)) is not None:
        return kind(_BROKEN, line=error.lineno, column=error.colno - (error.pos - begin), problem=_WRITTEN)
    words = next((words for begins, words in _WORDS.items() if error.msg.startswith(begins)), _OTHER)
    return kind(_BROKEN, line=error.lineno, column=error.colno, problem=words)


def _begin_of_number(error: json.JSONDecodeError) -> int | None:
    """Return where what is meant as a number begins, in the middle of which the library stopped or which it is at."""
    text, at = error.doc, error.pos
    before = _BEFORE.search(text, max(at - _LONGEST_WORD, 0), at)
    begin = at if before is None else before.start()
    is_in_word = begin < at and _LETTER.match(text, at) is not None
    is_in_word |= error.msg.startswith("Expecting value")
    return begin if is_in_word and _LIKE_NUMBER.match(text, begin) else None


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
