"""What changed between two audits, two tables of parcels or two files."""
