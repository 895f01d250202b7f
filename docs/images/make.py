"""Make the pictures of the README anew: ``python docs/images/make.py``.

They are screenshots of the real page, so a Chromium must be on this machine (or named with GEOKIT_CHROMIUM), and
playwright installed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from playwright.sync_api import sync_playwright
from shapely.affinity import translate

from geokit.auditing.engine import audit_catalog
from geokit.maps.audit import audit_map
from geokit.maps.change import change_map
from geokit.maps.links import link_map
from geokit.maps.park import park_map
from geokit.page.marks import Marks
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.i18n import Language
    from geokit.maps.offline import OfflineMap

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 800}
_SETTLED_MS = 1_500
LANGUAGES: dict[str, Language] = {".png": "en", ".zh-CN.png": "zh"}
# The day that the maps are drawn for and looked at, so that a new picture differs only where the map does.
DAY = date(2026, 1, 31)
# Where a page is opened and what is pressed there, by the names of pictures that do not show its beginning.
PLACES = {"link-wall": ("#wall", ["ArrowRight"] * 3)}
NAMES: dict[Language, tuple[str, str]] = {"en": ("last month", "this month"), "zh": ("上月", "本月")}


def maps(language: Language) -> dict[str, OfflineMap]:
    """Return the maps that are shown, by the names of their pictures."""
    example = load_catalog(HERE.parents[1] / "examples")
    report = audit_catalog(example, today=DAY)
    [audited] = report.audited
    links = link_map(load_catalog(), language=language, marks=Marks(audience="public"))
    return {
        "link-map": links,
        "link-wall": links,
        "park-map": park_map(
            example.parks[0], audited.parcels, catalog=example, language=language, as_of=DAY
        ),
        "audit-map": audit_map(report, language=language),
        "change-map": change_map(
            month_before(audited.parcels),
            audited.parcels,
            names=NAMES[language],
            language=language,
            as_of=DAY,
        ),
    }


def month_before(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return an invented earlier state: two parcels were one, one lay elsewhere, two are not there yet."""
    earlier = parcels.set_index("id", drop=False)
    shapes = earlier.geometry.copy()
    shapes["P2-01"] = shapely.union(shapes["P2-01"], shapes["P2-02"])
    shapes["P1-03"] = translate(shapes["P1-03"], yoff=45.0)
    earlier = earlier.set_geometry(shapes)
    return earlier.drop(["P2-02", "P1-06", "P2-07"]).reset_index(drop=True)


def main() -> None:
    """Write each picture beside this file."""
    chromium = os.environ.get("GEOKIT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for suffix, language in LANGUAGES.items():
            for name, shown in maps(language).items():
                page_file = Path(folder) / "page.html"
                shown.save(page_file)
                page = browser.new_page(viewport=SIZE)
                page.clock.set_system_time(datetime.combine(DAY, time(12)))
                place, keys = PLACES.get(name, ("", []))
                page.goto(page_file.as_uri() + place)
                page.wait_for_timeout(_SETTLED_MS)
                for key in keys:
                    page.keyboard.press(key)
                page.wait_for_timeout(_SETTLED_MS)
                page.screenshot(path=HERE / f"{name}{suffix}")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
