"""Text as it is drawn on paper: nothing of the data in it is obeyed, and nothing is invisible."""

from __future__ import annotations

from geokit.escape import printable
from geokit.isolates import with_isolates


def drawable(text: str) -> str:
    r"""Return text without characters that an eye would obey, or not see.

    Examples
    --------
    >>> print(drawable("a\u202eb"))
    a\u202eb
    """
    return with_isolates(printable(text))
