"""An audit in parts, on this machine or with a Dask cluster, gives the report of the audit in memory, byte for byte."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.auditing.surveyed import _as_given_m2, _unmeasurable
from geokit.coverage.cluster import fetched
from geokit.coverage.parted import StoredPolygons
from geokit.coverage.workers import connected
from geokit.errors import CrsError, GeokitError, InputError, OptionError
from geokit.parcels import parted, windows
from geokit.parcels.given import canonical_tables
from geokit.parcels.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geokit.coverage.parted import Task

DAY = "2026-06-01"
EAST, NORTH = 467_000.0, 2_583_000.0


def planted(seed: int = 1, size: int = 30) -> gpd.GeoDataFrame:
    """Return parcels with every kind of fault, in an order that neighbours do not share."""
    import geopandas as gpd

    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(size + 1) * 30.0, np.arange(size + 1) * 20.0)
    nodes = np.round(np.stack([x, y], -1) + rng.uniform(-5, 5, (*x.shape, 2)), 3) + np.array([EAST, NORTH])
    rings = np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=2).reshape(
        -1, 4, 2
    )
    cells = list(shapely.polygons(rings))
    middle = size * (size // 2) + size // 2
    bow_tie = shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)])
    spike = shapely.Polygon([*rings[5][:2], rings[5][1] + np.array([900, 0.01]), *rings[5][2:]])
    extra = [
        shapely.transform(cells[4], lambda xy: xy + np.array([3, 1])),
        cells[9],
        cells[9].reverse(),
        bow_tie,
        spike,
        shapely.box(EAST + 20, NORTH + 20, EAST + 200, NORTH + 150),
        shapely.box(EAST + 5, NORTH + 5, EAST + 5.4, NORTH + 12),
    ]
    shapes = [*(cell for at, cell in enumerate(cells) if at not in (middle, middle + 1)), *extra]
    areas = shapely.area(np.array(shapes)) * np.where(rng.random(len(shapes)) < 0.02, 1.03, 1.0)
    frame = gpd.GeoDataFrame(
        {
            "地块编号": [f"DK-{at:04d}" if at % 97 else f"DK-{at // 2:04d}" for at in range(len(shapes))],
            "阶段": rng.choice(["批复", "征收", "收储", "供地", "不明"], len(shapes)),
            "面积(亩)": [f"{area / 2000 * 3:.2f}" for area in areas],
            "批次": rng.choice(["2023-1", "2024-2", None], len(shapes)),
        },
        geometry=shapes,
        crs=4548,
    )
    return frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)


@pytest.fixture(name="dataset", scope="module")
def _dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of GeoParquet files, one of them empty."""
    folder = tmp_path_factory.mktemp("dataset")
    frame = planted()
    for number, rows in enumerate(np.array_split(np.arange(len(frame)), 5)):
        frame.iloc[rows].to_parquet(folder / f"part-{number}.parquet", index=False, write_covering_bbox=True)
    frame.iloc[:0].to_parquet(folder / "part-5.parquet", index=False)
    return folder


def as_json(report: gk.AuditReport, folder: Path) -> bytes:
    path = report.save(folder / "report.json", language="en")
    return path.read_bytes()


@pytest.fixture(name="whole", scope="module")
def _whole(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    report = gk.audit(dataset, today=DAY, memory="20GB")
    found = {finding.rule for finding in report.findings}
    # A comparison of nothing would prove nothing.
    planted_faults = {
        "overlap",
        "gap",
        "duplicate",
        "invalid_geometry",
        "spike",
        "area_mismatch",
        "duplicate_id",
    }
    assert found >= planted_faults
    return as_json(report, tmp_path_factory.mktemp("whole"))


@pytest.fixture(name="small_memory")
def _small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parted, "memory_of_files", lambda _: 1 << 60)


@pytest.mark.usefixtures("small_memory")
def test_files_beyond_memory_are_audited_in_parts(dataset: Path, whole: bytes, tmp_path: Path) -> None:
    report = gk.audit(dataset, today=DAY)
    assert report.audited[0].parcels.geometry.isna().any()
    assert as_json(report, tmp_path) == whole


@pytest.fixture(name="asked")
def _asked(monkeypatch: pytest.MonkeyPatch) -> list[list[Task]]:
    """Return what is asked of parts, each time that they are."""
    asked: list[list[Task]] = []
    run = StoredPolygons.run

    def noted(self: StoredPolygons, tasks: list[Task]) -> list[Any]:
        asked.append(list(tasks))
        return run(self, tasks)

    monkeypatch.setattr(StoredPolygons, "run", noted)
    return asked


@pytest.mark.usefixtures("small_memory")
def test_parts_are_asked_as_often_however_many_faults_there_are(
    asked: list[list[Task]], tmp_path: Path
) -> None:
    def times(count: int) -> int:
        frame = planted(size=12)
        east = EAST + 1000 + 50 * np.arange(count)
        for at, x in enumerate(east.tolist()):
            corners = [(x, NORTH), (x + 9, NORTH + 9), (x + 9, NORTH), (x, NORTH + 9)]
            frame.loc[len(frame)] = [f"B-{at}", None, None, None, shapely.Polygon(corners)]
            for copy in range(5):
                frame.loc[len(frame)] = [
                    f"C-{at}-{copy}",
                    None,
                    None,
                    None,
                    shapely.box(x, NORTH + 20, x + 9, NORTH + 29),
                ]
        path = tmp_path / f"{count}.parquet"
        frame.to_parquet(path)
        asked.clear()
        found = [finding.rule for finding in gk.audit(path, today=DAY).findings]
        assert found.count("invalid_geometry") == 1 + count
        assert sum(finding == "duplicate" for finding in found) >= count
        return len(asked)

    assert times(2) == times(7)


@pytest.mark.usefixtures("small_memory")
def test_boxes_tell_of_impossible_parcels_and_parts_are_not_asked(
    asked: list[list[Task]], tmp_path: Path
) -> None:
    whole = planted(size=12)
    frame = whole.copy()
    frame.loc[len(frame)] = ["D-1", None, None, None, shapely.box(116.6, 23.3, 116.7, 23.4)]
    # pandas 3.0.0 forgets the system of a table that grows.
    frame = frame.set_crs(whole.crs)
    frame.to_parquet(tmp_path / "a.parquet")
    report = gk.audit(tmp_path / "a.parquet", today=DAY)
    about = [
        task for tasks in asked for task in tasks if getattr(task.function, "func", None) is _unmeasurable
    ]
    assert [task.rows.tolist() for task in about if task.rows is not None] == [[len(frame) - 1]]
    assert len(about) == 1
    # Nor for areas: those of all are measured while the survey has the polygons.
    assert not any(task.function is _as_given_m2 for tasks in asked for task in tasks)
    assert [finding.subjects for finding in report.findings if finding.rule == "crs_zone"] == [("D-1",)]


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_a_collection_gives_the_report_of_its_table(count: int, tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = planted(seed=count, size=14)
    collection = dask_geopandas.from_geopandas(frame, npartitions=count, sort=False)
    expected, found = (gk.audit(each, today=DAY) for each in (frame, collection))
    assert as_json(found, tmp_path) == as_json(expected, tmp_path)
    assert gk.find_overlaps(collection).equals(gk.find_overlaps(frame))
    assert gk.find_gaps(collection).equals(gk.find_gaps(frame))


def test_a_collection_in_canonical_columns_is_read_as_its_table_is(tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = normalize(planted(seed=4, size=8))
    frame.attrs.clear()  # Dask keeps none
    collection = dask_geopandas.from_geopandas(frame, npartitions=3)
    assert as_json(gk.audit(collection, today=DAY), tmp_path) == as_json(gk.audit(frame, today=DAY), tmp_path)


def test_shapes_that_are_no_polygons_are_found_where_nobody_looks(tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = planted(size=45)
    shapes = frame.geometry.to_numpy().copy()
    corners = shapely.get_coordinates(shapes[1001])
    corners[1, 0] = np.inf
    shapes[1001] = shapely.Polygon(corners)
    shapes[1003] = shapely.GeometryCollection([shapes[1003], shapely.Point(EAST, NORTH)])
    shapes[1005] = shapely.GeometryCollection([shapely.Point(EAST, NORTH)])
    shapes[1007] = shapely.LinearRing([(EAST, NORTH), (EAST + 9, NORTH), (EAST, NORTH + 9)])
    frame = frame.set_geometry(shapes, crs=4548)
    collection = dask_geopandas.from_geopandas(frame, npartitions=3, sort=False)
    assert as_json(gk.audit(collection, today=DAY), tmp_path) == as_json(gk.audit(frame, today=DAY), tmp_path)


@pytest.mark.parametrize(
    "reading",
    [{"crs": 4548}, {"zone": 39}, {"crs": 4490}, {"crs": "?"}, {"layer": "x"}, {"phase": "x"}],
)
def test_what_is_said_of_parcels_is_heard_of_a_collection(reading: dict[str, Any], tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = planted(size=6).set_crs(None, allow_override=True)
    collection = dask_geopandas.from_geopandas(frame, npartitions=2, sort=False)

    def said(parcels: Any) -> bytes | str:
        try:
            return as_json(gk.audit(parcels, today=DAY, **reading), tmp_path)
        except GeokitError as error:
            return str(error)

    assert said(collection) == said(frame)


def test_a_canonical_table_stays_one_as_a_collection(tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = planted(size=6)
    frame["面积(亩)"] = "1.00"
    frame = canonical_tables([frame.drop(columns="阶段")])[0]
    collection = dask_geopandas.from_geopandas(frame, npartitions=2, sort=False)
    frame.attrs = {}
    assert as_json(gk.audit(collection, today=DAY), tmp_path) == as_json(gk.audit(frame, today=DAY), tmp_path)


def test_partitions_that_do_not_go_together_are_one_sentence() -> None:
    pytest.importorskip("dask_geopandas")
    dask_frame = pytest.importorskip("dask.dataframe")
    delayed = pytest.importorskip("dask").delayed
    frame = planted(size=6)

    def of(*parts: gpd.GeoDataFrame) -> Any:
        later = [delayed(part) for part in parts]
        return dask_frame.from_delayed(later, meta=frame.iloc[:0], verify_meta=False)

    def broken(_: Any) -> None:
        message = "no such tile"
        raise RuntimeError(message)

    assert gk.find_gaps(of(frame, frame[frame.columns[::-1]].iloc[:0])).equals(gk.find_gaps(frame))
    with pytest.raises(InputError, match=r"partition 1 .*: 阶段$"):
        gk.audit(of(frame, frame.drop(columns="阶段")))
    with pytest.raises(CrsError, match=r"partition 1 "):
        gk.audit(of(frame, frame.to_crs(4547)))
    with pytest.raises(InputError, match="no such tile"):
        gk.find_overlaps(of(frame).map_partitions(broken, meta=frame.iloc[:0]))
    with pytest.raises(InputError, match=r"compute\(\)"):
        gk.audit(delayed(frame))


def test_parts_in_degrees_keep_the_lines_that_neighbours_share(tmp_path: Path) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = planted(seed=3, size=12)
    frame = frame.set_geometry(
        shapely.transform(frame.geometry.array, lambda xy: (xy - [EAST, NORTH]) * 40 + [EAST, NORTH])
    )
    frame = frame.set_crs(4548, allow_override=True).to_crs(4490)
    collection = dask_geopandas.from_geopandas(frame, npartitions=5, sort=False)
    assert as_json(gk.audit(collection, today=DAY), tmp_path) == as_json(gk.audit(frame, today=DAY), tmp_path)


@pytest.mark.usefixtures("small_memory")
def test_a_part_that_cannot_be_read_is_named_and_the_rest_goes_on(dataset: Path, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    for file in sorted(dataset.iterdir())[:3]:
        (folder / file.name).write_bytes(file.read_bytes())
    broken = (dataset / "part-3.parquet").read_bytes()
    (folder / "part-3.parquet").write_bytes(broken[:5000] + b"\0" * 5000 + broken[10_000:])
    report = gk.audit(folder, today=DAY)
    assert any(
        "part-3" in finding.message("en")
        for finding in report.findings
        if finding.rule == "unreadable_record"
    )
    assert report.parcels == sum(len(gk.read_parcels(file)) for file in sorted(dataset.iterdir())[:3])


@pytest.mark.parametrize("name", ["all.parquet", "all.gpkg", "all.gdb"])
def test_one_file_beyond_memory_is_audited_in_windows(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, frame = tmp_path / name, planted(seed=5, size=20).rename(columns={"面积(亩)": "面积_亩"})
    frame["依据"] = ["示意" if at == 7 else None for at in range(len(frame))]
    frame["备注"] = "left in the file"
    if name == "all.parquet":
        frame.to_parquet(file, index=False)
    else:
        frame.to_file(file, driver="GPKG" if name == "all.gpkg" else "OpenFileGDB", layer="parcels")
    expected = as_json(gk.audit(file, today=DAY), tmp_path)
    monkeypatch.setattr(parted, "memory_of_files", lambda _: 1 << 60)
    monkeypatch.setattr(windows, "_MOST_ROWS", 60)
    report = gk.audit(file, today=DAY)
    assert report.audited[0].parcels.geometry.isna().all()
    assert as_json(report, tmp_path) == expected


def test_parts_in_two_systems_are_brought_into_that_of_the_first(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import geopandas as gpd

    folder = tmp_path / "two"
    folder.mkdir()
    gpd.read_parquet(dataset / "part-0.parquet").to_parquet(folder / "a.parquet")
    gpd.read_parquet(dataset / "part-1.parquet").to_crs(4547).to_parquet(folder / "b.parquet")
    expected = as_json(gk.audit(folder, today=DAY), tmp_path)
    monkeypatch.setattr(parted, "memory_of_files", lambda _: 1 << 60)
    assert as_json(gk.audit(folder, today=DAY), tmp_path) == expected


def test_workers_are_for_files(dataset: Path) -> None:
    with pytest.raises(OptionError):
        gk.audit(planted(size=5), workers=1)
    with pytest.raises(OptionError):
        gk.audit(dataset, workers=1, scheduler="tcp://127.0.0.1:1")
    with pytest.raises(OptionError):
        gk.audit(dataset, workers=0)
    with pytest.raises(OptionError):
        gk.audit(dataset, memory="much")


def test_a_scheduler_that_is_not_there_is_one_sentence(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("geokit.coverage.workers._PATIENCE_S", 1)
    with pytest.raises(InputError, match=r"127\.0\.0\.1:1"):
        gk.audit(dataset, scheduler="tcp://127.0.0.1:1")


def test_another_service_in_the_place_of_a_scheduler_is_not_waited_for(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("geokit.coverage.workers._PATIENCE_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(InputError, match=address):
            gk.audit(dataset, scheduler=address)


@pytest.fixture(name="cluster", scope="module")
def _cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        memory_limit="1GB",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:
        yield cluster


@pytest.mark.slow
def test_a_cluster_gives_the_report_of_one_process(
    dataset: Path, whole: bytes, cluster: Any, tmp_path: Path
) -> None:
    assert as_json(gk.audit(dataset, today=DAY, scheduler=cluster.scheduler_address), tmp_path) == whole


@pytest.mark.slow
def test_a_worker_that_dies_changes_nothing(
    dataset: Path, whole: bytes, cluster: Any, tmp_path: Path
) -> None:
    victims = []

    def kill() -> None:
        from distributed import Client

        with Client(cluster.scheduler_address, set_as_default=False) as client:
            while not victims:
                # Once a worker holds a part, and so has something to lose.
                held = {worker: keys for worker, keys in client.has_what().items() if keys}
                for worker in list(held)[:1]:
                    victims.append(client.run(os.getpid, workers=[worker])[worker])
                    os.kill(victims[0], signal.SIGKILL)
                time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    report = gk.audit(dataset, today=DAY, scheduler=cluster.scheduler_address)
    killer.join()
    assert victims
    assert as_json(report, tmp_path) == whole
    assert json.loads(whole)["findings"]


@pytest.mark.slow
def test_workers_hold_polygons_alone(dataset: Path, cluster: Any) -> None:
    from distributed import Client

    with Client(cluster.scheduler_address) as client:
        found = parted.read_parted(dataset, {}, in_cluster=True)
        held = client.run(lambda dask_worker: [type(each).__name__ for each in dask_worker.data.values()])
        assert {name for names in held.values() for name in names} == {"LargeBinaryArray"}
        assert len(found.table) == len(planted())


def test_the_columns_of_a_file_do_not_wait_for_those_of_others(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("dask")
    asked: list[int] = []

    def noted(values: Sequence[Any]) -> Sequence[Any]:
        asked.append(len(values))
        return fetched(values)

    monkeypatch.setattr("geokit.coverage.cluster.fetched", noted)
    table = parted.read_parted(dataset, {}, in_cluster=True).table
    assert asked == [1] * len(list(dataset.iterdir()))
    assert table["id"].tolist() == gk.read_parcels(dataset)["id"].tolist()


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the C library of GNU is told so")
def test_processes_of_ours_keep_the_memory_that_they_work_in() -> None:
    distributed = pytest.importorskip("distributed")
    before = dict(os.environ)
    with connected(workers=1, scheduler=None, memory=1 << 30):
        # What the library has read when the process began; the interpreter's copy may have been written to since.
        (told,) = distributed.default_client().run(Path("/proc/self/environ").read_text).values()
    found = dict(each.partition("=")[::2] for each in told.split("\0"))
    assert int(found["MALLOC_TRIM_THRESHOLD_"]) > 64 << 20
    assert dict(os.environ) == before


@pytest.mark.slow
def test_processes_of_ours_end_without_being_asked_to(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    asked = tmp_path / "asked"
    with connected(workers=1, scheduler=None, memory=1 << 30):
        client = distributed.default_client()
        (number,) = client.run(lambda: (atexit.register(asked.touch), os.getpid())[1]).values()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    assert not asked.exists()
