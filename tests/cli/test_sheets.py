"""``geokit sheets``: what it writes, and each mistake as one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("matplotlib")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["A", "B"], batch=["一批", "二批"])
    path = tmp_path / "parcels.gpkg"
    gk.write_parcels(parcels, path)
    return path


@pytest.fixture
def geokit(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> tuple[int, str]:
        status = run(["sheets", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out + err

    return call


def test_sheets_of_a_batch_after_their_overview(geokit: Any, file: Path) -> None:
    output = file.with_name("a.pdf")
    options = [
        "--overview",
        "--group-by",
        "batch",
        "--batch",
        "一批",
        "--scale",
        "1000",
        "--checked-date",
        "2026-06-03",
    ]
    status, said = geokit(file, *options, "-o", output, "--lang", "en")
    assert (status, said) == (0, f"wrote {output}\n")
    assert output.read_bytes().count(b"/Type /Page ") == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--id", "C"], "C"),
        (["--batch", "三批"], "三批"),
        (["--group-by", "town"], "town"),
        (["--scale", "0"], "1:2000"),
        (["--audience", "public"], "no edition for the public"),
        (["--kind", "cadastral"], "survey"),
        (["--size", "A4"], "--size"),
        (["--neighbours", "no-such.gpkg"], "no-such.gpkg"),
    ],
)
def test_each_mistake_is_one_sentence_and_leaves_nothing(
    geokit: Any, file: Path, options: list[str], words: str
) -> None:
    status, said = geokit(file, *options, "-o", file.with_name("a.pdf"), "--lang", "en")
    assert status == 2
    assert words in said
    assert "Traceback" not in said
    assert [path.name for path in file.parent.iterdir()] == [file.name]
