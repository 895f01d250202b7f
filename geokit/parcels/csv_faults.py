"""Why Python's reader of CSV stops, in both languages."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from geokit.i18n import InWords, Language, Words
from geokit.library_words import LibrarySays

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOO_LONG = Words(
    zh="一个单元格超过 {most} 个字符，可能缺少一个引号",
    en="a cell has more than {most} characters; a quotation mark may be missing",
)
_LINE_ENDS = Words(
    zh="引号之外有不能识别的换行符", en="outside of quotation marks stands an end of line that is none"
)
_KNOWN: Final[Mapping[str, Words]] = {
    "field larger than": _TOO_LONG,
    "new-line character": _LINE_ENDS,
}


class CsvProblem(InWords):
    """What is wrong with a CSV: in words of ours, and as the library says it where there are none.

    Examples
    --------
    >>> CsvProblem(csv.Error("field larger than field limit (131072)")).localize("en")
    'a cell has more than 131,072 characters; a quotation mark may be missing'
    """

    __slots__ = ("_said",)

    def __init__(self, error: csv.Error) -> None:
        self._said = str(error)

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        known = next((words for start, words in _KNOWN.items() if self._said.startswith(start)), None)
        if known is None:
            return LibrarySays(self._said).localize(language)
        return known.render(language, most=f"{csv.field_size_limit():,}")
