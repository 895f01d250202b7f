"""Write the boundary-point TXT samples beside this script: one small file a variant met in the wild.

Run ``python tests/parcels/formats/txt/make.py`` after changing it; the tests read the files that are committed.
"""

from pathlib import Path

HEADER = (
    "[属性描述]\n格式版本号=1.01版本\n数据产生单位=示例测绘单位\n数据产生日期=2026-01-15\n坐标系=2000国家大地坐标系\n"
    "几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=39\n精度=0.001\n转换参数=0,0,0,0,0,0,0\n[地块坐标]\n"
)
ROW = "5,1.0000,DK-01,甲地块,面,,工业用地,1001,@\n"
# A square of one hectare in zone 39, point by point: north, east.
SQUARE = [("2583600.000", "39467100.000"), ("2583600.000", "39467200.000"), ("2583500.000", "39467200.000")]
SQUARE += [("2583500.000", "39467100.000"), SQUARE[0]]
POINTS = "".join(f"J{number % 4 + 1},1,{north},{east}\n" for number, (north, east) in enumerate(SQUARE))
OTHER = "5,1.0000,DK-02,乙地块,面,,工业用地,1001,@\n" + POINTS.replace("25836", "25839").replace(
    "25835", "25838"
)
PLAIN = HEADER + ROW + POINTS
UNPREFIXED = PLAIN.replace(",39467", ",467")


def inner(points: str) -> str:
    """Return rows of ring 2: a square of 20 m inside the large one."""
    rows = [
        (north, east) for north in ("2583560.000", "2583540.000") for east in ("39467140.000", "39467160.000")
    ]
    order = [rows[0], rows[1], rows[3], rows[2], rows[0]]
    names = ["J5", "J6", "J7", "J8", points]
    return "".join(f"{name},2,{north},{east}\n" for name, (north, east) in zip(names, order, strict=True))


TEXTS: dict[str, str] = {
    # sections
    "02_brackets": PLAIN.replace("[", "【", 1).replace("]", "】", 1).replace("[地块坐标]", "  ［地块坐标］"),
    "02_text_before": "示例测绘单位提交\n" + PLAIN,
    "02_unknown_section": "[项目信息]\n项目名称=示例产业园\n附记 无等号\n" + PLAIN,
    # punctuation
    "03_full_width": HEADER.replace("带号=39", "带号＝39")
    + ROW.replace(",", "，").replace("@", "＠")
    + POINTS.replace(",", "，").replace(".", "．"),
    "03_blanks": HEADER + ROW + POINTS.replace(",", " ,\t"),
    # keys
    "04_missing_key": PLAIN.replace("投影类型=高斯克吕格\n", ""),
    "04_repeated_key": PLAIN.replace("带号=39\n", "带号=39\n带号=38\n"),
    "04_other_key": PLAIN.replace("几度分带=3\n", "分带=3度带\n椭球=CGCS2000\n"),
    "04_no_datum": PLAIN.replace("坐标系=2000国家大地坐标系\n", ""),
    "04_xian": PLAIN.replace("2000国家大地坐标系", "80国家大地坐标系"),
    "04_unknown_datum": PLAIN.replace("2000国家大地坐标系", "某坐标系"),
    "04_not_metres": PLAIN.replace("计量单位=米", "计量单位=千米"),
    # zone
    "05_width_as_zone": UNPREFIXED.replace("带号=39", "带号=3"),
    "05_width_as_zone_prefixed": PLAIN.replace("带号=39", "带号=3"),
    "05_zone_disagrees": PLAIN.replace("带号=39", "带号=38"),
    "05_width_disagrees": PLAIN.replace("几度分带=3", "几度分带=6"),
    "05_unprefixed": UNPREFIXED,
    "05_meridian": UNPREFIXED.replace("带号=39", "中央子午线=117"),
    # header rows
    "06_seven_fields": HEADER + "5,1.0000,DK-01,甲地块,面,,工业用地,@\n" + POINTS,
    "06_nine_fields": HEADER + "5,1.0000,DK-01,甲地块,面,,工业用地,1001,集体,@\n" + POINTS,
    "06_twelve_fields": HEADER + "5,1.0000,DK-01,甲地块,面,,工业用地,1001,a,b,c,d,@\n" + POINTS,
    "06_thirteen_fields": HEADER + "5,1.0000,DK-01,甲地块,面,,工业用地,1001,a,b,c,d,e,@\n" + POINTS,
    "06_empty_count": HEADER + ROW.replace("5,", ",", 1) + POINTS,
    "06_field_list": HEADER
    + "【坐标点个数,地块面积,地块编号,地块名称,记录图形属性(点、线、面),图幅号,地块用途,地类编码,@】\n"
    + ROW
    + POINTS,
    "06_list_without_brackets": HEADER
    + "界址点数,地块面积,地块编号,地块名称,图形属性,图幅号,地块用途,地类编码,@\n"
    + ROW
    + POINTS,
    "06_list_in_square_brackets": HEADER
    + "[界址点数，地块面积，地块编号，地块名称，图形属性，图幅号，地块用途，地类编码，@]\n"
    + ROW
    + POINTS,
    "06_list_after_a_sign": HEADER
    + "# 字段说明：坐标点个数,地块面积(公顷),地块编号,地块名称,图形属性@\n\n"
    + ROW
    + POINTS,
    "06_list_of_codes": HEADER + "JZDS,DKMJ,DKBH,DKMC,JLTXSX,TFH,DKYT,DLBM,@\n" + ROW + POINTS,
    "06_list_of_points": HEADER + ROW + "界址点号,圈号,X坐标,Y坐标,@\n" + POINTS,
    "06_list_of_points_above": HEADER + "\n【点号,地块圈号,X,Y】\n" + ROW + POINTS,
    "06_list_twice": HEADER
    + "地块点数,地块面积,地块编号,地块名称,图形属性,图幅号,地块用途,地类编码,@\n"
    + ROW
    + "点号,圈号,X,Y\n"
    + POINTS,
    "06_listed_order": HEADER
    + "【地块编号,地块名称,地块面积,坐标点个数,图形属性,权属,@】\n"
    + "DK-01,甲地块,1.0000,5,面,集体,@\n"
    + POINTS,
    "06_comma_in_name": HEADER + ROW.replace("甲地块", "甲,地块") + POINTS,
    "06_last_field_empty": HEADER + ROW.replace("1001,@", ",@") + POINTS,
    # closing rows
    "07_count_mismatch": HEADER + ROW.replace("5,", "9,", 1) + POINTS,
    "07_open": HEADER + ROW.replace("5,", "4,", 1) + "".join(POINTS.splitlines(keepends=True)[:-1]),
    "07_closed_twice": HEADER + ROW.replace("5,", "6,", 1) + POINTS + POINTS.splitlines(keepends=True)[0],
    "07_closing_new_ring": HEADER
    + ROW
    + "".join(POINTS.splitlines(keepends=True)[:-1])
    + "J1,2,2583600.000,39467100.000\n",
    "07_closing_new_name": HEADER
    + ROW
    + "".join(POINTS.splitlines(keepends=True)[:-1])
    + "J5,1,2583600.000,39467100.000\n",
    "07_rings_one_number": HEADER
    + ROW.replace("5,1.0000", "10,0.9600", 1)
    + POINTS
    + inner("J5").replace(",2,", ",1,"),
    "07_hole": HEADER + ROW.replace("5,1.0000", "10,0.9600", 1) + POINTS + inner("J5"),
    "07_hole_first": HEADER
    + ROW.replace("5,1.0000", "10,0.9600", 1)
    + inner("J5").replace(",2,", ",1,")
    + POINTS.replace(",1,", ",2,"),
    # columns of point rows
    "08_three_columns": HEADER + ROW + POINTS.replace(",1,", ","),
    "08_six_columns": HEADER + ROW + POINTS.replace(".000\n", ".000,100.00,混凝土\n"),
    # axes and units of coordinates
    "09_swapped": HEADER
    + ROW
    + "".join(f"J{at % 4 + 1},1,{east},{north}\n" for at, (north, east) in enumerate(SQUARE)),
    "09_one_swapped": HEADER
    + ROW
    + "".join(f"J{at % 4 + 1},1,{east},{north}\n" for at, (north, east) in enumerate(SQUARE))
    + OTHER,
    "10_degrees": HEADER
    + ROW
    + "J1,1,23.350,116.680\nJ2,1,23.350,116.681\nJ3,1,23.349,116.681\nJ1,1,23.350,116.680\n",
    "10_dms": HEADER
    + ROW
    + "J1,1,23°21′00″,116°40′48″\nJ2,1,23°21′00″,116°40′52″\nJ3,1,23°20′56″,116°40′52″\n",
    "10_packed": HEADER + ROW + "J1,1,23.21000,116.40480\nJ2,1,23.21000,116.40520\nJ3,1,23.20560,116.40520\n",
    # names
    "11_blank_id": HEADER + ROW.replace("DK-01", "").replace("甲地块", "") + POINTS,
    "11_same_header": HEADER + ROW + POINTS + ROW + OTHER.partition("\n")[2],
    # numbers
    "12_exponent": HEADER + ROW + POINTS.replace("2583500.000", "2.5835e6") + OTHER,
    "12_thousands": HEADER + ROW + POINTS.replace("2583500.000", "2,583,500.000") + OTHER,
    "12_no_at": HEADER + ROW.replace(",@", "") + POINTS + OTHER,
    "12_two_points": HEADER
    + ROW
    + "J1,1,2583600,39467100\nJ2,1,2583600,39467200\nJ1,1,2583600,39467100\n"
    + OTHER,
    "12_no_area": HEADER
    + ROW
    + "J1,1,2583600,39467100\nJ2,1,2583600,39467200\nJ3,1,2583600,39467300\n"
    + OTHER,
    "12_not_a_number": HEADER + ROW + POINTS.replace("2583500.000", "x") + OTHER,
    "12_line": HEADER + ROW.replace(",面,", ",线,") + POINTS + OTHER,
    # no zone at all
    "13_no_zone": UNPREFIXED.replace("带号=39", "带号="),
    # areas
    "14_square_metres": PLAIN.replace("1.0000", "10000.00"),
    "14_suffix": PLAIN.replace("1.0000", "1.0000公顷"),
    "14_mu": PLAIN.replace("1.0000", "15.00"),
    "14_empty": PLAIN.replace("1.0000", ""),
    "14_unknown": PLAIN.replace("1.0000", "3.7000"),
    "15_no_parcels": HEADER,
    "15_no_section": PLAIN.replace("[地块坐标]\n", ""),
    "15_local": UNPREFIXED.replace("2000国家大地坐标系", "深圳独立坐标系")
    .replace("2583", "23")
    .replace(",467", ",117"),
    "15_other_zone": PLAIN + OTHER.replace(",39467", ",38467"),
    "15_mixed_prefix": PLAIN + OTHER.replace(",39467", ",467"),
}
BYTES: dict[str, bytes] = {
    "01_utf8": PLAIN.encode(),
    "01_utf8_bom": PLAIN.encode("utf-8-sig"),
    "01_gbk": PLAIN.replace("\n", "\r\n").encode("gbk"),
    "01_utf16_le": b"\xff\xfe" + PLAIN.encode("utf-16-le"),
    "01_utf16_be": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "01_undecodable": PLAIN.encode("gbk") + b"\xff\xff\n",
    "15_empty": b"",
}


def main() -> None:
    """Write every sample beside this file."""
    folder = Path(__file__).parent
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(
            text.encode("gbk", errors="strict") if "′" not in text else text.encode()
        )
    for name, data in BYTES.items():
        (folder / f"{name}.txt").write_bytes(data)


if __name__ == "__main__":
    main()
