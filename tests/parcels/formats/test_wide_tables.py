"""Tables and documents with more beside each other than anybody sets."""

import pytest

from geokit.errors import FormatError
from geokit.parcels.read import read_parcels


def test_thousands_of_blocks_side_by_side_are_refused(tmp_path):
    heading, row = ",".join(["点号,X,Y"] * 5000), ",".join(["J1,2583500,39467100"] * 5000)
    (tmp_path / "x.csv").write_text(f"{heading}\n{row}\n", encoding="utf-8")
    with pytest.raises(FormatError, match="side by side"):
        read_parcels(tmp_path / "x.csv")


def test_a_document_of_very_many_kinds_of_features_is_refused(tmp_path):
    ring = "116 23 116.1 23 116.1 23.1 116 23"
    polygon = (
        f"<gml:Polygon srsName='EPSG:4326'><gml:exterior><gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing>"
        "</gml:exterior></gml:Polygon>"
    )
    members = "".join(
        f"<gml:featureMember><a:P{at}><a:g>{polygon}</a:g></a:P{at}></gml:featureMember>" for at in range(60)
    )
    (tmp_path / "x.gml").write_text(
        '<a:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:a="http://a/">'
        f"{members}</a:FeatureCollection>",
        encoding="utf-8",
    )
    with pytest.raises(FormatError, match="60 kinds of features"):
        read_parcels(tmp_path / "x.gml")
