"""Reading a schema: one that ships, a .toml, or an .xlsx as bureaus print these tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit.arguments import public
from geokit.auditing.schema.building import build_schema
from geokit.auditing.schema.model import Schema  # noqa: TC001 - read when a call is checked
from geokit.auditing.schema.sheets import rows_of_workbook
from geokit.errors import FormatError, UnknownNameError
from geokit.i18n import Words
from geokit.inputs import is_there, parse_toml
from geokit.parcels.files import bytes_of, decode, existing_path

if TYPE_CHECKING:
    import os

TEMPLATES: Final = Path(__file__).parent / "templates"

_KIND = Words(zh="规范", en="schema")
_SUFFIX = Words(
    zh="规范应为 .xlsx 或 .toml 文件，或随附规范的名称：{known}",
    en="a schema is an .xlsx or a .toml file, or the name of one that ships: {known}",
)


def schema_names() -> list[str]:
    """Return the names of the schemas that ship, sorted."""
    return sorted(path.stem for path in TEMPLATES.glob("*.toml"))


@public
def load_schema(schema: str | os.PathLike[str]) -> Schema:
    """Return a schema: the layers of a database and their fields.

    Parameters
    ----------
    schema : path or str
        An .xlsx as bureaus print these tables, a .toml, or the name of one that ships: ``geokit schema --list``.

    Raises
    ------
    InputError
        There is no such file, or a cell of it cannot be what stands there: named with sheet and row.
    UnknownNameError
        No schema of this name ships.

    Examples
    --------
    >>> import geokit as gk
    >>> schema = gk.load_schema("control-lines-2021")
    >>> [field.code for field in schema.layers[0].fields][:3]
    ['BSM', 'YSDM', 'XZQDM']
    """
    name = str(schema)
    if not Path(name).suffix and not is_there(Path(name)):
        if name not in schema_names():
            raise UnknownNameError(name, kind=_KIND, known=schema_names())
        return _from_toml(TEMPLATES / f"{name}.toml")
    path = existing_path(schema)
    if path.suffix.lower() == ".toml":
        return _from_toml(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        return build_schema(rows_of_workbook(path), path.name)
    raise FormatError(_SUFFIX, file=path.name, known=schema_names())


def _from_toml(path: Path) -> Schema:
    text, _ = decode(bytes_of(path))
    try:
        raw = parse_toml(text, FormatError)
    except FormatError as error:
        raise error.at(path.name) from None
    return build_schema(raw, path.name)
