"""``geokit reconcile``: of a long table as many rows as can be scrolled over, and where the whole is."""

from __future__ import annotations

import pytest

from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


@pytest.mark.parametrize(
    ("count", "left"), [(60, ""), (70, "10 more rows; a .csv file has the whole table (--output)")]
)
def test_a_long_table_is_cut_and_its_file_is_whole(tmp_path, capsys, count, left):
    path, whole = tmp_path / "x.gpkg", tmp_path / "x.csv"
    ids = [f"P{at:02}" for at in range(count)]
    write_parcels(make_parcels([square(200 * at, 0, 100) for at in range(count)], id=ids), path)
    arguments = ["reconcile", str(path), "--control", f"{15 * count}亩", "-o", str(whole), "--lang", "en"]
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert sum(line.lstrip().startswith("P") for line in out.splitlines()) == 60
    assert ("more rows" in out, left in out) == (bool(left), True)
    assert len([line for line in whole.read_text("utf-8-sig").splitlines() if line.startswith("P")]) == count
