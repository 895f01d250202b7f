"""Maps: folium maps that open without a network and run no data as code."""

from geokit.libraries import require

# What a map is made of: without folium's classes there is nothing to import.
require("folium", "jinja2", "xstatic.pkg.leaflet")
