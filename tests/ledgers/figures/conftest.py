"""Small parks that are hard to add up, and what their land comes to by geometry alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.inputs import read_inputs
from geokit.programme.catalog import load_catalog
from geokit.testing import make_parcels, make_park, ring, square

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.programme.model import Park

DAY = date(2026, 6, 1)
EXAMPLES = Path(__file__).parents[3] / "examples"

_DECLARED = """
[declared_area]
text = "100亩"
kind = "total"
source = "test"
as_of = "2024"
"""
_OUTLINE = '[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'
_ANCHOR = (
    '[anchor]\nlat = 23.4\nlon = 116.7\nuncertainty_m = 1000\nderivation = { zh = "地名点", en = "name" }\n'
)
_PHASES = "".join(
    f'[[zones]]\nid = "{at}"\nkind = "phase"\nname = {{ zh = "{zh}期", en = "phase {at}" }}\n'
    for at, zh in ((1, "一"), (2, "二"))
)
_BOW_TIE = ring((100, 0), (200, 100), (200, 0), (100, 100))


@dataclass(frozen=True)
class Case:
    """Parcels of a park: shapes, columns, whether it declares an area, and how its outline is known."""

    shapes: list[Any]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    declares: bool = True
    basis: str | None = "surveyed"


CASES = {
    "duplicate": Case(
        [square(0, 0, 100), square(0, 0, 100), square(100, 0, 50)],
        {"stage": ["approved"] * 3, "phase": ["1", "1", "2"]},
    ),
    "overlap between phases": Case(
        [square(0, 0, 100), square(60, 0, 100), square(90, 0, 33.333)],
        {"stage": ["supplied", "planned", "approved"], "phase": ["1", "2", "2"]},
    ),
    "invalid outline": Case(
        [square(0, 0, 100), _BOW_TIE, square(0, 100, 33.333)],
        {"stage": ["supplied", "planned", "planned"], "phase": ["1", "2", "2"]},
    ),
    "without an outline": Case(
        [square(0, 0, 100), None, square(100, 0, 77.7)],
        {
            "stage": ["approved", "approved", None],
            "declared_m2": [23_076.08, None, 10.0],
            "phase": ["1", "1", "2"],
        },
    ),
    "several batches": Case(
        [square(at * 33.337, 0, 33.337, 100) for at in range(7)],
        {
            "stage": ["approved", "supplied", "planned", "approved", "supplied", "planned", "approved"],
            "batch": ["第1批", "第2批", None, "第10批", "第2批", None, "第1批"],
            "phase": ["1", "2", "1", "2", "1", "2", "1"],
        },
    ),
    "sketch": Case([square(0, 0, 100), square(50, 0, 100)], {"stage": ["supplied", None]}, basis="schematic"),
    "more than declared": Case([square(0, 0, 300)], {"stage": ["supplied"]}, basis=None),
    "nothing declared": Case([square(0, 0, 100)], {"stage": ["planned"]}, declares=False),
    "nothing known": Case([square(0, 0, 100)], {"stage": ["planned"]}, declares=False, basis=None),
    "withdrawn": Case(
        [square(0, 0, 100), square(50, 0, 100), square(150, 0, 10)],
        {"status": ["built", "withdrawn", None], "phase": ["1", "1", "2"]},
    ),
    "beyond the outline": Case(
        [square(200, 0, 100), square(240, 0, 100), square(500, 0, 10)],
        {"stage": ["approved", "planned", "planned"]},
    ),
    "empty": Case([]),
    "dates": Case(
        [square(0, 0, 100), square(50, 0, 100), square(200, 0, 50)],
        {
            "stage": ["planned"] * 3,
            "approved_on": ["2024-01-05", "2025-02-01", None],
            "supplied_on": ["2026-01-01", "2027-01-01", None],
            "phase": ["1", "2", "2"],
        },
    ),
}


@pytest.fixture(params=["example", *CASES])
def drawn(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Park, gpd.GeoDataFrame]:
    """A park and its parcels."""
    if request.param == "example":
        park = load_catalog(EXAMPLES).park("example-park")
        return park, read_inputs(park, None).parcels
    case = CASES[request.param]
    toml = (_DECLARED if case.declares else "") + (_ANCHOR if case.basis == "schematic" else "")
    toml += _OUTLINE.format(basis=case.basis) if case.basis else ""
    park = make_park(tmp_path, toml + _PHASES, outlines={"outline.geojson": square(0, 0, 250)})
    return park, make_parcels(case.shapes, **case.columns)


def land_by_geometry(shapes: list[Any]) -> list[float]:
    """Return what each of several sets of shapes adds to those before it, in m²."""
    found, before = [], shapely.Polygon()
    for each in shapes:
        whole = shapely.union_all(
            [before, *(shape for shape in each if shape is not None and shape.is_valid)]
        )
        found.append(whole.area - before.area)
        before = whole
    return found
