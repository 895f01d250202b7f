"""GeoParquet 1.1: a row a finding, for whatever reads large tables, with the box of each for a search by place.

The columns are those of ``AuditReport.to_frame()`` but for its rows, which are the caller's. What the report says as a
whole stands in the file's metadata under ``geokit``, as JSON.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

import numpy as np
import shapely

from geokit.escape import encodable
from geokit.i18n import Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._locations import display_place, written_code, written_system
from geokit.reports.json import number, overview

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

# So many findings are rows in memory at once; each batch is a row group, which a reader passes over by its boxes.
BATCH_ROWS = 16_384
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_VERSION = "1.1.0"


class Parquet(ReportFormat):
    """One table of findings: numbers, text and shapes alone."""

    title: ClassVar[Words] = Words(zh="GeoParquet", en="GeoParquet")
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".geoparquet")
    is_text: ClassVar[bool] = False

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a Parquet file."""
        stream = BytesIO()
        _write(report, marks, language, stream)
        return stream.getvalue()

    def compose_file(self, report: AuditReport, marks: Marks, language: Language, path: Path) -> None:
        """Write the report batch by batch."""
        # A stream, since to Arrow a name with a colon in it is an address.
        with path.open("wb") as stream:
            _write(report, marks, language, stream)


def _write(report: AuditReport, marks: Marks, language: Language, stream: BinaryIO) -> None:
    import pyarrow.parquet as pq

    system = written_system(report.crs)
    shapes = report.geometries(system)
    told = {"geo": _geo(shapes, system), "geokit": overview(report, marks, language)}
    metadata = {name: json.dumps(each, ensure_ascii=False) for name, each in told.items()}
    schema = _schema().with_metadata({name: encodable(text) for name, text in metadata.items()})
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for at in range(0, len(shapes), BATCH_ROWS):
            rows = slice(at, at + BATCH_ROWS)
            writer.write_batch(_batch(report.findings[rows], shapes[rows], schema, language))


def _schema() -> pa.Schema:
    import pyarrow as pa

    box = pa.struct([(side, pa.float64()) for side in _SIDES])
    columns: dict[str, pa.DataType] = {
        "park": pa.string(),
        "rule": pa.string(),
        "severity": pa.string(),
        "subjects": pa.list_(pa.string()),
        "message": pa.string(),
        "measured": pa.float64(),
        "allowed": pa.float64(),
        "unit": pa.string(),
        "geometry": pa.binary(),
        "source": pa.string(),
        "fingerprint": pa.string(),
        "bbox": box,
    }
    return pa.schema(list(columns.items()))


def _batch(
    findings: Sequence[Finding], shapes: NDArray[np.object_], schema: pa.Schema, language: Language
) -> pa.RecordBatch:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "park": [encodable(each.park) for each in findings],
        "rule": [each.rule for each in findings],
        "severity": [str(each.severity) for each in findings],
        "subjects": [[encodable(name) for name in each.subjects] for each in findings],
        "message": [encodable(each.message(language)) for each in findings],
        "measured": [number(each.measured) for each in findings],
        "allowed": [number(each.allowed) for each in findings],
        "unit": [each.unit for each in findings],
        "geometry": shapely.to_wkb(shapes, flavor="iso"),
        "source": [encodable(display_place(each.source)) for each in findings],
        "fingerprint": [each.fingerprint for each in findings],
        "bbox": _boxes(shapes),
    }
    arrays = [
        values if isinstance(values, pa.Array) else pa.array(values, type=schema.field(name).type)
        for name, values in columns.items()
    ]
    return pa.record_batch(arrays, schema=schema)


def _boxes(shapes: NDArray[np.object_]) -> pa.StructArray:
    import pyarrow as pa

    sides = shapely.bounds(shapes)
    is_nowhere = np.isnan(sides).any(axis=1)
    return pa.StructArray.from_arrays(
        [pa.array(values) for values in sides.T.copy()], list(_SIDES), mask=pa.array(is_nowhere)
    )


def _geo(shapes: NDArray[np.object_], system: CRS | None) -> dict[str, Any]:
    """Return what GeoParquet says of the shapes; a system without a public code is not told."""
    code = written_code(system)
    placed = shapes[~shapely.is_missing(shapes)]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": _kinds(placed),
        "crs": None if code is None else code.to_json_dict(),
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }
    bounds = shapely.total_bounds(placed).tolist() if len(placed) else []
    if np.isfinite(bounds).all() and bounds:
        column["bbox"] = bounds
    return {"version": _VERSION, "primary_column": "geometry", "columns": {"geometry": column}}


def _kinds(shapes: NDArray[np.object_]) -> list[str]:
    kinds = np.unique(np.c_[shapely.get_type_id(shapes), shapely.has_z(shapes)], axis=0).tolist()
    return [_KINDS[kind] + (" Z" if has_z else "") for kind, has_z in kinds]


# By the numbers of shapely; a ring is a line.
_KINDS = (
    "Point",
    "LineString",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
