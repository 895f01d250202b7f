"""A text of a coordinate system opens no file."""

import json

import pytest

from geokit.errors import CrsError
from geokit.land.crs.datums import references_file
from geokit.land.crs.transform import parse_crs


@pytest.fixture
def listed(tmp_path):
    """Write a list of systems as old programs have it, and return the text that names its first."""
    path = tmp_path / "list"
    path.write_text(
        "<metadata> +version=1\n<mine> +proj=longlat +ellps=GRS80 +no_defs <>\n", encoding="utf-8"
    )
    return f"+init={path}:mine"


def test_a_list_of_systems_is_not_opened(listed):
    with pytest.raises(CrsError, match="not known"):
        parse_crs(listed)


@pytest.mark.parametrize(
    "text",
    [
        "+proj=tmerc +lon_0=117 +nadgrids=@null,/a +type=crs",
        "+proj=longlat +ellps=GRS80 +NADGRIDS = @/a",
        "+proj=longlat +ellps=GRS80 +geoidgrids=http://127.0.0.1/a.tif",
        'GEOGCS["x",DATUM["y",SPHEROID["z",6378137,298],EXTENSION["PROJ4_GRIDS","/a"]]]',
        'CONVERSION["c",METHOD["PROJ-based operation method: +proj=hgridshift +grids=/a"]]',
        "+proj=defmodel +model=/a",
        "init=a:b",
        'PARAMETERFILE["Latitude and longitude difference file","/a"]',
        '{"name": "Latitude and longitude difference file", "value": "/a"}',
        '{"a": "\\u006eadgrids=/a"}',
        {"name": "x", "method": "+proj=vgridshift +grids=a"},
    ],
)
def test_what_names_a_file(text):
    assert references_file(text)


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:4527",
        "+init=epsg:4527",
        'EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +nadgrids=@null +wktext +no_defs"]',
        parse_crs(4527).to_json(),
        'PARAMETERFILE["Latitude and longitude difference file","@null"]',
        4527,
    ],
)
def test_what_names_none(text):
    assert not references_file(text)


def test_a_known_system_is_read_from_json_as_before():
    assert parse_crs(json.dumps(json.loads(parse_crs(4527).to_json()))).to_epsg() == 4527
