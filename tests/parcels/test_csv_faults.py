"""What Python says of a CSV reaches no reader in English alone."""

from __future__ import annotations

import csv
import re

import pytest

import geokit as gk
from geokit.parcels.csv_faults import CsvProblem


def test_a_cell_without_end_is_said_in_both_languages(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text('id,wkt\n1,"' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(gk.GeokitError) as caught:
        gk.read_parcels(path)
    assert (
        "a cell has more than 131,072 characters; a quotation mark may be missing"
        in caught.value.localize("en")
    )
    said = caught.value.localize("zh").removeprefix("long.csv")
    assert "一个单元格超过 131,072 个字符，可能缺少一个引号" in said
    assert not re.search("[a-z]{3}", said)


def test_what_has_no_words_of_ours_is_quoted():
    problem = CsvProblem(csv.Error("unexpected end of data"))
    assert problem.localize("zh") == "程序库的说明：“unexpected end of data”"
