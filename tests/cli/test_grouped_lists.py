"""A cause that hits many parcels is one line with a count, in every list of the command line; --all has each."""

from __future__ import annotations

import pytest

from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

MANY = 56


@pytest.fixture
def geokit(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> list[str]:
        run([str(argument) for argument in arguments])
        return capsys.readouterr().out.splitlines()

    return call


@pytest.fixture
def ids(tmp_path):
    """A row of parcels that overlap in slivers, and a ledger that gives each of them five mu too many."""
    names = [f"P{number:02}" for number in range(MANY)]
    shapes = [square(99.95 * number, 0, 100) for number in range(MANY)]
    write_parcels(make_parcels(shapes, id=names, stage=["approved"] * MANY), tmp_path / "old.gpkg")
    write_parcels(make_parcels(shapes, id=names, stage=["supplied"] * MANY), tmp_path / "new.gpkg")
    rows = "".join(f"{name},20.00\n" for name in names)
    (tmp_path / "台账.csv").write_text(f"地块编号,面积（亩）\n{rows}", encoding="utf-8")
    return names


def counted(lines: list[str], ids: list[str]) -> int:
    """Return how many lines are about one parcel each, or a pair of neighbours."""
    return sum(0 < sum(name in line for name in ids) <= 2 for line in lines)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["audit", "old.gpkg"], "  [warning] 55 × sliver slivers"),
        (["fix", "old.gpkg"], "mended: 55 × slivers: 5.00 m²"),
        (
            ["diff", "old.gpkg", "new.gpkg"],
            "details changed, 56 (stage was “approved” and is “supplied”): P00, P01",
        ),
        (["ledger", "old.gpkg", "台账.csv"], "areas that differ (56; planar"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_many_are_one_line(geokit, ids, command, line):
    short, whole = geokit(*command), geokit(*command, "--all")
    assert any(each.startswith(line) for each in short), short
    assert counted(short, ids) == 0
    assert counted(whole, ids) >= MANY - 1
