"""Maps: folium maps that open without a network and run no data as code."""

from geokit.libraries import require

# Its classes are what those of a map are made of: without it there is nothing to import.
require("folium")
