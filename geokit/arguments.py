"""The check of public calls: what comes in is what the signature says, or it is refused in one sentence.

:func:`public` stands before a function that others call, and before a class that others make; :func:`public_result` before
the class of what comes back. The signature alone says what is checked: nothing is listed twice.
"""

from __future__ import annotations

import difflib
import inspect
from enum import Enum
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from geokit.annotations import Argument, parse_kinds
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.terminal import repr_in_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Thing = TypeVar("Thing")

_UNKNOWN = Words(
    zh="{function}() 没有参数“{name}”；可用：{known}", en="{function}() takes no “{name}”; it takes {known}"
)
_NEAR = Words(
    zh="{function}() 没有参数“{name}”；是否指：{near}？",
    en="{function}() takes no “{name}”. Did you mean {near}?",
)
_MAY_BE_SETTING = Words(
    zh="{function}() 没有参数“{name}”；若是核查的设置，请写 {setting}；可用：{known}",
    en="{function}() takes no “{name}”; a setting of the audit is written {setting}. It takes {known}",
)
_NO_OTHER = Words(zh="{function}() 没有参数“{name}”", en="{function}() takes no “{name}”")
_TOO_MANY = Words(
    zh="{function}() 最多可有 {most} 个不具名的参数，而给了 {count} 个",
    en="{function}() takes at most {most} arguments without a name, and was given {count}",
)
_TWICE = Words(zh="{function}() 的参数 {name} 给了两次", en="{function}() was given {name} twice")
_MISSING = Words(zh="{function}() 还需要：{names}", en="{function}() also needs {names}")

# The parameter of a mapping of what an audit is set to.
_SETTINGS: Final = "settings"


class _Signature:
    """What one function takes."""

    def __init__(self, function: Callable[..., Any], skipped: int) -> None:
        self._function = function
        # The object or the class itself, which no caller names.
        self._skipped = skipped

    @cached_property
    def _parameters(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self._function).parameters.values())[self._skipped :]

    @cached_property
    def name(self) -> str:
        name = self._function.__qualname__
        return name.removesuffix(".__init__")

    @cached_property
    def names(self) -> list[str]:
        """What may stand with its name."""
        known = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        return [*(each.name for each in self._parameters if each.kind in known), *self._options]

    @cached_property
    def positional(self) -> list[Argument]:
        """What may stand without a name."""
        known = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        return [_argument(each) for each in self._parameters if each.kind in known]

    @cached_property
    def named(self) -> dict[str, Argument]:
        """What stands with its name."""
        own = {each.name: _argument(each) for each in self._parameters if each.name in self.names}
        return own | {name: Argument(name, parse_kinds(text)) for name, text in self._options.items()}

    @cached_property
    def _options(self) -> Mapping[str, str]:
        """What ``**options: Unpack[Options]`` stands for."""
        rest = next((each for each in self._parameters if each.kind is inspect.Parameter.VAR_KEYWORD), None)
        if rest is None:
            return {}
        name = str(rest.annotation).removeprefix("Unpack[").removesuffix("]")
        return {} if name == "Any" else _annotations(self._function.__globals__[name])

    @cached_property
    def _is_open(self) -> bool:
        """Whether the function looks at further names itself."""
        return any(each.kind is each.VAR_KEYWORD and each.annotation == "Any" for each in self._parameters)

    @cached_property
    def _takes_settings(self) -> bool:
        """Whether what an audit is set to is handed over in one mapping."""
        return any(
            each.name == _SETTINGS and str(each.annotation).startswith("Mapping") for each in self._parameters
        )

    def check_names(self, names: Iterable[str]) -> None:
        if not self._is_open:
            refuse_unknown(self.name, names, self.names, takes_settings=self._takes_settings)

    def is_known(self, args: tuple[Any, ...]) -> bool:
        """Tell whether arguments without names are taken as they are."""
        positional = self.positional
        if len(args) > len(positional):
            return False
        return all(map(Argument.is_known, positional, args))

    def enter(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments as the function wants them."""
        self.check_names(kwargs)
        positional, named = self.positional, self.named
        if len(args) > len(positional):
            raise OptionError(_TOO_MANY, function=self.name, most=len(positional), count=len(args))
        own = [each.taken(value) for each, value in zip(positional, args, strict=False)]
        # A name that is not listed is one that the function looks at itself.
        return own, {
            name: named[name].taken(value) if name in named else value for name, value in kwargs.items()
        }

    def explained(self, count: int, kwargs: Mapping[str, Any]) -> OptionError:
        """Return why a call with so many arguments does not fit, where each of them alone would."""
        self.check_names(kwargs)
        known = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        listed = [each.name for each in self._parameters if each.kind in known]
        given = listed[:count]
        if count > len(listed):
            return OptionError(_TOO_MANY, function=self.name, most=len(listed), count=count)
        twice = [name for name in given if name in kwargs]
        if twice:
            return OptionError(_TWICE, function=self.name, name=twice[0])
        names = [
            each.name
            for each in self._parameters
            if each.default is each.empty
            and each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
            and each.name not in (*given, *kwargs)
        ]
        return OptionError(_MISSING, function=self.name, names=names)


def refuse_unknown(
    function: str, names: Iterable[str], known: Iterable[str], *, takes_settings: bool = False
) -> None:
    """Refuse a name that a function does not take; a near one is suggested, or how a setting is written if it takes some.

    Raises
    ------
    OptionError
        One of the names is not among those known.
    """
    listed = list(known)
    unknown = next((name for name in names if name not in listed), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, listed, n=1)
        others = _MAY_BE_SETTING if takes_settings else _UNKNOWN if listed else _NO_OTHER
        setting = f'{_SETTINGS}={{"{unknown}": …}}'
        raise OptionError(
            _NEAR if near else others,
            function=function,
            name=unknown,
            near=near,
            known=listed,
            setting=setting,
        )


def _argument(parameter: inspect.Parameter) -> Argument:
    return Argument(parameter.name, parse_kinds(str(parameter.annotation)))


def _annotations(options: type) -> dict[str, str]:
    """Return what a TypedDict says of its keys, as it is written."""
    return {name: str(each.__forward_arg__) for name, each in options.__annotations__.items()}


def _guarded(
    function: Callable[..., Any], *, skipped: int = 0, names_only: bool = False
) -> Callable[..., Any]:
    signature = _Signature(function, skipped)

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        own, named = args, kwargs
        if not names_only and (kwargs or not signature.is_known(args[skipped:])):
            rest, named = signature.enter(args[skipped:], kwargs)
            own = (*args[:skipped], *rest)
        try:
            return function(*own, **named)
        except TypeError as error:
            # One that stems from the call itself has no frame of the function below this one.
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:
                raise signature.explained(len(args) - skipped, kwargs) from None
            raise

    return checked


def public(thing: Thing) -> Thing:
    """Check what is handed to a function, or to the maker and the methods of a class.

    A misspelt name, a value of another kind and a choice that is none are one sentence each; a language is taken as
    any system writes it (``zh-CN``), and a member of an enumeration by its value.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.Area.from_mu(vlaue=3)
    Traceback (most recent call last):
    geokit.errors.OptionError: Area.from_mu() takes no “vlaue”. Did you mean value?
    """
    if isinstance(thing, type):
        _guard_methods(thing)
        _guard_constructor(thing)
        return cast("Thing", thing)
    return cast("Thing", _guarded(cast("Callable[..., Any]", thing)))


def public_result(thing: type[Thing]) -> type[Thing]:
    """Check what is handed to the methods of a class; those who make it are geokit's own, and only names are checked.

    One that shows itself in no other way is shown in lines by IPython.
    """
    _guard_methods(thing)
    if not issubclass(thing, Enum):
        _guard_constructor(thing, names_only=True)
        if not hasattr(thing, "_repr_html_") and not hasattr(thing, "_repr_pretty_"):
            thing._repr_pretty_ = repr_in_lines  # type: ignore[attr-defined]
    return thing


def _guard_constructor(owner: Any, *, names_only: bool = False) -> None:
    owner.__init__ = _guarded(owner.__init__, skipped=1, names_only=names_only)


def _guard_methods(owner: type) -> None:
    for name, member in list(vars(owner).items()):
        # Pydantic has hooks that it calls itself.
        if name.startswith("_") or name == "model_post_init":
            continue
        if isinstance(member, classmethod):
            setattr(owner, name, classmethod(_guarded(member.__func__, skipped=1)))
        elif isinstance(member, staticmethod):
            setattr(owner, name, staticmethod(_guarded(member.__func__)))
        elif inspect.isfunction(member):
            setattr(owner, name, _guarded(member, skipped=1))
