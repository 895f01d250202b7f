"""Lengths on paper as the PDF has them, and what a sheet says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from drawn_paths import lengths_mm, streams
from matplotlib.text import Text
from openpyxl import load_workbook

import geokit as gk
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.sheets import parcels as parcel_sheets
from geokit.sheets import sheet_set
from geokit.sheets.heading import Heading
from geokit.sheets.parcel_overview import OverviewSheet
from geokit.sheets.parcel_sheet import ParcelSheet
from geokit.sheets.parcel_table import ParcelTable
from geokit.sheets.parcels import Headings, sets_of
from geokit.sheets.pictures import picture_style
from geokit.sheets.sheet import extent_of
from geokit.sheets.sheet_set import SheetSet
from geokit.sheets.survey import table_rows
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.sheets.sheet import Sheet

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.fonts_for(["中文"], "zh")
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture
def table() -> gpd.GeoDataFrame:
    shapes = [square(0, 0, 100), square(100, 0, 100)]
    return make_parcels(shapes, id=["A", "B"], declared_m2=[9_999.0, 10_000.0], phase=["一期", "一期"])


@pytest.mark.parametrize(
    ("paper", "orientation", "scale", "wanted_mm"),
    [
        ("A4", "landscape", 1_000, 100.0),
        ("A4", "portrait", 1_000, 100.0),
        ("A3", "portrait", 2_000, 50.0),
        ("A3", "landscape", 500, 200.0),
        ("A1", "portrait", 500, 200.0),
        ("A1", "landscape", 1_000, 100.0),
    ],
)
def test_a_hundred_metres_are_as_long_as_the_scale_says(
    table: gpd.GeoDataFrame, tmp_path: Path, paper: Any, orientation: Any, scale: int, wanted_mm: float
) -> None:
    path = gk.save_parcel_sheets(
        table, tmp_path / "a.pdf", ids=["A"], scale=scale, paper=paper, orientation=orientation, language="en"
    )
    [page] = streams(path)
    near = [length for length in lengths_mm(page) if abs(length - wanted_mm) < 0.2]
    # The four sides of the parcel, and those of its neighbour.
    assert len(near) >= 4
    assert max(abs(length - wanted_mm) for length in near) < 0.02


def sheet_texts(table: gpd.GeoDataFrame, language: Any, **options: Any) -> list[set[str]]:
    drawing = ParcelSheet(ParcelTable.of(table), 0)
    heading = Heading("A", "", (), ("", ""))
    with picture_style(["中"], "zh"):
        figures = SheetSet.of(heading, drawing, language, options).figures()
        return [{text.get_text() for text in figure.findobj(Text)} for figure in figures]


def test_a_sheet_says_its_system_in_the_readers_language(table: gpd.GeoDataFrame) -> None:
    [zh] = sheet_texts(table.to_crs(4527), "zh", paper="A4")
    [en] = sheet_texts(table.to_crs(4548), "en", paper="A4")
    assert {"2000国家大地坐标系，高斯—克吕格3°分带", "中央子午线117°，横坐标含带号", "坐标系"} <= zh
    assert {"CGCS2000 / 3-degree zone 39", "central meridian 117°E, eastings without the zone"} <= en
    assert any(re.fullmatch(r"39\d{6}", text) for text in zh)
    assert any(re.fullmatch(r"[45]\d{5}", text) for text in en)
    assert {"10,000.00 平方米", "1.0000 公顷  15.000 亩", "J1", "100.00"} <= zh


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
    assert {"图幅索引", "索引（共 6 幅）", "6 幅，1:1000，A1", "1", "6"} <= index
    assert {"1/6", "接第2幅", "接第3幅", "接图表"} <= first
    assert "接第1幅" not in first


def test_a_long_table_goes_on_on_a_further_sheet() -> None:
    round_parcel = make_parcels([shapely.Point(470_000, 2_590_000).buffer(50, quad_segs=31)], id=["A"])
    first, further = sheet_texts(round_parcel, "en", paper="A4", orientation="landscape")
    assert "J1" in first
    assert {"J124", "Boundary points (continued)", "tables"} <= further


def test_the_same_parcels_give_the_same_bytes(table: gpd.GeoDataFrame, tmp_path: Path) -> None:
    paths = [gk.save_parcel_sheets(table, tmp_path / name, overview=True) for name in ("a.pdf", "b.pdf")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_sheets_of_land_in_pieces_are_at_the_scale_too(tmp_path: Path) -> None:
    combed = [(0, 0), (300, 0), (300, 10), (200, 10), (200, 110), (300, 110), (300, 210), (0, 210)]
    parcels = make_parcels(
        [shapely.transform(shapely.Polygon(combed), lambda at: at + np.array([470_000, 2_590_000]))]
    )
    path = gk.save_parcel_sheets(parcels, tmp_path / "a.pdf", scale=500, paper="A3", language="en")
    _index, *sheets = streams(path)
    assert len(sheets) > 1
    found = [length for page in sheets for length in lengths_mm(page) if abs(length - 200) < 0.2]
    # Three edges of a hundred metres, each on at least one sheet as a whole or cut; those that are whole are 200 mm.
    assert found
    assert max(abs(length - 200) for length in found) < 0.02


def test_a_parcel_is_cut_only_where_it_does_not_fit_itself(table: gpd.GeoDataFrame) -> None:
    of = ParcelTable.of(table)
    [one] = sets_of(of, ("", [0]), Headings("parcel", gk.Marks(), "zh"), {"scale": 500, "paper": "A3"})
    assert one.count == 1
    [thin] = sets_of(
        ParcelTable.of(make_parcels([shapely.box(470_000, 2_590_000, 470_900, 2_590_006)])),
        ("", [0]),
        Headings("parcel", gk.Marks(), "zh"),
        {"paper": "A4"},
    )
    assert thin.plan.scale == 5_000


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
    with picture_style(["中"], "zh"):
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
    gk.write_parcels(
        parcels, tmp_path / "x.xlsx", layout="point-tables", dialect=gk.Dialect(numbering="batch")
    )
    printed = [
        (row[0], *row[1:3])
        for sheet in load_workbook(tmp_path / "x.xlsx")
        for row in sheet.iter_rows(min_row=6, values_only=True)
        if row[3] is not None and str(row[0]).startswith("J")
    ]
    assert [(name, north, east % 1e6) for name, north, east in printed] == written
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


def test_without_an_id_a_parcel_is_called_by_its_row_in_the_table_that_was_given(tmp_path: Path) -> None:
    squares = [square(200 * at, 0, 100) for at in range(4)]
    table = make_parcels(squares, id=["S", "B", "B", "C"]).assign(basis=["schematic", None, None, None])
    with pytest.warns(gk.DataLossWarning, match="S"):
        gk.save_parcel_sheets(table, tmp_path / "x.pdf", ids=["row:2"])
    assert (tmp_path / "x.pdf").exists()
    assert list(ParcelTable.of(table, rows=np.array([1, 2, 3])).names) == ["row:1", "row:2", "C"]
    with pytest.raises(UnknownNameError, match="row:3"), pytest.warns(gk.DataLossWarning):
        gk.save_parcel_sheets(table, tmp_path / "y.pdf", ids=["row:3"])


def test_a_class_stands_on_the_sheet_with_its_name(table: gpd.GeoDataFrame) -> None:
    [texts] = sheet_texts(table.assign(land_class_territorial="1001", ownership="20"), "zh")
    assert {"1001 工业用地", "20 国有土地使用权"} <= texts


def _star(count: int) -> shapely.Polygon:
    angles = np.linspace(0, -2 * np.pi, count, endpoint=False)
    reach = 60 + 15 * np.cos(angles * 7)
    return shapely.Polygon(
        np.column_stack([470_000 + reach * np.cos(angles), 2_590_000 + reach * np.sin(angles)])
    )


def _drawn(parcels: gpd.GeoDataFrame, **options: Any) -> Sheet:
    """Return the map of the first parcel, drawn."""
    drawing = ParcelSheet(ParcelTable.of(parcels), 0)
    with picture_style(["中"], "zh"):
        made = SheetSet.of(Heading("A", "", (), ("", "")), drawing, "zh", options)
        return made._begin(made.plan.tiling.tiles[0], made.plan)


def test_words_cover_neither_lines_nor_each_other() -> None:
    star = _star(70)
    sheet = _drawn(
        make_parcels([star, shapely.box(470_000, 2_590_060, 470_090, 2_590_090) - star], id=["A", "B"]),
        paper="A3",
    )
    boxes = []
    for text in sheet.axes.texts:
        turn = text.get_rotation()
        text.set_rotation(0)
        extent = extent_of(text)
        text.set_rotation(turn)
        box = shapely.box(extent.x0, extent.y0, extent.x1, extent.y1)
        boxes.append(
            shapely.affinity.rotate(
                box, turn, origin=tuple(sheet.axes.transData.transform(text.get_position()))
            )
        )
    assert len(boxes) > 60
    assert len(shapely.STRtree(boxes).query(boxes, predicate="overlaps")[0]) == 0
    line = shapely.transform(star.exterior, sheet.axes.transData.transform)
    assert not shapely.intersects(line, boxes).any()


def test_what_has_no_room_is_counted_and_stands_in_the_table() -> None:
    sheet = _drawn(make_parcels([_star(200)], id=["A"]), paper="A4")
    texts = [text.get_text() for text in sheet.axes.texts]
    named = sum(bool(re.fullmatch(r"J\d+", text)) for text in texts)
    measured = sum(bool(re.fullmatch(r"\d+\.\d\d", text)) for text in texts)
    [note] = sheet.notes
    assert note == f"图上放不下而未注：点号 {200 - named} 个、边长 {200 - measured} 条；均见界址点坐标成果表"


def test_a_table_of_points_closes_each_ring_and_names_inner_ones(table: gpd.GeoDataFrame) -> None:
    holed = shapely.union_all(table.geometry) - shapely.box(470_020, 2_590_020, 470_040, 2_590_040)
    several = shapely.MultiPolygon([holed, square(300, 0, 50)])
    corners = ParcelSheet(ParcelTable.of(make_parcels([several], id=["A"])), 0).corners
    rows = table_rows(corners, "zh")
    assert [row[0] for row in rows if "圈" in row[0]] == ["圈1", "圈2（内环）", "圈3"]
    assert [row[0] for row in rows].count("J1") == 2
    assert all(re.fullmatch(r"\d+\.\d{3}", cell) for row in rows if row[1] for cell in row[1:3])


def test_a_sheet_says_what_the_table_says_of_a_parcel(table: gpd.GeoDataFrame) -> None:
    told = table.assign(坐落="鹅埠街道", 北至="创新路", land_class=["0601", None], ownership=["30", None])
    [texts] = sheet_texts(told, "zh", paper="A3", checked_date="2026-06-03")
    assert {"坐落", "鹅埠街道", "东至", "B", "北至", "创新路", "0601 工业用地", "30 集体土地所有权"} <= texts
    assert {"平面面积", "图斑椭球面积", "地块面积", "9,999.00 平方米", "审核日期", "2026-06-03"} <= texts


def _titles(
    monkeypatch: pytest.MonkeyPatch, table: gpd.GeoDataFrame, tmp_path: Path, **options: Any
) -> list[str]:
    """Return what the sheets are called, in their order; none is drawn."""
    made: list[str] = []
    monkeypatch.setattr(
        parcel_sheets, "_figures", lambda sets: made.extend(each.heading.title for each in sets) or []
    )
    monkeypatch.setattr(parcel_sheets, "write_pdf", lambda _target, _figures, _count: None)
    gk.save_parcel_sheets(table, tmp_path / "a.pdf", language="zh", **options)
    return made


def test_sheets_come_batch_by_batch_each_after_its_overview(
    table: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = [*table.geometry, square(200, 0, 50), square(250, 0, 50)]
    batches = ["2026年第10批次", "2026年第2批次", None, "2026年第2批次"]
    parcels = make_parcels(shapes, id=["A", "B", "C", "D"], batch=batches)
    titles = _titles(monkeypatch, parcels, tmp_path, overview=True, group_by="batch", kind="survey")
    assert titles == [
        "勘测定界总图 2026年第2批次", "勘测定界图 B", "勘测定界图 D", "勘测定界总图 2026年第10批次", "勘测定界图 A",
        "勘测定界总图", "勘测定界图 C",
    ]  # fmt: skip
    assert _titles(monkeypatch, parcels, tmp_path, batches=["2026年第2批次"]) == ["宗地图 B", "宗地图 D"]
    with pytest.raises(UnknownNameError, match="第3批次"):
        gk.save_parcel_sheets(parcels, tmp_path / "a.pdf", batches=["2026年第3批次"])
    with pytest.raises(UnknownNameError, match="town"):
        gk.save_parcel_sheets(parcels, tmp_path / "a.pdf", group_by="town")


def test_the_mark_stands_beside_a_title_however_wide_its_letters_are_drawn() -> None:
    made = OverviewSheet(ParcelTable.of(make_parcels([square(0, 0, 100)])), (0,))
    heading = Heading("Parcel P-" + "number-" * 20, "内部用图", (), ("", ""))
    with picture_style(["中"], "zh"):
        [figure] = SheetSet.of(heading, made, "zh", {"paper": "A4"}).figures()
    texts = {text.get_text(): text for text in figure.findobj(Text)}
    gaps, widths = [], []
    for dpi in (72, 720):
        figure.dpi = dpi
        title, mark = extent_of(texts[heading.title]), extent_of(texts[heading.audience])
        gaps.append((mark.x0 - title.x1) / dpi)
        widths.append(title.width / dpi)
    assert widths[0] != pytest.approx(widths[1], rel=0.005)
    assert gaps == pytest.approx([gaps[0]] * 2, rel=0.05)
    assert gaps[0] > 0


def test_an_overview_lists_its_parcels_with_a_total_of_what_is_printed() -> None:
    parcels = make_parcels(
        [square(at * 40, 0, 33.333) for at in range(3)], id=["A", "B", "有一个很长很长的编号-0001"]
    )
    made = OverviewSheet(ParcelTable.of(parcels), (0, 1, 2))
    with picture_style(["中"], "zh"):
        [figure] = SheetSet.of(Heading("A", "", (), ("", "")), made, "zh", {"paper": "A4"}).figures()
    texts = [text.get_text() for text in figure.findobj(Text)]
    assert {"有一个很长很长的编号-0001", "合计（3 宗）", "1,111.09", "3,333.27", "1.667", "5.001"} <= set(
        texts
    )


def test_an_id_of_any_length_stays_on_the_paper_of_an_overview() -> None:
    ids = ["经济联合社" * 16, "Industrial-Estate-" * 5, "\u200f" * 12]
    parcels = make_parcels([square(at * 40, 0, 33.333) for at in range(3)], id=ids)
    made = OverviewSheet(ParcelTable.of(parcels), (0, 1, 2))
    for paper in ("A4", "A0"):
        with picture_style(["中"], "zh"):
            [figure] = SheetSet.of(Heading("A", "", (), ("", "")), made, "zh", {"paper": paper}).figures()
        figure.dpi = 72
        written = [text for text in figure.findobj(Text) if text.get_text()]
        assert [text.get_text() for text in written if extent_of(text).x1 > figure.bbox.width] == []
        said = "".join(text.get_text() for text in written)
        assert all(name in said for name in (*ids[:2], "\\u200f" * 12))
