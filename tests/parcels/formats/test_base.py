"""What a format is: what those of other packages return is looked at, and what a file shows before it is opened."""

from __future__ import annotations

import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from geokit.errors import FormatError, GeokitError, OutputError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice, notices_of, unreadable_of
from geokit.parcels.formats import _base
from geokit.parcels.formats._base import Format, Opening, known_formats
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._reading import Reading
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

NOTICE = Notice.of("x", Words(zh="甲", en="A"))


def reading(shapes=2, records=2, **columns):
    geometry = np.full(shapes, shapely.Point(0, 0), dtype=object)
    return Reading(columns=columns, geometry=geometry, record=np.arange(records))


def test_a_reading_has_a_value_a_shape():
    whole = reading(a=["x", "y"], b=np.zeros(2))
    assert _base._valid_reading(None, whole, "path") is whole
    assert _base._valid_reading(None, reading(0, 0)).columns == {}


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ([1], TypeError, "read returns list, not Reading"),
        (None, TypeError, "read returns NoneType, not Reading"),
        (reading(2, 3), ValueError, "read returns 2 shapes and 3 values of record"),
        (reading(a=["x", "y"], b=["x"]), ValueError, "read returns 2 shapes and 1 values of b"),
        (reading(0, 0, a=["x"]), ValueError, "read returns 0 shapes and 1 values of a"),
    ],
)
def test_a_reading_that_is_none_is_refused(given, kind, said):
    with pytest.raises(kind, match=f"^{said}$"):
        _base._valid_reading(None, given)


def test_layers_are_layers():
    layers = [Layer("甲", 2, "面", has_areas=True), Layer("乙", 0, Words(zh="面", en="area"), has_areas=True)]
    assert _base._valid_layers(None, layers) == tuple(layers)
    assert _base._valid_layers(None, ()) == ()
    with pytest.raises(TypeError, match="layers holds what is no Layer"):
        _base._valid_layers(None, [layers[0], "乙"])
    assert [each.localize("en") for each in layers] == ["甲: 2 (面)", "乙: 0 (area)"]


def test_notices_are_notices_of_a_file_that_is_there(tmp_path):
    frame, path = make_parcels([square(0, 0, 100)] * 2), tmp_path / "a.x"
    with pytest.raises(ValueError, match="write wrote nothing of 2"):
        _base._valid_notices(None, [NOTICE], frame, path)
    (tmp_path / "another.x").touch()
    assert _base._valid_notices(None, (NOTICE,), frame, path) == [NOTICE]
    assert _base._valid_notices(None, [], frame, path) == []
    with pytest.raises(TypeError, match="write returns what is no Notice"):
        _base._valid_notices(None, [NOTICE, "x"], frame, path)


def plugin(**more):
    return lambda: SimpleNamespace(**{"suffixes": (".a",), "also_under": (), **more})


def test_endings_of_either_kind_begin_with_a_point():
    _base._make(plugin(also_under=(".b",)))
    for wrong in ({"suffixes": (".a", "b")}, {"also_under": ("b",)}):
        with pytest.raises(TypeError, match="begins with a point, not 'b'"):
            _base._make(plugin(**wrong))


class Plain(Format):
    title = Words(zh="甲", en="A")
    suffixes = (".a",)

    def sniff(self, opening):
        return bool(opening.head)

    def read(self, path, options):
        raise NotImplementedError


def test_a_format_writes_nothing_and_has_no_layers_unless_it_says_so(tmp_path):
    made = Plain()
    assert (made.name, made.can_read, made.can_write, made.keeps_columns, made.also_under) == (
        "test_base",
        True,
        False,
        False,
        (),
    )
    assert made.rows(tmp_path, None) is None
    assert made.layers(tmp_path) == ()
    with pytest.raises(OutputError) as caught:
        made.write(None, tmp_path, None)
    assert caught.value.localize("en") == "A can be read but not written"
    assert caught.value.localize("zh") == "甲只能读取，不能写出"


def test_a_format_in_a_folder_has_the_name_of_the_folder():
    assert {each.name for each in known_formats().values()} == set(known_formats())
    assert {"txt", "geoparquet", "arrow", "dwg", "shapefile"} <= set(known_formats())


@pytest.mark.parametrize(
    ("head", "beginning"),
    [
        (b"<a", b"<a"),
        (b" \r\n<a ", b"<a "),
        (b"\xef\xbb\xbf<a", b"<a"),
        (b" \xef\xbb\xbf\t<a", b"<a"),
        (b"", b""),
    ],
)
def test_the_beginning_is_without_a_mark_and_blanks(head, beginning):
    assert Opening(head).beginning == beginning


def test_members_are_told_by_their_ending_in_either_case():
    opening = Opening(b"", ("a/X.SHP", "b.dbf"))
    assert opening.has_member(".shp")
    assert opening.has_member(".kml", ".dbf")
    assert not opening.has_member(".kml", ".sh")
    assert not Opening(b"").has_member(".shp")


OPENINGS = {
    "dwg": [b"AC1032", b"AC1.2", b"AC2.10", b"MC0.0"], "mapgis": [b"WMAP`D"],
    "mdb": [b"\0\1\0\0Standard Jet DB\0", b"\0\1\0\0Standard ACE DB\0"],
    "ods": [b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"],
    "esri-json": [
        b'{"rings": [[[0,0],[0,1],[1,1],[0,0]]], "spatialReference": {"wkid": 4548}}',
        b'\xef\xbb\xbf {"displayFieldName":"","geometryType":"esriGeometryPolygon","features":[]}',
        b'{"features":[{"attributes":{"a":1},"geometry":{"x":1,"y":2}}],"spatialReference":{"wkid":4490}}',
        b'{"features":[{"attributes":{"OBJECTID":1},"geometry":{"rings":[[[0,0],[0,1],[1,1],[0,0]]]}}]}',
    ],
    "topojson": [
        b'{"type":"Topology","objects":{}}',
        b'{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon"}]}}}',
    ],
    "web-page": [b"<html><table>", b"\xef\xbb\xbf\n <!DOCTYPE html>", b"<Table border=1>"],
    "excel-xml": [b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'],
    "json-list": [b'[{"type": "Feature", "geometry": null}]', b'\n[ {"geometry": {"type":"Polygon"}}]'],
    "archive": [b"Rar!\x1a\x07\1\0", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", bytes(257) + b"ustar"],
    "document": [b"%PDF-1.7"],
    "wkt": [b"POLYGON ((0 0, 1 0, 1 1, 0 0))", b"\xef\xbb\xbfsrid=4548; MultiPolygon Z (((0 0 0"],
    "sqlite": [b"SQLite format 3\0" + bytes(100)],
    "vct": [b"HeadBegin\n", b"\xef\xbb\xbf\r\nheadbegin", b"DataMark:LANDUSE-VCT"],
}  # fmt: skip
OTHERS = [
    b"AC102", b"AC1x2", b" AC1032", b"MC1.0", b" WMAP", b"\0\1\0\0\0Standard Jet DB", b"\0\1\0Standard Jet DB\0",
    b"\0\1\0\0standard jet db", b"id,WKT\n1,POLYGON ((", b"SQLite format 3\0" + bytes(52) + b"GPKG",
    b"PK\3\4" + bytes(226) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
    b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", b"a headbegin", b"HeadEnd", b"",
    b"<kml>", b"[1, 2]", bytes(256) + b"ustar", b"<Workbook>", b"Rar!", b"PDF",
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"rings":[1]},"geometry":null}]}',
]  # fmt: skip


@pytest.mark.parametrize("head", [head for heads in OPENINGS.values() for head in heads] + OTHERS)
def test_what_is_not_read_is_known_by_its_first_bytes(head):
    found = [name for name in OPENINGS if known_formats()[name].sniff(Opening(head))]
    assert found == [name for name, heads in OPENINGS.items() if head in heads]


@pytest.mark.parametrize("name", OPENINGS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_read_says_what_to_do_instead(name, language, tmp_path):
    made = known_formats()[name]
    suffix = next(iter((*made.suffixes, *made.also_under, ".pdf")))
    with pytest.raises(GeokitError) as caught:
        made.read(tmp_path / f"a{suffix}", None)
    assert made.remedy.localize(language) in caught.value.localize(language)
    assert f"a{suffix}" in caught.value.localize(language)
    assert not made.can_read


def fake(name, suffixes, signs, origin=None, also_under=()):
    return SimpleNamespace(
        name=name, title=Words(zh=name, en=name), suffixes=suffixes, also_under=also_under, origin=origin, can_read=name != "refused",
        sniff=lambda opening: opening.head.startswith(signs),
    )  # fmt: skip


FAKES = [
    fake("a", (".a", ".c"), b"A"), fake("ab", (".ab",), (b"A!", b"B"), also_under=(".a",)), fake("refused", (".r", ".h"), b"R"),
    fake("guest", (".g", ".a"), (b"A", b"G"), "package"), fake("host", (".h",), (b"G", b"H"), "package"),
]  # fmt: skip
NAMED = "its suffix {} says {}, but its content {}"
MISNAMED = "looks like {}; give the file the suffix it should have"
DAMAGED = "is something else; is it damaged or misnamed?"
SEVERAL = "its content could be of several formats ({}); give it the suffix of the right one"
FOUND = {
    ("x.a", b"A"): "a", ("x.A", b"A"): "a", ("x.c", b"A"): "a", ("x.a", b"G"): "guest", ("x.g", b"A"): "guest",
    # Of no suffix that is known: what geokit reads, and only else what others do.
    ("x.z", b"A"): "a", ("x.z", b"B"): "ab", ("x.z", b"H"): "host", ("x.z", b"R"): "refused",
    ("x.h", b"R"): "refused", ("x.h", b"Z"): NAMED.format(".h", "host", DAMAGED),
    ("x.z", b"A!"): SEVERAL.format("a, ab"), ("x.z", b"G"): SEVERAL.format("guest, host"),
    ("x.z", b"Z"): "it is of no format that geokit reads. It reads a, ab, guest, host",
    # Met under another's suffix too.
    ("x.a", b"B"): "ab", ("x.c", b"B"): NAMED.format(".c", "a", MISNAMED.format("ab")),
    ("x.a", b"H"): NAMED.format(".a", "a, guest", MISNAMED.format("host")), ("x.a", b"Z"): NAMED.format(".a", "a, guest", DAMAGED),
    ("x.ab", b"A"): NAMED.format(".ab", "ab", MISNAMED.format("a")), ("x.h", b"A!"): NAMED.format(".h", "host", MISNAMED.format("a, ab")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "head"), FOUND)
def test_a_file_is_of_the_format_that_its_name_and_its_content_say(tmp_path, monkeypatch, name, head):
    monkeypatch.setattr(_base, "known_formats", lambda: {each.name: each for each in FAKES})
    (tmp_path / name).write_bytes(head)
    try:
        found = _base.detect_format(tmp_path / name).name
    except GeokitError as error:
        found = error.localize("en").removeprefix(f"{name}: ")
    assert found == FOUND[name, head]


def test_only_folders_that_are_files_show_their_names(tmp_path):
    for name in ("x.gdb", "x.plain"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.gdbtable").touch()
    (tmp_path / "y.gdb").write_bytes(b"abc")
    assert _base.peek(tmp_path / "x.gdb") == Opening(b"", ("a.gdbtable",))
    assert _base.peek(tmp_path / "y.gdb") == Opening(b"abc")
    with pytest.raises(GeokitError):
        _base.peek(tmp_path / "x.plain")


@pytest.mark.parametrize("suffix", [".xls", ".csv", ".geojson", ".kml", ".zip", ".txt"])
def test_a_web_page_is_none_of_what_its_name_says(tmp_path, suffix):
    (tmp_path / f"x{suffix}").write_bytes(b"<!DOCTYPE html><html><table><tr><td>X</td></tr></table></html>")
    with pytest.raises(FormatError, match=r"^x\S+: this is a web page \(HTML\)"):
        read_parcels(tmp_path / f"x{suffix}")


def test_a_document_of_word_is_no_archive_and_is_passed_over_in_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "y.rar").write_bytes(b"Rar!\x1a\x07\1\0")
    for name in ("x.docx", "x.pdf"):
        with pytest.raises(FormatError, match="PDF and Word are not read"):
            read_parcels(tmp_path / name)
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "a.gpkg")
    frame = read_parcels(tmp_path)
    assert [each.en for each in notices_of(frame)] == [
        "these hold no parcels and were passed over: x.docx, x.pdf"
    ]
    (packed,) = unreadable_of(frame)
    assert packed.id == "y.rar"
    assert "of archives .zip alone is read" in packed.en
