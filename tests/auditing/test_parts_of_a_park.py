"""Parcels that lie elsewhere, with a park's line, a district and layers: the report of the audit in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.parcels import parted
from geokit.testing import make_park, square

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.programme.model import Park

_SIDE, _COUNT = 20.0, 12
_LAYER = """
[[references]]
id = "layer-{number}"
name = {{ zh = "图层", en = "layer" }}
file = "layer.geojson"
role = "{role}"
as_of = "2023-05"
id_column = "tbbh"
class_column = "dlmc"
"""
_FOUND = {
    "outside_boundary",
    "outside_district",
    "vertex_off_boundary",
    "uncovered",
    "reference_overlap",
    "narrow",
    "small_parcel",
}


@pytest.fixture(name="park")
def _park(tmp_path: Path) -> Park:
    boundary = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
    layers = "".join(
        _LAYER.format(role=role, number=at) for at, role in enumerate(("forbid", "must_cover", "tabulate"))
    )
    park = make_park(
        tmp_path,
        boundary + layers,
        outlines={
            "outline.geojson": square(0.0, -0.03, 13 * _SIDE),
            "layer.geojson": square(-5.0, -5.0, 77.0),
        },
    )
    layer = park.references[0].file
    path = next(tmp_path.rglob(str(layer).rsplit("/", 1)[-1]))
    content = json.loads(path.read_text(encoding="utf-8"))
    for feature in content.get("features", [content]):
        feature.setdefault("properties", {}).update(tbbh="T1", dlmc="水田")
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return park


@pytest.fixture(name="dataset")
def _dataset(tmp_path: Path) -> Path:
    cells = [square(column * _SIDE, row * _SIDE, _SIDE) for row in range(_COUNT) for column in range(_COUNT)]
    # One is missing, one small, one has a narrow arm, and one lies in another district.
    arm = shapely.union(square(300, 0, 30), square(329, 10, 60, 0.2))
    cells = [*np.delete(np.array(cells, dtype=object), 40), square(300, 100, 1), arm, square(60_000, 0, 30)]
    frame = gpd.GeoDataFrame(
        {"id": [f"P{at:03d}" for at in range(len(cells))]}, geometry=cells, crs=4548
    ).sample(frac=1, random_state=1)
    folder = tmp_path / "dataset"
    folder.mkdir()
    for number, rows in enumerate(np.array_split(np.arange(len(frame)), 4)):
        frame.iloc[rows].to_parquet(folder / f"{number}.parquet", index=False)
    return folder


def test_rules_of_a_park_say_the_same_of_parcels_that_lie_elsewhere(
    park: Park, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"rules": {"narrow": {"enabled": True}, "uncovered": {"enabled": True}}}
    whole = gk.audit(park, dataset, settings=settings, today="2026-06-01", memory="20GB")
    assert {finding.rule for finding in whole.findings} >= _FOUND
    monkeypatch.setattr(parted, "memory_of_files", lambda _: 1 << 60)
    apart = gk.audit(park, dataset, settings=settings, today="2026-06-01")
    assert apart.audited[0].parcels.geometry.isna().any()
    one, other = (
        report.save(tmp_path / name, language="en").read_bytes()
        for name, report in (("a.json", whole), ("b.json", apart))
    )
    assert one == other
