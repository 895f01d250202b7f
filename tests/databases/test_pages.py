"""What the pages on databases say is done here, against the real ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import sqlalchemy
from page_blocks import blocks_of

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / language / "how-to" / "databases.md" for language in ("en", "zh")]


@pytest.fixture(params=PAGES, ids=lambda page: page.parts[-3])
def blocks(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return blocks_of(request.param)


def test_the_cells_on_postgis_and_duckdb(blocks, engine, database, monkeypatch, tmp_path):
    monkeypatch.setattr(sqlalchemy, "create_engine", lambda _: engine)
    database.execute('CREATE TABLE parcels ("DKBH" VARCHAR, geom GEOMETRY)')
    square = "POLYGON((39476200 2595200,39476200 2595300,39476300 2595300,39476300 2595200,39476200 2595200))"
    database.execute("INSERT INTO parcels VALUES ('P1', ST_GeomFromText(?))", [square])
    monkeypatch.setattr(duckdb, "connect", lambda _: _Loaded(database))
    cells = [block for block in blocks if block.language == "py"]
    assert len(cells) == 2
    for cell in cells:
        exec(compile(cell.text, f"line {cell.line}", "exec"), {})  # noqa: S102 - the page's own code
    assert len(list(tmp_path.glob("*.html"))) == 1
    assert len(list(tmp_path.glob("*.xlsx"))) == 1


class _Loaded:
    """A connection whose extension is there already."""

    def __init__(self, connection):
        self.sql = connection.sql

    def load_extension(self, name):
        assert name == "spatial"


@pytest.mark.usefixtures("engine")
def test_the_pipes(blocks, server, tmp_path):
    program = tmp_path / "geokit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m geokit "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = [line for block in blocks if block.language == "bash" for line in block.text.splitlines()]
    assert len(lines) == 2
    for line in lines:
        command = line.replace("host=db-server dbname=land user=reader", server.options)
        assert command != line
        command = command.replace("geokit audit", f"{program} audit")
        done = subprocess.run(command, shell=True, check=False, capture_output=True, encoding="utf-8")  # noqa: S602
        assert done.returncode == 1, done.stderr
        assert "P1" in done.stdout
