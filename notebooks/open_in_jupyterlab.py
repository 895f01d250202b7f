"""Run every notebook in JupyterLab itself, in Chromium without a network, and keep a picture of each output.

``make jupyter`` installs JupyterLab, which is no dependency for its size, and calls this. The exit status is 1 where a
cell failed, a map stayed empty, or the page asked another machine for anything.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

NOTEBOOKS = sorted(Path(__file__).parent.glob("*.ipynb"))
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
SETTINGS = {
    # Every cell is on the page, not only those in sight; and nobody is asked for a kernel.
    "notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
PROMPTS = """() => [...document.querySelectorAll(".jp-NotebookPanel .jp-CodeCell .jp-InputPrompt")]
    .map(each => each.textContent)"""
DONE = f"() => ({PROMPTS})().every(text => /[0-9]/.test(text))"
MAPS = """() => [...document.querySelectorAll("iframe")].map(each =>
    each.contentDocument?.querySelectorAll(".leaflet-pane path, .leaflet-pane canvas").length ?? 0)"""
FAILURES = (
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], "
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"
)


def main(pictures: Path) -> int:
    """Run all notebooks and return the exit status."""
    pictures.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        jupyterlab(Path(name)) as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        faults = [
            fault for each in NOTEBOOKS for fault in run(chromium.new_page(), server, each.name, pictures)
        ]
        chromium.close()
    print(*faults, sep="\n")
    return 1 if faults else 0


def run(page: Page, server: str, name: str, pictures: Path) -> list[str]:
    """Run one notebook, photograph its outputs, and return what was wrong."""
    page.set_viewport_size({"width": 1300, "height": 1000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}lab/tree/{name}?reset")
    page.wait_for_selector(IDLE, timeout=120_000)
    run_all(page, name)
    outputs = page.locator(".jp-Cell-outputArea")
    for at in range(outputs.count()):
        if outputs.nth(at).is_visible() and outputs.nth(at).inner_html():
            outputs.nth(at).screenshot(path=pictures / f"{Path(name).stem}-{at + 1:02}.png")
    faults = [f"{name}: {text}" for text in page.locator(FAILURES).all_inner_texts()]
    faults += [f"{name}: a map is empty" for drawn in page.evaluate(MAPS) if not drawn]
    faults += [
        f"{name}: asked for {url}"
        for url in asked
        if not url.startswith((server, "data:", "blob:", "about:"))
    ]
    tables, maps = page.locator(".jp-OutputArea table").count(), len(page.evaluate(MAPS))
    print(f"{name}: {outputs.count()} cells, {tables} tables, {maps} maps, {len(asked)} requests")
    page.close()
    return faults


def run_all(page: Page, name: str) -> None:
    """Run all cells by the menu; again if the kernel was not yet there to hear it, or lost some of it."""
    for _ in range(4):
        page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
        page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
        if is_run(page):
            page.wait_for_timeout(2_000)
            return
    raise SystemExit(
        f"{name}: not all cells were run: {page.locator('.jp-Cell-outputArea').all_inner_texts()}"
    )


def is_run(page: Page) -> bool:
    """Wait for a minute at the most until every cell has its number and the kernel rests."""
    for _ in range(60):
        page.wait_for_timeout(1_000)
        if page.evaluate(DONE) and page.locator(IDLE).count():
            return True
    return False


@contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Start a JupyterLab of its own, with copies of the notebooks that hold no outputs, and give its address."""
    prepare(folder)
    own = {
        f"JUPYTER{key}": str(folder / key)
        for key in ("_CONFIG_DIR", "_DATA_DIR", "_RUNTIME_DIR", "LAB_WORKSPACES_DIR")
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, **own, "PATH": path, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
               "--IdentityProvider.token=", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder / "notebooks", env=environment, stdout=log, stderr=log)
        try:
            yield address_in(folder / "log.txt", process)
        finally:
            process.terminate()
            process.wait(60)


def prepare(folder: Path) -> None:
    """Copy the notebooks without their outputs, and write the settings."""
    (folder / "notebooks").mkdir()
    for each in NOTEBOOKS:
        notebook = nbformat.read(each, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / "notebooks" / each.name)
    for name, values in SETTINGS.items():
        settings = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(values), encoding="utf-8")


def address_in(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the server to say where it listens."""
    while process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8", errors="replace")):
            return found.group()
        time.sleep(0.1)
    raise SystemExit(log.read_text(encoding="utf-8", errors="replace"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
