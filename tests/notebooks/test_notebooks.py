"""Every notebook runs from top to bottom in an empty folder, gives what it was committed with, and is small."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
RUN = """
import runpy, sys, nbformat
from pathlib import Path

render, path, empty = map(Path, sys.argv[1:])
nbformat.write(runpy.run_path(str(render))["run"](path, empty), path.name)
"""
MOST_BYTES, MOST_PICTURE_BYTES = 200_000, 60_000

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook):
    """What every cell printed and showed, but for pictures: their letters depend on the fonts of a machine."""
    return [
        [output.get("text", "") or {kind: text for kind, text in output.data.items() if kind != "image/png"}
         for output in cell.outputs]
        for cell in code_cells(notebook)
    ]  # fmt: skip


@notebooks
def test_a_notebook_run_from_the_wheel_gives_what_it_was_committed_with(run_installed, tmp_path, path):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run_installed(tmp_path, "-c", RUN, FOLDER / "render.py", path, empty)
    assert done.returncode == 0, done.stderr
    made, committed = (nbformat.read(each, as_version=4) for each in (tmp_path / path.name, path))
    assert [each.name for each in empty.iterdir()] == ["build"]
    written = [each for each in (empty / "build").rglob("*") if each.is_file() and each.stat().st_size]
    assert written, "a notebook ends with a file that somebody needs"
    assert texts(made) == texts(committed)


@notebooks
def test_a_notebook_is_small_and_so_are_its_pictures(path):
    assert path.stat().st_size <= MOST_BYTES
    outputs = [output for cell in code_cells(nbformat.read(path, as_version=4)) for output in cell.outputs]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert max(map(len, map(base64.b64decode, pictures)), default=0) <= MOST_PICTURE_BYTES


@notebooks
def test_a_notebook_was_run_and_tells_nothing_of_the_machine(path):
    notebook = nbformat.read(path, as_version=4)
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert {output.output_type for cell in cells for output in cell.outputs} <= {
        "stream", "display_data", "execute_result",
    }  # fmt: skip
    assert not [cell for cell in notebook.cells if cell.metadata]
    said = str(texts(notebook))
    assert not re.search(r"/(?:tmp|home|root|work|usr|Users)/|[A-Z]:\\\\|0x[0-9a-f]{6,}", said)
    assert not re.search(r"\b\d{1,2}:\d{2}:\d{2}\b", said)
    assert "\x1b" not in said


@notebooks
def test_a_notebook_uses_public_names_only(path):
    code = "\n".join(cell.source for cell in code_cells(nbformat.read(path, as_version=4)))
    assert "from geokit" not in code
    assert "import geokit." not in code
    assert "def " not in code
    assert not re.search(r"\bgk\._|\._\w", code)


@notebooks
def test_prose_is_in_both_languages(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert re.search("[\u4e00-\u9fff]", cell.source)
            assert re.search("[A-Za-z]{2,} [a-z]{2,}", cell.source)


def test_a_letter_that_a_command_prints_in_two_pieces_stays_one(run_installed, tmp_path):
    cell = nbformat.v4.new_code_cell(r"!printf '\344\272'; sleep 0.3; printf '\251\n'")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel}), tmp_path / "in.ipynb"
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run_installed(tmp_path, "-c", RUN, FOLDER / "render.py", tmp_path / "in.ipynb", empty)
    assert done.returncode == 0, done.stderr
    assert texts(nbformat.read(tmp_path / "in.ipynb", as_version=4))[-1] == ["亩\n"]
