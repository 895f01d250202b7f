"""Letters that a written file cannot hold: nulls, controls and ends of lines in names."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.parcels.formats import _unheld_letters
from geokit.parcels.formats._unheld_letters import without_controls
from geokit.testing import make_parcels, square

pytestmark = pytest.mark.filterwarnings("ignore::geokit.DataLossWarning")
TITLE = Words(zh="甲", en="A")


def parcels(text, column="name"):
    told = {"id": ["1"], "name": ["丙"], column: [text]}
    return make_parcels([square(500_000, 2_585_000, 100)], crs=4547, **told)


def said_of(notices):
    return [str(each) for each in notices if each.code == "control_characters"]


@pytest.mark.parametrize(("suffix", "layout"), [
    (".txt", None), (".csv", "points"), (".csv", "parcels"), (".dxf", None), (".xlsx", "point-tables"), (".xlsx", "points"),
])  # fmt: skip
@pytest.mark.parametrize("column", ["id", "name"])
@pytest.mark.parametrize("text", ["甲\0乙", "甲\n乙", "甲\u2028乙", "甲\x85乙", "甲\x1c乙"])
def test_a_text_comes_back_as_it_was_or_it_is_said(tmp_path, suffix, layout, column, text):
    frame = parcels(text, column)
    said = said_of(gk.write_parcels(frame, tmp_path / f"x{suffix}", layout=layout))
    read = gk.read_parcels(tmp_path / f"x{suffix}", crs=4547 if suffix == ".dxf" else None)[column].tolist()
    assert (read, said) == ([text], []) or (read == ["甲 乙"] and "as in “甲 乙”" in said[0])
    assert "\0" not in text or said or suffix == ".xlsx"
    assert all("\0" in text or "is on one line in a" in each for each in said)


@pytest.mark.parametrize(
    ("suffix", "layout"), [(".csv", "points"), (".xlsx", "points"), (".xlsx", "point-tables")]
)
def test_an_id_that_is_another_s_once_it_is_on_one_line_is_told_from_it(tmp_path, suffix, layout):
    shapes = [square(500_000, 2_585_000, 100), square(500_100, 2_585_000, 100)]
    frame = make_parcels(shapes, crs=4547, id=["甲\n乙", "甲 乙"], name=["丙\n丁", "戊"])
    notices = gk.write_parcels(frame, tmp_path / f"x{suffix}", layout=layout)
    told = [each for each in notices if each.code in ("control_characters", "ids_changed")]
    assert [each.code for each in told] == ["control_characters", "ids_changed"]
    assert ("“甲 乙”" in str(told[0]), "甲 乙→甲 乙-2" in str(told[1])) == (True, True)
    assert gk.read_parcels(tmp_path / f"x{suffix}")["id"].tolist() == ["甲 乙", "甲 乙-2"]


def test_a_heading_with_a_null_is_read_back(tmp_path):
    frame = parcels("甲").assign(**{"备\0注": ["a\0b"]})
    gk.write_parcels(frame, tmp_path / "x.csv", layout="parcels")
    assert gk.read_parcels(tmp_path / "x.csv")["备 注"].tolist() == ["a b"]


def test_half_a_letter_stops_no_table_of_rows(tmp_path):
    gk.write_parcels(parcels("a\ud800b"), tmp_path / "x.csv", layout="parcels")
    assert gk.read_parcels(tmp_path / "x.csv")["name"].tolist() == ["a�b"]


@pytest.mark.parametrize("name", ["'=甲", "''=甲", "'甲", "=甲"])
def test_an_apostrophe_of_its_own_is_kept(tmp_path, name):
    gk.write_parcels(parcels(name), tmp_path / "x.csv", layout="points")
    assert gk.read_parcels(tmp_path / "x.csv")["name"].tolist() == [name]


def test_a_letter_without_a_picture_is_replaced_in_xml(tmp_path):
    said = said_of(gk.write_parcels(parcels("a\ufffeb"), tmp_path / "x.kml"))
    assert said == ["1 value holds control characters that XML cannot hold; they are replaced, as in “a�b”"]
    assert gk.read_parcels(tmp_path / "x.kml")["name"].tolist() == ["a�b"]


def test_a_producer_with_a_null_is_refused():
    with pytest.raises(OptionError, match="producer is one line of text"):
        gk.Dialect(producer="某\0公司")


CELLS = st.none() | st.text("ab\0\x1f\n甲，\ufffe𠮷", max_size=4)


@given(st.lists(CELLS, max_size=6), st.sampled_from(["object", "str", "category"]), st.sampled_from(["\0", "\0\x1f\ufffe"]))  # fmt: skip
def test_the_look_over_all_bytes_finds_what_a_look_at_each_text_finds(texts, dtype, unheld):
    frame = gpd.GeoDataFrame(
        {"a": pd.Series(texts, dtype=dtype)}, geometry=[shapely.Point(0, 0)] * len(texts)
    )
    expected = [text and "".join("?" if letter in unheld else letter for letter in text) for text in texts]
    count = sum(text != made for text, made in zip(texts, expected, strict=True))

    def replaced(text):
        return "".join("?" if letter in unheld else letter for letter in text)

    made, notices = without_controls(frame, unheld, replaced, TITLE)
    assert [None if pd.isna(each) else each for each in made["a"]] == expected
    assert [str(each).startswith(f"{count} value") for each in notices] == [True] * (count > 0)


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_texts_without_such_letters_are_not_looked_at_one_by_one(monkeypatch, dtype):
    frame = gpd.GeoDataFrame(
        {"a": pd.Series(["甲", None, "b"], dtype=dtype)}, geometry=[shapely.Point(0, 0)] * 3
    )
    monkeypatch.setattr(pd.Series, "tolist", None)
    made, notices = without_controls(frame, "\0\ufffe", str, TITLE)
    assert notices == []
    assert made["a"].isna().to_numpy().tolist() == [False, True, False]
    assert np.array_equal(made.geometry, frame.geometry)


def test_values_of_several_kinds_are_looked_at_one_by_one():
    cells = pd.Series([1, "a\0", 2.5], dtype=object)
    frame = gpd.GeoDataFrame({"a": cells}, geometry=[shapely.Point(0, 0)] * 3)
    made, _ = without_controls(frame, "\0", _unheld_letters.without_null, TITLE)
    assert made["a"].tolist() == [1, "a ", 2.5]


@pytest.mark.parametrize("text", ["\x1f", "a\x1f", "\0", "\ufffe", "b\ufffe甲"])
@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_a_letter_is_found_at_either_end_of_those_that_are_not_held(text, kind):
    of = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    for texts, is_held in ((["甲", None, text], True), (["甲", None, " "], False)):
        plain = _unheld_letters._plain(pa.array(texts, of))
        assert _unheld_letters._holds(plain, "\0\x1f\ufffe") == is_held
        assert not _unheld_letters._holds(plain, "\x1e\ufffd")


def test_names_that_become_another_s_are_told_from_it_and_said():
    frame = gpd.GeoDataFrame(
        {"a\0b": ["甲\0" + "长" * 30, "乙"], "a b": ["c", "d\0"], "a\0\0b": [1, 2]},
        geometry=[shapely.Point(0, 0)] * 2,
    )
    made, notices = without_controls(
        frame, "\0", lambda text: " ".join(text.split("\0")).replace("  ", " "), TITLE
    )
    assert list(made.columns) == ["a b_", "a b", "a b__", "geometry"]
    assert made["a b_"].tolist() == ["甲 " + "长" * 30, "乙"]
    assert made["a b"].tolist() == ["c", "d "]
    assert [(each.code, each.en) for each in notices] == [
        (
            "control_characters",
            f"2 values hold control characters that A cannot hold; they are replaced, as in “甲 {'长' * 18}”",
        ),
        ("fields_renamed", "fields were renamed: a␀b → a b_, a␀␀b → a b__"),
    ]


def test_texts_on_several_lines_are_counted_and_the_first_shown():
    (notice,) = _unheld_letters.joined_notices(["a b", " c\n", "d\ne\n" + "f" * 30, 5, "g\th"], TITLE)
    assert notice.en == (
        f"2 values are on one line in A: ends of lines and control characters became blanks, as in “d e {'f' * 16}”"
    )
    assert notice.code == "control_characters"
    assert _unheld_letters.joined_notices(["a b"], TITLE) == []
