"""Ids of one file that differ only in how they are written: a reader takes them for one, a program for two."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import pandas as pd

from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# Hyphens, dashes, the sign for minus and the line below: for one they are typed for another. Blanks are not seen.
_HYPHENS, _BLANKS = "‐‒–—―−_", " \t"
_SIGNS: Final = _HYPHENS + _BLANKS
_AS_HYPHEN: Final = dict.fromkeys(map(ord, _HYPHENS), "-") | dict.fromkeys(map(ord, _BLANKS))

# No id holds it, and it changes nothing beside it.
_BREAK: Final = "\n"

_ALIKE = Words(
    zh="编号只有大小写、全半角、空格或连字符不同：{ids}；若为同一地块，请统一写法",
    en="ids differ only in case, width, blanks or the kind of hyphen: {ids}; write them alike where they are of one parcel",
)


def about_alike(ids: Any) -> list[Notice]:
    """Return a remark on ids that differ only in how they are written; none where there are none.

    Examples
    --------
    >>> [notice.en for notice in about_alike(["DK-1", "dk—1", "DK-11", "DK-1-1", None])]
    ['ids differ only in case, width, blanks or the kind of hyphen: DK-1 = dk—1; write them alike where they are of one parcel']
    """
    texts = pd.Series(ids).dropna().tolist()
    alike = _alike(dict.fromkeys(texts)) if _may_be_alike(texts) else []
    return [Notice.of("ids_alike", _ALIKE, ids=Abbreviated(alike))] if alike else []


def _may_be_alike(texts: list[str]) -> bool:
    """Return whether some ids may be one as they are compared: all of them written as one text take a tenth of the time."""
    whole = _BREAK.join(texts)
    if _is_in_one_way(whole):
        return False
    parts = compared(whole).split(_BREAK)
    # None stands twice, or else the ids are looked at.
    return len(parts) != len(texts) or len(set(parts)) < len(parts)


def _is_in_one_way(text: str) -> bool:
    """Return whether a text has one width, one case and one kind of hyphen: no two ids in it are one."""
    folded = text.casefold()
    is_one_case = folded == text or (text.upper() == text and len(folded) == len(text))
    return is_one_case and unicodedata.is_normalized("NFKC", text) and not any(map(text.__contains__, _SIGNS))


def _alike(ids: Iterable[str]) -> list[str]:
    """Return each group of ids that are one as they are compared, as one text."""
    groups: dict[str, list[str]] = {}
    for text in ids:
        groups.setdefault(compared(text), []).append(text)
    return [" = ".join(names) for names in groups.values() if len(names) > 1]


def compared(text: str) -> str:
    """Return a text as it is compared: case, width, blanks and the kind of hyphen do not count."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.casefold().translate(_AS_HYPHEN)
