"""One set of figures: every product shows for one land the same mu, and its headline adds up as it is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.engine import audit
from geokit.ledgers.acquisition.model import ledger
from geokit.ledgers.figures.model import in_given_order, park_land
from geokit.ledgers.figures.progress import PROGRESS_WORDS
from geokit.page.marks import GROUPS

from . import products
from .conftest import DAY, land_by_geometry

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.programme.model import Park

    Drawn = tuple[Park, gpd.GeoDataFrame]

LEFT = ("declared", "outline", "parcels")
BY_PROGRESS = ("supplied", "approved", "to_acquire", "not_stated")
MU = Decimal("0.001")


def adds_up(found: products.Found) -> bool:
    left = next(found[key] for key in LEFT if key in found)
    right = sum(mu for key, mu in found.items() if key not in LEFT and ":" not in key)
    return left == right


def same(found: products.Found, truth: products.Found) -> dict[str, Any]:
    """Return what differs by more than 0.001 mu, or is not known to the truth."""
    return {
        key: (mu, truth.get(key))
        for key, mu in found.items()
        if key not in truth or abs(mu - truth[key]) >= MU
    }


@pytest.fixture
def truth(drawn: Drawn) -> products.Found:
    """The figures of the one set, by the keys of the products."""
    land = park_land(*drawn, DAY)
    found = {term.key: term.mu for term in (land.equation.lead, *land.equation.terms)}
    names = [label[0] for label in land.groups.labels]
    for name, row in zip(names, land.printed["mu"], strict=True):
        text = name if isinstance(name, str) else name.localize("en")
        found[f"phase:{text}"] = row[:4].sum()
        if text == "not stated":
            found["phase:phase stated"] = found["phase:phase not stated"] = row[:4].sum()
    for group, key in zip(GROUPS, (*BY_PROGRESS, "withdrawn"), strict=True):
        found[f"legend:{group.key}"] = found[f"legend:{group.words.en}"] = found[key]
    return found


def test_the_figures_are_those_of_the_geometry(drawn: Drawn, truth: products.Found) -> None:
    park, parcels = drawn
    land = park_land(park, parcels, DAY)
    own = shapely.transform(parcels.geometry.to_numpy(), lambda points: points)
    reached = in_given_order(land, land.reached)
    stages = [reached == 4, (reached < 4) & (reached >= 1), reached == 0, reached == -1, reached == -2]
    added = land_by_geometry([own[which].tolist() for which in stages])
    for key, area_m2 in zip((*BY_PROGRESS, "withdrawn"), added, strict=True):
        # Shares of 0.01 m² and less are not taken off, and balancing moves the last digit.
        assert float(truth[key]) == pytest.approx(area_m2 * 0.0015, abs=0.0021), key
    if land.extent is not None and len(parcels):
        [outline] = park_outline(park, parcels.crs)
        sound = [shape for shape in own if shape is not None and shape.is_valid]
        whole = shapely.union_all(sound)
        assert float(truth["in_no_parcel"]) == pytest.approx((outline - whole).area * 0.0015, abs=0.004)
        assert float(truth["beyond"]) == pytest.approx(-(whole - outline).area * 0.0015, abs=0.002)


def park_outline(park: Park, crs: Any) -> Any:
    from geokit.land.crs.transform import reproject

    return reproject([park.boundary], park.crs, crs)


def test_every_equation_adds_up_as_it_is_printed(drawn: Drawn) -> None:
    for by in ("phase", "batch", ["stage", "phase"]):
        made = ledger(*drawn, as_of=DAY, by=by)
        equation = made.equation
        assert equation.lead.mu == sum(term.mu for term in equation.terms)
        if len(drawn[1]):
            assert adds_up(products.of_equation(equation.localize("en")))
        # By whatever the rows are, the totals are one figure.
        assert equation == ledger(*drawn, as_of=DAY).equation


def test_every_product_of_the_ledger(drawn: Drawn, truth: products.Found, tmp_path: Path) -> None:
    made = ledger(*drawn, as_of=DAY)
    found = {
        "table": products.ledger_table(made),
        "csv": products.ledger_csv(made, tmp_path),
        "plot": products.plot(made),
        "text": products.ledger_text(made),
        "notebook": products.ledger_in_notebook(made),
        "workbook": products.ledger_workbook(made, tmp_path),
    }
    assert {name: same(each, truth) for name, each in found.items() if same(each, truth)} == {}
    if len(drawn[1]):
        assert all(adds_up(found[name]) for name in ("text", "notebook", "workbook"))


def test_every_product_of_the_map(drawn: Drawn, truth: products.Found) -> None:
    park, parcels = drawn
    m = products.make_map(park, parcels, audit(park, parcels, today=DAY), DAY)
    found = {
        "page": products.map_page(m),
        "notebook": products.map_in_notebook(m),
        "paper": products.map_on_paper(m),
    }
    assert {name: same(each, truth) for name, each in found.items() if same(each, truth)} == {}
    if len(parcels):
        assert all(adds_up(each) for each in found.values())
        shown = {key for key, mu in truth.items() if key.startswith("phase:phase ") and mu}
        assert all(len(each.keys() & truth.keys()) >= len(shown) for each in found.values())


def test_every_report(drawn: Drawn, truth: products.Found) -> None:
    park, parcels = drawn
    report = audit(park, parcels, today=DAY)
    found = {"page": products.report_page(report), "workbook": products.report_workbook(report)}
    assert {name: same(each, truth) for name, each in found.items() if same(each, truth)} == {}
    if len(parcels):
        assert all(adds_up(each) for each in found.values())


def test_what_the_rules_say_of_the_rest_is_what_the_equation_has(drawn: Drawn, truth: products.Found) -> None:
    park, parcels = drawn
    report = audit(park, parcels, today=DAY)
    rest = [each.measured for each in report.findings if each.rule in ("uncovered", "gap")]
    withdrawn = truth["withdrawn"]
    if rest and not withdrawn and park_land(park, parcels, DAY).extent is not None:
        assert float(truth["in_no_parcel"]) == pytest.approx(sum(rest) * 0.0015, abs=0.002)


def test_each_day_of_the_slider_is_a_ledger_of_that_day(drawn: Drawn) -> None:
    park, parcels = drawn
    page = products.payload_of(
        products.make_map(park, parcels, audit(park, parcels, today=DAY), DAY).get_root().render()
    )
    for layer in page["parcels"]:
        days = [each.as_of for each in _days(park, parcels)]
        for day, moment in zip(days, layer["moments"], strict=True):
            truth = {term.key: term.mu for term in ledger(park, parcels, as_of=day).equation.terms}
            items = [
                (f"{item['sign']} {item['value']['en']}", item["label"]["en"]) for item in moment["headlines"]
            ]
            assert same(products.of_headlines(items), truth) == {}
            names = [item["term"] for item in moment["headlines"]]
            assert names == [item["term"] for item in page["headlines"] if item.get("sign")]


def _days(park: Park, parcels: gpd.GeoDataFrame) -> list[Any]:
    from geokit.maps.progress import days_between

    today = park_land(park, parcels, DAY)
    return [today.on(day) for day in days_between(today.parcels, DAY)]


def test_a_public_edition_has_the_figures_of_what_it_shows(drawn: Drawn) -> None:
    park, parcels = drawn
    report = audit(park, parcels, today=DAY)
    from geokit.reports._base import is_announced

    kept = parcels[is_announced(parcels)].reset_index(drop=True)
    if not len(kept):
        return
    equation = park_land(park, kept, DAY, is_partial=len(kept) < len(parcels)).equation
    truth = {term.key: term.mu for term in (equation.lead, *equation.terms)}
    found = products.report_workbook(report, "public")
    assert {key: mu for key, mu in same(found, truth).items() if ":" not in key} == {}
    assert adds_up({key: mu for key, mu in found.items() if ":" not in key})
    assert same(products.report_page(report, "public"), found) == {}


def test_an_edition_that_leaves_parcels_out_does_not_say_that_nothing_is_to_acquire(drawn: Drawn) -> None:
    park, parcels = drawn
    land = park_land(park, parcels, DAY, is_partial=True)
    for term in land.equation.shown():
        if term.key == "to_acquire":
            assert term.mu > 0
            assert term.label.en == "to acquire, of the parcels shown"
    assert "0.000 mu to acquire" not in str(land.equation.localize("en"))
    whole = park_land(park, parcels, DAY).equation
    assert "to_acquire" in [term.key for term in whole.shown()]


def test_a_public_map_does_not_say_that_nothing_is_to_acquire() -> None:
    from geokit.auditing.inputs import read_inputs
    from geokit.maps.park import park_map
    from geokit.programme.catalog import load_catalog

    from .conftest import EXAMPLES

    park = load_catalog(EXAMPLES).park("example-park")
    m = park_map(park, read_inputs(park, None).parcels, as_of=DAY, audience="public")
    page = products.payload_of(m.get_root().render())
    assert [item["term"] for item in page["headlines"] if item.get("sign")] == [
        "supplied",
        "approved",
        "in_no_parcel",
        "difference",
    ]


def test_a_public_workbook_has_no_row_of_a_phase_whose_parcels_are_left_out(tmp_path: Path) -> None:
    import openpyxl

    from geokit.programme.catalog import load_catalog

    from .conftest import EXAMPLES

    report = audit(load_catalog(EXAMPLES).park("example-park"), today=DAY)
    named = {}
    for audience in ("internal", "public"):
        report.save(tmp_path / "audit.xlsx", audience=audience, language="en")
        rows = openpyxl.load_workbook(tmp_path / "audit.xlsx")["Phases"].iter_rows(values_only=True)
        named[audience] = [row[1] for row in rows if row[1] and str(row[1]).startswith("phase ")]
    assert named == {"internal": ["phase 1", "phase 2", "phase 3"], "public": ["phase 1", "phase 2"]}


def test_the_example_park_says_so_everywhere() -> None:
    from geokit.auditing.inputs import read_inputs
    from geokit.programme.catalog import load_catalog

    from .conftest import EXAMPLES

    park = load_catalog(EXAMPLES).park("example-park")
    made = ledger(park, read_inputs(park, None).parcels, as_of=DAY)
    assert made.equation.localize("en") == (
        "854.000 mu declared = 256.364 mu supplied + 256.475 mu approved, not supplied + at least 230.040 mu to acquire "
        "+ at most 110.965 mu in no parcel − 0.192 mu in parcels outside the outline + 0.348 mu difference: declared "
        "less outline measured; 1 parcel with an invalid outline is not counted."
    )
    assert made.equation.localize("zh") == (
        "公布面积 854.000 亩 = 已供应 256.364 亩 + 批而未供 256.475 亩 + 待征收 至少 230.040 亩 + 未纳入地块 至多 110.965 亩 "
        "− 边界以外的地块 0.192 亩 + 公布面积与边界量算之差 0.348 亩；1 宗图形无效，未计入。"
    )
    report = audit(park, made.parcels, today=DAY)
    m = products.make_map(park, made.parcels, report, DAY)
    page = products.payload_of(m.get_root().render())
    [main] = [item for item in page["headlines"] if item["is_main"]]
    assert main["value"]["en"] == "at least 230.040 mu"
    assert main["label"]["en"] == "still to acquire; 1 parcel with an invalid outline is not counted"
    assert not re.search(r"285\.4|240\.1", str(page["headlines"]) + str(page["parcels"][0]["legend"]))
    assert replace(made).printed["mu"][:, :4].sum() == Decimal("742.879")


def test_words_are_those_of_the_ledger() -> None:
    assert [group.words for group in GROUPS[:4]] == list(PROGRESS_WORDS.values())
