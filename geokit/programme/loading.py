"""From TOML to the model: every fault with its file, line and key, in the reader's language.

TOML is read with the line of every key; what pydantic refuses, in English alone, is said in both languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.arguments import refuse_unknown
from geokit.errors import CatalogError, InputError, OptionError
from geokit.i18n import Words
from geokit.inputs import locate_keys, parse_toml, refuse_special
from geokit.programme.faults import ValidationProblem, fault_of
from geokit.programme.toml_file import TomlFile
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails


_NO_FILE = Words(zh="找不到文件", en="there is no such file")

_NOT_UTF8 = Words(zh="不是 UTF-8 文本；请另存为 UTF-8", en="is not UTF-8 text; save it as UTF-8")


def read_toml(path: Path, name: str | None = None) -> TomlFile:
    """Read a TOML file.

    Raises
    ------
    CatalogError
        The file is missing, not UTF-8, or not TOML; names file and line.
    """
    name = name or path.name
    refuse_special(path, name, CatalogError)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CatalogError(_NO_FILE, file=name) from None
    except UnicodeDecodeError:
        raise CatalogError(_NOT_UTF8, file=name) from None
    except OSError as error:
        raise unreadable(error, name) from None
    try:
        data = parse_toml(text, CatalogError)
    except CatalogError as error:
        raise error.at(name) from None
    return TomlFile(name, data, locate_keys(text))


def unreadable(error: OSError, name: str) -> InputError:
    """Return the sentence for a file that the system will not open."""
    words = Words(zh="无法打开：{reason}", en="cannot be opened: {reason}")
    return CatalogError(words, file=name, reason=system_reason(error))


_FAULT = Words(zh="{model}()：{key}：{problem}", en="{model}(): {key}: {problem}")


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
            raise OptionError(
                _FAULT, model=model.__name__, key=key, problem=ValidationProblem(detail)
            ) from None

    return made_by_hand


Model = TypeVar("Model", bound=BaseModel)


def build(model: type[Model], toml: TomlFile, folder: Path) -> Model:
    """Return the model of a parsed file.

    Raises
    ------
    CatalogError
        The first fault in the file, by line, with its key.
    """
    try:
        return model.model_validate(toml.data, context={"folder": folder})
    except ValidationError as error:
        # A key that is missing is often one that was misspelt: the misspelling is what to mend.
        details = sorted(_innermost(error.errors()), key=lambda detail: detail["type"] == "missing")
        is_missing = details[0]["type"] == "missing"
        faults = [
            fault_of(detail, model, toml) for detail in details if (detail["type"] == "missing") == is_missing
        ]
        raise min(faults, key=lambda fault: fault.line or 0) from None


def _innermost(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield what is wrong without what follows from it: a list whose only item is wrong is empty to pydantic."""
    paths = [detail["loc"] for detail in details]
    for detail in details:
        own = detail["loc"]
        if not any(len(path) > len(own) and path[: len(own)] == own for path in paths):
            yield detail
