"""Polygons as arrays: their rings, and the numbers of their corners. Knows of no system, unit or table."""
