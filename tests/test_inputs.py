"""Texts of settings that are made to overflow, or to take for ever."""

import os
import time
import tomllib

import pytest

from geokit.inputs import file_named, parse_toml

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


def test_a_name_unpacked_in_utf8_is_found_where_the_locale_reads_it_otherwise(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsdecode", lambda name: name.decode("gb18030", "surrogateescape"))
    unpacked = tmp_path / "示意.geojson".encode().decode("gb18030", "surrogateescape")
    unpacked.touch()
    assert file_named(tmp_path, "示意.geojson") == unpacked
    (tmp_path / "示意.geojson").touch()
    assert file_named(tmp_path, "示意.geojson") == tmp_path / "示意.geojson"
    assert file_named(tmp_path, "没有.geojson") == tmp_path / "没有.geojson"
