"""Tables on their way into a page: few rows as they are, many as lists of whole numbers, which take a tenth of the bytes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.page.geometry import compress, pack_numbers
from geokit.page.payload import Json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_DIGITS = "0123456789"
# More would not be a whole number to a browser.
_MOST_DIGITS = 15
_MOST_DECIMALS = 5
# Shorter lists stay what they are.
_LONG = 64


def plain_table(table: Json) -> Json:
    """Return a table with its arrays as lists; what is not a number is nothing.

    Examples
    --------
    >>> plain_table({"area_m2": np.array([1.5, np.nan]), "name": "P"})
    {'area_m2': [1.5, None], 'name': 'P'}
    """
    return {key: _plain(value) for key, value in table.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return plain_table(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype.kind == "f":
        return [None if math.isnan(each) else each for each in value.tolist()]
    return value.tolist()


def pack_table(table: Json) -> Json:
    """Return a table compressed: arrays and long lists of whole numbers as :func:`~geokit.page.geometry.pack_numbers` does.

    In ``json``, the rest, each stands as ``{"list": number}``. Numbers that only rise come as steps (``is_steps``); those
    with decimals as whole numbers of a fraction, ``per``, one of which is ``none``; and names as the text before their
    last digits, a position in ``prefixes``, how many digits, and the number that those are.

    Examples
    --------
    >>> packed = pack_table({"ids": np.array([f"DK-{at:05d}" for at in range(10_000)], dtype=object)})
    >>> len(str(packed)) < 300
    True
    """
    lists: list[NDArray[np.int64]] = []
    text = to_json(_packed(table, lists))
    return {"json": compress(text.encode()), **pack_numbers(lists)}


def _packed(value: object, lists: list[NDArray[np.int64]]) -> object:
    if isinstance(value, dict):
        return {key: _packed(each, lists) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return _packed_array(value, lists)
    if isinstance(value, list):
        is_numbers = len(value) >= _LONG and all(type(each) is int for each in value)
        return _whole(np.array(value), lists) if is_numbers else [_packed(each, lists) for each in value]
    return value


def _packed_array(values: NDArray[np.generic], lists: list[NDArray[np.int64]]) -> Json:
    if values.dtype.kind == "O":
        return _names(values.tolist(), lists)
    return _decimal(values.astype(float), lists) if values.dtype.kind == "f" else _whole(values, lists)


def _whole(values: NDArray[np.generic], lists: list[NDArray[np.int64]], **more: object) -> Json:
    numbers = values.astype(np.int64)
    steps = np.diff(numbers, prepend=0)
    is_steps = bool((steps[1:] > 0).all())
    lists.append(steps if is_steps else numbers)
    return {"list": len(lists) - 1, **({"is_steps": True} if is_steps else {}), **more}


def _decimal(values: NDArray[np.float64], lists: list[NDArray[np.int64]]) -> Json:
    known = values[~np.isnan(values)]
    fractions = (10**decimals for decimals in range(_MOST_DECIMALS))
    per = next(
        (each for each in fractions if (np.round(known * each) / each == known).all()), 10**_MOST_DECIMALS
    )
    none = int(np.round(known.min(initial=0) * per)) - 1
    return _whole(np.where(np.isnan(values), none, np.round(values * per)), lists, per=per, none=none)


def _names(names: Sequence[str], lists: list[NDArray[np.int64]]) -> Json:
    digits = [name[len(name.rstrip(_DIGITS)) :][-_MOST_DIGITS:] for name in names]
    before = [name[: len(name) - len(tail)] for name, tail in zip(names, digits, strict=True)]
    codes, prefixes = pd.factorize(np.array([*before, ""], dtype=object)[:-1])
    written = np.array([int(tail or 0) for tail in digits], dtype=np.int64)
    widths = np.array([len(tail) for tail in digits], dtype=np.int64)
    numbers = {"prefix": codes, "width": widths, "number": written - np.append(0, written)[:-1]}
    found: dict[str, object] = {"prefixes": prefixes.tolist()}
    for key, values in numbers.items():
        found[key] = len(lists)
        lists.append(values)
    return found
