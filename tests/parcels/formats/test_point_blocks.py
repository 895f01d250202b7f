"""Parcels side by side in a table of points: each block of columns has the name of its own parcel."""

import pytest
from point_tables import A, B, C, beside, codes, moved, read, rows

D = moved(A, 300)
LONG = [*B, (2579900, 39462140)]
HEXAGON = [(0, 0), (50, -50), (100, 0), (100, 80), (50, 130), (0, 80)]


def blocks(*columns, name="户主"):
    """Return a table in which each block of columns has its own name, number and coordinates."""
    return [",".join([f"{name},点号,X,Y"] * len(columns)), *beside(*columns, width=4)]


def areas_by_id(frame):
    return dict(zip(frame["id"], frame.area, strict=True))


@pytest.mark.parametrize("name", ["地块", "户主", "宗地号", "Parcel ID"])
def test_the_second_block_names_its_own_parcel(tmp_path, name):
    frame = read(tmp_path, *blocks(rows(A, "甲"), rows(B, "乙"), name=name))
    assert frame["id"].tolist() == ["甲", "乙"]
    assert frame.area.tolist() == [8_000, 8_000]


def test_parcels_below_those_side_by_side(tmp_path):
    frame = read(tmp_path, *blocks([*rows(A, "甲"), *rows(C, "丙")], [*rows(B, "乙"), *rows(D, "丁")]))
    assert areas_by_id(frame) == dict.fromkeys("甲乙丙丁", 8_000)


def test_a_name_and_an_area_that_stand_in_the_first_row_alone(tmp_path):
    def block(name, places, area):
        first, *others = rows(places)
        return [f"{name},{area},{first}", *(f",,{row}" for row in others)]

    left = [*block("甲", A, 8000), *block("丙", C, 8002)]
    right = [*block("乙", B, 8001), *block("丁", D, 8003)]
    frame = read(tmp_path, ",".join(["户主,面积,点号,X,Y"] * 2), *beside(left, right, width=5))
    assert areas_by_id(frame) == dict.fromkeys("甲乙丙丁", 8_000)
    declared = dict(zip(frame["id"], frame["declared_m2"], strict=True))
    assert declared == {"甲": 8000, "乙": 8001, "丙": 8002, "丁": 8003}


def test_parcels_side_by_side_end_where_each_ends(tmp_path):
    frame = read(tmp_path, *blocks([*rows(A, "甲"), *rows(C, "丙")], rows(LONG, "乙")))
    assert areas_by_id(frame) == {"甲": 8_000, "乙": 12_000, "丙": 8_000}
    frame = read(tmp_path, *blocks(rows(LONG, "甲"), [*rows(A[:3], "乙"), *rows(C[:3], "丙")]))
    assert areas_by_id(frame) == {"甲": 12_000, "乙": 4_000, "丙": 4_000}


def test_a_parcel_over_both_blocks_ends_where_both_name_the_next(tmp_path):
    def halves(name, east):
        places = [(2580000 + north, 39462000 + own + east) for north, own in HEXAGON]
        return rows(places[:3], name), rows(places[3:], name, start=4)

    first, second = halves("甲", 0), halves("乙", 300)
    frame = read(tmp_path, *blocks([*first[0], *second[0]], [*first[1], *second[1]]))
    assert areas_by_id(frame) == {"甲": 13_000, "乙": 13_000}


@pytest.mark.parametrize(
    ("headings", "is_latitude_first"),
    [
        ("点号,B,L", True),
        ("点号,L,B", False),
        ("点号,北纬,东经", True),
        ("点号,大地纬度,大地经度", True),
        ("No.,Long.,Lat.", False),
        ("point,lon (WGS84),lat (WGS84)", False),
    ],
)
def test_headings_of_degrees(tmp_path, headings, is_latitude_first):
    places = [(23.350, 116.680), (23.350, 116.681), (23.351, 116.681)]
    lines = [
        f"{at},{lat},{lon}" if is_latitude_first else f"{at},{lon},{lat}"
        for at, (lat, lon) in enumerate(places, start=1)
    ]
    frame = read(tmp_path, headings, *lines, crs="EPSG:4490")
    assert frame.total_bounds.tolist() == pytest.approx([116.680, 23.350, 116.681, 23.351])


def test_a_length_called_l_is_no_longitude(tmp_path):
    frame = read(tmp_path, "点号,X,Y,L", *(f"{row},80.00" for row in rows(A)))
    assert frame.area.tolist() == [8_000]
    assert "further_coordinates" not in codes(frame)
