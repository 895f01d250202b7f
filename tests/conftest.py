"""What all tests share: English unless a test says otherwise, and reproducible examples."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from geokit.words import use_language

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ["GEOKIT_LANG"] = "en"

settings.register_profile(
    "geokit", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("geokit")


@pytest.fixture
def chinese() -> Iterator[None]:
    with use_language("zh"):
        yield
