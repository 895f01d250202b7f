"""Coordinate systems: their names, datums and zones, and the one place where coordinates change theirs."""
