"""Overlaps or gaps by QGIS's own Processing, in the Python that QGIS has: ``qgis_peer.py overlaps|gaps LAYER.gpkg FOUND.csv``.

Overlaps are `native:intersection` of the layer with itself; gaps are the holes of `native:dissolve`. Its Geometry Checker
has checks of both, but up to 3.22 only in a window: the classes are in Python, the pools of features that they ask for are
not.
"""

from __future__ import annotations

import csv
import os
import sys
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsPolygon,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def ran(name: str, **parameters: Any) -> Any:
    """Return what an algorithm leaves, a layer in memory."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(name)
    context = QgsProcessingContext()
    found, is_good = algorithm.run({**parameters, "OUTPUT": "memory:"}, context, QgsProcessingFeedback())
    if not is_good:
        sys.exit(f"{name} failed")
    return context.takeResultLayer(found["OUTPUT"])


def overlaps(layer: Any) -> Iterator[tuple[str, str, float]]:
    """Yield the ids of two parcels and the area that they share."""
    both = ran("native:intersection", INPUT=layer, OVERLAY=layer, OVERLAY_FIELDS_PREFIX="other_")
    for feature in both.getFeatures():
        if feature["id"] < feature["other_id"]:
            yield feature["id"], feature["other_id"], feature.geometry().area()


def gaps(layer: Any) -> Iterator[tuple[str, str, str]]:
    """Yield every hole of the union of all, as WKT."""
    for feature in ran("native:dissolve", INPUT=layer).getFeatures():
        land = feature.geometry()
        for part in land.constParts():
            for at in range(part.numInteriorRings()):
                hole = QgsPolygon()
                hole.setExteriorRing(part.interiorRing(at).clone())
                yield "", "", hole.asWkt(17)


def main() -> None:
    application = QgsApplication([], False)  # noqa: FBT003 - an argument without a name
    application.initQgis()
    QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
    question, layer, found = sys.argv[1:]
    with open(found, "w", newline="", encoding="utf-8") as stream:  # noqa: PTH123 - of QGIS's own Python
        csv.writer(stream).writerows({"overlaps": overlaps, "gaps": gaps}[question](QgsVectorLayer(layer)))
    print("version", Qgis.QGIS_VERSION, flush=True)
    application.exitQgis()


if __name__ == "__main__":
    main()
