"""Files that cannot be opened, or read at all: the others beside them are, and they are named with what is unreadable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.inputs import leads_nowhere
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, Origin, Unreadable, to_plain
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd


_NO_RECORD = -1
_WHOLE_FILE = Words(zh="整个文件无法读取：{problem}", en="the whole file cannot be read: {problem}")


def read_listed(
    path: Path, source: str, others: Sequence[Path], read: Callable[[], gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Return the table of one of several files; of a link to nothing one without records, which names it.

    Parameters
    ----------
    path : Path
    source : str
        What the file is called.
    others : sequence of Path
        All that are read.
    read : callable
        Reads the file.

    Raises
    ------
    InputError
        It cannot be read, and is no such link, or all are.
    """
    try:
        return read()
    except InputError as error:
        if not leads_nowhere(path) or all(map(leads_nowhere, others)):
            raise
        table = parcel_frame({}, [])
        table.attrs[ATTRIBUTE] = Origin(source=source, unreadable=[to_plain(whole_file(source, error))])
        return table


def whole_file(source: str, error: InputError) -> Unreadable:
    """Return a file that cannot be read at all, as a record of no number."""
    problem = {"problem": _bare(error)}
    return Unreadable.of("file_unreadable", _WHOLE_FILE, _NO_RECORD, problem, id=source)


def can_be_opened(path: Path) -> bool:
    """Tell whether a file is there and may be read; a link may lead to none."""
    return path.is_dir() or (path.is_file() and os.access(path, os.R_OK))


def _bare(error: InputError) -> Notice:
    """Return what an error says, without the file, which is named elsewhere."""
    fields: dict[str, Any] = dict(error.fields)
    if "target" in fields:
        # A report goes to others, whom the folders of this machine tell nothing.
        fields["target"] = display_path(Path(fields["target"]))
    return Notice.of("file_unreadable", error.words, line=error.line, **fields)
