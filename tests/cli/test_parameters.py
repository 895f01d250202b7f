"""Parameters between datums come from a file of their own, and reach nothing that is written or said."""

from __future__ import annotations

import pickle

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.land.crs.frames import reproject_frame
from geokit.land.crs.transform import load_parameters
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

# Invented, and unlike any number that an output could hold by chance.
NUMBERS = ("-13.57913", "24.68024", "97.53197", "1.23454", "-2.34565", "3.45676", "6.78987")
PARAMETERS = """
kind = "helmert"
source = "Xian 1980"
target = "CGCS2000"
convention = "coordinate_frame"
shift_m = [-13.57913, 24.68024, 97.53197]
rotation_arcsec = [1.23454, -2.34565, 3.45676]
scale_ppm = 6.78987
residual_m = 0.05
"""


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.toml"
    path.write_text(PARAMETERS, encoding="utf-8")
    return path


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "西安80.txt"
    write_parcels(make_parcels([square(0, 0, 100), square(95, 0, 100)], crs="EPSG:2384"), path)
    return path


def holds_a_number(text: str) -> bool:
    return any(number.lstrip("-") in text for number in NUMBERS)


def test_without_parameters_another_datum_is_refused(survey, tmp_path, capsys):
    assert run(["convert", str(survey), str(tmp_path / "x.gpkg"), "--to-crs", "EPSG:4548"]) == 2
    assert "give transformation parameters" in capsys.readouterr().err
    assert not (tmp_path / "x.gpkg").exists()


def test_with_parameters_it_is_carried_and_the_residual_is_said(survey, secret, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    for name in ("x.gpkg", "x.geojson", "x.txt", "x.parquet"):
        arguments = [
            "convert",
            str(survey),
            str(out / name),
            "--to-crs",
            "EPSG:4527",
            "--parameters",
            str(secret),
        ]
        assert run(arguments) == 0
    said = capsys.readouterr()
    assert "residual stated with them is 0.05 m" in said.err
    assert not holds_a_number(said.err + said.out)
    moved = gk.read_parcels(out / "x.gpkg")
    assert moved.crs.to_epsg() == 4527
    before = gk.read_parcels(survey).total_bounds
    assert 1 < abs(moved.total_bounds[0] % 1e6 - before[0] % 1e6) < 500
    report = gk.audit(parcels=moved)
    for name in ("audit.json", "audit.txt", "audit.sarif"):
        report.save(out / name)
    for file in out.iterdir():
        assert not holds_a_number(file.read_bytes().decode("latin-1")), file.name


def test_nothing_that_is_printed_pickled_or_raised_holds_them(survey, secret, tmp_path, caplog):
    parameters = load_parameters(secret)
    frame = gk.read_parcels(survey)
    moved = reproject_frame(frame, "EPSG:4548", parameters=parameters)
    assert not holds_a_number(repr(parameters) + str(parameters) + repr(moved.attrs) + caplog.text)
    with pytest.raises(TypeError):
        pickle.dumps(parameters)
    with pytest.raises(gk.GeokitError) as caught:
        reproject_frame(make_parcels([square(0, 0, 1)], crs="EPSG:2416"), "EPSG:4548", parameters=parameters)
    assert not holds_a_number(str(caught.value) + repr(caught.value))
    broken = tmp_path / "broken.toml"
    broken.write_text(PARAMETERS.replace("24.68024", '"24.68024"'), encoding="utf-8")
    with pytest.raises(gk.GeokitError) as caught:
        load_parameters(broken)
    assert not holds_a_number(str(caught.value) + repr(caught.value))
