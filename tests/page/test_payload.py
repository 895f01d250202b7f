from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.escape import printable
from geokit.i18n import Words
from geokit.page.payload import localized, to_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def seen(value: object) -> object:
    """Return a value with every letter shown that no eye would see: ends of lines are blanks in a browser anyway."""
    if isinstance(value, str):
        return "".join(
            each if each in "\t\n\r" or "\ud800" <= each <= "\udfff" else printable(each) for each in value
        )
    if isinstance(value, list):
        return [seen(each) for each in value]
    return {seen(key): seen(each) for key, each in value.items()} if isinstance(value, dict) else value


@given(values)
def test_json_says_what_was_given_and_cannot_leave_its_element(value: object) -> None:
    text = to_json(value)
    assert json.loads(text) == seen(value)
    assert not set(text) & set("<>&\u2028\u2029\0")
    text.encode("utf-8")


def test_half_a_character_is_kept_as_an_escape() -> None:
    assert to_json("\ud800") == '"\\ud800"'


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json({"area": float("nan")})


def test_a_template_in_a_name_is_not_filled() -> None:
    assert localized("{0}{name}{{7*7}}") == {"zh": "{0}{name}{{7*7}}", "en": "{0}{name}{{7*7}}"}


def test_words_are_filled_in_both_languages() -> None:
    area = Words(zh="亩", en="mu")
    assert localized(Words(zh="3 {unit}", en="3 {unit}"), unit=area) == {"zh": "3 亩", "en": "3 mu"}
