"""Bars on long work: who hears what, when a bar is drawn, and that Ctrl-C leaves nothing behind."""

from __future__ import annotations

import io
import signal
import subprocess
import sys

import pytest

import geokit as gk
from geokit import progress
from geokit.i18n import Words
from geokit.languages import use_language
from geokit.programme.catalog import example_folder
from geokit.progress import advance, is_bar_wanted, listen, progress_on, show_progress, task, track
from geokit.testing import make_parcels, square

OUTER, INNER = Words(zh="外", en="outer"), Words(zh="内", en="inner")


class Heard:
    def __init__(self):
        self.said = []

    def begin(self, doing, steps):
        self.said.append((doing.localize("en"), steps))

    def advance(self):
        self.said.append("step")

    def end(self):
        self.said.append("end")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)


def drawn(stream):
    """Return the bar's own thread's work done: the timer has fired and drawn."""
    for timer in [
        thread for thread in progress.threading.enumerate() if isinstance(thread, progress.threading.Timer)
    ]:
        timer.join()
    return stream.getvalue()


def test_work_is_heard_within_work_and_ends_where_it_fails():
    heard = Heard()

    def fail():
        with task(INNER):
            advance()
            raise ValueError("bad")

    def all_of_it():
        for _ in track("ab", OUTER):
            fail()

    with listen(heard), pytest.raises(ValueError, match="bad"):
        all_of_it()
    assert heard.said[:4] == [("outer", 2), ("inner", None), "step", "end"]


def test_an_audit_tells_its_rules_and_its_report(tmp_path):
    heard = Heard()
    with listen(heard):
        gk.audit(parcels=make_parcels([square(0, 0, 10)])).save(tmp_path / "a.sarif")
    begun = [said for said in heard.said if isinstance(said, tuple)]
    assert {name for name, _ in begun} == {"auditing parcels", "finding overlaps and gaps", "SARIF 2.1.0"}
    assert heard.said.count("step") == dict(begun)["auditing parcels"] > 30
    assert heard.said.count("end") == len(begun)


def test_nobody_is_told_by_default(capsys):
    assert list(track([1, 2], OUTER)) == [1, 2]
    advance()
    assert capsys.readouterr() == ("", "")


def test_a_bar_shows_what_is_done_and_goes(at_once):  # noqa: ARG001
    stream = Terminal()
    with use_language("zh"), show_progress(stream):
        with task(OUTER, 3):
            advance()
            with task(INNER):
                text = drawn(stream)
        assert "外" in text
        assert "1/3" in text
        assert "内" in text
        # The cursor is back and the lines are wiped before a command prints.
        assert stream.getvalue().endswith("\x1b[2K\x1b[?25h\r")
        with task(INNER):
            assert "内" in drawn(stream)[len(text) :]


def test_short_work_draws_nothing():
    stream = Terminal()
    with show_progress(stream), task(OUTER):
        pass
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"CI": "true"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"GEOKIT_PROGRESS": "0"}, False),
        (io.StringIO(), {"GEOKIT_PROGRESS": "1", "CI": "true"}, True),
    ],
)
def test_a_bar_is_for_terminals_and_for_whoever_asks(monkeypatch, stream, environment, wanted):
    for name in ("CI", "TERM", "GEOKIT_PROGRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_bar_wanted(stream) is wanted


# A shell starts what it runs in the background without Ctrl-C, and its children inherit that: a terminal has it.
_STOPPED_IN = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
import geokit.{module} as module
def wait(*_, **__):
    print("ready", flush=True)
    time.sleep(60)
module.{function} = wait
from geokit.cli import main
sys.argv[1:] = {arguments!r}
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize(
    ("module", "function"), [("auditing.surveyed", "survey"), ("reports.html", "report_data")]
)
def test_ctrl_c_is_one_sentence_and_leaves_the_old_file(tmp_path, module, function):
    page = tmp_path / "audit.html"
    page.write_text("old", encoding="utf-8")
    arguments = ["--lang", "en", "audit", str(example_folder()), "-o", str(page)]
    code = _STOPPED_IN.format(module=module, function=function, arguments=arguments)
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert any(line == "ready\n" for line in process.stdout)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "stopped"
    assert page.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["audit.html"]


def test_another_program_is_told_in_lines(monkeypatch):
    monkeypatch.setenv("GEOKIT_PROGRESS", "lines")
    monkeypatch.setattr(progress, "_LINE_EVERY_S", 0.0)
    stream = io.StringIO()
    with progress_on(stream), task(OUTER):
        for _ in track([1, 2], INNER):
            pass
    assert stream.getvalue().splitlines() == ["[0/0] outer", "[0/2] inner", "[1/2] inner", "[2/2] inner"]


def test_lines_come_no_faster_than_they_are_read(monkeypatch):
    monkeypatch.setenv("GEOKIT_PROGRESS", "lines")
    monkeypatch.setattr(progress, "_LINE_EVERY_S", 1e9)
    stream = io.StringIO()
    with progress_on(stream):
        for _ in track(range(1000), INNER):
            pass
    assert stream.getvalue().splitlines() == ["[0/1000] inner", "[1000/1000] inner"]


def test_a_program_without_standard_error_works_without_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(progress, "PATIENCE_S", 0)
    heard = []
    with show_progress():
        heard += track([1, 2], OUTER)
    assert heard == [1, 2]
