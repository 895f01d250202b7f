"""A folder, an archive and a list of files: each file is read as what it is, and none goes missing."""

import os
import shutil
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.cli._program import run
from geokit.errors import CrsError, InputError, UnknownNameError
from geokit.land.crs.frames import reproject_frame
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels
from geokit.parcels.table import parcel_frame
from geokit.parcels.write import write_parcels


def parcels(*ids, at=0, **extra):
    east = 39_462_000 + 1000 * at
    boxes = [shapely.box(east + 100 * n, 2_580_000, east + 100 * n + 80, 2_580_100) for n in range(len(ids))]
    return parcel_frame(
        {"id": list(ids), "name": [f"地块{each}" for each in ids]}, boxes, crs="EPSG:4527", extra=extra
    )


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "报件"
    place.mkdir()
    write_parcels(parcels("A", "B"), place / "甲.txt")
    write_parcels(parcels("C", at=1), place / "乙.txt")
    write_parcels(parcels("D", at=2, 备注=["x"]), place / "丙.gpkg")
    return place


def packed(folder, path=None, **others):
    path = path or folder.parent / "报件.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"内/{file.relative_to(folder).as_posix()}")
        for name, content in others.items():
            archive.writestr(name, content)
    return path


def count_of(frame):
    return len(frame) + len(unreadable_of(frame))


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


def test_a_folder(folder):
    frame = read_parcels(folder)
    assert dict(zip(frame["id"], frame["source"], strict=True)) == {
        "A": "甲.txt", "B": "甲.txt", "C": "乙.txt", "D": "丙.gpkg"}  # fmt: skip
    assert frame.crs.to_epsg() == 4527
    assert frame.geometry.area.tolist() == [8000] * 4
    assert frame.attrs["geokit"]["format"] == "folder"
    assert frame["备注"].tolist().count("x") == 1


def test_folders_in_a_folder_are_not_said_to_hold_no_parcels(folder):
    (folder / "二期").mkdir()
    shutil.copy(folder / "甲.txt", folder / "二期" / "丁.txt")
    (folder / "说明.md").write_text("x")
    said = {notice.code: notice.localize("en") for notice in notices_of(read_parcels(folder))}
    assert said["files_passed_over"] == "these hold no parcels and were passed over: 说明.md"
    assert said["folders_not_read"] == (
        "these folders in it were not read: 二期/; name them too if they hold parcels"
    )


def test_what_cannot_be_opened_in_a_folder_is_named_and_the_rest_is_read(folder):
    expected = read_parcels(folder)["id"].tolist()
    (folder / "链.gpkg").symlink_to("没有.gpkg")
    (folder / "自.txt").symlink_to("自.txt")
    os.mkfifo(folder / "管.csv")
    frame = read_parcels(folder)
    assert frame["id"].tolist() == expected
    assert [(each.code, each.id) for each in unreadable_of(frame)][-3:] == [
        ("file_unreadable", name) for name in ("管.csv", "自.txt", "链.gpkg")
    ]


def test_a_folder_of_nothing_but_what_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "a.gpkg").symlink_to("none.gpkg")
    with pytest.raises(InputError, match=r"a\.gpkg"):
        read_parcels(tmp_path)


@pytest.fixture
def listed(folder):
    link = folder / "链.gpkg"
    link.symlink_to("没有.gpkg")
    return [folder / "甲.txt", link]


def test_a_link_to_nothing_in_a_list_is_named_and_the_rest_is_read(listed):
    frame = read_parcels(listed)
    assert frame["id"].tolist() == read_parcels(listed[0])["id"].tolist()
    assert [(each.code, each.id) for each in unreadable_of(frame)] == [("file_unreadable", "链.gpkg")]
    report = gk.audit(parcels=listed)
    assert [each.rule for each in report.findings if each.source.file == "链.gpkg"] == ["unreadable_record"]
    assert len(report.audited[0].parcels) == len(frame)


def test_a_command_reads_what_lies_beside_a_link_to_nothing(listed, capsys):
    assert run(["audit", *map(str, listed), "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert (
        "链.gpkg cannot be read: the whole file cannot be read: is a link to nothing: it points to "
        "“没有.gpkg”" in " ".join(said.out.split())
    )
    assert "mixed" not in said.out
    assert run(["convert", *map(str, listed), "-o", str(listed[0].with_name("z.gpkg")), "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert (
        "not converted: 链.gpkg cannot be read: the whole file cannot be read: is a link to nothing"
        in said.err
    )


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (lambda listed: listed[1:], "a link to nothing: it points to “没有.gpkg”"),
        (lambda listed: [listed[0], listed[0].with_name("x.shp")], "there is no such file"),
    ],
)
def test_a_link_to_nothing_alone_and_a_name_of_nothing_are_refused(listed, named, said):
    for call in (read_parcels, lambda files: gk.audit(parcels=files)):
        with pytest.raises(InputError, match=said):
            call(named(listed))
    assert run(["audit", *map(str, named(listed))]) == 2


def test_what_the_caller_asks_is_not_laid_to_the_files(folder):
    with pytest.raises(InputError, match="no-such"):
        read_parcels(folder, encoding="no-such")


def test_an_archive_gives_the_same_parcels(folder):
    frame = read_parcels(packed(folder))
    assert sorted(frame["id"]) == ["A", "B", "C", "D"]
    assert set(frame["source"]) == {"报件.zip/内/甲.txt", "报件.zip/内/乙.txt", "报件.zip/内/丙.gpkg"}
    assert codes(frame) == []


def test_a_list(folder):
    frame = read_parcels([folder / "甲.txt", str(folder / "丙.gpkg")])
    assert frame["source"].tolist() == ["甲.txt", "甲.txt", "丙.gpkg"]
    one = read_parcels([folder / "甲.txt"])
    assert one.drop(columns="geometry").equals(read_parcels(folder / "甲.txt").drop(columns="geometry"))
    with pytest.raises(InputError, match="no file is named"):
        read_parcels([])


def test_files_of_one_name_are_told_apart(folder, tmp_path):
    (tmp_path / "二").mkdir()
    shutil.copy(folder / "乙.txt", tmp_path / "二" / "甲.txt")
    frame = read_parcels([folder / "甲.txt", tmp_path / "二" / "甲.txt"])
    assert [str(Path(each)) for each in frame["source"].unique()] == [
        str(Path("报件/甲.txt")),
        str(Path("二/甲.txt")),
    ]


def test_one_file_in_an_archive(folder):
    for name in ("乙.txt", "丙.gpkg"):
        (folder / name).unlink()
    assert read_parcels(packed(folder))["id"].tolist() == ["A", "B"]


def test_a_layer_is_the_name_of_a_file(folder):
    path = packed(folder)
    for layer in ("丙", "丙.gpkg", "内/丙.gpkg"):
        assert read_parcels(path, layer=layer)["id"].tolist() == ["D"]
    assert read_parcels(folder, layer="丙")["id"].tolist() == ["D"]
    with pytest.raises(UnknownNameError, match="no file “丁”"):
        read_parcels(path, layer="丁")


def test_shapefiles_bring_their_companions(folder):
    write_parcels(parcels("E", at=3), folder / "丁.shp")
    (folder / "丁.shp.xml").write_text("<metadata/>", encoding="utf-8")
    shutil.copy(folder / "甲.txt", folder / "丁.txt")
    frame = read_parcels(packed(folder))
    assert frame.loc[frame["source"].str.endswith("丁.shp"), "name"].tolist() == ["地块E"]
    assert "files_passed_over" not in codes(frame)


def test_several_shapefiles_are_asked_about_and_read_from_a_folder(tmp_path):
    write_parcels(parcels("A"), tmp_path / "a.shp")
    write_parcels(parcels("B", at=1), tmp_path / "b.shp")
    (tmp_path / "c.txt").write_text("说明", encoding="utf-8")
    with pytest.raises(InputError, match=r"several shapefiles.*layer="):
        read_parcels(packed(tmp_path, tmp_path / "x.zip"))
    (tmp_path / "x.zip").unlink()
    assert sorted(read_parcels(tmp_path)["id"]) == ["A", "B"]


def test_what_cannot_be_read_is_a_record_and_what_is_about_something_else_is_named(folder):
    (folder / "坏.gpkg").write_bytes(b"no database")
    (folder / "坏.txt").write_text(
        "[地块坐标]\n" + "J1,1,abc,39462000.00\nJ2,1,2580000.00,39462100.00\n" * 9, encoding="utf-8"
    )
    (folder / "说明.txt").write_text("共 3 个文件，2026年，请查收", encoding="utf-8")
    (folder / "台账.csv").write_text("地块编号,面积\nA,12345.67\n" * 9, encoding="utf-8")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8")
    for source in (folder, packed(folder)):
        frame = read_parcels(source)
        lost = unreadable_of(frame)
        assert sorted(frame["id"]) == ["A", "B", "C", "D"]
        assert sorted(entry.id.rpartition("/")[2] for entry in lost) == ["坏.gpkg", "坏.txt"]
        assert count_of(frame) == 6
        (notice,) = [each for each in notices_of(frame) if each.code == "files_passed_over"]
        assert all(name in notice.en for name in ("说明.txt", "台账.csv", "照片.jpg"))


def test_records_and_remarks_name_their_file(folder):
    text = (folder / "甲.txt").read_text(encoding="gbk")
    (folder / "甲.txt").write_text(text.replace("2580100.000", "258o100.000", 1), encoding="gbk")
    frame = read_parcels(folder)
    (entry,) = unreadable_of(frame)
    assert "甲.txt: line " in entry.localize("en")
    assert entry.line is None
    assert count_of(frame) == 4


def test_a_file_in_another_system_of_the_same_datum_is_brought_along_and_said_so(folder):
    write_parcels(reproject_frame(parcels("E", at=3), "EPSG:4490"), folder / "甲甲.geojson")
    frame = read_parcels(folder)
    assert frame.crs.to_epsg() == 4527
    np.testing.assert_allclose(frame.geometry.area, 8000, rtol=1e-6)
    assert "crs_brought_together" in codes(frame)


@pytest.mark.parametrize(
    ("crs", "words"), [("EPSG:2361", "are in|is in"), (None, "names no coordinate system")]
)
def test_a_file_in_another_datum_or_in_none_is_refused_with_both_names(folder, crs, words):
    other = parcels("E", at=3).set_crs(crs, allow_override=True)
    write_parcels(other, folder / "戊.gpkg")
    with pytest.raises(CrsError, match=words) as caught:
        read_parcels(folder)
    assert "戊.gpkg" in caught.value.localize("zh")
    assert "丙.gpkg" in caught.value.localize("zh")


def test_an_empty_one_and_one_without_parcels(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match="no file in this folder"):
        read_parcels(tmp_path / "a")
    (tmp_path / "a" / "b.pdf").write_bytes(b"%PDF")
    with pytest.raises(InputError, match=r"only b\.pdf"):
        read_parcels(tmp_path / "a")
    (tmp_path / "a" / "c.txt").write_text("说明", encoding="utf-8")
    with pytest.raises(InputError, match=r"passed over: .*c\.txt"):
        read_parcels(tmp_path / "a")


def test_an_archive_in_an_archive_is_named(folder):
    inner = packed(folder, folder.parent / "内层.zip")
    path = packed(folder, **{"内层.zip": inner.read_bytes()})
    frame = read_parcels(path)
    (entry,) = unreadable_of(frame)
    assert "an archive inside an archive" in entry.localize("en")
    assert len(frame) == 4


def test_what_is_packed_twice_over_is_not_unpacked(folder):
    inner = folder.parent / "x.kmz"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("doc.kml", b" " * (2 * 2**20))
    frame = read_parcels(packed(folder, **{"x.kmz": inner.read_bytes()}))
    (entry,) = unreadable_of(frame)
    assert "times smaller once more" in entry.localize("en")


def test_droppings_of_systems_are_no_files(folder):
    path = packed(folder, **{"__MACOSX/._甲.txt": b"x", ".DS_Store": b"x", "~$台账.xlsx": b"x"})
    assert "files_passed_over" not in codes(read_parcels(path))


def test_names_that_systems_do_not_take(folder):
    content = (folder / "甲.txt").read_bytes()
    path = packed(
        folder, **{f"a{'|' if sys.platform != 'win32' else '-'}b?.txt": content, "很" * 120 + ".txt": content}
    )
    assert len(read_parcels(path)) == 8


def test_looking_lists_the_files(folder):
    look = inspect_file(packed(folder))
    assert (look.format.name, [layer.count for layer in look.layers]) == ("zip", [1, 1, 2])
    assert inspect_file(folder).format.name == "folder"


def test_the_command_line_takes_them(folder, tmp_path, capsys):
    path = packed(folder)
    assert run(["inspect", str(path), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "format: zip archive (zip)" in said
    assert "报件.zip/内/甲.txt: 2 (boundary-point TXT)" in said
    assert run(["convert", str(path), str(tmp_path / "out.gpkg")]) == 0
    assert sorted(read_parcels(tmp_path / "out.gpkg")["id"]) == ["A", "B", "C", "D"]
    (folder / "坏.gpkg").write_bytes(b"no database")
    assert run(["convert", str(folder), str(tmp_path / "out2.gpkg")]) == 1
    assert "坏.gpkg" in capsys.readouterr().err


def test_an_audit_of_them_is_that_of_their_files_joined(folder):
    assert gk.audit(parcels=read_parcels(packed(folder))).ok
    (folder / "坏.gpkg").write_bytes(b"no database")
    assert "unreadable_record" in {
        finding.rule for finding in gk.audit(parcels=read_parcels(folder)).findings
    }
