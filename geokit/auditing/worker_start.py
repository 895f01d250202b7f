"""What each worker needs: imported, and loops loaded, once in the process that all of them are forked of."""

from contextlib import suppress

import geokit.auditing.surveyed
import geokit.parcels.given  # noqa: F401 - for whoever is forked
from geokit.coverage.kernels import load_loops
from geokit.parcels.parted import load_formats

load_formats()
# It is a start, and no more: what fails here is said where it is asked for, and would end the process that all are forked of.
with suppress(Exception):
    load_loops()
