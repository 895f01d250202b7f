"""Arrow IPC: what a database or another program hands on, as a stream or as a file (Feather)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.arrow import table_from_arrow
from geokit.parcels.files import refuse_many
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats.gdal.layers import attributes_of

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

_FILE: Final = b"ARROW1\0\0"
# What begins a message of a stream: the mark of a continuation, then the length of a schema.
_STREAM: Final = b"\xff\xff\xff\xff"
_LONGEST_SCHEMA: Final = 1 << 24
# Packed batches of zeros stand for any size.
_FREE_BYTES, _MAX_RATIO = 256 * 2**20, 64

_DAMAGED = Words(zh="Arrow 数据已损坏", en="the Arrow data is damaged")
_DENSE = Words(
    zh="解压后超过 {limit} MB，而文件只有 {size} KB：拒绝读取；如确是地块数据，请另存为 GeoPackage",
    en="it unpacks to more than {limit} MB, and has {size} KB: refused; if it is genuine, save it as GeoPackage",
)


class ArrowIpc(Format):
    """Arrow IPC with a column of shapes, as GeoArrow or WKB; read only."""

    title = Words(zh="Arrow IPC", en="Arrow IPC")
    suffixes = (".arrow", ".arrows", ".feather", ".ipc")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether it begins as a file or as a stream of Arrow."""
        head = opening.head
        length = int.from_bytes(head[4:8], "little")
        return head.startswith(_FILE) or (head.startswith(_STREAM) and 0 < length < _LONGEST_SCHEMA)

    def read(self, path: Path, options: ReadOptions) -> Reading:  # noqa: ARG002 - the file says all
        """Read the rows; a record is its position, counted from 0."""
        import pyarrow as pa

        try:
            table = _table(path)
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise FormatError(_DAMAGED, file=display_path(path)) from error
        frame = table_from_arrow(table)
        name = frame.geometry.name
        return Reading(
            columns=attributes_of(table.drop_columns([name])),
            geometry=np.asarray(frame.geometry.array, dtype=object),
            record=np.arange(len(frame), dtype=np.int64),
            crs=frame.crs,
        )


def _table(path: Path) -> pa.Table:
    import pyarrow as pa

    size = path.stat().st_size
    limit = max(_FREE_BYTES, _MAX_RATIO * size)
    batches: list[pa.RecordBatch] = []
    rows = unpacked = 0
    # A stream of Python's: to Arrow a name with a colon in it is an address.
    with path.open("rb") as stream:
        is_file = stream.read(len(_FILE)) == _FILE
        stream.seek(0)
        reader = pa.ipc.open_file(stream) if is_file else pa.ipc.open_stream(stream)
        found = map(reader.get_batch, range(reader.num_record_batches)) if is_file else reader
        for batch in found:
            rows, unpacked = rows + batch.num_rows, unpacked + batch.nbytes
            refuse_many(rows)
            if unpacked > limit:
                raise FormatError(_DENSE, limit=f"{limit / 2**20:,.0f}", size=f"{size / 1024:,.0f}")
            batches.append(batch)
        return pa.Table.from_batches(batches, reader.schema)
