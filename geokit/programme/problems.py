"""What is wrong with a value of a TOML file, in the reader's language: pydantic speaks English alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from geokit.door import refuse_unknown
from geokit.errors import OptionError
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

_FAULT = Words(zh="{model}()：{key}：{problem}", en="{model}(): {key}: {problem}")
_NUMBER = Words(zh="须为数字", en="it must be a number")
_WHOLE = Words(zh="须为整数", en="it must be a whole number")
_TRUTH = Words(zh="须为 true 或 false", en="it must be true or false")
_TEXT = Words(zh="须为加引号的文字", en="it must be text in quotes")
_DAY = Words(zh="须为日期，如 2026-06-01", en="it must be a day, such as 2026-06-01")
_LIST = Words(zh="须为 […] 列表", en="it must be a list in […]")
_TABLE = Words(zh="须为表，即 {{…}} 或 [名称]", en="it must be a table: {{…}} or [name]")
_CHOICE = Words(zh="须为 {expected} 之一", en="it must be one of {expected}")

_WORDS = {
    "greater_than": Words(zh="须大于 {gt}", en="it must be greater than {gt}"),
    "greater_than_equal": Words(zh="不得小于 {ge}", en="it must be at least {ge}"),
    "less_than": Words(zh="须小于 {lt}", en="it must be less than {lt}"),
    "less_than_equal": Words(zh="不得大于 {le}", en="it must be at most {le}"),
    "finite_number": Words(zh="须为有限的数", en="it must be a finite number"),
    "string_too_short": Words(zh="不得为空", en="it must not be empty"),
    "too_short": Words(zh="至少须有 {min_length} 项", en="it must have at least {min_length} items"),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    "missing": Words(zh="缺少", en="it is missing"),
    "string_type": _TEXT,
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _DAY),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _TABLE),
    **dict.fromkeys(("literal_error", "enum"), _CHOICE),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why pydantic refuses a value."""

    detail: ErrorDetails

    def in_words(self, language: Language) -> str:
        """Return the reason in a language; in pydantic's own words where none of ours fits."""
        words = _WORDS.get(self.detail["type"])
        limits = {name: _shown(value) for name, value in self.detail.get("ctx", {}).items()}
        return words.render(language, **limits) if words else self.detail["msg"]


def _shown(limit: object) -> str:
    # Pydantic joins the choices in English.
    return f"{limit:g}" if isinstance(limit, float) else str(limit).replace(" or ", ", ")


def maker_of(model: type[BaseModel]) -> Callable[..., None]:
    """Return how a record is made of keywords: its faults are the caller's, where a file's have a line and a key."""

    def made_by_hand(record: BaseModel, /, **data: Any) -> None:
        refuse_unknown(
            model.__name__, data, [field.alias or name for name, field in model.model_fields.items()]
        )
        try:
            BaseModel.__init__(record, **data)
        except ValidationError as error:
            detail = error.errors()[0]
            key = ".".join(map(str, detail["loc"]))
            raise OptionError(_FAULT, model=model.__name__, key=key, problem=Problem(detail)) from None

    return made_by_hand
