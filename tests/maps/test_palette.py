from __future__ import annotations

from geokit.land.units import Area
from geokit.maps.link_classes import area_class, class_words
from geokit.symbols import pair_key


def test_areas_fall_into_classes() -> None:
    assert [area_class(Area.from_mu(mu)) for mu in (999, 1000, 5000, 10000)] == [0, 1, 2, 3]
    assert class_words()[1] == {"zh": "1,000–5,000 亩", "en": "1,000–5,000 mu"}


def test_an_eighth_pair_has_a_colour_too() -> None:
    assert pair_key(7) == pair_key(0)
