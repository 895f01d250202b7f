"""What is declared is converted, half-up, in every product that prints it; only measured sums are balanced."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from geokit.auditing.engine import audit
from geokit.ledgers.acquisition.model import ledger
from geokit.ledgers.figures.sums import BALANCED
from geokit.maps.park import park_map
from geokit.parcels.write import write_parcels
from geokit.reports._base import find_format
from geokit.reports._ledger import write_ledger
from geokit.testing import make_parcels, make_park, square

from .conftest import DAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

# Declared in m², and as 34.6145 mu, which no binary fraction is.
DECLARED_M2 = [23_076.08, 34.6145 * 2000 / 3, 17.77]
MU = ["34.614", "34.615", "0.027"]
HA = ["2.3076", "2.3076", "0.0018"]
TOTAL = {"mu": "69.255", "ha": "4.6170", "m²": "46170.18"}


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    shapes = [square(0, 0, 151.91), square(200, 0, 151.91), square(400, 0, 4.21)]
    return make_parcels(shapes, declared_m2=DECLARED_M2, stage=["planned"] * 3, phase=["1", "2", "3"])


def columns(rows: list[list[Any]]) -> dict[str, list[Decimal]]:
    head = [str(cell) for cell in rows[0]]
    return {
        unit: [Decimal(str(row[head.index(f"declared ({unit})")])) for row in rows[1:5]]
        for unit in ("mu", "ha", "m²")
    }


def test_tables_convert_each_figure_and_their_sum(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    made = ledger(None, parcels, as_of=DAY)
    frame = made.to_frame("en")
    write_ledger(made, tmp_path / "a.xlsx", language="en")
    sheets = [
        openpyxl.load_workbook(tmp_path / "a.xlsx")["Ledger"],
        openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(audit(None, parcels, today=DAY), "en")))[
            "Phases"
        ],
    ]
    tables = [[list(frame.columns), *frame.to_numpy(dtype=object).tolist()]]
    tables += [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets]
    for table in tables:
        found = columns(table)
        assert found["mu"] == [*map(Decimal, MU), Decimal(TOTAL["mu"])]
        assert found["ha"] == [*map(Decimal, HA), Decimal(TOTAL["ha"])]
        assert found["m²"][-1] == Decimal(TOTAL["m²"])


def test_products_with_both_kinds_say_which_is_balanced(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    made, said = ledger(None, parcels, as_of=DAY), BALANCED.en
    assert said in made.localize("en")
    write_ledger(made, tmp_path / "a.xlsx", language="en")
    report = find_format("xlsx").render(audit(None, parcels, today=DAY), "en")
    for book, name in ((tmp_path / "a.xlsx", "Ledger"), (io.BytesIO(report), "Phases")):
        cells = [cell.value for row in openpyxl.load_workbook(book)[name].iter_rows() for cell in row]
        assert said in cells


def test_a_txt_carries_what_was_declared(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write_parcels(parcels, tmp_path / "a.txt")
    heads = [
        line
        for line in (tmp_path / "a.txt").read_bytes().decode("gb18030").splitlines()
        if line.endswith("@")
    ]
    assert [line.split(",")[1] for line in heads] == HA


def test_a_card_of_the_map_converts(
    open_page: Callable[..., Any], parcels: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    park = make_park(tmp_path / "boundaries")
    opened = open_page(park_map(park, parcels, as_of=DAY, language="en"))
    rows = opened.run("geokit.page.parcels[0].ids.mapped((id) => { geokit.openParcel(id);"
                      " return document.querySelector('.gk-detail').textContent; })")  # fmt: skip
    assert [mu in row for mu, row in zip(MU, rows, strict=True)] == [True] * 3


def test_a_park_declares_hectares_in_the_equation(tmp_path: Path, parcels: gpd.GeoDataFrame) -> None:
    toml = '[declared_area]\ntext = "4.62公顷"\nkind = "total"\nsource = "test"\nas_of = "2024"\n'
    park = make_park(tmp_path, toml)
    made = ledger(park, parcels, as_of=DAY)
    assert made.equation.localize("en").startswith("69.300 mu declared (4.62 ha) = 0.000 mu supplied")
    page = park_map(park, parcels, as_of=DAY).page.payload()
    lead: Any = page["headlines"][0]  # type: ignore[index]
    assert lead["value"]["en"] == "69.300 mu"
    assert lead["label"]["en"].startswith("published area: 4.62公顷 (4.62 ha")
