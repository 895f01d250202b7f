"""What the columns and layers of the GeoPackage are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.auditing.report import FIELD_WORDS
from geokit.parcels.table import COLUMN_WORDS
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

PARCELS = Words(zh="地块", en="Parcels")
FINDINGS = Words(zh="问题范围", en="Findings")
POINTS = Words(zh="问题位置", en="Findings as points")

COLUMNS = {
    **COLUMN_WORDS,
    **FIELD_WORDS,
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
