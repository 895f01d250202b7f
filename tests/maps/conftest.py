"""Parks, parcels and reports to draw, and text that is hostile to a page."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.audited import Audited
from geokit.auditing.findings import Finding, Severity
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.maps.links import link_map
from geokit.parcels.table import parcel_frame
from geokit.programme.catalog import Catalog, load_catalog
from geokit.programme.model import Park, Programme

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.i18n import Language
    from geokit.maps.offline import OfflineMap

# Each shows what it is when it is text, and sets window.hit when it is not.
PAYLOADS = [
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "<!--<script>window.hit=1//",
    "${window.hit=1}",
    "`;window.hit=1;`",
    "\\",
    "\\`${window.hit=1}",
    "{{7*7}}",
    "{name}",
    '" onmouseover="window.hit=1',
    "'-(window.hit=1)-'",
    "javascript:window.hit=1",
    "a\u2028window.hit=1",
    "a\u202eb",
    "&lt;b&gt;",
    "<svg onload=window.hit=1>",
    "__proto__",
    "a\0b",
]


@pytest.fixture
def payloads() -> list[str]:
    return PAYLOADS


@pytest.fixture
def mixed_payloads() -> list[str]:
    """All payloads in two names: one that opens a comment could hide what follows it."""
    opening = "<!--<script>window.hit=1//"
    return [" ".join(payload for payload in PAYLOADS if payload != opening), opening]


BOUNDARIES = Path(__file__).parent / "boundaries"


def renamed(data: Any, name: str) -> Any:
    """Put `name` into every text that a reader sees."""
    if isinstance(data, dict):
        if data.keys() == {"zh", "en"}:
            return {"zh": name, "en": name}
        return {key: name if key == "credit" else renamed(value, name) for key, value in data.items()}
    return [renamed(item, name) for item in data] if isinstance(data, list) else data


@pytest.fixture
def make_catalog() -> Callable[..., Catalog]:
    """The catalogue in boundaries/: two parks, three pairs, an enclave; every name is `name` where one is given."""

    def read(path: Path, name: str | None) -> Any:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return data if name is None else renamed(data, name)

    def made(name: str | None = None) -> Catalog:
        programme = Programme.model_validate(read(BOUNDARIES / "programme.toml", name))
        parks = [
            Park.model_validate(read(path, name), context={"folder": path.parent})
            for path in sorted(BOUNDARIES.glob("*/park.toml"))
        ]
        return Catalog(programme, tuple(parks), BOUNDARIES)

    return made


@pytest.fixture(scope="session")
def links() -> Callable[[Language], OfflineMap]:
    """The map of all pairs in a language, made once for all tests that open it and leave it as it is."""
    return cache(lambda language: link_map(load_catalog(), language=language))


@pytest.fixture
def make_parcels() -> Callable[..., gpd.GeoDataFrame]:
    """Three 100 m squares near Shantou: built, approved, to acquire; every text is `name` where one is given."""

    def made(name: str | None = None) -> gpd.GeoDataFrame:
        squares = [
            shapely.box(476_600 + 100 * at, 2_595_800, 476_700 + 100 * at, 2_595_900) for at in range(3)
        ]
        columns = {
            "id": [name or "A", "B", "C"],
            "phase": [name or "一期", "二期", "二期"],
            "status": ["built", "stored", "planned"],
            "village": [name or "南村", None, None],
        }
        return parcel_frame(columns, squares, crs="EPSG:4548")

    return made


@pytest.fixture
def make_report(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> Callable[..., AuditReport]:
    """Three findings of the park linghai: a polygon, a line of 10 cm, and one without a place."""

    def made(name: str | None = None) -> AuditReport:
        overlap = Words(zh="{left} 与 {right} 重叠", en="{left} overlaps {right}")
        first = name or "A"
        findings = (
            Finding(
                "overlap",
                Severity.ERROR,
                (first, "B"),
                overlap,
                {"left": first, "right": "B"},
                geometry=shapely.box(476_690, 2_595_800, 476_710, 2_595_900),
                park="linghai",
            ),
            Finding(
                "gap",
                Severity.WARNING,
                ("C",),
                Words(zh="相隔", en="apart"),
                geometry=shapely.LineString([(476_800, 2_595_850), (476_800.1, 2_595_850)]),
                park="linghai",
            ),
            Finding("total", Severity.INFO, (), Words(zh="合计", en="total"), park="linghai"),
        )
        parcels = make_parcels(name)
        audited = Audited(make_catalog(name).park("linghai"), parcels, parcels.crs, AuditSettings())
        return AuditReport(findings, (audited,), date(2024, 1, 1))

    return made
