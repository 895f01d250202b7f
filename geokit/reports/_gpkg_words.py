"""What the columns and layers of the GeoPackage are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

PARCELS = Words(zh="地块", en="Parcels")
FINDINGS = Words(zh="问题范围", en="Findings")
POINTS = Words(zh="问题位置", en="Findings as points")
SOUND = Words(zh="未发现问题", en="no findings")

COLUMNS = {
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="规则", en="rule"),
    "title": Words(zh="类别", en="kind"),
    "severity": Words(zh="级别", en="severity"),
    "subjects": Words(zh="对象", en="subjects"),
    "message": Words(zh="问题", en="finding"),
    "measured": Words(zh="量值", en="measured"),
    "allowed": Words(zh="允许值", en="allowed"),
    "unit": Words(zh="单位", en="unit"),
    "file": Words(zh="文件", en="file"),
    "line": Words(zh="行号", en="line"),
    "fingerprint": Words(zh="指纹", en="fingerprint"),
    "id": Words(zh="地块编号", en="id"),
    "name": Words(zh="地块名称", en="name"),
    "phase": Words(zh="期次", en="phase"),
    "stage": Words(zh="阶段", en="stage"),
    "status": Words(zh="状态", en="status"),
    "land_use": Words(zh="用途", en="land use"),
    "progress": Words(zh="进度", en="progress"),
    "declared_m2": Words(zh="申报面积（平方米）", en="declared area (m²)"),
    "measured_m2": Words(zh="量算面积（平面，平方米）", en="measured area (planar, m²)"),
    "measured_mu": Words(zh="量算面积（平面，亩）", en="measured area (planar, mu)"),
    "audit": Words(zh="审查结果", en="audit"),
    "audit_words": Words(zh="审查结果（文字）", en="audit in words"),
    "findings": Words(zh="问题数", en="findings"),
}
PARCEL_COLUMNS = (
    "park", "id", "name", "phase", "stage", "status", "land_use", "progress", "declared_m2", "measured_m2",
    "measured_mu", "audit", "audit_words", "findings",
)  # fmt: skip


def headings(columns: Iterable[str], language: Language) -> dict[str, str]:
    """Return what a reader sees for each column."""
    return {name: COLUMNS[name].in_words(language) for name in columns}
