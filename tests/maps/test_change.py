"""The map of a change: its title, what its page is given, and what the public is not shown."""

from __future__ import annotations

import json
from datetime import date

import folium
import geopandas
import pytest

import geokit as gk
from geokit.errors import CrsError, InputError, OptionError
from geokit.maps.change import change_map
from geokit.testing import make_parcels, square

DAY = date(2026, 6, 1)


def two_states(**columns):
    old = make_parcels([square(0, 0, 100), square(200, 0, 100)], id=["1", "2"], **columns)
    new = make_parcels(
        [square(0, 0, 50, 100), square(50, 0, 50, 100), square(200, 0, 120, 100)], id=["1a", "1b", "2"]
    )
    return old, new


def test_a_change_map_is_a_folium_map_whose_title_is_made_of_figures():
    drawn = change_map(*two_states(), names=("5月", "6月"), as_of=DAY)
    assert isinstance(drawn, folium.Map)
    assert drawn.page.title.localize("zh") == "与5月相比：新增 3.000 亩；1 宗拆分为 2 宗；1 宗界线调整"
    assert drawn is not None
    assert gk.change_map is change_map


def test_the_same_change_gives_the_same_page():
    pages = [change_map(*two_states(), as_of=DAY, language="zh").get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]
    assert "https://" not in pages[0].partition("<body")[2]


def test_the_page_is_given_events_pieces_and_sums():
    data = change_map(*two_states(), as_of=DAY).page.payload()
    kinds = [data["kinds"][at]["key"] for at in data["events"]["kinds"]]
    assert kinds == ["split", "redrawn"]
    assert data["events"]["new"] == [[0, 1], [2]]
    assert (data["gained"]["shapes"], data["gained_events"], data["lost"]["shapes"]) == (1, [1], 0)
    assert data["sums"]["mu"] == ["30.000", "33.000", "+3.000", "+3.000", "0.000", "0.000"]
    signs = [item["sign"] for item in data["headlines"]]
    assert signs == ["", "+", "−", "="]


def test_a_value_that_is_missing_on_one_side_stands_on_it_as_blank():
    old = make_parcels([square(0, 0, 100), square(200, 0, 100)], id=["1", "2"], village=["甲", "乙"])
    data = change_map(old, old.assign(village=[None, "乙"]), as_of=DAY).page.payload()
    [[fact]] = data["events"]["facts"]
    assert (fact["before"]["en"], fact["after"]) == ("甲", {"zh": "空", "en": "blank"})


def test_a_parcel_that_cannot_be_drawn_is_no_number_of_its_layer():
    old, new = make_parcels([None, square(0, 0, 100)]), make_parcels([None, square(0, 0, 110, 100)])
    data = change_map(old, new, as_of=DAY).page.payload()
    assert data["events"]["new"] == [[0]]
    said = [note["en"] for note in data["notes"] if "no shape" in note["en"]]
    assert said == [f"{state}: 1 parcel has no shape that can be drawn: A" for state in ("Before", "Now")]


def test_a_row_without_an_outline_is_not_removed():
    shapes = [square(0, 0, 100), square(200, 0, 100)]
    old, new = (
        geopandas.GeoDataFrame({"地块编号": ["1", "2"]}, geometry=each, crs=4547)
        for each in (shapes, [shapes[0], None])
    )
    m = change_map(old, new, as_of=DAY, names=("5月", "6月"))
    assert "removed" not in m.page.title.localize("en")
    notes = [note["zh"] for note in m.page.payload()["notes"]]
    assert "6月：1 宗地块没有可画的图形：2" in notes
    events = m.page.payload()["events"]
    assert events["old"] == [[1]]
    assert events["facts"][0][0]["after"] == {"zh": "未比较", "en": "not compared"}


def test_the_public_sees_nothing_of_what_is_not_announced_on_either_side():
    old = make_parcels(
        [square(0, 0, 100), square(200, 0, 100)], id=["1", "secret-old"], stage=["approved", "planned"],
        village=["hidden-village", None],
    )  # fmt: skip
    new = make_parcels(
        [square(0, 0, 110, 100), square(400, 0, 77)], id=["1", "secret-new"], stage=["supplied", "planned"]
    )
    drawn = change_map(old, new, audience="public", as_of=DAY)
    page = json.dumps(drawn.page.payload(), ensure_ascii=False)
    assert not any(word in page for word in ("secret", "hidden-village"))
    assert drawn.page.title.localize("en") == "Since the last state: 1.500 mu gained; 1 redrawn"
    assert "secret-new" in json.dumps(change_map(old, new, as_of=DAY).page.payload())


def test_what_is_no_option_and_what_cannot_be_compared_is_one_sentence():
    old, new = two_states()
    with pytest.raises(OptionError, match="Did you mean names"):
        change_map(old, new, nmaes=("a", "b"))
    with pytest.raises(CrsError, match="only one of the two"):
        change_map(old, new.set_crs(None, allow_override=True))
    with pytest.raises(InputError, match=r"\.html, \.pdf, \.png, \.svg"):
        change_map(old, new).save("x.doc")


def test_many_events_come_compressed():
    shapes = [square(20 * at, 0, 10) for at in range(400)]
    ids = [str(at) for at in range(400)]
    old = make_parcels(shapes, id=ids, stage=["approved"] * 400)
    new = make_parcels(shapes, id=ids, stage=["supplied"] * 400)
    assert isinstance(change_map(old, new, as_of=DAY).page.payload()["events"], str)


def test_it_goes_onto_a_slide_and_onto_paper_at_a_scale(tmp_path):
    drawn = change_map(*two_states(), names=("5月", "6月"), as_of=DAY, language="zh")
    drawn.save(tmp_path / "a.png")
    drawn.save(tmp_path / "a.svg", language="en")
    drawn.save_pdf(tmp_path / "a.pdf", scale=2000, paper="A4")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    again = change_map(*two_states(), names=("5月", "6月"), as_of=DAY, language="zh")
    again.save(tmp_path / "b.svg", language="en")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_hostile_names_stay_text_on_paper(tmp_path, payloads):
    old, new = two_states()
    new["id"] = [f"{payload}$x^2$" for payload in payloads[:3]]
    change_map(old, new, names=(payloads[0], payloads[1]), as_of=DAY).save(tmp_path / "a.svg")
    assert "<script" not in (tmp_path / "a.svg").read_text("utf-8")
