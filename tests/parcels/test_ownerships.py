"""Kinds of ownership as people write them."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.parcels.ownerships import ownership_kind
from geokit.testing import make_parcels, square


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("10", "10"), ("国有", "10"), ("G", "10"), ("g", "10"), ("J", "30"), ("国有（使用权）", "20"), ("20.0", "20"),
        ("其它农民集体经济组织", "34"), ("集体土地使用权", "40"), ("state ownership", "10"), ("99", None), ("", None),
    ],
)  # fmt: skip
def test_a_kind_as_it_is_written(written: str, code: str | None) -> None:
    assert ownership_kind(written) == code


def test_a_ledger_names_what_the_table_has_as_a_code() -> None:
    frame = make_parcels([square(200 * at, 0, 100) for at in range(2)], ownership=["30", "10"])
    made = gk.ledger(frame, by="ownership")
    assert list(made.to_frame()["ownership"])[:2] == ["10", "30"]
    assert "30 集体土地所有权" in made.localize("zh")
