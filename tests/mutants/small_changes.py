"""Small changes to a module, each as a slip of the hand would make it: what tests that are awake must notice.

A change has a name that does not move when other lines do: the file, the function, and the words before and after.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Edit = tuple[str, str, Callable[[], object]]

KINDS = ("comparison", "sign", "and/or", "constant", "branch", "argument")

_TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
_MASKS: dict[type[ast.operator], type[ast.operator]] = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
# They speak to a type checker or to a programmer, or hold sentences, which have tests of their own.
_SPOKEN = {"Words", "TypeVar", "ParamSpec", "NewType", "cast"}
_GUARDS = {"strict", "stacklevel"}
# An expression up to so many letters is shown whole around a change.
_SHOWN = 110
_SHOWABLE = (ast.expr, ast.keyword, ast.comprehension, ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Change:
    """One small change.

    Parameters
    ----------
    path : str
        The file, from the root of the repository.
    where : str
        The function or class; "-" for what is done at import.
    kind : str
        One of `KINDS`.
    before, after : str
        The words that change.
    line : int
        Where they stand in the file as it is.
    place : tuple of int
        Which node of the file's tree, and which edit of it.
    is_at_import : bool
        Whether no function holds it.
    """

    path: str
    where: str
    kind: str
    before: str
    after: str
    line: int
    place: tuple[int, int]
    is_at_import: bool

    @property
    def name(self) -> str:
        return f"{self.path} {self.where}: {self.before} -> {self.after}"

    def made_in(self, text: str) -> str:
        """Return the text of the file with the change."""
        tree = ast.parse(text)
        node, edit = self.place
        _edits(list(ast.walk(tree))[node])[edit][-1]()
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def changes_of(path: str, text: str) -> list[Change]:
    r"""Return every small change of a file.

    Examples
    --------
    >>> for each in changes_of("a.py", "def f(x):\n    return x < 2 and g(x, deep=True)"):
    ...     print(f"{each.kind:10} {each.before} -> {each.after}")
    and/or     return x < 2 and g(x, deep=True) -> return x < 2 or g(x, deep=True)
    comparison return x < 2 and g(x, deep=True) -> return x <= 2 and g(x, deep=True)
    comparison return x < 2 and g(x, deep=True) -> return x > 2 and g(x, deep=True)
    argument   return x < 2 and g(x, deep=True) -> without deep=True
    constant   return x < 2 and g(x, deep=True) -> return x < 3 and g(x, deep=True)
    constant   return x < 2 and g(x, deep=True) -> return x < 2 and g(x, deep=False)
    """
    tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    left_out = _left_out(tree)
    found: list[Change] = []
    seen: Counter[str] = Counter()
    for index, node in enumerate(ast.walk(tree)):
        for edit, (kind, dropped, _) in enumerate([] if node in left_out else _edits(node)):
            before, after = _words(node, edit, parents)
            line = getattr(node, "lineno", None) or node.target.lineno  # type: ignore[attr-defined]
            is_at_import = not any(isinstance(each, _FUNCTIONS) for each in _above(node, parents))
            where = _where(node, parents)
            change = Change(path, where, kind, before, dropped or after, line, (index, edit), is_at_import)
            seen[change.name] += 1
            if (times := seen[change.name]) > 1:
                change = replace(change, after=f"{change.after} (the {times}th)")
            found.append(change)
    return found


def chosen(changes: Sequence[Change], count: int, seed: int) -> list[Change]:
    """Return so many changes, as many of each kind while there are, the same ones for the same seed.

    Each has a rank of its own, so that a line that is added elsewhere moves nothing of the choice.
    """
    waiting: dict[str, list[Change]] = defaultdict(list)
    for each in sorted(changes, key=lambda each: hashlib.sha256(f"{seed} {each.name}".encode()).digest()):
        waiting[each.kind].append(each)
    found: list[Change] = []
    while len(found) < min(count, len(changes)):
        found += [waiting[kind].pop(0) for kind in KINDS if waiting[kind]]
    return found[:count]


def _edits(node: ast.AST) -> list[Edit]:
    """Return what can be changed at one node: the kind, what is dropped, and what makes the change."""
    if isinstance(node, ast.Compare):
        return [
            ("comparison", "", _putting(node.ops, at, turned()))
            for at, each in enumerate(node.ops)
            for turned in _TURNED[type(each)]
        ]
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return _operator_edits(node)
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return [("and/or", "", _setting(node, "op", other))]
    if isinstance(node, ast.Constant):
        return _constant_edits(node)
    if isinstance(node, ast.Call):
        return _argument_edits(node)
    return _branch_edits(node)


def _operator_edits(node: ast.BinOp | ast.AugAssign) -> list[Edit]:
    kind, table = ("and/or", _MASKS) if type(node.op) in _MASKS else ("sign", _SIGNS)
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    # With a text on one side the other sign is no slip but a TypeError.
    spoken = any(isinstance(each, ast.JoinedStr) or _is_text(each) for each in sides)
    other = table.get(type(node.op))
    return [] if other is None or spoken else [(kind, "", _setting(node, "op", other()))]


def _constant_edits(node: ast.Constant) -> list[Edit]:
    if isinstance(node.value, bool):
        return [("constant", "", _setting(node, "value", not node.value))]
    if isinstance(node.value, int | float):
        return [("constant", "", _setting(node, "value", node.value + 1))]
    return []


def _argument_edits(node: ast.Call) -> list[Edit]:
    edits: list[Edit] = []
    if len(node.args) > 1:
        edits.append(("argument", f"without {ast.unparse(node.args[-1])}", node.args.pop))
    for at, each in enumerate(node.keywords):
        if each.arg not in _GUARDS:
            edits.append(("argument", f"without {ast.unparse(each)}", _dropping(node.keywords, at)))
    return edits


def _branch_edits(node: ast.AST) -> list[Edit]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return [("branch", "", _setting(node, "test", _negated(node.test)))]
    if isinstance(node, ast.comprehension):
        return [("branch", "", _putting(node.ifs, at, _negated(each))) for at, each in enumerate(node.ifs)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [("sign", "", _setting(node, "op", ast.UAdd()))]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        return [("branch", "", _setting(node, "operand", ast.UnaryOp(type(node.op)(), node.operand)))]
    return []


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _setting(node: ast.AST, field: str, value: object) -> Callable[[], object]:
    return lambda: setattr(node, field, value)


def _putting(values: list, at: int, value: object) -> Callable[[], object]:
    return lambda: values.__setitem__(at, value)


def _dropping(values: list, at: int) -> Callable[[], object]:
    return lambda: values.pop(at)


def _left_out(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes that compute nothing: types, decorators, sentences, guards against a programmer's slip."""
    return {inner for top in _tops_left_out(tree) for inner in ast.walk(top)}


def _tops_left_out(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if _says_nothing(node):
            yield node
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, _NAMED):
            yield from node.decorator_list
            yield from [node.returns] if getattr(node, "returns", None) else []  # type: ignore[union-attr]
    # At import, A | B is a type.
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp | ast.Subscript):
            yield from [statement.value] if "|" in ast.unparse(statement.value) else []


def _says_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in _SPOKEN
    return isinstance(node, ast.keyword) and node.arg in _GUARDS


def _words(node: ast.AST, edit: int, parents: Mapping[ast.AST, ast.AST]) -> tuple[str, str]:
    """Return the words before and after: of the largest expression around a change that is short enough to be read."""
    shown = node
    for above in _above(node, parents):
        if not isinstance(above, _SHOWABLE) or len(ast.unparse(above)) > _SHOWN:
            break
        shown = above
    at = list(ast.walk(shown)).index(node)
    changed = copy.deepcopy(shown)
    _edits(list(ast.walk(changed))[at])[edit][-1]()
    return _written(shown), _written(changed)


def _written(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return ast.unparse(ast.fix_missing_locations(node)).strip()


def _above(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in parents:
        node = parents[node]
        yield node


def _where(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> str:
    names = [each.name for each in _above(node, parents) if isinstance(each, _NAMED)]
    return ".".join(reversed(names)) or "-"
