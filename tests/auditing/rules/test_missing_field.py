from __future__ import annotations

import geopandas as gpd
import pytest
from rule_cases import audit_table, table_of

import geokit as gk
from geokit.cli._program import run
from geokit.errors import SettingsError
from geokit.parcels.read import read_parcels
from geokit.testing import findings_of, make_parcels, square


def test_parcels_without_an_id_are_one_finding():
    assert audit_table(table_of(), "missing_field") == []
    (finding,) = audit_table(table_of().assign(id=["12", None, ""]), "missing_field")
    assert finding.subjects == ("row:1", "row:2")
    assert finding.message("en").endswith("named here by their record: row:1, row:2 (2 in all)")


def test_the_fields_are_a_setting():
    found = audit_table(
        table_of(village=["东村", None, "西村"]), "missing_field", fields=["village", "declared_m2"]
    )
    assert [finding.subjects for finding in found] == [("A", "B", "C"), ("B",)]
    with pytest.raises(SettingsError, match=r"rules\.missing_field\.fields"):
        audit_table(table_of(), "missing_field", fields=["vilage"])


def test_thousands_of_parcels_without_an_id_are_one_sentence():
    (finding,) = audit_table(table_of(2000).assign(id=None), "missing_field")
    assert len(finding.subjects) == 2000
    assert finding.message("en").endswith("and 1992 more (2000 in all)")


def write(path, count=20, **columns):
    boxes = [square(200 * at, 0, 100) for at in range(count)]
    gpd.GeoDataFrame(columns, geometry=boxes, crs=4548).to_file(path)
    return path


@pytest.fixture
def strange(tmp_path):
    names = [f"K{at}" for at in range(20)]
    return write(tmp_path / "x.gpkg", 宗地标记=names, 备注=["无"] * 20)


def test_one_finding_names_the_columns_and_the_option(strange):
    (finding,) = findings_of(gk.audit(parcels=read_parcels(strange)), "missing_field")
    text = finding.message("en")
    assert finding.subjects == ("x.gpkg",)
    for part in ("宗地标记, 备注", "parcels: 20", 'columns={"宗地标记": "id"}'):
        assert part in text
    assert "row:" not in text
    assert 'columns={"宗地标记": "id"}' in finding.message("zh")


def test_the_option_is_taken(strange, capsys):
    assert run(["inspect", str(strange), "--column", "宗地标记=id"]) == 0
    assert "宗地标记 → id" in capsys.readouterr().out
    assert run(["inspect", str(strange), "--column", "宗地标记"]) == 2
    assert "ORIGINAL=canonical" in capsys.readouterr().err


def test_a_column_that_is_there_and_empty_is_told_by_its_parcels(tmp_path):
    path = write(tmp_path / "x.gpkg", 3, DKBH=["1", None, None], bz=["a"] * 3)
    (finding,) = findings_of(gk.audit(parcels=read_parcels(path)), "missing_field")
    assert finding.subjects == ("row:1", "row:2")


def test_each_file_is_told_on_its_own(tmp_path, strange):
    other = write(tmp_path / "y.gpkg", 2, DKBH=["1", None], bz=["a"] * 2)
    tables = [read_parcels(strange), read_parcels(other)]
    found = findings_of(gk.audit(parcels=tables), "missing_field")
    assert sorted(len(each.subjects) for each in found) == [1, 1]
    assert {each.source.file for each in found} == {"x.gpkg", "y.gpkg"}


def test_parcels_without_any_column_are_one_finding():
    (finding,) = findings_of(
        gk.audit(parcels=make_parcels([square(0, 0, 100), square(200, 0, 100)], id=None)), "missing_field"
    )
    assert len(finding.subjects) == 2
