"""Formats that GDAL reads, each by its one driver: a table of them, and what is special about some."""
