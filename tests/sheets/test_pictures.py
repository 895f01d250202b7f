"""Sheets in one file: whole or absent, with the first thing that went wrong."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from geokit.errors import OutputError
from geokit.sheets.pictures import write_pdf


@pytest.fixture
def small_disk():
    """Let no file grow beyond 64 KB: a system raises the same kind of error there as on a full disk."""
    if sys.platform == "win32":
        pytest.skip("Windows limits no file's size")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def figure_of_many_points() -> Figure:
    figure = Figure()
    figure.add_subplot().plot(*np.random.default_rng(1).random((2, 30_000)))
    return figure


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_is_full_amid_a_page_is_said(tmp_path):
    with pytest.raises(OutputError, match=r"room|已满"):
        write_pdf(tmp_path / "x.pdf", [figure_of_many_points()], 1)
    assert list(tmp_path.iterdir()) == []
