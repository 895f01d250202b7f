"""Run the notebooks and save them with their outputs, each map as a small picture.

``make notebooks``, or ``python notebooks/render.py 03-survey-files`` for one. A map that is run is live; kept in a
file it would be hundreds of kilobytes of page.
"""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
WIDTH = 900
# A picture that has more bytes is drawn in fewer colours.
COLOURS, MOST_BYTES = (128, 96, 64, 32), 60_000

# Before the first cell: a map is its picture, of which the notebook keeps a small one.
PICTURES = """
def _geokit_picture(page):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        return page.save_png(Path(folder, "map.png")).read_bytes()

_formatters = get_ipython().display_formatter.formatters
_formatters["image/png"].for_type_by_name("geokit.maps.offline", "OfflineMap", _geokit_picture)
_formatters["text/html"].for_type_by_name("geokit.maps.offline", "OfflineMap", lambda page: None)
_formatters["text/plain"].for_type_by_name("geokit.maps.offline", "OfflineMap", lambda page, p, _: p.text("<OfflineMap>"))

# What a command prints IPython decodes in the pieces that come within this time: a letter in two of them would be broken.
from IPython.utils.process import system as _system
if hasattr(_system, "__self__"):
    type(_system.__self__).read_timeout = 300
"""


def environment() -> dict[str, str]:
    """Chinese, without colours and bars, and with the geokit of this interpreter on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    quiet = {"GEOKIT_LANG": "zh", "GEOKIT_PROGRESS": "0", "NO_COLOR": "1", "PYTHONUTF8": "1", "COLUMNS": "80"}
    return {**os.environ, **quiet, "PATH": path}


def run(path: Path, folder: Path) -> Any:
    """Return a notebook as it is after a run in a folder, maps as pictures."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(PICTURES, id="pictures"))
    client = NotebookClient(
        notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment())
    del notebook.cells[0]
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
        cell.outputs = [shortened(output, number) for output in joined(cell.outputs)]
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def joined(outputs: list[Any]) -> list[Any]:
    """Return outputs with what was printed in pieces in one piece: the pieces differ from run to run."""
    done: list[Any] = []
    for output in outputs:
        if done and output.output_type == "stream" == done[-1].output_type and output.name == done[-1].name:
            done[-1].text += output.text
        else:
            done.append(output)
    return done


def shortened(output: Any, number: int) -> Any:
    """Return an output with small pictures."""
    if output.output_type == "execute_result":
        output.execution_count = number
    if output.output_type == "stream":
        # A terminal ends its lines in two characters.
        output.text = output.text.replace("\r\n", "\n")
    if "image/png" in output.get("data", {}):
        output.data["image/png"] = small(output.data["image/png"])
        output.metadata = {}
    return output


def small(picture: str) -> str:
    """Return a PNG in few colours, no wider than a page; both in base 64."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    drawn = [in_colours(image, COLOURS[0])]
    while len(drawn[-1]) > MOST_BYTES and len(drawn) < len(COLOURS):
        drawn.append(in_colours(image, COLOURS[len(drawn)]))
    return base64.b64encode(drawn[-1]).decode()


def in_colours(image: Image.Image, colours: int) -> bytes:
    """Return a picture as a PNG of so many colours."""
    stream = io.BytesIO()
    image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        stream, "PNG", optimize=True
    )
    return stream.getvalue()


def main(names: list[str]) -> None:
    """Run the notebooks named, or all, and write them with their outputs."""
    for name in names or sorted(path.stem for path in FOLDER.glob("*.ipynb")):
        path = FOLDER / f"{name}.ipynb"
        with tempfile.TemporaryDirectory() as folder:
            notebook = run(path, Path(folder))
        nbformat.write(notebook, path)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1:])
