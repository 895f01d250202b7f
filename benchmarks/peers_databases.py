"""Pairs of overlapping parcels by databases: SedonaDB, DuckDB, PostGIS in a server of its own, Apache Sedona on Spark.

Each does what was found to be fastest with it: join what meets, leave out what only touches, measure the intersection.
Whatever one needs comes from packages: nothing is fetched while it runs.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers_given import (  # beside this file, as the next one
    WORKERS,
    MissingError,
    invalid_ids,
    require,
    tell_loading,
    valid_files,
)
from postgres_server import USER, programs, running

if TYPE_CHECKING:
    from collections.abc import Iterator

_DUCKDB = """
with met as materialized (
    select a.id one, b.id other, a.geometry g, b.geometry h from parcel a join parcel b on a.geometry && b.geometry
)
select one "left", other "right", ST_Area(ST_Intersection(g, h)) area_m2
from met where one < other and ST_Intersects(g, h) and not ST_Touches(g, h)
"""
_SEDONADB = """
select a.id as "left", b.id as "right", ST_Area(ST_Intersection(a.geometry, b.geometry)) as area_m2
from parcel a join parcel b on ST_Intersects(a.geometry, b.geometry)
where a.id < b.id and not ST_Touches(a.geometry, b.geometry)
"""
_POSTGIS_TABLE = (
    "create extension postgis; create unlogged table raw(id text, wkb bytea); copy raw from stdin;"
)
_POSTGIS = """
create unlogged table parcel as select id, st_geomfromwkb(wkb) shape from raw;
create index on parcel using gist(shape);
analyze parcel;
create unlogged table pair as
select a.id one, b.id other, st_area(st_intersection(a.shape, b.shape)) area_m2
from parcel a join parcel b on a.id < b.id and a.shape && b.shape and st_relate(a.shape, b.shape, 'T********');
copy pair to stdout;
"""
_POSTGRES = {
    "shared_buffers": "2GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "256MB",
    "max_wal_size": "16GB",
    "max_parallel_workers_per_gather": str(WORKERS - 1),
}


def sedonadb(dataset: Path) -> Any:
    """SedonaDB: one process, its own threads."""
    require("sedonadb", "apache-sedona[db]")
    import sedonadb as peer

    context = peer.connect()
    context.read_parquet(f"{dataset}/").to_view("read")
    context.sql(f"select id, geometry from read where id not in ({_quoted(dataset)})").to_view("parcel")  # noqa: S608
    return context.sql(_SEDONADB).to_pandas()


def duckdb(dataset: Path) -> Any:
    """DuckDB with its spatial extension from a package."""
    require("duckdb", "duckdb==1.5.5")
    require("duckdb_extension_spatial", "duckdb-extension-spatial==1.5.5")
    import duckdb as peer
    import duckdb_extension_spatial

    extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
    with tempfile.TemporaryDirectory() as spilled, peer.connect() as connection:
        connection.load_extension(str(extension))
        connection.sql(f"set threads = {WORKERS}; set temp_directory = '{spilled}'")
        connection.sql(
            f"create table parcel as select id, geometry from read_parquet('{dataset}/*.parquet') "  # noqa: S608
            f"where id not in ({_quoted(dataset)})"
        )
        return connection.sql(_DUCKDB).df()


def postgis(dataset: Path) -> Any:
    """PostGIS in a server of its own, which listens on a socket in its folder and nowhere else."""
    import io

    import pandas as pd

    folder = programs()
    if folder is None:
        message = "no PostgreSQL here (Debian: postgresql-15-postgis-3)"
        raise MissingError(message)
    with running(folder, _POSTGRES) as socket:
        start = time.perf_counter()
        _psql(folder, socket, _POSTGIS_TABLE, _rows(dataset))
        tell_loading(start)
        found = io.BytesIO(_psql(folder, socket, _POSTGIS))
        return pd.read_csv(found, sep="\t", names=["left", "right", "area_m2"])


def sedona_spark(dataset: Path) -> Any:  # noqa: ARG001 - as the others
    """Apache Sedona on Spark."""
    require("sedona", "apache-sedona")
    message = "its package brings no jars, which Spark would fetch as it starts"
    raise MissingError(message)


def _rows(dataset: Path) -> Iterator[bytes]:
    for names, shapes in valid_files(dataset):
        rows = zip(names, shapes, strict=True)
        yield "".join(f"{name}\t\\\\x{wkb.hex()}\n" for name, wkb in rows).encode()


def _psql(folder: Path, socket: Path, script: str, rows: Any = ()) -> bytes:
    command = [folder / "psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", socket, "-U", USER, "-d", "postgres", "-f", "-"]
    with tempfile.TemporaryFile() as output:
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output)  # noqa: S603
        with client.stdin as told:  # type: ignore[union-attr]
            told.write(script.encode() + b"\n")
            told.writelines(rows)
            told.write(b"\\.\n" if rows else b"")
        if client.wait():
            message = f"psql ended with {client.returncode}"
            raise MissingError(message)
        output.seek(0)
        return output.read()


def _quoted(dataset: Path) -> str:
    return ", ".join(f"'{name}'" for name in invalid_ids(dataset)) or "''"
