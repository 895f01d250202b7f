"""The archives that are published: what they hold, that an index would take them, and that Windows gets everything."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import geokit as gk

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "extra": ""}


def test_an_index_would_take_them(archives):
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *archives],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert [archive.suffix for archive in archives] == [".whl", ".gz"]


def test_the_source_archive_can_be_tested_and_documented(archives):
    with tarfile.open(archives[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {
        "pyproject.toml", "Makefile", "constraints.txt", "LICENSE", "README.md", "README.zh-CN.md", "CONTRIBUTING.md",
        "CITATION.cff", "CHANGELOG.md", "action.yml", ".pre-commit-hooks.yaml", "boundaries/programme.toml",
        "examples/example-park/park.toml", "notebooks/01-programme.ipynb", "docs/conf.py", "tests/conftest.py",
    }  # fmt: skip


def needed(name: str, environment: dict[str, str]) -> set[str]:
    """Return the packages that an installed one needs where `environment` holds."""
    found, waiting = set(), [name]
    while waiting:
        package = canonicalize_name(waiting.pop())
        if package in found:
            continue
        found.add(package)
        requirements = map(Requirement, importlib.metadata.requires(package) or ())
        waiting += [one.name for one in requirements if not one.marker or one.marker.evaluate(environment)]
    return found


def test_a_folder_of_wheels_made_elsewhere_serves_windows():
    # pip download --platform reads markers as if for the machine it runs on: what only Windows needs would be missing.
    assert needed("geokit-parks", WINDOWS) == needed("geokit-parks", {"extra": ""})


def test_the_version_is_the_same_wherever_it_stands():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == gk.__version__
    # Above it may stand what is not released yet.
    released = re.findall(r"^## (\d+\.\d+\.\d+)(?: \((\d{4}-\d\d-\d\d)\))?$", CHANGELOG, re.MULTILINE)
    for name in ("README.md", "README.zh-CN.md"):
        assert f"rev: v{gk.__version__}\n" in (ROOT / name).read_text(encoding="utf-8")
    assert released[0] == (gk.__version__, str(citation["date-released"]))


@pytest.mark.slow
def test_archives_built_elsewhere_and_later_are_the_same_bytes(archives, tmp_path):
    copy = tmp_path / "another folder"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    if not listed:
        pytest.skip("a source archive has no list of its files")
    for name in filter(None, listed.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
        os.utime(copy / name, (1_600_000_000, 1_600_000_000))
    environment = {**os.environ, "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", tmp_path / "dist"],
        cwd=copy, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    for archive in archives:
        assert (tmp_path / "dist" / archive.name).read_bytes() == archive.read_bytes(), archive.name
