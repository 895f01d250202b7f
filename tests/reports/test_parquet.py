from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geokit.reports import find_format, parquet, write_report

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from geokit.auditing.report import AuditReport


def table(report: AuditReport, **marks: Any) -> pa.Table:
    return pq.read_table(io.BytesIO(find_format("parquet").render(report, "en", **marks)))


def test_geopandas_reads_the_columns_of_the_frame(planted: AuditReport) -> None:
    found = gpd.read_parquet(io.BytesIO(find_format("parquet").render(planted, "zh")))
    frame = planted.to_frame("zh")
    assert found.columns.tolist() == [name for name in frame.columns if name != "rows"]
    assert (found.crs, len(found)) == (planted.crs, len(planted.findings))
    assert found["message"].tolist() == frame["message"].tolist()
    assert found["subjects"].map(tuple).tolist() == frame["subjects"].tolist()
    assert found.geometry.to_wkb().tolist() == frame.geometry.to_wkb().tolist()


def test_a_search_by_place_uses_the_boxes(planted: AuditReport) -> None:
    content = io.BytesIO(find_format("parquet").render(planted, "en"))
    one = next(each for each in planted.findings if each.rule == "overlap")
    near = gpd.read_parquet(content, bbox=one.geometry.bounds)
    assert one.fingerprint in near["fingerprint"].tolist()
    assert 0 < len(near) < len(planted.findings)


def test_the_metadata_say_what_geoparquet_and_json_say(planted: AuditReport, alone: AuditReport) -> None:
    for report in (planted, alone):
        schema = table(report, classification="秘密").schema
        geo = json.loads(schema.metadata[b"geo"])
        column = geo["columns"][geo["primary_column"]]
        assert (geo["version"], column["encoding"]) == ("1.1.0", "WKB")
        assert column["covering"]["bbox"]["ymax"] == ["bbox", "ymax"]
        told = json.loads(schema.metadata[b"geokit"])
        whole = json.loads(find_format("json").render(report, "en", classification="秘密"))
        assert told == {name: whole[name] for name in told}
        assert whole.keys() - told.keys() == {"findings", "accepted"}


def test_a_system_without_a_code_is_not_told(alone: AuditReport) -> None:
    column = json.loads(table(alone).schema.metadata[b"geo"])["columns"]["geometry"]
    assert column["crs"] is None


def test_a_finding_without_a_place_has_no_box(planted: AuditReport) -> None:
    rows = table(planted).select(["geometry", "bbox"]).to_pylist()
    nowhere = [each for each in rows if each["geometry"] is None]
    assert nowhere
    assert all(each["bbox"] is None for each in nowhere)
    for each in (each for each in rows if each["geometry"] is not None):
        assert tuple(each["bbox"].values()) == shapely.from_wkb(each["geometry"]).bounds


def test_batches_are_row_groups_of_one_table(
    planted: AuditReport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = table(planted)
    monkeypatch.setattr(parquet, "BATCH_ROWS", 10)
    path = write_report(planted, tmp_path / "核查.parquet", language="en")
    assert path.read_bytes() == find_format("parquet").render(planted, "en")
    with pq.ParquetFile(path) as file:
        assert file.num_row_groups == -(-len(planted.findings) // 10)
        assert file.read().equals(whole)


def test_nothing_in_it_is_code(planted: AuditReport) -> None:
    schema = table(planted).schema
    assert set(schema.metadata) == {b"geo", b"geokit"}
    assert not any(isinstance(each.type, pa.ExtensionType) for each in schema)
