from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from packed_shapes import points_of

from geokit.errors import InputError, UnknownNameError
from geokit.land.crs.offset import wgs84_to_gcj02
from geokit.maps.audit import audit_map
from geokit.maps.basemaps import Basemap, find_basemap, tianditu
from geokit.maps.park import park_map
from geokit.page.policy import image_host

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.programme.catalog import Catalog

TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_no_basemap_is_the_default(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    text = park_map(make_catalog().park("haojiang"), make_parcels()).get_root().render()
    assert "img-src data: blob:;" in text
    assert (
        "L.tileLayer("
        not in text.partition("gk-data")[2].rpartition("geokit.start")[0].rpartition("var map_")[2]
    )


def test_only_the_basemaps_own_host_is_let_through(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    m = park_map(make_catalog().park("haojiang"), make_parcels(), basemap=TILES)
    text = m.get_root().render()
    assert "img-src data: blob: https://tiles.example;" in text
    assert m.page.marks.attribution[0] == "tiles.example"


@pytest.mark.parametrize("address", ["http://tiles.example/{z}/{x}/{y}.png", "https://tiles.example/1.png"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="https://"):
        find_basemap(address)


def test_an_unknown_name_is_refused_and_a_near_one_suggested() -> None:
    with pytest.raises(UnknownNameError, match="gaode"):
        find_basemap("goade")


def test_a_folder_or_another_file_is_no_basemap(tmp_path):
    (tmp_path / "tiles.tif").mkdir()
    (tmp_path / "plan.dwg").write_bytes(b"AC1032")
    for name, said in (("", "a folder"), ("tiles.tif", "a folder"), ("plan.dwg", "no picture")):
        with pytest.raises(
            InputError, match=f"{said}.*; a basemap is a GeoTIFF, PNG or JPEG file.* osm, gaode"
        ):
            find_basemap(tmp_path / name)


def test_a_sketch_is_not_drawn_on_a_basemap(make_catalog: Callable[..., Catalog]) -> None:
    with pytest.raises(InputError, match="schematic"):
        park_map(make_catalog().park("linghai"), basemap="osm")


def test_on_gaode_the_data_are_shifted_measured_where_they_are_and_labelled(
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    park = make_catalog().park("haojiang")
    true, shifted = (park_map(park, make_parcels(), basemap=name).page.data for name in ("osm", "gaode"))
    points, moved = (points_of(data["parcels"][0]["packed"]) for data in (true, shifted))
    lon, lat = wgs84_to_gcj02(*points.T)
    np.testing.assert_allclose(moved, np.column_stack([lon, lat]), atol=2e-7)
    assert true["parcels"][0]["columns"][0] == shifted["parcels"][0]["columns"][0]
    assert "GCJ-02" in shifted["notes"][0]["zh"]
    assert true["notes"] == []


def test_findings_are_shifted_with_the_parcels(make_report: Callable[..., object]) -> None:
    plain = make_report()
    park = plain.audited[0].park  # type: ignore[attr-defined]
    assert park is not None
    with pytest.raises(InputError):
        audit_map(plain, basemap="gaode")  # type: ignore[arg-type]


def test_tianditu_is_asked_tile_by_tile_with_the_readers_own_key() -> None:
    basemap = tianditu("my-key", "img")
    assert "LAYER=img" in basemap.address
    assert basemap.address.endswith("&tk=my-key")
    assert image_host(basemap.address) == "https://*.tianditu.gov.cn"
    assert not basemap.is_gcj02


def test_a_credit_is_text(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    basemap = Basemap(TILES, "<img src=x onerror=alert(1)>")
    text = park_map(make_catalog().park("haojiang"), make_parcels(), basemap=basemap).get_root().render()
    assert "<img src=x" not in text
