"""Boundary-point TXT: its grammar, its parcels and points, its coordinate system, and writing it."""
