"""The files that notebooks read are those that their maker makes."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

import geokit as gk

sample_files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("sample_files.py"))))

TEXTS = ("acquired.geojson", "broken.dbf", "broken.shp", "farmland.geojson", "survey.txt")
PARCELS = ("drawing.dxf", "points.xlsx")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    sample_files.write(folder)
    return folder


def test_every_file_has_a_maker(made):
    assert sorted(each.name for each in made.iterdir()) == sorted(
        each.name for each in sample_files.FOLDER.iterdir()
    )


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_what_its_maker_makes(made, name):
    assert (sample_files.FOLDER / name).read_bytes() == (made / name).read_bytes()


@pytest.mark.parametrize("name", PARCELS)
def test_a_drawing_or_workbook_holds_what_its_maker_puts_in(made, name):
    # Its other bytes are those of the library that wrote it.
    there, new = gk.read_parcels(sample_files.FOLDER / name), gk.read_parcels(made / name)
    assert there.equals(new)
