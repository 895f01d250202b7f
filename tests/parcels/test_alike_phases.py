"""Phases that differ only in how they are written are named, in a file and in a ledger of several, and no others."""

import pytest

import geokit as gk
from geokit.parcels.alike_phases import about_alike_phases
from geokit.testing import make_parcels, square


@pytest.mark.parametrize("other", ["1期", "第一期", "１期", "一 期", "Phase 1", "phase I", "Ⅰ期"])
def test_one_phase_in_two_ways_of_writing(tmp_path, other):
    path = tmp_path / "x.gpkg"
    shapes = [square(0, 0, 100), square(100, 0, 100)]
    make_parcels(shapes)[["geometry"]].assign(期次=["一期", other]).to_file(path)
    (notice,) = [each for each in gk.notices_of(gk.read_parcels(path)) if each.code == "phases_alike"]
    assert f"一期 = {other}" in notice.zh
    assert f"一期 = {other}" in notice.en


@pytest.mark.parametrize("other", ["二期", "一期", "十一期", "一期工程", "起步区", None])
def test_other_phases_are_others(other):
    assert about_alike_phases(["一期", other]) == []


def test_a_ledger_by_phase_says_so_of_all_its_files():
    tables = [
        make_parcels([square(east, 0, 100)], phase=[phase]) for east, phase in ((0, "一期"), (200, "1期"))
    ]
    for table in tables:
        assert not any(each.code == "phases_alike" for each in gk.notices_of(table))
    assert "一期 = 1期" in str(gk.ledger(tables))
    assert "一期 = 1期" not in str(gk.ledger(tables, by="stage"))
