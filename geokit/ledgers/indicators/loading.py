"""Settings of indicators: those that ship by their names, and a user's own by their file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.errors import UnknownNameError
from geokit.i18n import Words
from geokit.inputs import is_there
from geokit.ledgers.indicators.model import ColumnNames, Indicator, IndicatorSettings, TableNames
from geokit.programme.loading import build, read_toml
from geokit.programme.record import Record

if TYPE_CHECKING:
    import os

    from geokit.programme.toml_file import TomlFile

_SHIPPED: Final = Path(__file__).parent / "shipped"
_COMMON: Final = "_common"
_SETTINGS = Words(zh="指标设置", en="settings of indicators")


class CommonNames(Record):
    """The tables and columns that all settings know."""

    tables: dict[str, TableNames]
    columns: dict[str, ColumnNames]


def shipped_settings() -> list[str]:
    """Return the names of the settings that ship.

    Examples
    --------
    >>> "park-audit" in shipped_settings()
    True
    """
    return sorted(each.stem for each in _SHIPPED.glob("[!_]*.toml"))


def settings_text(name: str) -> str:
    """Return a settings file that ships, with its comments.

    Raises
    ------
    UnknownNameError
        None has this name.
    """
    return _shipped_file(name).read_text(encoding="utf-8")


def _shipped_file(name: str) -> Path:
    if name not in shipped_settings():
        raise UnknownNameError(name, kind=_SETTINGS, known=shipped_settings())
    return _SHIPPED / f"{name}.toml"


def load_settings(settings: str | os.PathLike[str]) -> IndicatorSettings:
    """Read settings: a name that ships, or a file; tables and columns that all know are in it.

    Raises
    ------
    CatalogError
        The file is missing or no TOML, a key is unknown or cannot have its value: file, line and near key are named.
    UnknownNameError
        No settings of that name ship, and it is no file.
    """
    path = Path(settings)
    is_file = path.suffix == ".toml" or is_there(path)
    source = path if is_file else _shipped_file(str(settings))
    own = _read(source, display_path(path) if is_file else source.name)
    common = _common()
    return own.model_copy(
        update={"tables": {**common.tables, **own.tables}, "columns": _merged(common.columns, own.columns)}
    )


def _read(path: Path, name: str) -> IndicatorSettings:
    toml: TomlFile = read_toml(path, name)
    return build(IndicatorSettings, toml, path.parent)


def _merged(common: dict[str, ColumnNames], own: dict[str, ColumnNames]) -> dict[str, ColumnNames]:
    """Return the columns; a user's own headings of one that is known come before the known ones."""
    merged = dict(common)
    for column, names in own.items():
        known = common[column].headings if column in common else ()
        merged[column] = ColumnNames(name=names.name, headings=[*names.headings, *known])
    return merged


@cache
def _common() -> CommonNames:
    path = _SHIPPED / f"{_COMMON}.toml"
    return build(CommonNames, read_toml(path), path.parent)


@public
def load_indicators(path: str | os.PathLike[str]) -> tuple[Indicator, ...]:
    """Read the indicators of settings that ship, or of a file.

    Parameters
    ----------
    path : str or path
        ``park-audit``, ``tract``, ``park-evaluation`` or another that ships; or a TOML file.

    Raises
    ------
    CatalogError
        The file is missing or no TOML, a key is unknown or cannot have its value: file, line and near key are named.
    UnknownNameError
        No settings of that name ship.

    Examples
    --------
    >>> import geokit as gk
    >>> [each.id for each in gk.load_indicators("park-audit")][:2]
    ['industrial-rate-now', 'unsupplied-rate']
    """
    return load_settings(path).indicators
