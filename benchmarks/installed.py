"""What an installation is made of: ``python benchmarks/installed.py`` prints how large each distribution is.

With ``--write`` the tables of the pages on a slim installation are made anew. A size is the sum of the files that a
distribution's own record lists; what only one library needs counts with that library.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from geokit.i18n import LANGUAGES, Language, Words
from geokit.libraries import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = {language: ROOT / "docs" / language / "how-to" / "slim-install.md" for language in LANGUAGES}
_BEGIN, _END = "<!-- sizes -->", "<!-- end of sizes -->"

# Of those that everything needs; LIBRARIES has the others.
CORE: Final = {
    "click": Words(zh="命令行", en="the command line"),
    "geopandas": Words(zh="地块表", en="tables of parcels"),
    "numpy": Words(zh="坐标数组", en="arrays of coordinates"),
    "pandas": Words(zh="表格", en="tables"),
    "pyarrow": Words(zh="成批读取记录、GeoParquet", en="records in batches, GeoParquet"),
    "pydantic": Words(zh="校验配置", en="checks settings"),
    "pyogrio": Words(
        zh="读写 GeoPackage、shapefile 等（GDAL）", en="GeoPackage, shapefiles and others, by GDAL"
    ),
    "pyproj": Words(zh="坐标系", en="coordinate systems"),
    "shapely": Words(zh="几何", en="geometry"),
}
_HEAD: Final = Words(
    zh="| 库 | 版本 | MB | 用途 | 可不安装 |\n|---|---|--:|---|---|",
    en="| library | version | MB | what for | may be left out |\n|---|---|--:|---|---|",
)
_YES: Final = Words(zh="是", en="yes")
_OTHERS: Final = Words(zh="其余（{names}）", en="others ({names})")
_SUM: Final = Words(
    zh="| **合计** | | **{whole:.0f}** | | 精简安装 {slim:.0f} |",
    en="| **all** | | **{whole:.0f}** | | slim: {slim:.0f} |",
)
_WITH: Final = Words(zh="{name}（含 {names}）", en="{name} (with {names})")
_MEASURED: Final = Words(
    zh="在 {system}、Python {python} 上测得；`make sizes` 可重新生成。",
    en="Measured on {system} with Python {python}; `make sizes` measures again.",
)


@dataclass(frozen=True)
class Installed:
    """A distribution that is installed here.

    Parameters
    ----------
    name : str
        As the index writes it.
    """

    name: str

    @cached_property
    def distribution(self) -> importlib.metadata.Distribution:
        """What its metadata say."""
        return importlib.metadata.distribution(self.name)

    @property
    def version(self) -> str:
        """Its version."""
        return self.distribution.version

    @cached_property
    def megabytes(self) -> float:
        """How large its files are together, in 10⁶ bytes."""
        paths = (Path(str(file.locate())) for file in self.distribution.files or ())
        return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6

    @cached_property
    def needs(self) -> list[str]:
        """The distributions that it needs on this machine, extras left out."""
        needed = map(Requirement, self.distribution.requires or ())
        return [
            canonicalize_name(one.name)
            for one in needed
            if not one.marker or one.marker.evaluate({"extra": ""})
        ]


@cache
def installed(name: str) -> Installed:
    """Return a distribution, measured once."""
    return Installed(name)


def direct() -> list[str]:
    """Return the dependencies that pyproject.toml declares for this machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = map(Requirement, project["dependencies"])
    return sorted(canonicalize_name(one.name) for one in declared if not one.marker or one.marker.evaluate())


def closure(names: Iterable[str]) -> set[str]:
    """Return distributions with all that they need."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += installed(name).needs
    return found


def optional() -> dict[str, Words]:
    """Return what a slim installation may leave out, with what it is for."""
    return {canonicalize_name(each.name): each.purpose for each in LIBRARIES.values()}


def slim() -> list[str]:
    """Return the dependencies that everything needs."""
    return [name for name in direct() if name not in optional()]


@dataclass(frozen=True)
class Row:
    """A line of the table: a library, and what is installed for it alone."""

    name: str
    alone: tuple[str, ...]

    @property
    def megabytes(self) -> float:
        """How large it is with what is there for it alone."""
        return sum(installed(each).megabytes for each in (self.name, *self.alone))

    def localize(self, language: Language) -> str:
        """Return the line in a language."""
        purpose = (optional() | CORE)[self.name].localize(language)
        may_go = _YES.localize(language) if self.name in optional() else ""
        said = _WITH.render(language, name=self.name, names=list(self.alone)) if self.alone else self.name
        return f"| {said} | {installed(self.name).version} | {self.megabytes:.1f} | {purpose} | {may_go} |"


def rows() -> list[Row]:
    """Return the direct dependencies, the largest first, each with what would go with it."""
    every, found = direct(), []
    for name in every:
        rest = closure(each for each in every if each != name)
        found.append(Row(name, tuple(sorted(closure([name]) - rest - set(every)))))
    return sorted(found, key=lambda row: -row.megabytes)


def table(language: Language) -> str:
    """Return the table in a language."""
    lines, listed = [_HEAD.localize(language)], set[str]()
    for row in rows():
        lines.append(row.localize(language))
        listed |= {row.name, *row.alone}
    others = sorted(closure(direct()) - listed)
    size = sum(installed(name).megabytes for name in others)
    lines.append(f"| {_OTHERS.render(language, names=others)} | | {size:.1f} | | |")
    totals = {
        "whole": total(closure(direct())),
        "slim": total(closure(slim())),
    }
    lines.append(_SUM.localize(language).format(**totals))
    place = {"system": f"{platform.system()} {platform.machine()}", "python": platform.python_version()}
    return "\n".join([*lines, "", _MEASURED.render(language, **place), ""])


def total(names: Iterable[str]) -> float:
    """Return how many MB distributions take together."""
    return sum(installed(name).megabytes for name in names)


def main() -> int:
    """Print the table, or write it into the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="make the tables of the pages anew")
    if not parser.parse_args().write:
        print(table("en"))
        return 0
    for language, page in PAGES.items():
        before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        page.write_text(f"{before}{_BEGIN}\n{table(language)}{_END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
