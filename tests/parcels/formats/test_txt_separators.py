"""A boundary-point TXT whose fields are parted otherwise than by commas, or that has a line at its end."""

from __future__ import annotations

import pytest

import geokit as gk

KEYS = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=39\n转换参数=0;0;\n[地块坐标]\n"
HEADER = "5,1.0000,D1,甲地块,面,,耕地,0101,@"
CORNERS = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
POINTS = [
    f"J{at % 4 + 1},1,{3_300_000 + north}.000,{39_500_000 + east}.000"
    for at, (north, east) in enumerate(CORNERS)
]
PLAIN = "\n".join([HEADER, *POINTS])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (PLAIN.replace(",", "\t"), "other_separator"),
        ("\n".join([HEADER, *(each.replace(",", "\t") for each in POINTS)]), "other_separator"),
        (PLAIN.replace(",", ";"), "other_separator"),
        (PLAIN.replace(",", "；"), "other_separator"),
        (PLAIN.replace("@", "@;"), "trailing_semicolon"),
        (PLAIN.replace("\n", ";\n") + "；", "trailing_semicolon"),
        (PLAIN + "\n#end", "end_line"),
        (PLAIN + "\nEND\n\n", "end_line"),
        (PLAIN.replace(",", "\t") + "\r\n[结束]", "end_line"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_meant_is_read_and_said(tmp_path, body, code, line_end):
    path = tmp_path / "a.txt"
    path.write_text(KEYS + body.replace("\r\n", "\n"), encoding="gbk", newline=line_end)
    frame = gk.read_parcels(path)
    assert not gk.unreadable_of(frame)
    assert frame[["id", "name", "land_class"]].iloc[0].tolist() == ["D1", "甲地块", "0101"]
    assert frame.geometry[0].area == 10_000
    assert code in [notice.code for notice in gk.notices_of(frame)]


def test_lines_keep_their_numbers(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(KEYS + PLAIN.replace(",", "\t") + "\n#end", encoding="gbk")
    lines = {notice.code: notice.line for notice in gk.notices_of(gk.read_parcels(path))}
    assert (lines["other_separator"], lines["end_line"]) == (7, 13)


def test_a_name_that_ends_so_is_no_end(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(KEYS + PLAIN + "\n某某单位制", encoding="gbk")
    with pytest.raises(gk.FormatError, match="某某单位制"):
        gk.read_parcels(path)
