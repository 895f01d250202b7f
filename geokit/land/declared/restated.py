"""The same land in two units: 22公顷(330亩) is one figure, if the two can be one area."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypeVar

from geokit.errors import InputError
from geokit.land.declared.figure import DeclaredFigure
from geokit.words import Words

Declared = TypeVar("Declared", bound=DeclaredFigure)

_CONTRADICTION = Words(
    zh="“{text}”自相矛盾：{one}与{other}不是同一面积。请改正其一",
    en="“{text}” contradicts itself: {one} and {other} are not the same area. Correct one of them",
)


def one_of_two(one: Declared, other: Declared) -> Declared:
    """Return the more exact of two figures for the same land, with the other one beside it.

    Raises
    ------
    InputError
        No area agrees with both.
    """
    if not _agree(one, other):
        raise InputError(_CONTRADICTION, text=one.text, one=one, other=other)
    return replace(other, restated=one) if _width(other) < _width(one) else replace(one, restated=other)


def _agree(one: DeclaredFigure, other: DeclaredFigure) -> bool:
    """Whether an area exists that both figures admit."""
    starts = [figure.lower for figure in (one, other) if figure.lower is not None]
    stops = [figure.upper for figure in (one, other) if figure.upper is not None]
    return not starts or not stops or max(starts) <= min(stops)


def _width(figure: DeclaredFigure) -> float:
    if figure.lower is None or figure.upper is None:
        return math.inf
    return (figure.upper - figure.lower).m2
