"""How the figures of a table of points are understood, held against figures_in_tables.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geokit as gk
from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats.points.numbers import (
    Writing,
    ask_about_packed,
    is_angle,
    is_simple,
    looks_like_number,
    may_be_packed,
    odd_among,
    remark_on,
)
from geokit.parcels.formats.points.rows import BadRowError, check_coordinate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRITTEN = """
2580000 2580000. 2580000.25 +2580000 -25.5 +25 .5 5. - . , 1,5 12,5 1,234 1,234.5 1,234,567 1234,567 12,34,56 +1,234 -1,234.5
1.234,5 1.234.567,8 12.345,6 1.234.567 1.5.6 2580000m 2580000.5米 2580000M m5 '2580000 ''5 2.58e6 1E5 258O000 25800l0 258OOO.5 #258 *
116°36′00″ 116°36′59.99″ 116°36′60″ 116°59′ 116°60′ 116°36' 116°36.5 116°36.5′ 116度36分5秒 116度36分 116-36-05 116:36:05 116:36
E116°36′ 116°36′E 东经116°36′5″ 116°36′5″N 116°36′5,5″ 116.5° 116.5度 N23.3 23.3N 116° 1160°36′ 116°366′ 116°36′5 116°36.12.0
1163600 231836.05 1166000
116.3600 116.36 116.6 116.5960 116.6000 116.360459 +116.36 16.36045999 2026-01-05 2026.1.5 1999/12/31 2026年1月5日 2026-1-123
见图 面积:5 12.00亩 J1 １１６ １１６．５ ２，５ 1‘ 116″ "116" ° ′ 0 00 000.000 1°2′ 1°2 °36 36′5″ 12″ 度 分5 1分
"""
SPACED = [
    "116 36",
    "116 36 05",
    "2 580 000",
    "2 580 000.5",
    "25 80 000",
    "+2 580",
    "116 ° 36 ′",
    "2580000 m",
    " 5 ",
    "1 2 3 4",
    "",
]
LONG = ["1," * 49 + "12", "1" * 100, "1" * 101, "1 " * 50, "1," * 50 + "1"]
WAYS = {
    "as it is": Writing(),
    "decimal": Writing("decimal"),
    "thousands": Writing("thousands"),
    "unclear": Writing("unclear"),
    "packed": Writing(packed="dd.mmss"),
    "packed in whole numbers": Writing(packed="ddmmss"),
}


def tried(work: Callable[[], object]) -> str:
    try:
        return str(work())
    except BadRowError as error:
        return f"{error.code} {error.words.render('en', **error.fields)}"


def figure(text: str) -> Iterator[str]:
    told = {"simple": is_simple, "angle": is_angle, "looks so": looks_like_number}
    yield ", ".join(name for name, tell in told.items() if tell(text)) or "none"
    found = {way: tried(lambda writing=writing: writing.number(text, 7)) for way, writing in WAYS.items()}
    yield from (
        f"  {way}: {value}" for way, value in found.items() if value != found["as it is"] or way == "as it is"
    )
    yield f"  check: {tried(lambda: check_coordinate(text, 7))}"


@pytest.mark.parametrize("text", [*WRITTEN.split(), *SPACED, *LONG])
def test_a_figure(text, facts):
    facts.hold(f"figure {text!r}", figure(text))


TOGETHER = [
    [],
    ["2580000"],
    ["1,5"],
    ["1,234"],
    ["1,234", "5,678"],
    ["1,234", "5,6"],
    ["1,234", "1,234,567"],
    ["1,234", "5,678.5"],
    ["1,234.5"],
    ["1,234."],
    ["1234,567"],
    ["1.234,5"],
    ["2 580 000"],
    ["1,234", "2 580 000"],
    ["116°36′"],
    ["116°36′", "1,5"],
    ["见图,无"],
]


@pytest.mark.parametrize("texts", TOGETHER)
def test_figures_together_tell_how_all_are_written(texts, facts):
    odd, remarks = odd_among(texts), Diagnostics()
    for packed in (None, "dd.mmss", "ddmmss"):
        remark_on(Writing(Writing.of(odd).comma, packed), odd, remarks)
    facts.hold(
        f"figures {texts}", [f"{odd} {Writing.of(odd)}", *(f"  {each.en}" for each in remarks.notices())]
    )


@pytest.mark.parametrize(
    ("texts", "may_be"),
    [
        ([], False),
        (["116.36"], False),
        (["116.363"], True),
        (["116.3630"], True),
        (["116.36305999"], True),
        (["116.363059991"], False),
        (["116.5959"], True),
        (["116.6000"], False),
        (["116.5960"], False),
        (["116.3600", "23.6"], False),
        (["116.3600", "23"], True),
        (["116.3600", "23.5"], True),
        (["1160.363"], False),
        (["116.3600", "1160.6000"], True),
    ],
)
def test_degrees_may_be_packed_while_no_minute_or_second_reaches_sixty(texts, may_be):
    assert may_be_packed(texts) is may_be
    remarks = Diagnostics()
    ask_about_packed(texts, remarks, said=True)
    assert [each.code for each in remarks.notices()] == ["packed_or_decimal"] * may_be
    if may_be:
        with pytest.raises(gk.FormatError, match=f"such as {texts[0]} may be decimal degrees or packed"):
            ask_about_packed(texts, remarks, said=False)
    else:
        ask_about_packed(texts, remarks, said=False)
