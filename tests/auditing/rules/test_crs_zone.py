from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import rules_in

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_a_wrong_zone_is_named_and_the_rest_is_audited():
    far = shapely.transform(square(0, 0, 100), lambda xy: np.add(xy, (600_000, 0)))
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(90, 0, 100), far]))
    (finding,) = findings_of(report, "crs_zone")
    assert finding.subjects == ("C",)
    assert rules_in(report) == ["crs_zone", "overlap"]


# A town's own meridian is no zone, and its eastings have no zone number in front.
OWN_MERIDIAN = "+proj=tmerc +lat_0=0 +lon_0=116.63 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +type=crs"


@pytest.mark.parametrize("crs", [OWN_MERIDIAN, "EPSG:32650"])
def test_eastings_with_a_zone_number_are_named_in_a_system_without_and_not_counted(tmp_path, crs):
    prefixed = shapely.transform(square(0, 0, 100), lambda xy: np.add(xy, (39_000_000, 0)))
    parcels = make_parcels([square(0, 0, 100), prefixed]).set_crs(crs, allow_override=True)
    parcels.to_file(path := tmp_path / "own.gpkg")
    report = gk.audit(parcels=path)
    (finding,) = findings_of(report, "crs_zone")
    assert finding.subjects == ("B",)
    assert "横坐标含带号" in finding.message("zh")
    assert "eastings begin with a zone number" in finding.message("en")
    assert "1 parcel with impossible coordinates is not counted" in str(gk.ledger(None, path))
    assert [notice.code for notice in gk.notices_of(gk.read_parcels(path))] == ["crs_nowhere"]
