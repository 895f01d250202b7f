"""The invented files of examples/bureau/ are what their maker makes, and agree with each other."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely
from openpyxl import load_workbook

bureau_files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("bureau_files.py"))))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bureau")
    bureau_files.write(folder)
    return folder


@pytest.mark.parametrize(("name", "tables"), bureau_files.layers().items())
def test_layers_are_as_they_are_made(made: Path, name: str, tables: dict[str, gpd.GeoDataFrame]) -> None:
    for layer in tables:
        stands = gpd.read_file(bureau_files.FOLDER / name, layer=layer)
        assert stands.equals(gpd.read_file(made / name, layer=layer)), layer
        assert bureau_files.INVENTED in set(stands.iloc[0])


@pytest.mark.parametrize("name", bureau_files.BOOKS)
def test_books_are_as_they_are_made(made: Path, name: str) -> None:
    file = f"{name}.xlsx"
    assert (bureau_files.FOLDER / file).read_bytes() == (made / file).read_bytes()
    assert load_workbook(made / file).sheetnames[0].startswith(bureau_files.INVENTED)


def test_the_survey_covers_the_parcels_once() -> None:
    survey = bureau_files.survey().geometry.to_numpy()
    land = shapely.union_all(bureau_files.parcels().geometry.to_numpy())
    assert shapely.area(shapely.difference(land, shapely.coverage_union_all(survey))) < 1e-6
    assert shapely.coverage_is_valid(survey)


def test_tables_name_parcels_and_batches_that_there_are() -> None:
    ids = {row[0] for row in bureau_files.PARCELS}
    for make in (bureau_files.supply, bureau_files.companies, bureau_files.buildings):
        assert {row[1] for row in make()[1:]} <= ids
    assert {row[0] for row in bureau_files.steps()[1:]} == {row[2] for row in bureau_files.PARCELS} - {None}
