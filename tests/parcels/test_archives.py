"""What is refused of a zip archive before anything of it is unpacked, each for its own reason."""

import struct
import time
import zipfile
import zlib

import pytest

from geokit.errors import FormatError
from geokit.parcels import archives
from geokit.parcels.archives import Limits, listing_of, members_of, unpack
from geokit.parcels.read import read_parcels


@pytest.fixture
def archive(tmp_path):
    def make(members, name="x.zip", method=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(tmp_path / name, "w", method) as opened:
            for member, content in members.items():
                opened.writestr(member, content)
        return tmp_path / name

    return make


def refused(path):
    with pytest.raises(FormatError) as caught:
        read_parcels(path)
    for language in ("zh", "en"):
        assert path.name in caught.value.localize(language)
    return caught.value.localize("en")


def test_a_shapefile_of_zeros_is_refused_by_its_ratio_at_once(archive):
    zeros = bytes(80 * 2**20)
    start = time.process_time()
    path = archive({"layer.shp": zeros, "layer.shx": b"", "layer.dbf": b""})
    packed_in_s = time.process_time() - start
    start = time.process_time()
    said = refused(path)
    assert time.process_time() - start < max(1.0, packed_in_s)
    assert "layer.shp" in said
    assert "times its own size" in said


@pytest.mark.parametrize(("name", "member"), [("x.kmz", "doc.kml"), ("x.gdb.zip", "x.gdb/a.gdbtable"), ("x.zip", "a.txt")])  # fmt: skip
def test_so_is_whatever_else_is_packed(archive, name, member):
    assert member in refused(archive({member: b" " * (80 * 2**20)}, name))


def test_what_unpacks_to_little_is_let_in_at_any_ratio(archive):
    assert members_of(archive({"a.txt": bytes(2 * 2**20)})) == ("a.txt",)


def test_a_grid_that_packs_well_is_let_in_whatever_its_size(archive, monkeypatch):
    monkeypatch.setattr(archives, "Limits", lambda: Limits(any_ratio_bytes=2**16))
    rows = (f"DK-{at:05d},{2580000 + at},{39462000 + at},100.000" for at in range(20_000))
    path = archive({"grid.csv": "\n".join(rows)})
    assert members_of(path) == ("grid.csv",)


def test_many_members_are_said_to_be_many(archive):
    assert "more members than the 10,000" in refused(archive(dict.fromkeys(map(str, range(12_000)), b"")))


def test_millions_of_members_are_refused_before_they_are_listed(archive, monkeypatch):
    path = archive(dict.fromkeys((f"{at:0250d}" for at in range(400)), b""))
    monkeypatch.setattr(archives, "MAX_MEMBERS", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(FormatError, match="more members"):
        listing_of(path)


def test_members_that_share_their_bytes_count_against_the_file(archive):
    path = archive({"a.txt": bytes(40 * 2**20), "b.txt": b""})
    data = path.read_bytes()
    at = data.rindex(b"PK\1\2")
    # The second entry of the directory is made a second name of the first member.
    first = data.index(b"PK\1\2")
    twin = bytearray(data[first:at])
    twin[46:51] = b"b.txt"
    path.write_bytes(data[:at] + bytes(twin) + data[at + len(twin) :])
    assert "times its own size" in refused(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_method_is_named(archive, method):
    assert f"uncommon method ({method})" in refused(archive({"a.txt": b"a"}, method=method))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice(archive):
    path = archive({"a.txt": b"a"})
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("a.txt", b"b")
    assert "holds “a.txt” twice" in refused(path)


def test_a_member_without_a_name(archive):
    path = archive({"a": b"a"})
    data = path.read_bytes()
    at = data.index(b"PK\1\2")
    entry = bytearray(data[at : at + 46])
    entry[28:30] = b"\0\0"
    path.write_bytes(data[:at] + bytes(entry) + data[at + 47 :][:12] + struct.pack("<LLH", 46, at, 0))
    assert "damaged" in refused(path)


@pytest.mark.parametrize("offset", [2**31, 2**32 - 2])
def test_a_damaged_offset(archive, tmp_path, offset):
    path = archive({"a.txt": b"a" * 100})
    data = path.read_bytes()
    at = data.index(b"PK\1\2")
    path.write_bytes(data[: at + 42] + struct.pack("<L", offset) + data[at + 46 :])
    with pytest.raises(FormatError, match="damaged"):
        unpack(path, {"a.txt": "0"}, tmp_path)


def test_a_member_that_is_larger_than_it_says(archive, tmp_path):
    path = archive({"a.txt": bytes(2**20)})
    data = path.read_bytes()
    at = data.index(b"PK\1\2")
    path.write_bytes(data[: at + 24] + struct.pack("<L", 10) + data[at + 28 :])
    with pytest.raises(FormatError, match="damaged"):
        unpack(path, {"a.txt": "0"}, tmp_path)
    assert (tmp_path / "0").stat().st_size <= 10


def test_names_of_archives_made_on_windows_are_read(tmp_path):
    name = "地块.txt".encode("gb18030")
    head = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 0, 0, 0x21, zlib.crc32(b"a"), 1, 1, len(name), 0)
    entry = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 0, 0, 0x21, zlib.crc32(b"a"), 1, 1, len(name),
                        0, 0, 0, 0, 0, 0)  # fmt: skip
    body, listed = head + name + b"a", entry + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listed), len(body), 0)
    (tmp_path / "x.zip").write_bytes(body + listed + end)
    assert members_of(tmp_path / "x.zip") == ("地块.txt",)
    unpack(tmp_path / "x.zip", {"地块.txt": "0.txt"}, tmp_path)
    assert (tmp_path / "0.txt").read_bytes() == b"a"


def test_a_kmz_of_empty_elements(archive):
    content = b"<kml><Document>" + b"<Placemark/>" * 700_000 + b"</Document></kml>"
    assert "elements that a file of this size can hold" in refused(archive({"doc.kml": content}, "x.kmz"))
