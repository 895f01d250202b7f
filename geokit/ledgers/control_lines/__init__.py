"""Tables of control lines (三区三线占用表): what of each parcel lies within each layer of lines, and what without."""
