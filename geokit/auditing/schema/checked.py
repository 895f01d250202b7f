"""Which database was checked, against which schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.arguments import public_result
from geokit.auditing.schema.model import Schema  # noqa: TC001 - read when a call is checked
from geokit.i18n import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUMMARY = Words(
    zh="{file}：图层 {layers} 个，记录 {records} 条，按“{schema}”核查；{counts}",
    en="{file}: layers: {layers}, records: {records}, by “{schema}”; {counts}",
)


@public_result
@dataclass(frozen=True, slots=True)
class CheckedDatabase:
    """Which database was checked, against which schema.

    Parameters
    ----------
    file : str
        Its name, without the folder.
    schema : Schema
    layers, records : int
        How many layers the database has, and how many records those that were checked hold.

    Examples
    --------
    >>> import geokit as gk
    >>> lines = gk.example_folder() / "bureau" / "control-lines.gpkg"
    >>> found = gk.check_schema(lines, "control-lines-2021", today="2026-06-01").database
    >>> found.file, found.layers > 0
    ('control-lines.gpkg', True)
    """

    file: str
    schema: Schema
    layers: int
    records: int


def summary_of(database: CheckedDatabase, counts: Sequence[str], language: Language) -> str:
    """Return one line: the database, how much was checked, by which schema, and what was found."""
    return _SUMMARY.render(
        language,
        file=database.file,
        layers=database.layers,
        records=f"{database.records:,}",
        schema=database.schema.title,
        counts=list(counts),
    )
