"""Land classes: three schemes in which one code means different things."""

from __future__ import annotations

import numpy as np
import pytest

from geokit.parcels.land_classes import (
    SCHEMES,
    classes,
    elsewhere,
    find_class,
    near_classes,
    plain_code,
    translate_classes,
)


def test_one_code_means_different_land() -> None:
    meant = {scheme: find_class("1001", scheme).words.zh for scheme in SCHEMES}  # type: ignore[union-attr]
    assert meant == {"survey": "铁路用地", "gbt21010": "铁路用地", "territorial": "工业用地"}
    assert [each.scheme for each in elsewhere("0601", "survey")] == ["gbt21010", "territorial"]


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_a_class_lies_under_its_parent(scheme: str) -> None:
    known = classes(scheme)  # type: ignore[arg-type]
    assert all(each.parent in known for each in known.values() if each.parent)
    assert all(len(code) > 2 for code, each in known.items() if each.parent)
    assert len({each.words.zh for each in known.values()}) == len(known)


def test_gbt21010_has_as_many_classes_as_the_standard_says() -> None:
    known = classes("gbt21010").values()
    assert (sum(each.parent is None for each in known), sum(each.parent is not None for each in known)) == (
        12,
        73,
    )


@pytest.mark.parametrize(
    ("code", "major"),
    [
        ("0101", "farm"), ("0402", "farm"), ("1006", "farm"), ("1104A", "farm"), ("1202", "farm"), ("0603", "construction"),
        ("1001", "construction"), ("1109", "construction"), ("1201", "construction"), ("05H1", "construction"),
        ("0404", "unused"), ("1101", "unused"), ("1106", "unused"), ("1206", "unused"), ("12", None), ("10", None),
    ],
)  # fmt: skip
def test_the_three_major_classes(code: str, major: str | None) -> None:
    found = find_class(code, "survey")
    assert found is not None
    assert found.major == major


def test_a_code_is_read_as_people_write_it() -> None:
    assert [plain_code(each) for each in ("05h1", 101, "101.0", " 0101 ", 100101)] == [
        "05H1", "0101", "0101", "0101", "100101",
    ]  # fmt: skip
    codes, unknown = translate_classes(np.array(["0101", "2222", None, 1001], dtype=object), "survey")
    assert (list(codes), list(unknown)) == (["0101", "2222", None, "1001"], [False, True, False, False])


def test_a_wrong_code_has_near_ones() -> None:
    assert find_class("0110", "survey") is None
    assert "0101" in [each.code for each in near_classes("0110", "survey")]
    assert near_classes("XXXXXX", "survey") == []
