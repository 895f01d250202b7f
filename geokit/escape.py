"""Text that came from data, made safe for where it goes: one function a target.

What is escaped for HTML is left to :func:`html.escape`, which knows all that it takes.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REPLACEMENT = "\ufffd"
# Of a workbook: a cell that looks like a formula or an address stays text.
WORKBOOK_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# What a cell of Excel holds.
CELL_LETTERS: Final = 32_767
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PICTURES: Final = 0x2400
_LAST_PICTURED: Final = 0x1F
_DELETE, _PICTURE_OF_DELETE = 0x7F, "\u2421"
# What Python makes of the bytes of a file's name that are no UTF-8.
_BYTES: Final = range(0xDC80, 0xDD00)
# Runners of continuous integration take a line that begins so for a command, after blanks too (GitHub), and the other
# wherever it stands in a line (Azure, TeamCity, GitHub's first form).
_COMMAND: Final = re.compile(r"^(\s*)::")
_COMMAND_WITHIN: Final = re.compile(r"##(?=[\w-]*\[)")
# The controls beyond those that JSON and XML name by themselves, and what is written without being seen.
_OBEYED: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
# Of JSON: each is read whole, so that a backslash of the text is none.
_ESCAPES: Final = re.compile(r"\\(u00[01][0-9a-f]|.)")
# Compiled when they are first used, not whenever the command starts.
_HALVES: Final = "[\ud800-\udfff]"
# Behind the word for it, or between a name and the server's; a quoted one may have blanks in it.
_HIDDEN: Final = (
    r"""(?i)(?<=password=)('[^']*'|"[^"]*"|[^\s;&]+)|(?<=passwd=)[^\s;&]+|(?<=pwd=)[^\s;&]+"""
    r"""|(?<=[\w.-]:)[^\s/@:][^\s/@]*(?=@[\w\[/])|(?<=\w/)[^\s/@]+(?=@/)"""
)
# What XML 1.0 has no way to write, escaped or not.
_NO_XML: Final = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# What Markdown, or the site that shows it, would make something of: markup, mentions, numbers of issues, emoji
# codes, formulas, addresses.
_MARKUP: Final = r"[\\`*_{}\[\]<>#|~&$!]|:(?=//|[\w+-]+:)|(?<=www)\."
_COMMAND_DATA: Final = str.maketrans({"%": "%25"})
_COMMAND_PROPERTY: Final = str.maketrans({"%": "%25", ":": "%3A", ",": "%2C"})
# A workbook program takes a text that starts with one of these for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    r"""Return text without characters that a terminal or a reader's eye would obey: controls and marks of direction.

    A control is shown by its picture, or by its number where it has none; the end of a line is a blank.

    Examples
    --------
    >>> print(printable("a\x1b[31mb\u202ec\nd"))
    a␛[31mb\u202ec d
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def without_passwords(text: str) -> str:
    """Return text without what stands for a password in the address of a database or a server.

    Examples
    --------
    >>> without_passwords("PG:host=a password=b"), without_passwords("postgresql:/li:b@a/x")
    ('PG:host=a password=***', 'postgresql:/li:***@a/x')
    """
    if "=" in text or "@" in text:
        return re.sub(_HIDDEN, "***", text)
    return text


def _shown(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    return letter if unicodedata.category(letter) not in _UNSHOWN else _named(ord(letter))


def _named(code: int) -> str:
    if code <= _LAST_PICTURED:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _PICTURE_OF_DELETE
    if code in _BYTES:
        code -= 0xDC00
    widths = {0xFF: f"\\x{code:02x}", 0xFFFF: f"\\u{code:04x}"}
    return next((said for most, said in widths.items() if code <= most), f"\\U{code:08x}")


def without_commands(line: str) -> str:
    r"""Return a line that no runner of continuous integration takes for a command.

    Examples
    --------
    >>> print(without_commands("  ::error::x"), without_commands("a ##[group] b ##vso[x]"))
     \::error::x a #\#[group] b #\#vso[x]
    """
    if "::" in line:
        # In the place of a blank, where there is one: the columns of a table stand.
        line = _COMMAND.sub(lambda found: f"{found[1][:-1]}\\::", line)
    return _COMMAND_WITHIN.sub(r"#\\#", line) if "##" in line else line


def terminal_line(text: str) -> str:
    """Return data as one line that is safe on a terminal and in the log of a runner."""
    return without_commands(without_passwords(printable(text)))


def json_document(text: str) -> str:
    r"""Return a JSON document that says the same, with nothing in it that a terminal or a runner obeys.

    Examples
    --------
    >>> print(json_document('["a\x9bb", "##[group]"]'))
    ["a\u009bb", "#\u0023[group]"]
    """
    return _COMMAND_WITHIN.sub(r"#\\u0023", _OBEYED.sub(lambda found: _units(found[0]), text))


def json_shown(text: str) -> str:
    r"""Return a JSON document whose texts are as :func:`printable` has them: for a page, which shows what it is given.

    Ends of lines stay: a browser shows them as blanks.

    Examples
    --------
    >>> import json
    >>> print(json.loads(json_shown(json.dumps(["a\u200fb", "a\x1bb"], ensure_ascii=False))))
    ['a\\u200fb', 'a␛b']
    """
    seen = _OBEYED.sub(lambda found: _named(ord(found[0])).replace("\\", r"\\"), text)
    return _ESCAPES.sub(_pictured, seen) if "\\" in seen else seen


def _pictured(escape: re.Match[str]) -> str:
    code = {"b": 8, "f": 12}.get(escape[1], int(escape[1][1:], 16) if len(escape[1]) > 1 else None)
    return escape[0] if code is None else _named(code)


def xml_document(text: str) -> str:
    r"""Return an XML document that says the same, with nothing in it that a terminal or a runner obeys.

    Examples
    --------
    >>> print(xml_document("<a>\u202e##[group]</a>"))
    <a>&#x202e;#&#x23;[group]</a>
    """
    return _COMMAND_WITHIN.sub("#&#x23;", _OBEYED.sub(lambda found: f"&#x{ord(found[0]):x};", text))


def _units(letter: str) -> str:
    pair = letter.encode("utf-16-be").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))


def encodable(text: str) -> str:
    r"""Return text that UTF-8 can hold: half a character, left by a wrong encoding, is replaced.

    Examples
    --------
    >>> encodable("a\ud800b")
    'a�b'
    """
    return re.sub(_HALVES, REPLACEMENT, text)


def xml_text(text: str) -> str:
    r"""Return text that XML can hold, for a library that escapes the rest: what it cannot is replaced.

    Examples
    --------
    >>> xml_text("a\x00b<c>")
    'a�b<c>'
    """
    return re.sub(_NO_XML, REPLACEMENT, text)


def html_paragraphs(lines: Iterable[str], tag: str = "p") -> str:
    """Return lines as paragraphs of HTML, or as other elements.

    Examples
    --------
    >>> html_paragraphs(["1 < 2", "2 & 3"])
    '<p>1 &lt; 2</p><p>2 &amp; 3</p>'
    """
    from html import escape  # the table of all entities, which few commands need

    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)


UNBROKEN: Final = "; white-space: nowrap"


def html_table(
    rows: Iterable[Sequence[str]],
    headings: Sequence[str] = (),
    *,
    has_row_headings: bool = False,
    styles: Sequence[str] = (),
) -> str:
    """Return rows of text as a table of HTML.

    Parameters
    ----------
    rows : iterable of sequence of str
    headings : sequence of str
        Of the columns; none if left out.
    has_row_headings : bool
        Whether the first cell of each row is its heading.
    styles : sequence of str
        CSS of each column; its heading may be broken all the same. A notebook sets what has none to the right, as numbers are.

    Examples
    --------
    >>> html_table([("area", "< 5")], has_row_headings=True)
    '<table><tr><th>area</th><td>&lt; 5</td></tr></table>'
    >>> html_table([("5",)], ["mu"], styles=["text-align: left"])
    '<table><thead><tr><th style="text-align: left">mu</th></tr></thead><tbody><tr><td style="text-align: left">5</td></tr></tbody></table>'
    """
    body = "".join(_html_row(row, "th" if has_row_headings else "td", styles) for row in rows)
    if not headings:
        return f"<table>{body}</table>"
    # What a heading says may be longer than all that is below it.
    head = _html_row(headings, "th", [each.removesuffix(UNBROKEN) for each in styles], others="th")
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _html_row(cells: Sequence[str], first: str, styles: Sequence[str], *, others: str = "td") -> str:
    from html import escape

    shown = []
    tags = [first, *[others] * (len(cells) - 1)]
    for cell, tag, style in zip_longest(cells, tags, styles[: len(cells)], fillvalue=""):
        look = f' style="{style}"' if style else ""
        shown.append(f"<{tag}{look}>{escape(cell)}</{tag}>")
    return f"<tr>{''.join(shown)}</tr>"


def markdown_text(text: str) -> str:
    r"""Return text that Markdown shows as it is, and that calls nobody.

    Examples
    --------
    >>> markdown_text("a|b *c* <img>")
    'a\\|b \\*c\\* \\<img\\>'
    """
    # A backslash does not keep a site from calling the person of that name.
    return re.sub(_MARKUP, r"\\\g<0>", printable(text)).replace("@", "@\u200b")


def workflow_data(text: str) -> str:
    """Return text as the message of a GitHub workflow command: without line ends, it begins none of its own.

    Examples
    --------
    >>> workflow_data("50%")
    '50%25'
    """
    return printable(text).translate(_COMMAND_DATA)


def workflow_property(text: str) -> str:
    """Return text as a property of a GitHub workflow command.

    Examples
    --------
    >>> workflow_property("a:1, 50%")
    'a%3A1%2C 50%25'
    """
    return printable(text).translate(_COMMAND_PROPERTY)


def is_formula(text: str) -> bool:
    """Tell whether a workbook program would take a text for a formula."""
    return text.startswith(_FORMULA)


def csv_value(value: object) -> object:
    """Return a value of a table that no workbook program takes for a formula: numbers are none.

    Examples
    --------
    >>> csv_value("=1+1"), csv_value("12"), csv_value(-3)
    ("'=1+1", '12', -3)
    """
    # Of several apostrophes a reader takes one away, so that one of the text's own stays.
    return f"'{value}" if isinstance(value, str) and is_formula(value.lstrip("'")) else value


def sql_name(name: str) -> str:
    """Return the name of a table or column as SQL takes any.

    Examples
    --------
    >>> sql_name('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'
