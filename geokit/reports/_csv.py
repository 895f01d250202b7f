"""A table as CSV: UTF-8 with the mark by which a workbook program knows it, and no text that it takes for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.escape import csv_value
from geokit.outputs import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table without its index.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there before stands.
    """
    text = table.map(csv_value).to_csv(index=False, lineterminator="\r\n")
    write_whole(path, text.encode("utf-8-sig"))
