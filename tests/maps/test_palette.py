from __future__ import annotations

from geokit.land.units import Area
from geokit.maps.link_geometry import ARC_WIDTHS_PX, area_class, class_words, pair_colour


def test_areas_fall_into_classes_of_growing_width() -> None:
    assert [area_class(Area.from_mu(mu)) for mu in (999, 1000, 5000, 10000)] == [0, 1, 2, 3]
    assert len(class_words()) == len(ARC_WIDTHS_PX)
    assert list(ARC_WIDTHS_PX) == sorted(ARC_WIDTHS_PX)
    assert class_words()[1] == {"zh": "1,000–5,000亩", "en": "1,000–5,000 mu"}


def test_an_eighth_pair_has_a_colour_too() -> None:
    assert pair_colour(7) == pair_colour(0)
