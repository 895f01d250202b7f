"""What all tests share: English unless a test says otherwise, reproducible examples, and one real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from geokit.words import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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


DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Opened:
    """A page in the browser, with everything it complained about and asked for."""

    page: Any
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def text(self, selector: str = "body") -> str:
        return str(self.page.inner_text(selector))

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def until(self, script: str) -> None:
        # The page's policy forbids the eval that the driver's own waiting uses.
        for _ in range(200):
            if self.run(script):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never came true: {script}")


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(content: Any, *, size: dict[str, int] = DESKTOP, **options: Any) -> Opened:
        file = tmp_path / f"网页 {len(contexts)}.html"
        if isinstance(content, str | bytes):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        else:
            content.save(file)
        context = chromium.new_context(viewport=size, offline=True, **options)
        contexts.append(context)
        result = Opened(context.new_page())
        page = result.page
        page.on("console", lambda said: said.type in {"error", "warning"} and result.faults.append(said.text))
        page.on("pageerror", lambda error: result.faults.append(str(error)))
        page.on(
            "dialog", lambda dialog: (result.faults.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        page.on(
            "request",
            lambda asked: asked.url.startswith(("data:", "blob:")) or result.requests.append(asked.url),
        )
        page.goto(file.as_uri())
        # The page itself is the one thing that may be asked for.
        assert result.requests.pop(0) == file.as_uri()
        # Shapes are unpacked after the page has loaded.
        result.run("window.geokit && geokit.settled")
        return result

    yield opened
    for context in contexts:
        context.close()
