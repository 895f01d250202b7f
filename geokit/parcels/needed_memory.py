"""How much memory an audit takes, by its rows: measured on parcels of twenty vertices with ids, names and areas.

What is meant is the resident memory of the one process, the pages of libraries and of files that are looked at included.
"""

from __future__ import annotations

# Libraries, and the loops that are compiled for a large layer.
_BASE = 400_000_000

# Of a parcel whose polygon lies in a file: columns, box, position, and what is found of it, in bytes.
_ROW_IN_PARTS = 275

# Of a parcel that a thread has at hand: its polygon decoded, its edges, and what is computed on the way.
_ROW_AT_HAND = 1_800

# Of a parcel all of whose audit is done in memory.
_ROW_IN_MEMORY = 1_500

# A part of fewer parcels is read more slowly than it is worked on.
_LEAST_PART = 10_000


def memory_in_parts(rows: int, rows_of_part: int, threads: int) -> int:
    """Return about how many bytes an audit in parts takes.

    Parameters
    ----------
    rows : int
        How many parcels there are.
    rows_of_part : int
        How many of them the largest part holds.
    threads : int
        How many parts are worked on at once.

    Examples
    --------
    >>> memory_in_parts(10_000_000, 100_000, 2) < 4e9
    True
    """
    at_hand = min(threads * rows_of_part, rows)
    return _BASE + _ROW_IN_PARTS * rows + _ROW_AT_HAND * at_hand


def memory_at_once(rows: int) -> int:
    """Return about how many bytes an audit takes that has all polygons in memory.

    Examples
    --------
    >>> memory_at_once(1_000_000) > memory_in_parts(1_000_000, 100_000, 2)
    True
    """
    return _BASE + _ROW_IN_MEMORY * rows


def rows_of_part(rows: int, threads: int, limit: int) -> int:
    """Return how many parcels a part may hold for an audit to stay within so many bytes, where it can.

    Examples
    --------
    >>> rows_of_part(10_000_000, 2, 4_000_000_000), rows_of_part(10_000_000, 2, 1_000_000_000)
    (236111, 10000)
    """
    left = limit - memory_in_parts(rows, 0, threads)
    return max(left // (_ROW_AT_HAND * threads), _LEAST_PART)
