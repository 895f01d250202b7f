"""What a map must say about itself: who may see it, its review number, where its lines come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geokit.door import public
from geokit.errors import OptionError
from geokit.maps.payload import Json, Text, both
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geokit.parcels.audience import Audience, MarkOptions
    from geokit.programme.model import Park

_INTERNAL = Words(zh="内部资料", en="Internal")
_REVIEW_NUMBER = Words(zh="审图号：{number}", en="Map review number: {number}")
_NO_REVIEW_NUMBER = Words(zh="审图号：（未送审）", en="Map review number: (not reviewed)")
_CLASSIFICATION = Words(zh="密级：{level}", en="Classification: {level}")
_NO_CLASSIFICATION = Words(zh="密级：（未定）", en="Classification: (not set)")
_LAW = Words(
    zh="向社会公开的地图须经审核并标注审图号（《地图管理条例》第十五条）；界址点属测绘成果，公开前请核对密级。",
    en="A map made public needs review and a review number (Regulations on Map Management, art. 15); "
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
        An internal page is marked 内部资料; a public one leaves out what is only planned.
    review_number : str, optional
        审图号, as the reviewing authority gave it.
    classification : str, optional
        密级.
    attribution : tuple of text
        Who is credited for what the map shows.
    as_of : str, optional
        The date that the data speaks of.
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
            "audience": both(_INTERNAL) if self.audience == "internal" else None,
            "slots": [both(number, number=self.review_number), both(level, level=self.classification)],
            "attribution": [both(text) for text in self.attribution],
            "law": both(_LAW),
        }


def chosen_marks(marks: Marks | None, own: MarkOptions) -> Marks:
    """Return the marks that were given, whole or one by one.

    Raises
    ------
    OptionError
        Both were given.
    """
    if marks is not None and own:
        raise OptionError(_EITHER, names=list(own))
    return marks or Marks(**own)


def _listed(values: Iterable[str | None]) -> str | None:
    return "、".join(dict.fromkeys(value for value in values if value)) or None
