"""Forms: tables as an office hands them in, whose cells are what is printed.

A form has sheets, a sheet has columns, rows and the sentences below them. It is made here and written by what stands
above: as a workbook or as CSV, on a terminal, in a notebook. Sums are made before, of what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

from geokit.arguments import public_result
from geokit.escape import html_paragraphs
from geokit.i18n import InWords, Language, Words, current_language, localize
from geokit.notebook import frame_html
from geokit.parcels.redaction import MarkOptions  # noqa: TC001 - read when a call is checked
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

FormKind = Literal["text", "count", "m2", "ha", "mu", "m", "percent", "ratio", "money", "date"]

_GROUPED = Words(zh="{group}·{heading}", en="{group}: {heading}")


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form.

    Parameters
    ----------
    name : str
        Its code, the same to every reader: ``area_m2``.
    heading : Words
        What stands above it, with the unit.
    kind : str
        What its cells hold.
    group : Words, optional
        A heading over this and its neighbours of the same group.
    """

    name: str
    heading: Words
    kind: FormKind = "text"
    group: Words | None = None

    def title(self, language: Language | None) -> str:
        """Return the code, or in a language the heading behind that of its group."""
        if language is None:
            return self.name
        heading = self.heading.localize(language)
        if self.group is None:
            return heading
        return _GROUPED.render(language, group=self.group, heading=heading)


@public_result
@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of a form.

    Parameters
    ----------
    title : Words
        What the sheet is called: at most 31 letters, as a workbook has it.
    columns : tuple of FormColumn
    rows : tuple of tuple
        A cell is text, ``Words`` or a name in both languages, a whole number, a date, or a ``Decimal`` as it is printed, with
        all its decimals; None is an empty cell.
    totals : frozenset of int
        The rows, by their position, that are sums of others.
    lines : tuple
        The sentences below: method, source, what is missing; each is ``Words``, a :class:`Sentence` or another result that
        has ``localize``.

    Examples
    --------
    >>> import geokit as gk
    >>> made = gk.supply_table(gk.example_folder() / "bureau" / "parcels.gpkg", as_of="2026-06-30")
    >>> sheet = made.sheets()[0]
    >>> sheet.title.localize("en"), len(sheet.rows), sorted(sheet.totals)
    ('Approved, not supplied', 5, [1, 3, 4])
    """

    title: Words
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[object, ...], ...]
    totals: frozenset[int] = frozenset()
    lines: tuple[Any, ...] = ()

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return the sheet as a table of codes, or with headings and terms in a language.

        Returns
        -------
        pandas.DataFrame
            Figures are ``Decimal``, so that a column still adds up exactly.
        """
        import pandas as pd

        titles = [column.title(language) for column in self.columns]
        rows = [[in_language(value, language or "en") for value in row] for row in self.rows]
        return pd.DataFrame(rows, columns=titles, dtype=object)

    def sentences(self, language: Language | None = None) -> list[str]:
        """Return the sentences below the table."""
        chosen = language or current_language()
        return [localize(line, chosen) for line in self.lines]


def in_language(value: object, language: Language) -> object:
    """Return a cell that knows its own words as text in a language, and any other as it is.

    Examples
    --------
    >>> in_language(Words(zh="合计", en="total"), "zh"), in_language(330, "zh")
    ('合计', 330)
    """
    # Asking the protocol is slow, and it is asked for every cell.
    return localize(value, language) if hasattr(value, "localize") else value


@dataclass(frozen=True, slots=True)
class Sentence(InWords):
    """A sentence with its fields, whose words are made when its reader is known.

    Examples
    --------
    >>> Sentence.of(Words(zh="{count} 宗", en="{count:parcel|parcels}"), count=1).localize("en")
    '1 parcel'
    """

    words: Words
    fields: Mapping[str, object]

    @classmethod
    def of(cls, words: Words, **fields: object) -> Sentence:
        """Return the sentence of words and their fields."""
        return cls(words, fields)

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        return self.words.render(language, **self.fields)


@public_result
class Form(InWords):
    """A table as an office hands it in: one or several sheets.

    Examples
    --------
    >>> import geokit as gk
    >>> made = gk.supply_table(gk.example_folder() / "bureau" / "parcels.gpkg", as_of="2026-06-30")
    >>> isinstance(made, gk.Form), [sheet.title.localize("en") for sheet in made.sheets()]
    (True, ['Approved, not supplied', 'Indicators'])
    """

    __slots__ = ()

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the sheets; there is one at least, and each kind of form says which."""
        raise NotImplementedError

    @property
    def day(self) -> date | None:
        """The day that it speaks of, where it speaks of one."""
        return None

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return the first sheet as a table.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of headings and terms; codes that are the same to every reader if left out.
        """
        return self.sheets()[0].to_frame(language)

    def sentences(self, language: Language | None = None) -> list[str]:
        """Return what stands below the sheets, each sentence once."""
        return list(dict.fromkeys(line for sheet in self.sheets() for line in sheet.sentences(language)))

    def localize(self, language: Language) -> str:
        """Return what stands below the sheets as one text."""
        return "\n".join(self.sentences(language))

    def save(
        self, path: str | Path, *, language: Language | None = None, **marks: Unpack[MarkOptions]
    ) -> Path:
        """Write the form; the suffix decides the format.

        Parameters
        ----------
        path : path
            ``.xlsx`` holds all sheets, ``.csv`` the first.
        language : {"zh", "en"}, optional
            The reader's own if left out.
        **marks : MarkOptions
            ``review_number`` (审图号) and ``classification`` (密级), which a workbook carries on each page. A form has no
            edition for the public.

        Raises
        ------
        OutputError
            The suffix is another, or the file cannot be written; what stood there before stands.
        OptionError
            It was asked for the public.
        """
        # As a report is: what writes it stands above, and is looked up when asked.
        from importlib import import_module

        write = import_module("geokit.reports._forms").write_form
        return Path(write(self, Path(path), language=language or current_language(), marks=marks))

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # Inherited, IPython would pass it over for the __repr__ of a dataclass.
        cls._repr_pretty_ = repr_pretty  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.localize(current_language())

    def _repr_html_(self) -> str:
        language = current_language()
        return frame_html(self.sheets()[0].to_frame(language)) + html_paragraphs(self.sentences(language))
