"""Shapefiles: what their parts say, where they do not go together, and writing them."""
