"""Maps: folium maps that open without a network and run no data as code."""
