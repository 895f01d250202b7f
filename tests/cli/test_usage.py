"""A wrong command line is told in the reader's language."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest

from geokit.cli._program import Commands, run
from geokit.cli._usage import LocalizedContext, OnceCommand, usage_in_chinese, usage_lines
from geokit.cli._values import NamedChoice, read_day_option
from geokit.languages import use_language
from geokit.terminal import display_width

WRONG = [
    (["audit", "--foo"], "没有选项“--foo”；是否指：“--format”？"),
    (["audit", "--qqqqqq"], "没有选项“--qqqqqq”"),
    (["audit", "--par", "x"], "没有选项“--par”；是否指：“--parcels”、“--park”、“--phase”？"),
    (["audit", "--today", "2020"], "“--today”的值无效：“2020”不是日期，请写成 2026-06-30 或 2026年6月30日"),
    ([], "缺少命令"),
    (["parks", "a", "b"], "多余的参数：(b)"),
    (["parks", "a", "b", "c"], "多余的参数：(b c)"),
    (["explain", "--park"], "选项“--park”需要一个值"),
    (["audit", "--all=3"], "选项“--all”不带值"),
    (["ledger"], "请给出地块文件，如 geokit ledger 一期.txt，或用 --park 给出园区"),
    (["convert", "a.txt"], "请给出来源与输出"),
    (["reconcile"], "缺少地块文件"),
    (
        ["audit", "--fail-on", "x"],
        "“x”应为以下之一：info（提示）、warning（警告）、review（复核）、error（错误）",
    ),
    (["audit", "--zone", "x"], "“--zone”的值无效：“x”不是整数"),
    (["audit", "--lang", "cn"], "“--lang”、“--language”的值无效：“cn”应为以下之一：zh（中文）、en（英文）"),
    (["sheets", "--paper", "b5"], "的值无效：“b5”不是“a4”、“a3”"),
    (["fix", "--snap", "x"], "“--snap”的值无效：“x”不是数字"),
    (
        ["reconcile", "a", "--control", "1", "--decimals", "10"],
        "“--decimals”的值无效：10 不在范围内（0 至 8）",
    ),
    (["audit", "--column", "x"], "值无效：“x”应写成"),
    (["map", "a.txt"], "缺少“-o”、“--output”"),
    (["number", "a.txt", "-o", "b.txt", "-o", "c.txt"], "-o / --output 只能给一次，却给了 2 次"),
    (["inspect", "a.txt", "--zone", "38", "--zone", "39", "--zone", "39"], "--zone 只能给一次，却给了 3 次"),
    (["convert", "a.txt", "b.txt", "--prefixed", "--not-prefixed"], "--prefixed 只能给一次，却给了 2 次"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda given: " ".join(given) or "none")
def test_in_chinese(capfd, arguments, sentence):
    assert run(["--lang", "zh", *arguments]) == 2
    said = capfd.readouterr().err
    assert sentence in said
    assert not set("'\"") & set(said)
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", said), said


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda given: " ".join(given) or "none")
def test_in_english_as_click_says_it(capfd, arguments, sentence):
    assert run(["--lang", "en", *arguments]) == 2
    said = capfd.readouterr().err
    assert sentence not in said
    assert "Error: " in said


def test_every_command_refuses_one_value_given_twice():
    context = click.Context(program := Commands("geokit"))
    commands = [program.get_command(context, name) for name in program.list_commands(context)]
    nested = [each for command in commands for each in getattr(command, "commands", {}).values()]
    assert all(isinstance(each, OnceCommand | click.Group) for each in (*commands, *nested))


def test_help_is_given_to_who_gives_an_option_twice(capfd):
    assert run(["--lang", "en", "inspect", "--zone", "39", "--zone", "40", "--help"]) == 0
    assert "Usage: geokit inspect" in capfd.readouterr().out


def test_what_was_typed_is_not_translated(capfd):
    run(["--lang", "zh", "audit", "--zone", "Missing command."])
    assert "“Missing command.”不是整数" in capfd.readouterr().err


def help_of(language, command):
    """Help is put into words once a process, when a command is loaded: each language has its own."""
    line = [sys.executable, "-m", "geokit", "--lang", language, *command, "--help"]
    return subprocess.run(line, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [[], ["audit"], ["ledger"], ["diff"], ["map"], ["map", "park"]],
    ids=lambda given: " ".join(given) or "none",
)
def test_help_has_headings_in_the_readers_language(command):
    chinese = help_of("zh", command)
    assert chinese.startswith("用法：geokit")
    assert "\n选项：\n" in chinese
    assert "显示帮助" in chinese
    assert not re.search(
        r"Usage|OPTIONS|ARGS|Options:|Commands:|Show this|default:|required\]|TEXT|INTEGER| PATH",
        chinese.split("\n", 1)[1],
    )
    english = help_of("en", command)
    assert all(display_width(line) <= 80 for line in (chinese + english).split("\n"))
    assert english.startswith("Usage: geokit")
    assert "\nOptions:\n" in english


# What only the author of a command, or of a plug-in, can bring about; and what geokit has none of: editors, colours,
# progress bars of click's, streams by name.
NEVER_SHOWN = {
    "d",
    "{editor}: Editing failed",
    "{editor}: Editing failed: {e}",
    "Windows error: {error}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Could not determine name for option with declarations {decls!r}",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
        "Did you mean to pass '--{name}'?"
    ),
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "%(prog)s, version %(version)s",
    "Invalid start character for option ({option})",
    "Couldn't detect Bash version, shell completion is not supported.",
    "Shell completion is not supported for Bash versions older than 4.4.",
    "Unknown color {colour!r}",
    "Choice({choices})",
    "Unknown standard stream '{name}'",
}

# As click fills its sentences in: what was typed is quoted.
FILLED = {
    "args": "b",
    "command": "geokit",
    "option": "--help",
    "param_type": "argument",
    "param_hint": "'--zone'",
    "possibility": "'--zone'",
    "possibilities": "'--zone', '--crs'",
    "choice": "'a'",
    "choices": "'a', 'b'",
    "format": "'%Y-%m-%d'",
    "formats": "'%Y-%m-%d', '%Y'",
    "number_type": "integer range",
    "range": "0<=x<=8",
    "states": "0, 1",
    "value": 7,
    "message": "'7' is not a valid float.",
    "name": "File",
}


def sentences_of_click():
    """Return the sentences that click would have translated, as its source has them."""
    folder = Path(click.__file__).parent
    calls = [
        node
        for path in sorted(folder.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}
    ]
    return sorted(
        {
            argument.value
            for call in calls
            for argument in call.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        }
        - NEVER_SHOWN
    )


def filled(sentence):
    fields = re.findall(r"\{(\w+)", sentence)
    quoted = dict.fromkeys(re.findall(r"\{(\w+)!r\}", sentence), "x")
    return sentence.format(**{name: quoted.get(name, FILLED.get(name, "2")) for name in fields})


@pytest.mark.parametrize("sentence", sentences_of_click())
def test_no_sentence_of_clicks_stays_english_in_chinese(sentence):
    said = usage_in_chinese(filled(sentence))
    own = re.sub(r"“[^”]*”|\(b\)|UUID|YYYY-MM-DD", "", said)
    assert not re.search("[A-Za-z]{2,}", own), said


def exceptions_of_click():
    context = LocalizedContext(click.Command("audit"), info_name="geokit audit")
    choice = click.Option(["--unit"], type=click.Choice(["m2", "mu"]))
    number = click.Argument(["zone"], type=int)
    made = {
        click.UsageError: [click.UsageError("Missing command.", context)],
        click.BadParameter: [
            click.BadParameter("'x' is not a valid integer.", context, number),
            click.BadParameter("'x' is not a valid integer.", context, param_hint=["--zone", "--crs"]),
        ],
        click.MissingParameter: [
            click.MissingParameter(ctx=context, param=choice),
            click.MissingParameter(ctx=context, param=number),
            click.MissingParameter(ctx=context, param_hint="'x'", param_type="parameter"),
        ],
        click.NoSuchOption: [
            click.NoSuchOption("--zon", possibilities=["--zone"], ctx=context),
            click.NoSuchOption("--zon", possibilities=["--zone", "--zones"], ctx=context),
            click.NoSuchOption("--qq", ctx=context),
        ],
        click.exceptions.NoSuchCommand: [
            click.exceptions.NoSuchCommand("audi", possibilities=["audit"], ctx=context),
            click.exceptions.NoSuchCommand("qq", ctx=context),
        ],
        click.BadOptionUsage: [
            click.BadOptionUsage("--names", "Option '--names' requires 2 arguments.", context),
            click.BadOptionUsage("--all", "Option '--all' does not take a value.", context),
        ],
        click.BadArgumentUsage: [click.BadArgumentUsage("Argument 'files' takes 2 values.", context)],
        click.FileError: [click.FileError("x.txt"), click.FileError("x.txt", "unknown error")],
        click.exceptions.NoArgsIsHelpError: [],
    }
    known = set()
    classes = [click.ClickException]
    while classes:
        known.add(each := classes.pop())
        classes += each.__subclasses__()
    of_click = {each for each in known if each.__module__ == "click.exceptions"}
    assert of_click == {*made, click.ClickException}
    return [error for errors in made.values() for error in errors]


@pytest.mark.parametrize("error", exceptions_of_click(), ids=lambda error: type(error).__name__)
def test_every_error_of_clicks_is_told_in_chinese(error):
    with use_language("zh"):
        said = "\n".join(usage_lines(error))
    assert said.count("错误：") == 1
    own = re.sub(r"“[^”]*”|geokit audit|m2|mu|ZONE|--unit", "", said)
    assert not re.search("[A-Za-z]{2,}", own), said


@pytest.mark.slow
def test_a_missing_option_says_what_it_is():
    line = [sys.executable, "-m", "geokit", "--lang", "zh", "lines", "a.gpkg"]
    done = subprocess.run(line, check=False, capture_output=True, encoding="utf-8")
    assert "    --lines  控制线文件" in done.stderr


@pytest.mark.parametrize(
    ("written", "meant"),
    [("亩", "mu"), ("mu", "mu"), ("公顷", "ha"), ("村", "village"), ("平面面积", "planar")],
)
def test_a_value_is_taken_by_its_name(written, meant):
    assert NamedChoice(["mu", "ha", "village", "planar"]).convert(written, None, None) == meant


def test_a_wrong_value_is_told_those_there_are_with_their_names():
    with (
        use_language("zh"),
        pytest.raises(click.BadParameter, match=r"“斤”应为以下之一：mu（亩）、ha（公顷）$"),
    ):
        NamedChoice(["mu", "ha"]).convert("斤", None, None)
    with use_language("en"), pytest.raises(click.BadParameter, match=r"“x” is none of planar, village$"):
        NamedChoice(["planar", "village"]).convert("x", None, None)


def test_a_day_is_written_as_people_write_it():
    with click.Context(click.Command("x")) as context:
        option = click.Option(["--day"], callback=read_day_option)
        written = ("2026-06-30", "2026年6月30日", "2026/6/30")
        days = {option.process_value(context, text) for text in written}
    assert days == {date(2026, 6, 30)}


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        (["audit", "--tolerance", "1"], "tolerance_m2"),
        (["audit", "--snap-m=0.1"], "snap_m"),
        (["fix", "--accuracy_class", "2"], "accuracy_class"),
        (["audit", "--rules", "gap"], None),
        (["audit", "--qqqqqq"], None),
        (["inspect", "--tolerance", "1"], None),
    ],
)
def test_a_setting_that_is_taken_for_an_option_is_told_so(capsys, line, setting):
    for language, said in (
        ("zh", "这是核查的设置：请写 --set {}=…"),
        ("en", "that is a setting of the audit: write --set {}=…"),
    ):
        assert run([*line, "--lang", language]) == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert (last == said.format(setting)) if setting else "--set" not in last
