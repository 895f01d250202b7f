"""Tables of boundary points, whatever file they stand in: headings, numbers, parcels."""
