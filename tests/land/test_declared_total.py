import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.land.declared.area import AreaKind, Bound, DeclaredArea
from geokit.land.units import Area

parse, total = DeclaredArea.parse, DeclaredArea.total


@pytest.mark.parametrize(
    ("texts", "en", "zh"),
    [
        (["330亩", "不小于3808亩", "1.76万亩"], "at least about 21,700 mu", "至少约21,700 亩"),
        (["330亩", "272亩"], "602 mu", "602 亩"),
        (["330亩", "1.76万亩"], "about 17,900 mu", "约17,900 亩"),
        (["300–330亩", "100亩"], "400–430 mu", "400–430 亩"),
        (["约1000亩", "330亩"], "about 1,300 mu", "约1,300 亩"),
        (["近4000亩", "近4000亩"], "about 7,800 mu", "约7,800 亩"),
        (["至少4000亩", "约1000亩"], "at least 5,000 mu", "不小于5,000 亩"),
        (["至多4000亩", "330亩", "1.76万亩"], "at most about 21,900 mu", "至多约21,900 亩"),
        (["22公顷", "15亩"], "about 350 mu", "约350 亩"),
        (["不小于300亩", "不小于30亩"], "at least 330 mu", "不小于330 亩"),
        (["不超过300亩", "不超过30亩"], "at most 330 mu", "不超过330 亩"),
        (["300–330亩", "100–200亩"], "400–530 mu", "400–530 亩"),
        (["300–330亩", "约1000亩", "70亩"], "about 1,400 mu", "约1,400 亩"),
    ],
)
def test_figures_add_up_with_their_bounds(texts: list[str], en: str, zh: str) -> None:
    added = total([parse(text) for text in texts])
    assert (str(added), added.localize("zh")) == (en, zh)


def test_one_figure_is_its_own_total() -> None:
    alone = parse("近4000亩")
    assert total([alone]) == alone


def test_a_total_names_what_it_was_added_from() -> None:
    added = total([parse("330亩", as_of="2023-12"), parse("22公顷", as_of="2021")])
    assert (added.text, added.unit, added.as_of) == ("330亩 + 22公顷", "mu", "2021")
    assert total([parse("330亩", as_of="2023-12"), parse("22公顷")]).as_of is None


def test_different_kinds_are_added_only_on_demand() -> None:
    figures = [parse("330亩", kind=AreaKind.TOTAL), parse("不小于3808亩", kind=AreaKind.GROSS_PLANNED)]
    with pytest.raises(InputError, match="across_kinds=True"):
        total(figures)
    added = total(figures, across_kinds=True)
    assert (str(added), added.kind) == ("at least 4,138 mu", AreaKind.UNSPECIFIED)


def test_different_methods_are_added_only_on_demand() -> None:
    figures = [parse("330亩", method="planar"), parse("330亩", method="statutory")]
    with pytest.raises(InputError, match="planar, statutory"):
        total(figures)
    assert total(figures, across_methods=True).method is None
    assert total(figures[:1] * 2).method == "planar"


@pytest.mark.parametrize("land", [AreaKind.TOTAL, AreaKind.UNSPECIFIED])
def test_floor_area_is_never_added_to_land(land: AreaKind) -> None:
    figures = [parse("330亩", kind=land), parse("建筑面积2048.92平方米")]
    with pytest.raises(InputError, match="not land"):
        total(figures, across_kinds=True)


def test_floor_areas_add_up_among_themselves() -> None:
    assert str(total([parse("建筑面积2048.92平方米")] * 2)) == "4,097.84 m² of floor area"


@pytest.mark.parametrize("whole", [AreaKind.TOTAL, AreaKind.GROSS_PLANNED])
def test_a_start_zone_is_never_added_to_what_it_is_part_of(whole: AreaKind) -> None:
    figures = [parse("1.76万亩", kind=whole), parse("启动区3024亩")]
    with pytest.raises(InputError, match="counts it twice"):
        total(figures, across_kinds=True)


def test_a_start_zone_is_added_to_other_land_on_demand() -> None:
    figures = [parse("启动区3024亩"), parse("330亩")]
    with pytest.raises(InputError, match="start zone, area of unspecified kind"):
        total(figures)
    assert str(total(figures, across_kinds=True)) == "3,354 mu"


def test_nothing_and_opposite_bounds_have_no_total() -> None:
    with pytest.raises(InputError, match="no areas"):
        total([])
    with pytest.raises(InputError, match="says nothing"):
        total([parse("至少300亩"), parse("至多300亩")])


def figures_of(bounds: list[Bound]) -> st.SearchStrategy[list[DeclaredArea]]:
    figure = st.builds(
        lambda value, half, bound: DeclaredArea(
            value=Area.from_mu(value), half_unit=Area.from_mu(half), bound=bound
        ),
        st.integers(100, 10**5),
        st.sampled_from(["0.005", "0.5", 50]),
        st.sampled_from(bounds),
    )
    return st.lists(figure, min_size=2, max_size=6)


CLOSED = [Bound.EXACT, Bound.ABOUT, Bound.JUST_BELOW, Bound.ABOVE, Bound.RANGE]


def added_up(ends: list[Area | None]) -> Area | None:
    known = [end for end in ends if end is not None]
    return sum(known, Area.from_m2(0)) if len(known) == len(ends) else None


@given(figures_of([*CLOSED, Bound.AT_LEAST]) | figures_of([*CLOSED, Bound.AT_MOST]))
def test_the_ends_of_a_total_are_the_totals_of_the_ends(figures: list[DeclaredArea]) -> None:
    added = total(figures)
    assert added.lower == added_up([figure.lower for figure in figures])
    assert added.upper == added_up([figure.upper for figure in figures])


@given(figures_of([*CLOSED, Bound.AT_LEAST]))
def test_the_order_of_the_figures_does_not_matter(figures: list[DeclaredArea]) -> None:
    assert str(total(figures)) == str(total(figures[::-1]))
