from __future__ import annotations

from decimal import Decimal

import pytest

from geokit.cli._program import run
from geokit.errors import CrsError, InputError
from geokit.land.declared.area import DeclaredArea
from geokit.land.units import Area
from geokit.ledgers.reconciling import reconcile
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square

THIRDS = [
    square(0, 0, 100.001, 33.333),
    square(0, 33.333, 100.001, 33.333),
    square(0, 66.666, 100.001, 33.335),
]


def test_the_printed_total_is_the_sum_of_the_printed_parts():
    adjusted = reconcile(make_parcels(THIRDS), "15亩", unit="mu", decimals=2)
    assert sum(adjusted.adjusted) == adjusted.control == Decimal("15.00")
    assert list(adjusted.correction) == [
        after - before for before, after in zip(adjusted.raw, adjusted.adjusted, strict=True)
    ]


def test_a_residual_that_is_no_rounding_noise_is_refused():
    with pytest.raises(InputError, match="Look for overlaps and gaps"):
        reconcile(make_parcels(THIRDS), "16亩", unit="mu")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "by 0.0312 m², more than the tolerance of 0.0309 m²"), ("zh", "0.0312 平方米，超过容差 0.0309 平方米")]
)  # fmt: skip
def test_a_residual_is_told_from_the_tolerance_that_it_hardly_exceeds(language, said):
    square_m2 = make_parcels([square(0, 0, 100)])
    with pytest.raises(InputError) as refused:
        reconcile(square_m2, Area.from_m2("10000.0312"), tolerance=Area.from_m2("0.0309"))
    assert said in refused.value.localize(language)


def test_a_control_area_is_one_exact_figure():
    with pytest.raises(InputError, match="must be one exact figure"):
        reconcile(make_parcels(THIRDS), "约15亩")
    assert reconcile(make_parcels(THIRDS), Area.from_mu(15), unit="mu", decimals=1).control == 15


def test_parcels_without_a_system_are_refused():
    with pytest.raises(CrsError, match="crs="):
        reconcile(make_parcels(THIRDS, crs=None), "15亩")


def test_the_command_prints_and_writes_the_table(tmp_path, capsys):
    file = example_folder() / "example-park" / "phase-1.txt"
    arguments = ["reconcile", str(file), "--control", "256.5mu", "--tolerance", "0.2mu", "--unit", "mu"]
    assert run([*arguments, "-o", str(tmp_path / "平差.csv")]) == 0
    out = capsys.readouterr().out
    assert "P1-01" in out
    assert "256.50" in out
    rows = (tmp_path / "平差.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum(Decimal(row.split(",")[3]) for row in rows[1:]) == Decimal("256.50")


@pytest.mark.parametrize(("extra", "sentence"), [
    (["--control", "300亩"], "no rounding noise"),
    (["--control", "many"], "many"),
    (["--control", "256.5mu", "-o", "x.doc"], ".csv only"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(capsys, extra, sentence):
    file = example_folder() / "example-park" / "phase-1.txt"
    assert run(["reconcile", str(file), *extra]) == 2
    assert sentence in capsys.readouterr().err


def test_square_metres_to_two_decimals_are_printed_and_planar_areas_taken_if_nothing_is_said():
    square_m = make_parcels([square(0, 0, 1000)])
    made = reconcile(square_m, "1000000平方米")
    assert [str(part) for part in made.adjusted] == ["1000000.00"]
    assert (made.printing.unit, made.printing.rounding) == ("m2", "half-up")
    with pytest.raises(InputError, match="no rounding noise"):
        reconcile(square_m, "1000000平方米", method="ellipsoidal")


@pytest.mark.parametrize("control", ["约15亩", "不小于15亩", "10—15亩"])
def test_a_control_area_that_is_a_bound_or_a_range_is_refused(control):
    for given in (control, DeclaredArea.parse(control)):
        with pytest.raises(InputError, match="must be one exact figure"):
            reconcile(make_parcels(THIRDS), given)
    assert reconcile(make_parcels(THIRDS), DeclaredArea.parse("15亩"), unit="mu").control == 15
