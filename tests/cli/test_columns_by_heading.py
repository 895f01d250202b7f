"""A column is named by its file's own heading as well as by its standard name, wherever an option takes one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.errors import UnknownNameError
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two parcels of two owners, under headings that an office uses; XZ is known to nobody."""
    ring = [[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]]
    features = [
        {
            "type": "Feature",
            "properties": {"地块编号": name, "权属": owner, "XZ": village},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[500_000 + east + x, 3_300_000 + y] for x, y in ring]],
            },
        }
        for name, owner, village, east in (("A", "集体", "东村", 0), ("B", "国有", "西村", 200))
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    path = tmp_path / "地块.geojson"
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["权属", "ownership"])
def test_parcels_are_numbered_by_a_heading_of_their_file(file: Path, tmp_path: Path, name: str) -> None:
    output = tmp_path / "numbered.gpkg"
    written = f"{{{name}}}-{{:03d}}"
    assert run(["number", str(file), "--by", name, "--pattern", written, "-o", str(output)]) == 0
    assert gk.read_parcels(output)["number"].tolist() == ["集体-001", "国有-001"]


def test_numbers_are_written_over_the_column_that_a_heading_became(file: Path) -> None:
    numbered = gk.number_parcels(file, into="地块编号", pattern="{:02d}")
    assert numbered["id"].tolist() == ["01", "02"]
    assert "地块编号" not in numbered


@pytest.mark.parametrize(("name", "count"), [("权属", 2), ("XZ", 2)])
def test_a_ledger_is_grouped_by_a_heading(file: Path, name: str, count: int, tmp_path: Path) -> None:
    output = tmp_path / "ledger.csv"
    line = ["ledger", str(file), "--column", "XZ=village", "--by", name, "-o", str(output)]
    run(line)
    assert len(pd.read_csv(output)) == count + 1


def test_a_ledger_in_python_takes_headings_and_words(file: Path) -> None:
    for name in ("权属", "ownership", "权属性质"):
        assert gk.ledger(file, by=name).groups.columns == ("ownership",)


def test_a_heading_of_another_file_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownNameError, match="土地所有权"):
        gk.number_parcels(file, by="土地所有权")
    assert run(["ledger", str(file), "--by", "土地所有权", "--lang", "en"]) == 2
    assert "土地所有权" in capsys.readouterr().err


def test_sheets_are_grouped_by_a_heading(file: Path, tmp_path: Path) -> None:
    output = tmp_path / "sheets.pdf"
    assert run(["sheets", str(file), "--group-by", "权属", "-o", str(output)]) == 0
    assert output.exists()


def test_a_table_of_land_classes_is_grouped_by_a_heading() -> None:
    survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    parcels = make_parcels([square(0, 0, 100)], declared_m2=[10_000]).assign(批次号="一批")
    table = gk.land_class_table(parcels.drop(columns="batch"), survey, by=["批次号"])
    assert table.to_frame()["batch"].tolist()[0] == "一批"


def test_indicators_are_grouped_by_a_heading_that_the_settings_know() -> None:
    book = pd.DataFrame({"地块编号": ["A"], "地类编码": ["0601"], "面积（亩）": [3], "期次": ["一期"]})
    by_word, by_name = (
        gk.indicator_table({"parcels": book}, settings="park-audit", by=by).by for by in ("期次", "phase")
    )
    assert by_word == by_name == ("phase",)
