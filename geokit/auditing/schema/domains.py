"""Domains of values, read from what a schema's cell says: lists, ranges, patterns without repetition, dates, code lists.

Nothing of a schema is executed, and no regular expression is taken from it: a pattern is compared letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    from geokit.geometry.arrays import Bools, Floats

Kind: TypeAlias = Literal["filled", "list", "range", "pattern", "date", "codes", "unknown"]

_FILLED: Final = frozenset({"非空", "notnull", "notempty", "filled"})
_DATES: Final = {
    "YYYYMMDD": ("%Y%m%d", 8),
    "YYYY-MM-DD": ("%Y-%m-%d", 10),
    "YYYY/MM/DD": ("%Y/%m/%d", 10),
    "YYYYMM": ("%Y%m", 6),
    "YYYY": ("%Y", 4),
}
_SCHEMES: Final = ("survey", "gbt21010", "territorial")
_NUMBER: Final = r"[-+]?\d{1,18}(?:\.\d{1,12})?"
_ONE_SIDED: Final = re.compile(rf"(>=|<=|>|<)({_NUMBER})")
_TWO_SIDED: Final = re.compile(rf"([\[(]){{1}}({_NUMBER}),({_NUMBER})([\])])")
_FROM_TO: Final = re.compile(rf"({_NUMBER})(?:\.\.|~|～)({_NUMBER})")
_SIGNS: Final = str.maketrans(
    {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "（": "(", "）": ")", "，": ",", "［": "[", "］": "]"}
)
_ELSEWHERE: Final = re.compile(r"^(?:见|参见|按|详见|see)", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^(pattern|模式|格式|codes|代码表|date|日期)[:：]\s*", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[、,，;；|\n]+")
_LABEL: Final = re.compile(r"[=＝:：]")
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Domain:
    """What values a field may have.

    Parameters
    ----------
    text : str
        As the schema's cell says it.
    kind : str
        "unknown" where the cell says it in words, such as "see table 3": it is not checked, and the report says so.
    values : tuple of str
        Of a list and of codes; the pattern; the format of a date.
    low, high : float
    open_low, open_high : bool
        Whether the ends do not belong to the range.
    """

    text: str
    kind: Kind
    values: tuple[str, ...] = ()
    low: float = -np.inf
    high: float = np.inf
    open_low: bool = False
    open_high: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def scheme(self) -> str:
        """The scheme of a list of codes; empty where it is none."""
        return _PREFIX.sub("", self.text).strip() if self.kind == "codes" else ""

    @property
    def is_of_numbers(self) -> bool:
        """Whether it is compared with numbers."""
        return self.kind == "range"

    def wrong_numbers(self, numbers: Floats) -> Bools:
        """Return which numbers lie outside the range; NaN is blank and lies nowhere."""
        low = numbers <= self.low if self.open_low else numbers < self.low
        high = numbers >= self.high if self.open_high else numbers > self.high
        return np.asarray(low | high)

    def wrong_texts(self, texts: pa.Array) -> Bools:
        """Return which texts are none that it allows; null is blank and not wrong."""
        import pyarrow.compute as pc

        # A column has few values that differ, or is long to go through: each is judged once.
        coded = texts.dictionary_encode() if hasattr(texts, "dictionary_encode") else texts
        judged = np.array([not self.allows(value) for value in coded.dictionary.to_pylist()] or [False])
        at = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
        return np.asarray(judged[at] & pc.is_valid(texts).to_numpy(zero_copy_only=False))

    def allows(self, value: str) -> bool:
        """Whether a text is one that the domain has; a range and what is not understood allow any."""
        if self.kind in ("list", "codes"):
            return value in self.values
        if self.kind == "pattern":
            return _fits(value, self.values[0])
        return self.kind != "date" or _is_date(value, self.values[0])


def read_domain(text: str) -> Domain | None:
    """Return the domain that a cell says; None where it is empty.

    Examples
    --------
    >>> [
    ...     read_domain(each).kind
    ...     for each in ("10、20、30", ">0", "[0, 1]", "YYYYMMDD", "pattern: 44####", "见表3")
    ... ]
    ['list', 'range', 'range', 'date', 'pattern', 'unknown']
    >>> read_domain("1=主体, 2=补划").values
    ('1', '2')
    """
    said = text.strip()
    if not said or said in {"/", "-", "—", "无"}:
        return None
    if len(said) > _LONGEST:
        return Domain(said[:40] + "…", "unknown")
    prefix = _PREFIX.match(said)
    if prefix:
        return _prefixed(said, prefix[1].lower(), said[prefix.end() :].strip())
    if said.replace(" ", "").lower() in _FILLED:
        return Domain(said, "filled")
    if said.upper() in _DATES:
        return Domain(said, "date", (said.upper(),))
    return _range(said) or _listed(said)


def _prefixed(said: str, prefix: str, rest: str) -> Domain:
    if prefix in ("date", "日期") or rest.upper() in _DATES:
        return Domain(said, "date", (rest.upper(),)) if rest.upper() in _DATES else Domain(said, "unknown")
    if prefix in ("codes", "代码表"):
        from geokit.parcels.land_classes import classes

        known = tuple(classes(rest)) if rest in _SCHEMES else ()
        return Domain(said, "codes", known) if known else Domain(said, "unknown")
    return Domain(said, "pattern", (rest,)) if rest else Domain(said, "unknown")


def _range(said: str) -> Domain | None:
    plain = said.translate(_SIGNS).replace(" ", "")
    if found := _ONE_SIDED.fullmatch(plain):
        sign, number = found[1], float(found[2])
        if sign[0] == ">":
            return Domain(said, "range", low=number, open_low=sign == ">")
        return Domain(said, "range", high=number, open_high=sign == "<")
    if found := _TWO_SIDED.fullmatch(plain):
        low, high = float(found[2]), float(found[3])
        return Domain(said, "range", (), low, high, open_low=found[1] == "(", open_high=found[4] == ")")
    if found := _FROM_TO.fullmatch(plain):
        return Domain(said, "range", low=float(found[1]), high=float(found[2]))
    return None


def _listed(said: str) -> Domain:
    if _ELSEWHERE.match(said):
        return Domain(said, "unknown")
    values = [_LABEL.split(each, maxsplit=1)[0].strip() for each in _SEPARATORS.split(said)]
    kept = tuple(dict.fromkeys(each for each in values if each))
    # One item alone is a list only where it is a code: else a remark in words.
    is_remark = len(kept) == 1 and not re.fullmatch(r"[0-9A-Za-z]{1,32}", kept[0])
    return Domain(said, "unknown" if is_remark or not kept else "list", kept)


def _fits(value: str, pattern: str) -> bool:
    """Compare letter by letter: # a digit, @ a letter, ? anything, and * at the end whatever follows."""
    stem = pattern.removesuffix("*")
    if len(value) < len(stem) or (stem == pattern and len(value) != len(stem)):
        return False
    return all(_is_sign(one, sign) for one, sign in zip(value, stem, strict=False))


def _is_sign(one: str, sign: str) -> bool:
    if sign == "#":
        return "0" <= one <= "9"
    if sign == "@":
        return one.isascii() and one.isalpha()
    return sign in ("?", one)


def _is_date(value: str, form: str) -> bool:
    from datetime import datetime

    layout, length = _DATES[form]
    try:
        datetime.strptime(value, layout)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return len(value) == length
