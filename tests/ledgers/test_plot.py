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
from geokit.testing import make_parcels, make_park, square

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


def numbers(values):
    return " ".join(f"{value:.4g}" for value in values)


def drawn(picture):
    """Yield what stands in a picture and where, as far as it is not matplotlib's own."""
    yield f"{picture.get_size_inches().tolist()} {picture.get_layout_engine().__class__.__name__}"
    for axes in picture.axes:
        yield f"-- {axes.get_title()!r} sides {[side for side, line in axes.spines.items() if line.get_visible()]}"
        ticks = axes.get_xticks() if axes.lines else axes.get_yticks()
        labels = [
            each.get_text() for each in (axes.get_xticklabels() if axes.lines else axes.get_yticklabels())
        ]
        yield f"ticks {numbers(ticks)} {labels} upside down {axes.yaxis_inverted()}"
        yield f"from {axes.get_xlim()[0]:.4g} to {axes.get_xlim()[1]:.4g}, height from {axes.get_ylim()[0]:.4g}"
        for bar in axes.patches:
            box = (bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height())
            yield f"bar {numbers(box)} hatch {bar.get_hatch()} {bar.get_linewidth():.3g} seen {bar.get_visible()}"
        for text in filter(lambda each: each.get_text(), axes.texts):
            box = text.get_bbox_patch()
            look = f"{text.get_fontsize():g} {text.get_fontweight()} {text.get_color()}"
            on = f"{box.get_facecolor()} {box.get_edgecolor()} {box.get_boxstyle().pad:.3g}"
            yield f"text {text.get_text()!r} {look} on {on}"
        for line in axes.lines:
            x, y = line.get_data()
            yield f"line {line.get_label()} {line.get_color()} {line.get_linestyle()} {line.get_linewidth()} {line.get_drawstyle()}"
            yield f"  {numbers(x)}: {numbers(y)}"
        legend = axes.get_legend()
        names, signs = (
            [each.get_text() for each in legend.get_texts()],
            [each.get_hatch() for each in legend.get_patches()],
        )
        yield f"key {names} {signs} {legend._ncols} {legend._loc} {legend.borderaxespad} {legend.get_frame_on()}"
        if axes.lines:
            first = axes.get_xticklabels()[0]
            yield f"turned {first.get_rotation()} {first.get_horizontalalignment()} {first.get_rotation_mode()}"


# The second bar is a twelfth of the longest, and too short for a figure; the third is hardly more.
WIDTHS = [1200, 600, 150, 100.1, 50, 0]


def wide(**columns):
    shapes = [square(0, 200 * at, width, 100) if width else None for at, width in enumerate(WIDTHS)]
    return make_parcels(shapes, phase=["1", "1", "2", "3", "3", "1"], **columns)


PICTURES = {
    "all kinds of progress": (
        wide(stage=["supplied", "approved", "planned", "supplied", None, "approved"], batch=["a"] * 6),
        "2026-06-01",
    ),
    "one kind": (wide(), "2026-06-01"),
    "nothing": (wide().iloc[5:], "2026-06-01"),
    "twelve months": (
        wide(approved_on=["2025-07-01", *[None] * 5], supplied_on=["2026-01-05", "2026-02-05", *[None] * 4]),
        "2026-06-01",
    ),
    "thirteen months": (wide(stored_on=["2025-06-01", *[None] * 5]), "2026-06-01"),
    "four lines": (
        wide(**{f"{name}_on": ["2024-04-30", *[None] * 5] for name in ("approved", "acquired", "stored", "supplied")}),
        "2026-06-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_as_it_is_written_down(monkeypatch, name, facts):
    monkeypatch.setattr(plot, "FAMILIES", ())
    table, day = PICTURES[name]
    facts.hold(name, drawn(ledger(None, table, as_of=day).plot("en")))


def test_a_picture_of_a_park_has_its_name(monkeypatch, tmp_path):
    monkeypatch.setattr(plot, "FAMILIES", ())
    park = make_park(tmp_path)
    picture = ledger(park, make_parcels([square(0, 0, 100), None]), as_of="2026-06-01").plot("en")
    assert picture.axes[0].get_title() == (
        "park: land by its progress, mu, as of 1 June 2026\n1 parcel without an outline is not counted"
    )


@pytest.mark.parametrize(
    ("letter", "is_chinese"),
    [("\u2fff", False), ("\u3000", True), ("\u9fff", True), ("\ua000", False), ("\ufeff", False), ("\uff00", True),
     ("\uffef", True), ("\ufff0", False)],
)  # fmt: skip
def test_chinese_letters_are_those_of_both_blocks(letter, is_chinese):
    assert plot._is_chinese(letter) == is_chinese


def test_ten_letters_that_no_font_has_are_named(monkeypatch):
    monkeypatch.setattr(plot, "FAMILIES", ())
    chinese, others = "一丁七万丈三上下不与丐", "".join(chr(0x10FF00 + at) for at in range(11))
    with pytest.raises(InputError) as caught:
        plot.fonts_for([chinese[:5], chinese[5:]], "zh")
    assert f"缺“{''.join(sorted(chinese)[:10])}”" in caught.value.localize("zh")
    with pytest.warns(DataLossWarning) as told:
        assert plot.fonts_for([others], "en") == ["DejaVu Sans"]
    assert f"“{others[:10]}”" in str(told[0].message)


def test_a_picture_has_150_dots_an_inch(monkeypatch):
    monkeypatch.setattr(plot, "FAMILIES", ())
    png = ledger(None, make_parcels([square(0, 0, 100)]), as_of="2026-06-01").plot("en").png()
    assert [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)] == [9 * 150, round(2.35 * 150)]
