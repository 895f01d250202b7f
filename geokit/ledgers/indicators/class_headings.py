"""Columns of land classes in a table whose heading names no scheme: taken where their codes can be of one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.ledgers.forms import Sentence
from geokit.parcels.class_columns import schemes_under
from geokit.parcels.land_classes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

_TAKEN: Final = Words(
    zh="表“{table}”：列“{column}”未写明地类体系；其代码只可能属于{scheme}，按此读入；如不对，请在表头写明",
    en="table “{table}”: “{column}” does not say by which scheme its land classes are; its codes can only be of {scheme} and "
    "were taken so; if that is wrong, say it in the heading",
)
_GIVEN: Final = Words(
    zh="表“{table}”：列“{column}”的代码属于{scheme}，该体系的地类已由另一列给出；未采用",
    en="table “{table}”: the codes of “{column}” are of {scheme}, whose classes another column gives already; it was not taken",
)
_ASKED: Final = Words(
    zh="表“{table}”：列“{column}”未写明地类体系，其代码可属于{schemes}；未采用；请在表头写明：三调地类编码、国标地类编码或用地用海分类代码",
    en="table “{table}”: “{column}” does not say by which scheme its land classes are, and its codes are found in {schemes}; it "
    "was not taken; say it in the heading: 三调地类编码, 国标地类编码 or 用地用海分类代码",
)
_IN_NONE: Final = Words(
    zh="表“{table}”：列“{column}”未写明地类体系，三个体系都不含其全部代码；未采用；请在表头写明：三调地类编码、国标地类编码或用地用海分类代码",
    en="table “{table}”: “{column}” does not say by which scheme its land classes are, and no scheme has all of its codes; it "
    "was not taken; say it in the heading: 三调地类编码, 国标地类编码 or 用地用海分类代码",
)


def class_headings(
    cells: Mapping[str, NDArray[np.object_]], taken: set[str], used: set[str], table: object
) -> Iterator[tuple[str | None, str, Sentence]]:
    """Yield headings that name no scheme: the column that each is, if any, and what is said of it.

    Parameters
    ----------
    cells : mapping of str to ndarray
        Columns by their headings.
    taken, used : set of str
        Columns that the table has already, and the headings that they were taken of.
    table : InWords or str
        What the table is called.
    """
    for heading, values in cells.items():
        schemes = None if heading in used else schemes_under(heading, values)
        if schemes is None:
            continue
        if len(schemes) == 1:
            scheme = SCHEMES[schemes[0]]
            is_new = scheme.column not in taken
            taken.add(scheme.column)
            words = _TAKEN if is_new else _GIVEN
            said = Sentence.of(words, table=table, column=heading, scheme=scheme.words)
            yield scheme.column if is_new else None, heading, said
        elif len(schemes) > 1:
            names = [SCHEMES[each].words for each in schemes]
            yield None, heading, Sentence.of(_ASKED, table=table, column=heading, schemes=names)
        else:
            yield None, heading, Sentence.of(_IN_NONE, table=table, column=heading)
