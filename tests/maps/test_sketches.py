from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geokit.maps.outlines import sketch

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog


def test_a_sketch_is_to_scale_and_y_down(make_catalog: Callable[..., Catalog]) -> None:
    park = make_catalog().park("linghai")
    drawing = sketch(park)
    assert drawing is not None
    outline = np.array(drawing["outline"][0])
    area_m2 = shapely.Polygon(outline).area * drawing["unit_m"] ** 2
    assert park.area is not None
    assert area_m2 == pytest.approx(park.area.m2, rel=0.01)
    assert outline[:, 1].max() == pytest.approx(drawing["height"], abs=0.1)
    assert drawing["zones"][0]["name"] == {"zh": "A区", "en": "zone A"}
    # The zone lies in the south-west of the park: left and low.
    zone = np.array(drawing["zones"][0]["paths"][0]).mean(axis=0)
    assert zone[0] < drawing["width"] / 2 < drawing["height"] - zone[1] + drawing["width"]


def test_a_park_without_an_outline_has_no_sketch(make_catalog: Callable[..., Catalog]) -> None:
    assert sketch(make_catalog().park("haojiang")) is None
