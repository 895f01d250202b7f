"""Tables and documents with more beside each other than anybody sets."""

import pytest
from point_tables import A, B, codes, read, rows

from geokit.errors import FormatError
from geokit.parcels.read import read_parcels


def side_by_side(path, count):
    """Write a triangle in each of so many blocks."""
    places = [(2_583_500, 0), (2_583_500, 50), (2_583_550, 50)]
    rows = [
        [f"J{at},{north},{39_467_100 + 100 * block + east}" for block in range(count)]
        for at, (north, east) in enumerate(places, 1)
    ]
    text = "\n".join(",".join(row) for row in [["点号,X,Y"] * count, *rows])
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def test_a_hundred_blocks_side_by_side_are_read_and_more_refused(tmp_path):
    frame = read_parcels(side_by_side(tmp_path / "x.csv", 100))
    assert frame.area.tolist() == [1_250] * 100
    for count in ("101", "5,000"):
        path = side_by_side(tmp_path / "y.csv", int(count.replace(",", "")))
        with pytest.raises(FormatError, match=f"{count} groups of coordinate columns .* more than the 100"):
            read_parcels(path)


@pytest.mark.parametrize(("count", "found"), [(64, "parcels_by_column"), (65, "parcels_by_numbers")])
def test_sixty_four_columns_are_looked_at_for_what_tells_parcels_apart(tmp_path, count, found):
    heads = [f"甲{at}" for at in range(count)]
    lines = [
        ",".join([row, *["同"] * (count - 1), name])
        for places, name in ((A, "一"), (B, "二"))
        for row in rows(places)
    ]
    frame = read(tmp_path, ",".join(["点号,X,Y", *heads]), *lines)
    assert frame.area.tolist() == [8_000, 8_000]
    assert codes(frame) - {"id_not_recognised"} == {found}


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
