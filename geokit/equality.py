"""Results that hold tables and arrays, compared by what they found: Python would ask a table for its truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


class Comparable:
    """A result that equals another of its class that found the same. It has no hash: its tables have none."""

    __slots__ = ()

    def _found(self) -> tuple[object, ...]:
        """Return what equality looks at: the fields, unless a class says otherwise."""
        own: Any = self
        return tuple(getattr(self, each.name) for each in fields(own) if each.compare)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or is_same(self._found(), other._found())

    __hash__ = None  # type: ignore[assignment]


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values say the same, looking into tables, arrays and records; NaN is NaN.

    Examples
    --------
    >>> import numpy as np
    >>> is_same({"m2": np.array([1.0, np.nan])}, {"m2": np.array([1.0, np.nan])})
    True
    >>> is_same(np.array([1.0, 2.0]), np.array([1.0, 3.0])), is_same([1], (1,))
    (False, False)
    """
    if one is other or type(one) is not type(other):
        return one is other
    if is_dataclass(one) and not isinstance(one, Comparable):
        names = [each.name for each in fields(one) if each.compare]
        return all(is_same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    return _is_same_thing(one, other)


def _is_same_thing(one: Any, other: Any) -> bool:
    if hasattr(one, "columns") and hasattr(one, "equals"):
        return bool(one.equals(other))
    if hasattr(one, "tolist") and hasattr(one, "shape"):
        return bool(one.shape == other.shape) and is_same(one.tolist(), other.tolist())
    if isinstance(one, float) and one != one:  # noqa: PLR0124 - NaN
        return bool(other != other)  # noqa: PLR0124
    return bool(one == other)
