"""Parts of a layer in files: each an Arrow file of encoded polygons, which is read without being copied."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geokit.errors import OutputError
from geokit.folders import HeldFolder
from geokit.i18n import Words
from geokit.system_reasons import DISK_FULL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

_COLUMN = "geometry"

_NO_ROOM = Words(
    zh="临时文件夹所在的磁盘已满，写不下分块的图形；请清出空间，或用环境变量 TMPDIR（Windows 为 TEMP）指向另一磁盘上的文件夹",
    en="the disk of the temporary folder is full, and parts of the layer go there; make room, or point TMPDIR (on Windows "
    "TEMP) to a folder on another disk",
)


class PartFolder:
    """A temporary folder for parts, removed with the last that refers to it."""

    def __init__(self) -> None:
        self._held = HeldFolder("parts")

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._held.path

    def file(self, part: int) -> Path:
        """Return the file of a part."""
        return self.path / f"{part}.arrow"

    def store(self, part: int, encoded: pa.Array) -> None:
        """Write a part."""
        with self.writer(part) as writer:
            writer.write(as_table(encoded))

    @contextmanager
    def writer(self, part: int) -> Iterator[pa.ipc.RecordBatchFileWriter]:
        """Open the file of a part, to write tables to it.

        Raises
        ------
        OutputError
            The disk is full.
        """
        import pyarrow as pa

        try:
            with pa.OSFile(str(self.file(part)), "wb") as sink, pa.ipc.new_file(sink, _schema()) as writer:
                yield writer
        except OSError as error:
            if error.errno in DISK_FULL:
                raise OutputError(_NO_ROOM) from error
            raise


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(_COLUMN, pa.large_binary())])


def as_table(encoded: pa.Array) -> pa.Table:
    """Return an array of encoded polygons as the table that a file holds."""
    import pyarrow as pa

    return pa.Table.from_arrays([encoded], schema=_schema())


def read_part(file: Path) -> pa.Array:
    """Return a part as it lies on the disk, without copying it."""
    import pyarrow as pa

    with pa.memory_map(str(file)) as source:
        column = pa.ipc.open_file(source).read_all()[_COLUMN]
    if column.num_chunks == 1:
        return column.chunk(0)
    whole: pa.Array = (
        pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.large_binary())
    )
    return whole
