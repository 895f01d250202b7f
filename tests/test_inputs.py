"""Texts of settings that are made to overflow, or to take for ever."""

import time
import tomllib

import pytest

from geokit.inputs import parse_toml

SECONDS = 10


@pytest.mark.parametrize(
    "text",
    ["a." * 100_000 + "a = 1", "x = 1\n [" + "'a' . " * 100_000 + "a]", "a = " + "9" * 5000, "a = [" * 5000],
)
def test_a_text_without_measure_is_broken_in_time(text):
    started = time.perf_counter()
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml(text)
    assert time.perf_counter() - started < SECONDS


def test_dots_in_a_value_are_no_parts_of_a_key():
    assert parse_toml(f'note = "{"a." * 50}"\na.b.c = 1') == {"note": "a." * 50, "a": {"b": {"c": 1}}}
