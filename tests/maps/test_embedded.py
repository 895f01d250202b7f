from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from geokit.errors import InputError
from geokit.maps import embedded
from geokit.maps.embedded import EmbeddedPicture
from geokit.maps.offline import OfflineMap
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geokit.programme.catalog import Catalog

# 80 by 40 pixels of 5 m, red to the west and blue to the east, its corner at 476,500 E 2,596,000 N.
PIXELS = np.zeros((40, 80, 3), np.uint8)
PIXELS[:, :40, 0] = 255
PIXELS[:, 40:, 2] = 255
WORLD = "5\n0\n0\n-5\n476502.5\n2595997.5\n"


@pytest.fixture
def geotiff(tmp_path: Path) -> Path:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[33550] = (5.0, 5.0, 0.0)
    info[33922] = (0.0, 0.0, 0.0, 476_500.0, 2_596_000.0, 0.0)
    info[34735] = (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 4548)
    for tag in (33550, 33922):
        info.tagtype[tag] = 12
    info.tagtype[34735] = 3
    path = tmp_path / "影像.tif"
    Image.fromarray(PIXELS).save(path, tiffinfo=info)
    return path


def drawn(picture: EmbeddedPicture) -> tuple[Any, Any]:
    m = OfflineMap()
    picture.add_to(m, 18)
    [overlay] = [child for child in m._children.values() if hasattr(child, "bounds")]
    held: Any = overlay
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(held.url.partition(",")[2]))))
    return image, held.bounds


def test_a_geotiff_lies_where_it_says(geotiff: Path) -> None:
    image, bounds = drawn(EmbeddedPicture(geotiff))
    assert bounds[0] == pytest.approx([23.4627, 116.7709], abs=1e-3)
    assert bounds[1] == pytest.approx([23.4645, 116.7748], abs=1e-3)
    rows, columns, _ = image.shape
    assert rows / columns == pytest.approx(0.5, abs=0.05)
    west, east = image[rows // 2, columns // 4], image[rows // 2, columns * 3 // 4]
    assert west.tolist() == [255, 0, 0, 255]
    assert east.tolist() == [0, 0, 255, 255]


def test_a_world_file_gives_the_same_place(geotiff: Path, tmp_path: Path) -> None:
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text(WORLD, encoding="ascii")
    with pytest.raises(InputError, match=r"a\.png.*GeoTIFF"):
        drawn(EmbeddedPicture(tmp_path / "a.png"))
    image, bounds = drawn(EmbeddedPicture(tmp_path / "a.png", crs="EPSG:4548"))
    known, known_bounds = drawn(EmbeddedPicture(geotiff))
    np.testing.assert_allclose(bounds, known_bounds)
    np.testing.assert_array_equal(image, known)


def test_a_picture_without_a_place_is_refused(tmp_path: Path) -> None:
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"a\.pgw"):
        drawn(EmbeddedPicture(tmp_path / "a.png", crs="EPSG:4548"))


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        drawn(EmbeddedPicture(tmp_path / "a.png", crs="EPSG:4548"))


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_PIXELS"])
def test_the_limit_is_stated(geotiff: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(embedded, limit, 10)
    with pytest.raises(InputError, match="limit"):
        drawn(EmbeddedPicture(geotiff))


def test_so_many_pixels_are_told_from_the_limit(geotiff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Image.open(geotiff) as picture:
        monkeypatch.setattr(embedded, "MOST_PIXELS", picture.width * picture.height - 1)
    with pytest.raises(InputError) as refused:
        drawn(EmbeddedPicture(geotiff))
    found = re.search(r"has ([\d.]+) million pixels; ([\d.]+) is the limit", refused.value.localize("en"))
    assert found is not None
    assert float(found[1]) > float(found[2]) > 0


@pytest.mark.browser
def test_a_picture_is_behind_the_parcels_and_nothing_is_fetched(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    geotiff: Path,
) -> None:
    opened = open_page(
        park_map(make_catalog().park("haojiang"), make_parcels(), basemap=geotiff, language="zh")
    )
    assert opened.run("document.querySelector('.leaflet-image-layer').naturalWidth") > 40
    assert (opened.faults, opened.requests) == ([], [])
