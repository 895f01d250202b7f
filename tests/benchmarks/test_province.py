"""A province that benchmarks make in tiles is one layer: its tiles fit, and what is true of it is what is found."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geokit.parcels.overlaps import find_overlaps

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PARCELS = 2_500


@pytest.fixture
def province(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("province")


def written(folder: Path) -> gpd.GeoDataFrame:
    return pd.concat([gpd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))], ignore_index=True)


def test_tiles_of_a_coverage_fit_and_faults_lie_across_their_borders(province, tmp_path):
    folder = tmp_path / "made"
    truth = province.write_province(folder, province.Province(PARCELS, share=0.02), say=lambda _: None)
    parcels = written(folder)
    assert len(list(folder.iterdir())) == 9
    assert len(parcels) == parcels["id"].nunique() == truth.parcels
    assert truth.across_files > 0
    found = find_overlaps(parcels.geometry.to_numpy(), tolerance_m2=1e-4)
    names = parcels["id"].to_numpy()
    pairs = {frozenset(pair) for pair in zip(names[found["left"]], names[found["right"]], strict=True)}
    assert pairs == {frozenset(pair[:2]) for pair in truth.overlaps if pair[2] > 1e-4}


def test_a_shuffled_province_has_the_same_parcels(province, tmp_path):
    folder, into = tmp_path / "made", tmp_path / "mixed"
    province.write_province(folder, province.Province(PARCELS), say=lambda _: None)
    province.shuffle(folder, into)
    made, mixed = written(folder), written(into)
    assert made["id"].tolist() != mixed["id"].tolist()
    same = mixed.set_index("id").loc[made["id"]].geometry.to_numpy()
    assert (shapely.to_wkb(made.geometry.to_numpy()) == shapely.to_wkb(same)).all()
    assert json.loads((tmp_path / "mixed-truth.json").read_text("utf-8"))["parcels"] == len(mixed)
