"""A file beside what an office wants: each thing that differs is named."""

import pickle

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.formats.txt.parcels import FIELDS
from geokit.parcels.inspection import inspect_file

LEFT, RIGHT = (shapely.box(467_100 + at, 2_583_500, 467_200 + at, 2_583_600) for at in (0, 100))
PLAIN = {"id": ["A", "B"], "name": "甲", "land_use": "工业用地", "declared_m2": 1e4}


def frame_of(**columns):
    return gpd.GeoDataFrame({**PLAIN, **columns}, geometry=[LEFT, RIGHT], crs=4548)


def said_of(folder, written, wanted=None, **columns):
    gk.write_parcels(frame_of(**columns), folder / "x.txt", dialect=written)
    return {each.code: each.localize("en") for each in inspect_file(folder / "x.txt", profile=wanted).advice}


OFFICE = gk.Dialect(name="示例局", producer="甲院", required=("地块编号", "地类编码", "数据产生单位"))


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ({"encoding": "utf-8"}, "profile_encoding", "UTF-8, 示例局 wants GBK"),
        ({"encoding": "utf-8-sig"}, "profile_encoding", "UTF-8 BOM"),
        ({"line_end": "lf"}, "profile_line_end", "LF"),
        ({"decimals": 2}, "profile_decimals", "line 14: decimals of coordinates: 10 places"),
        ({"prefixed": False}, "profile_prefixed", "10 places"),
        ({"closing": False}, "profile_closing", "line 17: first point repeated at a ring's end: 2 places"),
        ({"point_prefix": "JZD"}, "profile_point_prefix", "(J)"),
        ({"area_decimals": 2}, "profile_area_decimals", "2 places"),
        ({"area_unit": "m2"}, "profile_area_unit", "the file has m²"),
        ({"axes": "yx", "point_list": True}, "profile_axes", "YX"),
        ({"field_count": 9}, "profile_field_count", "(8)"),
        ({"field_list": True}, "profile_fields", "the file has 界址点数"),
        ({"keys": OFFICE.keys[::-1]}, "profile_keys", "order"),
        ({"keys": OFFICE.keys[1:]}, "profile_keys", "lacks 格式版本号"),
        ({"producer": "乙院"}, "profile_attribute", "数据产生单位=甲院"),
    ],
)
def test_what_differs_is_named(tmp_path, written, code, words):
    form = {"producer": "甲院", **written}
    said = said_of(tmp_path, gk.Dialect(**form), OFFICE, land_class="1001")
    assert code in said
    assert words in said[code]
    assert set(said) <= {
        code,
        "profile_area_decimals",
        "profile_point_list" if "point_list" in form else code,
    }


def test_blanks_of_what_an_office_requires(tmp_path):
    said = said_of(tmp_path, gk.Dialect(), OFFICE, land_class=["1001", None])
    assert said == {
        "blank_required": "“数据产生单位” is blank, and the office that receives the file requires it"
    }
    (tmp_path / "y").mkdir()
    assert (
        "requires “地类编码”, which is blank for 1 parcel"
        in said_of(tmp_path / "y", gk.Dialect(producer="甲院"), OFFICE, land_class=["1001", None])[
            "blank_required"
        ]
    )


FURTHER = ("权属性质", "行政区代码")


@pytest.mark.parametrize(
    ("form", "columns"),
    [
        ({"field_count": 9}, {"字段9"}),
        ({"further_fields": FURTHER}, {"ownership", "行政区代码"}),
        ({"further_fields": FURTHER, "field_count": 12}, {"行政区代码", "字段11", "字段12"}),
        ({"fields": (*FIELDS[:5], *FURTHER), "field_list": True}, {"行政区代码"}),
        ({"axes": "yx", "point_list": True, "prefixed": False}, set()),
        ({"closing": False, "area_unit": "m2"}, set()),
        ({"keys": OFFICE.keys[2:]}, set()),
    ],
)
def test_what_the_office_asks_for_is_no_problem(tmp_path, form, columns):
    dialect = gk.Dialect(**form)
    gk.write_parcels(frame_of(ownership="集体", 行政区代码="440500"), tmp_path / "x.txt", dialect=dialect)
    look = inspect_file(tmp_path / "x.txt", profile=dialect)
    assert [each.localize("en") for each in (*notices_of(look.parcels), *look.advice)] == []
    assert columns <= set(look.parcels)
    assert columns | {"字段9"} == columns or "字段9" not in look.parcels
    assert notices_of(inspect_file(tmp_path / "x.txt").parcels), "without the form all of it is unusual"


def test_what_the_office_does_not_ask_for_stays_a_problem(tmp_path):
    gk.write_parcels(frame_of(), tmp_path / "x.txt", dialect=gk.Dialect(field_count=10, closing=False))
    look = inspect_file(tmp_path / "x.txt", profile=gk.Dialect(further_fields=("权属性质",)))
    assert {each.code for each in notices_of(look.parcels)} == {"field_count", "ring_not_closed"}
    assert "字段9" in look.parcels


def test_a_comma_in_a_name_is_no_further_field(tmp_path):
    gk.write_parcels(frame_of(), tmp_path / "x.txt")
    lines = (tmp_path / "x.txt").read_text(encoding="gb18030").splitlines()
    row = next(at for at, line in enumerate(lines) if line.endswith("@"))
    fields = lines[row].split(",")
    lines[row] = ",".join([*fields[:3], "甲", "乙", *fields[4:]])
    (tmp_path / "x.txt").write_text("\n".join(lines), encoding="gb18030")
    look = inspect_file(tmp_path / "x.txt", profile=gk.Dialect(further_fields=("权属性质",)))
    assert look.parcels["name"].iloc[0] == "甲,乙"


def test_numbers_of_points(tmp_path):
    batch = gk.Dialect(numbering="batch")
    assert (
        "1 parcel is numbered"
        in said_of(tmp_path, gk.Dialect(numbering="north-west"), batch)["profile_numbering"]
    )


def test_without_a_profile_it_is_advice(tmp_path):
    assert said_of(tmp_path, gk.Dialect()) == {}
    (tmp_path / "y").mkdir()
    said = said_of(tmp_path / "y", gk.Dialect(), land_use=None)
    assert said == {
        "usually_required": "advice, no law: “land use” is blank for 2 parcels; offices usually send that back"
    }


def test_of_another_format_only_the_blanks_are_looked_at(tmp_path):
    gk.write_parcels(frame_of(), tmp_path / "x.gpkg")
    codes = [each.code for each in inspect_file(tmp_path / "x.gpkg", profile=OFFICE).advice]
    assert codes == ["blank_required", "profile_of_txt"]


def test_what_was_looked_at_says_itself_and_equals_another_look():
    path = gk.example_folder() / "example-park" / "phase-1.txt"
    look = gk.inspect_file(path)
    assert "9 parcels" in repr(look)
    assert look._repr_html_().count("<tr") == 1 + 9
    assert look == gk.inspect_file(path) == pickle.loads(pickle.dumps(look))  # noqa: S301 - made here
    assert look != gk.inspect_file(path, phase="九期")
