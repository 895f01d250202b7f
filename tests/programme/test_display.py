"""Parks and catalogues as a notebook or a terminal shows them."""

from __future__ import annotations

import re
import shutil

import pytest
from IPython.lib.pretty import pretty

import geokit as gk
from geokit.terminal import display_width

HOSTILE = '<img src=x onerror=alert(1)>"&\x1b[31m\u202e'


@pytest.fixture(scope="module")
def shipped():
    return gk.load_catalog()


def test_a_park_says_what_is_declared_and_what_it_rests_on(shipped):
    html = shipped.park("longhu")._repr_html_()
    assert "1.76万亩 (17,600 mu; 1,173.33 ha · 11,733,333 m²; gross planned area, as of 2023-12)" in html
    assert "3024亩 (3,024 mu; start zone)" in html
    assert "on the base of Longhu Modern Industrial Park" in html
    # It was drawn to have that area.
    assert "ellipsoidal" not in html
    assert html.count("<path") == 2


def test_a_schematic_outline_says_so_and_is_dashed(shipped):
    html = shipped.park("linghai")._repr_html_()
    assert "schematic: the circle has the published area; place and shape are not known (±5 km)" in html
    assert "stroke-dasharray" in html
    assert "stroke-dasharray" not in gk.load_catalog(gk.example_folder()).park("example")._repr_html_()


def test_a_park_without_an_outline(shipped):
    html = shipped.park("nanshan-haojiang")._repr_html_()
    assert "not published" in html
    assert "no outline; an anchor" in html
    assert "<svg" not in html


def test_a_boundary_that_cannot_be_read_is_said_in_its_place(tmp_path):
    folder = shutil.copytree(gk.example_folder(), tmp_path / "boundaries")
    (folder / "example-park" / "outline.geojson").write_text("{", encoding="utf-8")
    park = gk.load_catalog(folder).park("example")
    assert "outline.geojson" in park._repr_html_()
    assert "854 mu" in str(park)


def test_a_catalogue_is_a_row_a_park_and_every_partnership_is_there(shipped):
    html = shipped._repr_html_()
    assert html.count("<tr>") == 1 + 7
    assert "Nanshan–Nan&#x27;ao" in html
    assert "at least about 21,700 mu" in html


@pytest.mark.usefixtures("chinese")
def test_columns_stand_below_each_other_in_chinese(shipped):
    lines = str(shipped).splitlines()[1:-1]
    heads = [re.search("截至|2023-12", line) for line in lines]
    assert (
        len({display_width(line[: found.start()]) for line, found in zip(lines, heads, strict=True) if found})
        == 1
    )


def test_a_console_shows_the_text_and_a_list_the_short_form(shipped):
    assert pretty(shipped) == str(shipped)
    park = shipped.park("linghai")
    assert pretty(park) == str(park)
    assert repr([park, park.area]) == (
        "[<Park linghai: Linghai SME Entrepreneurship Park, 330亩>, <Area 220,000.00 m² (330.000 mu)>]"
    )
    assert pretty(park.area) == "220,000.00 m² (330.000 mu)"
    assert pretty(park.declared_area) == "330 mu"


def test_hostile_names_are_escaped_on_a_page_and_shown_in_a_terminal(tmp_path):
    folder = shutil.copytree(gk.example_folder(), tmp_path / "boundaries")
    file = folder / "example-park" / "park.toml"
    escaped = HOSTILE.replace('"', '\\"').replace("\x1b", "\\u001b").replace("\u202e", "\\u202e")
    text = file.read_text(encoding="utf-8").replace('"Example Park (invented)"', f'"{escaped}"')
    file.write_text(text.replace('"phase 1"', f'"{escaped}"'), encoding="utf-8")
    catalog = gk.load_catalog(folder)
    for shown in (catalog, catalog.park("example")):
        assert "<img" not in shown._repr_html_()
        assert "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;" in shown._repr_html_()
        assert "\x1b" not in str(shown)
        assert "\u202e" not in str(shown)


def test_a_ledger_has_no_none_in_its_table():
    parcels = gk.read_parcels(gk.example_folder() / "files" / "acquired.geojson")
    park = gk.load_catalog(gk.example_folder()).park("example")
    ledger = gk.ledger(park, parcels, as_of="2025-12-31")
    assert "None" not in ledger._repr_html_()
    assert pretty(ledger) == str(ledger)
    assert repr(ledger) == "<Ledger of 26 parcels, 2025-12-31: 495,252.80 m² (742.879 mu)>"
