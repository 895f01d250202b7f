import json

import pytest

from geokit.errors import CrsError, FormatError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels


def test_the_crs_member_is_honoured(geojson, square):
    frame = read_parcels(geojson((square, {"DKBH": "1", "面积(亩)": 15})))
    assert frame.crs.to_epsg() == 4548
    assert frame.loc[0, "declared_m2"] == pytest.approx(10_000)
    assert frame.attrs["geokit"]["decimals"] == 0


def test_metres_without_a_crs_are_not_degrees(geojson, square):
    frame = read_parcels(geojson((square, {}), crs=None))
    assert frame.crs is None
    assert [notice.code for notice in notices_of(frame)] == ["crs_unusable"]


def test_metres_without_a_crs_take_the_callers(geojson, square):
    path = geojson((square, {}), crs=None)
    assert read_parcels(path, crs="EPSG:4548").crs.to_epsg() == 4548
    assert read_parcels(path, zone=39).crs.to_epsg() == 4548
    with pytest.raises(CrsError, match="WGS 84 was given, in degrees"):
        read_parcels(path, crs="EPSG:4326")


def test_degrees_without_a_crs_are_wgs84(geojson):
    square = {"type": "Polygon", "coordinates": [[[116, 23], [117, 23], [117, 24], [116, 23]]]}
    assert read_parcels(geojson((square, {}), crs=None)).crs.to_epsg() == 4326


def test_what_is_no_polygon_is_named_and_the_rest_read(geojson, square):
    ring = square["coordinates"][0]
    frame = read_parcels(
        geojson(
            (square, {"DKBH": "good"}),
            (None, {"DKBH": "null"}),
            ({"type": "Point", "coordinates": [1, 2]}, {"DKBH": "point"}),
            ({"type": "Polygon", "coordinates": [ring[:-1]]}, {"DKBH": "open"}),
            ({"type": "Polygon", "coordinates": [ring, ring[:2]]}, {"DKBH": "short"}),
            ({"type": "Polygon", "coordinates": []}, {"DKBH": "empty"}),
        )
    )
    assert frame["id"].tolist() == ["good"]
    assert [(entry.id, entry.code, entry.ring) for entry in unreadable_of(frame)] == [
        ("null", "null_geometry", None),
        ("point", "not_polygon", None),
        ("open", "ring_not_closed", 1),
        ("short", "ring_not_closed", 2),
        ("empty", "empty_geometry", None),
    ]
    assert unreadable_of(frame)[2].position == (467_100, 2_583_500)


def test_an_invalid_polygon_is_data(geojson):
    bowtie = {"type": "Polygon", "coordinates": [[[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]]}
    frame = read_parcels(geojson((bowtie, {})))
    assert not frame.geometry.is_valid.any()


def test_heights_are_left_out(geojson):
    ring = [[0, 0, 5], [10, 0, 5], [10, 10, 5], [0, 0, 5]]
    assert not read_parcels(geojson(({"type": "Polygon", "coordinates": [ring]}, {}))).has_z.any()


def test_a_pipeline_in_json_is_not_run(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(
        json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc"})
    )
    with pytest.raises(FormatError):
        read_parcels(path)


def test_broken_json_is_one_sentence(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "geom')
    with pytest.raises(
        FormatError, match=r"x\.geojson, line 1: the JSON is broken at column 64: a quote is not closed"
    ):
        read_parcels(path)


@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("value", "column", "said"),
    [
        ("+1", 41, "数写作"),
        ("0x10", 41, "数写作"),
        ("nil", 41, "缺少值"),
        ("12345678901234567890 x", 62, "缺少逗号"),
    ],
)
def test_where_a_file_is_no_json_is_said(tmp_path, begin, value, column, said):
    path = tmp_path / "x.geojson"
    path.write_text(
        f'{begin}{{"type": "FeatureCollection", "features": [\n{{"type": "Feature", "properties": {{"a": {value}}}}}\n]}}',
        encoding="utf-8",
    )
    with pytest.raises(FormatError) as caught:
        read_parcels(path)
    assert (caught.value.line, caught.value.fields["column"]) == (2, column)
    assert caught.value.localize("zh").startswith(
        f"x.geojson 第 2 行：JSON 语法错误（第 {column} 列）：{said}"
    )


def test_no_features(geojson):
    with pytest.raises(FormatError, match="no records"):
        read_parcels(geojson())


@pytest.mark.parametrize(
    "member",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/x"}},
        {"type": "url", "properties": {"url": "http://127.0.0.1:9/x"}},
        {"type": "proj4", "properties": {}},
        {"type": ["name"], "properties": {}},
    ],
)
def test_a_system_that_lies_elsewhere_is_refused(geojson, square, member):
    path = geojson((square, {}))
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, "crs": member}), "utf-8")
    with pytest.raises(FormatError, match="points elsewhere") as caught:
        read_parcels(path)
    assert path.name in caught.value.localize("zh")


def test_a_property_may_be_called_crs(geojson, square):
    frame = read_parcels(geojson((square, {"crs": "EPSG:4548"}), (square, {"crs": 'a "crs": b'})))
    assert frame["crs"].tolist() == ["EPSG:4548", 'a "crs": b']


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::999999", "汕头独立坐标系", "http://127.0.0.1:9/x"])
def test_a_system_that_is_not_known_is_no_wgs84(geojson, name):
    box = {"type": "Polygon", "coordinates": [[[116, 23], [117, 23], [117, 24], [116, 23]]]}
    path = geojson((box, {}))
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, "crs": {"type": "name", "properties": {"name": name}}}), "utf-8")
    frame = read_parcels(path)
    assert frame.crs is None
    assert [notice.code for notice in notices_of(frame)] == ["crs_unusable"]


@pytest.mark.parametrize(
    "name",
    [
        "+proj=longlat +ellps=GRS80 +nadgrids=/a/grid",
        "+init=/a/list:mine",
        'PARAMETERFILE["Latitude and longitude difference file","/a"]',
        "+proj=longlat +geoidgrids=a",
    ],
)
def test_a_system_that_would_open_a_file_is_refused(geojson, square, name):
    path = geojson((square, {}))
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, "crs": {"type": "name", "properties": {"name": name}}}), "utf-8")
    with pytest.raises(FormatError, match="would open another file"):
        read_parcels(path)


def test_an_id_that_two_features_have_is_no_remark_of_gdal(tmp_path):
    shape = {
        "type": "Polygon",
        "coordinates": [[[116.6, 23.3], [116.601, 23.3], [116.601, 23.301], [116.6, 23.3]]],
    }
    feature = {"type": "Feature", "id": 1, "properties": {"id": 1}, "geometry": shape}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, feature]}))
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["1", "1"]
    assert notices_of(frame) == []


@pytest.mark.parametrize("suffix", ["geojson", "geojsonl"])
def test_a_file_in_an_encoding_of_chinese_is_told_so(tmp_path, suffix):
    ring = [[116.6, 23.3], [116.61, 23.3], [116.61, 23.31], [116.6, 23.3]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"地块编号": "甲"}, "geometry": shape}
    whole = {"type": "FeatureCollection", "features": [feature]}
    path = tmp_path / f"x.{suffix}"
    text = json.dumps(whole if suffix == "geojson" else feature, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="gb18030")
    with pytest.raises(FormatError, match="written in UTF-8 and this is in GB18030"):
        read_parcels(path)
    path.write_text(f"{text}\n", encoding="utf-8")
    assert read_parcels(path)["id"].tolist() == ["甲"]


@pytest.mark.parametrize("suffix", ["geojson", "geojsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_wide_letters_is_told_so(tmp_path, suffix, encoding):
    shape = {
        "type": "Polygon",
        "coordinates": [[[116.6, 23.3], [116.61, 23.3], [116.61, 23.31], [116.6, 23.3]]],
    }
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    whole = {"type": "FeatureCollection", "features": [feature]}
    path = tmp_path / f"x.{suffix}"
    path.write_text(json.dumps(whole if suffix == "geojson" else feature) + "\n", encoding=encoding)
    with pytest.raises(FormatError, match=f"written in UTF-8 and this is in {encoding[:6].upper()}; save"):
        read_parcels(path)


def test_a_sequence_may_begin_with_a_mark_of_utf_8(tmp_path):
    shape = {
        "type": "Polygon",
        "coordinates": [[[116.6, 23.3], [116.61, 23.3], [116.61, 23.31], [116.6, 23.3]]],
    }
    lines = [
        json.dumps({"type": "Feature", "properties": {"DKBH": each}, "geometry": shape}) for each in "AB"
    ]
    (tmp_path / "x.geojsonl").write_text("\n".join(lines), encoding="utf-8-sig")
    frame = read_parcels(tmp_path / "x.geojsonl")
    assert (frame["id"].tolist(), frame["record"].tolist()) == (["A", "B"], [0, 1])


RING = [[116.6, 23.3], [116.61, 23.3], [116.61, 23.31], [116.6, 23.3]]


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Polygon", "coordinates": [[list(map(str, place)) for place in RING]]},
        json.dumps({"type": "Polygon", "coordinates": [RING]}),
        {"type": "Polygone", "coordinates": [RING]},
        {"type": "Polygon"},
    ],
)
@pytest.mark.parametrize("suffix", ["geojson", "geojsonl"])
def test_a_shape_that_is_not_written_as_geojson_is_said_to_be_so(tmp_path, shape, suffix):
    shapes = [{"type": "Polygon", "coordinates": [RING]}, shape, None]
    features = [
        {"type": "Feature", "properties": {"DKBH": name}, "geometry": each}
        for name, each in zip("ABC", shapes, strict=True)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    text = "\n".join(map(json.dumps, [whole] if suffix == "geojson" else features))
    path = tmp_path / f"x.{suffix}"
    path.write_text(text, encoding="utf-8")
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["A"]
    assert [each.id for each in unreadable_of(frame)] == ["B", "C"]
    assert all("or one that is not written as GeoJSON has it" in each.en for each in unreadable_of(frame))
    path.write_text(text.replace(json.dumps(shape), "null"), encoding="utf-8")
    assert {each.en for each in unreadable_of(read_parcels(path))} == {"it has no geometry"}


@pytest.mark.parametrize("rest", ['"features": null', '"features": {}', '"name": "a"'])
def test_a_collection_without_a_list_of_features_is_called_so(tmp_path, rest):
    path = tmp_path / "a.geojson"
    path.write_text(f'{{"type": "FeatureCollection", {rest}}}', encoding="utf-8")
    with pytest.raises(FormatError, match="a FeatureCollection whose features are no list"):
        read_parcels(path)
