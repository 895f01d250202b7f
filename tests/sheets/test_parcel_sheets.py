"""Lengths on paper as the PDF has them, and what a sheet says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from drawn_paths import lengths_mm, streams
from matplotlib.text import Text

import geokit as gk
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.sheets import sheet_set
from geokit.sheets.heading import Heading
from geokit.sheets.parcel_sheet import ParcelSheet
from geokit.sheets.parcel_table import ParcelTable
from geokit.sheets.pictures import picture_style
from geokit.sheets.sheet_set import SheetSet
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.font_for(["中文"])
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    shapes = [square(0, 0, 100), square(100, 0, 100)]
    return make_parcels(shapes, id=["A", "B"], declared_m2=[9_999.0, 10_000.0], phase=["一期", "一期"])


@pytest.mark.parametrize(
    ("paper", "scale", "wanted_mm"), [("A4", 1_000, 100.0), ("A1", 500, 200.0), ("A3", 2_000, 50.0)]
)
def test_a_hundred_metres_are_as_long_as_the_scale_says(
    table: gpd.GeoDataFrame, tmp_path: Path, paper: Any, scale: int, wanted_mm: float
) -> None:
    path = gk.save_parcel_sheets(
        table, tmp_path / "a.pdf", ids=["A"], scale=scale, paper=paper, language="en"
    )
    [page] = streams(path)
    near = [length for length in lengths_mm(page) if abs(length - wanted_mm) < 0.2]
    # The four sides of the parcel, and those of its neighbour.
    assert len(near) >= 4
    assert max(abs(length - wanted_mm) for length in near) < 0.02


def sheet_texts(table: gpd.GeoDataFrame, language: Any, **options: Any) -> list[set[str]]:
    drawing = ParcelSheet(ParcelTable.of(table), 0)
    heading = Heading("A", "", (), ("", ""))
    with picture_style(["中"]):
        figures = SheetSet.of(heading, drawing, language, options).figures()
        return [{text.get_text() for text in figure.findobj(Text)} for figure in figures]


def test_a_sheet_says_its_system_in_the_readers_language(table: gpd.GeoDataFrame) -> None:
    [zh] = sheet_texts(table.to_crs(4527), "zh", paper="A4")
    [en] = sheet_texts(table.to_crs(4548), "en", paper="A4")
    assert {"2000国家大地坐标系，高斯—克吕格3°分带", "中央子午线117°，横坐标含带号", "坐标系"} <= zh
    assert {"CGCS2000 / 3-degree zone 39", "central meridian 117°E, eastings without the zone"} <= en
    assert any(re.fullmatch(r"39\d{6}", text) for text in zh)
    assert any(re.fullmatch(r"[45]\d{5}", text) for text in en)
    assert {"10,000.00平方米", "1.0000公顷  15.000亩", "J1", "100.00"} <= zh


def test_boxes_that_nothing_is_given_for_stay_blank(table: gpd.GeoDataFrame) -> None:
    [blank] = sheet_texts(table, "zh")
    assert {"制图", "审核", "日期", "图号", "高程基准"} <= blank
    day = date(2026, 6, 1)
    [filled] = sheet_texts(
        table,
        "zh",
        drawn_by="李工",
        checked_by="王工",
        date=day,
        sheet="XC-01",
        height_datum="1985国家高程基准",
    )
    assert filled - blank >= {"李工", "王工", "2026-06-01", "XC-01", "1985国家高程基准"}


def test_land_larger_than_a_sheet_has_an_index_and_neighbours() -> None:
    large = make_parcels([square(0, 0, 900)], id=["A"])
    index, first, *others = sheet_texts(large, "zh", scale=1_000, paper="A1", orientation="landscape")
    assert len(others) == 5
    assert {"图幅索引", "索引（共6幅）", "6幅，1:1000，A1", "1", "6"} <= index
    assert {"1/6", "接第2幅", "接第3幅", "接图表"} <= first
    assert "接第1幅" not in first


def test_a_long_table_goes_on_on_a_further_sheet() -> None:
    round_parcel = make_parcels([shapely.Point(470_000, 2_590_000).buffer(50, quad_segs=31)], id=["A"])
    first, further = sheet_texts(round_parcel, "en", paper="A4", orientation="landscape")
    assert "J1" in first
    assert {"J124", "Boundary points (continued)", "tables"} <= further


def test_what_no_sheet_can_be_drawn_of_is_said(table: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pytest.raises(UnknownNameError, match="C"):
        gk.save_parcel_sheets(table, path, ids=["C"])
    with pytest.raises(InputError, match="no parcel"):
        gk.save_parcel_sheets(table.iloc[:0], path)
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    with pytest.raises(InputError, match="A"):
        gk.save_parcel_sheets(make_parcels([bow], id=["A"]), path)
    with pytest.raises(OptionError, match="public"):
        gk.save_parcel_sheets(table, path, marks=gk.Marks(audience="public"))
    with pytest.raises(OptionError, match="1:2000"):
        gk.save_parcel_sheets(table, path, scale=0)
    with pytest.raises(OptionError, match="papre"):
        gk.save_parcel_sheets(table, path, papre="A4")  # type: ignore[call-arg]
    assert list(tmp_path.iterdir()) == []


def test_sheets_are_drawn_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    tile = sheet_set.SheetSet._tile
    monkeypatch.setattr(
        sheet_set.SheetSet, "_tile", lambda self, each: drawn.append(each.number) or tile(self, each)
    )
    large = make_parcels([square(0, 0, 900)], id=["A"])
    with picture_style(["中"]):
        figures = SheetSet.of(
            Heading("A", "", (), ("", "")),
            ParcelSheet(ParcelTable.of(large), 0),
            "zh",
            {"scale": 500, "paper": "A1"},
        ).figures()
        next(figures)
        assert drawn == []
        next(figures)
        assert drawn == [1]


def test_points_of_a_batch_are_those_of_the_file_that_goes_with_the_sheets(
    table: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    holed = shapely.box(*table.total_bounds) - shapely.box(*table.geometry[0].bounds).buffer(
        -30, join_style=2
    )
    parcels = make_parcels([table.geometry[1], holed, table.geometry[0]], id=["B", "H", "A"])
    gk.write_parcels(parcels, tmp_path / "x.txt", dialect=gk.Dialect(numbering="batch", closing=False))
    rows = [row.split(",") for row in (tmp_path / "x.txt").read_bytes().decode("gbk").splitlines()]
    written = [(row[0], float(row[2]), float(row[3]) % 1e6) for row in rows if row[0].startswith("J")]
    numbered = ParcelTable.of(parcels, "batch")
    drawn = [ParcelSheet(numbered, row).corners for row in range(3)]
    assert written == [
        (name, north, east % 1e6)
        for each in drawn
        for name, (east, north) in zip(each.names, each.plan_m.tolist(), strict=True)
    ]
    assert set(drawn[0].names) & set(drawn[2].names)
    # Around its hole the edges close: each ring is followed to its own first point.
    assert drawn[1].edge_m.tolist() == [200, 100, 200, 100, 40, 40, 40, 40]


def test_a_class_stands_on_the_sheet_with_its_name(table: gpd.GeoDataFrame) -> None:
    [texts] = sheet_texts(table.assign(land_class_territorial="1001", ownership="20"), "zh")
    assert {"1001 工业用地", "20 国有土地使用权"} <= texts
