"""Build the documentation: ``python docs/build.py build/docs``.

Both languages are staged in a folder of their own, their text beside what is made from the code, and built with
warnings as errors. The result opens from a folder, without a network.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import get_args

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making.stage import stage
from making.theme_words import in_chinese

from geokit.errors import GeokitError
from geokit.i18n import Language

LANGUAGES = {"en": "en", "zh": "zh_CN"}


def main() -> int:
    """Build the languages that are asked for, both if none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    try:
        status = max(build(name, arguments.output) for name in arguments.language or LANGUAGES)
    except GeokitError as error:
        for language in get_args(Language):
            sys.stderr.write(f"{error.localize(language)}\n")
        return 2
    shutil.copy(HERE / "start.html", arguments.output / "index.html")
    return status


def build(name: str, output: Path) -> int:
    """Build one language and return Sphinx's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        source, trees, pages = (Path(folder, each) for each in ("source", "trees", "pages"))
        stage(source, name)
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-c", HERE]
        settings = ["-D", f"language={LANGUAGES[name]}", "-d", trees]
        status = subprocess.run([*command, *settings, source, pages], check=False).returncode  # noqa: S603
        if name == "zh":
            for page in pages.rglob("*.html"):
                page.write_text(in_chinese(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        shutil.rmtree(output / name, ignore_errors=True)
        shutil.copytree(pages, output / name, ignore=shutil.ignore_patterns("_sources", "objects.inv"))
        return status


if __name__ == "__main__":
    sys.exit(main())
