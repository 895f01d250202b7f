"""The phase of a file whose records name none: the caller's, or the one that its name says, and then that is said."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.auditing.findings import Severity
from geokit.parcels.phases import phase_in
from geokit.testing import findings_of, make_parcels, make_park, square


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("一期", "一期"),
        ("龙湖第三期界址点", "三期"),
        ("２期_0601", "2期"),
        ("十二期", "十二期"),
        ("phase2", "phase2"),
        ("Park Phase-II", "Phase-II"),
        ("一期一期", "一期"),
        ("一期二期", None),
        ("一、二期", None),
        ("一二期", None),
        ("1-3期", None),
        ("一至三期", None),
        ("phase1-3", None),
        ("近期建设", None),
        ("工期", None),
        ("公报2026年第128期", None),
        ("phases", None),
        ("地块", None),
    ],
)
def test_a_name_says_one_phase_or_none(name, phase):
    assert phase_in(name) == phase


def written(folder, name, **columns):
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], **columns)
    gk.write_parcels(parcels, folder / name)
    return folder / name


def test_a_name_is_asked_where_no_record_names_a_phase(tmp_path):
    path = written(tmp_path, "一期.gpkg")
    frame = gk.read_parcels(path)
    assert frame["phase"].tolist() == ["一期", "一期"]
    assert [notice.code for notice in gk.notices_of(frame)] == ["phase_from_name"]
    (finding,) = findings_of(gk.audit(path), "irregular_file")
    assert finding.severity is Severity.INFO
    assert "一期.gpkg" in finding.message("zh")

    partly = gk.read_parcels(written(tmp_path, "二期.gpkg", phase=["一期", None]))
    assert partly["phase"].tolist() == ["一期", None]
    assert gk.notices_of(partly) == []


def test_the_callers_phase_goes_to_records_that_name_none(tmp_path):
    path = written(tmp_path, "二期.gpkg", phase=["一期", None])
    assert gk.read_parcels(path, phase="三期")["phase"].tolist() == ["一期", "三期"]
    frame = gk.read_parcels(written(tmp_path, "四期.gpkg"), phase="三期")
    assert frame["phase"].tolist() == ["三期", "三期"]
    assert gk.notices_of(frame) == []


def test_each_file_of_several_is_asked_for_itself(tmp_path):
    paths = [written(tmp_path, name) for name in ("一期.gpkg", "phase2.gpkg", "其他.gpkg")]
    for given in (paths, tmp_path):
        frame = gk.read_parcels(given)
        assert dict(zip(frame["source"].str.split("/").str[-1], frame["phase"], strict=True)) == {
            "一期.gpkg": "一期",
            "phase2.gpkg": "phase2",
            "其他.gpkg": None,
        }


def test_the_phase_in_park_toml_stands_before_the_name_of_the_file(tmp_path):
    (tmp_path / "park").mkdir()
    written(tmp_path / "park", "一期.gpkg")
    park = make_park(
        tmp_path,
        '[[parcels]]\nfile = "一期.gpkg"\nphase = "second"\n\n'
        '[[zones]]\nid = "second"\nkind = "phase"\nname = { zh = "二期", en = "second" }\n',
    )
    assert gk.ledger(park).to_frame()["phase"].tolist() == ["second", "total"]
