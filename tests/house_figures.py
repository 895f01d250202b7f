"""Figures of a package for whoever changes its house: ``make figures``. It prints, and fails nothing.

A line of code is one that holds a token other than a comment and is no part of a docstring. Imports count wherever they
stand, in functions and under TYPE_CHECKING too. With ``--names`` the files behind the figures are listed.
"""

from __future__ import annotations

import argparse
import ast
import io
import statistics
import sys
import tokenize
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PACKAGE = Path(__file__).parents[1] / "geokit"
_LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

Graph = dict[str, set[str]]


@dataclass(frozen=True)
class Source:
    """The text of one module."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @cached_property
    def code(self) -> set[int]:
        r"""The numbers of the lines of code.

        Examples
        --------
        >>> sorted(Source("a", '''"What it is."\n\nA = (  # why\n    1\n)\n# more\n''').code)
        [3, 4, 5]
        """
        held = [token for token in self.tokens if token.type not in _LAYOUT | {tokenize.COMMENT}]
        lines = {line for token in held for line in range(token.start[0], token.end[0] + 1)}
        return lines - {line for node in ast.walk(self.tree) for line in _docstring_lines(node)}

    @property
    def imports(self) -> set[int]:
        """The numbers of the lines that import something."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        return {line for node in nodes for line in _lines_of(node)} & self.code

    @property
    def comments(self) -> int:
        return sum(token.type == tokenize.COMMENT for token in self.tokens)

    def bodies(self) -> Iterator[tuple[int, str]]:
        r"""Yield the length of every function's body without its docstring, and whose it is.

        Examples
        --------
        >>> list(Source("a", '''def f():\n    "What it does."\n    x = 1\n\n    return x\n''').bodies())
        [(3, 'a.f')]
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[bool(ast.get_docstring(node, clean=False)) :]
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                yield lines, f"{self.name}.{node.name}"


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, node.end_lineno + 1)


def _docstring_lines(node: ast.AST) -> range:
    if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        return _lines_of(node.body[0])
    return range(0)


def read_sources(package: Path) -> dict[str, Source]:
    """Return the modules of a package by their dotted names."""
    sources = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[name] = Source(name, path.read_text(encoding="utf-8"))
    return sources


def import_graph(sources: Mapping[str, Source]) -> Graph:
    """Return the modules of the package that each of its modules names in an import.

    Examples
    --------
    >>> texts = {"p": "", "p.a": "from p import b", "p.b": "def f():\\n    from p.a import g\\n    import os"}
    >>> import_graph({name: Source(name, text) for name, text in texts.items()})
    {'p': set(), 'p.a': {'p.b'}, 'p.b': {'p.a'}}
    """
    found = {}
    for name, source in sources.items():
        named = {each if each in sources else each.rpartition(".")[0] for each in _imported(source)}
        found[name] = (named & set(sources)) - {name}
    return found


def _imported(source: Source) -> Iterator[str]:
    """Yield what a module imports: modules, and names of modules."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or through others.

    Examples
    --------
    >>> circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()})
    [['b', 'c']]
    """
    reached = {name: _reached_from(name, graph) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    return sorted(sorted(group) for group in groups)


def _reached_from(name: str, graph: Graph) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def imported_once(graph: Graph) -> list[tuple[str, str]]:
    """Return the modules that exactly one other imports, with that one.

    Examples
    --------
    >>> imported_once({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    [('b', 'a')]
    """
    importers = defaultdict(list)
    for name, imported in graph.items():
        for each in imported:
            importers[each].append(name)
    return sorted((name, found[0]) for name, found in importers.items() if len(found) == 1)


def percentile(values: Sequence[int], share: float) -> int:
    """Return the smallest value that so large a share of the values does not exceed.

    Examples
    --------
    >>> percentile(range(1, 11), 0.9)
    9
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def size_lines(sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield the size of the package, and of each of its rooms."""
    rooms = defaultdict(list)
    for name, source in sources.items():
        rooms[".".join(name.split(".")[:2])].append(source)
    small = [name for name, held in rooms.items() if len(held) == 1]
    yield f"{'':24}{'files':>7}{'code':>8}{'imports':>9}{'comments':>10}"
    yield _size_line("all", sources.values())
    for name in sorted(set(rooms) - set(small)):
        yield _size_line(name, rooms[name])
    yield _size_line("files beside the rooms", [source for name in small for source in rooms[name]])


def _size_line(name: str, sources: Sequence[Source]) -> str:
    code = sum(len(source.code) for source in sources) or 1
    imports = sum(len(source.imports) for source in sources)
    comments = sum(source.comments for source in sources)
    return f"{name:24}{len(sources):7,}{code:8,}{imports / code:9.1%}{comments / code:10.1%}"


def shape_lines(sources: Mapping[str, Source], *, names: bool) -> Iterator[str]:
    """Yield the figures of files, imports and bodies."""
    graph = import_graph(sources)
    longest = sorted(((len(source.code), name) for name, source in sources.items()), reverse=True)
    bodies = sorted((each for source in sources.values() for each in source.bodies()), reverse=True)
    lengths = [lines for lines, _ in bodies]
    once, found = imported_once(graph), circles(graph)
    median = statistics.median(lines for lines, _ in longest)
    yield f"lines of code in a file: median {median:.0f}, most {longest[0][0]}"
    yield from (f"  {lines:5} {name}" for lines, name in longest[:10] if names)
    yield f"files imported by exactly one module: {len(once)}"
    yield from (f"  {name} by {importer}" for name, importer in once if names)
    yield f"import circles, under TYPE_CHECKING and in functions too: {len(found)}"
    yield from (f"  {', '.join(group)}" for group in found)
    yield (
        f"lines of a body, {len(lengths):,} functions: median {statistics.median(lengths):.0f}, "
        f"90 % at most {percentile(lengths, 0.9)}, most {lengths[0]}"
    )
    yield from (f"  {lines:5} {name}" for lines, name in bodies[:10] if names)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, nargs="?", default=PACKAGE, help="the folder of the package")
    parser.add_argument(
        "--names", action="store_true", help="list the files and functions behind the figures"
    )
    given = parser.parse_args(arguments)
    sources = read_sources(given.package)
    lines = [*size_lines(sources), "", *shape_lines(sources, names=given.names)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
