"""Tables of boundary points in Excel and CSV, and CASS data: columns, parcels and axes are told correctly."""

import pytest
import shapely

from geokit.errors import FormatError, UnknownNameError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels

# North, east: a square of one hectare.
SQUARE = [(2_583_600, 467_100), (2_583_600, 467_200), (2_583_500, 467_200), (2_583_500, 467_100)]


@pytest.fixture
def csv(tmp_path):
    def write(text, name="界址点.csv", encoding="gbk"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def rows_of(shift=0, before=()):
    return [[*before, f"J{at + 1}", north + shift, east] for at, (north, east) in enumerate(SQUARE)]


def lines_of(rows):
    return "\n".join(",".join(map(str, row)) for row in rows)


@pytest.mark.parametrize(
    "headings",
    [
        "界址点号,纵坐标(x),横坐标(y)",
        "点号,X坐标(m),Y坐标(m)",
        "界址点号,X,Y",
        "point,northing,easting",
        "拐点编号,北坐标,东坐标",
        "no,N,E",
    ],
)
def test_headings_in_chinese_and_english(csv, headings):
    frame = read_parcels(csv(f"{headings}\n{lines_of(rows_of())}\n"), zone=39)
    assert frame.area.tolist() == [10_000]
    assert frame.crs.to_epsg() == 4548
    assert frame.loc[0, "line"] == 2


def test_the_coordinate_system_is_asked_for(csv):
    path = csv(f"点号,X,Y\n{lines_of(rows_of())}")
    frame = read_parcels(path)
    assert frame.crs is None
    assert "crs_missing" in [notice.code for notice in notices_of(frame)]
    assert read_parcels(path, crs="EPSG:4548").crs.to_epsg() == 4548


def test_bare_x_and_y_are_told_by_their_size(csv):
    rows = [[name, east, north] for name, north, east in rows_of()]
    frame = read_parcels(csv(f"point,X,Y\n{lines_of(rows)}"), zone=39)
    assert frame.area.tolist() == [10_000]
    assert "axes_by_size" in [notice.code for notice in notices_of(frame)]


def test_named_axes_that_are_swapped_are_refused(csv):
    rows = [[name, east, north] for name, north, east in rows_of()]
    with pytest.raises(FormatError, match="swapped"):
        read_parcels(csv(f"点号,纵坐标,横坐标\n{lines_of(rows)}"), zone=39)


def test_parcels_by_their_number(csv):
    rows = [*rows_of(0, ("DK-01", "15亩")), *rows_of(300, ("DK-02", "")), *rows_of(600, ("", ""))[:0]]
    frame = read_parcels(csv(f"地块编号,面积,点号,X,Y\n{lines_of(rows)}"), zone=39)
    assert frame["id"].tolist() == ["DK-01", "DK-02"]
    assert frame["declared_m2"].tolist() == pytest.approx([10_000, float("nan")], nan_ok=True)


def test_a_number_given_once_holds_for_the_rows_below(csv):
    first, *rest = rows_of(0, ("DK-01",))
    rows = [first, *([None, *row[1:]] for row in rest)]
    text = lines_of([["" if cell is None else cell for cell in row] for row in rows])
    assert read_parcels(csv(f"宗地号,点号,X,Y\n{text}"), zone=39)["id"].tolist() == ["DK-01"]


def test_parcels_by_titles_between_them(csv):
    text = "\n".join(
        [
            "界址点成果表,,",
            "宗地号:DK-01,,宗地面积(平方米):10000.00",
            "界址点号,纵坐标(x),横坐标(y),边长",
            *(f"{lines_of([row])}\n,,,100.00" for row in rows_of()),
            "",
            "宗地号：DK-02,,",
            "界址点号,纵坐标(x),横坐标(y),边长",
            lines_of(rows_of(300)),
        ]
    )
    frame = read_parcels(csv(text), zone=39)
    assert frame["id"].tolist() == ["DK-01", "DK-02"]
    assert frame.area.tolist() == [10_000, 10_000]
    assert frame.loc[0, "declared_m2"] == pytest.approx(10_000)


def test_rings_by_number(csv):
    inner = [["J5", 1], ["J6", 1], ["J7", 1]]
    inner = [[name, 2_583_540 + 10 * at, 467_140 + 10 * (at % 2), 2] for at, (name, _) in enumerate(inner)]
    rows = [[*row, 1] for row in rows_of()]
    frame = read_parcels(csv(f"点号,X,Y,圈号\n{lines_of([*rows, *inner])}"), zone=39)
    assert len(frame.geometry[0].interiors) == 1


def test_longitude_and_latitude(csv):
    text = "点号,经度,纬度\n1,116.68,23.35\n2,116.681,23.35\n3,116.681,23.349\n"
    frame = read_parcels(csv(text), crs="EPSG:4490")
    assert shapely.get_coordinates(frame.geometry)[0].tolist() == [116.68, 23.35]


def test_a_bad_row_takes_only_its_parcel(csv):
    rows = [*rows_of(0, ("A",)), *rows_of(300, ("B",)), *rows_of(600, ("C",))]
    rows[1][2] = "2.5836e6"
    rows[9][3] = ""
    frame = read_parcels(csv(f"地块编号,点号,X,Y\n{lines_of(rows)}"), zone=39)
    assert frame["id"].tolist() == ["B"]
    assert [(entry.id, entry.code, entry.line) for entry in unreadable_of(frame)] == [
        ("A", "exponent", 3),
        ("C", "half_a_point", 11),
    ]


def test_wkt(csv):
    text = 'DKBH,面积(亩),WKT\n1,15,"POLYGON((0 0,100 0,100 100,0 100,0 0))"\n2,1,"POLYGON((0 0,1"\n3,1,POINT(1 1)\n4,1,\n'
    frame = read_parcels(csv(text), crs="EPSG:4548")
    assert frame["id"].tolist() == ["1"]
    assert [(entry.id, entry.code, entry.line) for entry in unreadable_of(frame)] == [
        ("2", "bad_wkt", 3),
        ("3", "not_polygon", 4),
        ("4", "null_geometry", 5),
    ]


def test_wkt_with_its_srid(csv):
    frame = read_parcels(csv("id\tgeom\n1\tSRID=4548;POLYGON((0 0,9 0,9 9,0 0))", name="x.tsv"))
    assert frame.crs.to_epsg() == 4548


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "点号,X,Y\n", "点号,X\n1,2\n"])
def test_no_table_of_points(csv, text):
    with pytest.raises(FormatError):
        read_parcels(csv(text))


def test_a_workbook(xlsx):
    rows = [["界址点成果表"], ["宗地号", "DK-01"], ["界址点号", "纵坐标(x)", "横坐标(y)"], *rows_of()]
    frame = read_parcels(xlsx(成果表=rows), zone=39)
    assert frame.area.tolist() == [10_000]
    assert frame.loc[0, "line"] == 4


def test_blank_cells_and_ticked_boxes_of_a_workbook_are_no_text(xlsx):
    points = [[None, f"J{at}", north, east, True] for at, (north, east) in enumerate(SQUARE, start=1)]
    heads = ["地块编号", "点号", "X", "Y", "备注"]
    frame = read_parcels(xlsx(表=[[None] * 5, heads, *points, [None, None, None, None, False], [None] * 5]))
    assert frame["id"].tolist() == [None]
    assert frame.area.tolist() == [10_000]
    assert {notice.code for notice in notices_of(frame)} == {"ring_not_closed", "crs_missing"}


def test_sheets_are_read_one_after_another_or_one_by_name(xlsx):
    head = ["地块编号", "点号", "X", "Y"]
    path = xlsx(一=[head, *rows_of(0, ("A",))], 说明=[["填表说明"]], 二=[head, *rows_of(300, ("B",))])
    frame = read_parcels(path, zone=39)
    assert frame["id"].tolist() == ["A", "B"]
    assert frame["工作表"].tolist() == ["一", "二"]
    assert "sheet_passed_over" in [notice.code for notice in notices_of(frame)]
    assert read_parcels(path, layer="二", zone=39)["id"].tolist() == ["B"]
    with pytest.raises(UnknownNameError, match="二"):
        read_parcels(path, layer="三", zone=39)


def test_a_workbook_without_points(xlsx):
    with pytest.raises(FormatError, match="no sheet"):
        read_parcels(xlsx(a=[["x"]]))


def test_a_damaged_workbook(xlsx):
    path = xlsx(a=[["X", "Y"], [1, 2]])
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + 40
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(path)


def test_an_old_workbook_is_refused(tmp_path):
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(FormatError, match=r"\.xlsx"):
        read_parcels(tmp_path / "x.xls")


def test_cass_data_has_the_easting_first(csv):
    rows = [[at + 1, "DK-01", east, north, 3.2] for at, (north, east) in enumerate(SQUARE)]
    rows += [[at + 5, "DK-02", east, north + 300, 3.2] for at, (north, east) in enumerate(SQUARE)]
    frame = read_parcels(csv(lines_of(rows), name="x.dat"), zone=39)
    assert frame["id"].tolist() == ["DK-01", "DK-02"]
    assert frame.area.tolist() == [10_000, 10_000]
    assert shapely.get_coordinates(frame.geometry)[0].tolist() == [467_100, 2_583_600]


def test_cass_data_in_the_order_of_the_txt_is_refused(csv):
    rows = [[at + 1, "", north, east, 0] for at, (north, east) in enumerate(SQUARE)]
    with pytest.raises(FormatError, match="swapped"):
        read_parcels(csv(lines_of(rows), name="x.dat"), zone=39)


def test_headings_that_come_twice_are_told_apart(csv):
    frame = read_parcels(csv('id,bz,BZ,wkt\n1,x,y,"POLYGON((0 0,9 0,9 9,0 0))"\n'), crs=4548)
    assert (frame.loc[0, "bz"], frame.loc[0, "BZ_2"]) == ("x", "y")


@pytest.mark.parametrize("code", ["9" * 5000, "\N{SUPERSCRIPT TWO}", "99999999999", "-1"])
def test_a_code_that_no_system_has_is_none(tmp_path, code):
    path = tmp_path / "x.csv"
    path.write_text(f'id,WKT\n1,"SRID={code};POLYGON((0 0,1 0,1 1,0 0))"\n', encoding="utf-8")
    assert read_parcels(path).crs is None


def test_an_area_of_very_many_digits_is_refused_as_one(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f'id,面积,WKT\n1,{"9" * 5000},"POLYGON((0 0,1 0,1 1,0 0))"\n', encoding="utf-8")
    frame = read_parcels(path)
    assert len(frame) == 1
    assert not frame["declared_m2"].notna().any()
