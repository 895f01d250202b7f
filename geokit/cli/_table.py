"""What ``geokit inspect`` says of a table without shapes: the ledger it may be, or the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.atomic import display_path
from geokit.cli._reading import is_table, is_template
from geokit.errors import GeokitError
from geokit.i18n import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.ledgers.joining.table import LedgerTable

# Which files hold the parcels is not known here: beside the name of a file that is there, an invented one would be taken for one.
_TEMPLATE = Words(
    zh="填写模板，含 {{{{…}}}} 填写项；填写：geokit fill {file} 地块文件 -o 成果.xlsx",
    en="a template with {{{{…}}}} placeholders; fill it: geokit fill {file} PARCELS -o filled.xlsx",
)
_LEDGER = Words(
    zh="没有图形的表格，可作台账：{count} 行，按“{key}”列与地块关联",
    en="a table without shapes, which may be a ledger: {count:row|rows}, joined to parcels by “{key}”",
)
_COLUMNS = Words(zh="列：{names}", en="columns: {names}")
_MAPPED = Words(zh="{original} → {canonical}", en="{original} → {canonical}")
_KEPT = Words(zh="{original}（保留）", en="{original} (kept)")
_NEXT = Words(
    zh="与图形核对：geokit audit 地块文件 {file}",
    en="to hold it against the parcels: geokit audit PARCELS {file}",
)
_KEYS: Final = ("id", "name")


def table_lines(path: Path, language: Language) -> Iterator[str]:
    """Yield what a table without shapes is, and what can be done with it; nothing of one that is neither."""
    file = display_path(path)
    if is_template(path):
        yield _TEMPLATE.render(language, file=file)
        return
    table = _ledger_in(path) if is_table(path) else None
    if table is None:
        return
    yield _LEDGER.render(language, count=len(table.keys), key=table.key)
    first, *rest = _columns(table, language)
    yield _COLUMNS.render(language, names=first)
    yield from (f"    {each}" for each in rest)
    yield _NEXT.render(language, file=file)


def _ledger_in(path: Path) -> LedgerTable | None:
    from geokit.ledgers.joining.table import read_table

    for key in _KEYS:
        try:
            table = read_table(path, key, None)
        except GeokitError:
            continue
        if len(table.keys):
            return table
    return None


def _columns(table: LedgerTable, language: Language) -> list[str]:
    from geokit.parcels.columns import map_columns

    names = [str(name) for name in table.frame.columns]
    targets = map_columns(names, None).targets
    return [
        _MAPPED.render(language, original=name, canonical=targets[name])
        if name in targets
        else _KEPT.render(language, original=name)
        for name in names
    ]
