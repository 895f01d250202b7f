"""Which layer and which field of a database is the one that a schema asks for."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Protocol, TypeVar

from geokit.auditing.schema.fault import FieldPair, Layout, Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geokit.auditing.schema.model import Schema
    from geokit.parcels.formats.gdal.databases import Table

# What every database keeps for itself, and no standard lists.
_OWN = frozenset({"objectid", "fid", "shape", "shape_length", "shape_area", "geom", "globalid", "ogc_fid"})


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Found = TypeVar("Found", bound=_Named)


def lay_out(file: str, schema: Schema, tables: Sequence[Table], views: tuple[str, ...]) -> Layout:
    """Return a database beside its schema: by name, then without regard to case, then by the standard's title."""
    taken = _matched([(each.name, each.title) for each in schema.layers], tables)
    pairs = []
    for asked, found in zip(schema.layers, taken, strict=True):
        fields = _matched([(each.code, each.title) for each in asked.fields], found.fields if found else ())
        used = {each.name for each in fields if each}
        extra = [each for each in (found.fields if found else ()) if each.name not in used]
        pairs.append(
            Pair(
                asked,
                found,
                tuple(FieldPair(one, other) for one, other in zip(asked.fields, fields, strict=True)),
                tuple(each for each in extra if each.name.casefold() not in _OWN),
            )
        )
    names = {each.name for each in taken if each}
    return Layout(file, schema, tuple(pairs), tuple(each for each in tables if each.name not in names), views)


def _matched(wanted: Sequence[tuple[str, str]], there: Sequence[Found]) -> list[Found | None]:
    found: list[Found | None] = [None] * len(wanted)
    left = {each.name: each for each in there}
    ways = (lambda name: name, str.casefold)
    for at, (name, _) in enumerate(wanted):
        found[at] = left.pop(name, None)
    for way in ways[1:]:
        for at, (name, title) in enumerate(wanted):
            for sought in (name, title):
                same = [each for each in left if sought and way(each) == way(sought)]
                if found[at] is None and same:
                    found[at] = left.pop(same[0])
    return found


def near(name: str, title: str, there: Iterable[str]) -> list[str]:
    """Return names that may be meant by another spelling."""
    names = {each.casefold(): each for each in there}
    close = difflib.get_close_matches(name.casefold(), names, n=2, cutoff=0.6)
    close += [each for each in names if title and title.casefold() in each and each not in close]
    return [names[each] for each in close[:3]]
