"""Which database was checked, against which schema."""

from __future__ import annotations

from dataclasses import dataclass

from geokit.arguments import public_result
from geokit.auditing.schema.model import Schema  # noqa: TC001 - read when a call is checked


@public_result
@dataclass(frozen=True, slots=True)
class CheckedDatabase:
    """Which database was checked, against which schema.

    Attributes
    ----------
    file : str
        Its name, without the folder.
    schema : Schema
    layers, records : int
        How many layers the database has, and how many records those that were checked hold.
    """

    file: str
    schema: Schema
    layers: int
    records: int

    def figures(self) -> dict[str, object]:
        """Return the fields of a sentence about it."""
        return {
            "file": self.file,
            "schema": self.schema.title,
            "layers": self.layers,
            "records": f"{self.records:,}",
        }
