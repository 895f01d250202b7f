"""The phase of a file's parcels where its records name none: what the caller says, or what the file's name does."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.land.numerals import read_ordinal
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, Origin, to_plain

if TYPE_CHECKING:
    import geopandas as gpd

PHASE_FROM_NAME: Final = "phase_from_name"
_FROM_NAME = Words(
    zh="记录未注明期次，按文件名记为“{phase}”",
    en="no record names a phase: all are entered as “{phase}”, which the file's name says",
)
# 近期, 工期 and 周期 have no numeral; a gazette's 第128期 has too many; 一二期 and 1-3期 are several.
_CHINESE: Final = re.compile(
    r"(?<![一二三四五六七八九十\d])第?(?P<number>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})"
    r"(?P<more>[、及和与至到~—-][第一二三四五六七八九十\d]*)?期"
)
_ENGLISH: Final = re.compile(
    r"(?<![a-z])phase[ _-]?(?P<number>\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)(?![a-z\d]| ?[-~&,] ?\d)", re.IGNORECASE
)
# As a name alone: in that of a file it may be anything.
_MIXED: Final = re.compile(r"第?(?P<number>i{1,3}|iv|vi{0,3}|ix|x)期", re.IGNORECASE)
_ROMAN: Final = {
    numeral: at
    for at, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), start=1)
}


def phase_number(phase: str) -> int | None:
    """Return the number of a phase, or None where its name is another.

    Examples
    --------
    >>> [
    ...     phase_number(name)
    ...     for name in ("一期", "第十二期", "phase 2", "Phase IV", "Ⅱ期", "启动区", "一期、二期")
    ... ]
    [1, 12, 2, 4, 2, None, None]
    """
    name = unicodedata.normalize("NFKC", phase).strip()
    found = _CHINESE.fullmatch(name) or _ENGLISH.fullmatch(name) or _MIXED.fullmatch(name)
    if found is None or found.groupdict().get("more"):
        return None
    number = found["number"].lower()
    return _ROMAN[number] if number in _ROMAN else read_ordinal(number)


def phase_in(name: str) -> str | None:
    """Return the phase that a file's name says, or None where it says none, or several.

    Examples
    --------
    >>> [phase_in(name) for name in ("龙湖一期界址点", "phase2", "一、二期", "一期二期", "近期建设")]
    ['一期', 'phase2', None, None, None]
    """
    plain = unicodedata.normalize("NFKC", name)
    chinese = list(_CHINESE.finditer(plain))
    if any(found["more"] for found in chinese):
        return None
    said = {f"{found['number']}期" for found in chinese} | {found[0] for found in _ENGLISH.finditer(plain)}
    return said.pop() if len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class PhaseOf:
    """Which phase the records of a file have that name none.

    Parameters
    ----------
    given : str, optional
        The caller's word.
    is_inferred : bool
        Whether the file's name is asked where the caller says nothing.
    """

    given: str | None = None
    is_inferred: bool = True

    def filled(self, frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
        """Return a table, changed in place, whose records have a phase where one is known; `name` is its file's."""
        phases = frame["phase"]
        if self.given is not None:
            frame["phase"] = phases.where(phases.notna(), self.given)
            return frame
        said = phase_in(name) if self.is_inferred and len(frame) and phases.isna().all() else None
        if said is not None:
            frame["phase"] = phases.where(phases.notna(), said)
            origin = Origin(frame.attrs[ATTRIBUTE])
            notice = Notice.of(PHASE_FROM_NAME, _FROM_NAME, phase=said)
            frame.attrs[ATTRIBUTE] = origin
            origin["notices"] = [*origin["notices"], to_plain(notice)]
        return frame
