"""KML as programs and people write it: folders, labels, nested collections, schemas."""

import re
import zipfile

import pytest

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, ring, square

POINT = "<Point><coordinates>116.6805,23.3505,0</coordinates></Point>"


def polygon(east=116.68, *, close=True):
    corners = [(east, 23.35), (east + 0.001, 23.35), (east + 0.001, 23.351), (east, 23.351), (east, 23.35)]
    text = " ".join(f"{x:.3f},{y:.3f},0" for x, y in corners[: None if close else -1])
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></outerBoundaryIs></Polygon>"


def placemark(name, *drawn, said=""):
    return f"<Placemark><name>{name}</name>{said}{''.join(drawn)}</Placemark>"


def folder(name, *inside):
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


def multi(*inside):
    return f"<MultiGeometry>{''.join(inside)}</MultiGeometry>"


@pytest.fixture
def kml(tmp_path):
    def write(*inside, name="x.kml"):
        text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>全部</name>{"".join(inside)}</Document></kml>'
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


def test_a_file_in_an_encoding_of_chinese_is_read_as_one(tmp_path):
    text = f'<?xml version="1.0" encoding="GB2312"?><kml><Document>{placemark("一号地", polygon())}</Document></kml>'
    (tmp_path / "x.kml").write_bytes(text.encode("gbk"))
    frame = read_parcels(tmp_path / "x.kml")
    assert frame["name"].tolist() == ["一号地"]
    assert frame.attrs["geokit"]["encoding"] == "gb18030"


@pytest.mark.parametrize("said", ['<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>', ""])
def test_a_file_in_another_encoding_than_it_says_is_told_so(tmp_path, said):
    path = tmp_path / "x.kml"
    text = f"{said}\n<kml><Document>{placemark('一号地块', polygon())}</Document></kml>"
    path.write_bytes(text.encode("gb18030"))
    with pytest.raises(FormatError, match="says that it is in UTF-8, or says nothing, and is in GB18030"):
        read_parcels(path)
    # What is advised is read.
    path.write_bytes(f'<?xml version="1.0" encoding="GB18030"?>{text.removeprefix(said)}'.encode("gb18030"))
    assert read_parcels(path)["name"].tolist() == ["一号地块"]


def test_folders_that_hold_polygons_are_read_together_and_others_named(kml):
    path = kml(
        folder("一期", placemark("a", polygon()), placemark("b", polygon(116.69))),
        folder("标注", placemark("l", POINT), placemark("m", POINT)),
        folder("二期", placemark("c", polygon(116.70))),
    )
    frame = read_parcels(path)
    assert frame["name"].tolist() == ["a", "b", "c"]
    assert frame["folder"].tolist() == ["一期", "一期", "二期"]
    assert frame["record"].tolist() == [0, 1, 4]
    (notice,) = [each for each in notices_of(frame) if each.code == "folder_without_polygons"]
    assert notice.localize("en") == "the folder “标注” holds no polygon; 2 placemarks of it were not read"
    assert unreadable_of(frame) == []


def test_a_folder_may_be_named(kml):
    path = kml(folder("一期", placemark("a", polygon())), folder("标注", placemark("l", POINT)))
    assert read_parcels(path, layer="一期")["name"].tolist() == ["a"]
    with pytest.raises(InputError, match="Point"):
        read_parcels(path, layer="标注")
    with pytest.raises(UnknownNameError, match="一期"):
        read_parcels(path, layer="二期")


def test_layers_tell_which_folders_hold_polygons(kml):
    path = kml(
        folder("一期", placemark("a", polygon())),
        folder("标注", placemark("l", POINT)),
        folder("混合", placemark("b", polygon()), placemark("l", POINT)),
    )
    assert [layer.localize("en") for layer in inspect_file(path).layers] == [
        "一期: 1 (polygons)",
        "标注: 1 (no polygons)",
        "混合: 2 (polygons and others)",
    ]


def test_folders_of_one_name_are_told_by_those_around_them(kml):
    path = kml(
        folder("甲", folder("地块", placemark("a", polygon()))),
        folder("乙", folder("地块", placemark("b", polygon(116.7)))),
    )
    assert read_parcels(path)["folder"].tolist() == ["全部 / 甲 / 地块", "全部 / 乙 / 地块"]


def test_a_label_in_a_folder_of_polygons_is_named(kml):
    frame = read_parcels(kml(folder("一期", placemark("a", polygon()), placemark("l", POINT))))
    assert len(frame) == 1
    assert [(entry.record, entry.code, entry.line) for entry in unreadable_of(frame)] == [
        (1, "not_polygon", 1)
    ]


def test_the_polygon_of_a_mixed_geometry_is_kept(kml):
    frame = read_parcels(kml(placemark("a", multi(POINT, multi(polygon(), multi(polygon(116.69)))))))
    assert frame.geom_type.tolist() == ["MultiPolygon"]
    (notice,) = [each for each in notices_of(frame) if each.code == "mixed_geometry"]
    assert "2 polygons were kept, and 1 Point left out" in notice.en


def test_nested_collections_of_polygons_are_one_parcel(kml):
    frame = read_parcels(kml(placemark("a", multi(polygon(), multi(polygon(116.69))))))
    assert len(frame.geometry[0].geoms) == 2
    assert "mixed_geometry" not in codes(frame)


def test_what_a_schema_calls_a_number_is_one(kml):
    schema = (
        '<Schema id="s"><SimpleField name="亩" type="double"/><SimpleField name="号" type="string"/></Schema>'
    )
    said = '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="亩">15.5</SimpleData>'
    said += '<SimpleData name="号">007</SimpleData></SchemaData></ExtendedData>'
    data = (
        '<ExtendedData><Data name="DKBH"><displayName>x</displayName><value>K-1</value></Data></ExtendedData>'
    )
    frame = read_parcels(
        kml(schema, placemark("a", polygon(), said=said), placemark("b", polygon(116.69), said=data))
    )
    assert frame["亩"].tolist()[0] == 15.5
    assert frame["号"].tolist()[0] == "007"
    assert frame["id"].tolist() == [None, "K-1"]


@pytest.mark.parametrize("code", ["0702", "440512001001000123", "00"])
def test_a_code_is_no_number_whatever_the_schema_says(kml, code):
    schema = '<Schema id="s"><SimpleField name="某码" type="int"/></Schema>'
    said = f'<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="某码">{code}</SimpleData></SchemaData></ExtendedData>'
    assert read_parcels(kml(schema, placemark("a", polygon(), said=said)))["某码"].tolist() == [code]


def test_what_a_placemark_says_twice_is_named(kml):
    values = "".join(f'<Data name="DKBH"><value>{value}</value></Data>' for value in ("K-1", "K-2", "K-1"))
    once = '<ExtendedData><Data name="DKBH"><value>K-3</value></Data></ExtendedData>'
    said = f"<ExtendedData>{values}</ExtendedData>"
    frame = read_parcels(
        kml(placemark("a", polygon(), said=said), "\n", placemark("b", polygon(116.69), said=once))
    )
    assert frame["id"].tolist() == ["K-1", "K-3"]
    (found,) = [notice for notice in notices_of(frame) if notice.code == "repeated_keys"]
    assert found.localize("zh") == "第 1 行：同一地标中同一名称有不同的值（DKBH），全文共 1 处：以第一个为准"
    assert "under one name (DKBH), 1 time in the file" in found.localize("en")


def test_a_ring_that_is_not_closed_and_coordinates_that_are_no_numbers_are_named(kml):
    bad = polygon().replace("116.681", "116,681°")
    frame = read_parcels(
        kml(placemark("a", polygon()), placemark("b", polygon(close=False)), placemark("c", bad))
    )
    assert frame["name"].tolist() == ["a"]
    assert [(entry.record, entry.code) for entry in unreadable_of(frame)] == [
        (1, "ring_not_closed"),
        (2, "bad_number"),
    ]


@pytest.mark.parametrize("text", ["116.68, 23.35 116.681, 23.35 116.681, 23.351 116.68, 23.35",
                                  "116.68,23.35,0 116.681,23.35 116.681,23.351,5 116.68,23.35"])  # fmt: skip
def test_coordinates_as_people_write_them(kml, text):
    drawn = f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    assert len(read_parcels(kml(placemark("a", drawn))).geometry[0].exterior.coords) == 4


def test_links_are_counted_and_not_followed(kml):
    link = "<NetworkLink><Link><href>other.kml</href></Link></NetworkLink>"
    frame = read_parcels(kml(link, placemark("a", polygon())))
    assert "link_not_followed" in codes(frame)


def test_no_placemark(kml):
    with pytest.raises(FormatError, match="no placemark"):
        read_parcels(kml())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_prefixes_and_encodings_in_a_packed_file(tmp_path, encoding):
    text = re.sub("<(/?)", r"<\1k:", f"<kml>{placemark('a', polygon())}</kml>")
    text = text.replace("<k:kml>", '<k:kml xmlns:k="http://www.opengis.net/kml/2.2">')
    with zipfile.ZipFile(tmp_path / "x.kmz", "w") as archive:
        archive.writestr("doc.kml", f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding))
    assert read_parcels(tmp_path / "x.kmz")["name"].tolist() == ["a"]


def test_control_characters_are_replaced_and_said(tmp_path):
    target = tmp_path / "controls.kml"
    parcels = make_parcels([square(500_000, 2_585_000, 100)], crs=4547, name=["甲\x1b[31m地"])
    assert [notice.code for notice in write_parcels(parcels, target)] == ["control_characters"]
    assert read_parcels(target)["name"].tolist() == ["甲␛[31m地"]


def test_a_column_named_with_controls_is_renamed_and_said(tmp_path):
    target = tmp_path / "controls.kml"
    parcels = make_parcels([square(500_000, 2_585_000, 100)], crs=4547).assign(**{"备\x01注": ["a"]})
    assert [notice.code for notice in write_parcels(parcels, target)] == ["fields_renamed"]
    assert read_parcels(target)["备␁注"].tolist() == ["a"]


def test_a_column_named_as_markup_is_renamed_and_said(tmp_path):
    target = tmp_path / "markup.kml"
    columns = {'a"<b>&': ["x"], "a__b__": ["y"]}
    parcels = make_parcels([square(500_000, 2_585_000, 100)], crs=4547).assign(**columns)
    assert [notice.code for notice in write_parcels(parcels, target)] == ["fields_renamed"]
    read = read_parcels(target)
    assert (read["a__b__"][0], read["a__b___"][0]) == ("y", "x")


def test_a_ring_by_itself_is_a_line_and_no_polygon(kml):
    ring = polygon().removeprefix("<Polygon><outerBoundaryIs>").removesuffix("</outerBoundaryIs></Polygon>")
    frame = read_parcels(kml(placemark("A", polygon()), placemark("B", ring)))
    assert frame["name"].tolist() == ["A"]
    assert [(each.record, each.code) for each in unreadable_of(frame)] == [(1, "not_polygon")]


def test_points_that_end_with_a_comma_are_read_and_others_are_told_how_to_be_written(kml):
    ended = polygon().replace(",0 ", ",0, ").replace(",0</", ",0,</")
    frame = read_parcels(kml(placemark("甲", ended), placemark("乙", polygon().replace(",0 ", ";"))))
    assert frame["name"].tolist() == ["甲"]
    assert frame.geometry[0].equals(read_parcels(kml(placemark("甲", polygon()), name="y.kml")).geometry[0])
    (left,) = unreadable_of(frame)
    assert "每个点须为经度、纬度" in left.localize("zh")
    assert "a point is longitude,latitude" in left.localize("en")


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_an_outline_that_crosses_itself_is_written_as_it_is_drawn(tmp_path, suffix):
    crossed = ring((0, 200), (100, 300), (100, 200), (0, 260))
    path = tmp_path / f"x{suffix}"
    write_parcels(make_parcels([square(0, 0, 100), crossed]), path)
    drawn = read_parcels(path).geometry.to_crs("EPSG:4548")
    assert drawn.is_valid.tolist() == [True, False]
    assert drawn[1].equals_exact(crossed, 0.001)
