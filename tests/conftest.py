"""What all tests share: English unless a test says otherwise, and reproducible examples."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from geokit.words import use_language

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ["GEOKIT_LANG"] = "en"

settings.register_profile(
    "geokit", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("geokit")


@pytest.fixture
def chinese() -> Iterator[None]:
    with use_language("zh"):
        yield


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "browser: opens pages in a real Chromium (skipped where there is none)"
    )


def chromium_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("GEOKIT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process: playwright cannot be started twice in it."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (name one with GEOKIT_CHROMIUM)")
    if not has_chinese_font():
        pytest.skip("no Chinese font on this machine (Debian: fonts-noto-cjk)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
