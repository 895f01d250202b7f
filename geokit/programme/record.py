"""A table of a TOML file as an object that shows a planner what they use, and not what pydantic has besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from geokit.dates import check_date, check_loose_date
from geokit.errors import InputError
from geokit.escape import printable
from geokit.i18n import InWords, Language, Words, current_language
from geokit.strict_fields import StrictFields
from geokit.terminal import repr_in_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic._internal._model_construction import ModelMetaclass as _Listed
else:

    class _Listed(type(BaseModel)):
        def __dir__(cls) -> list[str]:
            return _shown(super().__dir__())


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PartialDate = Annotated[str, AfterValidator(check_date)]
LooseDate = Annotated[str, AfterValidator(check_loose_date)]
# What is shown and looked up nowhere: without marks that would turn round the words beside it.
Text = Annotated[str, AfterValidator(printable)]

_EMPTY: Final = Words(zh="不得为空", en="it must not be empty")


def _not_empty(text: str) -> str:
    if not text.strip():
        raise InputError(_EMPTY)
    return text


# What pydantic keeps from its first version; a look at some of them warns already.
_DEPRECATED: Final = (
    "construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json",
    "update_forward_refs", "validate",
)  # fmt: skip
_FOR_GEOKIT: Final = ("settle", "__fields__", "__fields_set__")


class Record(StrictFields, metaclass=_Listed):
    """A table of a TOML file: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    _repr_pretty_ = repr_in_lines

    def __dir__(self) -> Iterable[str]:
        return _shown(super().__dir__())


class _Gone:
    """A method that the class does not have, though the one that it builds on does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, owner: type) -> NoReturn:
        raise AttributeError(f"{owner.__name__!r} has no attribute {self._name!r}")


def _shown(names: Iterable[str]) -> list[str]:
    """Return the names that are for whoever holds a record."""
    hidden = {*_DEPRECATED, *_FOR_GEOKIT}
    return sorted(name for name in names if name not in hidden and not _is_inner(name))


def _is_inner(name: str) -> bool:
    is_own = name.startswith("_") and not name.startswith("__")
    return is_own or name.startswith(("model_", "__pydantic_"))


def _take_away(record: Any) -> None:
    for name in _DEPRECATED:
        setattr(record, name, _Gone(name))


_take_away(Record)


class Name(InWords, Record):
    """What something is called, in both languages. Data, never a template."""

    zh: Annotated[str, AfterValidator(_not_empty)]
    en: Annotated[str, AfterValidator(_not_empty)]

    def localize(self, language: Language) -> str:
        """Return the name in a language, without marks that would turn round the words beside it on a map."""
        return printable(self.zh if language == "zh" else self.en)

    def __str__(self) -> str:
        return self.localize(current_language())
