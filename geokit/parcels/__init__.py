"""The parcel table: a GeoDataFrame with canonical columns, read from any supported file."""
