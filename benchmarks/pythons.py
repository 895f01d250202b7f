"""Which Pythons and which versions of libraries the fast tests pass with: ``make pythons``.

Each Python that is found or named gets an environment of its own for each set of versions: those of constraints.txt, the
lowest that pyproject.toml allows of what it names itself, and the newest there are. It fails where a set does not fit a
Python or a test fails.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".venv" / "pythons"
SETS = ("locked", "lowest", "newest")
_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


class FailedError(Exception):
    """A step ended with an error, which it has printed itself."""


def named_in_classifiers() -> list[str]:
    """Return what the Pythons are called that pyproject.toml says the tests have run on: python3.11 and on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ends = (each.rpartition(" :: ")[2] for each in project["classifiers"] if ":: Python :: 3." in each)
    return [f"python{end}" for end in ends]


def version_of(python: str) -> str | None:
    """Return 3.12 of a Python that starts; a name that only stands for one may not."""
    if shutil.which(python) is None:
        return None
    said = subprocess.run([python, "-c", _VERSION], check=False, capture_output=True, text=True)  # noqa: S603 - as named
    return said.stdout.strip() or None


def installed_by(versions: str, python: str) -> list[str]:
    """Return what pip is asked to install for a set of versions."""
    if versions == "locked":
        return ["--constraint", "constraints.txt", "--editable", ".[test]"]
    if versions == "newest":
        return ["--upgrade", "--editable", ".[test]"]
    return ["--requirement", str(_lowest(python)), "--editable", ".[test]"]


def _lowest(python: str) -> Path:
    """Write the lowest versions down; pip itself looks for the newest only, so that uv resolves them."""
    tool, found = KEPT / "uv", KEPT / f"lowest-{python}.txt"
    if not tool.exists():
        venv.create(tool, with_pip=True)
    _run([_python_of(tool), "-m", "pip", "install", "--quiet", "uv"])
    _run([_python_of(tool), "-m", "uv", "pip", "compile", "--quiet", "--resolution", "lowest-direct",
          "--python-version", python, "--extra", "test", "pyproject.toml", "--output-file", str(found)])  # fmt: skip
    return found


def tried(python: str, version: str, versions: str, arguments: Sequence[str]) -> bool:
    """Install a set of versions for a Python and run the tests."""
    place = KEPT / f"{version}-{versions}"
    shutil.rmtree(place, ignore_errors=True)
    try:
        _run([python, "-m", "venv", str(place)])
        _run([_python_of(place), "-m", "pip", "install", "--quiet", *installed_by(versions, version)])
        _run(
            [
                _python_of(place),
                "-m",
                "pytest",
                "-q",
                "-n",
                "auto",
                "--dist",
                "worksteal",
                "-m",
                "not slow",
                *arguments,
            ]
        )
    except FailedError:
        return False
    return True


def _python_of(place: Path) -> str:
    return str(
        next(each for each in (place / "bin" / "python", place / "Scripts" / "python.exe") if each.exists())
    )


def _run(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False, cwd=ROOT).returncode:  # noqa: S603 - of these files
        raise FailedError


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each set with each Python, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "pythons", nargs="*", help="names or paths; without one those of the classifiers that are there"
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--pytest", nargs=argparse.REMAINDER, default=[], help="what pytest is given besides")
    chosen = parser.parse_args(arguments)
    found = {python: version_of(python) for python in chosen.pythons or named_in_classifiers()}
    rows = []
    for python, version in found.items():
        for versions in chosen.sets if version else ():
            passed = tried(python, version, versions, chosen.pytest)
            rows.append((f"{python} {versions}", "passed" if passed else "FAILED"))
    rows += [(python, "not found") for python, version in found.items() if not version]
    for name, said in rows:
        print(f"{name}: {said}")
    wanted = bool(chosen.pythons)
    return int(not rows or any(said == "FAILED" or (wanted and said == "not found") for _, said in rows))


if __name__ == "__main__":
    sys.exit(main())
