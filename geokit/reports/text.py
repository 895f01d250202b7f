"""Plain text for people: a line of numbers, then the findings of each park, the worst first."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import load_rules
from geokit.reports._base import ReportFormat
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport

WIDTH = 80
_INDENT = "    "
_PARK = Words(zh="{name}({parcels} 宗地块)", en="{name} ({parcels} parcels)")
_PARCELS = Words(zh="地块({parcels} 宗)", en="parcels ({parcels})")
_NOTHING = Words(zh="未发现问题", en="nothing found")
_HOW = Words(
    zh="压盖、缝隙等面积为 {crs} 中的平面面积。核查日期 {today}。",
    en="Areas of overlaps and gaps are planar, in {crs}. Audited on {today}.",
)


class Text(ReportFormat):
    """The report as a terminal shows it: no line is wider than 80 columns."""

    title: ClassVar[Words] = Words(zh="文本", en="text")
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".log")

    def render(self, report: AuditReport, language: Language) -> bytes:
        """Return the report as UTF-8 text."""
        return ("\n".join(_lines(report, language)) + "\n").encode()


def _lines(report: AuditReport, language: Language) -> Iterator[str]:
    yield report.summary(language)
    found = {park: list(group) for park, group in groupby(report.findings, key=lambda each: each.park)}
    for each in report.audited:
        yield ""
        name = each.park.name if each.park else None
        yield (_PARK if name else _PARCELS).render(language, name=name, parcels=len(each.parcels))
        for finding in found.get(each.name, []):
            yield from _finding_lines(finding, language)
        if each.name not in found:
            yield f"  {_NOTHING.in_words(language)}"
    systems = sorted({each.crs.name for each in report.audited if each.crs is not None})
    yield ""
    yield from wrap(_HOW.render(language, crs=systems or ["—"], today=report.today), WIDTH)


def _finding_lines(finding: Finding, language: Language) -> Iterator[str]:
    title = load_rules()[finding.rule].title.in_words(language)
    place = f"  {finding.source}" if finding.source.file else ""
    yield f"  [{finding.severity.in_words(language)}] {finding.rule} {title}{place}"
    message = printable(finding.message(language))
    yield from (_INDENT + line for line in wrap(message, WIDTH - len(_INDENT)))


def printable(text: str) -> str:
    r"""Return text without control characters, which a terminal would obey.

    Examples
    --------
    >>> printable("a\x1b[31mb\u202ec")
    'a�[31mb�c'
    """
    return "".join(
        "�" if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in text
    )


def columns(text: str) -> int:
    """Return how many columns a terminal gives a text: two for a Chinese letter.

    Examples
    --------
    >>> columns("330亩")
    5
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` columns, broken at blanks and, in Chinese, between letters.

    Examples
    --------
    >>> list(wrap("地块 12 与 13 压盖", 10))
    ['地块 12 与', '13 压盖']
    """
    line = ""
    for piece in _pieces(text):
        if line and columns(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.rstrip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield what must not be broken: a word with the blank after it, or one Chinese letter."""
    word = ""
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            if word:
                yield word
            word = ""
            yield letter
        elif letter == " ":
            yield word + letter
            word = ""
        else:
            word += letter
    if word:
        yield word
