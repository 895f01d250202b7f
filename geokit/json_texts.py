"""JSON that people edit: a key that stands twice is a fault, and what is wrong is said in both languages, with its place."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from geokit.errors import InputError
from geokit.i18n import Words

_BROKEN = Words(
    zh="JSON 语法错误（第 {column} 列）：{problem}", en="the JSON is broken at column {column}: {problem}"
)
_TWICE = Words(
    zh="同一对象中键“{key}”出现多次，不能确定以哪一个为准；请只保留一个",
    en="the key “{key}” stands more than once in one object, and which one counts is not known: keep one",
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
        zh="键须加双引号，最后一项后面没有逗号",
        en="a key stands in double quotes, and no comma behind the last",
    ),
    "Expecting ':'": Words(zh="键后面缺少冒号", en="a colon is missing behind the key"),
    "Expecting ','": Words(zh="缺少逗号或右括号", en="a comma or a closing bracket is missing"),
    "Expecting value": Words(
        zh="缺少值，文字须加双引号", en="a value is missing; text stands in double quotes"
    ),
    "Illegal trailing comma": Words(zh="最后一项后面没有逗号", en="no comma stands behind the last"),
    "Extra data": Words(zh="末尾还有多余的内容", en="something follows the end"),
}
Kind = TypeVar("Kind", bound=InputError)


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
        It is no JSON, or a key stands twice in one object; with line and column where one place is at fault.

    Examples
    --------
    >>> parse_json('{"a": [1]}')
    {'a': [1]}
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            raise kind(_TWICE, key=next(name for at, name in enumerate(names) if name in names[:at]))
        return made

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise _fault(error, kind) from None
    except RecursionError:
        raise kind(_DEEP) from None
    except InputError:
        raise
    except ValueError:
        # Python converts so many digits and no more.
        raise kind(_NUMBER) from None


def _fault(error: json.JSONDecodeError, kind: type[Kind]) -> Kind:
    words = next((words for begins, words in _WORDS.items() if error.msg.startswith(begins)), _OTHER)
    return kind(_BROKEN, line=error.lineno, column=error.colno, problem=words)
