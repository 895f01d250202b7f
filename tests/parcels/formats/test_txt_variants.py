"""Texts of boundary points in all the ways that a row can be written: what is read of each is held in txt_variants.txt."""

from __future__ import annotations

import pytest
import shapely

from geokit.errors import GeokitError
from geokit.land.crs.transform import parse_crs
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.txt.format import read_text
from geokit.parcels.formats.txt.parcels import FIELDS

KEYS = {
    "格式版本号": "1.01版本", "数据产生单位": "某所", "数据产生日期": "2026-01-15", "坐标系": "2000国家大地坐标系",
    "几度分带": "3", "投影类型": "高斯克吕格", "计量单位": "米", "带号": "39", "精度": "0.001", "转换参数": "1,2,3,4,5,6,7",
}  # fmt: skip
ROW = "4,1.0000,DK-01,甲,面,,工业用地,1001,@"
LIST = "【界址点数,地块面积,地块编号,地块名称,图形属性,@】"
YX = "【点号,圈号,Y坐标,X坐标,@】"
POINTS = "【点号,圈号,X坐标,Y坐标,@】"
CORNERS = [(2_583_600, 467_100), (2_583_600, 467_200), (2_583_500, 467_200), (2_583_600, 467_100)]


def rows(prefix=39, north=0, pattern="J{at},1,{x},{y}"):
    """Return a triangle of half a hectare."""
    return [
        pattern.format(at=at, x=f"{x + north}.00", y=f"{prefix or ''}{y}.00")
        for at, (x, y) in enumerate(CORNERS, 1)
    ]


def headed(*body, **keys):
    told = [f"{key}={value}" for key, value in (KEYS | keys).items() if value is not None]
    return "\n".join(["[属性描述]", *told, "[地块坐标]", *body])


def parcel(header=ROW, *, between=(), **made):
    return headed(header, *between, *rows(**made))


def changed(at, *lines):
    """Return a parcel with other lines in the place of one of its points, before another parcel."""
    return headed(ROW, *rows()[:at], *lines, *rows()[at + 1 :], ROW.replace("1,", "2,"), *rows(north=500))


HEADERS = {
    "of the rule": ROW,
    "without a comma before its end": ROW.replace(",@", "@"),
    "with blanks": " 4 , 1.0000 ,DK-01, 甲 , 面 ,, 工业用地 ,1001 , @ ",
    "of full width": ROW.translate(str.maketrans(",@", "，＠")),
    "with one sign of full width": ROW.replace("@", "＠"),
    "with a full comma in a name": ROW.replace("甲", "甲，乙"),
    "with three half commas": "4,1.0000,DK-01,甲，面，，工业用地，1001，@",
    "with four half commas": "4,1.0000,DK-01,甲,面，，工业用地，1001，@",
    "without its end": ROW.replace(",@", ""),
    "without its end, of nine fields": ROW.replace("@", "集体"),
    "without a count": ROW.replace("4,", ",", 1),
    "with a word for a count": ROW.replace("4,", "四,", 1),
    "with a full count": ROW.replace("4,", "４,", 1),
    "with a negative count": ROW.replace("4,", "-4,", 1),
    "with a broken count": ROW.replace("4,", "4.0,", 1),
    "with a count of none": ROW.replace("4,", "0,", 1),
    "with a count of nine digits": ROW.replace("4,", "000000004,", 1),
    "with a count of ten digits": ROW.replace("4,", "1234567890,", 1),
    "with a count of twenty digits": ROW.replace("4,", "4" * 20 + ",", 1),
    "with a full sign in its name": ROW.replace("甲", "甲＠"),
    "with a blank in a field": ROW.replace("甲", " 甲"),
    "without an id": ROW.replace("DK-01", ""),
    "without a name": ROW.replace("甲", ""),
    "without either": ROW.replace("DK-01,甲", ","),
    "without the name's place": "4,1.0000,DK-01,面,,工业用地,1001,@",
    "named as a kind": ROW.replace("甲", "面"),
    "named as another kind": ROW.replace("甲", "线"),
    "of a line": ROW.replace("面", "线"),
    "of a point": ROW.replace("面", "点"),
    "of no kind": ROW.replace("面", ""),
    "of an unknown kind": ROW.replace("面", "多边形"),
    "of an unknown kind, a field more": ROW.replace("面", "多边形").replace("1001", "1001,a"),
    "with a comma in its name": ROW.replace("甲", "甲,乙"),
    "with two commas in its name": ROW.replace("甲", "甲,乙,丙"),
    "with a comma in its name, a field less": "4,1.0000,DK-01,甲,乙,面,,工业用地,@",
    **{f"of {count} fields": ",".join([*ROW.split(",")[:8], *"abcd"][:count]) + ",@" for count in range(1, 13)},
}  # fmt: skip
ZONES = {
    "unprefixed": {}, "without a zone": {"带号": ""}, "as a word": {"带号": "第39带"}, "after a blank": {"带号": "第 39"},
    "of four digits": {"带号": "3939"}, "of three digits": {"带号": "139"}, "with a fraction": {"带号": "39.0"},
    "of width 3": {"带号": "3"}, "of width 6": {"带号": "6"}, "of 6 degrees": {"带号": "20", "几度分带": "6"},
    "of 6 degrees, said to be of 3": {"带号": "20"}, "of 3 degrees, said to be of 6": {"几度分带": "6"},
    "of a width that is none": {"几度分带": "5"}, "of no width": {"几度分带": None}, "of a width as a word": {"几度分带": "3度分带"},
    "with its meridian": {"带号": "", "中央子午线": "117"}, "with its meridian as words": {"带号": "", "中央经线": "东经117.5度"},
    "with its meridian and 6 degrees": {"带号": "", "中央子午线": "117", "几度分带": "6"},
    "with a meridian that is none": {"带号": "", "中央子午线": "见附件"}, "with both": {"中央子午线": "114"},
}  # fmt: skip
SYSTEMS = ["", "CGCS2000", "国家大地坐标系2000", "2000国家大地坐标系（CGCS2000）", "西安80", "1980西安坐标系", "北京54坐标系",
           "1954年北京坐标系", "WGS-84", "EPSG:4490", "EPSG:4548", "某系", "Local", "汕头独立坐标系", "地方坐标系",
           "独立2000国家大地坐标系", "西安80坐标系（原1954年北京坐标系）"]  # fmt: skip
UNITS = ["", "米", "m", "M", "metre", "Meter", "公尺", "ｍ", " 米 ", "千米", "度", "米/公顷"]
BODIES = {
    "a list": [LIST, "4,1.0000,DK-01,甲,面,@"],
    "a list in another order": ["【地块编号,地块名称,地块面积,点数,图形属性,权属,@】", "DK-01,甲,1.0000,4,面,集体,@"],
    "a list that lacks the kind": ["【界址点数,地块面积,地块编号,地块名称,备注,@】", ROW],
    "a list of other length": [LIST, ROW],
    "a list of two names": ["【地块编号,地块名称】", ROW],
    "a list of three names": ["【地块编号,地块名称,地块面积】", ROW],
    "a list after a title": ["地块信息：" + LIST[1:-1], "4,1.0000,DK-01,甲,面,@"],
    "a list after a title with commas": ["地块,信息：" + LIST[1:-1], "4,1.0000,DK-01,甲,面,@"],
    "a list with 、 before a comma": [LIST.replace("数,", "数、,"), "4,1.0000,DK-01,甲,面,@"],
    "a list with two of a name": ["【界址点数,地块面积,地块编号,地块名称,图形属性,土地用途,规划用途,@】", "4,1.0000,DK-01,甲,面,a,b,@"],
    "a list that begins with a number": ["8" + LIST, ROW],
    "a list, and a line of commas": [LIST, "[a,b,c,d,e]", ROW],
    "a section in the middle": ["[备注]", "一、某事", "", "[地块坐标]", ROW],
    "brackets with three commas": ["[a,b,c,d]", "[地块坐标]", ROW],
    "brackets with a sign": ["[甲,乙@]", ROW],
    "points described by three names": ["【点号,圈号,X】", ROW],
    "a stray line": ["以下为地块", ROW],
    "points described above": [POINTS, ROW],
    "points described by two names": ["【点号,圈号】", ROW],
    "points described with a number": ["【点号1000,圈号,X坐标,Y坐标】", ROW],
}  # fmt: skip
BETWEEN = {
    "points described": [POINTS], "points described after a blank line": ["", POINTS], "points described twice": [POINTS, POINTS],
    "the easting said to be first": [YX], "blank lines": ["", " "],
    "the easting said to be first by words": ["点名,环号,横坐标,纵坐标"],
}  # fmt: skip
LINES = {
    "of three fields": ["J2,2583600.00,39467200.00"], "of two": ["J2,2583600.00"], "of five": [rows()[1] + ",12.5"],
    "of six": [rows()[1] + ",12.5,铁钉"], "with commas behind it": [rows()[1] + ",,"], "of full width": [rows()[1].replace(",", "，")],
    "with a full stop": [rows()[1].replace(".", "．")], "with full digits": [rows()[1].replace("1", "１")],
    "without a ring": [rows()[1].replace(",1,", ",,")], "of ring 0": [rows()[1].replace(",1,", ",0,")],
    "of a ring of six digits": [rows()[1].replace(",1,", ",100001,")], "of a ring of seven": [rows()[1].replace(",1,", ",1000001,")],
    "of a broken ring": [rows()[1].replace(",1,", ",1.0,")], "with thousands": ["J2,1,2,583,600.00,39,467,200.00"],
    "with thousands and no fraction": ["J2,1,583,600,39,467,200"], "with thousands of four": ["J2,1,2583,600.00,1"],
    "with a long text": ["此行" + "很长" * 40], "before blank lines": [rows()[1], "", " "], "described": [rows()[1], POINTS],
    "of no number": ["J2,1,x,39467200.00"], "of no number at its end": ["J2,1,2583600.00,y"], "twice": [rows()[1]] * 2,
    "of five with a short X": ["J2,1,583,39467200.00,9"], "of five with a short Y": ["J2,1,2583600.00,467,9"],
    "of degrees": ["J2,1,23°20′,39467200.00"],
}  # fmt: skip
TURNED = "J{at},1,{y},{x}"
LISTED_FIRST = [LIST, "4,1.0000,DK-01,甲,面,@", *rows(), "【地块编号,地块名称,图形属性,界址点数,地块面积,@】"]
TEXTS = {
    **{f"a header row {name}": parcel(row) for name, row in HEADERS.items()},
    **{f"a zone {name}": headed(ROW, *rows(prefix=0), **keys) for name, keys in ZONES.items()},
    **{f"a zone {name}, before prefixes": headed(ROW, *rows(), **keys) for name, keys in ZONES.items()},
    **{f"the system {name}": headed(ROW, *rows(), 坐标系=name) for name in SYSTEMS},
    **{f"the unit {name}": headed(ROW, *rows(), 计量单位=name) for name in UNITS},
    **{f"{name} above": headed(*lines, *rows()) for name, lines in BODIES.items()},
    **{f"{name} between": parcel(between=lines) for name, lines in BETWEEN.items()},
    **{f"a point {name}": changed(1, *lines) for name, lines in LINES.items()},
    "the easting first and said so": parcel(between=["【点号,圈号,Y坐标,X坐标】"], pattern=TURNED),
    "the easting first and not said": parcel(pattern=TURNED),
    **{
        f"the easting said to be first of {name}": headed(YX, ROW, *one, ROW.replace("1,", "2,"), *two)
        for name, one, two in (
            ("two, and not", rows(), rows(north=500)), ("two", rows(pattern=TURNED), rows(north=500, pattern=TURNED)),
            ("two, and of one", rows(pattern=TURNED), rows(north=500)), ("two, and of the other", rows(), rows(north=500, pattern=TURNED)),
        )
    },
    "a second list": headed(*LISTED_FIRST, "DK-02,乙,面,4,2.0000,@", *rows(north=500)),
    "a second list that does not fit": headed(*LISTED_FIRST, ROW, *rows(north=500)),
    "no parcels": headed(), "no points": headed(ROW), "points of one of two": headed(ROW, "", ROW, *rows()),
    "no header row": headed(*rows()), "no header row behind blank lines": headed("", "", *rows()),
    "no header row, and then one": headed(*rows(), ROW, *rows(north=500)),
    "seven fields and nine": headed(HEADERS["of 7 fields"], *rows(), HEADERS["of 9 fields"], *rows(north=500)),
    "one header row three times": headed(*(line for at in range(3) for line in (ROW, *rows(north=500 * at)))),
    "a list and no header row": headed(LIST, *rows()), "points described and no header row": headed(POINTS, *rows()),
    "points described among rows without a header": headed(*rows()[:2], POINTS, *rows()[2:]),
    "the easting said to be first of three, and not of the last": headed(
        YX, *(line for at in range(3) for line in (ROW, *rows(north=500 * at, pattern=TURNED if at == 2 else "J{at},1,{x},{y}")))
    ),
    "the easting said to be first of three, and only of the second": headed(
        YX, *(line for at in range(3) for line in (ROW, *rows(north=500 * at, pattern=TURNED if at == 1 else "J{at},1,{x},{y}")))
    ),
    "nothing at all": "", "neither section nor parcel": "J1,1,2,3\n", "only keys": "[属性描述]\n带号=39\n",
    "no sections": "\n".join([ROW, *rows()]), "a title and no sections": "\n".join(["某项目", "带号=39", ROW, *rows()]),
    "no sections but one behind": "\n".join([ROW, *rows(), "[备注]", "某事"]),
    "a key and no section of parcels": parcel().replace("[地块坐标]\n", ""),
    "two titles": "\n  \n某项目\n第二行\n" + parcel(), "blank lines before": "\n \n" + parcel(),
    "other brackets": parcel().replace("[", "【").replace("]", "】"),
    "full brackets": parcel().replace("[属性描述]", "［属性描述］"),
    "blanks in brackets": parcel().replace("[属性描述]", " [ 属性描述 ] "),
    "a name of two words": parcel().replace("[属", "[项目 一]\na=1\n[属"),
    "two sections of a name": parcel().replace("[地", "[备注]\na\n\n[备注]\nb\n \n\n[地"),
    "keys of full width": parcel().replace("=", "＝"),
    "keys with blanks": parcel().replace("=", " = "),
    "a line without a sign": parcel().replace("带号", "说明\n带号"), "a key twice": parcel().replace("精度", "带号=38\n精度"),
    "a key without a value": parcel(), "keys under other names": parcel().replace("几度", "").replace("坐标系=", "坐标系统="),
    "parameters kept apart": parcel().replace("转换参数", " 转换参数甲"), "line ends of Windows": parcel().replace("\n", "\r\n"),
}  # fmt: skip
USUAL = {
    "地块面积": ["1.0000"],
    "地块编号": ["DK-01"],
    "地块名称": ["甲"],
    "图形属性": ["面"],
    "地块用途": ["工业用地"],
    "地类编码": ["1001"],
}
TRIANGLE = "POLYGON ((39467100 2583600, 39467200 2583600, 39467200 2583500, 39467100 2583600))"
GIVEN = {
    "a zone": {"zone": 39}, "another zone": {"zone": 38}, "a system": {"crs": parse_crs("EPSG:4548")},
    "a prefixed system": {"crs": parse_crs("EPSG:4527")}, "degrees": {"crs": parse_crs("EPSG:4490")},
}  # fmt: skip
TOLD = {
    "39": {}, "38": {"带号": "38"}, "none": {"带号": ""}, "3": {"带号": "3"}, "6": {"带号": "6"},
    "39 of no system": {"坐标系": ""}, "39 of a local system": {"坐标系": "深圳独立坐标系"},
}  # fmt: skip
OFFICE = (*FIELDS[:4], "权属", "图形属性")
TITLES = {
    "those of the rule": (FIELDS, ROW), "six for six fields": (OFFICE, "4,1.0000,DK-01,甲,集体,面,@"),
    "six for eight fields": (OFFICE, ROW), "six that the kind does not fit": (OFFICE, "4,1.0000,DK-01,甲,面,集体,@"),
    "six without a kind": ((*OFFICE[:5], "备注"), "4,1.0000,DK-01,甲,面,集体,@"),
    "id and name exchanged": ((*FIELDS[:2], FIELDS[3], FIELDS[2], *FIELDS[4:]), ROW.replace("DK-01,甲", "甲,DK-01")),
    "eight of another order": ((*FIELDS[4:], *FIELDS[:4]), "面,,工业用地,1001,4,1.0000,DK-01,甲,@"),
    "of another order": (tuple(reversed(OFFICE)), "面,集体,甲,DK-01,1.0000,4,@"),
}  # fmt: skip


def as_read(text, **given):
    """Yield what is read of a text, where it is not what is read of the first, and what is said; or why it is refused."""
    try:
        found = read_text(text, ReadOptions(**given))
    except GeokitError as error:
        yield f"refused: {error.localize('en')}"
        return
    yield f"in {found.crs and found.crs.to_string()[:60]}, {found.decimals} decimals"
    if list(map(len, found.sections.values())) != [len(KEYS)]:
        yield f"  {found.sections}"
    columns = {name: texts.tolist() for name, texts in found.columns.items() if any(texts)}
    if columns != USUAL:
        yield f"  {columns}"
    for record, line, shape in zip(found.record, found.line, found.geometry, strict=True):
        yield f"{record} of line {line}: {shape and drawn(shape)}"
    yield from (f"  {each.code} {each.record} {each.localize('en')}" for each in found.notices)
    for each in found.unreadable:
        yield f"  unread: {each.localize('zh')} {(each.code, each.record, each.ring, each.position)}"


def drawn(shape):
    return shapely.to_wkt(shape, rounding_precision=2).replace(TRIANGLE, "as usual")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_as_it_is_written_down(name, facts):
    facts.hold(name, as_read(TEXTS[name]))


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_row_says_the_same_between_others(name):
    before, behind = ROW.replace("DK-01", "A"), ROW.replace("DK-01", "B")
    alone, among = (
        read_text(headed(*(line for each in headers for line in (each, *rows()))), ReadOptions())
        for headers in ([HEADERS[name]], [before, HEADERS[name], behind])
    )
    assert told(among, 1) == told(alone, 0)
    last = read_text(headed(before, *rows(), HEADERS[name], *rows()), ReadOptions())
    assert told(last, 1) == told(alone, 0)
    assert told(among, 0)[0] == told(last, 0)[0] == {**USUAL, "地块编号": ["A"]}
    assert told(among, 2)[0] == {**USUAL, "地块编号": ["B"]}


def told(reading, record):
    """Return what a reading says of a record: its columns, what is remarked, and why it is not read."""
    columns = {
        each: [value for value, at in zip(values, reading.record, strict=True) if at == record and value]
        for each, values in reading.columns.items()
    }
    unread = [(each.code, each.en, each.id) for each in reading.unreadable if each.record == record]
    return (
        {each: value for each, value in columns.items() if value},
        [(each.code, each.en) for each in reading.notices],
        unread,
    )


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("prefix", [0, 39])
def test_what_is_given_goes_with_what_is_told(given, prefix, facts):
    for name, keys in TOLD.items():
        told = f"{given} is given, {name} told" + ", before prefixes" * (prefix > 0)
        facts.hold(told, as_read(headed(ROW, *rows(prefix=prefix), **keys), **GIVEN[given]))


@pytest.mark.parametrize("name", TITLES)
def test_titles_of_an_office_are_read_as_it_is_written_down(name, facts):
    titles, row = TITLES[name]
    facts.hold(f"titles, {name}", as_read(headed(row, *rows()), titles=titles))
