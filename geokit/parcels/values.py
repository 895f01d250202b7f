"""Values of columns as the table holds them: clean text, codes and ISO dates, worked out once for each distinct value.

Values that are themselves lists, tables or bytes become text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.escape import encodable
from geokit.i18n import Words
from geokit.land.numerals import ORDINAL, read_ordinal
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray


# Digits alone, or in groups of three as workbooks show them.
# A figure that stands twice, 330 330, is no figure in groups.
_GROUPED = re.compile(r"(?!(\d+) \1$)(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d*)?")

_NUMBERS = re.compile(f"({ORDINAL.pattern})")

_SAMPLE = 10_000

# Floats tell one whole number from the next up to here.
EXACT, _MAY_HAVE_EXPONENT = 2.0**53, 1e6


def to_numbers(values: Any) -> NDArray[np.float64]:
    """Return numbers as float64; NaN where a value is none."""
    return pd.to_numeric(as_series(values), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def repeated(value: object, count: int) -> NDArray[np.object_]:
    """Return one value for each of so many rows; of a text numpy's own ``full`` would make another for each."""
    values = np.empty(count, dtype=object)
    values.fill(value)
    return values


def to_whole_numbers(values: Any) -> NDArray[np.int64]:
    """Return numbers as int64; -1 where a value is none."""
    numbers: NDArray[np.int64] = (
        pd.to_numeric(as_series(values), errors="coerce").fillna(-1).to_numpy(np.int64)
    )
    return numbers


def to_text(values: Any) -> NDArray[np.object_]:
    """Return values as text without blanks around; what is missing or blank becomes None.

    Examples
    --------
    >>> list(to_text([" DK-01 ", "", None])), list(to_text([7.0, 7.5, float("nan")])), list(to_text([7, 8]))
    (['DK-01', None, None], ['7', '7.5', None], ['7', '8'])
    >>> list(to_text(np.array(["A", 7, 7.0, None], dtype=object)))
    ['A', '7', '7', None]
    """
    series = as_series(values)
    if pd.api.types.is_float_dtype(series.dtype):
        return number_to_text(series.to_numpy(dtype=np.float64, na_value=np.nan))
    if series.dtype == "object":
        kind = pd.api.types.infer_dtype(series, skipna=True)
        if kind == "empty":
            return np.full(len(series), None, dtype=object)
        if kind == "string":
            return _stripped(series.to_numpy())
    if series.dtype != "str":
        series = pd.Series(_written(series), dtype="str")
    return _stripped(series.array)


def _written(series: pd.Series[Any]) -> NDArray[np.object_]:
    """Return values of any type as text; a float among others as one in a column of floats."""
    text = np.array(
        [None if pd.isna(value) else encodable(str(value)) for value in series.array], dtype=object
    )
    floats = np.flatnonzero([isinstance(value, float) for value in series.array])
    text[floats] = number_to_text(series.iloc[floats].to_numpy(dtype=np.float64, na_value=np.nan))
    return text


def as_series(values: Any) -> pd.Series[Any]:
    """Return values as a column of the type that they have."""
    # Of objects pandas would make text of its own, which takes longer than all the rest.
    return pd.Series(values, dtype="object" if getattr(values, "dtype", None) == "object" else None)


def _stripped(values: Any) -> NDArray[np.object_]:
    """Return text without blanks around it; Arrow does for a million texts what would take Python a second."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        written = pa.array(values, from_pandas=True)
    except UnicodeEncodeError:
        values = np.array(
            [encodable(each) if isinstance(each, str) else None for each in values], dtype=object
        )
        written = pa.array(values, from_pandas=True)
    trimmed = pc.utf8_trim_whitespace(written)
    blank = pc.equal(trimmed, "")
    if (
        not written.null_count
        and isinstance(values, np.ndarray)
        and trimmed.equals(written)
        and not pc.any(blank).as_py()
    ):
        return values
    filled = pc.if_else(blank, pa.scalar(None, trimmed.type), trimmed)
    plain: NDArray[np.object_]
    if len(filled) > _SAMPLE and len(filled.slice(0, _SAMPLE).unique()) < _SAMPLE // 4:
        # The village or the use of a million parcels: a text for each distinct one, not a million.
        distinct = filled.unique()
        plain = distinct.to_numpy(zero_copy_only=False)[pc.index_in(filled, distinct).to_numpy()]
    else:
        plain = filled.to_numpy(zero_copy_only=False)
    return plain


def number_to_text(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return numbers as their shortest text, whole ones without a point; NaN becomes None.

    A number that is a code has all its digits as far as a float tells one whole number from the next.

    Examples
    --------
    >>> list(number_to_text(np.array([440507001001.0, 7.5, float("nan")])))
    ['440507001001', '7.5', None]
    """
    import pyarrow as pa

    text: NDArray[np.object_] = (
        pa.array(values, from_pandas=True).cast(pa.string()).to_numpy(zero_copy_only=False)
    )
    # Arrow writes some whole numbers with an exponent: 4.40507001001e+11.
    whole = (np.abs(values) >= _MAY_HAVE_EXPONENT) & (np.abs(values) < EXACT) & (values == np.trunc(values))
    if whole.any():
        digits = pa.array(values[whole].astype(np.int64)).cast(pa.string())
        text[whole] = digits.to_numpy(zero_copy_only=False)
    return text


def strip_grouping(text: str) -> str:
    """Return text such as ``１２,345.60`` as the plain number that it writes; any other text as it is.

    Examples
    --------
    >>> (
    ...     strip_grouping("１２,345.60"),
    ...     strip_grouping("8 000.00"),
    ...     strip_grouping("12,34"),
    ...     strip_grouping("330亩"),
    ... )
    ('12345.60', '8000.00', '12,34', '330亩')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain.replace(",", "").replace(" ", "") if _GROUPED.fullmatch(plain) else text


def translate_values(
    values: Any, translate: Callable[[str], str | None]
) -> tuple[NDArray[np.object_], dict[str, int]]:
    """Return each value translated, as text, and the texts that have no translation with the row of the first.

    Examples
    --------
    >>> rows, unknown = translate_values(np.array(["a", "b", None, "a "], dtype=object), {"a": "A"}.get)
    >>> list(rows), unknown
    (['A', None, None, 'A'], {'b': 1})
    """
    codes, distinct = pd.factorize(as_series(values))
    texts = to_text(distinct)
    made = [None if text is None else translate(text) for text in texts]
    unknown: dict[str, int] = {}
    for number, text in enumerate(texts):
        if text is not None and made[number] is None and text not in unknown:
            unknown[text] = int(np.argmax(codes == number))
    return np.array([*made, None], dtype=object)[codes], unknown


# What pandas finds in a column of objects that need no look at each of them.
_PLAIN = frozenset(
    {"string", "empty", "boolean", "integer", "floating", "decimal", "datetime", "date", "time"}
)

_AS_JSON = Words(
    zh="列“{column}”的值是列表、表或字节，已转为文字",
    en="values of “{column}” are lists, tables or bytes; they were made text",
)


def flatten_nested(columns: Mapping[str, Any]) -> tuple[dict[str, Any], list[Notice]]:
    """Return columns whose values are all plain, and a notice on each column that had others.

    Examples
    --------
    >>> made, notices = flatten_nested({"a": np.array([["x", 1], None, "y"], dtype=object)})
    >>> list(made["a"]), len(notices)
    (['["x", 1]', None, 'y'], 1)
    """
    made, notices = {}, []
    for name, values in columns.items():
        made[name] = values
        if _may_be_nested(values):
            objects = np.asarray(values, dtype=object)
            texts = _texts(objects)
            if any(new is not old for new, old in zip(texts, objects, strict=True)):
                made[name] = texts
                notices.append(Notice.of("nested_values", _AS_JSON, column=name))
    return made, notices


def _may_be_nested(values: Any) -> bool:
    is_object = str(getattr(values, "dtype", "")) == "object"
    # pandas finds nothing out about an array of its own.
    return is_object and pd.api.types.infer_dtype(np.asarray(values), skipna=True) not in _PLAIN


def _texts(values: NDArray[np.object_]) -> NDArray[np.object_]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [_text(value) if _is_nested(value) else value for value in values]
    return texts


def _is_nested(value: object) -> bool:
    return isinstance(value, list | tuple | dict | set | np.ndarray | bytes | bytearray)


def _text(value: Any) -> str:
    return (
        value.hex()
        if isinstance(value, bytes | bytearray)
        else json.dumps(value, ensure_ascii=False, default=_plain)
    )


def _plain(value: Any) -> object:
    """Return what JSON has a form for."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, set):
        return sorted(map(str, value))
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what a text is sorted by: the numbers in it by their size.

    Examples
    --------
    >>> sorted(["批次10", "批次2", "A"], key=natural_key)
    ['A', '批次2', '批次10']
    >>> sorted(["第三批", "第十一批", "第二批"], key=natural_key)
    ['第二批', '第三批', '第十一批']
    """
    parts = _NUMBERS.split(text)
    return tuple((0, read_ordinal(part), "") if at % 2 else (1, 0, part) for at, part in enumerate(parts))
