"""What no eye would see is shown on every product, and a name from right to left turns no sentence around."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from geokit.escape import json_shown, printable
from geokit.i18n import Words
from geokit.isolates import with_isolates, without_marks
from geokit.page.payload import LocalizedText, localized, to_json
from geokit.sheets.letters import drawable

OVERLAP = Words(zh="地块 {left} 与 {right} 重叠 {n} 亩", en="parcels {left} and {right} overlap by {n} mu")
HEBREW = "קטע 12"


def shown(text: str) -> str:
    return json.loads(json_shown(json.dumps(text, ensure_ascii=False)))


def test_every_letter_that_is_not_seen_is_shown_as_on_paper() -> None:
    hidden = [
        chr(code)
        for code in range(sys.maxunicode)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"}
    ]
    assert "\u200f" in hidden
    kept = {"\t", "\n", "\r"}
    for letter in hidden:
        assert shown(f"a{letter}b") == (f"a{letter}b" if letter in kept else printable(f"a{letter}b")), hex(
            ord(letter)
        )


@pytest.mark.parametrize("text", ["C:\\u0007\\b", 'a"b\\', "\\u200f", "é\\\\n"])
def test_a_backslash_of_the_text_is_none_of_an_escape(text: str) -> None:
    assert shown(text) == text


def test_a_name_from_the_right_is_kept_apart_on_pages() -> None:
    page = json.loads(to_json(localized(OVERLAP, left=HEBREW, right="P-1", n="1.500")))
    assert page["en"] == f"parcels \u2068{HEBREW}\u2069 and P-1 overlap by 1.500 mu"
    within = LocalizedText.of(
        Words(zh="{said}", en="{said}; {said}"), said=LocalizedText.of(OVERLAP, left=HEBREW, right=2, n=3)
    )
    assert json.loads(to_json(localized(within)))["en"].count(f"\u2068{HEBREW}\u2069") == 2


def test_elsewhere_the_name_is_as_it_was() -> None:
    assert OVERLAP.render("zh", left=HEBREW, right="P-1", n=2) == f"地块 {HEBREW} 与 P-1 重叠 2 亩"
    said = localized(OVERLAP, left=HEBREW, right="P-1", n=2)["zh"]
    assert drawable(said) == without_marks(said) == OVERLAP.render("zh", left=HEBREW, right="P-1", n=2)
    assert with_isolates(said) != said


def test_isolates_of_the_data_are_shown() -> None:
    assert json.loads(to_json({"id": "\u2068x\u2069"})) == {"id": "\\u2068x\\u2069"}
