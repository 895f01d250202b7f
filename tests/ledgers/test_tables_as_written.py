"""Every cell and sentence of the bureau's tables, held against tables_as_written.txt."""

from __future__ import annotations

import pytest
from table_texts import written

import geokit as gk
from geokit.i18n import speaking_to

BUREAU = gk.example_folder() / "bureau"
PARCELS, DAY = BUREAU / "parcels.gpkg", "2026-06-30"

MAKERS = {
    "control lines": lambda: gk.control_line_table(PARCELS, BUREAU / "control-lines.gpkg"),
    "land classes": lambda: gk.land_class_table(PARCELS, BUREAU / "survey.gpkg"),
    "land classes in mu": lambda: gk.land_class_table(PARCELS, BUREAU / "survey.gpkg", unit="mu", decimals=1),
    "supply": lambda: gk.supply_table(PARCELS, contracts=BUREAU / "supply.xlsx", as_of=DAY),
    "supply since": lambda: gk.supply_table(PARCELS, as_of=DAY, since="2025-01-01"),
    "progress": lambda: gk.progress_table(PARCELS, BUREAU / "plan.xlsx", as_of=DAY),
    "steps": lambda: gk.steps_table(BUREAU / "steps.xlsx", as_of=DAY),
    "indicators of a tract": lambda: gk.indicator_table(
        [BUREAU / "tract.xlsx", f"plan={BUREAU / 'tract_plan.xlsx'}"], settings="tract"
    ),
    "acquisition": lambda: gk.ledger(PARCELS, as_of=DAY),
    "indicators": lambda: gk.indicator_table([f"land={BUREAU / 'survey.gpkg'}", BUREAU / "park.xlsx"]),
    "indicators by year": lambda: gk.indicator_table(
        [
            f"land={BUREAU / 'survey.gpkg'}",
            *(BUREAU / f"{name}.xlsx" for name in ("park", "buildings", "companies")),
        ],
        settings="park-evaluation",
        by="year",
    ),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_is_as_it_is_written_down(name, facts):
    with speaking_to("file"):
        facts.hold(name, list(written(MAKERS[name]())))
