"""Pairs of overlapping parcels by public peers: ``python benchmarks/peers.py NAME DATASET PAIRS``.

DATASET is a folder that ``province.py`` wrote; PAIRS becomes a Parquet file with both ids and the area. Every peer is
given the valid parcels only, since most stop at a ring that crosses itself, and two workers; each does what was found to
be fastest with it: join what meets, leave out what only touches, measure the intersection. Whatever a peer needs comes from
packages: nothing is fetched while it runs.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORKERS = 2
TOLERANCE_M2 = 1e-4
_COLUMNS = ["id", "geometry"]

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
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "2GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "256MB",
    "max_wal_size": "16GB",
    "max_parallel_workers_per_gather": str(WORKERS - 1),
}


class MissingError(Exception):
    """A peer that can not run here, and why."""


def invalid_ids(dataset: Path) -> list[str]:
    """Return the ids of the rings that cross themselves."""
    truth = dataset.with_name(f"{dataset.name}-truth.json")
    return list(json.loads(truth.read_text(encoding="utf-8"))["invalid"])


def sedonadb(dataset: Path) -> Any:
    """SedonaDB: one process, its own threads."""
    _require("sedonadb", "apache-sedona[db]")
    import sedonadb as peer

    context = peer.connect()
    context.read_parquet(f"{dataset}/").to_view("read")
    context.sql(f"select id, geometry from read where id not in ({_quoted(dataset)})").to_view("parcel")  # noqa: S608
    return context.sql(_SEDONADB).to_pandas()


def duckdb(dataset: Path) -> Any:
    """DuckDB with its spatial extension from a package."""
    _require("duckdb", "duckdb==1.5.5")
    _require("duckdb_extension_spatial", "duckdb-extension-spatial==1.5.5")
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


def dask_geopandas(dataset: Path, *, shuffled: bool = True) -> Any:
    """dask-geopandas: parts along a Hilbert curve, a join of parts that meet, in threads (its processes are slower)."""
    _require("dask_geopandas", "dask-geopandas==0.5.0")
    import dask
    import dask_geopandas as peer
    import pandas as pd

    # Strings of arrow are turned into objects and back at each step; the shuffle over disk fails with geopandas 1.2.
    dask.config.set({"dataframe.convert-string": False, "dataframe.shuffle.method": "tasks"})
    dask.config.set(scheduler="threads", num_workers=WORKERS)
    parcels = peer.read_parquet(dataset, columns=_COLUMNS).map_partitions(_plain)
    parcels = parcels[~parcels["id"].isin(invalid_ids(dataset))].persist()
    if shuffled:
        parcels = parcels.spatial_shuffle(npartitions=parcels.npartitions).persist()
    parcels.calculate_spatial_partitions()
    others = parcels.copy()
    others["other"] = others.geometry
    empty = pd.DataFrame({"left": [""], "right": [""], "area_m2": [0.0]}).iloc[:0]
    joined = peer.sjoin(parcels, others, predicate="intersects")
    return joined.map_partitions(_measured, meta=empty).compute()


def dask_geopandas_as_written(dataset: Path) -> Any:
    """dask-geopandas on the files as they are: they lie apart already, which is its best case."""
    return dask_geopandas(dataset, shuffled=False)


def _plain(part: Any) -> Any:
    # What dask-geopandas keeps in attrs can not be compared by pandas 3 when tables are joined.
    part = part.copy()
    part.attrs = {}
    return part


def _measured(joined: Any) -> Any:
    import pandas as pd
    import shapely

    joined = joined[joined["id_left"] < joined["id_right"]]
    joined = joined[~shapely.touches(joined.geometry.to_numpy(), joined["other"].to_numpy())]
    area_m2 = shapely.area(shapely.intersection(joined.geometry.to_numpy(), joined["other"].to_numpy()))
    return pd.DataFrame(
        {"left": joined["id_left"].to_numpy(), "right": joined["id_right"].to_numpy(), "area_m2": area_m2}
    )


def postgis(dataset: Path) -> Any:
    """PostGIS in a server of its own, which listens on a socket in its folder and nowhere else."""
    import io

    import pandas as pd

    with postgres() as psql:
        start = time.perf_counter()
        psql(_POSTGIS_TABLE, _rows(dataset))
        print(f"loading {time.perf_counter() - start:.1f} s", flush=True)
        return pd.read_csv(io.BytesIO(psql(_POSTGIS)), sep="\t", names=["left", "right", "area_m2"])


def sedona_spark(dataset: Path) -> Any:  # noqa: ARG001 - as the others
    """Apache Sedona on Spark."""
    _require("sedona", "apache-sedona")
    message = "its package brings no jars, and Spark would fetch them from Maven as it starts"
    raise MissingError(message)


def _rows(dataset: Path) -> Iterator[bytes]:
    import numpy as np
    import pyarrow.parquet as pq

    invalid = invalid_ids(dataset)
    for file in sorted(dataset.glob("*.parquet")):
        table = pq.read_table(file, columns=_COLUMNS).to_pydict()
        kept = ~np.isin(table["id"], invalid)
        rows = zip(table["id"], table["geometry"], kept, strict=True)
        yield "".join(f"{name}\t\\\\x{wkb.hex()}\n" for name, wkb, keep in rows if keep).encode()


@contextmanager
def postgres() -> Iterator[Callable[..., bytes]]:
    """Yield what runs a script in a new cluster, which ends with its folder."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        message = "no PostgreSQL here (Debian: postgresql-15-postgis-3)"
        raise MissingError(message)
    programs_folder = programs[-1].parent
    # PostgreSQL refuses to run as root, and a socket's path may have a hundred letters.
    user: dict[str, Any] = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    )
    folder = Path(tempfile.mkdtemp(prefix="geokit-pg-"))
    if user:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    initdb = [
        programs_folder / "initdb",
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
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)  # noqa: S603
    settings = [text for name, value in _POSTGRES.items() for text in ("-c", f"{name}={value}")]
    command = [programs_folder / "postgres", "-D", data, "-k", folder, *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **user)  # noqa: S603
    try:
        _wait_for(server, data)
        yield lambda script, rows=(): _psql(programs_folder, folder, script, rows)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder)


def _wait_for(server: subprocess.Popen[bytes], data: Path) -> None:
    status = data / "postmaster.pid"
    while not (status.exists() and "ready" in status.read_text(encoding="utf-8")):
        if server.poll() is not None:
            raise MissingError((data.parent / "log").read_text(encoding="utf-8"))
        time.sleep(0.1)


def _psql(programs: Path, socket: Path, script: str, rows: Any) -> bytes:
    command = [programs / "psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", socket, "-U", "geokit", "-d", "postgres", "-f", "-"]
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


def _require(module: str, package: str) -> None:
    if not importlib.util.find_spec(module):
        message = f"not installed (pip install '{package}')"
        raise MissingError(message)


PEERS: dict[str, Callable[[Path], Any]] = {
    "sedonadb": sedonadb,
    "duckdb": duckdb,
    "dask_geopandas": dask_geopandas,
    "dask_geopandas_as_written": dask_geopandas_as_written,
    "postgis": postgis,
    "sedona_spark": sedona_spark,
}


def main() -> None:
    name, dataset, pairs = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    # A file beside this one has the name of a package that numba looks for.
    sys.path.pop(0)
    try:
        found = PEERS[name](dataset)
    except MissingError as missing:
        sys.exit(f"can not run: {missing}")
    found[found["area_m2"] > TOLERANCE_M2].to_parquet(pairs)


if __name__ == "__main__":
    main()
