from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.land.declared.figure import AreaKind, Bound
from geokit.land.declared.text import Reading, parse_area


@pytest.mark.parametrize(
    ("text", "value", "half_unit", "unit"),
    [
        ("330亩", 330, "0.5", "mu"),
        ("1.76万亩", 17_600, 50, "mu"),
        ("1.76 万 亩", 17_600, 50, "mu"),
        ("一点七六万亩", 17_600, 50, "mu"),
        ("三百三十亩", 330, "0.5", "mu"),
        ("三万亩", 30_000, 5_000, "mu"),
        ("壹万柒仟陆佰亩", 17_600, "0.5", "mu"),
        ("兩千畝", 2_000, "0.5", "mu"),
        ("貳佰伍拾畝", 250, "0.5", "mu"),
        ("3千亩", 3_000, 500, "mu"),
        ("17.6 thousand mu", 17_600, 50, "mu"),
        ("３，８０８．５亩", "3808.5", "0.05", "mu"),
        ("17,600 mu", 17_600, "0.5", "mu"),
        ("330 MU.", 330, "0.5", "mu"),
        ("2,048.92 m2", "2048.92", "0.005", "m2"),
        ("2048.92㎡", "2048.92", "0.005", "m2"),
        ("2048.92 sq. m.", "2048.92", "0.005", "m2"),
        ("2048.92 square metres", "2048.92", "0.005", "m2"),
        ("3 hectares", 3, "0.5", "ha"),
        ("2.5hm²", "2.5", "0.05", "ha"),
        ("11.73 km²", "11.73", "0.005", "km2"),
        ("11.73平方千米", "11.73", "0.005", "km2"),
        ("5 sq km", 5, "0.5", "km2"),
        ("一百二十三亩五分", "123.5", "0.05", "mu"),
        ("3亩5分", "3.5", "0.05", "mu"),
        ("十二亩三分五厘", "12.35", "0.005", "mu"),
        ("一顷五十亩", 150, "0.5", "mu"),
        ("2顷30亩5分", "230.5", "0.05", "mu"),
        ("2市顷5亩", 205, "0.5", "mu"),
        ("一顷半", 150, 5, "mu"),
        ("8分", "0.8", "0.05", "mu"),
        ("半亩", "0.5", "0.05", "mu"),
        ("一亩半", "1.5", "0.05", "mu"),
        ("两公顷半", "2.5", "0.05", "ha"),
        ("共计330亩", 330, "0.5", "mu"),
        ("总计330亩", 330, "0.5", "mu"),
        ("合计：330亩", 330, "0.5", "mu"),
        ("折合330亩", 330, "0.5", "mu"),
        ("首期330亩", 330, "0.5", "mu"),
        ("一期330亩", 330, "0.5", "mu"),
        ("三〇二四亩", 3024, "0.5", "mu"),
        ("2万5千亩", 25_000, 500, "mu"),
        ("1万7600亩", 17_600, "0.5", "mu"),
        ("一千五亩", 1500, 50, "mu"),
        ("两万三亩", 23_000, 500, "mu"),
        ("廿亩", 20, "0.5", "mu"),
        ("卅五亩", 35, "0.5", "mu"),
        ("1.76w亩", 17_600, 50, "mu"),
        ("2000平方", 2000, "0.5", "m2"),
        ("2000米²", 2000, "0.5", "m2"),
        ("3公亩", 300, 50, "m2"),
        ("2英亩", "8093.7128448", "2023.4282112", "m2"),
        ("2.0 acres", "8093.7128448", "202.34282112", "m2"),
        ("2顷", 200, 50, "mu"),
        ("面积（亩）：330", 330, "0.5", "mu"),
        ("用地面积(公顷) 22.5", "22.5", "0.05", "ha"),
        ("330亩整", 330, "0.5", "mu"),
        ("330亩地", 330, "0.5", "mu"),
        (".5亩", "0.5", "0.05", "mu"),
        ("3 024亩", 3024, "0.5", "mu"),
        ("17\u00a0600 mu", 17_600, "0.5", "mu"),
        ("1.76 w亩", 17_600, 50, "mu"),
        ("十亩八分七厘五毫", "10.875", "0.0005", "mu"),
        ("half a mu", "0.5", "0.05", "mu"),
        ("2000平", 2000, "0.5", "m2"),
        ("2.2万平方公尺", 22_000, 500, "m2"),
        ("10公里²", 10, "0.5", "km2"),
        ("小计330亩", 330, "0.5", "mu"),
        ("折330亩", 330, "0.5", "mu"),
        ("第一期330亩", 330, "0.5", "mu"),
        ("第十期用地330亩", 330, "0.5", "mu"),
        ("远期330亩", 330, "0.5", "mu"),
        ("一期工程330亩", 330, "0.5", "mu"),
        ("phase 1: 330 mu", 330, "0.5", "mu"),
        ("phase two 330 mu", 330, "0.5", "mu"),
        ("first phase 330 mu", 330, "0.5", "mu"),
        ("a total of 330 mu", 330, "0.5", "mu"),
        ("in total 330 mu", 330, "0.5", "mu"),
    ],
)
def test_a_number_keeps_its_unit_and_its_rounding(
    text: str, value: object, half_unit: object, unit: str
) -> None:
    reading = parse_area(text)
    assert (reading.low, reading.high) == (Fraction(str(value)), Fraction(str(value)))
    assert (reading.half_unit, reading.unit, reading.bound) == (Fraction(str(half_unit)), unit, Bound.EXACT)


@pytest.mark.parametrize(
    ("bound", "texts"),
    [
        (
            Bound.AT_LEAST,
            ["不小于3808亩", "不低于3808亩", "不少于3808亩", "至少3808亩", "3808亩以上", "≥3808亩"],
        ),
        (
            Bound.AT_LEAST,
            [
                "at least 3,808 mu",
                "no less than 3808 mu",
                "3808 mu or more",
                "3808 mu at least",
                "总面积 at least 3808 mu",
                "总面积：3808 mu at least",
            ],
        ),
        (
            Bound.AT_MOST,
            ["不超过300亩", "不大于300亩", "300亩以内", "至多300亩", "up to 300 mu", "300 mu or less"],
        ),
        (
            Bound.ABOUT,
            [
                "约330亩",
                "大约330亩",
                "330亩左右",
                "约为330亩左右",
                "约合330亩",
                "330来亩",
                "about 330 mu",
                "~330 mu",
                "330 mu approx.",
            ],
        ),
        (
            Bound.JUST_BELOW,
            ["近四千亩", "近万亩", "将近4000亩", "接近4000亩", "nearly 4,000 mu", "just under 4000 mu"],
        ),
        (
            Bound.ABOVE,
            ["千余亩", "上千亩", "330亩有余", "约330余亩", "三百亩出头", "三百亩有零", "330+亩", "330 mu+"],
        ),
        (Bound.ABOVE, ["逾4000亩", "超4000亩", "超过4000亩", "4000余亩", "三千八百多亩", "over 4000 mu"]),
    ],
)
def test_words_around_a_figure_bound_it(bound: Bound, texts: list[str]) -> None:
    assert {parse_area(text).bound for text in texts} == {bound}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("300–330亩", 300, 330),
        ("300-330 mu", 300, 330),
        ("300~330亩", 300, 330),
        ("300至330亩", 300, 330),
        ("300亩到330亩", 300, 330),
        ("300 to 330 mu", 300, 330),
        ("between 300 and 330 mu", 300, 330),
        ("from 300 mu to 330 mu", 300, 330),
        ("介于300和330亩之间", 300, 330),
        ("在300亩与330亩之间", 300, 330),
        ("从300到330亩", 300, 330),
        ("在库面积300到330亩", 300, 330),
        ("1.7–1.8万亩", 17_000, 18_000),
        ("三至五万亩", 30_000, 50_000),
        ("5000–1万亩", 5_000, 10_000),
        ("2亩至1万亩", 2, 10_000),
        ("三四百亩", 300, 400),
        ("330±5亩", 325, 335),
        ("330亩±5亩", 325, 335),
        ("1.76±0.01万亩", 17_500, 17_700),
        ("5000±0.1万亩", 4_000, 6_000),
        ("100到120亩之间", 100, 120),
        ("约100-120亩", 100, 120),
        ("面积（亩）：300-330", 300, 330),
        ("1–1万亩", 1, 10_000),
        ("0.5–1万亩", 5_000, 10_000),
        ("100±1万亩", 990_000, 1_010_000),
        ("330±329亩", 1, 659),
        ("200亩±99%", 2, 398),
        ("半亩–1亩", Fraction(1, 2), 1),
    ],
)
def test_a_range_has_two_ends(text: str, low: int, high: int) -> None:
    reading = parse_area(text)
    assert (reading.low, reading.high, reading.bound) == (low, high, Bound.RANGE)


def test_a_share_of_the_figure_is_what_it_may_be_off() -> None:
    reading = parse_area("330亩±5%")
    assert (reading.low, reading.high, reading.bound) == (Fraction("313.5"), Fraction("346.5"), Bound.RANGE)


@pytest.mark.parametrize(
    ("text", "half_unit"),
    [
        ("330亩±5%", "0.05"),
        ("330亩±0.5%", "0.005"),
        ("330±5亩", "0.5"),
        ("330.5±5亩", "0.05"),
        ("1.76±0.01万亩", "0.5"),
        ("五分半", "0.005"),
        ("三亩半", "0.05"),
        ("三亩五分", "0.05"),
        ("1.7–1.80万亩", "50"),
        ("1.70–1.8万亩", "50"),
    ],
)
def test_ends_are_as_exact_as_their_last_digit(text: str, half_unit: str) -> None:
    assert parse_area(text).half_unit == Fraction(half_unit)


@pytest.mark.parametrize(
    ("text", "units", "bounds"),
    [
        ("合22公顷(330亩)", ("ha", "mu"), (Bound.EXACT, Bound.EXACT)),
        ("22公顷（330亩）", ("ha", "mu"), (Bound.EXACT, Bound.EXACT)),
        ("330亩(约22公顷)", ("mu", "ha"), (Bound.EXACT, Bound.ABOUT)),
        ("330亩，合22公顷", ("mu", "ha"), (Bound.EXACT, Bound.EXACT)),
        ("22 ha / 330 mu", ("ha", "mu"), (Bound.EXACT, Bound.EXACT)),
        ("不小于3808亩（约253.9公顷）", ("mu", "ha"), (Bound.AT_LEAST, Bound.ABOUT)),
    ],
)
def test_the_same_land_may_stand_in_two_units(
    text: str, units: tuple[str, str], bounds: tuple[Bound, Bound]
) -> None:
    reading = parse_area(text)
    assert reading.restated is not None
    assert ((reading.unit, reading.restated.unit), (reading.bound, reading.restated.bound)) == (units, bounds)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("建筑面积2048.92平方米", AreaKind.FLOOR),
        ("2,048.92 m² (floor area)", AreaKind.FLOOR),
        ("gross floor area of 2,048.92 m²", AreaKind.FLOOR),
        ("建築面積:20平方米", AreaKind.FLOOR),
        ("规划面积：1.76万亩", AreaKind.GROSS_PLANNED),
        ("启动区272亩", AreaKind.START_ZONE),
        ("起步区330亩", AreaKind.START_ZONE),
        ("总用地面积330亩", AreaKind.TOTAL),
        ("规划总用地330亩", AreaKind.GROSS_PLANNED),
        ("规划总建筑面积20平方米", AreaKind.FLOOR),
        ("总规模330亩", AreaKind.TOTAL),
        ("批准用地面积330亩", AreaKind.APPROVED),
        ("用地面积330亩", None),
        ("用地规模：22.00公顷", None),
        ("宗地面积330亩", None),
        ("征收土地面积约330亩", None),
        ("核心区330亩", None),
        ("累计330亩", None),
        ("330亩", None),
    ],
)
def test_a_label_names_the_kind(text: str, kind: AreaKind | None) -> None:
    assert parse_area(text).kind is kind


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("1.76万亩 (17,600 mu)", 17_600, 50),
        ("17,600 mu (1.76万亩)", 17_600, 50),
        ("1.76万亩（17623亩）", 17_623, "0.5"),
        ("约合330.04亩（330亩）", None, None),
        ("330亩（330亩）", None, None),
        ("1.76万亩（17,700亩）", None, None),
    ],
)
def test_a_figure_and_its_rounding_in_one_unit(text: str, value: object, half_unit: object) -> None:
    if value is None:
        with pytest.raises(InputError, match="more than one number"):
            parse_area(text)
        return
    reading = parse_area(text)
    assert (reading.low, reading.half_unit, reading.restated) == (value, Fraction(str(half_unit)), None)


def test_a_sign_says_what_its_word_says() -> None:
    assert parse_area(">500亩").bound is parse_area("大于500亩").bound is Bound.ABOVE
    assert parse_area("≥500亩").bound is Bound.AT_LEAST


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no number"),
        ("亩", "no number"),
        ("330", "no unit"),
        ("300–400", "no unit"),
        ("2顷30", "do not stand in an order"),
        ("三分五", "do not stand in an order"),
        ("300–400–500亩", "do not stand in an order"),
        ("-330亩", "negative"),
        ("−5 ha", "negative"),
        ("300--330亩", "negative"),
        ("0亩", "greater than zero"),
        ("零亩", "greater than zero"),
        ("NaN亩", "not understood"),
        ("inf mu", "not understood"),
        ("1e500亩", "not understood"),
        ("1e亩", "not understood"),
        ("9e99亩", "is not a number"),
        ("2.2e+05.5亩", "is not a number"),
        ("330²亩", "not understood"),
        ("①330亩", "not understood"),
        ("不是330亩", "not understood"),
        ("几百亩", "“几百” names no figure"),
        ("330 330亩", "more than one number"),
        ("1,76万亩", "“1,76” is not a number"),
        ("1.2.3亩", "not a number"),
        ("点五亩", "not a number"),
        ("5万亿亩", "“5万亿” is not a number"),
        ("约330亩以上", "more than one bound"),
        ("330–300亩", "from the smaller to the larger"),
        ("300–300亩", "from the smaller to the larger"),
        ("10000±1万亩", "from the smaller to the larger"),
        ("330±330亩", "from the smaller to the larger"),
        ("330±0亩", "from the smaller to the larger"),
        ("330亩±100%", "from the smaller to the larger"),
        ("330亩±0%", "from the smaller to the larger"),
        ("0–300亩", "greater than zero"),
        ("3.5亩半", "do not stand in an order"),
        ("三四亩半", "do not stand in an order"),
        ("1顷100亩", "one digit each"),
        ("5亩10分", "one digit each"),
        ("5亩5分10厘", "one digit each"),
        ("300亩–22公顷", "more than one unit"),
        ("1万5亩", "15,000 or 10,005"),
        ("330亩 330亩", "more than one number"),
        ("20 mu and 300 mu", "“and” is not understood"),
        ("20亩和300亩", "not understood"),
        ("half of 330 mu", "not understood"),
        ("300+20亩", "more than one number"),
        ("+330亩", "do not stand in an order"),
        ("3亩5毫5厘", "one digit each"),
        ("330亩，建筑面积22公顷", "more than one number"),
        ("330亩±", "do not stand in an order"),
        ("330±400亩", "from the smaller to the larger"),
        ("330亩±5公顷", "more than one unit"),
        ("3亩25厘", "one digit each"),
        ("3公顷5分", "one digit each"),
        ("3亩5厘5分", "one digit each"),
        ("亩330", "do not stand in an order"),
        ("以上330亩", "do not stand in an order"),
        ("启动区建筑面积330亩", "more than one kind"),
        ("九" * 200 + "亩", "too long"),
    ],
)
def test_what_is_no_area_is_refused_with_the_reason_and_examples(text: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_area(text)
    words = caught.value.localize("en")
    assert problem in words
    assert text[:20] in words
    assert "such as 330 mu" in words
    assert caught.value.localize("zh").startswith("看不懂面积")


PARTS = [
    "330",
    "1.76",
    "三百",
    "万",
    "点",
    "亩",
    "公顷",
    "分",
    "半",
    "廿",
    "w",
    "±",
    "%",
    "m²",
    "km2",
    "约",
    "不超过",
    "超",
    "以上",
    "余",
    "至",
    "-",
    "~",
]
PARTS += [" ", ",", ".", "0", "面积", "建筑面积", "mu", "at least", "²", "\n", "é", "\x00", "{", "}"]


def read_or_refuse(text: str) -> Reading | str:
    try:
        return parse_area(text)
    except InputError as error:
        return error.localize("en")


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join) | st.text(max_size=20))
def test_any_text_is_an_area_or_a_sentence(text: str) -> None:
    outcome = read_or_refuse(text)
    if isinstance(outcome, str):
        assert outcome.startswith("cannot read the area")
    else:
        assert 0 < outcome.low <= outcome.high
        assert outcome.half_unit > 0


@given(st.integers(1, 10**9))
def test_full_width_digits_are_digits(number: int) -> None:
    wide = str(number).translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    assert parse_area(f"{wide}亩") == parse_area(f"{number}亩")


@pytest.mark.parametrize("text", ["2顷130亩", "1.5顷20亩", "2顷30", "2顷30公顷"])
def test_parts_of_a_qing_that_are_none(text: str) -> None:
    with pytest.raises(InputError):
        parse_area(text)


@pytest.mark.parametrize(
    ("text", "mu"),
    [
        ("亩数：330", "330"),
        ("亩数:约330", "330"),
        ("五分半", "0.55"),
        ("三亩五分半", "3.55"),
        ("五分半左右", "0.55"),
        ("2顷30亩半", "230.5"),
        ("1顷99亩", "199"),
        ("5亩9分9厘", "5.99"),
    ],
)
def test_headings_in_one_word_and_halves_of_a_part(text: str, mu: str) -> None:
    reading = parse_area(text)
    assert (reading.low, reading.high, reading.unit) == (Fraction(mu), Fraction(mu), "mu")


@pytest.mark.parametrize("text", ["三分五", "330亩数"])
def test_a_unit_that_is_there_is_not_missed(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_area(text)
    assert "no unit" not in refused.value.localize("en")


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("约12", 12, 12, "about"),
        ("12-13", 12, 13, "range"),
        ("12左右", 12, 12, "about"),
        ("12以上", 12, 12, "at_least"),
    ],
)
def test_a_figure_without_a_unit_takes_the_one_that_is_given(
    text: str, low: int, high: int, bound: str
) -> None:
    reading = parse_area(text, "ha")
    assert (reading.low, reading.high, reading.unit, str(reading.bound)) == (low, high, "ha", bound)
    assert parse_area("约12亩", "ha").unit == "mu"
