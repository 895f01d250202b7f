"""What holds for every written file: complete or absent, the same each time, and nothing left behind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread, current_thread

import pytest

import geokit as gk
from geokit.atomic import atomic_file, atomic_folder, write_bytes
from geokit.cli._program import run
from geokit.errors import OutputError
from geokit.parcels.formats._base import known_formats
from geokit.parcels.formats.gdal.writing import count_records
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

SUFFIXES = sorted(suffix for each in known_formats().values() if each.can_write for suffix in each.suffixes)

# Writes everything that geokit writes into the folder of the first argument, each output under a limit of file size
# where one is given: a system raises the same kind of error there as on a full disk.
WRITE_ALL = """
import json, signal, sys, warnings
import geokit as gk
from geokit.cli._program import run
from geokit.testing import make_parcels, square
folder, limit, *suffixes = sys.argv[1:]
parcels = make_parcels([square(100 * at, 0, 100) for at in range(100)]).assign(id=[f"DK-{at}" for at in range(100)])
gk.write_parcels(parcels, f"{folder}/source.gpkg")
import os
os.mkdir(f"{folder}/out")
report, park = gk.audit(parcels=parcels), gk.load_catalog().park("longhu")
# What fits on no disk may be the page of one pair; what is to be the same bytes is that of all.
page = gk.link_map(gk.load_catalog(gk.example_folder() if int(limit) else None))
if int(limit):
    # Fonts, scripts and libraries are loaded before the disk is full.
    page.save(f"{folder}/first.pdf"); gk.write_parcels(parcels, f"{folder}/first.xlsx")
    import resource
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
said = {}
def attempt(name, write):
    try:
        said[name] = [write(f"{folder}/out/{name}") or 0, ""]
    except gk.GeokitError as error:
        with gk.use_language("en"):
            said[name] = [2, str(error)]
for suffix in suffixes:
    attempt(f"parcels{suffix}", lambda path: bool(gk.write_parcels(parcels, path)) and 0)
for suffix in (".html", ".json", ".txt", ".xlsx", ".gpkg", ".sarif", ".md"):
    attempt(f"report{suffix}", lambda path: bool(report.save(path)) and 0)
for suffix in (".html", ".pdf", ".png", ".svg"):
    attempt(f"map{suffix}", page.save)
attempt("boundaries", lambda path: run(["init", path]))
print(json.dumps(said), file=sys.stderr)
"""


def written(folder, *, limit=0, **environment):
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRITE_ALL, str(folder), str(limit), *SUFFIXES],
        check=True, capture_output=True, text=True, timeout=300,
        env={**os.environ, "GEOKIT_LANG": "en", **environment},
    )  # fmt: skip
    return json.loads(done.stderr.strip().splitlines()[-1]), done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
@pytest.mark.parametrize("limit", [1, 4_000])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, limit):
    said, _ = written(tmp_path / "full", limit=limit)
    assert len(said) > 20
    check_whole_or_absent(said, tmp_path / "full" / "out")
    assert limit > 1 or {status for status, _ in said.values()} == {2}


def check_whole_or_absent(said, folder):
    made = {each.name for each in folder.iterdir() if not (each.is_dir() and not any(each.iterdir()))}
    for name, (status, sentence) in said.items():
        stem = name.partition(".")[0]
        if status == 0:
            assert name in made
        elif name != "boundaries":
            assert "room" in sentence, (name, sentence)
            assert name not in made
        if stem == "parcels":
            assert status == 2, name
    assert {name for name in made if not name.startswith((".nfs", "boundaries"))} <= {
        name for name, (status, _) in said.items() if status == 0
    }


def test_a_disk_that_is_full_indeed(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("only a privileged user mounts a small disk")
    try:
        (disk / "out").mkdir()
        ids = [f"DK-{at}" for at in range(100)]
        parcels = make_parcels([square(100 * at, 0, 100) for at in range(100)]).assign(id=ids)
        # The first writing loads libraries, which is to happen before the disk is full.
        for suffix in SUFFIXES:
            write_parcels(parcels, tmp_path / f"x{suffix}")
        parcels = gk.read_parcels(tmp_path / "x.gpkg")
        with suppress(OSError), (disk / "filled").open("wb", buffering=0) as stream:
            while stream.write(b"x" * 4096):
                pass
        for suffix in SUFFIXES:
            with pytest.raises(OutputError, match="room"):
                write_parcels(parcels, disk / "out" / f"x{suffix}")
            assert list((disk / "out").iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_two_hash_seeds_and_time_zones_give_the_same_bytes(tmp_path):
    made = []
    for number, (seed, zone) in enumerate([("1", "UTC"), ("2", "Asia/Shanghai")]):
        said, _ = written(tmp_path / str(number), PYTHONHASHSEED=seed, TZ=zone)
        assert {status for status, _ in said.values()} == {0}
        made.append(digests(tmp_path / str(number)))
        if not number:
            # Zip archives keep times to two seconds.
            time.sleep(2.1)
    assert made[0] == made[1]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")  # noqa: PTH110
def test_a_full_standard_output_is_said():
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "geokit", "--lang", "en", "parks"],
            check=False, stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "make room" in done.stderr


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".shp", ".gpkg", ".fgb"])
def test_a_file_that_was_cut_does_not_count(tmp_path, suffix):
    drivers = {
        ".geojson": "GeoJSON", ".kml": "LIBKML", ".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".fgb": "FlatGeobuf",
    }  # fmt: skip
    path, parcels = tmp_path / f"x{suffix}", make_parcels([square(0, 0, 100), square(100, 0, 100)])
    write_parcels(parcels.assign(name=['<Placemark "type": "Feature"', "b"]), path)
    assert count_records(path, drivers[suffix]) == 2
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - 4 if suffix != ".gpkg" else 4096)
    assert count_records(path, drivers[suffix]) == 0
    path.write_bytes(b"")
    assert count_records(path, drivers[suffix]) == 0
    path.unlink()
    assert count_records(path, drivers[suffix]) == 0


@pytest.mark.parametrize("size", [10, 80_000])
def test_marks_are_counted_across_blocks(tmp_path, monkeypatch, size):
    monkeypatch.setattr("geokit.parcels.formats.gdal.writing._BLOCK", size)
    path = tmp_path / "x.geojson"
    write_parcels(make_parcels([square(100 * at, 0, 100) for at in range(50)]), path)
    assert count_records(path, "GeoJSON") == 50


def test_gdal_that_loses_a_record_in_silence_is_not_believed(tmp_path, monkeypatch):
    import pyogrio

    whole = pyogrio.write_dataframe
    monkeypatch.setattr(
        pyogrio, "write_dataframe", lambda frame, *args, **kw: whole(frame.head(1), *args, **kw)
    )
    path = tmp_path / "x.geojson"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="only 1 of 2 records"):
        write_parcels(make_parcels([square(0, 0, 100), square(100, 0, 100)]), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["x.geojson"]


def test_an_empty_or_missing_output_is_not_put_in_place(tmp_path):
    for write in (lambda _part: None, lambda part: part.write_bytes(b"")):
        with pytest.raises(OutputError, match="nothing was written"), atomic_file(tmp_path / "x.txt") as part:
            write(part)
    assert list(tmp_path.iterdir()) == []


def test_a_shapefile_does_not_take_the_system_of_the_one_it_replaces(tmp_path):
    frame = make_parcels([square(0, 0, 100)])
    write_parcels(frame, tmp_path / "x.shp")
    for suffix in ("sbn", "qix"):
        (tmp_path / f"x.{suffix}").write_bytes(b"an index of another file")
    (tmp_path / "x.pdf").write_bytes(b"of nobody's")
    write_parcels(frame.set_crs(None, allow_override=True), tmp_path / "x.shp")
    assert read_parcels(tmp_path / "x.shp").crs is None
    assert {each.name for each in tmp_path.iterdir()} == {"x.cpg", "x.dbf", "x.pdf", "x.shp", "x.shx"}


def test_companions_in_capitals_go_too(tmp_path):
    frame = make_parcels([square(0, 0, 100)])
    write_parcels(frame, tmp_path / "x.shp")
    for each in list(tmp_path.iterdir()):
        each.rename(tmp_path / each.name.upper())
    write_parcels(frame.set_crs(None, allow_override=True), tmp_path / "X.SHP")
    assert read_parcels(tmp_path / "X.SHP").crs is None
    assert not [each for each in tmp_path.iterdir() if each.suffix.lower() == ".prj"]


def test_a_geopackage_is_not_spoilt_by_the_log_of_the_one_it_replaces(tmp_path):
    target, frame = tmp_path / "x.gpkg", make_parcels([square(0, 0, 100)])
    write_parcels(frame, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN")
        database.execute("CREATE TABLE large AS SELECT zeroblob(1000000)")
        log = (tmp_path / "x.gpkg-journal").read_bytes()
    (tmp_path / "x.gpkg-journal").write_bytes(log)
    write_parcels(frame, target)
    assert [each.name for each in tmp_path.iterdir()] == ["x.gpkg"]
    assert len(read_parcels(target)) == 1


def test_what_was_read_with_a_file_stays_with_it_where_it_is_not_replaced(tmp_path, monkeypatch):
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.shp")
    before = digests(tmp_path)

    def refuse(source, target, replace=os.replace):
        if Path(target) == tmp_path / "x.shp" and Path(source).read_bytes() == b"new":
            raise PermissionError(errno.EACCES, "locked")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)

    def write_anew():
        with atomic_file(tmp_path / "x.shp") as beside:
            beside.with_suffix(".dbf").write_bytes(b"new")
            beside.write_bytes(b"new")

    with pytest.raises(OutputError):
        write_anew()
    assert digests(tmp_path) == before


def test_a_folder_is_filled_whole_or_not_at_all(tmp_path):
    def fill_in_part():
        with atomic_folder(tmp_path / "a" / "b") as beside:
            (beside / "x").write_text("x", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="nothing of it is left"):
        fill_in_part()
    assert list(tmp_path.iterdir()) == []
    with atomic_folder(tmp_path / "a" / "b") as beside:
        (beside / "x").write_text("x", encoding="utf-8")
    assert [each.name for each in (tmp_path / "a" / "b").iterdir()] == ["x"]


def test_what_killed_processes_left_is_swept_and_nothing_else(tmp_path):
    now, day = time.time(), 86_400
    left, fresh, busy, other, file = (tmp_path / f".geokit-{name}" for name in (
        "abcd1234", "freshone", "busy_one", "notes", "filefile"))  # fmt: skip
    for folder in (left, fresh, busy, other):
        folder.mkdir(mode=0o700)
        (folder / "x.gpkg").write_text("half", encoding="utf-8")
    file.write_text("mine", encoding="utf-8")
    for each in (left, left / "x.gpkg", busy, other, other / "x.gpkg", file):
        os.utime(each, (now - 2 * day, now - 2 * day))
    write_bytes(tmp_path / "x.txt", b"x")
    assert {each.name for each in tmp_path.iterdir()} == {
        "x.txt", ".geokit-freshone", ".geokit-busy_one", ".geokit-notes", ".geokit-filefile"}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of this kind")
def test_a_folder_open_to_others_or_a_link_is_not_swept(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".geokit-linklink").symlink_to(elsewhere)
    (tmp_path / ".geokit-openopen").mkdir(mode=0o755)
    for each in (elsewhere, tmp_path / ".geokit-openopen"):
        os.utime(each, (0, 0))
    write_bytes(tmp_path / "x.txt", b"x")
    assert (tmp_path / ".geokit-linklink").exists()
    assert (tmp_path / ".geokit-openopen").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with names in folders")
def test_a_folder_or_a_pipe_in_the_place_of_an_output_stays(tmp_path):
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    for name, sentence in (("folder.json", "is a folder"), ("pipe.json", "a pipe")):
        with pytest.raises(OutputError, match=sentence):
            gk.audit(parcels=make_parcels([square(0, 0, 100)])).save(tmp_path / name)
    assert run(["parks"]) == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.json", "pipe.json"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files have no paths here")
def test_an_open_pipe_is_no_link_to_follow():
    read, write = os.pipe()
    with os.fdopen(read), os.fdopen(write, "w"), pytest.raises(OutputError, match="is a device, a pipe"):
        write_bytes(Path(f"/proc/self/fd/{write}"), b"text")


def test_no_temporary_folder_is_one_sentence(tmp_path, monkeypatch):
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.gpkg")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="TMPDIR"):
        gk.read_parcels(tmp_path / "x.gpkg")


def test_the_order_of_a_set_is_in_no_drawing(tmp_path, monkeypatch):
    from ezdxf.entitydb import EntityDB

    asked, contents = EntityDB.dxf_types_in_use, set()
    for backwards in (False, True):
        monkeypatch.setattr(
            EntityDB,
            "dxf_types_in_use",
            lambda self, backwards=backwards: sorted(asked(self), reverse=backwards),
        )
        write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.dxf")
        contents.add((tmp_path / "x.dxf").read_bytes())
    assert len(contents) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folder to lock it")
def test_two_that_write_a_shapefile_at_once_do_not_mix(tmp_path, monkeypatch):
    def write(content):
        with atomic_file(tmp_path / "x.shp") as beside:
            for suffix in (".dbf", ".shp", ".shx"):
                beside.with_suffix(suffix).write_bytes(content)

    other = Thread(target=write, args=(b"second",))
    order = []

    def move(source, target, replace=os.replace):
        replace(source, target)
        order.append(Path(target).name)
        if current_thread() is not other and len(order) == 1:
            other.start()
            other.join(0.5)

    monkeypatch.setattr(os, "replace", move)
    write(b"first")
    other.join()
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == dict.fromkeys(
        ["x.dbf", "x.shp", "x.shx"], b"second"
    )
    # Whoever reads meanwhile finds no shapes, and not those of one with the table of the other.
    assert order[2:4] == ["x.shp", "x.shp"]


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folder to lock it")
def test_a_folder_that_another_program_holds_is_written_in_the_end(tmp_path, monkeypatch):
    import fcntl

    monkeypatch.setattr("geokit.folders._LONGEST_WAIT_S", 0.1)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    write_bytes(tmp_path / "x.txt", b"text")
    os.close(descriptor)
    assert (tmp_path / "x.txt").read_bytes() == b"text"


def _links(folder, name, target):
    try:
        (folder / name).symlink_to(target)
    except OSError:
        pytest.skip("this system allows no links")


PRODUCTS = {
    "x.gpkg": lambda path: write_parcels(make_parcels([square(0, 0, 100)]), path),
    "x.html": lambda path: gk.audit(parcels=make_parcels([square(0, 0, 100)])).save(path),
    "x.json": lambda path: gk.audit(parcels=make_parcels([square(0, 0, 100)])).save(path),
    "x.png": lambda path: gk.link_map(gk.load_catalog()).save(path),
    "x.toml": lambda path: gk.write_baseline(gk.audit(parcels=make_parcels([square(0, 0, 100)])), path),
    "x.txt": lambda path: write_parcels(make_parcels([square(0, 0, 100)]), path),
}


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.parametrize("before", ["stands", "dangles"])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path, name, before):
    archive, target = tmp_path / "archive", tmp_path / "archive" / f"kept-{name}"
    archive.mkdir()
    _links(tmp_path, name, Path("archive", "again"))
    _links(archive, "again", target.name)
    if before == "stands":
        target.write_bytes(b"old")
    PRODUCTS[name](tmp_path / name)
    assert (tmp_path / name).is_symlink()
    assert target.stat().st_size > len(b"old")
    assert not target.is_symlink()
    assert sorted(each.name for each in archive.iterdir()) == ["again", target.name]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["archive", name]


def test_a_linked_shapefile_is_written_whole_where_it_lies(tmp_path):
    kept, frame = tmp_path / "kept", make_parcels([square(0, 0, 100)])
    kept.mkdir()
    write_parcels(frame, kept / "y.shp")
    (kept / "y.qix").write_bytes(b"an index of another file")
    for suffix in ("cpg", "dbf", "prj", "shp", "shx"):
        _links(tmp_path, f"x.{suffix}", kept / f"y.{suffix}")
    write_parcels(frame.assign(id=["new"]), tmp_path / "x.shp")
    assert all(each.is_symlink() for each in tmp_path.glob("x.*"))
    assert sorted(each.name for each in kept.iterdir()) == ["y.cpg", "y.dbf", "y.prj", "y.shp", "y.shx"]
    assert list(read_parcels(kept / "y.shp")["id"]) == list(read_parcels(tmp_path / "x.shp")["id"]) == ["new"]


@pytest.mark.parametrize("links", ["shp", "dbf"])
def test_a_shapefile_is_not_parted_by_links(tmp_path, links):
    kept, frame = tmp_path / "kept", make_parcels([square(0, 0, 100)])
    kept.mkdir()
    for name in (tmp_path / "x.shp", kept / "y.shp"):
        write_parcels(frame, name)
    (tmp_path / f"x.{links}").unlink()
    _links(tmp_path, f"x.{links}", kept / f"y.{links}")
    before = digests(tmp_path), digests(kept)
    with pytest.raises(OutputError, match=r"would be read with x\.shp"):
        write_parcels(frame.assign(id=["new"]), tmp_path / "x.shp")
    assert (digests(tmp_path), digests(kept)) == before


@pytest.mark.parametrize("before", ["stands", "dangles"])
def test_a_linked_geodatabase_stays_a_link(tmp_path, before):
    frame = make_parcels([square(0, 0, 100)])
    if before == "stands":
        write_parcels(frame, tmp_path / "kept.gdb")
    _links(tmp_path, "x.gdb", "kept.gdb")
    write_parcels(frame.assign(id=["new"]), tmp_path / "x.gdb")
    assert (tmp_path / "x.gdb").is_symlink()
    assert list(read_parcels(tmp_path / "kept.gdb")["id"]) == ["new"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kept.gdb", "x.gdb"]


@pytest.mark.parametrize("suffix", [".gdb", ".gpkg"])
def test_links_that_lead_round_are_one_sentence(tmp_path, suffix):
    _links(tmp_path, f"x{suffix}", f"y{suffix}")
    _links(tmp_path, f"y{suffix}", f"x{suffix}")
    with pytest.raises(OutputError, match=f"x{suffix} cannot be written \\("):
        write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / f"x{suffix}")
    assert len(list(tmp_path.iterdir())) == 2
