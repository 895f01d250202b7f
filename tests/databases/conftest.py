"""A PostgreSQL with PostGIS that lives as long as the tests, and DuckDB with its spatial extension from a package."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path

import pytest

collect_ignore = ["lend.py"]
duckdb = pytest.importorskip("duckdb", reason="make databases has it")
# Not by its name: other files beside it are called as packages are.
postgres = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "postgres_server.py"))


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket in its own folder, and nowhere else."""

    folder: Path

    @property
    def options(self) -> str:
        return f"host={self.folder} dbname=postgres user={postgres['USER']}"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{postgres['USER']}@/postgres?host={self.folder}"


@pytest.fixture(scope="session")
def server():
    programs = postgres["programs"]()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine (Debian: postgresql-15-postgis-3)")
    with postgres["running"](programs) as folder:
        yield Server(folder)


PARCELS = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE TABLE parcels ("DKBH" text, "DKMC" text, "DKMJ" numeric(12, 4), "DLBM" text, geom geometry(Polygon, 4527));
INSERT INTO parcels VALUES
  ('P1', '一期1号地', 1.0000, '1001', ST_MakeEnvelope(39476200, 2595200, 39476300, 2595300, 4527)),
  ('P2', '一期"2"号地', 1.0000, '1001', ST_MakeEnvelope(39476290, 2595200, 39476390, 2595300, 4527)),
  ('P3', E'一期\\\\3号地', 1.0000, NULL, NULL);
"""


@pytest.fixture(scope="session")
def engine(server):
    """The server with three parcels: two overlap by 1,000 m², the third has no shape."""
    from sqlalchemy import create_engine, text

    engine = create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(text(PARCELS))
    yield engine
    engine.dispose()


@pytest.fixture
def database():
    """DuckDB with its spatial extension, which is loaded from its package: INSTALL would ask a network."""
    import duckdb_extension_spatial

    extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
    with duckdb.connect() as connection:
        connection.load_extension(str(extension))
        yield connection
