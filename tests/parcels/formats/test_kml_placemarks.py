"""The placemarks of a KML one by one: what they say, what they draw, and what only looks like it."""

import zipfile

import numpy as np
import pytest
import shapely

from geokit.errors import FormatError, InputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats import kml
from geokit.parcels.formats._kml_placemarks import _places, read_placemarks
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.kml import Kml
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
SHELL, HOLE, ASIDE = "0,0 9,0 9,9 0,9 0,0", "1,1 2,1 2,2 1,2 1,1", "20,1 21,1 21,2 20,2 20,1"


@pytest.fixture
def path(tmp_path):
    def write(text, name="x.kml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.fixture
def placemarks(path):
    return lambda *inside: read_placemarks(path(f"<kml><Document>{''.join(inside)}</Document></kml>"))


def polygon(*rings, element="Polygon"):
    outer, *inner = (RING.format(each) for each in rings)
    holes = "".join(f"<innerBoundaryIs>{each}</innerBoundaryIs>" for each in inner)
    return f"<{element}><outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</{element}>"


def placemark(inside, attributes=""):
    return f"<Placemark{attributes}>{inside}</Placemark>"


POINT, LINE = (
    "<Point><coordinates>{}</coordinates></Point>",
    "<LineString><coordinates>{}</coordinates></LineString>",
)


@pytest.mark.parametrize(
    ("drawn", "wkt", "has_polygon"),
    [
        ("", None, False),
        (POINT.format("1,2"), "POINT (1 2)", False),
        (POINT.format("1,2,3 4,5,6"), "POINT (1 2)", False),
        (POINT.format(""), None, False),
        (LINE.format("1,2 3,4"), "LINESTRING (1 2, 3 4)", False),
        (RING.format("0,0 1,0 0,0"), "LINESTRING (0 0, 1 0, 0 0)", False),
        (polygon("0,0 9,0 9,9 0,0"), "POLYGON ((0 0, 9 0, 9 9, 0 0))", True),
        (polygon(SHELL, HOLE), shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2)).wkt, True),
        (
            f"<MultiGeometry>{polygon(SHELL)}<MultiGeometry>{polygon(ASIDE)}</MultiGeometry></MultiGeometry>",
            shapely.MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(20, 1, 21, 2)]).wkt,
            True,
        ),
        (
            f"<MultiGeometry>{POINT.format('1,2')}{polygon('0,0 9,0 9,9 0,0')}</MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((0 0, 9 0, 9 9, 0 0)))",
            True,
        ),
        (f"<MultiGeometry>{RING.format('0,0 1,0 0,0')}{RING.format('0,0 2,0 0,0')}</MultiGeometry>",
         "GEOMETRYCOLLECTION (LINESTRING (0 0, 1 0, 0 0), LINESTRING (0 0, 2 0, 0 0))", False),
    ],
)  # fmt: skip
def test_what_a_placemark_draws(placemarks, drawn, wkt, has_polygon):
    (found,) = placemarks(placemark(drawn)).placemarks
    assert (found.has_polygon, found.has_bad_numbers) == (has_polygon, drawn == POINT.format(""))
    if wkt is None:
        assert found.wkb is None
    else:
        assert shapely.equals(shapely.from_wkb(found.wkb), shapely.from_wkt(wkt))
        assert shapely.from_wkb(found.wkb).geom_type.upper() == wkt.partition(" ")[0]


def test_one_bad_ring_spoils_a_shape_and_no_other(placemarks):
    bad, good = polygon(SHELL, "1,1 x,1 2,2 1,1"), polygon(SHELL)
    first, second = placemarks(placemark(bad), placemark(good)).placemarks
    assert (first.has_polygon, first.has_bad_numbers, first.wkb) == (True, True, None)
    assert (second.has_bad_numbers, [kind for kind, _ in second.parts]) == (False, ["Polygon"])
    (mixed,) = placemarks(placemark(f"<MultiGeometry>{bad}{good}</MultiGeometry>")).placemarks
    assert mixed.has_bad_numbers
    assert shapely.from_wkb(mixed.wkb).area == 81


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        (" \n ", []),
        ("1,2", [[1, 2]]),
        ("1,2,3", [[1, 2]]),
        ("1,2 3,4\n5,6", [[1, 2], [3, 4], [5, 6]]),
        ("1,2,9 3,4,9", [[1, 2], [3, 4]]),
        ("1,2,9 3,4", [[1, 2], [3, 4]]),
        ("1,2 3,4,9", [[1, 2], [3, 4]]),
        ("1, 2, 3 4, 5, 6", [[1, 2], [4, 5]]),
        ("1,2,\n3,4", [[1, 2], [3, 4]]),
        ("1,2, 3,4,\n5,6,", [[1, 2], [3, 4], [5, 6]]),
        ("1,2,9, 3,4,9,", [[1, 2], [3, 4]]),
        ("1,2,, 3,4,,", [[1, 2], [3, 4]]),
        ("1,2, 9 3,4, 9", [[1, 2], [3, 4]]),
        ("1,2, 3,4, 9", None),
        ("1,,2 3,,4", None),
        (",1,2 ,3,4", None),
        ("-1.5e1,+2", [[-15, 2]]),
        ("1", None),
        ("1 2", None),
        ("1,2,3,4", None),
        ("1,2 3", None),
        ("1,2 3,4,5,6", None),
        ("1,x", None),
        ("1,2 3;4", None),
    ],
)
def test_coordinates(text, places):
    found = _places(text)
    assert (None if found is None else found.tolist()) == places
    assert found is None or found.shape == (len(places), 2)


def test_what_a_placemark_says(placemarks):
    own = "<name> 甲 </name><address>x</address><phoneNumber>1</phoneNumber><description>y<![CDATA[<b>]]></description>"
    data = '<ExtendedData><Data name="A"><displayName>no</displayName><value>1</value></Data>'
    data += '<Data><value>nameless</value></Data><Data name="B"/><Data name="C"><value> </value></Data>'
    data += '<SchemaData><SimpleData name="D">2</SimpleData><SimpleData>nameless</SimpleData></SchemaData></ExtendedData>'
    other = "<Style><name>no</name></Style><value>no</value><Snippet>no</Snippet>"
    (found,) = placemarks(placemark(own + other + data, ' id="p1"')).placemarks
    assert found.said == {
        "kml_id": "p1", "Name": "甲", "address": "x", "phoneNumber": "1", "description": "y<b>", "A": "1", "D": "2"
    }  # fmt: skip
    assert found.unheard == []


def test_what_is_said_once_more_is_kept_as_unheard(placemarks):
    values = "".join(f'<Data name="A"><value>{each}</value></Data>' for each in ("1", "1", "2", "", "3"))
    (found,) = placemarks(placemark(f"<ExtendedData>{values}</ExtendedData>")).placemarks
    assert (found.said, found.unheard) == ({"A": "1"}, ["A", "A"])


def test_a_placemark_knows_its_folder_and_its_line(placemarks):
    found = placemarks(
        "<name>D</name>", placemark(""), "\n<Folder><name>F</name>", placemark(""), "<Folder>\n", placemark(""),
        "</Folder>", placemark(""), "</Folder>", placemark(""), "<Folder>", placemark(""), "</Folder>",
    ).placemarks  # fmt: skip
    assert [(each.line, each.container.name, each.container.names) for each in found] == [
        (1, "D", ("", "D")),
        (2, "F", ("", "D", "F")),
        (3, "#3", ("", "D", "F", "")),
        (3, "F", ("", "D", "F")),
        (3, "D", ("", "D")),
        (3, "#4", ("", "D", "")),
    ]


def test_a_name_elsewhere_is_no_name_of_a_folder(placemarks):
    style = "<Style><name>S</name></Style><GroundOverlay><name>G</name></GroundOverlay>"
    assert placemarks("<name>D</name>", style, placemark("")).placemarks[0].container.name == "D"


def test_links_are_counted_wherever_they_stand(placemarks):
    kinds = ("NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model")
    outside = "".join(f"<{kind}></{kind}>" for kind in kinds)
    inside = "<MultiGeometry><Model/><Model/></MultiGeometry>"
    found = placemarks(outside, placemark(inside + polygon(SHELL)))
    assert found.links == 7
    assert placemarks(placemark(polygon(SHELL))).links == 0


@pytest.mark.parametrize(
    "drawn", [RING.format(SHELL), polygon(SHELL), LINE.format("1,2 3,4"), POINT.format("1,2")]
)
def test_coordinates_of_nothing_are_of_no_shape(placemarks, drawn):
    stray = "<x><coordinates>7,7 8,8</coordinates></x>"
    alone, behind = placemarks(placemark(drawn), placemark(stray + drawn)).placemarks
    assert behind.wkb == alone.wkb


def test_types_of_a_schema(placemarks):
    fields = '<SimpleField name="A" type="int"/><SimpleField name="B"/><SimpleField type="int"/>'
    found = placemarks(f"<Schema>{fields}<SimpleField name='A' type='string'/></Schema>", placemark(""))
    assert found.types == {"A": "int", "B": "string"}


def test_columns_that_a_schema_calls_numbers(path):
    schema = "".join(f'<SimpleField name="{name}" type="{kind}"/>' for name, kind in
                     {"a": "int", "b": "double", "c": "string", "d": "uint", "e": "float"}.items())  # fmt: skip
    rows = [
        {"a": "1", "b": "1.5", "c": "7", "d": "1", "e": "x"},
        {"a": "2", "b": None, "c": "8", "d": None, "e": "1"},
    ]
    marks = [
        placemark(
            "<ExtendedData><SchemaData>"
            + "".join(
                f'<SimpleData name="{name}">{value}</SimpleData>' for name, value in row.items() if value
            )
            + f"</SchemaData></ExtendedData>{polygon(SHELL)}"
        )
        for row in rows
    ]
    reading = Kml().read(path(f"<kml><Schema>{schema}</Schema>{''.join(marks)}</kml>"), ReadOptions())
    columns = {name: list(values) for name, values in reading.columns.items()}
    assert columns == {
        "a": [1, 2], "b": [1.5, pytest.approx(np.nan, nan_ok=True)], "c": ["7", "8"],
        "d": [1, pytest.approx(np.nan, nan_ok=True)], "e": ["x", "1"],
    }  # fmt: skip
    assert (reading.record.dtype, reading.line.dtype, reading.line.tolist()) == (np.int64, np.int64, [1, 1])
    assert (reading.crs.to_epsg(), reading.encoding) == (4326, "utf-8")


def test_a_broken_shape_is_told_with_its_line_and_a_column_may_be_called_folder(path):
    folders = [
        f"<Folder><name>{name}</name>{placemark(said + drawn)}\n</Folder>"
        for name, said, drawn in (
            (
                "一",
                '<ExtendedData><Data name="folder"><value>x</value></Data></ExtendedData>',
                polygon(SHELL),
            ),
            ("二", "", polygon("0,0 9,0 9,9 0,9")),
            ("三", "", polygon("0,0 9,x 9,9 0,0")),
            ("四", "", polygon(SHELL)),
        )
    ]
    frame = read_parcels(path(f"<kml><Document>{''.join(folders)}</Document></kml>"))
    assert frame["folder"].fillna("").tolist() == ["x", ""]
    (other,) = [name for name in frame if name.startswith("folder") and name != "folder"]
    assert frame[other].tolist() == ["一", "四"]
    assert [(each.code, each.record, each.line) for each in unreadable_of(frame)] == [
        ("ring_not_closed", 1, 2),
        ("bad_number", 2, 3),
    ]
    assert frame.attrs["geokit"]["layer"] is None


def test_what_is_said_of_a_file_as_a_whole(path):
    twice = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>' for name, value in ("a1", "a2", "b1", "b2")
    )
    said = f"<ExtendedData>{twice}</ExtendedData>"
    link = "<NetworkLink/><GroundOverlay/>"
    text = (
        f"<kml>{link}\n{placemark(polygon(SHELL))}\n{placemark(said + polygon(SHELL))}{placemark(said)}</kml>"
    )
    frame = read_parcels(path(text))
    told = {each.code: each.localize("en") for each in notices_of(frame)}
    assert told["link_not_followed"] == (
        "it points to 2 things that lie elsewhere (network links, overlays): not followed"
    )
    assert told["repeated_keys"] == (
        "line 3: a placemark says different things under one name (a, b), 4 times in the file: the first one stands"
    )


def packed(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return path


WITH, WITHOUT = f"<kml>{placemark(polygon(SHELL))}</kml>", "<kml><NetworkLink/></kml>"


def test_the_one_kml_of_an_archive_that_draws_is_read(tmp_path):
    path = packed(tmp_path / "x.kmz", doc_kml=WITHOUT, a_KML=WITH, b_txt=WITH)
    assert shapely.area(read_parcels(path).geometry.to_numpy()).tolist() == [81]
    with pytest.raises(
        InputError, match=r"the KMZ holds several KML: a\.kml, b\.kml; unpack it and name one"
    ):
        read_parcels(packed(tmp_path / "y.kmz", b_kml=WITH, a_kml=WITH, doc_kml=WITHOUT))
    with pytest.raises(FormatError, match="the KMZ holds no placemark"):
        read_parcels(packed(tmp_path / "z.kmz", doc_kml=WITHOUT))


def test_an_archive_holds_so_many_elements(tmp_path, monkeypatch):
    monkeypatch.setattr(kml, "_BLOCK_BYTES", 7)
    path = packed(tmp_path / "x.kmz", doc_kml=WITH, more_kml=WITHOUT)
    tags = WITH.count("<") + WITHOUT.count("<")
    monkeypatch.setattr(kml, "_FREE_TAGS", tags - 2 * path.stat().st_size)
    assert len(read_parcels(path)) == 1
    monkeypatch.setattr(kml, "_FREE_TAGS", tags - 2 * path.stat().st_size - 1)
    with pytest.raises(FormatError, match=f"more than the {tags - 1} elements that a file of this size"):
        read_parcels(path)


def test_an_archive_may_unpack_to_fifty_times_its_size():
    assert (kml._LIMITS.max_ratio, kml._LIMITS.any_ratio_bytes) == (50, 16 << 20)
    assert (kml._FREE_TAGS, kml._TAGS_PER_BYTE, kml._BLOCK_BYTES) == (500_000, 2, 1 << 20)


@pytest.mark.parametrize("suffix", ["kml", "KMZ"])
def test_a_written_kml_is_called_by_its_name(tmp_path, suffix):
    path = tmp_path / f"地块 一.{suffix}"
    write_parcels(make_parcels([square(0, 0, 100)]), path)
    if suffix == "KMZ":
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["doc.kml"]
            text = archive.read("doc.kml").decode("utf-8")
    else:
        text = path.read_text("utf-8")
    assert "<name>地块 一</name>" in text
    assert '<SimpleData name="dkbh">A</SimpleData>' in text
