"""Land classes: three schemes that give one code different meanings, each with its names and its source.

1001 is railway land to the third national survey and to GB/T 21010, and industrial land to the classification for
territorial planning. A code says something with its scheme alone, and areas of two schemes are never summed up.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from geokit.i18n import Language, Words
from geokit.parcels import land_class_lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geokit.land.limits import Evidence

Scheme: TypeAlias = Literal["survey", "gbt21010", "territorial"]
Major: TypeAlias = Literal["farm", "construction", "unused"]

MAJOR_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "farm": Words(zh="农用地", en="farm land"),
        "construction": Words(zh="建设用地", en="construction land"),
        "unused": Words(zh="未利用地", en="unused land"),
    }
)
_NAMED = Words(zh="{code} {name}", en="{code} {name}")
_IN_SCHEME = Words(zh="{name}（{scheme}）", en="{name} ({scheme})")
# A code with its name behind it, as cells of workbooks hold it: 0601 工业用地, 0601-工业用地.
_WITH_NAME = re.compile(r"^(\d{2,6}[A-Z]?\d?[A-Z]?)(?:\.0)?[\s\-—_:：(（]*([\u4e00-\u9fff][^)）]*)[)）]?$")


@dataclass(frozen=True, slots=True)
class LandClass:
    """One class of a scheme.

    Attributes
    ----------
    code : str
    words : Words
        Its name.
    scheme : {"survey", "gbt21010", "territorial"}
    parent : str or None
        The code of the class above it.
    major : {"farm", "construction", "unused"} or None
        农用地, 建设用地 or 未利用地; None where the scheme has no such classes, or the class holds several of them.
    """

    code: str
    words: Words
    scheme: Scheme
    parent: str | None = None
    major: Major | None = None

    def localize(self, language: Language) -> str:
        """Return code and name."""
        return _NAMED.render(language, code=self.code, name=self.words)

    @property
    def level(self) -> int:
        """1 for a class of the first level, 2 for one below it, and so on."""
        parent = None if self.parent is None else classes(self.scheme)[self.parent]
        return 1 if parent is None else parent.level + 1


@dataclass(frozen=True, slots=True)
class OfScheme:
    """A class as it is told apart from those of other schemes: code, name and scheme."""

    found: LandClass

    def localize(self, language: Language) -> str:
        """Return code and name, and the scheme behind them."""
        return _IN_SCHEME.render(language, name=self.found, scheme=SCHEMES[self.found.scheme].words)


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A scheme: what it is called, the document behind it, and how far the list was checked."""

    scheme: Scheme
    words: Words
    source: Words
    evidence: Evidence
    column: str

    def localize(self, language: Language) -> str:
        """Return what it is called."""
        return self.words.localize(language)


SCHEMES: Final[Mapping[Scheme, SchemeInfo]] = MappingProxyType(
    {
        "survey": SchemeInfo(
            "survey",
            Words(zh="三调工作分类", en="working classes of the third national survey"),
            Words(
                zh="《第三次全国国土调查技术规程》TD/T 1055—2019 附录",
                en="TD/T 1055-2019, technical rules of the third national land survey, appendix",
            ),
            "recalled",
            "land_class",
        ),
        "gbt21010": SchemeInfo(
            "gbt21010",
            Words(zh="GB/T 21010—2017", en="GB/T 21010-2017"),
            Words(
                zh="GB/T 21010—2017《土地利用现状分类》",
                en="GB/T 21010-2017, Current land use classification",
            ),
            "recalled",
            "land_class_gbt21010",
        ),
        "territorial": SchemeInfo(
            "territorial",
            Words(zh="国土空间用地用海分类", en="land and sea use of territorial planning"),
            Words(
                zh="《国土空间调查、规划、用途管制用地用海分类指南》自然资发〔2023〕234号",
                en="guide to land and sea use classification for territorial surveys, planning and use control, "
                "自然资发〔2023〕234号",
            ),
            "recalled",
            "land_class_territorial",
        ),
    }
)
CLASS_COLUMNS: Final[Mapping[str, Scheme]] = MappingProxyType(
    {info.column: scheme for scheme, info in SCHEMES.items()}
)
_LISTS: Final[Mapping[Scheme, str]] = MappingProxyType(
    {
        "survey": land_class_lists.SURVEY,
        "gbt21010": land_class_lists.GBT21010,
        "territorial": land_class_lists.TERRITORIAL,
    }
)
_CODE: Final = re.compile(r"\d{2,6}|\d{2}H\d[A-Z]?|\d{4}[A-Z]")
# What the third survey puts under 湿地, whose codes tell another parent.
_WETLAND: Final = frozenset(["0303", "0304", "0306", "0402", "0603", "1105", "1106", "1108"])


@cache
def classes(scheme: Scheme) -> Mapping[str, LandClass]:
    """Return the classes of a scheme by their codes, in the scheme's order.

    Examples
    --------
    >>> classes("survey")["1001"].words.en, classes("territorial")["1001"].words.en
    ('railways', 'industrial land')
    """
    lines = [line.split(" ", 2) for line in _LISTS[scheme].strip().splitlines()]
    codes = {code for code, _, _ in lines}
    return MappingProxyType(
        {
            code: LandClass(
                code, Words(zh=zh, en=en), scheme, _parent(code, codes, scheme), _major(code, scheme)
            )
            for code, zh, en in lines
        }
    )


def find_class(code: str, scheme: Scheme) -> LandClass | None:
    """Return the class of a code, or None where the scheme has no such code.

    Blanks around it, the case of its letters and a name behind it do not count.

    Examples
    --------
    >>> find_class(" 05h1 ", "survey").words.zh, find_class("05H1", "gbt21010")
    ('商业服务业设施用地', None)
    """
    return classes(scheme).get(plain_code(code))


def plain_code(code: object) -> str:
    """Return a code as the lists have it; a figure of a workbook that has lost its zero in front gets it back.

    Examples
    --------
    >>> plain_code(" 0810a "), plain_code(101.0), plain_code("1001.0")
    ('0810A', '0101', '1001')
    >>> plain_code("0601 工业用地"), plain_code("工业用地")
    ('0601', '工业用地')
    """
    text = str(code).strip().upper()
    named = _WITH_NAME.match(text)
    text = named[1] if named else text
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    return text.zfill(len(text) + len(text) % 2) if text.isdigit() else text


def _parent(code: str, codes: set[str], scheme: Scheme) -> str | None:
    if scheme == "survey" and code in _WETLAND:
        return "00"
    shorter = (code[:length] for length in range(len(code) - 1, 1, -1))
    return next((each for each in shorter if each in codes), None)


@cache
def _majors() -> Mapping[str, Major]:
    lines = [line.split() for line in land_class_lists.MAJORS.strip().splitlines()]
    return {code: major for major, *codes in lines for code in codes}  # type: ignore[misc]


def _major(code: str, scheme: Scheme) -> Major | None:
    if scheme == "territorial" or code in ("00", "04", "10", "11", "12"):
        return None
    majors = _majors()
    found = (code[:length] for length in range(len(code), 1, -1))
    return next((majors[each] for each in found if each in majors), None)


def near_classes(code: str, scheme: Scheme, count: int = 3) -> list[LandClass]:
    """Return the classes that may be meant by a code that the scheme does not have, the likeliest first.

    One of the name that is written, one above a code that is too long, two digits exchanged; where there is none of
    these, codes that look alike.

    Examples
    --------
    >>> [[each.code for each in near_classes(code, "survey")] for code in ("0110", "工业用地", "060101")]
    [['0101'], ['0601'], ['0601']]
    """
    known = classes(scheme)
    plain, name = plain_code(code), written_name(code)
    named = [each.code for each in known.values() if each.words.zh == name]
    above = [plain[:length] for length in range(len(plain) - 1, 3, -1) if plain[:length] in known][:1]
    exchanged = [each for each in known if _is_exchanged(each, plain)]
    sure = dict.fromkeys((*named, *above, *exchanged))
    found = sure or difflib.get_close_matches(plain, known, n=count, cutoff=0.6)
    return [known[each] for each in found][:count]


def _is_exchanged(code: str, other: str) -> bool:
    """Tell whether two digits of one code stand the other way round in another."""
    if len(code) != len(other):
        return False
    apart = [at for at in range(len(code)) if code[at] != other[at]]
    return len(apart) == 2 and (code[apart[0]], code[apart[1]]) == (other[apart[1]], other[apart[0]])  # noqa: PLR2004


def written_name(code: object) -> str | None:
    """Return the name that stands with a code, or in its place.

    Examples
    --------
    >>> written_name("0601 工业用地"), written_name("工业用地"), written_name("0601")
    ('工业用地', '工业用地', None)
    """
    text = str(code).strip().upper()
    named = _WITH_NAME.match(text)
    return named[2] if named else text if "\u4e00" <= text[:1] <= "\u9fff" else None


def holds_codes(codes: NDArray[np.object_]) -> bool:
    """Tell whether any of these texts looks like the code of a land class."""
    return any(_CODE.fullmatch(plain_code(each)) for each in pd.unique(codes) if not pd.isna(each))


def schemes_of(codes: NDArray[np.object_]) -> list[Scheme]:
    """Return the schemes that have every one of these codes.

    Examples
    --------
    >>> (
    ...     schemes_of(np.array(["0601", "1001", None], dtype=object)),
    ...     schemes_of(np.array(["100101"], dtype=object)),
    ... )
    (['survey', 'gbt21010', 'territorial'], ['territorial'])
    """
    plain = {plain_code(each) for each in pd.unique(codes) if not pd.isna(each)}
    return [scheme for scheme in SCHEMES if plain and plain <= classes(scheme).keys()]


def class_label(text: str, scheme: Scheme) -> LandClass | str:
    """Return the class of what is written, which names it in the reader's language; the text where there is none."""
    return find_class(text, scheme) or text


def elsewhere(code: str, scheme: Scheme) -> list[LandClass]:
    """Return what the other schemes mean by a code.

    Examples
    --------
    >>> [each.scheme for each in elsewhere("100101", "survey")]
    ['territorial']
    """
    others = [each for each in SCHEMES if each != scheme]
    return [found for other in others if (found := find_class(code, other)) is not None]


def translate_classes(
    codes: NDArray[np.object_], scheme: Scheme
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return codes as the scheme writes them, and which of them it does not have.

    Parameters
    ----------
    codes : ndarray of object, shape (n,)
        Texts or numbers, or missing.
    scheme : {"survey", "gbt21010", "territorial"}

    Returns
    -------
    codes : ndarray of object, shape (n,)
        As the scheme writes them, the unknown ones as they came; None where there is none.
    unknown : ndarray of bool, shape (n,)
        What is there, and no code of the scheme.

    Examples
    --------
    >>> translate_classes(np.array(["0101", "9999", None], dtype=object), "survey")
    (array(['0101', '9999', None], dtype=object), array([False,  True, False]))
    """
    at, distinct = pd.factorize(pd.Series(codes, dtype=object))
    plain = [plain_code(each) for each in distinct]
    known = classes(scheme)
    is_known = np.array([*(each in known for each in plain), True], dtype=bool)
    texts = np.array(
        [*(each if each in known else str(own) for each, own in zip(plain, distinct, strict=True)), None],
        dtype=object,
    )
    return texts[at], ~is_known[at]


@cache
def class_names() -> Mapping[str, Words]:
    """Return the names of all classes in both languages by their Chinese ones, as documents write a land use.

    Examples
    --------
    >>> class_names()["工业用地"].en
    'industrial land'
    """
    return MappingProxyType(
        {
            each.words.zh: each.words
            for scheme in ("gbt21010", "survey", "territorial")
            for each in classes(scheme).values()
        }
    )
