"""What is wrong with a value, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from geokit.programme.faults import ValidationProblem


class Inner(BaseModel):
    name: str = Field(default="x", min_length=1)


class Values(BaseModel):
    above: float = Field(default=1, gt=0)
    least: float = Field(default=1, ge=0)
    below: float = Field(default=1, lt=90)
    most: float = Field(default=1, le=1)
    finite: float = Field(default=1, allow_inf_nan=False)
    whole: int = 1
    yes: bool = True
    text: str = ""
    day: date = date(2026, 1, 1)
    items: list[int] = Field(default=[1], min_length=1)
    few: list[int] = Field(default=[], max_length=1)
    letters: bytes = b""
    table: Inner = Inner()
    choice: Literal["a", "b"] = "a"


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        ({"above": -1}, "it must be greater than 0", "须大于 0"),
        ({"least": -1}, "it must be at least 0", "不得小于 0"),
        ({"below": 95}, "it must be less than 90", "须小于 90"),
        ({"most": 2}, "it must be at most 1", "不得大于 1"),
        ({"finite": float("inf")}, "it must be a finite number", "须为有限的数"),
        ({"above": "wide"}, "it must be a number", "须为数字"),
        ({"whole": 1.5}, "it must be a whole number", "须为整数"),
        ({"yes": "perhaps"}, "it must be true or false", "须为 true 或 false"),
        ({"text": 5}, "it must be text in quotes", "须为加引号的文字"),
        ({"day": "soon"}, "it must be a day, such as 2026-06-01", "须为日期，如 2026-06-01"),
        ({"items": 5}, "it must be a list in […]", "须为 […] 列表"),
        ({"items": []}, "it must have at least 1 item", "至少须有 1 项"),
        ({"few": [1, 2]}, "it must have at most 1 item", "至多可有 1 项"),
        ({"day": "2026-06-01T08:00"}, "it must be a day, such as 2026-06-01", "须为日期，如 2026-06-01"),
        # Where none of our words fits.
        (
            {"letters": 5},
            "the library says “Input should be a valid bytes”",
            "程序库的说明：“Input should be a valid bytes”",
        ),
        ({"table": 5}, "it must be a table: {…} or [name]", "须为表，即 {…} 或 [名称]"),
        ({"table": {"name": ""}}, "it must not be empty", "不得为空"),
        ({"choice": "c"}, "it must be one of 'a', 'b'", "须为 'a', 'b' 之一"),
    ],
)
def test_a_refused_value_says_what_it_must_be(values, en, zh):
    with pytest.raises(ValidationError) as refused:
        Values.model_validate(values)
    (detail,) = refused.value.errors()
    assert (ValidationProblem(detail).localize("en"), ValidationProblem(detail).localize("zh")) == (en, zh)
