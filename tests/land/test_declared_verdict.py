import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.land.declared.area import DeclaredArea, Provenance
from geokit.land.limits import SURVEY_AGAINST_DATABASE
from geokit.land.units import Area
from geokit.languages import use_language

parse = DeclaredArea.parse
HEADER = parse("21.5171公顷", method="planar")  # 215 171 m², printed to 0.5 m²


@pytest.mark.parametrize(
    ("text", "mu", "admitted"),
    [
        ("330亩", "330.5", True),
        ("330亩", "330.51", False),
        ("1.76万亩", 17_550, True),
        ("1.76万亩", 17_549, False),
        ("不小于3808亩", 9_999, True),
        ("不小于3808亩", 3_807, False),
        ("不超过300亩", 1, True),
        ("不超过300亩", 301, False),
        ("约300亩", 285, True),
        ("约300亩", 284, False),
        ("近4000亩", 3_800, True),
        ("近4000亩", 4_001, False),
        ("逾4000亩", 4_400, True),
        ("逾4000亩", 3_999, False),
        ("300–330亩", 315, True),
        ("300–330亩", 331, False),
    ],
)
def test_printed_text_admits_what_its_figure_and_bound_cover(
    text: str, mu: object, *, admitted: bool
) -> None:
    assert bool(parse(text).admits(Area.from_mu(str(mu)))) is admitted


def test_a_verdict_carries_the_difference_to_the_nearest_figure_named() -> None:
    verdict = parse("300–330亩").admits(Area.from_mu(333))
    assert (verdict.difference, verdict.allowed) == (Area.from_mu(3), Area.from_mu("0.5"))
    assert parse("不小于3808亩").admits(Area.from_mu(5000)).difference == Area.from_mu(0)


def test_verdicts_can_be_put_into_a_set() -> None:
    assert len({parse("330亩").admits(Area.from_mu(mu)) for mu in (331, 331, 332)}) == 2


@pytest.mark.parametrize(
    ("m2", "severity"), [(100_000, None), (100_100, "warning"), (99_000, "review"), (101_001, "error")]
)
def test_severity_grows_with_the_share_of_the_difference(m2: int, severity: str | None) -> None:
    assert parse("10.0000公顷").admits(Area.from_m2(m2)).severity == severity


def test_the_same_coordinates_allow_half_a_unit_and_print_noise() -> None:
    verdict = HEADER.admits(
        Area.from_m2("215171.6"), provenance=Provenance.SAME_COORDINATES, print_noise_m2=0.25
    )
    assert verdict
    assert verdict.allowed == Area.from_m2("0.75")


def test_the_same_coordinates_never_allow_the_error_of_the_corners() -> None:
    verdict = HEADER.admits(
        Area.from_m2("215180"), provenance=Provenance.SAME_COORDINATES, standard_error_m2=12.0
    )
    assert not verdict
    assert verdict.allowed == Area.from_m2("0.5")


def test_two_surveys_allow_twice_the_standard_error() -> None:
    verdict = HEADER.admits(Area.from_m2(215_190), provenance=Provenance.TWO_SURVEYS, standard_error_m2=12.0)
    assert verdict
    assert verdict.allowed == Area.from_m2("24.5")


def test_two_surveys_without_a_standard_error_are_refused() -> None:
    with pytest.raises(InputError, match="standard_error_m2"):
        HEADER.admits(Area.from_m2(215_171), provenance=Provenance.TWO_SURVEYS)


@pytest.mark.parametrize("noise", [-1.0, float("nan"), float("inf")])
def test_a_noise_that_is_none_is_refused(noise: float) -> None:
    with pytest.raises(InputError, match="noise"):
        HEADER.admits(Area.from_m2(215_171), print_noise_m2=noise)


def test_a_survey_against_the_database_allows_one_percent() -> None:
    figure = parse("10.0000公顷")
    provenance = Provenance.SURVEY_AGAINST_DATABASE
    verdict = figure.admits(Area.from_m2(101_000), provenance=provenance)
    assert verdict
    assert verdict.limit == SURVEY_AGAINST_DATABASE
    assert not figure.admits(Area.from_m2(101_001), provenance=provenance)


def test_a_floor_area_is_never_compared_with_land() -> None:
    with pytest.raises(InputError, match="not land"):
        parse("建筑面积2048.92平方米").admits(Area.from_m2("2048.92"))


def test_a_difference_that_the_method_explains_is_information() -> None:
    verdict = HEADER.admits(Area.from_m2(215_162), measured_method="ellipsoidal", method_difference_m2=9.1)
    assert not verdict
    assert verdict.severity == "info"
    assert verdict.difference == Area.from_m2(-9)
    assert "by the other one the area is 215,171.10 m²" in verdict.localize("en")


def test_a_method_that_the_figure_does_not_name_may_explain_too() -> None:
    figure = parse("21.5171公顷")
    options = {"measured_method": "ellipsoidal", "method_difference_m2": 9.1}
    assert figure.admits(Area.from_m2(215_162), **options).severity == "info"
    assert figure.admits(Area.from_m2(215_171), **options)


def test_like_is_compared_with_like_where_both_methods_are_known() -> None:
    # The ellipsoidal area agrees with the planar figure by chance; the planar one does not.
    verdict = HEADER.admits(Area.from_m2(215_171), measured_method="ellipsoidal", method_difference_m2=9.1)
    assert not verdict
    assert verdict.severity == "warning"
    assert verdict.difference == Area.from_m2(9.1)
    assert "compared by the former" in verdict.localize("en")


def test_two_methods_are_never_compared_in_silence() -> None:
    verdict = HEADER.admits(Area.from_m2(215_171), measured_method="statutory")
    assert verdict
    assert "the figure is planar, the measurement statutory ellipsoidal" in verdict.localize("en")
    assert "该数为平面面积" in verdict.localize("zh")


def test_the_same_method_explains_nothing() -> None:
    verdict = HEADER.admits(Area.from_m2(215_162), measured_method="planar", method_difference_m2=9.1)
    assert verdict.severity == "warning"


@pytest.mark.parametrize(
    ("declared", "measured", "difference_m2", "severity", "said"),
    [
        # The figure is 215 171 m², give or take half a square metre.
        ("planar", "ellipsoidal", 0.2, None, "compared by the former"),
        ("planar", "ellipsoidal", -9.1, "warning", "compared by the former"),
        ("planar", "ellipsoidal", None, None, "the measurement"),
        (None, "ellipsoidal", -9.1, None, "equals"),
        (None, "ellipsoidal", 0.2, None, "equals"),
        ("planar", None, -9.1, None, "equals"),
        ("planar", "planar", -9.1, None, "equals"),
        (None, None, -9.1, None, "equals"),
    ],
)
def test_what_agrees_as_it_is_measured(
    declared: str | None, measured: str | None, difference_m2: float | None, severity: str | None, said: str
) -> None:
    figure = parse("21.5171公顷", method=declared)
    verdict = figure.admits(
        Area.from_m2(215_171), measured_method=measured, method_difference_m2=difference_m2
    )
    assert verdict.severity == severity
    assert bool(verdict) == (severity is None)
    words = verdict.localize("en")
    assert said in words or said == "equals"
    assert ("compared by the former" in words) == (said == "compared by the former")
    assert ("the figure is" in words) == (said != "equals")


@pytest.mark.parametrize(
    ("text", "mu", "difference_mu", "allowed_mu"),
    [
        ("300–330亩", "299", "-1", "0.5"),
        ("300–330亩", "300", "0", "0.5"),
        ("300–330亩", "330", "0", "0.5"),
        ("300–330亩", "331", "1", "0.5"),
        ("不小于300亩", "299", "-1", "0.5"),
        ("不小于300亩", "300", "0", "0.5"),
        ("不小于300亩", "900", "0", "0.5"),
        ("不超过300亩", "301", "1", "0.5"),
        ("不超过300亩", "3", "0", "0.5"),
        ("近4000亩", "3999", "-1", "200"),
        ("近4000亩", "4001", "1", "0"),
        ("逾4000亩", "4001", "1", "400"),
        ("逾4000亩", "3999", "-1", "0"),
        ("约300亩", "300", "0", "0.5"),
        ("约300亩", "301", "1", "15"),
    ],
)
def test_the_difference_is_that_to_the_nearest_figure_named(
    text: str, mu: str, difference_mu: str, allowed_mu: str
) -> None:
    verdict = parse(text).admits(Area.from_mu(mu))
    assert verdict.difference == Area.from_mu(difference_mu)
    assert verdict.allowed == Area.from_mu(allowed_mu)
    assert bool(verdict) == (abs(float(difference_mu)) <= float(allowed_mu))


def test_a_verdict_prints_its_limit_with_its_evidence() -> None:
    verdict = parse("330亩").admits(Area.from_mu(331))
    assert verdict.localize("en") == (
        "the measured 220,666.67 m² (331.000 mu) is 666.67 m² (1.000 mu) larger than the declared 330 mu, "
        "allowed 333.33 m² (0.500 mu). Limit: 333.3333 m² "
        "(printed text: the figure's half-unit and its bound; advice of geokit)"
    )
    with use_language("zh"):
        assert str(verdict).startswith("量算面积 220,666.67")


@given(
    st.sampled_from(["", "不小于", "不超过", "约", "近", "逾"]),
    st.integers(1, 10**6),
    st.sampled_from(sorted(set(Provenance) - {Provenance.TWO_SURVEYS})),
)
def test_a_figure_admits_itself(bound: str, mu: int, provenance: Provenance) -> None:
    declared = parse(f"{bound}{mu}亩")
    assert declared.admits(declared.value, provenance=provenance)


@given(st.integers(1, 10**5), st.integers(1, 10**5))
def test_printed_text_admits_exactly_its_interval(declared_mu: int, measured_mu: int) -> None:
    declared, measured = parse(f"约{declared_mu}亩"), Area.from_mu(measured_mu)
    assert declared.lower is not None
    assert declared.upper is not None
    assert bool(declared.admits(measured)) == (declared.lower <= measured <= declared.upper)
