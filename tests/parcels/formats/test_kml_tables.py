"""The attribute table in a placemark's description: its rows are columns, as text, and what is stated elsewhere stands."""

import time

import pytest

import geokit as gk
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.formats._kml_tables import read_table

RING = "116.5,23.4,0 116.501,23.4,0 116.501,23.401,0 116.5,23.401,0 116.5,23.4,0"
SHAPE = f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>"


def arcgis(title, **values):
    """Return a description as Layer To KML writes it."""
    rows = "".join(
        f"<tr{' bgcolor=#D4E4F3' * (at % 2)}>\n<td>{name}</td>\n<td>{value}</td>\n</tr>\n"
        for at, (name, value) in enumerate(values.items())
    )
    return (
        '<html xmlns:fo="http://www.w3.org/1999/XSL/Format">\n<head>\n<META http-equiv="Content-Type" content="text/html">\n'
        '<title>none</title></head>\n<body style="margin:0px">\n<table style="width:100%">\n'
        f'<tr style="text-align:center">\n<td>{title}</td>\n</tr>\n<tr>\n<td>\n<table>\n{rows}</table>\n</td>\n</tr>\n'
        "</table>\n</body>\n</html>"
    )


@pytest.fixture
def read(tmp_path):
    def made(*placemarks):
        inside = "".join(
            f"<Placemark><name>{name}</name><description><![CDATA[{text}]]></description>{more}{SHAPE}</Placemark>"
            for name, text, more in placemarks
        )
        path = tmp_path / "x.kml"
        path.write_text(f"<kml><Document>{inside}</Document></kml>", encoding="utf-8")
        return gk.read_parcels(path)

    return made


def data(**values):
    said = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values.items())
    return f"<ExtendedData>{said}</ExtendedData>"


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


def test_the_rows_of_a_nested_table_are_columns(read):
    frame = read(
        ("甲", arcgis("甲", FID=0, 地块编号="DK-01", 村="东&amp;西村", 备注="&lt;Null&gt;"), ""),
        ("乙", arcgis("乙", FID=1, 地块编号="0702", 村="", 备注="<b>12</b><br>亩"), ""),
    )
    assert frame["id"].tolist() == ["DK-01", "0702"]
    assert frame["village"].tolist() == ["东&西村", None]
    assert frame["备注"].isna().tolist() == [True, False]
    assert frame["备注"][1] == "12 亩"
    assert "description" not in frame
    (said,) = (each for each in notices_of(frame) if each.code == "description_tables_read")
    assert said.localize("zh") == "说明（description）中的属性表已读作列：FID、地块编号、村、备注"


def test_what_a_placemark_states_itself_stands_and_the_other_is_said(read):
    frame = read(("甲", arcgis("甲", 地块编号="旧", 村="东村"), data(地块编号="新")))
    assert (frame["id"].tolist(), frame["village"].tolist()) == (["新"], ["东村"])
    assert "repeated_keys" in codes(frame)


def test_a_text_beside_the_table_is_kept(read):
    text = "<p>现场踏勘</p>" + arcgis("甲", 地块编号="A")
    frame = read(("甲", text, ""), ("乙", "只有文字", ""))
    assert frame["id"].tolist() == ["A", None]
    assert frame["description"].tolist() == [text, "只有文字"]


def test_markup_is_neither_run_nor_followed(read):
    value = (
        '<script>alert("x")</script><a href="http://127.0.0.1:1/x">看</a><img src="http://127.0.0.1:1/y.png">'
    )
    frame = read(("甲", arcgis("甲", 地块编号="=1+1", 链接=value), ""))
    assert (frame["id"].tolist(), frame["链接"].tolist()) == (["=1+1"], ["看"])


def test_a_list_of_points_is_no_attribute_table(read):
    rows = {f"J{at}": at for at in range(1001)}
    frame = read(("甲", arcgis("甲", **rows), ""))
    assert "J1" not in frame
    assert "J1" in frame["description"][0]
    assert "description_tables_not_read" in codes(frame)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<TABLE><TR><TD>A<TD>1<TR><TD>B<TD>2</TABLE>", [("A", "1"), ("B", "2")]),
        ("<table><tr><th>A</th><th>1</th><th>2</th></tr></table>", []),
        ("<table><tr><td></td><td>1</td></tr></table>", []),
        (f"<table><tr><td>{'名' * 256}</td><td>1</td></tr></table>", []),
        ("<tr><td>A</td><td>1</td></tr>", []),
        ("no table", []),
        ("<table>" * 40 + "<tr><td>A</td><td>1</td></tr>", [("A", "1")]),
        ("<table><!-- <tr><td>B</td><td>2</td></tr> --><tr><td>A</td><td>1", [("A", "1")]),
        ("<table><tr><td>A</td><td>1</td></tr></table>" + " " * (1 << 18), []),
    ],
)
def test_tables_that_are_written_otherwise(text, rows):
    assert read_table(text).rows == rows


@pytest.mark.parametrize("piece", ["<", "<table ", "<table><tr><td>", "<!--", "&#", "</table>"])
def test_a_hostile_description_takes_no_longer_for_being_nested(piece):
    text = ("<table>" + piece * (1 << 18))[: 1 << 18]
    start = time.perf_counter()
    read_table(text)
    assert time.perf_counter() - start < 5
