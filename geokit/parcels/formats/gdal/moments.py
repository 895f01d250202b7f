"""Moments as a driver gives them one by one: each with its own time zone, or with none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_moments(texts: NDArray[Any]) -> Any:
    """Return moments in UTC where all have a zone, without one where none has; else the texts.

    A column of moments has one zone, and GDAL leaves out that of a format which gives each value its own: midnight in China
    would be four in the afternoon of the day before.

    Examples
    --------
    >>> import numpy as np
    >>> as_moments(np.array(["2023-11-04T16:00:00Z", None], dtype=object))[0].isoformat()
    '2023-11-04T16:00:00+00:00'
    >>> as_moments(np.array(["2023-11-04T16:00:00Z", "2023-11-04T16:00:00"], dtype=object))[1]
    '2023-11-04T16:00:00'
    """
    given = pd.Series(texts, dtype="str")
    has_zone = given.dropna().str.contains(r"(?:Z|[+-]\d\d:\d\d)$")
    if has_zone.any() and not has_zone.all():
        return texts
    try:
        return pd.to_datetime(given, utc=bool(has_zone.any()), format="ISO8601").array
    except ValueError:
        return texts
