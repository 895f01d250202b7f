"""What the author of a fault of databases imports: its base class, and the layer, field and column that it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from geokit.auditing.findings import Finding, Place, Severity
from geokit.auditing.rule import Documented
from geokit.i18n import Abbreviated, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from pyproj import CRS

    from geokit.auditing.schema.model import Schema, SchemaField, SchemaLayer
    from geokit.coverage.survey import Coverage
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes
    from geokit.parcels.formats.gdal.databases import Table, TableField

__all__ = [
    "Abbreviated",
    "Column",
    "Fault",
    "FieldPair",
    "Finding",
    "Layout",
    "Pair",
    "Records",
    "Severity",
    "Words",
]

_LONGEST = 40


@dataclass(frozen=True)
class FieldPair:
    """A field that the schema asks for, and the one of the database that it is; None where there is none."""

    asked: SchemaField
    found: TableField | None


@dataclass(frozen=True)
class Pair:
    """A layer that the schema asks for, and the one of the database that it is; None where there is none."""

    asked: SchemaLayer
    found: Table | None
    fields: tuple[FieldPair, ...] = ()
    extra: tuple[TableField, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A database as it is declared, beside its schema."""

    file: str
    schema: Schema
    pairs: tuple[Pair, ...]
    extra: tuple[Table, ...]
    views: tuple[str, ...] = ()

    @property
    def crs(self) -> CRS | None:
        """The system of the report: that of the first layer that has one."""
        return next(
            (each.found.crs for each in self.pairs if each.found is not None and each.found.crs), None
        )

    @property
    def records(self) -> int:
        """How many records the layers hold that the schema asks for."""
        return sum(each.found.records for each in self.pairs if each.found is not None)


@dataclass(frozen=True)
class Column:
    """The values of one field in some of the records."""

    array: pa.Array

    @cached_property
    def texts(self) -> pa.Array:
        """The values as text, without blanks around; null where blank."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = self.array if pa.types.is_string(self.array.type) else self.array.cast(pa.string())
        trimmed = pc.utf8_trim_whitespace(texts)
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)

    @cached_property
    def blank(self) -> Bools:
        """Where there is nothing: null, or blanks alone."""
        import pyarrow as pa

        array = self.texts if pa.types.is_string(self.array.type) else self.array
        return np.asarray(array.is_null(nan_is_null=True).to_numpy(zero_copy_only=False))

    @cached_property
    def numbers(self) -> Floats:
        """The values as numbers; NaN where blank, and where a text is none."""
        import pandas as pd
        import pyarrow as pa

        if pa.types.is_integer(self.array.type) or pa.types.is_floating(self.array.type):
            return np.asarray(self.array.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
        numbers = pd.to_numeric(self.texts.to_pandas(), errors="coerce")
        return np.asarray(numbers.to_numpy(dtype=np.float64))


def _clipped(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


@dataclass
class Records:
    """What is kept of a layer's records: their numbers, what names them, columns that are judged whole, shapes."""

    pair: Pair
    fids: Ints
    columns: Mapping[str, Column]
    shapes: Shapes | None = None
    coverage: Coverage | None = None
    wrong: Mapping[tuple[str, str], Ints] = field(default_factory=dict)
    # What stands in the records that are wrong, beside their rows: of faults that show it.
    values: Mapping[tuple[str, str], pa.Array] = field(default_factory=dict)

    @cached_property
    def _names(self) -> Any:
        key = self.pair.asked.key
        return None if key is None or key.code not in self.columns else self.columns[key.code].texts

    @cached_property
    def _shared(self) -> Bools:
        """Where a name is that of several records, and names none of them."""
        import pandas as pd

        codes = self._names.combine_chunks() if hasattr(self._names, "combine_chunks") else self._names
        at = codes.dictionary_encode().indices.to_pandas()
        return np.asarray(pd.Series(at).duplicated(keep=False) & pd.Series(at).notna())

    def names(self, rows: Ints) -> list[str]:
        """Return what records are called: by the field that names them, or by their number; by both where it names several."""
        import pyarrow as pa

        fids = [f"#{self.fids[row]}" for row in rows]
        if self._names is None:
            return fids
        named = self._names.take(pa.array(rows, pa.int64())).to_pylist()
        told = zip(named, fids, self._shared[rows], strict=True)
        return [f"{name}{fid}" if name and shared else name or fid for name, fid, shared in told]

    def said(self, names: Sequence[str], rows: Ints, key: tuple[str, str]) -> list[str]:
        """Return the names of rows with what stands there, where the fault shows it."""
        import pyarrow as pa

        values = self.values.get(key)
        if values is None:
            return list(names)
        at = np.searchsorted(self.wrong[key], rows[: len(names)])
        found = values.take(pa.array(at, pa.int64())).to_pylist()
        return [f"{name} = {_clipped(value)}" for name, value in zip(names, found, strict=True)]

    def in_order(self, rows: Ints) -> Ints:
        """Return rows sorted by what they are called, so that the order of the file does not count."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._names is None or not len(rows):
            return np.sort(rows)
        table = pa.table({"name": self._names.take(pa.array(rows)), "fid": self.fids[rows]})
        order = pc.sort_indices(table, sort_keys=[("name", "ascending"), ("fid", "ascending")])
        return np.asarray(rows[order.to_numpy()])


class Fault(Documented):
    """One way in which a database is not what its schema asks for.

    A fault overrides the one method that fits it: about the database, a layer, a field, values in batches, or the
    records of a layer as a whole. It yields findings; it does not print, log, format, or raise on data.
    """

    # The sentence of values in batches: layer, field, count, rows and asked are its fields.
    counted: ClassVar[Words | None] = None
    # Whether the sentence says what stands in the records.
    shows_values: ClassVar[bool] = False

    def of_database(self, layout: Layout) -> Iterator[Finding]:  # noqa: ARG002 - for those that look there
        """Yield what is wrong with the database as a whole."""
        yield from ()

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:  # noqa: ARG002
        """Yield what is wrong with a layer as it is declared."""
        yield from ()

    def wrong_rows(self, asked: SchemaField, column: Column, others: Mapping[str, Column]) -> Bools | None:  # noqa: ARG002
        """Return which values are wrong; None where the field is not judged."""
        return None

    def asks(self, asked: SchemaField) -> object:
        """Return what the field should be, for the sentence."""
        return asked.code

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:  # noqa: ARG002
        """Yield what is wrong with the records of a layer taken together."""
        yield from ()

    def found(self, layout: Layout, words: Words, subjects: tuple[str, ...], **more: Any) -> Finding:
        """Return a finding; what is not one of its own attributes is a field of the sentence."""
        own = {name: more.pop(name) for name in ("geometry", "measured", "allowed", "unit") if name in more}
        place = Place(layout.file, record=more.pop("record", None))
        return Finding(self.name(), self.severity, subjects, words, more, source=place, mentions=(), **own)
