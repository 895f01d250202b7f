"""The blank between Chinese and Latin words in a sentence that is made of a template and its fields."""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HAN = re.compile("[\u3007\u3400-\u9fff]")
# Words with a Latin letter in them, phase-1 or 3D, and figures with a Latin unit, 12 m or 3.5 km²: figures alone stand close
# to Chinese words, as in 2026年. geokit/page/web/src/spacing.js has the same rule, and the same cases are put to both.
_LATIN_BEGINS = re.compile("[-+−±]?[0-9][0-9_.,+-]* ?[A-Za-z]|[A-Za-z]")
_LATIN_ENDS = re.compile("[A-Za-z](?:[A-Za-z0-9_.+-]*[A-Za-z0-9²³])?$")
_LONGEST_WORD = 40


def set_apart(template: str, fields: Mapping[str, object]) -> str:
    """Return a Chinese sentence with a blank where a Latin word of a field would touch a Chinese one beside the field.

    Parameters
    ----------
    template : str
        As for :meth:`str.format`, with named fields.
    fields : mapping
        Each formats itself.

    Raises
    ------
    ValueError
        A field has a conversion (``{name!r}``): what is said is the field's own words.

    Examples
    --------
    >>> set_apart("与{before}相比", {"before": "phase-1"}), set_apart("与{before}相比", {"before": "一期"})
    ('与 phase-1 相比', '与一期相比')
    """
    said = ""
    for literal, name, form in _pieces(template):
        parts = [literal] if name is None else [literal, format(fields[name], form.format_map(fields))]
        for part in parts:
            said += f" {part}" if _touch(said, part) else part
    return said


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Return the parts of a template: text, the field behind it, and the field's form."""
    pieces = tuple(Formatter().parse(template))
    if any(conversion for _, _, _, conversion in pieces):
        raise ValueError(f"a field of a sentence has no conversion: {template}")
    return tuple((literal, name, form or "") for literal, name, form, _ in pieces)


def _touch(before: str, after: str) -> bool:
    if _HAN.match(after):
        return _LATIN_ENDS.search(before[-_LONGEST_WORD:]) is not None
    return _HAN.match(before[-1:]) is not None and _LATIN_BEGINS.match(after) is not None
