"""Overlaps and gaps: within a set of polygons, and between two sets. The kernel of the audit.

A layer is read (:mod:`~geokit.coverage.layers`), its copies are found (:mod:`~geokit.coverage.layers`) and its
faults set aside (:mod:`~geokit.coverage.validity`). Then one of two engines searches it. The plain one overlays
every pair whose boxes meet and unites all polygons (:mod:`~geokit.coverage.engines`). The other adds up the boundaries
of all polygons, so that shared edges cancel, and overlays only what is left (:mod:`~geokit.coverage.engines`);
it is taken for large layers, where neighbours share their vertices. Both find the same. What they found is
measured on the polygons as they were given (:mod:`~geokit.coverage.survey`; :mod:`~geokit.parcels.overlaps` makes tables of it).
"""
