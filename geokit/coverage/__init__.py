"""Overlaps and gaps: within a set of polygons, and between two sets. The kernel of the audit."""
