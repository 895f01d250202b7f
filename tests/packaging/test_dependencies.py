"""What is installed with geokit: licences that are known and go with its own, and pages that name the same libraries."""

from __future__ import annotations

import importlib
import re
import shlex
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from page_blocks import blocks_of

import geokit as gk
from geokit.testing import make_parcels, square

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / language / "how-to" / "slim-install.md" for language in ("en", "zh")]


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    yield SimpleNamespace(
        installed=importlib.import_module("installed"), licences=importlib.import_module("licences")
    )
    for name in ("installed", "licences"):
        del sys.modules[name]


def rows(text):
    """Return the tables of a page: first cell to the others."""
    found = (re.split(r"\s*\|\s*", line.strip("| \n")) for line in text.splitlines() if line.startswith("|"))
    return {first: rest for first, *rest in found}


def test_every_licence_is_known_and_listed(scripts):
    listed = rows((ROOT / "LICENSES.md").read_text(encoding="utf-8"))
    for each in scripts.licences.licensed():
        version, licence, _ = listed.get(each.name, ("", "", ""))
        assert version != scripts.installed.installed(each.name).version or licence == each.licence, each.name
    scripts.licences.page()


def test_the_versions_listed_are_those_that_are_tested():
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split())
    pinned = {name.lower().replace("_", "-"): version for name, version in pinned.items()}
    text = (ROOT / "LICENSES.md").read_text(encoding="utf-8").partition("\n## ")[0]
    listed = {name: rest[0] for name, rest in rows(text).items() if name in pinned}
    assert len(listed) > 50
    assert listed == {name: pinned[name] for name in listed}


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"License": "Proprietary"}, "name no licence that is known"),
        ({"License-Expression": "MIT AND AGPL-3.0-only"}, "AGPL-3.0-only is not among"),
    ],
)
def test_a_licence_that_nobody_has_looked_at_ends_it(scripts, monkeypatch, metadata, sentence):
    class Metadata(dict):
        def __missing__(self, _):
            return None

        def get_all(self, _):
            return ()

    unknown = SimpleNamespace(distribution=SimpleNamespace(metadata=Metadata(metadata), files=()))
    monkeypatch.setattr(scripts.licences, "installed", lambda _: unknown)
    with pytest.raises(SystemExit, match=sentence):
        scripts.licences.licence_of("new-library")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parts[-3])
def test_the_page_installs_what_everything_needs_and_lists_the_rest(scripts, page):
    (commands,) = [block.text.splitlines() for block in blocks_of(page) if block.language == "bash"]
    wanted = shlex.split(commands[0])[4:]
    assert [re.split("[<>=]", each)[0] for each in wanted] == scripts.installed.slim()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(wanted) <= set(project["dependencies"])
    listed = {re.split(r"[ （]", name)[0] for name in rows(page.read_text(encoding="utf-8"))}
    assert set(scripts.installed.direct()) <= listed


def test_a_map_carries_the_notice_of_leaflet():
    page = gk.audit_map(gk.audit(make_parcels([square(0, 0, 100)]))).get_root().render()
    assert re.search(r"Leaflet 1\.9\.\d.*?\(c\) 2010-20\d\d Vladimir Agafonkin", page, re.DOTALL)
