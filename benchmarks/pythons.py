"""Which Pythons and which versions of libraries the fast tests pass with: ``make pythons``.

Each Python that is found or named gets an environment of its own for each set of versions: those of constraints.txt, the
lowest that pyproject.toml allows of what it names itself, and the newest there are. geokit is installed there alone first,
as its users get it: it has to start and to audit the shipped boundaries without a warning. Then come the libraries of the tests,
which may hold a version back; the table at the end tells such ones. It fails where a set does not fit a Python or a test
fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".venv" / "pythons"
# What the resolver is told; pip itself looks for the newest versions only, hence uv.
SETS = {
    "locked": ["--constraint", "constraints.txt"],
    "lowest": ["--resolution", "lowest-direct"],
    "newest": ["--resolution", "highest"],
}
_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"
_AUDIT = ["geokit", "audit", str(ROOT / "boundaries"),
          "--baseline", str(ROOT / "boundaries" / "baseline.toml"), "--fail-on", "warning"]  # fmt: skip
# These would lend an environment what is not installed in it, or have each interpreter compile geokit anew.
_FOREIGN = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}


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


@dataclass(frozen=True)
class Place:
    """An environment for one Python and one set of versions, and beside it what was installed and what tests said.

    Parameters
    ----------
    folder
        Where it lies; lists of versions and results lie beside it, under its name.
    versions
        The set of versions, a key of `SETS`.
    """

    folder: Path
    versions: str

    @property
    def python(self) -> str:
        """The interpreter of the environment."""
        return _python_of(self.folder)

    @property
    def results(self) -> Path:
        """What pytest wrote of its tests."""
        return self.folder.parent / f"{self.folder.name}.xml"

    def install(self, what: Sequence[str]) -> dict[str, str]:
        """Install in the versions of the set, and return the versions of all that is there; keep them as a list too."""
        _run([*_uv(), "install", "--quiet", "--python", self.python, *SETS[self.versions], *what])
        listed = _run([*_uv(), "freeze", "--quiet", "--python", self.python], capture=True)
        (self.folder.parent / f"{self.folder.name}.txt").write_text(listed, encoding="utf-8")
        return dict(line.split("==") for line in listed.splitlines() if "==" in line)

    def test(self, arguments: Sequence[str], workers: str) -> None:
        """Run the fast tests."""
        options = ["-q", "-n", workers, "--dist", "worksteal", "-m", "not slow", f"--junitxml={self.results}"]
        _run([self.python, "-m", "pytest", *options, *arguments])


def tried(place: Place, python: str, workers: str, arguments: Sequence[str]) -> tuple[bool, list[str]]:
    """Install a set of versions for a Python, audit with it and run the tests; return whether all went well, and notes."""
    shutil.rmtree(place.folder, ignore_errors=True)
    place.results.unlink(missing_ok=True)
    notes = []
    try:
        _run([python, "-m", "venv", str(place.folder)])
        alone = place.install(["."])
        # From elsewhere, so that what runs is what was installed, not the sources.
        _run([place.python, "-W", "error", "-m", *_AUDIT], folder=KEPT)
        tested = place.install(["--editable", ".[test]"])
        notes = [f"tested with {name} {tested[name]}, not {version}" for name, version in alone.items()
                 if tested.get(name, version) != version]  # fmt: skip
        place.test(arguments, workers)
    except FailedError:
        return False, [*counted(place.results), *notes]
    return True, [*counted(place.results), *notes]


def counted(results: Path) -> list[str]:
    """Return how many tests passed, failed and were left out, and how long they took; nothing where none ran."""
    if not results.exists():
        return []
    suite = next(ET.parse(results).iter("testsuite"))  # noqa: S314 - pytest's own, just written
    tests, skipped, failed = (
        sum(int(suite.get(name, 0)) for name in names)
        for names in (["tests"], ["skipped"], ["failures", "errors"])
    )
    return [
        f"{tests - skipped - failed} passed, {failed} failed, {skipped} skipped in {float(suite.get('time', 0)):.0f} s"
    ]


def _uv() -> list[str]:
    """Return how uv is called in place of pip; it has an environment of its own."""
    tool = KEPT / "uv"
    scripts = os.pathsep.join(str(tool / each) for each in ("bin", "Scripts"))
    if shutil.which("uv", path=scripts) is None:
        venv.create(tool, with_pip=True)
        _run([_python_of(tool), "-m", "pip", "install", "--quiet", "uv"])
    return [_python_of(tool), "-m", "uv", "pip"]


def _python_of(folder: Path) -> str:
    return str(
        next(each for each in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if each.exists())
    )


def _run(command: Sequence[str], *, folder: Path = ROOT, capture: bool = False) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    done = subprocess.run(  # noqa: S603 - of these files
        command,
        check=False,
        cwd=folder,
        env=environment,
        encoding="utf-8",
        stdout=subprocess.PIPE if capture else None,
    )
    if done.returncode:
        raise FailedError
    return done.stdout or ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each set with each Python, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "pythons", nargs="*", help="names or paths; without one those of the classifiers that are there"
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--workers", default="auto", help="how many tests run at once; all cores if left out")
    parser.add_argument("--pytest", nargs=argparse.REMAINDER, default=[], help="what pytest is given besides")
    chosen = parser.parse_args(arguments)
    found = {python: version_of(python) for python in chosen.pythons or named_in_classifiers()}
    rows, good = [], True
    for python, version in found.items():
        if version is None:
            good &= not chosen.pythons
            rows.append(f"{python}: not found")
            continue
        for versions in chosen.sets:
            place = Place(KEPT / f"{version}-{versions}", versions)
            passed, notes = tried(place, python, chosen.workers, chosen.pytest)
            good &= passed
            rows.append(f"{python} {versions}: " + "; ".join(["passed" if passed else "FAILED", *notes]))
    print(*rows, sep="\n")
    return int(not good or not any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
