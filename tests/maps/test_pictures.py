from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_paths import lengths_mm, streams
from matplotlib.text import Annotation, Text

from geokit.errors import InputError, OptionError, OutputError
from geokit.maps import parcels as parcel_layers
from geokit.maps.audit import audit_map
from geokit.maps.links import link_map
from geokit.maps.offline import OfflineMap
from geokit.maps.park import park_map
from geokit.programme.catalog import example_folder, load_catalog
from geokit.programme.model import Park
from geokit.sheets import slides
from geokit.sheets.heading import Heading
from geokit.sheets.paper import PictureSize
from geokit.sheets.pictures import _picture, own_texts, picture_style
from geokit.sheets.sheet import Plane, extent_of, wrap_text
from geokit.sheets.sheet_set import SheetSet
from geokit.sheets.site import SiteSheet
from geokit.sheets.site_shapes import spots_of
from geokit.sheets.survey import corners, table_rows
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.auditing.report import AuditReport
    from geokit.i18n import Language
    from geokit.programme.catalog import Catalog

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.fonts_for(["中文"], "zh")
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture
def make_surveyed(tmp_path: Path) -> Callable[[Any], Park]:
    """A park with a surveyed outline in a plane system."""

    def made(shape: Any) -> Park:
        gpd.GeoSeries([shape], crs=4548).to_file(tmp_path / "outline.gpkg")
        data = {"id": "park", "name": {"zh": "园", "en": "Park"}, "partnership": "none", "district": "440512"}
        boundary = {"file": "outline.gpkg", "basis": "surveyed"}
        return Park.model_validate({**data, "boundary": boundary}, context={"folder": tmp_path})

    return made


@pytest.fixture
def surveyed(make_surveyed: Callable[[Any], Park]) -> Park:
    return make_surveyed(shapely.box(470_000, 2_590_000, 470_030, 2_590_040))


@pytest.fixture
def maps(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> dict[str, OfflineMap]:
    catalog, report = make_catalog(), make_report()
    return {
        "links": link_map(catalog, language="zh"),
        "park": park_map(catalog.park("linghai"), report=report, catalog=catalog, language="zh"),
        "sketch": park_map(catalog.park("linghai"), catalog=catalog, language="en"),
        "vague": park_map(catalog.park("haojiang"), language="en"),
        "audit": audit_map(report, language="en"),
    }


def test_every_map_makes_a_slide_of_16_to_9(maps: dict[str, OfflineMap], tmp_path: Path) -> None:
    for name, m in maps.items():
        path = m.save_png(tmp_path / f"{name}.png")
        assert struct.unpack(">II", path.read_bytes()[16:24]) == (1920, 1080)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_map_gives_the_same_picture(
    maps: dict[str, OfflineMap], tmp_path: Path, suffix: str
) -> None:
    for name in ("links", "park"):
        save = getattr(maps[name], f"save_{suffix[1:]}")
        one, other = (save(tmp_path / f"{run}{suffix}") for run in "ab")
        assert one.read_bytes() == other.read_bytes()


def test_a_picture_speaks_either_language(maps: dict[str, OfflineMap], tmp_path: Path) -> None:
    zh, en = (maps["links"].save_svg(tmp_path / f"{each}.svg", language=each) for each in ("zh", "en"))
    assert zh.read_bytes() != en.read_bytes()


def test_a_name_is_no_formula(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport], tmp_path: Path
) -> None:
    name = r"$\frac{$ </svg><script>"
    catalog = make_catalog(name)
    link_map(catalog, language="en").save_svg(tmp_path / "a.svg")
    park_map(catalog.park("linghai"), report=make_report(name), language="en").save_svg(tmp_path / "b.svg")
    assert "<script" not in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_boundary_points_run_clockwise_from_the_north_west(surveyed: Any) -> None:
    points = corners(surveyed)
    assert points is not None
    assert points.names == ["J1", "J2", "J3", "J4"]
    assert points.plan_m.tolist() == [
        [470_000, 2_590_040],
        [470_030, 2_590_040],
        [470_030, 2_590_000],
        [470_000, 2_590_000],
    ]
    assert points.edge_m.tolist() == [30, 40, 30, 40]
    assert table_rows(points, "zh")[0] == ("J1", "2590040.000", "470000.000", "30.00")


def test_a_sketch_has_no_boundary_points(make_catalog: Callable[..., Catalog]) -> None:
    assert corners(make_catalog().park("linghai")) is None


def test_metres_are_true_at_the_middle() -> None:
    # A minute of latitude at 45° is 1,852.2 m, of longitude 1,314.2 m (GRS 80).
    east, north = Plane(116.0, 45.0).metres([(116 + 1 / 60, 45 + 1 / 60)])[0]
    assert (east, north) == pytest.approx((1314.2, 1852.2), abs=0.3)


def test_what_cannot_be_written_is_said(maps: dict[str, OfflineMap], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.pdf"):
        maps["park"].save_pdf(tmp_path / "a.bmp")
    with pytest.raises(InputError, match="16:9"):
        maps["park"].save_png(tmp_path / "a.png", size="1:4")


def test_a_machine_without_a_font_is_told_what_to_install(
    maps: dict[str, OfflineMap], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots_fonts, "_installed", dict)
    with pytest.raises(InputError, match="fonts-noto-cjk"):
        maps["links"].save_png(tmp_path / "a.png")


def test_a_missing_folder_is_one_sentence(maps: dict[str, OfflineMap], tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        maps["park"].save_png(tmp_path / "none" / "a.png")


def test_a_bare_map_has_no_picture(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="park_map"):
        OfflineMap().save_png(tmp_path / "a.png")


def test_many_parcels_are_drawn_as_few(
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    park = make_catalog().park("haojiang")
    few = park_map(park, make_parcels(), language="en").save_png(tmp_path / "few.png")
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", 0)
    many = park_map(park, make_parcels(), language="en").save_png(tmp_path / "many.png")
    assert few.read_bytes() == many.read_bytes()


def test_lines_break_where_they_may() -> None:
    assert wrap_text("地块编号 DK-01 已供应", 8) == ["地块编号", "DK-01 已", "供应"]
    assert wrap_text("one word", 40) == ["one word"]
    assert wrap_text("地块 " + "P-" * 10, 8) == ["地块", "P-P-P-P-", "P-P-P-P-", "P-P-"]


def test_a_headline_of_many_lines_stays_above_the_map(maps: dict[str, OfflineMap]) -> None:
    m = maps["park"]
    label = "still to acquire, of the parcels shown; 12 parcels without an outline are not counted"
    item = {"value": {"en": "at least 1,230.040 mu"}, "label": {"en": label}}
    data: Any = m.page.data
    data["headlines"] = [item] * 8
    drawing: Any = m._drawing
    sheet = slides.draw_fitting(Heading.of(m.page, "en"), drawing, "en")
    top = sheet.axes.get_window_extent().y1
    labels = [text for text in sheet.figure.texts if text.get_text().startswith("still to acquire")]
    assert len(labels) == 8
    assert all(extent_of(text).y0 >= top for text in labels)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_headline_is_on_an_upright_picture(language: Language) -> None:
    m = park_map(load_catalog(example_folder()).park("example-park"), language=language)
    heading = Heading.of(m.page, language)
    drawing: Any = m._drawing
    with picture_style([*heading.texts(), *own_texts(language, {}), *drawing.texts(language)], language):
        figure, _ = _picture(heading, drawing, language, PictureSize.parse("9:16"))
        ends = {text.get_text(): extent_of(text).x1 for text in figure.texts}
    found = [ends[each.value] for each in heading.headlines]
    assert len(found) == 8
    assert found == sorted(found)
    assert max(ends.values()) <= figure.bbox.width


def test_a_park_is_as_long_on_paper_as_its_scale_says(surveyed: Park, tmp_path: Path) -> None:
    path = park_map(surveyed, language="zh").save_pdf(tmp_path / "a.pdf", scale=500, paper="A4")
    lengths = lengths_mm(streams(path)[0])
    # 30 m and 40 m at 1:500.
    assert {60.0, 80.0} <= {round(length, 2) for length in lengths}


def test_a_sheet_names_points_edges_and_system(surveyed: Park) -> None:
    m = park_map(surveyed, language="en")
    drawing: Any = m._drawing
    with picture_style(["a"], "en"):
        sheets = SheetSet.of(Heading.of(m.page, "en"), drawing, "en", {"paper": "A4", "scale": 500})
        [figure] = sheets.figures()
    said = {text.get_text() for text in figure.findobj(Text)}
    assert {"J1", "J4", "30.00", "2590040.000", "1:500", "CGCS2000 / 3-degree zone 39"} <= said
    assert "point" in said


def test_what_is_shifted_for_a_basemap_is_back_in_its_place_on_paper(make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:  # fmt: skip
    park = make_catalog().park("haojiang")
    drawing: Any = park_map(park, make_parcels(), basemap="gaode")._drawing
    shapes = np.concatenate(drawing._parcels_m)
    assert shapely.total_bounds(shapes) == pytest.approx([476_600, 2_595_800, 476_900, 2_595_900], abs=0.001)


def test_an_edition_for_the_public_has_no_coordinates(surveyed: Park) -> None:
    drawings: Any = [park_map(surveyed, audience=audience)._drawing for audience in ("internal", "public")]
    assert [drawing.is_gridded for drawing in drawings] == [True, False]


def test_a_link_map_fits_its_sheet_and_has_no_scale(maps: dict[str, OfflineMap], tmp_path: Path) -> None:
    path = maps["links"].save_pdf(tmp_path / "a.pdf", paper="A1")
    assert b"/MediaBox [ 0 0 2383.9" in path.read_bytes()
    with pytest.raises(OptionError, match="scale"):
        maps["links"].save_pdf(tmp_path / "b.pdf", scale=5000)
    with pytest.raises(OptionError, match="paper"):
        maps["links"].save(tmp_path / "c.html", paper="A4")
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]


def test_the_circle_of_a_place_that_is_not_known_has_a_key() -> None:
    vague = park_map(load_catalog()["nanshan-haojiang"], language="en")
    page, drawing = vague.page, vague._drawing
    heading = Heading.of(page, "en")
    with picture_style([*heading.texts(), *drawing.texts("en")], "en"):
        figure, _ = _picture(heading, drawing, "en", PictureSize.parse("16:9"))
    said = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
    said += " ".join(" ".join(text.get_text().split()) for axes in figure.axes for text in axes.texts)
    assert "the park is somewhere in this circle" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_upright_picture_has_its_whole_foot(maps: dict[str, OfflineMap], language: Language) -> None:
    page, drawing = maps["park"].page, maps["park"]._drawing
    heading = Heading.of(page, language)
    with picture_style([*heading.texts(), *own_texts(language, {}), *drawing.texts(language)], language):
        figure, _ = _picture(heading, drawing, language, PictureSize.parse("9:16"))
        high = figure.bbox.height
        boxes = [extent_of(text) for text in figure.texts]
        map_bottom = figure.axes[0].get_window_extent().y0
    assert all(box.y0 >= 0 and box.y1 <= high and box.x1 <= figure.bbox.width for box in boxes)
    said = "".join(text.get_text() for text in figure.texts).replace(" ", "")
    assert heading.foot[1].replace(" ", "") in said
    assert figure.axes[1].get_window_extent().y1 <= map_bottom


def test_a_title_of_any_length_leaves_its_mark_in_sight(maps: dict[str, OfflineMap]) -> None:
    drawing = maps["park"]._drawing
    heading = replace(Heading.of(maps["park"].page, "zh"), title="勘测定界成果" * 40)
    with picture_style([*heading.texts(), *drawing.texts("zh")], "zh"):
        figure, _ = _picture(heading, drawing, "zh", PictureSize.parse("4:3"))
        [mark] = [drawn for drawn in figure.findobj(Annotation) if drawn.get_text() == heading.audience]
        assert extent_of(mark).x1 < figure.bbox.width
    assert figure.texts[0].get_text().endswith("…")


def test_land_at_two_ends_of_a_city_has_rings() -> None:
    frame = make_parcels([square(0, 0, 100), square(100, 0, 100), square(40_000, 30_000, 100)])
    drawing: Any = park_map(frame)._drawing
    assert isinstance(drawing, SiteSheet)
    with picture_style(drawing.texts("zh"), "zh"):
        sheet = slides.draw_fitting(Heading("", "", (), ("", "")), drawing, "zh")
        [parcels] = drawing._parcels_on(sheet)
        assert len(spots_of(sheet, parcels)) == 2
        assert "圆圈标出过小而看不清的图形" in [text.get_text() for text in sheet.side.texts]
        near = slides.draw_fitting(Heading("", "", (), ("", "")), park_map(frame.iloc[:2])._drawing, "zh")
        assert len(spots_of(near, parcels)) == 0
