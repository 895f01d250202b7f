"""The bundles that pages have are those of the scripts beside them, and their tools are pinned."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from node_tools import ROOT, NotToBeHad, refuse_stale_packages, run_tool

if TYPE_CHECKING:
    from pathlib import Path

WEB = ROOT / "geokit" / "page" / "web"
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
BUNDLES = ("change", "links", "map", "program", "report", "site")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        refuse_stale_packages()
    except NotToBeHad as reason:
        pytest.skip(f"the bundles are not held to be fresh: {reason}")
    folder = tmp_path_factory.mktemp("dist")
    tool, *arguments = shlex.split(PACKAGE["scripts"]["build"])
    assert arguments[-1].startswith("--outdir=")
    assert run_tool(f"{tool}/bin/{tool}", *arguments[:-1], f"--outdir={folder}") == 0
    return folder


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_fresh(built: Path, name: str) -> None:
    committed = WEB / "dist" / f"{name}.js"
    assert committed.read_bytes() == (built / f"{name}.js").read_bytes(), "stale: npm run build"


def test_there_is_no_other_bundle() -> None:
    assert sorted(path.stem for path in (WEB / "dist").iterdir()) == list(BUNDLES)


def test_tools_are_pinned_and_the_lock_names_no_host() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in PACKAGE["devDependencies"].values())
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(WEB.glob("src/**/*.js")), ids=lambda path: path.stem)
def test_own_script_uses_no_markup_for_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(") if word in text]
