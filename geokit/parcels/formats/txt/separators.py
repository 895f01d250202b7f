"""What stands in a boundary-point TXT in the place of the commas of the rule, or behind its last row: read as it is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geokit.i18n import Words

if TYPE_CHECKING:
    from geokit.parcels.diagnostics import Diagnostics

_SECTION, _MARK = "地块坐标", "@"
_COMMAS: Final = ",，"
_SEMICOLONS: Final = Words(zh="分号", en="semicolons")
_NAMES: Final = {"\t": Words(zh="制表符", en="tabs"), ";": _SEMICOLONS, "；": _SEMICOLONS}
# A point has three signs between its four fields, and may come without the ring.
_LEAST_SIGNS: Final = 2
_TRAILING: Final = re.compile(r"[;；][;；\s]*$")
_END: Final = re.compile(r"[#\[【/*\s]*(?:end|eof|结束|文件结束)[\]】/*.。\s]*", re.IGNORECASE)

_PARTED = Words(
    zh="地块坐标以{sign}分列，而非逗号，已照此读取",
    en="the fields are parted by {sign} and no commas, and were read so",
)
_ENDED = Words(zh="行末有分号，已略去", en="semicolons at the ends of lines were passed over")
_LAST = Words(
    zh="末行“{text}”不是界址点，已略去", en="the last line, “{text}”, is no point and was passed over"
)


def with_commas(text: str, remarks: Diagnostics) -> str:
    """Return the text of a file with commas between its fields, line for line.

    Parameters
    ----------
    text : str
        With LF, CRLF or CR at the ends of lines.
    remarks : Diagnostics
        Takes what was found.
    """
    # Without either it is no such file, and what is said of its rows is said of them as they are.
    if _SECTION not in text and _MARK not in text:
        return text
    begin = max(text.find(_SECTION), 0)
    head, body = text[:begin], text[begin:]
    first_line = 1 + head.count("\n")
    if not ("\t" in body or ";" in body or "；" in body):
        return head + _without_end(body, first_line, remarks)
    lines = body.split("\n")
    for at, line in enumerate(lines):
        lines[at] = _plain_line(line, first_line + at, remarks)
    return head + _without_end("\n".join(lines), first_line, remarks)


def _plain_line(line: str, number: int, remarks: Diagnostics) -> str:
    bare = _TRAILING.sub("", line)
    if bare != line:
        remarks.add("trailing_semicolon", _ENDED, line=number)
    if any(comma in bare for comma in _COMMAS):
        return bare
    sign = next((sign for sign in _NAMES if bare.count(sign) >= _LEAST_SIGNS), None)
    if sign is None:
        return bare
    remarks.add("other_separator", _PARTED, line=number, sign=_NAMES[sign])
    return bare.replace(sign, ",")


def _without_end(body: str, first_line: int, remarks: Diagnostics) -> str:
    """Leave out a last line that says that it is the last."""
    filled = body.rstrip()
    start = max(filled.rfind("\n"), filled.rfind("\r")) + 1
    last = filled[start:]
    if not start or not _END.fullmatch(last):
        return body
    remarks.add("end_line", _LAST, line=first_line + filled.count("\n"), text=last.strip())
    return body[:start] + body[len(filled) :]
