"""Land: units, declared areas, coordinate systems, and the measuring of areas."""
