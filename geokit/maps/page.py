"""What one page is: its title and language, its marks, its words and its data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.maps.interface import FRAME_WORDS
from geokit.maps.marks import Marks
from geokit.maps.payload import Json, Text, both, dictionary
from geokit.words import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLE = Words(zh="地图", en="Map")

# Every page has these; a map adds its own.
FRAME_SCRIPTS = ("text.js", "frame.js", "start.js", "scale.js", "measure.js", "print.js")
FRAME_STYLES = ("page.css", "print.css")


@dataclass(frozen=True, slots=True)
class Page:
    """A page around a map.

    Parameters
    ----------
    title : text
        The heading and the browser's title. Data, never markup.
    language : {"zh", "en"}, optional
        What the page opens in; the reader may switch. The reader's own where none is given.
    marks : Marks
        Audience, review number, classification, credits.
    words : mapping of str to Words
        What the map's own script says.
    data : mapping
        What the map's own script draws: anything that is JSON.
    scripts, styles : tuple of str
        Files of ``web/``, in order.
    image_hosts : tuple of str
        Addresses that pictures of a basemap may come from; empty is a page that reaches nothing.
    facts : tuple of text
        What else the title block says: the system of the coordinates, the day.
    """

    title: Text = _TITLE
    language: Language | None = None
    marks: Marks = field(default_factory=Marks)
    words: Mapping[str, Words] = field(default_factory=dict)
    data: Json = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    image_hosts: tuple[str, ...] = ()
    facts: tuple[Text, ...] = ()

    @property
    def opening_language(self) -> Language:
        """The language that the page opens in."""
        return self.language or current_language()

    def payload(self) -> Json:
        """Return what the page's script reads."""
        return {
            "language": self.opening_language,
            "title": both(self.title),
            "marks": self.marks.payload(),
            "facts": [both(fact) for fact in self.facts],
            "words": dictionary({**FRAME_WORDS, **self.words}),
            **self.data,
        }
