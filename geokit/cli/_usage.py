"""What click says of a wrong command line, in Chinese: click has sentences in English only, made before it raises."""

from __future__ import annotations

import re
from typing import Final

# Whatever came from the command line keeps its quotes or brackets, so that it is never taken for one of these itself.
_CHINESE: Final = tuple(
    (re.compile(sentence, re.DOTALL), template)
    for sentence, template in (
        (r"Usage: (.*)", "用法：{}"),
        (r"Try ('.*') for help\.", "查看帮助：{}"),
        (r"Error: (.*)", "错误：{}"),
        (r"Invalid value for ('.*?'): (.*)", "{} 的值无效：{}"),
        (r"Invalid value: (.*)", "值无效：{}"),
        (r"No such (option|command):? ([^ ]*?)\.?", "没有{} {}"),
        (r"No such (option|command):? ([^ ]*?)\.? Did you mean ('?[^ ]*'?)\?", "没有{} {}；是否指：{}？"),
        (
            r"No such (option|command):? ([^ ]*?)\.? \((?:Did you mean one of|Possible options): (.*?)\??\)",
            "没有{} {}；是否指：{}？",
        ),
        (r"Missing (?:option|argument|parameter) ('.*')\.", "缺少 {}"),
        (r"option", "选项"),
        (r"command", "命令"),
        (r"Missing command\.", "缺少命令"),
        (r"Got unexpected extra arguments? (\(.*\))", "多余的参数：{}"),
        (r"Option ('.*?') requires an argument\.", "选项 {} 需要一个值"),
        (r"Option ('.*?') does not take a value\.", "选项 {} 不带值"),
        (r"(['\"].*['\"]) is not one of (.*)\.", "{} 不是 {} 之一"),
        (r"(['\"].*['\"]) is not a valid integer(?: range)?\.", "{} 不是整数"),
        (r"(['\"].*['\"]) is not a valid float(?: range)?\.", "{} 不是数字"),
        (r"([-+.\d]+) is not in the range (.*)\.", "{} 不在 {} 之内"),
        (r"(['\"].*['\"]) does not match the formats? (.*)\.", "{} 不合格式 {}"),
    )
)


def usage_in_chinese(said: str) -> str:
    """Return a sentence of click's in Chinese; what is none of those known stays as it is.

    Examples
    --------
    >>> usage_in_chinese("Error: Invalid value for '--zone': 'x' is not a valid integer.")
    "错误：'--zone' 的值无效：'x' 不是整数"
    """
    for sentence, template in _CHINESE:
        found = sentence.fullmatch(said)
        if found:
            return template.format(*map(usage_in_chinese, found.groups()))
    return said
