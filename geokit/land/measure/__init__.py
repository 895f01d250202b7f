"""Areas of polygons: planar, statutory and on the ellipsoid."""
