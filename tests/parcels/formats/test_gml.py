"""GML written anew for GDAL: what is left out, what is counted, and what is refused."""

import pyogrio
import pytest

from geokit.errors import FormatError, InputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats.gdal import gml
from geokit.parcels.formats.gdal.gml import is_gml
from geokit.parcels.formats.gdal.gml_coordinates import CoordinateError, plain_coordinates
from geokit.parcels.formats.gdal.gml_writing import write_plain
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels
from geokit.testing import make_parcels, square

HEAD = '<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">'
RING = "<gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing>"
ARC = (
    "<gml:Ring><gml:curveMember><gml:Curve><gml:segments><gml:Arc><gml:posList>0 0 50 50 100 0</gml:posList></gml:Arc>"
    "<gml:LineStringSegment><gml:posList>100 0 0 0</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>"
    "</gml:curveMember></gml:Ring>"
)
SQUARE = RING.format("0 0 100 0 100 100 0 0")


def member(number, ring=SQUARE, kind="parcels", element="gml:featureMember", more=""):
    shape = f'<gml:Polygon srsName="EPSG:4548"{more}><gml:exterior>{ring}</gml:exterior></gml:Polygon>'
    inside = f"<ogr:g>{shape}</ogr:g><ogr:DKBH>P{number}</ogr:DKBH>"
    feature = f'<ogr:{kind} gml:id="{kind}.{number}">{inside}</ogr:{kind}>'
    return f"<{element}>{feature}</{element}>" if element else feature


@pytest.fixture
def document(tmp_path):
    def write(*inside, head=HEAD):
        end = head.partition(" ")[0].replace("<", "</") + ">"
        (tmp_path / "x.gml").write_text(f"{head}{''.join(inside)}{end}", encoding="utf-8")
        return tmp_path / "x.gml"

    return write


def test_curves_are_made_straight_and_named_by_their_record(document):
    frame = read_parcels(document(member(0), member(1, ARC), member(2), member(3, ARC)))
    assert frame["id"].tolist() == ["P0", "P1", "P2", "P3"]
    said = [each for each in notices_of(frame) if each.code == "curves_straightened"]
    assert [each.record for each in said] == frame["record"].tolist()[1::2]
    assert {each.en for each in said} == {"its boundary has curves; they were made straight in steps of 4°"}
    assert frame.area[1] == pytest.approx(3.14159 * 2500 / 2, rel=2e-3)


def test_members_are_counted_by_their_kind(document, tmp_path):
    path = document(
        member(0), member(1, ARC, kind="wells"), member(2, ARC, element="gml:member"),
        f"<gml:featureMembers>{member(3, element='')}{member(4, ARC, element='')}</gml:featureMembers>",
        f"<gml:members>{member(5, element='')}</gml:members>",
    )  # fmt: skip
    found = write_plain(path, tmp_path / "plain.gml")
    assert found.names == ["parcels", "wells", "parcels", "parcels", "parcels", "parcels"]
    assert found.curved == {1, 2, 4}


def test_a_document_is_written_anew_without_what_points_elsewhere(tmp_path):
    left_out = (
        "xsi:schemaLocation",
        "noNamespaceSchemaLocation",
        "xlink:href",
        "gml:remoteSchema",
        "actuate",
        "x:show",
    )
    more = "".join(f' {name}="http://127.0.0.1:9/"' for name in left_out) + ' kept="a&quot;&lt;"'
    text = f"<?x y?><!-- c -->{HEAD}<gml:a{more}>1 &lt; 2<![CDATA[<b>]]></gml:a></ogr:FeatureCollection>"
    (tmp_path / "x.gml").write_text(text, encoding="utf-8")
    write_plain(tmp_path / "x.gml", tmp_path / "plain.gml")
    assert (tmp_path / "plain.gml").read_text("utf-8") == (
        f"""<?xml version="1.0" encoding="UTF-8"?>\n{HEAD}<gml:a kept='a"&lt;'>1 &lt; 2&lt;b&gt;</gml:a>"""
        "</ogr:FeatureCollection>"
    )


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("EPSG:4548", False), ("urn:ogc:def:crs:EPSG::4548", False), ("", False),
        ("http://www.opengis.net/def/crs/EPSG/0/4548", False), ("https://www.opengis.net/gml/srs/epsg.xml#4548", False),
        ("http://www.opengis.net.evil/x", True), ("http://127.0.0.1:9/x", True), (" FILE:///a", True), ("/a", True),
        ("./a", True), ("../a", True), ("\\\\a", True), ("a/b", False), ("+init=/a:b", True), ("+proj=utm +nadgrids=/a", True),
    ],
)  # fmt: skip
def test_a_system_that_lies_elsewhere_is_refused(document, tmp_path, name, is_refused):
    path = document(f'\n<gml:a srsName="{name}"/>')
    if not is_refused:
        write_plain(path, tmp_path / "plain.gml")
        return
    with pytest.raises(FormatError) as caught:
        write_plain(path, tmp_path / "plain.gml")
    assert caught.value.line == 2
    assert f"its coordinate system points elsewhere ({name})" in caught.value.localize("en")


def test_the_name_of_a_system_is_told_to_eighty_letters(document, tmp_path):
    with pytest.raises(FormatError) as caught:
        write_plain(document(f'<gml:a srsName="/{"x" * 100}"/>'), tmp_path / "plain.gml")
    assert f"(/{'x' * 79})" in caught.value.localize("en")


def test_each_kind_is_a_layer(document):
    bare = '<gml:featureMember><ogr:notes gml:id="n.0"><ogr:N>1</ogr:N></ogr:notes></gml:featureMember>'
    path = document(member(0), member(1, kind="wells"), member(2), bare)
    found = {each.name: each.count for each in inspect_file(path).layers}
    assert found == {"parcels": 2, "wells": 1, "notes": 1}
    with pytest.raises(FormatError, match="the layer “notes” has no geometry"):
        read_parcels(path, layer="notes")
    assert read_parcels(path, layer="wells")["id"].tolist() == ["P1"]
    with pytest.raises(InputError, match="several polygon layers: parcels, wells"):
        read_parcels(path)


def test_codes_keep_their_zeros_and_figures_are_read(document):
    told = "<ogr:DKMC>007</ogr:DKMC><ogr:DLBM>0702</ogr:DLBM><ogr:DKMJ>0.5</ogr:DKMJ></ogr:parcels>"
    path = document(*(member(f"00{n}").replace("</ogr:parcels>", told).replace(">P", ">") for n in (1, 2)))
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["001", "002"]
    assert frame.loc[0, ["name", "land_class"]].tolist() == ["007", "0702"]
    assert frame["declared_text"].tolist() == ["0.5", "0.5"]
    assert frame["declared_m2"].tolist() == [5000.0, 5000.0]


def test_the_box_of_a_feature_is_no_value_and_that_of_all_names_the_system(document):
    corners = "<gml:lowerCorner>0 0</gml:lowerCorner><gml:upperCorner>100 100</gml:upperCorner>"
    box = f'<gml:boundedBy><gml:Envelope srsName="EPSG:4548">{corners}</gml:Envelope></gml:boundedBy>'
    boxed = [member(at).replace("<ogr:g>", f"{box}<ogr:g>", 1) for at in range(3)]
    frame = read_parcels(document(box, *boxed))
    assert not {"lowerCorner", "upperCorner"} & set(frame.columns)
    assert frame["id"].tolist() == ["P0", "P1", "P2"]
    assert frame.area.tolist() == [5_000.0] * 3
    bare = [each.replace(' srsName="EPSG:4548"><gml:ext', "><gml:ext") for each in boxed]
    assert read_parcels(document(box, *bare)).crs.to_epsg() == 4548


def test_shapes_of_several_kinds_some_with_heights_are_read(document):
    point = '<gml:Point srsName="EPSG:4548"><gml:pos srsDimension="3">0 0 7</gml:pos></gml:Point>'
    high = f'<ogr:parcels gml:id="parcels.1"><ogr:g>{point}</ogr:g><ogr:DKBH>P1</ogr:DKBH><ogr:bz>井</ogr:bz></ogr:parcels>'
    frame = read_parcels(document(member(0), f"<gml:featureMember>{high}</gml:featureMember>", member(2)))
    assert frame["id"].tolist() == ["P0", "P2"]
    assert frame["bz"].isna().all()
    assert frame.area.tolist() == [5_000.0] * 2


def test_so_many_kinds_of_features_are_read(document, monkeypatch):
    assert gml._MAX_KINDS == 50
    monkeypatch.setattr(gml, "_MAX_KINDS", 2)
    path = document(member(0), member(1, kind="b"), member(2))
    assert len(read_parcels(path, layer="parcels")) == 2
    with pytest.raises(FormatError, match="it holds 3 kinds of features, more than the 2 that are read"):
        read_parcels(document(*(member(0, kind=kind) for kind in "abc")))


def test_features_that_gdal_does_not_find_are_missed(document, monkeypatch):
    path, written = document(member(0), member(1)), gml.write_plain

    def one_more(*arguments):
        members = written(*arguments)
        members.names.append("parcels")
        return members

    monkeypatch.setattr(gml, "write_plain", one_more)
    with pytest.raises(FormatError, match="GDAL finds 2 features where the file has 3; check the file"):
        read_parcels(path)


LIST = "<gml:posList>{}</gml:posList>"


@pytest.mark.parametrize(
    ("ring", "code", "reason"),
    [
        (RING.format("0 0 100 0 100 100 0"), "broken_geometry", "7 numbers, which do not make points of 2 numbers each"),
        (RING.format("0 0 100 1x0 100 100 0 0"), "bad_number", "“1x0” among its coordinates is no number"),
        (RING.format("0 0 nan 0 100 100 0 0"), "bad_number", "“nan” among its coordinates is no number"),
        (RING.format("0 0 1_0 0 100 100 0 0"), "bad_number", "“1_0” among its coordinates is no number"),
        (RING.format("0 0 1e999 0 100 100 0 0"), "bad_number", "“1e999” among its coordinates is no number"),
        (RING.format("0 0 <b/>100 0 100 100 0 0"), "bad_number", "“<b>100” among its coordinates is no number"),
        (SQUARE.replace("posList>", 'posList srsDimension="4">', 1), "broken_geometry", "are said to have 4 dimensions"),
        (SQUARE.replace("posList>", 'posList srsDimension="3">', 1), "broken_geometry", "do not make points of 3 numbers"),
        ("<gml:LinearRing><gml:pos>0 0</gml:pos><gml:pos>9</gml:pos></gml:LinearRing>", "broken_geometry", "“9” among"),
        ("<gml:LinearRing><gml:coordinates>0,0 9 9,9 0,0</gml:coordinates></gml:LinearRing>", "broken_geometry", "“9” among"),
        ("<gml:LinearRing/>", "broken_geometry", "not built as GML prescribes"),
        (ARC.replace("0 0 50 50 100 0", "0 0 50 50"), "broken_geometry", "not built as GML prescribes"),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_built_is_named_and_the_others_are_read(document, ring, code, reason):
    path = document("\n", member(0), "\n", member(1, ring), member(2, ARC), member(3))
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["P0", "P2", "P3"]
    assert frame.area.tolist()[::2] == [5_000.0] * 2
    (broken,) = unreadable_of(frame)
    assert (broken.id, broken.code, broken.line) == ("P1", code, 3)
    assert reason in broken.en
    assert [each.record for each in notices_of(frame) if each.code == "curves_straightened"] == [2]


def test_a_part_that_cannot_be_built_does_not_go_alone(document):
    part = "<gml:polygonMember><gml:Polygon><gml:exterior>{}</gml:exterior></gml:Polygon></gml:polygonMember>"
    shape = f"<gml:MultiPolygon>{part.format(SQUARE)}{part.format(RING.format('0 0 1'))}</gml:MultiPolygon>"
    broken = member(1).partition("<gml:Polygon")[0] + shape + "</ogr:g></ogr:parcels></gml:featureMember>"
    frame = read_parcels(document(member(0), broken))
    assert len(frame) == len(unreadable_of(frame)) == 1


@pytest.mark.parametrize(
    ("ring", "stated"),
    [
        ("0 0 100 0 100 100 0 0", ""),
        ("0 0 100 0 100 50 100 100 50 50 0 0", ""),
        ("0 0 5 100 0 5 100 100 5 0 0 5", ""),
        ("0 0 5 100 0 5 100 100 5 0 0 5", ' srsDimension="3"'),
        ("0,0 100,0 100,100 0,0", ""),
    ],
)
@pytest.mark.parametrize("around", ["", ' srsDimension="2"', ' srsDimension="3"'])
def test_a_list_has_the_dimension_that_it_says_or_that_closes_it(document, ring, stated, around):
    box = f'<gml:boundedBy><gml:Envelope srsName="EPSG:4548"{around}><gml:lowerCorner>0 0</gml:lowerCorner></gml:Envelope></gml:boundedBy>'
    frame = read_parcels(document(box, member(0, RING.format(ring), more=stated), member(1)))
    assert frame.area.tolist() == [5_000.0] * 2
    assert not unreadable_of(frame)


def test_coordinates_are_written_with_commas_within_points():
    said = {"cs": ";", "ts": "|", "decimal": ",", "x": "y"}
    given = {"stated": None, "around": None, "is_ring": True}
    assert plain_coordinates("coordinates", said, " 0,5 ; 1|2;3 ", **given) == ({"x": "y"}, "0.5,1 2,3")
    assert plain_coordinates("coordinates", {}, "0, 1\n2 ,3,4", **given) == ({}, "0,1 2,3,4")
    assert plain_coordinates("radius", {"uom": "m"}, " 7.5 ", **given) == ({"uom": "m"}, "7.5")
    with pytest.raises(CoordinateError):
        plain_coordinates("radius", {}, "7m", **given)


SCHEMA = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n<!-- </xs:schema> -->\n</xs:schema>\n'


def test_a_schema_that_stands_before_the_collection_is_passed_over(document):
    path = document(
        "\n", member(0), member(1, RING.format("x")), head='<?xml version="1.0"?>' + SCHEMA + HEAD
    )
    path.write_text(path.read_text("utf-8").replace("</?xml>", "</ogr:FeatureCollection>"), "utf-8")
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["P0"]
    assert [each.line for each in unreadable_of(frame)] == [5]


@pytest.mark.parametrize("kind", ["GML2", "GML3", "GML3.2", "GML3Deegree"])
def test_what_gdal_writes_with_its_schema_inside_is_read(tmp_path, kind):
    frame = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    path = tmp_path / "x.gml"
    pyogrio.write_dataframe(frame[["id", "geometry"]], path, driver="GML", XSISCHEMA="INTERNAL", FORMAT=kind)
    found = read_parcels(path)
    assert found["id"].tolist() == ["A", "B"]
    assert found.area.sum() == pytest.approx(20_000)


@pytest.mark.parametrize(
    "text", [SCHEMA[:-12], f"<!DOCTYPE a>{SCHEMA}{HEAD}</ogr:FeatureCollection>", f"{SCHEMA}{HEAD}"]
)
def test_a_schema_that_is_not_whole_is_refused(tmp_path, text):
    (tmp_path / "x.gml").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError), gml.opened_gml(tmp_path / "x.gml"):
        pass


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.encode(), True),
        (HEAD.encode("utf-16"), True),
        ((SCHEMA + HEAD).encode(), True),
        ((SCHEMA + "<!-- opengis.net/gml -->").encode(), False),
        (b'<FeatureCollection xmlns="http://www.opengis.net/wfs">', False),
        (b'<kml xmlns="http://www.opengis.net/gml">', False),
    ],
)
def test_a_gml_is_a_collection_that_says_so(head, expected):
    assert is_gml(head) == expected


def test_an_empty_part_of_a_shape_is_named(document):
    empty = "<gml:surfaceMember>\n<gml:Polygon/></gml:surfaceMember>"
    exterior = f"<gml:exterior>{SQUARE}</gml:exterior>"
    whole = f"<gml:surfaceMember><gml:Polygon>{exterior}</gml:Polygon></gml:surfaceMember>"
    shape = f"<gml:MultiSurface>{whole}{empty}</gml:MultiSurface>"
    parcel = member(1).partition("<gml:Polygon")[0] + shape + "</ogr:g></ogr:parcels></gml:featureMember>"
    frame = read_parcels(document(parcel))
    (notice,) = [each for each in notices_of(frame) if each.code == "empty_part"]
    assert (notice.line, len(frame)) == (2, 1)
    assert "a polygon without a ring" in notice.localize("en")
