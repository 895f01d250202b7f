"""What can go wrong, as a small tree.

::

    GeokitError
    ├── InputError (ValueError)        a file or a value that cannot be used; names file and place
    │   ├── FormatError                a file that is not what its format demands, or no format of ours
    │   ├── CatalogError               a boundaries folder: unknown key, bad figure, duplicate id
    │   └── OptionError (SettingsError, TypeError)  an argument that a function does not take, or not with this value
    ├── CrsError (ValueError)          a coordinate system that is missing, ambiguous or must not be mixed
    ├── UnknownNameError (LookupError, ValueError)  a park, rule, format or layer nobody has; near names are suggested
    ├── SettingsError (ValueError)     an audit setting that does not exist or cannot have this value
    ├── OutputError (OSError)          a file that cannot be written; the old one stands
    └── MissingLibraryError (ImportError)  a library that a slim installation left out (:mod:`geokit.libraries`)

    DataLossWarning (UserWarning)      a file was written that does not hold all that the table says
    SpeedWarning (UserWarning)         the answer is right, but something that is not installed would bring it sooner

Every error is one sentence in the reader's language: what, where, and what to do.
"""

from __future__ import annotations

import difflib
import inspect
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from geokit.i18n import InWords, Language, Said, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class GeokitError(InWords, Exception):
    """The root: catch this to catch every mistake that geokit names.

    Parameters
    ----------
    words : Words
        The sentence, in both languages.
    **fields : object
        What the sentence is made from.

    Examples
    --------
    >>> import geokit as gk
    >>> try:
    ...     gk.load_catalog()["longuh"]
    ... except gk.GeokitError as error:
    ...     print(error.localize("en"))
    there is no park “longuh”. Did you mean longhu, lingrui, linghai?
    """

    def __init__(self, words: Words, /, **fields: object) -> None:
        self.words = words
        self.fields = fields
        super().__init__(words, fields)

    def localize(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.words.render(language, **self.fields)

    def __str__(self) -> str:
        return self.localize(current_language())

    def __reduce__(self) -> tuple[Any, ...]:
        # What a worker process raises is raised again in the one that asked it.
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[GeokitError], args: tuple[object, ...], state: dict[str, object]) -> GeokitError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


_PLACES = {
    (True, True): Words(zh="{file} 第 {line} 行：{problem}", en="{file}, line {line}: {problem}"),
    (True, False): Words(zh="{file}：{problem}", en="{file}: {problem}"),
}


class InputError(GeokitError, ValueError):
    """A file or a value that cannot be used.

    Parameters
    ----------
    words : Words
        What is wrong and what to do.
    file : str, optional
        The file as the caller named it.
    line : int, optional
        The line in it, counted from 1.
    **fields : object
        What the sentence is made from.

    Examples
    --------
    >>> from geokit.i18n import Words
    >>> print(InputError(Words(zh="空文件", en="the file is empty"), file="a.txt", line=3).localize("en"))
    a.txt, line 3: the file is empty
    """

    def __init__(
        self, words: Words, /, *, file: str | None = None, line: int | None = None, **fields: object
    ) -> None:
        super().__init__(words, **fields)
        self.file = file
        self.line = line

    def at(self, file: str, line: int | None = None) -> Self:
        """Name the place, where the code that found the problem did not know it; return the error."""
        self.file = self.file or file
        self.line = self.line or line
        return self

    def localize(self, language: Language) -> str:
        """Return the sentence with its place in front."""
        problem = super().localize(language)
        if self.file is None:
            return problem
        place = _PLACES[True, self.line is not None]
        return place.render(language, file=self.file, line=self.line, problem=Said(problem))


class FormatError(InputError):
    """A file that is not what its format demands, or of no format that geokit reads.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import geokit as gk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "a.gpkg")
    ...     _ = file.write_text("no database")
    ...     try:
    ...         gk.read_parcels(file)
    ...     except gk.FormatError as error:
    ...         print(error.localize("en").splitlines()[0][:60])
    a.gpkg: its suffix .gpkg says GeoPackage, but its content is
    """


class CatalogError(InputError):
    """A boundaries folder that cannot be read as it stands.

    Examples
    --------
    >>> import geokit as gk
    >>> try:
    ...     gk.load_catalog("no-such-folder")
    ... except gk.CatalogError as error:
    ...     print(error.localize("en"))
    no-such-folder: there is no such folder; give one that holds programme.toml
    """


class CrsError(GeokitError, ValueError):
    """A coordinate system that is missing, ambiguous, or that must not be mixed with another.

    Examples
    --------
    >>> import geokit as gk
    >>> import shapely
    >>> try:
    ...     gk.measure_area([shapely.box(0, 0, 1, 1)], None)
    ... except gk.CrsError as error:
    ...     print(error.localize("en"))
    there is no coordinate system: give it (crs=) or the zone (zone=)
    """


class SettingsError(GeokitError, ValueError):
    """An audit setting that does not exist or cannot have this value.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> try:
    ...     gk.audit(make_parcels([square(0, 0, 100)]), settings={"rules": {"gap": {"enable": False}}})
    ... except gk.SettingsError as error:
    ...     print(error.localize("en"))
    there is no audit setting rules.gap.enable; did you mean enabled?
    """


class OptionError(InputError, SettingsError, TypeError):
    """An argument that a public function does not take, or not with this value.

    Examples
    --------
    >>> import geokit as gk
    >>> try:
    ...     gk.Marks(audience="publik")
    ... except gk.OptionError as error:
    ...     print(error.localize("en"))
    audience is one of internal, public, not “publik”. Did you mean public?
    """


class OutputError(GeokitError, OSError):
    """A file that cannot be written; what stood there before stands.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> try:
    ...     gk.write_parcels(make_parcels([square(0, 0, 100)]), "no/such/folder/一期.txt")
    ... except gk.OutputError as error:
    ...     print(error.localize("en"))
    no/such/folder/一期.txt cannot be written (No such file or directory); what stood there stands. The folder does not exist: make it first
    """


class DataLossWarning(UserWarning):
    """A file was written that does not hold all that the table says: a column, digits, a name in full.

    The function that wrote it returns the same as notices; ``warnings.simplefilter("error", DataLossWarning)`` makes a
    script stop instead.

    Examples
    --------
    >>> import tempfile, warnings
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100)]).assign(承包经营权人姓名="某某")
    >>> with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
    ...     warnings.simplefilter("error", gk.DataLossWarning)
    ...     try:
    ...         notices = gk.write_parcels(parcels, f"{folder}/parcels.shp")
    ...     except gk.DataLossWarning as loss:
    ...         print("承包经营权人姓名" in str(loss))
    True
    """


class SpeedWarning(UserWarning):
    """The answer is right, but something that is not installed would bring it sooner.

    Examples
    --------
    >>> import warnings
    >>> import geokit as gk
    >>> warnings.simplefilter("ignore", gk.SpeedWarning)
    """


def warn_caller(sentence: str, category: type[Warning]) -> None:
    """Warn at the line that called geokit, however many of its functions lie between."""
    level, frame = 1, inspect.currentframe()
    # This frame warns: that is level 1. A function that is a context is called by contextlib.
    while frame is not None and f"{frame.f_globals.get('__name__')}.".startswith(("geokit.", "contextlib.")):
        level, frame = level + 1, frame.f_back
    warnings.warn(sentence, category, stacklevel=level)


_UNKNOWN = Words(
    zh="没有名为“{name}”的{kind}。已有：{known}", en="there is no {kind} “{name}”. Known: {known}"
)
_UNKNOWN_NEAR = Words(
    zh="没有名为“{name}”的{kind}。是否指：{near}？", en="there is no {kind} “{name}”. Did you mean {near}?"
)


class UnknownNameError(GeokitError, LookupError, ValueError):
    """A name that nobody has; near names are suggested.

    Parameters
    ----------
    name : str
        The name that was asked for.
    kind : Words
        What was looked for: a park, a rule, a format.
    known : iterable of str
        The names that exist.
    listed : sequence, optional
        What is listed where none is near, if things have several names: one for each, in the reader's language.
    near : sequence of str, optional
        What is known to be meant, whatever its letters are.

    Examples
    --------
    >>> from geokit.i18n import Words
    >>> park = Words(zh="园区", en="park")
    >>> print(UnknownNameError("longu", kind=park, known=["linghai", "longhu"]).localize("en"))
    there is no park “longu”. Did you mean longhu?
    """

    def __init__(
        self,
        name: str,
        *,
        kind: Words,
        known: Iterable[str],
        listed: Sequence[object] | None = None,
        near: Sequence[str] = (),
    ) -> None:
        names = sorted(set(known))
        # 龙湖 is near to 坪山－龙湖产业合作园区, of whose letters it has few.
        held = [each for each in names if len(name) > 1 and name.casefold() in each.casefold()]
        likely = near or difflib.get_close_matches(name, names, n=3) or held[:3]
        words = _UNKNOWN_NEAR if likely else _UNKNOWN
        super().__init__(words, name=name, kind=kind, near=likely, known=listed or names)


_CHOICE = Words(zh="{name} 须为 {known} 之一，而不是{value}", en="{name} is one of {known}, not {value}")
_CHOICE_NEAR = Words(
    zh="{name} 须为 {known} 之一，而不是{value}；是否指：{near}？",
    en="{name} is one of {known}, not {value}. Did you mean {near}?",
)
_TEXT = Words(zh="“{text}”", en="“{text}”")
_OF_TYPE = Words(zh=" {article}{type}", en="{article} {type}")
_NOTHING = Words(zh=" None", en="None")
# As much of a text as a sentence can hold.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Given:
    """What a caller gave, as a sentence shows it: a text or number itself, of anything else its type.

    Examples
    --------
    >>> Given("三期.txt").localize("en"), Given([3]).localize("en"), Given(None).localize("zh")
    ('“三期.txt”', 'a list', ' None')
    """

    value: object

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        if self.value is None:
            return _NOTHING.localize(language)
        if isinstance(self.value, str):
            text = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"
            return _TEXT.render(language, text=text)
        if isinstance(self.value, int | float):
            return f" {self.value}" if language == "zh" else str(self.value)
        name = type(self.value).__name__
        return _OF_TYPE.render(language, type=name, article=_article(name, language))


def _article(name: str, language: Language) -> str:
    return "" if language == "zh" else "an" if name[0] in "AEIOaeio" else "a"


def choice_error(name: str, value: object, known: Iterable[str]) -> OptionError:
    """Return the error of an argument that is none of its choices; a near one is suggested.

    Examples
    --------
    >>> print(choice_error("audience", "publik", ["internal", "public"]).localize("en"))
    audience is one of internal, public, not “publik”. Did you mean public?
    """
    names = list(known)
    near = difflib.get_close_matches(value, names, n=1) if isinstance(value, str) else []
    words = _CHOICE_NEAR if near else _CHOICE
    return OptionError(words, name=name, value=Given(value), known=names, near=near)
