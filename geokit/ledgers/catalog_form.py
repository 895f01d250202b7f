"""Tables of a catalogue as a form: what ``geokit parks`` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from geokit.i18n import Words
from geokit.land.units import round_fraction
from geokit.ledgers.forms import Form, FormColumn, FormKind, FormSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.programme.tables import CatalogTable

# Decimals of what is measured, by the unit that the column's code ends with.
_PRINTED: Final[dict[str, tuple[FormKind, int]]] = {
    "mu": ("mu", 3), "ha": ("ha", 4), "m2": ("m2", 2), "m": ("m", 0), "count": ("count", 0), "zones": ("count", 0),
    "day": ("date", 0),
}  # fmt: skip

_YES: Final = Words(zh="是", en="yes")
_NO: Final = Words(zh="否", en="no")


@dataclass(frozen=True)
class CatalogForm(Form):
    """Tables of a catalogue.

    Parameters
    ----------
    tables : sequence of CatalogTable
        A sheet each.
    lines : sequence of sentences
        What stands below the first.
    """

    tables: Sequence[CatalogTable]
    lines: Sequence[Any] = ()

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return a sheet for each table."""
        return tuple(
            _sheet(table, tuple(self.lines) if at == 0 else ()) for at, table in enumerate(self.tables)
        )


def _sheet(table: CatalogTable, lines: tuple[Any, ...]) -> FormSheet:
    kinds = [_PRINTED.get(name.rpartition("_")[2]) for name, _ in table.columns]
    columns = tuple(
        FormColumn(name, heading, kind[0] if kind else "text")
        for (name, heading), kind in zip(table.columns, kinds, strict=True)
    )
    rows = tuple(
        tuple(_cell(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in table.rows
    )
    return FormSheet(table.title, columns, rows, lines=lines)


def _cell(value: object, kind: tuple[FormKind, int] | None) -> object:
    if isinstance(value, bool):
        return _YES if value else _NO
    return round_fraction(Fraction(value), kind[1]) if kind and isinstance(value, float) else value
