"""Letters that a written format cannot hold: found by arrays where there are none, replaced and said where there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.parcels.codes import free_name
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._output_columns import renamed_notices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import geopandas as gpd
    import pyarrow as pa

_CONTROLS = Words(
    zh="{count} 个值含有{format}不能表达的控制字符，已替换，如“{shown}”",
    en="{count:value holds|values hold} control characters that {format} cannot hold; they are replaced, as in “{shown}”",
)
_LINES = Words(
    zh="{count} 个值在{format}中只占一行：换行和控制字符已改为空格，如“{shown}”",
    en="{count:value is|values are} on one line in {format}: ends of lines and control characters became blanks, as in “{shown}”",
)
_SHOWN_LETTERS = 20
NULL = "\0"
_NOT_ON_ONE_LINE = re.compile("[\0\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")


def without_controls(
    frame: gpd.GeoDataFrame, unheld: str, replaced: Callable[[str], str], title: Words
) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return a table without the controls that a format cannot hold, in names and values, and what is said of it.

    Parameters
    ----------
    frame : GeoDataFrame
    unheld : str
        The letters that the format cannot hold.
    replaced : callable
        What stands for a text with such letters.
    title : Words
        The format.
    """
    pattern = re.compile(f"[{re.escape(unheld)}]")
    renamed = {name: replaced(name) for name in frame.columns if pattern.search(name)}
    taken = set(frame.columns) - set(renamed)
    for name, wanted in renamed.items():
        renamed[name] = free_name(wanted, taken)
        taken.add(renamed[name])
    changed, shown = dict[str, list[Any]](), list[str]()
    for name in frame.columns.drop(frame.active_geometry_name):
        if not _may_hold(frame[name], unheld):
            continue
        values = frame[name].tolist()
        bad = [row for row, value in enumerate(values) if isinstance(value, str) and pattern.search(value)]
        for row in bad:
            values[row] = replaced(values[row])
        if bad:
            changed[name] = values
            shown += [values[row] for row in bad]
    return frame.assign(**changed).rename(columns=renamed), [
        *replaced_notices(shown, title),
        *renamed_notices(renamed),
    ]


def without_nulls(frame: gpd.GeoDataFrame, title: Words) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return a table with a blank, which is in every encoding, in the place of each null, and what is said of it."""
    return without_controls(frame, NULL, without_null, title)


def without_null(text: str) -> str:
    """Return a text with a blank in the place of each null."""
    return text.replace(NULL, " ")


def on_one_line(text: str) -> str:
    r"""Return a text with one blank in the place of blanks, ends of lines and nulls that follow each other.

    Examples
    --------
    >>> on_one_line(" a\r\n b\0c")
    'a b c'
    """
    return " ".join(text.replace(NULL, " ").split())


def is_on_lines(text: str) -> bool:
    r"""Tell whether :func:`on_one_line` takes more from within a text than blanks; its ends every reader trims.

    Examples
    --------
    >>> is_on_lines("a\nb"), is_on_lines("a  b "), is_on_lines("\na\n")
    (True, False, False)
    """
    return _NOT_ON_ONE_LINE.search(text.strip()) is not None


def joined_notices(texts: Iterable[object], title: Words) -> list[Notice]:
    """Return a notice of those texts that stand on several lines, and are written :func:`on_one_line`."""
    joined = [on_one_line(text) for text in map(str, texts) if is_on_lines(text)]
    return _noticed(joined, title, _LINES)


def replaced_notices(shown: Sequence[str], title: Words) -> list[Notice]:
    """Return a notice that texts have others in the place of controls, given as they are now."""
    return _noticed(shown, title, _CONTROLS)


def _noticed(shown: Sequence[str], title: Words, words: Words) -> list[Notice]:
    if not shown:
        return []
    first = shown[0][:_SHOWN_LETTERS]
    return [Notice.of("control_characters", words, format=title, count=len(shown), shown=first)]


def _may_hold(values: pd.Series[Any], letters: str) -> bool:
    """Tell whether a column may hold one of some letters; of texts for certain, in one pass over their bytes."""
    import pyarrow as pa

    if pd.api.types.is_numeric_dtype(values.dtype):
        return False
    try:
        texts = pa.array(values, from_pandas=True)
    except (pa.ArrowException, UnicodeError, TypeError):
        # Values of several kinds, or half a letter.
        return True
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    return any(_holds(_plain(chunk), letters) for chunk in chunks)


def _plain(texts: pa.Array) -> pa.Array:
    import pyarrow.types as kinds

    if kinds.is_dictionary(texts.type):
        texts = texts.dictionary
    return texts.cast("large_string") if kinds.is_string_view(texts.type) else texts


def _holds(texts: pa.Array, letters: str) -> bool:
    import pyarrow.types as kinds

    data = texts.buffers()[-1] if kinds.is_string(texts.type) or kinds.is_large_string(texts.type) else None
    if data is None:
        return False
    found = np.frombuffer(data, dtype=np.uint8)
    # In UTF-8 a byte of one letter is part of no other.
    single = [ord(letter) for letter in letters if letter.isascii()]
    if single and len(found) and found.min() <= max(single) and np.isin(found, single).any():
        return True
    several = [letter.encode() for letter in letters if not letter.isascii()]
    whole = data.to_pybytes() if several else b""
    return any(each in whole for each in several)
