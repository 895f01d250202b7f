"""One coordinate system as many programs write it: units by their factor, numbers with noise, datums by any of their names."""

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geokit.errors import CrsError
from geokit.land.crs.transform import datum_of, parse_crs, zone_of
from geokit.land.crs.working import working_crs
from geokit.land.measure.polygons import measure_area
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.screening import resolve_crs

GEOGRAPHIC = 'GEOGCS["{g}",DATUM["{d}",SPHEROID["{s}",{a},{rf}]],PRIMEM["Greenwich",0.0],UNIT["{degree}",{degree_factor}]]'
PROJECTED = (
    'PROJCS["{n}",'
    + GEOGRAPHIC
    + ',PROJECTION["{p}"],PARAMETER["False_Easting",{fe}],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",{cm}],PARAMETER["Scale_Factor",{k}],PARAMETER["Latitude_Of_Origin",{lat}],'
    'UNIT["{unit}",{factor}]]'
)
CGCS2000 = {
    "g": "GCS_China_Geodetic_Coordinate_System_2000", "d": "D_China_2000", "s": "CGCS2000", "a": "6378137.0",
    "rf": "298.257222101", "degree": "Degree", "degree_factor": "0.0174532925199433",
}  # fmt: skip
ZONE_39 = {
    **CGCS2000, "n": "CGCS2000_3_Degree_GK_Zone_39", "p": "Gauss_Kruger", "fe": "39500000.0", "cm": "117.0", "k": "1.0",
    "lat": "0.0", "unit": "Meter", "factor": "1.0",
}  # fmt: skip
WGS_84 = {**CGCS2000, "g": "GCS_WGS_1984", "d": "D_WGS_1984", "s": "WGS_1984", "rf": "298.257223563"}


def zone_39(**changes):
    return PROJECTED.format(**{**ZONE_39, **changes})


SAME = [
    *({"unit": unit} for unit in ("METER", "Metre", "m", "米", "metre", "Meters", "metres", "unknown", "Foot")),
    *({"factor": factor} for factor in ("1", "1.0", "1.00000000000", "0.9999999999999")),
    *({"degree_factor": each} for each in ("0.017453292519943295", "0.01745329252", "0.0174532925", "0.017453293")),
    *({"degree": degree} for degree in ("degree", "Decimal_Degree", "DEGREE", "°", "度")),
    *({"cm": meridian} for meridian in ("117.000000001", "116.999999999", "117.00000000000006", "117")),
    *({"fe": easting} for easting in ("39500000.0000001", "39499999.9999", "39500000")),
    *({"k": scale} for scale in ("1", "1.00000000000001", "0.999999999999")),
    *({"lat": latitude} for latitude in ("0", "1e-12", "-0.0")),
    *({"rf": flattening} for flattening in ("298.2572221", "298.25722210100002", "298.257223563")),
    {"a": "6378137.0000001"},
    {"p": "Transverse_Mercator"},
    *(
        {"d": datum}
        for datum in (
            "China_2000", "D_CGCS2000", "CGCS2000", "CGCS_2000", "China_Geodetic_Coordinate_System_2000",
            "D_China_Geodetic_Coordinate_System_2000", "unknown", "D_unknown", "unnamed", "Not_specified", "",
        )
    ),
    {"d": "unknown", "g": "unnamed"},
    {"d": "unknown", "g": "unnamed", "s": "unnamed"},
    {"d": "unknown", "g": "unnamed", "n": "unnamed"},
]  # fmt: skip


@pytest.mark.parametrize("changes", SAME, ids=str)
def test_zone_39_however_it_is_written(changes):
    assert parse_crs(zone_39(**changes)) == CRS(4527)


OTHERS = [
    {"unit": "US survey foot", "factor": "0.3048006"},
    {"unit": "Meter", "factor": "0.3048006096"},
    {"unit": "Meter", "factor": "1000"},
    {"cm": "117.0001"},
    {"fe": "39500000.01"},
    {"k": "0.9999"},
    {"k": "1.000001"},
    {"a": "6378140", "rf": "298.257"},
    {"d": "Xian_1980"},
    {"d": "unknown", "g": "unnamed", "s": "unnamed", "n": "unnamed"},
    {"d": "unknown", "a": "6378245", "rf": "298.3", "s": "Krassowsky"},
]


@pytest.mark.parametrize("changes", OTHERS, ids=str)
def test_what_is_another_system_stays_another(changes):
    assert parse_crs(zone_39(**changes)) != CRS(4527)


@pytest.mark.parametrize("factor", ["0.3048", "0.3048006", "0.3048006096012192"])
@pytest.mark.parametrize("unit", ["Meter", "Foot", "US survey foot", "米"])
def test_feet_are_no_zone_whatever_they_are_called(unit, factor):
    crs = parse_crs(zone_39(unit=unit, factor=factor))
    assert zone_of(crs) is None
    square = shapely.box(39_462_000, 2_580_000, 39_462_080, 2_580_100)
    with pytest.raises(CrsError, match="not in metres"):
        measure_area([square], crs, "planar")


@pytest.mark.parametrize("unit", ["Meter", "METER", "Metre", "m", "米"])
def test_a_metre_by_any_name_is_measured_in(unit):
    # A meridian that no zone has, so that EPSG's own entry does not take its place.
    crs = parse_crs(zone_39(unit=unit, cm="116.5", fe="500000", n="own"))
    square = shapely.box(462_000, 2_580_000, 462_080, 2_580_100)
    assert measure_area([square], crs, "planar")[0] == pytest.approx(8000)
    assert working_crs(crs, square.bounds) == crs


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"d": "WGS_1984"},
        {"d": "unknown"},
        {"d": "World Geodetic System 1984"},
        {"rf": "298.25722356300003"},
        {"rf": "298.257224"},
        {"a": "6378137.00000000006"},
        {"degree_factor": "0.0174532925"},
        {"degree_factor": "0.017453292519943278"},
    ],
    ids=str,
)
def test_wgs_84_however_it_is_written(changes):
    assert parse_crs(GEOGRAPHIC.format(**{**WGS_84, **changes})) == CRS(4326)


@pytest.mark.parametrize(
    "name", ["CGCS2000", "GCS_CGCS_2000", "China Geodetic Coordinate System 2000", "国家2000"]
)
def test_cgcs2000_by_its_name_alone(name):
    crs = parse_crs(GEOGRAPHIC.format(**{**CGCS2000, "g": name, "d": "unknown"}))
    assert datum_of(crs).id == "CGCS2000"
    assert crs == CRS(4490)


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_kept"),
    [
        (180.00000000000006, 0, True),
        (-180.0000000001, 0, True),
        (179, 90.00000000000001, True),
        (180.1, 0, False),
    ],
)
def test_noise_beyond_the_antimeridian_is_no_contradiction(longitude, latitude, is_kept):
    shape = shapely.Polygon([(longitude, latitude), (178.9, latitude), (178.9, latitude - 1)])
    reading = Reading(
        columns={}, geometry=np.array([shape], dtype=object), record=np.array([0]), crs=CRS(4326)
    )
    crs, _ = resolve_crs(reading, ReadOptions())
    assert (crs == CRS(4326)) == is_kept
    if is_kept and latitude == 0:
        assert measure_area([shape], 4326, "ellipsoidal")[0] > 0
