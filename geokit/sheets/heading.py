"""What stands above and below every drawing: its title and marks, its figures, its credits and the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geokit.sheets.letters import drawable

if TYPE_CHECKING:
    from geokit.i18n import Language
    from geokit.page.document import Page


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure: what it is, and whether it is the one that the page is about."""

    value: str
    label: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """The words around a drawing, in one language.

    Attributes
    ----------
    title : str
        What the drawing is called.
    audience : str
        For whom it is; empty for anybody.
    headlines : tuple of Headline
        The figures of the page.
    foot : tuple of str
        Marks, facts and credits; then the law.
    """

    title: str
    audience: str
    headlines: tuple[Headline, ...]
    foot: tuple[str, str]

    @classmethod
    def of(cls, page: Page, language: Language) -> Heading:
        """Return the words of a page."""
        data: Any = page.payload()
        marks = data["marks"]
        headlines = tuple(
            Headline(
                drawable(f"{item.get('sign', '')} {item['value'][language]}".strip()),
                drawable(item["label"][language]),
                bool(item.get("is_main")),
            )
            for item in data.get("headlines", [])
        )
        credited = " · ".join(
            drawable(text[language]) for text in (*marks["slots"], *data["facts"], *marks["attribution"])
        )
        audience = marks["audience"][language] if marks["audience"] else ""
        return cls(drawable(data["title"][language]), audience, headlines, (credited, marks["law"][language]))

    def texts(self) -> list[str]:
        """Return every text, to look for a font."""
        figures = [text for each in self.headlines for text in (each.value, each.label)]
        return [self.title, self.audience, *figures, *self.foot]
