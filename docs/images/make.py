"""Make the pictures of the README anew: ``python docs/images/make.py``.

They are screenshots of the real page, so a Chromium must be on this machine (or named with GEOKIT_CHROMIUM), and
playwright installed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from geokit.maps.links import link_map
from geokit.maps.marks import Marks
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from geokit.words import Language

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 800}
PICTURES: dict[str, Language] = {"link-map.png": "en", "link-map.zh-CN.png": "zh"}


def main() -> None:
    """Write each picture beside this file."""
    chromium = os.environ.get("GEOKIT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, language in PICTURES.items():
            page_file = Path(folder) / "page.html"
            link_map(load_catalog(), language=language, marks=Marks(audience="public")).save(page_file)
            page = browser.new_page(viewport=SIZE)
            page.goto(page_file.as_uri())
            page.screenshot(path=HERE / name)
        browser.close()


if __name__ == "__main__":
    main()
