"""Which format a file is of: its first bytes decide, and a name that says otherwise is refused."""

from __future__ import annotations

import importlib
import importlib.util
from functools import lru_cache
from typing import TYPE_CHECKING

from geokit.discovery import classes_in, load_entry_points, own_names
from geokit.errors import FormatError
from geokit.outputs import spoken
from geokit.parcels.archives import members_of
from geokit.parcels.files import FOLDER_SUFFIXES, head_of, names_in
from geokit.parcels.formats._base import Format, Opening
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "geokit.parcels.formats"
_ZIP_MAGIC = b"PK\x03\x04"

_UNKNOWN = Words(
    zh="不是可识别的地块文件。可读取：{known}", en="it is of no format that geokit reads. It reads {known}"
)
_MISNAMED = Words(
    zh="后缀 {suffix} 表示{named}，但内容像是{found}；请改正文件后缀",
    en="its suffix {suffix} says {named}, but its content looks like {found}; give the file the suffix it should have",
)
_NOT_AS_NAMED = Words(
    zh="后缀 {suffix} 表示{named}，但内容不是；请检查文件是否损坏或改名",
    en="its suffix {suffix} says {named}, but its content is something else; is it damaged or misnamed?",
)
_SEVERAL = Words(
    zh="无法由内容判断格式（可能是{found}）；请改用相应的后缀",
    en="its content could be of several formats ({found}); give it the suffix of the right one",
)


@lru_cache(maxsize=1)
def known_formats() -> dict[str, Format]:
    """Return one instance of every format, by name."""
    own: dict[str, Format] = {}
    for each in [made for name in own_names(PACKAGE) for made in _formats_of(name)]:
        if each.name in own:
            raise TypeError(f"there are two formats called {each.name}")
        own[each.name] = each
    added = load_entry_points(PACKAGE, Format, taken=own)  # type: ignore[type-abstract]
    made_of_others = {name: made() for name, made in added.items()}
    return dict(sorted({**own, **made_of_others}.items()))


def _formats_of(name: str) -> list[Format]:
    """Return the formats of a module, or of the module ``format`` in a folder: what its table lists, or its one class.

    A folder without such a module holds helpers.

    Raises
    ------
    TypeError
        There is no format, or no table but several formats.
    """
    module = importlib.import_module(f"{PACKAGE}.{name}")
    if hasattr(module, "__path__"):
        if importlib.util.find_spec(f"{module.__name__}.format") is None:
            return []
        module = importlib.import_module(f"{module.__name__}.format")
    if hasattr(module, "FORMATS"):
        return list(module.FORMATS)
    found = classes_in(module, Format)  # type: ignore[type-abstract]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold exactly one format or a table FORMATS")
    return [made() for made in found]


def peek(path: Path) -> Opening:
    """Return what a file shows before it is opened.

    Raises
    ------
    InputError
        It is empty, a folder of no known kind, or may not be read.
    """
    if path.is_dir() and path.suffix.lower() in FOLDER_SUFFIXES:
        return Opening(b"", names_in(path))
    head = head_of(path)
    return Opening(head, members_of(path) if head.startswith(_ZIP_MAGIC) else ())


def detect(path: Path) -> Format:
    """Return the format of a file.

    Raises
    ------
    FormatError
        The content is of no known format, or not what the suffix says.
    """
    opening = peek(path)
    suffix = path.suffix.lower()
    named = [each for each in known_formats().values() if suffix in each.suffixes]
    for each in named:
        if each.sniff(opening):
            return each
    fitting = [each for each in known_formats().values() if each not in named and each.sniff(opening)]
    guests = [each for each in fitting if suffix in each.also_under]
    if guests:
        return guests[0]
    if named:
        raise _misnamed(path, suffix, named, fitting)
    if not fitting:
        raise FormatError(_UNKNOWN, file=spoken(path), known=_readable_titles())
    if len(fitting) > 1:
        raise FormatError(_SEVERAL, file=spoken(path), found=[each.title for each in fitting])
    return fitting[0]


def _readable_titles() -> list[Words]:
    return [each.title for each in known_formats().values() if each.can_read]


def _misnamed(path: Path, suffix: str, named: list[Format], fitting: list[Format]) -> FormatError:
    file, titles = spoken(path), [each.title for each in named]
    if fitting:
        found = [each.title for each in fitting]
        return FormatError(_MISNAMED, file=file, suffix=suffix, named=titles, found=found)
    return FormatError(_NOT_AS_NAMED, file=file, suffix=suffix, named=titles)
