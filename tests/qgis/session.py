"""What a user does in QGIS, without its window: run by QGIS's own Python, prints what it found as JSON.

``python3 session.py SCRIPT PROGRAM FOLDER BOUNDARIES``; FOLDER has 一期.gpkg and 二期.gpkg.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QSize

SCRIPT, PROGRAM, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])


class Impatient(QgsProcessingFeedback):
    """Cancels as soon as the program has been started."""

    def pushCommandInfo(self, info):  # noqa: N802
        super().pushCommandInfo(info)
        self.cancel()


def algorithm():
    """Return the script's algorithm, as the toolbox makes it."""
    spec = importlib.util.spec_from_file_location("geokit_audit", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.GeokitAudit().create()


def audit(layers, feedback=None, **parameters):
    """Run it on layers, in the project that is open."""
    feedback, context = feedback or QgsProcessingFeedback(), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    values = {"LAYERS": layers, "PROGRAM": PROGRAM, "LANGUAGE": 0, **parameters}
    values.setdefault("OUTPUT", str(FOLDER / f"{time.monotonic_ns()}.gpkg"))
    results, is_done = algorithm().run(values, context, feedback)
    return {
        "results": results,
        "is_done": is_done,
        "log": feedback.textLog(),
        "progress": feedback.progress(),
    }


def refused(layers, **parameters):
    """Return what is said where it does not run."""
    try:
        done = audit(layers, **parameters)
    except QgsProcessingException as error:
        return str(error)
    assert not done["is_done"]
    return done["log"]


def drawn(group):
    """Return how many colours a picture of a group's layers has, and write the picture."""
    layers = [node.layer() for node in group.findLayers()]
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    extent = QgsRectangle(layers[-1].extent())
    extent.scale(1.05)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1000, 700))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    picture.save(str(FOLDER / "findings.png"))
    return len({picture.pixel(x, y) for x in range(0, 1000, 5) for y in range(0, 700, 5)})


def edited():
    """Return a layer in memory with two parcels, one of them not saved, and a column that repeats its numbers."""
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:4527&field=fid:integer&field=geom:string&field=DKBH:string", "一期", "memory"
    )
    layer.startEditing()
    for at in (0, 90):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([7, "x", f"P{at}"])
        east, north = 39476200 + at, 2595200
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(east, north, east + 100, north + 100)))
        layer.addFeature(feature)
    return layer


def main():
    """Do what a user does, and print what came of it."""
    project = QgsProject.instance()
    layers = [QgsVectorLayer(str(FOLDER / f"{name}.gpkg"), name, "ogr") for name in ("一期", "二期")]
    project.addMapLayers(layers)
    found = {"whole": audit(layers, HTML=str(FOLDER / "网页.html"), XLSX=str(FOLDER / "表.xlsx"))}
    group = project.layerTreeRoot().children()[0]
    tree = [node.layer() for node in group.findLayers()]
    found["group"] = [layer.name() for layer in tree]
    found["renderers"] = [layer.renderer().type() for layer in tree]
    labels = tree[-1].labeling().settings()
    found["labels"] = [labels.fieldName, labels.maximumScale, labels.minimumScale]
    found["colours"] = drawn(group)
    found["remembered"] = QgsSettings().value("geokit/program")

    place = {
        "BOUNDARIES": sys.argv[4],
        "PARK": "示例",
        "LEDGER": str(Path(sys.argv[4], "files", "ledger.xlsx")),
    }
    found["park"] = audit(layers, PROGRAM=f'"{PROGRAM}"', **place)

    twice = edited()
    found["edited"] = audit([twice, layers[0]], LANGUAGE=1)
    twice.selectByIds([next(twice.getFeatures()).id()])
    found["selected"] = audit([twice], SELECTED=True)
    found["columns"] = audit([twice], PHASE="geom", COLUMNS="fid=name")
    twice.setCrs(QgsCoordinateReferenceSystem())
    found["no system"] = refused([twice])
    found["no program"] = refused(layers, PROGRAM=str(FOLDER / "missing"))
    found["wrong column"] = refused(layers, COLUMNS="a=b")
    began = time.monotonic()
    found["cancelled"] = audit(layers, Impatient(), OUTPUT=str(FOLDER / "cancelled.gpkg"))
    found["seconds to cancel"] = time.monotonic() - began
    print(json.dumps(found, ensure_ascii=False))  # noqa: T201


QCoreApplication.setOrganizationName("QGIS")
application = QgsApplication([], False, str(FOLDER / "profile"))  # noqa: FBT003
application.initQgis()
try:
    main()
finally:
    application.exitQgis()
