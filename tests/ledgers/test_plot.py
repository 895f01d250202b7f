"""The picture of a ledger: it has Chinese letters or says what to install, and is the same in every run."""

from __future__ import annotations

import warnings

import pytest

pytest.importorskip("matplotlib")

from matplotlib import font_manager
from matplotlib.figure import Figure

from geokit.errors import DataLossWarning, InputError
from geokit.languages import use_language
from geokit.ledgers import plot
from geokit.ledgers.acquisition.model import ledger
from geokit.testing import make_parcels, square

TABLE = make_parcels(
    [square(0, 0, 100), square(100, 0, 100), square(200, 0, 100)],
    phase=["一期", "一期", "二期"],
    stage=["supplied", "approved", "planned"],
    approved_on=["2026-01-01", "2026-03-01", None],
)
MADE = ledger(None, TABLE, as_of="2026-06-01")


@pytest.fixture
def chinese_font():
    try:
        return plot.fonts_for(["地块"], "zh")
    except InputError:
        pytest.skip("no font with Chinese letters is installed")


@pytest.mark.usefixtures("chinese_font")
def test_bars_for_phases_and_lines_for_months():
    picture = MADE.plot("zh")
    assert isinstance(picture, Figure)
    bars, months = picture.axes
    assert bars.get_title() == "地块用地进度（截至2026年6月1日，亩）"
    assert [text.get_text() for text in bars.get_legend().get_texts()] == ["已供应", "批而未供", "待征收"]
    assert [patch.get_width() for patch in bars.patches] == pytest.approx([15, 0, 15, 0, 0, 15])
    assert months.lines[0].get_ydata().tolist() == pytest.approx([15, 15, 30, 30, 30, 30])


@pytest.mark.usefixtures("chinese_font")
def test_the_same_ledger_gives_the_same_bytes():
    first = MADE.plot("zh").png()
    assert first.startswith(b"\x89PNG")
    assert MADE.plot("zh")._repr_png_() == first
    assert b"Software" not in first


def test_what_needs_no_chinese_letters_is_drawn_without_them(monkeypatch):
    monkeypatch.setattr(plot, "FAMILIES", ())
    table = make_parcels([square(0, 0, 100)], phase=["1"], stage=[None])
    picture = ledger(None, table, as_of="2026-06-01").plot("en")
    assert len(picture.axes) == 1
    assert picture.axes[0].get_legend().get_texts()[-1].get_text() == "progress not stated"


def test_the_bars_have_no_frame_above_and_beside_them(monkeypatch):
    monkeypatch.setattr(plot, "FAMILIES", ())
    table = make_parcels([square(0, 0, 100)], phase=["1"], stage=[None])
    [bars] = ledger(None, table, as_of="2026-06-01").plot("en").axes
    sides = {side: line.get_visible() for side, line in bars.spines.items()}
    assert sides == {"left": True, "bottom": True, "top": False, "right": False}


def test_without_a_chinese_font_the_package_is_named(monkeypatch):
    monkeypatch.setattr(plot, "FAMILIES", ())
    with pytest.raises(InputError, match="fonts-noto-cjk on Debian"):
        MADE.plot("zh")


def test_a_font_installed_since_matplotlib_listed_them_is_found(chinese_font, monkeypatch):
    listed = [entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", listed)
    assert plot.fonts_for(["地块"], "zh") == chinese_font


def test_a_font_removed_since_matplotlib_listed_them_is_passed_over(monkeypatch, tmp_path):
    gone = font_manager.FontEntry(fname=str(tmp_path / "gone.ttf"), name=plot.FAMILIES[0])
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [gone])
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    with pytest.raises(InputError, match="fonts-noto-cjk on Debian"):
        plot.fonts_for(["地块"], "zh")


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "a box for each of “\U0010fffd”"), ("zh", "图中“\U0010fffd”画成方框")],
)
def test_a_letter_of_no_font_is_a_box_that_is_said_once(language, said):
    table = make_parcels([square(0, 0, 100)], phase=["一期\U0010fffd"], stage=[None])
    with use_language(language), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        picture = ledger(None, table, as_of="2026-06-01").plot(language)
    assert picture.png().startswith(b"\x89PNG")
    [only] = heard
    assert only.filename == __file__
    assert only.category is DataLossWarning
    assert said in str(only.message)


@pytest.mark.usefixtures("chinese_font")
def test_each_language_is_drawn_in_its_own_font_first():
    texts = ["“Longhu” 龙湖 ✓"]
    english, chinese = plot.fonts_for(texts, "en"), plot.fonts_for(texts, "zh")
    assert english[0] == "DejaVu Sans"
    assert english[1] in plot.FAMILIES
    assert chinese[0] in plot.FAMILIES
    assert plot.fonts_for(["“Longhu”"], "en") == ["DejaVu Sans"]


@pytest.mark.usefixtures("chinese_font")
def test_english_quotation_marks_are_narrow_beside_chinese_letters():
    with plot.lettered(["“龙湖”"], "en"):
        figure = Figure()
        quote, letter = figure.text(0, 0, "“"), figure.text(0, 0, "龙")
        width = [each.get_window_extent().width for each in (quote, letter)]
    assert width[0] < 0.7 * width[1]
