"""Kinds of ownership (权属性质, QSXZ) as the land survey codes them.

Recalled: codes and names were compared with the code tables of public programs, not with the standard's text.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.parcels.codes import Term, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNERSHIPS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "10": Words(zh="国有土地所有权", en="state ownership"),
        "20": Words(zh="国有土地使用权", en="use of state land"),
        "30": Words(zh="集体土地所有权", en="collective ownership"),
        "31": Words(zh="村民小组", en="villagers' group"),
        "32": Words(zh="村集体经济组织", en="village collective"),
        "33": Words(zh="乡集体经济组织", en="township collective"),
        "34": Words(zh="其他农民集体经济组织", en="other farmers' collective"),
        "40": Words(zh="集体土地使用权", en="use of collective land"),
    }
)
# Code and name, as a reader sees them where a table has the code.
OWNERSHIP_TERMS: Final[Mapping[str, Term]] = MappingProxyType(
    {
        code: Term(code, Words(zh=f"{code} {words.zh}", en=f"{code} {words.en}"))
        for code, words in OWNERSHIPS.items()
    }
)
_WRITTEN: Final = MappingProxyType(
    {
        **{fold(words.zh): code for code, words in OWNERSHIPS.items()},
        **{fold(words.en): code for code, words in OWNERSHIPS.items()},
        **dict.fromkeys(map(fold, ("国有", "国家所有", "国有土地", "state", "G", "10.0")), "10"),
        **dict.fromkeys(map(fold, ("国有(使用权)", "国有使用权")), "20"),
        **dict.fromkeys(map(fold, ("集体", "集体所有", "集体土地", "collective", "J")), "30"),
        **dict.fromkeys(map(fold, ("集体(使用权)", "集体使用权")), "40"),
        **dict.fromkeys(map(fold, ("其它农民集体", "其他农民集体", "其它农民集体经济组织")), "34"),
    }
)


def ownership_kind(text: str) -> str | None:
    """Return the code of a kind of ownership as people write it; None where nobody writes it so.

    Examples
    --------
    >>> ownership_kind("集体"), ownership_kind("30"), ownership_kind("20.0"), ownership_kind("张三")
    ('30', '30', '20', None)
    """
    plain = fold(text).removesuffix(".0")
    return plain if plain in OWNERSHIPS else _WRITTEN.get(plain)
