"""Arrow IPC: what a database or another program hands on, as a stream or as a file (Feather)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.arrow import column_of_shapes, shapes_of, system_of
from geokit.parcels.columns import unique_names
from geokit.parcels.files import refuse_many
from geokit.parcels.formats._arrow_limits import MAGIC, Allowance, refuse_dense, spread_bytes
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats._wkb import diagnose
from geokit.parcels.formats.gdal.layers import attributes_of

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

# What begins a message of a stream: the mark of a continuation, then the length of a schema.
_STREAM: Final = b"\xff\xff\xff\xff"
_LONGEST_SCHEMA: Final = 1 << 24

_DAMAGED = Words(zh="Arrow 数据已损坏", en="the Arrow data is damaged")


class ArrowIpc(Format):
    """Arrow IPC with a column of shapes, as GeoArrow or WKB; read only."""

    title = Words(zh="Arrow IPC", en="Arrow IPC")
    suffixes = (".arrow", ".arrows", ".feather", ".ipc")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether it begins as a file or as a stream of Arrow."""
        head = opening.head
        length = int.from_bytes(head[4:8], "little")
        return head.startswith(MAGIC) or (head.startswith(_STREAM) and 0 < length < _LONGEST_SCHEMA)

    def read(self, path: Path, options: ReadOptions) -> Reading:  # noqa: ARG002 - the file says all
        """Read the rows; a record is its position, counted from 0."""
        import pyarrow as pa

        refuse_dense(path)
        try:
            table = _table(path)
            table = table.rename_columns(unique_names(table.column_names))
            name, table = column_of_shapes(table)
            geometry, refused = shapes_of(table, name)
            columns = attributes_of(table.drop_columns([name]))
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise FormatError(_DAMAGED, file=display_path(path)) from error
        return Reading(
            columns=columns,
            geometry=geometry,
            record=np.arange(len(geometry), dtype=np.int64),
            crs=system_of(table.schema.field(name)),
            unreadable=[diagnose(data, row) for row, data in refused.items()],
        )


def _table(path: Path) -> pa.Table:
    """Return a file's rows, each buffer of which was looked through: what reads them trusts the offsets."""
    import pyarrow as pa

    allowance = Allowance(path.stat().st_size)
    batches: list[pa.RecordBatch] = []
    rows = 0
    # A stream of Python's: to Arrow a name with a colon in it is an address.
    with path.open("rb") as stream:
        is_file = stream.read(len(MAGIC)) == MAGIC
        stream.seek(0)
        reader = pa.ipc.open_file(stream) if is_file else pa.ipc.open_stream(stream)
        found = map(reader.get_batch, range(reader.num_record_batches)) if is_file else reader
        for batch in found:
            batch.validate(full=True)
            refuse_many(rows := rows + batch.num_rows)
            for column in batch.columns:
                allowance.take(spread_bytes(column))
            batches.append(batch)
        return pa.Table.from_batches(batches, reader.schema)
