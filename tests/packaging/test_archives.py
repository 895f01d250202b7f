"""The archives that are published: what they hold, that an index would take them, and that Windows gets everything."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tarfile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
