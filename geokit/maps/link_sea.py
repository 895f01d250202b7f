"""Where there is sea about the land of China: what the outline file has no land of may be another country's.

The file ends at the border and says nothing of what lies beyond it. Without this line the steppe west of Horgos would be
drawn as water.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

from geokit.maps.link_layout import to_metres

# The seas off the coast, along the shores of the countries beyond them, to some thirty kilometres (recalled); within
# China the line runs over land, which is drawn above it. Longitude and latitude.
_SHORES = (
    (124.30, 40.00), (124.60, 39.60), (125.10, 39.50), (125.05, 38.70), (124.65, 38.15), (125.10, 37.65), (126.20, 37.45),
    (126.10, 36.70), (126.40, 35.80), (126.10, 34.90), (126.20, 34.30), (126.10, 33.30), (128.40, 32.30), (129.00, 28.00),
    (128.00, 21.00), (122.30, 18.90), (120.50, 18.90), (120.30, 16.30), (119.80, 16.20), (120.00, 14.80), (120.30, 13.80),
    (119.80, 12.40), (119.30, 11.30), (117.20, 8.40), (116.70, 7.10), (116.00, 6.10), (115.30, 5.40), (114.50, 4.80),
    (113.90, 4.50), (113.00, 3.30), (111.40, 2.70), (109.60, 2.10), (105.00, 8.20), (106.70, 9.50), (107.10, 10.30),
    (108.10, 10.70), (109.10, 11.40), (109.45, 12.70), (109.30, 13.70), (108.90, 15.30), (108.30, 16.15), (107.20, 16.95),
    (106.50, 17.80), (105.75, 18.80), (105.95, 19.80), (106.60, 20.30), (107.00, 20.80), (107.90, 21.45), (108.00, 21.60),
    (108.60, 22.20), (113.00, 24.00), (116.50, 39.80), (122.00, 41.20), (124.00, 40.20),
)  # fmt: skip


@lru_cache(maxsize=1)
def seas() -> shapely.Polygon:
    """Return the seas off the coast, metres of EPSG:3857; land is drawn above them."""
    polygon = shapely.Polygon(to_metres(np.array(_SHORES)))
    shapely.prepare(polygon)
    return polygon
