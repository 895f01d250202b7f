"""Saying what a file is takes a moment, whatever it begins with, under every suffix."""

import itertools
import time
from importlib.metadata import EntryPoint

import pytest
from point_tables import RECTANGLE

import geokit.parcels.formats
from geokit.errors import FormatError
from geokit.parcels.formats import _base
from geokit.parcels.formats._base import Opening, detect_format, known_formats
from geokit.parcels.formats._xml import root_name
from geokit.parcels.read import read_parcels
from geokit.plugins import PluginError

HEAD = 65_536
TOKENS = [b"\n", b" ", b"\r\n", b"\t", b"<?", b"<!--", b"<!DOCTYPE x [", b"<a", b"{", b"}", b'"', b",", b"0", b"9", b"@",
          b'{"type":', b'"type" :', b'{"type":"Feature"', b"}\n{", b"999\n", b"0\nSECTION", b"version 3 ", b"columns",
          b"\xef\xbb\xbf", b"\0", b"\xff\xfe", b"-->", b"?>", b";", b"a"]  # fmt: skip
# Far above what is needed, which is milliseconds; a pattern that tries everything with everything takes minutes.
BOUND_S = 1.0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(known_formats()))
def test_no_sniffer_goes_through_a_head_more_than_a_few_times(name):
    sniff = known_formats()[name].sniff
    for one, other in itertools.product(TOKENS, repeat=2):
        for head in ((one + other) * HEAD, one * (HEAD // 2) + other * HEAD, one + other * HEAD):
            start = time.process_time()
            sniff(Opening(head[:HEAD]))
            assert time.process_time() - start < BOUND_S, (one, other)


@pytest.mark.parametrize(
    "suffix", sorted({end for each in known_formats().values() for end in each.suffixes} | {""})
)
def test_a_head_of_one_token_is_recognised_or_refused_at_once(tmp_path, suffix):
    for number, token in enumerate(TOKENS):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes((token * HEAD)[:HEAD])
        start = time.process_time()
        try:
            detect_format(path)
        except FormatError as error:
            assert path.name in error.localize("en")  # noqa: PT017 - some are recognised, and fail when they are read
        assert time.process_time() - start < BOUND_S, token


def test_only_the_formats_of_the_suffix_are_asked_where_one_of_them_says_yes(tmp_path, monkeypatch):
    asked = []

    def listening(sniff):
        def ask(self, opening):
            asked.append(self.name)
            return sniff(self, opening)

        return ask

    for kind in {type(each) for each in known_formats().values()}:
        monkeypatch.setattr(kind, "sniff", listening(kind.sniff))
    (tmp_path / "a.geojson").write_bytes(b'{"type": "FeatureCollection", "features": []}')
    assert detect_format(tmp_path / "a.geojson").name == "geojson"
    # Of JSON also what is refused by name.
    assert asked == ["esri-json", "geojson"]


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<kml>", "kml"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- <gml> --> <!-- --><k:kml a='1'>", "kml"),
        (b"<!DOCTYPE kml [<!ENTITY a '>'>]><kml/>", "kml"),
        (b"<!DOCTYPE kml><kml/>", "kml"),
        (b"<!-- <kml>", None),
        (b"<?xml", None),
        (b"kml", None),
        ("<?xml version='1.0' encoding='utf-16'?><kml>".encode("utf-16"), "kml"),
    ],
)
def test_the_first_element_stands_behind_the_prolog(head, root):
    assert root_name(head) == root


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xef\xbb\xbf 999\r\nSECTION\r\n  999\r\n0\r\n  0\r\nSECTION\r\n  2\r\n", "dxf"),
        (b'Version   450\r\nCharset "Neutral"\r\n', "mapinfo"),
        (b"!Table\r\n!version 300\r\n", "mapinfo"),
        (b"4\nJ1,,500000.1,2580000.2,\nJ2,,1,2,3\n", "dat"),
        (b"\xef\xbb\xbfHeadBegin\n", "vct"),
        (b'\x1e{"type":"Feature","geometry":null,"properties":{}}\n', "geojsonseq"),
        (b'\n{\n"type" : \n"FeatureCollection",\n"features":[]}', "geojson"),
    ],
)  # fmt: skip
def test_what_each_format_begins_with(head, name):
    assert known_formats()[name].sniff(Opening(head))


ROWS = "".join(f"J{at},DK1,{east},{north},5.2\n" for at, (north, east) in enumerate(RECTANGLE, start=1))
TXT = "".join(f"J{at},1,{north},{east}\n" for at, (north, east) in enumerate(RECTANGLE, start=1))
TXT = f"[地块坐标]\n4,0.8,DK1,甲,面,,,,@\n{TXT}"


@pytest.mark.parametrize("name", ["x", "x.txt", "x.asc", "x.dat"])
@pytest.mark.parametrize("before", ["", "4\n"])
def test_rows_of_cass_are_read_under_other_names(tmp_path, name, before):
    (tmp_path / name).write_text(before + ROWS, encoding="gbk")
    frame = read_parcels(tmp_path / name, crs=4527)
    assert (frame["id"].tolist(), frame.area.tolist()) == (["DK1"], [8_000])


@pytest.mark.parametrize("name", ["x", "x.txt", "x.bak"])
@pytest.mark.parametrize("text", [TXT, TXT.replace("[", "【").replace("]", "】"), TXT.partition("\n")[2]])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_a_boundary_point_txt_is_no_cass_data(tmp_path, name, text, encoding):
    (tmp_path / name).write_text(text, encoding=encoding)
    frame = read_parcels(tmp_path / name, crs=4527)
    assert (frame["id"].tolist(), frame.area.tolist()) == (["DK1"], [8_000])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [("x.dat", TXT, "boundary-point TXT"), ("x.csv", TXT, "boundary-point TXT"), ("x.csv", ROWS, "CASS")],
)
def test_what_stands_under_a_wrong_name_is_named(tmp_path, name, text, found):
    (tmp_path / name).write_text(text, encoding="gbk")
    with pytest.raises(FormatError, match=f"looks like {found}"):
        read_parcels(tmp_path / name)


@pytest.mark.parametrize("head", [b"999\n0\nSECTION\n", b"0\nTABLE\n", b"0", b"999", b"1\nSECTION"])
def test_no_drawing(head):
    assert not known_formats()["dxf"].sniff(Opening(head))


FORMAT = """
from geokit.parcels.formats._base import Format


class {name}(Format):
    title, suffixes = None, (".{name}",)

    def sniff(self, opening):
        return False

    def read(self, path, options):
        raise NotImplementedError
"""


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"one": FORMAT.format(name="A")}, {"one"}),
        ({"folder/__init__": "", "folder/format": FORMAT.format(name="A")}, {"folder"}),
        ({"helpers/__init__": "", "helpers/other": "x = 1"}, set()),
        (
            {"row": FORMAT.format(name="A") + "    name = 'x'\n\n\nFORMATS = (A(),)\n"},
            {"x"},
        ),
    ],
    ids=["file", "folder", "helpers", "table"],
)
def test_where_formats_are_found(tmp_path, monkeypatch, files, names):
    own = set(known_formats())
    lay_formats(tmp_path, monkeypatch, files)
    try:
        assert set(known_formats()) - own == names
    finally:
        known_formats.cache_clear()


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"both": FORMAT.format(name="A") + FORMAT.format(name="B")}, "exactly one format or a table"),
        ({"nothing": "x = 1"}, "exactly one format or a table"),
        ({"again": FORMAT.format(name="A") + "    name = 'vct'\n"}, "two formats called vct"),
    ],
    ids=["two", "none", "taken"],
)
def test_a_file_of_formats_that_is_broken_is_an_error_at_once(tmp_path, monkeypatch, files, problem):
    lay_formats(tmp_path, monkeypatch, files)
    try:
        with pytest.raises(TypeError, match=problem):
            known_formats()
    finally:
        known_formats.cache_clear()


@pytest.mark.parametrize(
    ("suffix", "can_write", "is_taken"),
    [(".txt", False, False), (".txt", True, True), (".park", False, True), (".park", True, True), (".own", True, False)],
)  # fmt: skip
def test_a_suffix_of_another_format_may_be_shared_to_read_alone(monkeypatch, suffix, can_write, is_taken):
    def made(name, suffix, can_write):
        class Made(type(known_formats()["txt"])):
            origin = EntryPoint(name, f"{name}:Made", "geokit.formats")
            suffixes = (suffix,)

        Made.name, Made.can_write = name, can_write
        return Made

    added = {"a": made("a", ".park", can_write=False), "b": made("b", suffix, can_write)}
    monkeypatch.setattr(_base, "load_entry_points", lambda *_, **__: added)
    find = known_formats.__wrapped__
    if not is_taken:
        assert list(find())[-2:] == ["a", "b"]
        return
    with pytest.raises(PluginError) as raised:
        find()
    owner = "a" if suffix == ".park" else "txt"
    assert f"takes the suffix {suffix}, which is that of “{owner}”" in raised.value.localize("en")


def lay_formats(folder, monkeypatch, files):
    """Put files beside those of the package; each name is used once, for what was imported stays."""
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(geokit.parcels.formats, "__path__", [*geokit.parcels.formats.__path__, str(folder)])
    known_formats.cache_clear()
