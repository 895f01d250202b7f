"""A PostgreSQL with PostGIS that lives as long as the tests, and DuckDB with its spatial extension from a package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

collect_ignore = ["lend.py"]
duckdb = pytest.importorskip("duckdb", reason="make databases has it")


def postgres_programs() -> Path | None:
    named = os.environ.get("GEOKIT_POSTGRES")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket in its own folder, and nowhere else."""

    folder: Path

    @property
    def options(self) -> str:
        return f"host={self.folder} dbname=postgres user=geokit"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://geokit@/postgres?host={self.folder}"


# PostgreSQL refuses to run as root.
@pytest.fixture(scope="session")
def server():
    programs = postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine (Debian: postgresql-15-postgis-3)")
    # A socket's path may have a hundred letters.
    folder = Path(tempfile.mkdtemp(prefix="geokit-pg-", dir="/tmp"))
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "geokit",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)
    command = [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **user)
    try:
        _wait_for(process, folder)
        yield Server(folder)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder)


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(300):
        if (folder / "data" / "postmaster.pid").exists() and "ready" in (
            folder / "data" / "postmaster.pid"
        ).read_text():
            return
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        time.sleep(0.1)
    pytest.fail((folder / "log").read_text(encoding="utf-8"))


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
