"""What a map must say about itself, and what its signs mean: one legend of severities, one of stages.

Who may see it, its review number, where its lines come from. How a severity or a stage is drawn stands in
:mod:`geokit.symbols`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geokit.arguments import public
from geokit.auditing.findings import SEVERITY_WORDS, Severity
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.ledgers.figures.equation import WITHDRAWN_WORDS
from geokit.ledgers.figures.progress import PROGRESS_WORDS, Progress, stage_of, stages_reached, with_terms
from geokit.page.payload import Json, Text, localized
from geokit.parcels.redaction import MarkOptions
from geokit.symbols import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geokit.parcels.redaction import Audience
    from geokit.programme.model import Park

_INTERNAL = Words(zh="内部用图", en="Internal")
_REVIEW_NUMBER = Words(zh="审图号：{number}", en="Map review number: {number}")
_NO_REVIEW_NUMBER = Words(zh="审图号：（未送审）", en="Map review number: (not reviewed)")
_CLASSIFICATION = Words(zh="密级：{level}", en="Classification: {level}")
_NO_CLASSIFICATION = Words(zh="密级：（未定）", en="Classification: (not set)")
_LAW = Words(
    zh="向社会公开的地图须经审核并标注审图号（《地图管理条例》）；界址点属测绘成果，公开前请核对密级。",
    en="A map made public needs review and a review number (Regulations on Map Management); "
    "boundary points are survey results: check their classification before publishing.",
)

_EITHER = Words(
    zh="{names} 已写在 marks 里，不能另给：请二者取一",
    en="{names} cannot stand beside marks, which has it: give one of the two",
)


@public
@dataclass(frozen=True, slots=True)
class Marks:
    """The marks on a page.

    Parameters
    ----------
    audience : {"internal", "public"}
        An internal page is marked 内部用图; a public one leaves out what is only planned.
    review_number : str, optional
        审图号, as the reviewing authority gave it.
    classification : str, optional
        密级.
    attribution : tuple of text
        Who is credited for what the map shows.
    as_of : str, optional
        The date that the data speaks of.

    Examples
    --------
    >>> import geokit as gk
    >>> marks = gk.Marks("public", review_number="粤S（2026）012号")
    >>> marks.filled_from([gk.load_catalog()["longhu"]]).review_number
    '粤S（2026）012号'
    """

    audience: Audience = "internal"
    review_number: str | None = None
    classification: str | None = None
    attribution: tuple[Text, ...] = ()
    as_of: str | None = None

    def filled_from(self, parks: Sequence[Park]) -> Marks:
        """Return the marks with a missing review number or classification as the parks' park.toml gives it."""
        return replace(
            self,
            review_number=self.review_number or _listed(park.review_number for park in parks),
            classification=self.classification or _listed(park.classification for park in parks),
        )

    def payload(self) -> Json:
        """Return the marks for the page's script."""
        number = _REVIEW_NUMBER if self.review_number else _NO_REVIEW_NUMBER
        level = _CLASSIFICATION if self.classification else _NO_CLASSIFICATION
        return {
            "audience": localized(_INTERNAL) if self.audience == "internal" else None,
            "slots": [
                localized(number, number=self.review_number),
                localized(level, level=self.classification),
            ],
            "attribution": [localized(text) for text in self.attribution],
            "law": localized(_LAW),
        }


def chosen_marks(options: Mapping[str, object]) -> Marks:
    """Return the marks that are among options, whole or one by one.

    Raises
    ------
    OptionError
        Both were given.
    """
    marks = options.get("marks")
    own: Any = {name: options[name] for name in MarkOptions.__annotations__ if name in options}
    if marks is not None and own:
        raise OptionError(_EITHER, names=list(own))
    return marks if isinstance(marks, Marks) else Marks(**own)


def _listed(values: Iterable[str | None]) -> str | None:
    return "、".join(dict.fromkeys(value for value in values if value)) or None


def severity_legend(severities: Iterable[Severity]) -> list[Json]:
    """Return the legend of the severities that findings have, the worst first.

    Examples
    --------
    >>> legend = severity_legend([Severity.INFO, Severity.ERROR, Severity.INFO])
    >>> [(line["key"], line["count"]) for line in legend]
    [('error', 1), ('info', 2)]
    """
    counts = Counter(severities)
    return [
        {
            "key": severity.value,
            "rank": severity.rank,
            "name": localized(SEVERITY_WORDS[severity]),
            "count": counts[severity],
        }
        for severity in sorted(counts, reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class StageGroup:
    """Parcels that are drawn alike.

    Parameters
    ----------
    key : str
        The group's name, and its symbol in :data:`geokit.symbols.SYMBOLS`.
    words : Words
        Its name in the legend.
    """

    key: str
    words: Words


# In the order of Progress; land that was taken back comes after.
GROUPS = tuple(
    StageGroup(key, words)
    for key, words in zip(STAGES, (*PROGRESS_WORDS.values(), WITHDRAWN_WORDS), strict=True)
)
TO_ACQUIRE = int(Progress.TO_ACQUIRE)


def group_numbers(parcels: gpd.GeoDataFrame, as_of: date) -> NDArray[np.intp]:
    """Return the position in :data:`GROUPS` of each parcel on a day.

    Examples
    --------
    >>> from datetime import date
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> columns = {"status": ["built", None, "withdrawn"], "stage": ["planned", "stored", None]}
    >>> group_numbers(parcel_frame(columns, [shapely.box(0, 0, 1, 1)] * 3), date(2024, 1, 1)).tolist()
    [0, 1, 4]
    """
    return stage_of(stages_reached(with_terms(parcels), as_of))
