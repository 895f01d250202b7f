"""The datums that Chinese land data comes in, how a system's datum is recognised, and systems that name a file.

A datum is recognised by a name, never by the size of the coordinates: Xian 1980 and CGCS2000 differ by some 100 m and
look alike. A definition from a file may also name a grid or a list of systems, and PROJ opens whatever path it finds
there: such a definition is refused before PROJ sees it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import UnknownNameError
from geokit.i18n import Language, Words

if TYPE_CHECKING:
    from pyproj import CRS

# ``init`` names a list of systems and ``grids`` tables of shifts, of which ``@null`` alone is none; ``file`` and
# ``model`` are what some methods take instead.
_NAMED = re.compile(
    r"\binit\s*=(?!\s*epsg:\d)|grids\s*=(?!\s*@null(?![\w,./\\]))|\b(?:file|model|catalog)\s*=|PROJ4_GRIDS"
    r'|PARAMETERFILE\s*[\[(]\s*"[^"]{0,200}"\s*,\s*"(?!@null")|"value"\s*:\s*"(?!@null")',
    re.IGNORECASE,
)

# The same in a file that may write two bytes a letter.
_IN_BYTES = re.compile(
    b"\\0?".join(re.escape(letter.encode()) for letter in "PROJ4_GRIDS")
    + b"|"
    + b"\\0?".join(letter.encode() for letter in "grids=")
    + rb"(?!\0?@\0?n\0?u\0?l\0?l)"
    + rb'|PARAMETERFILE\s*[\[(]\s*"[^"]{0,200}"\s*,\s*"(?!@null")',
    re.IGNORECASE,
)

# What begins any of these.
_MAY_NAME = re.compile(rb"g\0?r\0?i\0?d\0?s|parameterfile")
_WORDS = [*(b"g%br%bi%bd" % gaps for gaps in product((b"", b"\0"), repeat=3)), b"parameterfile"]
_CHUNK_BYTES, _OVERLAP_BYTES = 1 << 22, 64

LINKED_SYSTEM: Final = Words(
    zh="其坐标系要打开另一文件（格网），不予读取；请另存为不含格网的坐标系，如 EPSG:4548",
    en="its coordinate system would open another file (a grid), which is refused; save it in a system without one, such as "
    "EPSG:4548",
)

# Programs write axes with few decimals. CGCS2000's and WGS 84's differ by 0.1 mm and pass as one; Xian 1980's is 3 m off.
_SAME_AXIS_M = 1e-3

# What programs write where they do not know the datum, as plain_name has it.
_UNNAMED = re.compile(r"^(?:unknown.*|unnamed.*|notspecified.*|undefined.*|userdefined.*|custom|none|)$")

_KIND = Words(zh="大地基准", en="datum")
SEVERAL_DATUMS: Final = Words(
    zh="“{name}”写有多个大地基准（{datums}），不能确定以哪一个为准：请只写一个，或给出坐标系{option:crs}",
    en="“{name}” names several datums ({datums}), and which one counts is not known: name one, or give the coordinate "
    "system{option:crs}",
)


def bytes_reference_file(data: Any) -> bool:
    r"""Return whether a file's bytes hold a coordinate system that names a table of shifts.

    Examples
    --------
    >>> wkt = 'EXTENSION["PROJ4_GRIDS","/a"]'
    >>> (
    ...     bytes_reference_file(wkt.encode()),
    ...     bytes_reference_file(wkt.encode("utf-16-le")),
    ...     bytes_reference_file(b"grids"),
    ... )
    (True, True, False)
    """
    for at in range(0, len(data), _CHUNK_BYTES):
        chunk = bytes(data[at : at + _CHUNK_BYTES + _OVERLAP_BYTES]).lower()
        # To look for whole words first takes a twentieth of the time.
        if any(word in chunk for word in _WORDS) and _MAY_NAME.search(chunk):
            return _IN_BYTES.search(data, at) is not None
    return False


def references_file(system: Any) -> bool:
    """Return whether a text, or PROJJSON, names a file that PROJ would open.

    Examples
    --------
    >>> references_file("+proj=longlat +nadgrids=/etc/hosts"), references_file("+init=./list:1")
    (True, True)
    >>> references_file("+proj=merc +a=6378137 +nadgrids=@null +wktext"), references_file("EPSG:4527")
    (False, False)
    """
    if not isinstance(system, str | dict):
        return False
    return _NAMED.search(_unescaped(system)) is not None


def stated_crs(system: Any) -> CRS | None:
    """Return the system that a file or a table states; None where it states none that is known, or names a file.

    Examples
    --------
    >>> stated_crs("EPSG:4548").to_epsg(), stated_crs("https://example.org"), stated_crs("+init=./list:1")
    (4548, None, None)
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not system or references_file(system):
        return None
    try:
        return CRS.from_user_input(system)
    except CRSError:
        return None


def _unescaped(system: str | dict[str, Any]) -> str:
    """Return the text that PROJ sees: JSON may write any letter by its number."""
    if isinstance(system, str) and not system.lstrip().startswith("{"):
        return system
    try:
        return json.dumps(json.loads(system) if isinstance(system, str) else system, ensure_ascii=False)
    except (ValueError, RecursionError):
        # PROJ refuses what is no JSON.
        return ""


@dataclass(frozen=True, slots=True)
class Datum:
    """A geodetic datum.

    Parameters
    ----------
    id : str
        How the datum is called in code and settings.
    words : Words
        Its name.
    epsg : int
        The EPSG code of its geographic coordinate system.
    names : tuple of str
        Further names met in files.
    """

    id: str
    words: Words
    epsg: int
    names: tuple[str, ...] = ()

    @property
    def spellings(self) -> frozenset[str]:
        """All its names, as :func:`normalize_name` writes them."""
        return frozenset(map(normalize_name, (self.id, self.words.zh, self.words.en, *self.names)))

    def localize(self, language: Language) -> str:
        """Return the name in a language."""
        return self.words.localize(language)


CGCS2000 = Datum(
    "CGCS2000",
    Words(zh="2000国家大地坐标系", en="CGCS2000"),
    4490,
    ("China 2000", "China Geodetic Coordinate System 2000", "CGCS2000坐标系", "国家2000", "国家2000坐标系"),
)

XIAN_1980 = Datum(
    "Xian 1980",
    Words(zh="1980西安坐标系", en="Xian 1980"),
    4610,
    ("Xian 80", "80国家大地坐标系", "1980西安国家大地坐标系", "1980年西安坐标系", "西安80", "西安80坐标系"),
)

BEIJING_1954 = Datum(
    "Beijing 1954",
    Words(zh="1954北京坐标系", en="Beijing 1954"),
    4214,
    ("Beijing 54", "1954年北京坐标系", "北京54", "北京54坐标系"),
)

NEW_BEIJING = Datum("New Beijing", Words(zh="新1954北京坐标系", en="New Beijing"), 4555, ("新北京54坐标系",))

WGS_84 = Datum(
    "WGS 84",
    Words(zh="WGS84坐标系", en="WGS 84"),
    4326,
    ("WGS 1984", "World Geodetic System 1984", "World Geodetic System 1984 ensemble"),
)

DATUMS = (CGCS2000, XIAN_1980, BEIJING_1954, NEW_BEIJING, WGS_84)

# Between these two the geographic coordinates are taken as equal: they differ by less than the metre that
# matters for display. No other pair may pass without parameters.
ALIGNED = frozenset({CGCS2000.id, WGS_84.id})


def normalize_name(text: str) -> str:
    """Return a name without case, width, blanks, punctuation and ArcGIS's prefixes ``D_`` and ``GCS_``.

    Examples
    --------
    >>> normalize_name("GCS_Xian_1980"), normalize_name("ＣＧＣＳ ２０００")
    ('xian1980', 'cgcs2000')
    """
    folded = re.sub(r"^(d|gcs)_", "", unicodedata.normalize("NFKC", text).casefold().strip())
    return re.sub(r"[\W_]+", "", folded)


def find_datum(name: str) -> Datum | None:
    """Return the datum of this name, in any of its usual spellings, or None."""
    plain = normalize_name(name)
    return next((datum for datum in DATUMS if plain in datum.spellings), None)


def named_datum(name: str | Datum) -> Datum:
    """Return the datum of this name.

    Raises
    ------
    UnknownNameError
        No datum has it.

    Examples
    --------
    >>> named_datum("1980西安坐标系").id, named_datum("D_China_2000").id
    ('Xian 1980', 'CGCS2000')
    """
    if isinstance(name, Datum):
        return name
    datum = find_datum(name)
    if datum is None:
        raise UnknownNameError(name, kind=_KIND, known=[datum.id for datum in DATUMS])
    return datum


def datum_of(crs: CRS) -> Datum | None:
    """Return the datum of a coordinate system, or None where it is local or not one of :data:`DATUMS`.

    Examples
    --------
    >>> from pyproj import CRS
    >>> datum_of(CRS(4548)).id
    'CGCS2000'
    >>> datum_of(CRS(27700)) is None
    True
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return None
    # A realisation such as "World Geodetic System 1984 (G1762)" is its datum for every purpose here.
    name = re.sub(r"\(G\d+\)$", "", geodetic.datum.name)
    return _by_other_names(crs) if says_nothing(name) else find_datum(name)


def says_nothing(name: str) -> bool:
    """Tell whether a name is what programs write where they know none.

    Examples
    --------
    >>> says_nothing("unknown"), says_nothing("Unnamed_1"), says_nothing("CGCS2000 / TM 116.63")
    (True, True, False)
    """
    return _UNNAMED.match(normalize_name(name)) is not None


def _by_other_names(crs: CRS) -> Datum | None:
    """Return the datum of a system whose datum has no name: its other names decide, where the ellipsoid agrees."""
    geodetic, ellipsoid = crs.geodetic_crs, crs.ellipsoid
    if geodetic is None or ellipsoid is None:
        return None
    # No other datum is on CGCS2000's ellipsoid; those of the others are shared.
    of_ellipsoid = CGCS2000 if find_datum(ellipsoid.name) is CGCS2000 else None
    found = find_datum(geodetic.name) or of_ellipsoid or find_datum_in(crs.name)
    return found if found is not None and same_ellipsoid(crs, from_epsg(found.epsg)) else None


def datums_in(text: str) -> list[Datum]:
    """Return the datums whose names a text contains; a name that is part of a longer one is none of its own.

    Examples
    --------
    >>> [datum.id for datum in datums_in("新1954北京坐标系 3度带")]
    ['New Beijing']
    >>> [datum.id for datum in datums_in("1980西安坐标系转2000国家大地坐标系")]
    ['CGCS2000', 'Xian 1980']
    """
    plain = normalize_name(text)
    spans = {
        found.span(): datum
        for datum in DATUMS
        for name in datum.spellings
        for found in re.finditer(re.escape(name), plain)
    }
    whole = {
        datum.id
        for (start, end), datum in spans.items()
        if not any(other != (start, end) and other[0] <= start and end <= other[1] for other in spans)
    }
    return [datum for datum in DATUMS if datum.id in whole]


def find_datum_in(text: str) -> Datum | None:
    """Return the one datum whose name the text contains; None where there is none, or several."""
    found = datums_in(text)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=256)
def from_epsg(code: int) -> CRS:
    """Return EPSG's entry of a number, read once."""
    from pyproj import CRS

    return CRS.from_epsg(code)


def same_ellipsoid(crs: CRS, other: CRS) -> bool:
    """Return whether two systems' ellipsoids are one: no axis differs by more than a millimetre."""
    one, two = crs.ellipsoid, other.ellipsoid
    if one is None or two is None:
        return one is two
    return (
        abs(one.semi_major_metre - two.semi_major_metre) <= _SAME_AXIS_M
        and abs(one.semi_minor_metre - two.semi_minor_metre) <= _SAME_AXIS_M
    )
