"""A cell or a line without end takes time in its length, whatever it is made of."""

import itertools
import time
from contextlib import suppress

import pytest

from geokit.days import to_iso_date
from geokit.errors import GeokitError
from geokit.parcels.columns import map_columns
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.dxf.texts import interpret
from geokit.parcels.formats.points.notes import is_note, titles_in
from geokit.parcels.formats.points.numbers import Writing, looks_like_number
from geokit.parcels.formats.points.rows import BadRowError, check_coordinate
from geokit.parcels.formats.points.totals import total_in
from geokit.parcels.formats.txt.format import read_text
from geokit.parcels.read import read_parcels

LENGTH = 20_000
TOKENS = [" ", "\t", "[", "]", "【", ",", "(", "0", ".", "1,", "亩", "=", "：", "J1", "年", "度", "x"]
# A pattern that tries everything with everything takes from seconds to hours; what is needed is a few milliseconds.
BOUND_S = 1.0


def as_txt(text):
    read_text(f"[属性描述]\n坐标系={text}\n[地块坐标]\n{text}\nJ1,1,2580000,39462000\n", ReadOptions())


def as_note(text):
    is_note([text])
    titles_in([text, f"面积：{text}"])
    total_in(["面积", f"12 12{text}"], 1)


def as_coordinate(text):
    looks_like_number(f"12 12{text}x")
    Writing.of([text, f"12 12{text}x"])
    Writing().number(f"12 {text}x", 1)


READERS = {
    "note": as_note,
    "angle": as_coordinate,
    "heading": lambda text: map_columns([text]),
    "label": lambda text: interpret([text, f"A{text}"]),
    "date": to_iso_date,
    "coordinate": lambda text: check_coordinate(text, 1),
    "txt": as_txt,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_text_of_any_two_tokens(name):
    for one, other in itertools.product(TOKENS, repeat=2):
        for text in ((one + other) * LENGTH, one + other * LENGTH):
            start = time.process_time()
            with suppress(GeokitError, BadRowError):
                READERS[name](text[:LENGTH])
            assert time.process_time() - start < BOUND_S, (one, other)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("suffix", [".csv", ".dat", ".txt"])
def test_a_file_of_one_long_line(tmp_path, suffix, token):
    path = tmp_path / f"x{suffix}"
    row = token * (LENGTH // len(token))
    path.write_text(f"J1,,39462000.0,2580000.0,{row}\n地块,X,Y,{row}\n{row}\n", encoding="utf-8")
    start = time.process_time()
    try:
        read_parcels(path)
    except GeokitError as error:
        assert path.name in error.localize("en")  # noqa: PT017 - some are read
    assert time.process_time() - start < 2 * BOUND_S
