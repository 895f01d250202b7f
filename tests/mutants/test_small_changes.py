"""Small changes to a module: that each is made, and that those called harmless are changes of the code as it is."""

from pathlib import Path

import pytest
from mutants import HARMLESS, harmless
from small_changes import changes_of, chosen

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", {"a <= b", "a > b"}),
        ("a is not None", {"a is None"}),
        ("a - b", {"a + b"}),
        ("a | b", {"a & b"}),
        ("-a", {"+a"}),
        ("not a", {"not not a"}),
        ("a and b", {"a or b"}),
        ("a[1]", {"a[2]"}),
        ("b if a else c", {"b if not a else c"}),
        ("[a for a in b if a]", {"[a for a in b if not a]"}),
        ("a(b, c, d=e)", {"a(b, d=e)", "a(b, c)"}),
        ("'text' + a", set()),
        ("zip(a, b, strict=True)", {"zip(a, strict=True)"}),
        ("Words(zh='1', en=str(1))", set()),
    ],
)
def test_an_expression_is_changed_in_each_of_these_ways(before, after):
    text = f"def f():\n    return {before}\n"
    found = [each.made_in(text) for each in changes_of("a.py", text)]
    assert sorted(found) == sorted(f"def f():\n    return {each}\n" for each in after)


def test_a_branch_is_turned_and_what_types_say_is_left():
    text = "A = B | None\nif TYPE_CHECKING:\n    C = 1\n@d(1)\ndef f(a: 'B | None' = 2) -> E[1]:\n    if a:\n        pass\n"
    assert [each.after for each in changes_of("a.py", text)] == ["if not a", "3"]


def test_a_choice_stays_when_other_lines_are_added():
    text = "".join(f"def f{n}(a):\n    return a < {n}\n" for n in range(20))
    names = [each.name for each in chosen(changes_of("a.py", text), 12, seed=1)]
    added = "X = len([])\n" + text
    assert [each.name for each in chosen(changes_of("a.py", added), 12, seed=1)] == names
    assert [each.name for each in chosen(changes_of("a.py", text), 12, seed=2)] != names


def test_what_is_called_harmless_is_a_change_of_the_code_as_it_is():
    known = harmless()
    assert len(known) == sum(line.startswith("geokit/") for line in HARMLESS.read_text("utf-8").splitlines())
    paths = sorted({name.partition(" ")[0] for name in known})
    found = {each.name for path in paths for each in changes_of(path, (ROOT / path).read_text("utf-8"))}
    assert sorted(known.keys() - found) == []
