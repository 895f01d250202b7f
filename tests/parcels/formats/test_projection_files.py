"""A .prj that PROJ refuses, or that says less than a projection needs, costs the coordinate system and nothing else."""

import shutil

import pytest

from geokit.cli._program import run
from geokit.errors import FormatError
from geokit.land.crs.zones import zone_of
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

GEOGCS = 'GEOGCS["y",DATUM["z",SPHEROID["a",6378137,298.257]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]'
REFUSED = [
    'PROJCS["x"]',
    f'PROJCS["x",{GEOGCS},PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",1e400],UNIT["Meter",0]]',
    "PROJCS[" * 20_000,
]
ANY = [
    *REFUSED,
    f'PROJCS["x",{GEOGCS},PROJECTION["Transverse_Mercator"],UNIT["Meter",1]]',
    f'PROJCS["x",{GEOGCS},PROJECTION["Nonsense"],UNIT["Meter",1]]',
    'GEOGCS["y",DATUM["z",SPHEROID["a",0,0]],UNIT["Degree",0]]',
    'LOCAL_CS["x",UNIT["m",1]]',
    "garbage",
    "(" * 100_000,
    "+proj=tmerc",
    "\x00\xff",
    " ",
]


@pytest.fixture
def shapefile(tmp_path):
    write_parcels(make_parcels([square(0, 0, 100), square(100, 0, 100)]), tmp_path / "x.shp")
    return tmp_path / "x.shp"


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_a_system_that_is_refused_is_left_out_and_said(shapefile, text):
    shapefile.with_suffix(".prj").write_text(text, encoding="latin-1")
    frame = read_parcels(shapefile)
    assert (len(frame), frame.crs) == (2, None)
    assert "projection_refused" in [notice.code for notice in notices_of(frame)]
    assert read_parcels(shapefile, crs=4548).crs.to_epsg() == 4548
    assert shapefile.with_suffix(".prj").read_text(encoding="latin-1") == text


@pytest.mark.parametrize(
    "text", [*REFUSED, "garbage", "国家2000", "+proj=tmerc"], ids=range(len(REFUSED) + 3)
)
def test_a_file_whose_system_is_not_understood_is_not_said_to_have_none(shapefile, text):
    shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
    codes = [notice.code for notice in notices_of(read_parcels(shapefile))]
    assert codes.count("projection_refused") == 1
    assert "crs_missing" not in codes


@pytest.mark.parametrize("text", ["", " \r\n"])
def test_a_blank_file_names_no_system(shapefile, text):
    shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
    assert "crs_missing" in [notice.code for notice in notices_of(read_parcels(shapefile))]


@pytest.mark.parametrize("code", [4527, 4548, 4490])
def test_the_second_form_of_well_known_text(shapefile, code):
    from pyproj import CRS

    text = CRS(code).to_wkt("WKT2_2019")
    shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
    frame = read_parcels(shapefile)
    assert "projection_refused" not in [notice.code for notice in notices_of(frame)]
    # In degrees the file contradicts its own coordinates.
    assert frame.crs == (None if code == 4490 else CRS(code))


@pytest.mark.parametrize("text", ANY, ids=range(len(ANY)))
def test_no_system_is_beyond_words(shapefile, text, capsys):
    shapefile.with_suffix(".prj").write_text(text, encoding="latin-1")
    for command in (["inspect", str(shapefile)], ["reconcile", str(shapefile), "--control", "20000m2"]):
        assert run(command) in {0, 2}
        assert capsys.readouterr().err.count("\n") <= 1


def test_a_projection_without_a_meridian_is_of_no_zone():
    from pyproj import CRS

    crs = CRS(f'PROJCS["x",{GEOGCS},PROJECTION["Transverse_Mercator"],UNIT["metre",1]]')
    assert zone_of(crs) is None


def test_a_file_whose_projection_nobody_knows_is_shown_all_the_same(shapefile, capsys):
    text = f'PROJCS["x",{GEOGCS},PROJECTION["Nonsense"],UNIT["metre",1]]'
    shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
    assert run(["inspect", str(shapefile)]) == 0
    assert "PROJ does not know the projection of “x”" in capsys.readouterr().out


def test_a_file_that_is_damaged_besides_stays_refused(shapefile):
    shapefile.with_suffix(".prj").write_text(REFUSED[0], encoding="utf-8")
    shutil.copy(shapefile.with_suffix(".dbf"), shapefile)
    with pytest.raises(FormatError):
        read_parcels(shapefile)
