"""What a type checker says to a planner: nothing of what is right, and something of each mistake."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import geokit

ROOT = Path(__file__).parents[1]

RIGHT = """
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

import geokit as gk

gdf = gpd.read_file("一期.gpkg")
m2 = gk.measure_area(gdf.geometry, gdf.crs)
total: float = float(m2.sum())
also = gk.measure_area([shapely.box(0, 0, 1, 1)], "EPSG:4548", "planar")
array = gk.measure_area(gdf.geometry.to_numpy(), 4548, on_problem="nan")
catalog = gk.load_catalog()
park = catalog["longhu"]
for each in catalog:
    print(each.id, each.name.zh)
parcels = gk.read_parcels(["一期.txt", Path("二期.shp")], crs="EPSG:4548", zone=39)
report = gk.audit(park, parcels, today="2026-06-01", settings={"rules": {"gap": {"enabled": False}}})
alone = gk.audit(gdf, today=pd.Timestamp("2026-06-01"))
of_files = gk.audit(["一期.txt", Path("二期.shp"), gdf], columns={"MJ": "declared_mu"}, crs=4548)
own: gpd.GeoDataFrame = of_files.to_parcels()
gk.park_map("一期.txt").save("图.html")
print(gk.ledger(gdf, as_of="2026-06-01").net.mu)
errors: tuple[gk.Finding, ...] = report.at_least(gk.Severity.ERROR) or report.at_least("review")
mu: float = gk.Area("330亩").mu
declared = gk.DeclaredArea("1.76万亩", as_of="2023-12", kind="gross_planned")
upper: gk.Area | None = declared.upper
verdict: gk.Verdict = declared.admits(gk.Area.from_mu(17_600))
ledger = gk.ledger(park, parcels, by=["phase", "stage"], as_of=date(2026, 6, 1))
frame: pd.DataFrame = ledger.to_frame("zh", units=["mu"])
match: gk.LedgerMatch = gk.reconcile_ledger(parcels, "台账.xlsx", key="编号")
gk.write_ledger(ledger, "台账汇总.xlsx", match=match)
difference = gk.compare_parcels(gdf, parcels)
difference.save("变化.html", names=("原", "现"), as_of="2026-06-01")
change: gk.LandChange = difference.land()
m = gk.park_map(park, parcels, report, basemap="osm", audience="public", as_of="2026-06-01")
m.save("图.pdf", scale="1:2000", paper="A1", date="2026-06-01")
m.save_pdf("图.pdf", scale=2000)
gk.save_parcel_sheets(parcels, "宗地图.pdf", ids=["A"])
basemap = gk.Basemap("https://tiles.example/{z}/{x}/{y}.png")
notices: list[gk.Notice] = gk.write_parcels(parcels, "一期.txt", dialect=gk.Dialect(producer="某院"))
overlaps = gk.find_overlaps(gdf, tolerance_m2=0.01)
try:
    gk.read_parcels("x.txt")
except gk.CrsError as error:
    print(error.localize("zh"))
with gk.use_language("zh"):
    print(gk.propose_fixes(report).sentence())
"""

# Each with the code of the error that it is.
WRONG = """
import geokit as gk

gk.foo  # attr-defined
gk.audit(todya="2026-06-01")  # call-arg
gk.Area(22000.5)  # arg-type
gk.load_catalog().park(7)  # arg-type
gk.measure_area([], "EPSG:4548", "plane")  # arg-type
gk.measure_area([], crs=1.5)  # arg-type
gk.DeclaredArea("330亩", reach=5)  # call-overload
gk.load_catalog()["longhu"].dcit  # attr-defined
gk.audit().at_least("worse")  # arg-type
gk.ledger(None, gk.read_parcels("x.txt"), as_of=7)  # arg-type
gk.park_map(gk.load_catalog()["longhu"], audeince="public")  # call-arg
gk.audit().today = gk.audit().today  # misc
"""

SETTINGS = """
[mypy]
strict = True
follow_imports = silent
[mypy-geopandas.*]
ignore_missing_imports = True
"""


def public_names_as_checkers_read_them() -> dict[str, str]:
    text = (ROOT / "geokit/__init__.py").read_text(encoding="utf-8")
    return {
        name: module
        for module, name, again in re.findall(r"^    from (\S+) import (\w+) as (\w+)$", text, re.MULTILINE)
        if name == again
    }


def test_type_checkers_and_python_have_the_same_public_names() -> None:
    assert public_names_as_checkers_read_them() == geokit._HOMES
    assert list(geokit._HOMES) == sorted(geokit._HOMES)


def test_members_are_written_as_they_are_called() -> None:
    from geokit.auditing.differences.changes import ChangeName
    from geokit.auditing.findings import SeverityName
    from geokit.land.declared.figure import BoundName, KindName
    from geokit.land.limits import ProvenanceName

    for names, members in (
        (ChangeName, geokit.ChangeKind),
        (SeverityName, geokit.Severity),
        (BoundName, geokit.Bound),
        (KindName, geokit.AreaKind),
        (ProvenanceName, geokit.Provenance),
    ):
        assert get_args(names) == tuple(member.value for member in members)


@pytest.mark.slow
def test_planners_lines_pass_in_strict_mode_and_mistakes_do_not(tmp_path: Path) -> None:
    for name, text in (("right.py", RIGHT), ("wrong.py", WRONG), ("mypy.ini", SETTINGS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["-m", "mypy", "--config-file", "mypy.ini", "--no-error-summary", "right.py", "wrong.py"]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(\w+)\.py:(\d+): error: .*\[([\w-]+)\]$", done.stdout, re.MULTILINE)
    expected = [
        ("wrong", str(number), line.partition("  # ")[2])
        for number, line in enumerate(WRONG.splitlines(), start=1)
        if "  # " in line
    ]
    assert found == expected, done.stdout + done.stderr
