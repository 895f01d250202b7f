from __future__ import annotations

import pytest
from rule_cases import audit_table, table_of


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("land_class", ["0601", "05H1", "601"]),
        ("land_class_gbt21010", ["0604", "0601 工业用地", None]),
        ("land_class_territorial", ["100101", "1001", "16"]),
    ],
)
def test_codes_of_their_scheme_pass(column, codes):
    assert audit_table(table_of(3, **{column: codes}), "unknown_land_class") == []


def test_an_unknown_code_is_named_with_near_ones_and_with_what_it_is_elsewhere():
    found = audit_table(table_of(3, land_class=["0110", "100101", "0101"]), "unknown_land_class")
    assert [each.subjects for each in found] == [("A",), ("B",)]
    assert "“0110”, which is none of working classes of the third national survey" in found[0].message("en")
    assert "0101 paddy fields" in found[0].message("en")
    assert "100101 一类工业用地（国土空间用地用海分类）" in found[1].message("zh")
    assert "相近的有 0601 工业用地" in found[1].message("zh")
    assert "铁路" not in found[1].message("zh")


def test_a_code_that_the_use_says_is_of_another_scheme_is_said_with_both_names():
    table = table_of(3, land_class=["1001", "1001", "0601"], land_use=["工业用地", "铁路用地", "工业用地"])
    (finding,) = audit_table(table, "unknown_land_class")
    assert finding.subjects == ("A",)
    text = finding.message("en")
    for part in (
        "1001 railways (working",
        "1001 industrial land (land and sea use",
        "here “工业用地” is 0601",
    ):
        assert part in text


def test_a_scheme_of_its_own_column_is_right():
    table = table_of(2, land_class_territorial=["1001", "1001"], land_use=["工业用地", "铁路用地"])
    (finding,) = audit_table(table, "unknown_land_class")
    assert finding.subjects == ("B",)


def test_a_name_in_the_place_of_a_code_leads_to_its_code():
    (finding,) = audit_table(table_of(1, land_class=["工业用地"]), "unknown_land_class")
    assert "0601 industrial land" in finding.message("en")
