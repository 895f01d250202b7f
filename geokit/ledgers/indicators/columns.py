"""Cells of a column: figures as exact fractions, codes of land classes, years. What cannot be read is kept, and named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.errors import InputError
from geokit.land.numerals import is_shortened, read_number
from geokit.ledgers.indicators.headings import split_unit
from geokit.ledgers.indicators.model import kind_of
from geokit.parcels.land_classes import CLASS_COLUMNS, Scheme, classes, find_class, plain_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geokit.ledgers.forms import Sentence
    from geokit.ledgers.indicators.model import Kind

    Told = tuple[NDArray[np.object_], NDArray[np.bool_]]

_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:\D.*|\d\d|\d{4})?", re.DOTALL)
_CODE: Final = re.compile(r"\d{2,6}[A-Za-z]?\d?[A-Za-z]?(?![\dA-Za-z])")
_PLAIN: Final = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\d{1,3}(?:,\d{3}){1,9}(?:\.\d{0,30})?)")
_LONGEST: Final = 60


@dataclass(frozen=True)
class Figures:
    """The figures of a column in m², yuan, metres or as they are; None where a cell is empty or cannot be read."""

    values: NDArray[np.object_]
    unreadable: NDArray[np.bool_]
    no_unit: bool


def is_empty(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value is pd.NaT or value is pd.NA or value != value or str(value).strip() == ""  # noqa: PLR0124


def to_figures(values: NDArray[np.object_], kind: Kind, size: Fraction | None) -> Figures:
    """Read figures.

    Parameters
    ----------
    values : ndarray of object, shape (n,)
        Cells as they stand.
    kind : str
    size : Fraction or None
        The size of the unit that the heading names; None where it names none: then each cell has to.
    """
    at, distinct = pd.factorize(pd.Series([_key(each) for each in values], dtype=object))
    read = [_figure(each[1], kind, size) for each in distinct]
    figures = np.array([*read, None])[at]
    filled = at >= 0
    bad = np.array([each is None for each in figures], dtype=bool) & filled
    # Told from cells that would be no figure in any unit.
    no_unit = size is None and any(
        one is None and _figure(each[1], kind, Fraction(1)) is not None
        for one, each in zip(read, distinct, strict=True)
    )
    return Figures(figures, bad, no_unit)


def _key(value: Any) -> tuple[str, Any] | None:
    # 1 and True are one key to a dict, and 1.0 is 1: the type tells them apart.
    return (
        None
        if is_empty(value)
        else (type(value).__name__, value if isinstance(value, str) else _hashable(value))
    )


def _hashable(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal | Fraction | np.number | date) else str(value)


def _figure(value: Any, kind: Kind, size: Fraction | None) -> Fraction | None:
    if isinstance(value, bool | np.bool_ | date):
        return None
    if isinstance(value, str):
        return _from_text(value, kind, size)
    try:
        return None if size is None else Fraction(_exact(value)) * size
    except (ValueError, OverflowError, ArithmeticError):
        return None


def _exact(value: Any) -> int | Decimal | Fraction:
    """Return a number as it is written: the float 0.1 is a tenth."""
    if isinstance(value, int | Decimal | Fraction):
        return value
    return int(value) if isinstance(value, np.integer) else Decimal(repr(float(value)))


def _from_text(text: str, kind: Kind, size: Fraction | None) -> Fraction | None:
    if len(text) > _LONGEST:
        return None
    whole = unicodedata.normalize("NFKC", text).strip().casefold()
    if "-" in whole[1:] or "~" in whole:
        return None
    sign = -1 if whole.startswith(("-", "−")) else 1
    plain, own = split_unit(whole.lstrip("-−"), kind)
    plain = plain.strip()
    unit = own or size
    if unit is None:
        return None
    if _PLAIN.fullmatch(plain):
        return sign * Fraction(plain.replace(",", "")) * unit
    try:
        low, high = read_number(plain)
    except InputError:
        return None
    # A shortened figure has lost digits: an indicator is compared to the last one.
    return sign * low.value * unit if low == high and not is_shortened(plain) else None


def to_years(values: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the year of each cell, None where there is none, and which cells hold something else.

    Examples
    --------
    >>> to_years(np.array([2024, "2023年5月", "2022-03-01", None, "去年"], dtype=object))[0].tolist()
    [2024, 2023, 2022, None, None]
    """
    years = np.array([_year(each) for each in values], dtype=object)
    return years, np.array(
        [year is None and not is_empty(each) for year, each in zip(years, values, strict=True)], bool
    )


def _year(value: Any) -> int | None:
    if isinstance(value, date):
        return None if is_empty(value) else value.year
    match = None if is_empty(value) else _YEAR.fullmatch(to_plain_text(value) or "")
    return int(match[1]) if match else None


def to_plain_text(value: Any) -> str | None:
    """Return a cell as text: half width, no blanks around, whole numbers without a point."""
    if is_empty(value):
        return None
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def to_texts(column: str, values: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return cells as texts that conditions compare, and which of them are no code of the column's scheme."""
    scheme = CLASS_COLUMNS.get(column)
    at, distinct = pd.factorize(pd.Series([to_plain_text(each) for each in values], dtype=object))
    names = _codes_by_name(scheme) if scheme else {}
    texts = [each if scheme is None else names.get(each) or code_of(each) for each in distinct]
    bad = [scheme is not None and find_class(text, scheme) is None for text in texts]
    return np.array([*texts, None])[at], np.array([*bad, False], dtype=bool)[at]


@cache
def _codes_by_name(scheme: Scheme) -> Mapping[str, str]:
    """Return the codes of classes by their Chinese names, as far as a name is one class's alone."""
    found: dict[str, list[str]] = {}
    for each in classes(scheme).values():
        found.setdefault(each.words.zh, []).append(each.code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1}


def code_of(text: str) -> str:
    """Return the code in front of a class's name.

    Examples
    --------
    >>> code_of("0601 工业用地"), code_of("601"), code_of("工业用地")
    ('0601', '0601', '工业用地')
    """
    match = _CODE.match(text)
    return plain_code(match[0]) if match else text


def scheme_of(column: str) -> Scheme | None:
    """Return the scheme whose codes a column holds."""
    return CLASS_COLUMNS.get(column)


@dataclass(frozen=True)
class Table:
    """One table under the column names of the settings.

    Attributes
    ----------
    name : str
    source : str
        The file and sheet, or empty.
    cells : mapping of str to ndarray of object
        By column its cells as they stand.
    sizes : mapping of str to Fraction or None
        The size of the unit that a heading names.
    headings : mapping of str to str
        By column the table's own heading.
    rows : ndarray of int
        The row in its file as Excel counts it, from 1; in memory the position, from 1.
    notices : tuple of Sentence
    is_parcels : bool
        Whether it was read as parcels are.
    """

    name: str
    source: str
    cells: Mapping[str, NDArray[np.object_]]
    sizes: Mapping[str, Fraction | None]
    headings: Mapping[str, str]
    rows: NDArray[np.intp]
    notices: tuple[Sentence, ...] = ()
    is_parcels: bool = False
    _read: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def figures(self, column: str) -> Figures:
        """Return a column's figures, in the unit that its name ends with."""
        kind, size = kind_of(column), self.sizes[column]
        found: Figures = self._once("figures", column, lambda: to_figures(self.cells[column], kind, size))
        return found

    def texts(self, column: str) -> Told:
        """Return a column's texts, and which are no code of its scheme."""
        found: Told = self._once("texts", column, lambda: to_texts(column, self.cells[column]))
        return found

    def years(self, column: str) -> Told:
        """Return a column's years, and which cells hold something else."""
        found: Told = self._once("years", column, lambda: to_years(self.cells[column]))
        return found

    def filled(self, column: str) -> NDArray[np.bool_]:
        """Return which cells hold something."""
        cells = self.cells[column]
        found: NDArray[np.bool_] = self._once(
            "filled", column, lambda: np.array([not is_empty(each) for each in cells], bool)
        )
        return found

    def _once(self, kind: str, column: str, made: Callable[[], Any]) -> Any:
        if (kind, column) not in self._read:
            self._read[kind, column] = made()
        return self._read[kind, column]
