"""Ids of one file that differ only in how they are written are named, and no others."""

import pytest

import geokit as gk
from geokit.parcels.alike_ids import about_alike
from geokit.testing import make_parcels, square


@pytest.mark.parametrize("other", ["dk-01", "ＤＫ－01", "DK–01", "DK_01", "DK - 01", "DK-０１", "DK−01"])
def test_one_id_in_two_ways_of_writing(tmp_path, other):
    path = tmp_path / "x.gpkg"
    make_parcels([square(0, 0, 100), square(100, 0, 100)])[["geometry"]].assign(
        地块编号=["DK-01", other]
    ).to_file(path)
    (notice,) = [each for each in gk.notices_of(gk.read_parcels(path)) if each.code == "ids_alike"]
    assert f"DK-01 = {other}" in notice.zh
    assert f"DK-01 = {other}" in notice.en


@pytest.mark.parametrize("other", ["DK-1", "DK01", "DK-0-1", "DK-01A", "DK-01", None])
def test_other_ids_are_others(other):
    assert about_alike(["DK-01", other]) == []


def test_few_of_many_are_named():
    ids = [text for at in range(30) for text in (f"a{at}", f"A{at}")]
    assert "and 22 more" in about_alike(ids)[0].en
