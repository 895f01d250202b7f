"""Click's own sentences in the reader's language: of a wrong command line, of help, and what it asks.

Click has them in English only. A test reads its source: a sentence that a new version adds is translated here, or
listed there as one that no user can meet.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.cli._overwriting import refuse_overwriting
from geokit.i18n import LONGEST_FIELD, Words, current_language
from geokit.terminal import display_width, shortened, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TWICE: Final = Words(
    zh="{option} 只能给一次，却给了 {count} 次", en="{option} may be given once, and was given {count} times"
)
# A value as click quotes it, or what stands unquoted.
_TOO_LONG: Final = re.compile(rf"(?<=')[^'\n]{{{LONGEST_FIELD + 1},}}(?=')|\S{{{LONGEST_FIELD + 1},}}")
_SETTING: Final = Words(
    zh="这是核查的设置：请写 {option}", en="that is a setting of the audit: write {option}"
)
_OPTIONS: Final = Words(zh="[选项]", en="[OPTIONS]")
_COMMAND: Final = Words(zh="命令 [参数]...", en="COMMAND [ARGS]...")
# What the arguments of the commands are called.
_ARGUMENTS: Final = {
    "SOURCES": "来源",
    "FILES": "文件",
    "FOLDER": "文件夹",
    "TEMPLATE": "模板",
    "BOUNDARIES": "边界文件夹",
    "PARCELS": "地块文件",
    "DATABASE": "数据库",
    "STEPS": "步骤表",
    "TABLES": "表",
    "RULE": "规则",
    "NAME": "园区",
}
_ARGUMENT: Final = re.compile(rf"\b(?:{'|'.join(_ARGUMENTS)})\b")


class LocalizedHelpFormatter(click.HelpFormatter):
    """Click's help in the reader's language: its headings, what it calls values, and its notes on an option."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of the usage."""
        for words in (_OPTIONS, _COMMAND):
            args = args.replace(words.en, words.render())
        if current_language() == "zh":
            args = _ARGUMENT.sub(lambda found: _ARGUMENTS[found[0]], args)
        super().write_usage(prog, args, "用法：" if current_language() == "zh" else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        stop = "：" if current_language() == "zh" else ":"
        self.buffer.append(f"{'':>{self.current_indent}}{localized(heading)}{stop}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; click counts letters, of which a Chinese one takes two columns."""
        indent = " " * self.current_indent
        said = []
        for paragraph in text.split("\n\n"):
            # Click's sign for lines that stay as they are: examples, tables.
            is_kept = paragraph.lstrip(" ").startswith("\b\n")
            whole = paragraph.split("\n")[1:] if is_kept else [" ".join(paragraph.split())]
            width = self.width - len(indent)
            said.append(whole if is_kept else [line for each in whole for line in wrap(each, width)])
        self.buffer.append("\n\n".join("\n".join(indent + line for line in lines) for lines in said) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with their help, in columns as a terminal shows them."""
        said = [
            (_VALUE.sub(_localized_note, name), localized(_NOTE.sub(_localized_note, text)))
            for name, text in rows
        ]
        room = min(max(display_width(name) for name, _ in said), col_max) + col_spacing
        indent, hanging = " " * self.current_indent, " " * (self.current_indent + room)
        for name, text in said:
            first, *rest = list(wrap(" ".join(text.split()), max(self.width - len(hanging), 10))) or [""]
            gap = room - display_width(name)
            begun = (
                f"{name}{' ' * gap}{first}"
                if gap >= col_spacing or not first
                else f"{name}\n{hanging}{first}"
            )
            lines = (indent + begun, *(hanging + each for each in rest))
            self.buffer += [f"{line.rstrip()}\n" for line in lines]


class LocalizedContext(click.Context):
    """The context of a command whose help is in the reader's language."""

    formatter_class = LocalizedHelpFormatter


class OnceCommand(click.Command):
    """A command that refuses what would lose something without a word.

    Of an option of one value given twice click would drop the first; and a file that is read is not written over.
    """

    context_class = LocalizedContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse a line, unless an option stands in it more often than it may."""
        # Parsing takes words from the list that it is given.
        given = list(args)
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=given)
            for option, count in Counter(filter(_takes_one, order)).items():
                if count > 1:
                    ctx.fail(_TWICE.render(option=" / ".join(option.opts), count=count))
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless it would write over a file that it reads, whatever names it.

        Raises
        ------
        InputError
            It would.
        """
        refuse_overwriting(self.params, ctx.params)
        return super().invoke(ctx)


def _takes_one(parameter: click.Parameter) -> bool:
    """Tell whether of two values of a parameter the second would replace the first, which may be another."""
    if not isinstance(parameter, click.Option) or parameter.multiple or parameter.count:
        return False
    return not parameter.is_flag or bool(parameter.secondary_opts)


def usage_lines(error: click.ClickException) -> Iterator[str]:
    """Yield what there is to say of a wrong command line: how the command goes, and what is wrong."""
    message = _TOO_LONG.sub(lambda found: shortened(found[0], LONGEST_FIELD), error.format_message())
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        yield from message.rstrip("\n").split("\n")
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield from context.get_usage().split("\n")
        yield localized(f"Try '{context.command_path} --help' for help.")
        yield ""
    yield from localized(f"Error: {message}").split("\n")
    if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Option):
        yield from _about(error.param)
    if isinstance(error, click.NoSuchOption) and context is not None:
        yield from _as_setting(error.option_name, context.command)


def _as_setting(option: str, command: click.Command) -> Iterator[str]:
    """Yield how a setting is written that was taken for an option, where a command takes settings."""
    if any("--set" in each.opts for each in command.params):
        from geokit.auditing.options import AuditSettings

        name = option.lstrip("-").replace("-", "_")
        plain = [each for each in AuditSettings.model_fields if each != "rules"]
        near = difflib.get_close_matches(name, plain, n=1)
        yield from (_SETTING.render(option=f"--set {each}=…") for each in near)


def _about(option: click.Option) -> Iterator[str]:
    """Yield what a missing option is."""
    told = option.help or ""
    # Its help was put into words when the command was loaded, by a script perhaps in another language; English has full stops.
    if told.endswith(".") == (current_language() == "en"):
        yield f"    {option.opts[-1]}  {told}"


def _localized_note(found: re.Match[str]) -> str:
    return localized(found[0])


def localized(sentence: str) -> str:
    """Return a sentence of click's in the reader's language."""
    return usage_in_chinese(sentence) if current_language() == "zh" else sentence


# What click adds to the help of an option, and what it calls the value of one.
_NOTE: Final = re.compile(r"\[[^\[\]]*(?:default: .*|required|env var: .*|<=?x|x[<>].*)\]$")
_VALUE: Final = re.compile(
    r"(?<= )(?:TEXT|INTEGER(?: RANGE)?|FLOAT(?: RANGE)?|PATH|FILE|FILENAME|DIRECTORY|BOOLEAN)(?=\.*$)"
)

_QUOTED = r"(['\"].*['\"])"
_ONE = r"""(?:'[^']*'|"[^"]*")"""
_NUMBER = r"([-+.\d]+)"

# Whatever came from the command line keeps its quotes or brackets, so that it is never taken for one of these itself.
# They are compiled once one is looked for: a reader of English needs none.
_CHINESE: Final = (
    (r"Usage:(?: (.*))?", "用法：{}"),
    (r"Options", "选项"),
    (r"Commands", "命令"),
    (r"Positional arguments", "参数"),
    (r"TEXT", "文字"),
    (r"INTEGER(?: RANGE)?", "整数"),
    (r"FLOAT(?: RANGE)?", "数"),
    (r"[Pp]ath|PATH", "路径"),
    (r"[Ff]ile|FILE|FILENAME", "文件"),
    (r"[Dd]irectory|DIRECTORY", "文件夹"),
    (r"BOOLEAN", "是否"),
    (r"Show this message and exit\.", "显示帮助"),
    (r"Show the version and exit\.", "显示版本"),
    (r"\[(.*)\]", "[{}]"),
    (r"(default: .*|env var: .*|required); (.*)", "{}；{}"),
    (r"default: (.*)", "缺省：{}"),
    (r"env var: (.*)", "环境变量：{}"),
    (r"required", "必需"),
    (r"deprecated|DEPRECATED", "不再推荐"),
    (r"\(dynamic\)", "（随情形而定）"),
    (rf"x>={_NUMBER}", "不小于 {}"),
    (rf"x>{_NUMBER}", "大于 {}"),
    (rf"x<={_NUMBER}", "不大于 {}"),
    (rf"x<{_NUMBER}", "小于 {}"),
    (rf"{_NUMBER}<=x<={_NUMBER}", "{} 至 {}"),
    (rf"{_NUMBER}<x<={_NUMBER}", "大于 {}、不大于 {}"),
    (rf"{_NUMBER}<=x<{_NUMBER}", "不小于 {}、小于 {}"),
    (rf"{_NUMBER}<x<{_NUMBER}", "大于 {}、小于 {}"),
    (r"Try ('.*') for help\.", "查看帮助：{}"),
    (r"Error: (.*)", "错误：{}"),
    (r"Aborted!", "已中断"),
    (r"Invalid value for (['\[].*?['\]]): (.*)", "{} 的值无效：{}"),
    (r"Invalid value: (.*)", "值无效：{}"),
    (r"No such (option|command):? ([^ ]*?)\.?", "没有{} {}"),
    (r"No such (option|command):? ([^ ]*?)\.? (\(?(?:Did you mean|Possible options).*)", "没有{} {}；{}"),
    (r"Did you mean ('?[^ ]*'?)\?", "是否指：{}？"),
    (r"\((?:Did you mean one of|Possible options): (.*?)\??\)", "是否指：{}？"),
    (r"Missing command\.", "缺少命令"),
    (r"Missing (option|argument|parameter|\S+)\.?", "缺少{}"),
    *((rf"Missing argument '{name}(?:\.\.\.)?'\.", f"缺少{zh}") for name, zh in _ARGUMENTS.items()),
    (rf"Missing (?:option|argument|parameter) {_QUOTED}\.", "缺少 {}"),
    (rf"Missing (?:option|argument|parameter) {_QUOTED}\. (.*)", "缺少 {}；{}"),
    (r"Missing parameter: (.*)", "缺少 {}"),
    (r"Choose from:\n\t(.*)", "须为其一：\n\t{}"),
    (r"option", "选项"),
    (r"command", "命令"),
    (r"argument", "参数"),
    (r"parameter", "参数"),
    (r"Got unexpected extra arguments? (\(.*\))", "多余的参数：{}"),
    (rf"Option {_QUOTED} requires an argument\.", "选项 {} 需要一个值"),
    (rf"Option {_QUOTED} requires (\S+) arguments\.", "选项 {} 需要 {} 个值"),
    (rf"Option {_QUOTED} does not take a value\.", "选项 {} 不带值"),
    (rf"Argument {_QUOTED} takes (\S+) values\.", "参数 {} 需要 {} 个值"),
    (r"Takes (\S+) values but (\S+) (?:was|were) given\.", "需要 {} 个值，给出了 {} 个"),
    (r"(\S+) values are required, but (\S+) (?:was|were) given\.", "需要 {} 个值，给出了 {} 个"),
    (r"Value must be an iterable\.", "需要多个值"),
    (rf"{_QUOTED} is not one of (.*)\.", "{} 不是 {} 之一"),
    (rf"{_QUOTED} is not (['\"].*['\"])\.", "{} 不是 {}"),
    (rf"{_QUOTED} is not a valid integer(?: range)?\.", "{} 不是整数"),
    (rf"{_QUOTED} is not a valid float(?: range)?\.", "{} 不是数字"),
    (rf"{_QUOTED} is not a valid 1:N\.", "{} 不是比例尺，可写 1:2000 或 2000"),
    (rf"{_QUOTED} is not a valid boolean\. Recognized values: (.*)", "{} 不是是或否；可写：{}"),
    (rf"{_QUOTED} is not a valid UUID\.", "{} 不是 UUID"),
    (rf"{_NUMBER} is not in the range (.*)\.", "{} 不在范围内（{}）"),
    (rf"{_QUOTED} does not match the formats? (.*)\.", "{} 不合格式 {}"),
    (rf"(File|Directory|Path) {_QUOTED} does not exist\.", "{} {} 不存在"),
    (rf"(File|Directory|Path) {_QUOTED} is a file\.", "{} {} 是文件，不是文件夹"),
    (rf"(File|Directory|Path) {_QUOTED} is a directory\.", "{} {} 是文件夹，不是文件"),
    (rf"(File|Directory|Path) {_QUOTED} is not readable\.", "{} {} 没有读取权限"),
    (rf"(File|Directory|Path) {_QUOTED} is not writable\.", "{} {} 没有写入权限"),
    (rf"(File|Directory|Path) {_QUOTED} is not executable\.", "{} {} 没有执行权限"),
    (rf"Could not open file {_QUOTED}: (.*)", "无法打开文件 {}：{}"),
    (r"unknown error", "原因不明"),
    (r"Do you want to continue\?", "是否继续？"),
    (r"Confirm the action without prompting\.", "不再询问，直接执行"),
    (r"Repeat for confirmation", "请再输入一次"),
    (r"The two entered values do not match\.", "两次输入不一致"),
    (r"invalid input", "输入无效"),
    (r"Press any key to continue\.\.\.", "请按任意键继续…"),
)


def usage_in_chinese(message: str) -> str:
    """Return a sentence of click's in Chinese, quotes included; what is none of those known stays as it is.

    Examples
    --------
    >>> usage_in_chinese("Error: Invalid value for '--zone': 'x' is not a valid integer.")
    '错误：“--zone”的值无效：“x”不是整数'
    >>> usage_in_chinese("[default: 2; 0<=x<=8]")
    '[缺省：2；0 至 8]'
    """
    for sentence, template in _CHINESE:
        found = re.fullmatch(sentence, message, re.DOTALL)
        if found:
            return _filled(template, [usage_in_chinese(part) if part else "" for part in found.groups()])
    return _in_own_quotes(message)


def _filled(template: str, parts: Iterable[str]) -> str:
    """Return a sentence with its parts; a quotation mark keeps its distance by itself."""
    said, *rest = template.split("{}")
    for part, after in zip(parts, rest, strict=True):
        before = said.removesuffix(" ") if part.startswith("“") else said
        said = before + part + (after.removeprefix(" ") if part.endswith("”") else after)
    return said.strip()


def _in_own_quotes(part: str) -> str:
    """Return what click quotes, one value or several, as Chinese quotes it; anything else stays as it is."""
    if re.fullmatch(rf"{_ONE}(?:(?:, | / ){_ONE})*", part) is None:
        return part
    return "、".join(f"“{each[0][1:-1]}”" for each in re.finditer(_ONE, part))
