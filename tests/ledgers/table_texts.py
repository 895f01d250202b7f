"""Tables as text, to be held against what is written down of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def in_english(cell: Any) -> str:
    return "" if cell is None else cell.localize("en") if hasattr(cell, "localize") else str(cell)


def written(made: Any) -> Iterator[str]:
    """Yield a table line by line: its sheets cell by cell, then its sentences."""
    sheets = made.sheets() if hasattr(made, "sheets") else ()
    for sheet in sheets:
        yield f"-- {sheet.title.localize('en')}"
        yield " | ".join(column.title("en") for column in sheet.columns)
        for at, row in enumerate(sheet.rows):
            cells = " | ".join(in_english(each) for each in row)
            yield f"{cells}{' (sum)' if at in sheet.totals else ''}".rstrip()
        yield from (f"  {line.localize('en')}" for line in sheet.lines)
    if not sheets:
        yield made.localize("en")
        yield made.to_frame().to_csv(index=False)
