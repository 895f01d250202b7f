"""GeoJSON as one object and as lines: how they are told apart, whose system is taken, which lines are named."""

import json

import numpy as np
import pytest
from pyproj import CRS

from geokit.errors import FormatError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._reading import Reading
from geokit.parcels.formats.gdal import geojson as module
from geokit.parcels.formats.gdal.geojson import (
    drop_default_crs,
    is_geojson,
    is_geojson_sequence,
    names_of_crs,
)
from geokit.parcels.read import read_parcels

RING = [[116, 23], [117, 23], [117, 24], [116, 23]]
FEATURE = '{"type": "Feature", "geometry": null, "properties": {}}'


@pytest.mark.parametrize(
    ("head", "as_object", "as_lines"),
    [
        ('{"type": "FeatureCollection", "features": [', True, False),
        ('{"type": "FeatureCollection", "features": []}', True, False),
        (' \n{\n"type" : "Feature",', True, False),
        ('{"type":"MultiPolygon"', True, False),
        ('{"type":"GeometryCollection"', True, False),
        ('{"type":"MultiFeature"', False, False),
        ('{"type":"Topology","objects":{"a":{"type":"GeometryCollection"', False, False),
        ('[{"type":"Feature"', False, False),
        ('{"a": 1}', False, False),
        (FEATURE, True, True),
        (f"{FEATURE}\n", True, True),
        (f"{FEATURE}\n{FEATURE}\n", False, True),
        (f"{FEATURE} \r\n  {FEATURE}", False, True),
        (f"\x1e{FEATURE}\n\x1e{FEATURE}\n", False, True),
        (f"\ufeff{FEATURE}\n{FEATURE}", False, True),
        (f'{{"type":"Polygon"}}\n{FEATURE}', False, False),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"}]}\n{', False, False),
        ('{"type": "Feature",\n"a": 1}', True, False),
        ("", False, False),
    ],
)
def test_an_object_and_a_sequence_are_told_apart(head, as_object, as_lines):
    opening = Opening(head.encode())
    assert (is_geojson(opening), is_geojson_sequence(opening)) == (as_object, as_lines)


def named(name, **more):
    return {"crs": {"type": "name", "properties": {"name": name}, **more}}


@pytest.fixture
def names(tmp_path):
    def read(*members):
        text = members[0] if isinstance(members[0], str) else "\n".join(map(json.dumps, members))
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        return names_of_crs(tmp_path / "x.json")

    return read


def test_the_systems_that_a_file_names(names):
    code = {"crs": {"type": "EPSG", "properties": {"code": 4548}}}
    nameless = [
        {"crs": {"type": "name"}},
        {"crs": {"type": "name", "properties": "x"}},
        {"crs": {"properties": {}}},
    ]
    assert names(named("a"), code, *nameless, named("b"), {"crs": None}, {"crs": "c"}, {"crs": 1}) == [
        "a",
        "4548",
        "b",
    ]
    assert names('{"\\u0063R\\u0053": {"type": "name", "properties": {"name": "a"}}}') == ["a"]
    assert names('{"crs\\u0000x" \n : \n {"type": "NAME\\u0000x", "properties": {"name": "a"}}}') == ["a"]
    assert names('{"crsx": {"type": "link"}, "acrs": {"type": "link"}, "x": "crs"}') == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"crs": {"type": "link", "properties": {}}}', "points elsewhere (type link)"),
        ('{"crs": {"TYPE": "link"}}', "points elsewhere (type link)"),
        ('{"crs": {"type\\u0000": "link"}}', "points elsewhere (type link)"),
        ('{"crs": {"type": "name", "Type": "link"}}', "points elsewhere (type link)"),
        ('{"crs": {"type": 5}}', "points elsewhere (type 5)"),
        (f'{{"crs": {{"type": "{"x" * 50}"}}}}', f"points elsewhere (type {'x' * 40})"),
        (
            '{"crs": {"type": "name", "properties": {"name": "a", "x": "+init=/a:b"}}}',
            "system “a” would open another",
        ),
        ('{"crs": {"type": "name"', "crs member is broken or too long"),
        ('{"crs": {"type": ' + "[" * 100_000, "crs member is broken or too long"),
        (f'{{"crs": {{"type": "name", "properties": {{"name": "{"x" * 65_536}"}}}}}}', "broken or too long"),
    ],
)
def test_a_system_that_is_no_name_is_refused(names, text, said):
    with pytest.raises(FormatError) as caught:
        names(text)
    assert said in caught.value.localize("en")
    assert caught.value.localize("zh").startswith("x.json")


def test_a_name_may_be_as_long_as_a_system_that_is_written_out(names):
    begins, ends = '{"type": "name", "properties": {"name": "', '"}}'
    name = "x" * ((1 << 16) - len(begins + ends))
    assert names(f'{{"crs":{begins}{name}{ends}}}') == [name]
    with pytest.raises(FormatError, match="broken or too long"):
        names(f'{{"crs":{begins}{name}x{ends}}}')


@pytest.mark.parametrize(
    ("crs", "told", "stays"),
    [
        (4326, [], True),
        (4326, ["urn:ogc:def:crs:OGC:1.3:CRS84"], True),
        (4326, ["EPSG:4326", "WGS 84"], True),
        (4326, ["wgs_84"], True),
        (4326, ["汕头独立坐标系"], False),
        (4326, ["CRS84", "x" * 100], False),
        (4490, ["x"], True),
        (32650, ["x"], True),
        (None, ["x"], True),
    ],
)
def test_what_is_assumed_without_a_word_is_taken_away(crs, told, stays):
    reading = Reading(columns={}, geometry=np.empty(0, object), record=np.empty(0, np.int64))
    reading.crs = given = None if crs is None else CRS.from_epsg(crs)
    drop_default_crs(reading, told)
    assert reading.crs == (given if stays else None)
    said = [] if stays else [f"the coordinate system “{told[-1][:80]}” that the file names is not known"]
    assert [each.en.partition(":")[0] for each in reading.notices] == said


def feature(at=0, name=None):
    shape = {"type": "Polygon", "coordinates": [[[x + at, y] for x, y in RING]]}
    return json.dumps(
        {
            "type": "Feature",
            "geometry": shape | (named(name) if name else {}),
            "properties": {"DKBH": f"P{at}"},
        }
    )


@pytest.fixture
def lines(tmp_path):
    def write(*rows, end="\n"):
        # With marks between them the first one has a mark too.
        (tmp_path / "x.geojsonl").write_bytes(end.lstrip("\r\n").encode() + end.join(rows).encode())
        return tmp_path / "x.geojsonl"

    return write


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n\x1e"])
@pytest.mark.parametrize(
    "broken", ["{", "[1]", '{"type": "Polygon"}', '{"type": "Feature"', "[" * 100_000, "x"]
)
def test_broken_lines_are_named_and_the_others_keep_their_numbers(lines, end, broken):
    frame = read_parcels(lines(feature(), broken, feature(1), broken, feature(2), "", end=end))
    assert frame["id"].tolist() == ["P0", "P1", "P2"]
    assert frame["record"].tolist() == [0, 2, 4]
    step = end.count("\n")
    assert [(each.record, each.line, each.code) for each in unreadable_of(frame)] == [
        (1, 1 + step, "broken_json"),
        (3, 1 + 3 * step, "broken_json"),
    ]


@pytest.mark.parametrize(("end", "column"), [("\n", 7), ("\n\x1e ", 9)])
def test_where_a_line_is_no_json_is_said(lines, end, column):
    (named,) = unreadable_of(read_parcels(lines(feature(), '{"a": 0x10}', feature(1), end=end)))
    assert named.line == 2
    assert f"第 {column} 列）：数写作 1" in named.localize("zh")
    assert f"at column {column}: a number is written as 1" in named.localize("en")


@pytest.mark.parametrize("between", ["", " ", ",", " , \t"])
def test_a_second_feature_in_a_line_is_not_passed_over(lines, between):
    with pytest.raises(FormatError) as caught:
        read_parcels(lines(feature(), feature(1) + between + feature(2), feature(3)))
    assert caught.value.line == 2
    assert "more than one feature, of which GDAL reads the first alone" in caught.value.localize("en")
    assert "该行有不止一个要素" in caught.value.localize("zh")


def test_objects_that_stand_in_a_list_or_in_a_text_are_no_second_feature(lines):
    said = {"DKBH": "P", "a": [{"b": 1}, {"b": 2}], "c": "} {"}
    row = json.dumps({**json.loads(feature()), "properties": said})
    assert read_parcels(lines(row, row + ",", row + " "))["id"].tolist() == ["P", "P", "P"]


def test_lines_that_gdal_reads_as_several_are_damaged(lines):
    with pytest.raises(FormatError, match="another number of features than there are lines"):
        read_parcels(lines(feature() + "\x1e" + feature(1), feature(2), end="\n\x1e"))


def test_systems_that_features_name(lines):
    frame = read_parcels(lines(feature(0, "EPSG:4490"), feature(1, "EPSG:4490")))
    assert (frame.crs.to_epsg(), notices_of(frame)) == (4490, [])
    for names, told in (
        (["EPSG:4490", "a" * 50, "b" * 50], f"EPSG:4490, {'a' * 50}, {'b' * 17}"),
        (["甲"], "甲"),
    ):
        frame = read_parcels(lines(*(feature(at, name) for at, name in enumerate(names))))
        assert frame.crs is None
        (said,) = (each.zh for each in notices_of(frame))
        assert said.startswith(f"文件写明的坐标系“{told}”无法识别：按坐标系未知处理")
    assert read_parcels(lines(feature(), feature(1))).crs.to_epsg() == 4326


def test_a_feature_is_an_object_that_says_so():
    assert module._is_feature(b'{"type": "Feature"}')
    assert not any(
        map(module._is_feature, (b"[]", b'{"type": "Featur"}', b'{"a": "Feature"}', b"", b"{" * 100_000))
    )
