"""Forms as text, as a recorded table holds them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from geokit.i18n import LANGUAGES, localize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geokit.i18n import Language
    from geokit.ledgers.forms import FormSheet

_DITTO, _LONG = "″", 20


def as_text(said: object, languages: Iterable[Language] = LANGUAGES) -> str:
    """Return what is said in languages, once where all say the same."""
    texts = ["" if said is None else str(localize(said, language)) for language in languages]
    return " ‖ ".join(dict.fromkeys(texts))


def sheets_as_text(sheets: Iterable[FormSheet], languages: tuple[Language, ...] = ("en",)) -> Iterator[str]:
    """Yield the sheets: columns with their kinds, rows, sums marked, and the sentences below.

    A mark of repetition stands for what the cell above says, and in a sentence for the cell that it ends with; sentences that
    stand below several sheets are said once.
    """
    said: set[str] = set()
    for sheet in sheets:
        yield f"-- {as_text(sheet.title, languages)}"
        yield " | ".join(_titles(sheet, languages))
        rows = [[as_text(each, languages) for each in row] for row in sheet.rows]
        for at, (above, row) in enumerate(pairwise([[""] * len(sheet.columns), *rows])):
            cells = (_DITTO if one and one == other else one for one, other in zip(row, above, strict=True))
            yield f"{' | '.join(cells)}{' (sum)' if at in sheet.totals else ''}".rstrip()
        known = {cell for row in rows for cell in row if len(cell) > _LONG}
        lines = [as_text(each, languages) for each in sheet.lines]
        for line in (each for each in lines if each not in said):
            end = max((each for each in known if line.endswith(each)), key=len, default="")
            yield f"  {line.removesuffix(end)}{_DITTO if end else ''}"
        said.update(lines)


def _titles(sheet: FormSheet, languages: tuple[Language, ...]) -> Iterator[str]:
    for column in sheet.columns:
        title = " ‖ ".join(dict.fromkeys(map(column.title, languages)))
        yield f"{column.name} [{column.kind}]{'' if title == column.name else f' {title}'}"
