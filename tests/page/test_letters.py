"""What no eye would see is shown on every product, and a name from right to left turns no sentence around."""

from __future__ import annotations

import json
import sys
import unicodedata
import warnings

import pytest

import geokit as gk
from geokit.escape import json_shown, printable
from geokit.i18n import Words
from geokit.isolates import without_marks
from geokit.ledgers.plot import fonts_for
from geokit.page.payload import LocalizedText, localized, to_json
from geokit.reports import find_format
from geokit.reports.html import report_data
from geokit.sheets.letters import drawable
from geokit.testing import make_parcels, square

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
    assert without_marks(said) == OVERLAP.render("zh", left=HEBREW, right="P-1", n=2)


def test_paper_keeps_the_name_apart_where_a_line_ends_too() -> None:
    said = localized(OVERLAP, left=HEBREW, right="P-1", n=2)["zh"]
    lines = [drawable(line) for line in said.split("קטע")]
    assert lines[0].endswith("\u2068")
    assert lines[1].startswith(" 12\u2069")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fonts_for(["\u2068A\u2069"], "en")


def test_isolates_of_the_data_are_shown() -> None:
    assert json.loads(to_json({"id": "\u2068x\u2069"})) == {"id": "\\u2068x\\u2069"}


def test_a_page_keeps_names_apart_in_findings_and_groups() -> None:
    parcels = make_parcels([square(200 * at, 0, 100) for at in range(6)], id=[f"קטע {at}" for at in range(6)],
                           declared_m2=[15.0] * 6)  # fmt: skip
    report = gk.audit(parcels)
    page = json.loads(to_json(report_data(report, is_public=False)))
    assert all("\u2068קטע " in said["en"] for said in page["columns"]["message"][:6])
    assert "\ufdd0" not in json.dumps(page, ensure_ascii=False)
    text = find_format("text").render(report, "zh").decode()
    assert "קטע 0" in text
    assert not {"\u2068", "\ufdd0"} & set(text)
