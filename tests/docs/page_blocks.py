"""Running a page of documentation: its files are written, its commands and cells run, its outputs compared.

* ``bash``: each line is run in the page's folder. A comment may say ``exit status 1``; 0 is expected otherwise. Lines
  that install or build are not run: :data:`NOT_RUN` lists them.
* ``python``: cells share one namespace.
* ``text`` after either: its lines must be in the output, in this order; ``…`` stands for anything. Below what is not
  run it is read by people alone.
* a block with a caption is a file: written, added ``at the end``, or put ``in place of [table]``.
* ``yaml``: the geokit commands in it are run.
* Any other language is not run; :data:`NOT_CODE` lists them.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from geokit.cli._program import run

if TYPE_CHECKING:
    from pathlib import Path

NOT_RUN = (
    "python -m pip ", "make ", "pip ", ".venv/bin/", "ogr2ogr ", "psql ", "qgis_process ",
    "MALLOC_TRIM_THRESHOLD_=", "geokit audit /data/survey --scheduler ",
)  # fmt: skip
# What is marked py needs a program that is no dependency; tests/databases runs what it can of it.
NOT_CODE = ("py", "powershell", "bat", "groovy", "toml", "text", "{toctree}", "{eval-rst}", "{image}")
_CAPTION = re.compile(r':caption: "(?P<file>[^",，]+)(?:[,，]\s*(?P<how>[^"]+))?"\n+')
_AT_THE_END = ("at the end", "追加到末尾")
_IN_PLACE_OF = re.compile(r"(?:in place of|替换) \[(?P<table>\w+)\]")
_STATUS = re.compile(r"(?:exit status|退出状态)\s*(?P<first>\d)(?:\s*(?:or|或)\s*(?P<second>\d))?")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, and the line it stands on."""

    language: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    return [
        Block(token.info.strip(), token.content, token.map[0] + 1)
        for token in tokens
        if token.type == "fence"
    ]


class Reader:
    """A reader who does what a page says, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {}
        self.output = ""
        self.has_run = False

    def follow(self, page: Path) -> None:
        """Do everything that a page says, from top to bottom."""
        for block in blocks_of(page):
            try:
                self._do(block)
            except (Exception, SystemExit) as error:
                error.add_note(f"{page.name}:{block.line}")
                raise

    def _do(self, block: Block) -> None:
        language = block.language.removeprefix("{code-block} ")
        if caption := _CAPTION.match(block.text):
            self._write(caption["file"], caption["how"] or "", block.text[caption.end() :])
        elif language == "bash":
            lines = [line for line in block.text.splitlines() if line.strip()]
            self.output = "".join(map(self._command, lines))
            self.has_run = not all(line.startswith(NOT_RUN) for line in lines)
        elif language == "python":
            self.output, self.has_run = self._cell(block), True
        elif language == "yaml":
            commands = re.findall(r"- (?:run: )?(geokit .*)", block.text)
            self.output = "".join(self._command(f"{line}  # exit status 0 or 1") for line in commands)
        elif language == "text" and self.has_run:
            self._compare(block.text)
        else:
            assert language in NOT_CODE, f"nobody runs a block of {language!r}"
            self.has_run = False

    def _command(self, line: str) -> str:
        command, _, comment = line.partition("  #")
        if command.startswith(NOT_RUN) or not command.strip():
            return ""
        words = shlex.split(command)
        if words[:3] == ["python", "-m", "geokit"]:
            words = words[2:]
        assert words[0] == "geokit", f"nobody runs {command!r}"
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            status = run(words[1:])
        said = _STATUS.search(comment)
        expected = {int(each) for each in said.groups() if each} if said else {0}
        assert status in expected, f"{command}\n{output.getvalue()}"
        return output.getvalue()

    def _cell(self, block: Block) -> str:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)  # noqa: S102 - the page's own code
        return output.getvalue()

    def _write(self, name: str, how: str, text: str) -> None:
        path = self.folder / name
        if table := _IN_PLACE_OF.search(how):
            old = path.read_text(encoding="utf-8")
            pieces = re.split(r"(?m)^(?=\[)", old)
            kept = [
                each for each in pieces if not each.startswith((f"[{table['table']}]", f"[{table['table']}."))
            ]
            assert len(kept) < len(pieces), f"{name} has no [{table['table']}]"
            text = "".join(kept) + "\n" + text
        elif how:
            assert how in _AT_THE_END, how
            text = path.read_text(encoding="utf-8") + "\n" + text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _compare(self, text: str) -> None:
        # Reports are wrapped to the width of the terminal: blanks and line ends count as one.
        pieces = [
            re.escape(" ".join(piece.split())) for line in text.splitlines() for piece in line.split("…")
        ]
        output = " ".join(self.output.split())
        assert re.search(".*".join(piece for piece in pieces if piece), output), f"{output}\nis not\n{text}"
