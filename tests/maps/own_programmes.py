"""Programmes as a planner may write them: any cities, any districts, any pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.programme.catalog import Catalog
from geokit.programme.model import Programme
from geokit.programme.outlines import district_outlines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT = {"zh": "名", "en": "name"}


def programme(cities: Sequence[tuple[str, str]], places: Sequence[tuple[str, int, float, float]],
              pairs: Sequence[tuple[int, int]], folder: Path) -> Catalog:  # fmt: skip
    """Return a catalogue of (id, role), (code, city, lat, lon) and (helping, helped) by their numbers."""
    data: dict[str, Any] = {
        "name": TEXT,
        "cities": [{"id": name, "name": TEXT, "role": role} for name, role in cities],
        "districts": [
            {"adcode": code, "city": cities[city][0], "name": TEXT, "lat": lat, "lon": lon}
            for code, city, lat, lon in places
        ],
        "partnerships": [
            {"id": f"p{at}", "supporter": places[one][0], "host": places[other][0], "source": "s"}
            for at, (one, other) in enumerate(pairs)
        ],
        "sources": [{"id": "s", "title": TEXT, "as_of": "2026-01"}],
    }
    return Catalog(Programme.model_validate(data), (), folder)


def between(
    cities: Sequence[tuple[str, Sequence[str]]], pairs: Sequence[tuple[str, str]], folder: Path
) -> Catalog:
    """Return a catalogue of (role, codes of districts of China) and (helping, helped) by their codes."""
    codes = [(code, at) for at, (_, own) in enumerate(cities) for code in own]
    outlines = district_outlines(code for code, _ in codes)
    points = {code: outlines[code].representative_point() for code, _ in codes}
    order = [code for code, _ in codes]
    return programme(
        [(f"c{at}", role) for at, (role, _) in enumerate(cities)],
        [(code, at, points[code].y, points[code].x) for code, at in codes],
        [(order.index(one), order.index(other)) for one, other in pairs],
        folder,
    )
