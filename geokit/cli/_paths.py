"""The paths that were typed: each once, patterns that no shell expanded, and what is not there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.cli._overwriting import OWN_OUTPUT
from geokit.cli._stdin import STDIN, spooled_input
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.inputs import is_there, leads_nowhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ADDRESS = Words(
    zh="geokit 不打开网址，也不连接数据库；请先下载，或由数据库自己的程序导出后送入，如："
    "ogr2ogr -f GeoJSONSeq /vsistdout/ PG:… | {command} -",
    en="geokit opens no address and connects to no database; download it, or let the database's own program pipe it in: "
    "ogr2ogr -f GeoJSONSeq /vsistdout/ PG:… | {command} -",
)
_NO_MATCH = Words(zh="没有文件与此相符", en="no file matches")
_AGAIN = Words(zh="{file}：给出了两次，只读一次", en="{file}: named twice, read once")
_PASSED_OVER = Words(
    zh="不是地块文件，未读取：{files}", en="these hold no parcels and were passed over: {files}"
)
_BELONGS = Words(
    zh="附属于 {owner}，本身不是地块文件；请给出 {owner}",
    en="it belongs to {owner} and holds no parcels by itself; name {owner}",
)
_MAYBE_OUTPUT = Words(
    zh="{problem}（如要写出此文件，请写 -o {typed}）", en="{problem} (to write that file say -o {typed})"
)
_MAGIC: Final = frozenset("*?[")


def is_boundaries(path: Path) -> bool:
    """Tell whether a path is a boundaries folder, and not a folder of parcels."""
    return path.is_dir() and ((path / "programme.toml").exists() or any(path.glob("*/park.toml")))


def expand(typed: Iterable[str], outputs: Iterable[Path] = ()) -> list[Path]:
    """Return the paths that were typed, each once; a pattern that no shell expanded becomes what it matches.

    Raises
    ------
    InputError
        Nothing lies there, nothing matches, or a source is an output too.
    OutputError
        An output's folder is missing.
    """
    from geokit.parcels.files import without_companions
    from geokit.parcels.write import refuse_target

    outputs = list(outputs)
    for output in outputs:
        refuse_target(output)
    found: dict[Path, Path] = {}
    texts = list(typed)
    for text in texts:
        is_alone = len(texts) == 1
        may_be_output = not is_alone and text == texts[-1] and not outputs
        for path in _expanded(text, is_alone=is_alone, may_be_output=may_be_output):
            place = path.resolve()
            if place in found:
                print_note(_AGAIN.render(file=display_path(path)))
            found.setdefault(place, path)
    for output in outputs:
        if output.resolve() in found:
            raise InputError(OWN_OUTPUT, file=display_path(output))
    paths = without_companions(list(found.values()))
    for path in paths:
        _refuse_companion(path)
    return paths


def _refuse_companion(path: Path) -> None:
    """Refuse a file that is read with another, and is none of parcels by itself: the .dbf of a .shp.

    Raises
    ------
    InputError
        The other lies beside it.
    """
    from geokit.parcels.files import COMPANIONS

    owners = [
        path.with_suffix(suffix) for suffix, others in COMPANIONS.items() if path.suffix.lower() in others
    ]
    for owner in owners:
        if owner.exists():
            raise InputError(_BELONGS, file=display_path(path), owner=display_path(owner))


def _expanded(text: str, *, is_alone: bool, may_be_output: bool) -> Iterator[Path]:
    if text == STDIN:
        yield spooled_input()
        return
    path = Path(text)
    # Of several a link to nothing is named with what cannot be read, and the others are read.
    if is_there(path) or (leads_nowhere(path) and not is_alone):
        yield path
        return
    _refuse_address(text)
    matches = _matches(text) if _MAGIC & set(text) else [_missing(path, text, may_be_output=may_be_output)]
    if not matches:
        raise InputError(_NO_MATCH, file=text)
    yield from _of_parcels(matches)


def _of_parcels(matches: list[Path]) -> list[Path]:
    """Return what a pattern matches without what by its name is something else, as a folder is read; all, where it is all."""
    from geokit.parcels.containers import is_dropping, known_suffixes
    from geokit.parcels.files import COMPANIONS

    suffixes = known_suffixes() | {suffix for others in COMPANIONS.values() for suffix in others}
    others = [
        path
        for path in matches
        if is_dropping(path.name) or not (path.is_dir() or path.suffix.lower() in suffixes)
    ]
    if not others or len(others) == len(matches):
        return matches
    print_note(_PASSED_OVER.render(files=[display_path(path) for path in others]))
    return [path for path in matches if path not in others]


def _matches(pattern: str) -> list[Path]:
    import glob

    # pathlib's own takes no pattern that is absolute.
    return [Path(each) for each in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207


def _missing(path: Path, typed: str, *, may_be_output: bool) -> Path:
    """Say why there is nothing at a path."""
    from geokit.parcels.files import existing_path

    try:
        return existing_path(path)
    except InputError as error:
        error.file = typed
        options = {name for each in click.get_current_context().command.params for name in each.opts}
        if may_be_output and "-o" in options:
            raise InputError(_MAYBE_OUTPUT, problem=error, typed=typed) from None
        raise


def _refuse_address(text: str) -> None:
    from geokit.parcels.files import scheme_of

    scheme = f"{text.partition('://')[0]}://" if "://" in text else scheme_of(text)
    if scheme is not None:
        # Whatever stands behind it may hold a password.
        command = click.get_current_context().command_path
        raise InputError(_ADDRESS, file=f"{scheme}…", command=command)
