"""Stages and statuses of land acquisition: codes, words in both languages, and how written values become codes.

征收 (expropriation) and 收储 (taking into the reserve) are two acts, so statuses have routes, not one order. A
*stage* says on which layer of the work a parcel lies; a *status* says how far the parcel itself has come.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.days import to_iso_date
from geokit.i18n import Language, Words
from geokit.land.declared.figure import METHOD_WORDS
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.table import COLUMN_NAMES, DATE_COLUMNS
from geokit.parcels.values import to_text, translate_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its words and what else is written for it.

    Parameters
    ----------
    code : str
        The canonical code, such as ``approved``.
    words : Words
        The term in both languages.
    synonyms : tuple of str
        Other spellings, Chinese and English.
    """

    code: str
    words: Words
    synonyms: tuple[str, ...] = ()

    def localize(self, language: Language) -> str:
        """Return the term in a language."""
        return self.words.localize(language)


STAGES: tuple[Term, ...] = (
    Term(
        "planned",
        Words(zh="规划", en="planned"),
        ("规划阶段", "拟征", "拟征收", "待征", "待征收", "未征", "未征收", "拟用地", "plan", "planning"),
    ),
    Term(
        "approved",
        Words(zh="批准", en="approved"),
        (
            "报批",
            "批复",
            "已批",
            "已批准",
            "已批复",
            "获批",
            "批而未供",
            "已批未供",
            "用地批准",
            "农转用",
            "approval",
        ),
    ),
    Term(
        "acquired",
        Words(zh="征收", en="acquired"),
        ("征地", "已征", "已征收", "已征地", "征而未供", "acquisition", "expropriated"),
    ),
    Term(
        "stored",
        Words(zh="收储", en="stored"),
        ("储备", "入库", "在库", "已收储", "已入库", "土地储备", "reserve", "reserved"),
    ),
    Term(
        "supplied",
        Words(zh="供应", en="supplied"),
        ("供地", "已供", "已供地", "已供应", "供而未用", "出让", "已出让", "划拨", "已划拨", "supply"),
    ),
)

STATUSES: tuple[Term, ...] = (
    Term("planned", Words(zh="拟征", en="planned"), ("拟征收", "规划", "待征", "待征收", "未征", "未征收")),
    Term("pre_announced", Words(zh="已预公告", en="pre-announced"), ("预公告", "征收土地预公告")),
    Term("agreed", Words(zh="已签协议", en="agreed"), ("已签约", "签约", "协议已签", "已签补偿协议")),
    Term("submitted", Words(zh="已报批", en="submitted"), ("报批", "报批中", "在报", "已上报")),
    Term(
        "approved",
        Words(zh="已批", en="approved"),
        ("批准", "批复", "已批复", "已批准", "获批", "批而未供", "已批未供"),
    ),
    Term(
        "acquired", Words(zh="已征", en="acquired"), ("已征收", "征收", "已征地", "征而未供", "expropriated")
    ),
    Term("delivered", Words(zh="已交地", en="delivered"), ("交地", "已交付")),
    Term(
        "stored",
        Words(zh="已收储", en="stored"),
        # Existing state land comes into the reserve so, without expropriation.
        (
            "收储",
            "已入库",
            "入库",
            "在库",
            "存量收回",
            "存量收购",
            "收回",
            "收购",
            "已收回",
            "已收购",
            "储备",
            "土地储备",
            "reserve",
            "reserved",
            "in reserve",
            "in stock",
        ),
    ),
    Term("serviced", Words(zh="已完成前期开发", en="serviced"), ("净地", "熟地", "前期开发完成")),
    Term(
        "supplied",
        Words(zh="已供", en="supplied"),
        ("供应", "供地", "已供地", "已供应", "供而未用", "出让", "已出让", "划拨", "已划拨"),
    ),
    Term(
        "under_construction",
        Words(zh="在建", en="under construction"),
        ("开工", "已开工", "建设中", "施工中"),
    ),
    Term(
        "built",
        Words(zh="已建成", en="built"),
        ("建成", "已建", "竣工", "已竣工", "投产", "已投产", "completed"),
    ),
    Term("withdrawn", Words(zh="撤回", en="withdrawn"), ("已撤回", "撤销", "cancelled", "canceled")),
)


def fold(text: str) -> str:
    """Return text as it is compared: full width to half, lower case, without blanks, hyphens, underscores.

    Examples
    --------
    >>> fold(" Under-Construction "), fold("面积（亩）")
    ('underconstruction', '面积(亩)')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if not (character.isspace() or character in "-_"))


def _index(terms: tuple[Term, ...]) -> Mapping[str, str]:
    spellings = {}
    for term in terms:
        for spelling in (term.code, term.words.zh, term.words.en, *term.synonyms):
            spellings[fold(spelling)] = term.code
    return MappingProxyType(spellings)


# The terms of each column that holds codes, by their codes.
TERMS: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        column: MappingProxyType({term.code: term for term in terms})
        for column, terms in (("stage", STAGES), ("status", STATUSES))
    }
)

STAGE_CODES = _index(STAGES)

STATUS_CODES = _index(STATUSES)


def stage_code(text: str) -> str | None:
    """Return the code of a stage as people write it, or None where nobody writes it so.

    Examples
    --------
    >>> stage_code("收储"), stage_code("Supply"), stage_code("整备")
    ('stored', 'supplied', None)
    """
    return STAGE_CODES.get(fold(text))


def status_code(text: str) -> str | None:
    """Return the code of a status as people write it, or None where nobody writes it so.

    Examples
    --------
    >>> status_code("净地"), status_code("存量收回"), status_code("闲置")
    ('serviced', 'stored', None)
    """
    return STATUS_CODES.get(fold(text))


_METHOD_CODES = MappingProxyType(
    {
        fold(spelling): method
        for method, words in METHOD_WORDS.items()
        for spelling in (method, words.zh, words.en)
    }
)


def method_code(text: str) -> str | None:
    """Return the code of a method of measuring, or None where there is none of that name.

    Examples
    --------
    >>> method_code("Planar"), method_code("椭球面积"), method_code("GPS")
    ('planar', 'ellipsoidal', None)
    """
    return _METHOD_CODES.get(fold(text))


TRANSLATIONS: dict[str, Callable[[str], str | None]] = {
    "stage": stage_code,
    "status": status_code,
    "declared_method": method_code,
    **dict.fromkeys(DATE_COLUMNS, to_iso_date),
}
# Of these a rule names the texts that it does not know, with the parcels; of others the remark of whoever read them does.
NAMED_BY_RULES = (*TERMS, *DATE_COLUMNS)


def remark_on(column: str) -> str:
    """Return the kind of remark on a text that is no value of a canonical column."""
    return "value_not_understood" if column in NAMED_BY_RULES else "code_not_understood"


def unknown_terms(frame: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return what stands where a stage, a status or a date should: by column, each parcel's text, or None.

    A column that holds such texts is kept beside the canonical one, which is empty there. Columns where all is
    understood are left out.

    Examples
    --------
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> columns, beside = {"stage": ["stored", None]}, {"stage_in_file": ["收储", "整备"]}
    >>> table = parcel_frame(columns, [shapely.box(0, 0, 1, 1)] * 2, extra=beside)
    >>> {column: list(texts) for column, texts in unknown_terms(table).items()}
    {'stage': [None, '整备']}
    """
    found: dict[str, NDArray[np.object_]] = {}
    for column, translate in ((column, TRANSLATIONS[column]) for column in NAMED_BY_RULES):
        for name in kept_beside(frame, column):
            texts = to_text(frame[name])
            terms, unknown = translate_values(texts, translate)
            if unknown:
                is_unknown = pd.isna(terms) & frame[column].isna().to_numpy()
                found[column] = np.where(is_unknown, texts, found.get(column, np.array(None)))
    return {column: texts for column, texts in found.items() if not pd.isna(texts).all()}


def kept_beside(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return the columns of a file that a canonical one was made of, as far as they were kept; the surest last."""
    mapping = frame.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
    originals = [name for name, target in mapping.items() if target == column and name != column]
    names = [*(beside_canonical(name) for name in originals), *originals, beside_canonical(column)]
    return [name for name in dict.fromkeys(names) if name in frame.columns and name not in COLUMN_NAMES]


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken yet: itself, or with underscores behind it.

    Examples
    --------
    >>> free_name("id", ["phase"]), free_name("id", ["id", "id_"])
    ('id', 'id__')
    """
    while name in taken:
        name += "_"
    return name


def beside_canonical(original: str) -> str:
    """Return the name under which a file's column stays where it was made a canonical one that is called the same."""
    return f"{original}_in_file" if original in (*COLUMN_NAMES, "geometry") else original
