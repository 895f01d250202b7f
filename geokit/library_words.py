"""What a library says of a fault, quoted: it speaks one language, and the sentence around it is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geokit.i18n import InWords, Language, Words

# As much as is shown.
_SHOWN: Final = 200
_SAYS = Words(zh="程序库的说明：“{said}”", en="the library says “{said}”")


@dataclass(frozen=True, slots=True)
class LibrarySays(InWords):
    """The words of a library, as part of a sentence that says what they are of.

    Examples
    --------
    >>> LibrarySays("Input should be 1").localize("zh")
    '程序库的说明：“Input should be 1”'
    """

    said: object

    def localize(self, language: Language) -> str:
        """Return the words in quotation marks."""
        return _SAYS.render(language, said=str(self.said)[:_SHOWN].strip())
