"""QGIS: audit parcel layers with geokit, from the Processing toolbox.

It imports only QGIS and the standard library: QGIS's Python has older libraries than geokit needs, so that geokit runs
as a program, in an environment of its own. ``geokit qgis`` puts this file where QGIS looks for scripts.

Python 3.9 reads it: QGIS on Windows had that for years.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

# Where `geokit qgis` was run from, which it fills in; what worked last in QGIS wins over it.
PROGRAM = ""
SETTING = "geokit/program"
LANGUAGES = ("zh", "en")

# What QGIS sets for its own Python, GDAL and PROJ would mislead those of geokit.
OF_QGIS = ("PYTHON", "__PYVENV", "GDAL_", "OGR_", "PROJ_", "QT_", "QGIS_", "GEOKIT_")
# Findings are an answer, not a failure.
ANSWERED = (0, 1)
PATIENCE_S = 0.2
# How far the bar has come when the layers are written.
WRITTEN = 40
PROGRESS = re.compile(r"\[(\d+)/(\d+)\] .*")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def words(zh: str, en: str) -> str:
    """Return what is said in QGIS's own language."""
    spoken = QgsApplication.instance().translation() or QgsApplication.locale()
    return zh if spoken.startswith("zh") else en


class GeokitAudit(QgsProcessingAlgorithm):
    """Writes layers to GeoPackages, runs geokit on them, and shows what it found."""

    def createInstance(self):
        """Return a new one."""
        return GeokitAudit()

    def name(self):
        """Return what qgis_process calls it."""
        return "geokit_audit"

    def displayName(self):
        """Return what the toolbox calls it."""
        return words("地块核查（geokit）", "Audit parcels (geokit)")

    def group(self):
        """Return the heading that it stands under."""
        return "geokit"

    def groupId(self):
        """Return the name of the heading."""
        return "geokit"

    def shortHelpString(self):
        """Return the help beside the form."""
        return words(
            "核查所选面图层：面积、重叠、重复、缝隙、越界。图层本身不改动；结果作为一组带样式的图层加入工程，"
            "并可另存网页报告和工作簿。\n\ngeokit 在自己的 Python 环境中运行：首次请指明该环境（文件夹、python 或 geokit 程序），"
            "之后自动记住。在该环境中运行 geokit qgis，可重新写入本脚本并填好路径。",
            "Audits polygon layers: areas, overlaps, duplicates, gaps, parcels outside the park. The layers are left as they "
            "are; the findings come into the project as a group of styled layers, a page and a workbook if you want them."
            "\n\ngeokit runs in a Python environment of its own: say once where that is (its folder, its python, or the program "
            "geokit); it is remembered. `geokit qgis`, run there, writes this script anew with the place filled in.",
        )

    def initAlgorithm(self, config=None):  # noqa: ARG002 - QGIS's signature
        """Declare what the form asks for, and what comes out."""
        folder, file = QgsProcessingParameterFile.Folder, QgsProcessingParameterFile.File
        asked = [
            QgsProcessingParameterMultipleLayers(
                "LAYERS", words("地块图层", "Parcel layers"), QgsProcessing.TypeVectorPolygon
            ),
            QgsProcessingParameterBoolean("SELECTED", words("只核查选中的要素", "Selected features only"), False),
            QgsProcessingParameterField(
                "PHASE", words("分期字段", "Field of the phase"), None, "LAYERS", optional=True
            ),
            QgsProcessingParameterFile(
                "BOUNDARIES", words("边界文件夹", "Boundaries folder"), folder, optional=True
            ),
            QgsProcessingParameterString(
                "PARK", words("园区名称", "Name of the park"), None, optional=True
            ),
            QgsProcessingParameterFile(
                "LEDGER", words("台账（工作簿或 CSV）", "Ledger (workbook or CSV)"), file,
                optional=True,
            ),
            self._advanced(QgsProcessingParameterString(
                "COLUMNS",
                words("其他字段的含义，如 MJ2=declared_mu，每行一个", "What other fields are, such as MJ2=declared_mu; one a line"),
                None, multiLine=True, optional=True,
            )),
            QgsProcessingParameterEnum(
                "LANGUAGE", words("报告语言", "Language of the reports"), ["中文", "English"],
                defaultValue=LANGUAGES.index(words("zh", "en")),
            ),
            QgsProcessingParameterFile(
                "PROGRAM",
                words("geokit 环境中的 python 或 geokit 程序", "python or geokit, in geokit's environment"),
                file, defaultValue=remembered_program() or None, optional=True, fileFilter="geokit, python (*)",
            ),
            QgsProcessingParameterFileDestination("OUTPUT", words("核查结果", "Findings"), "GeoPackage (*.gpkg)"),
            self._file("HTML", words("网页报告", "Report as a page"), "HTML (*.html)"),
            self._file("XLSX", words("工作簿", "Workbook"), "Excel (*.xlsx)"),
        ]  # fmt: skip
        for each in asked:
            self.addParameter(each)
        self.addOutput(QgsProcessingOutputNumber("FINDINGS", words("问题数", "Number of findings")))

    @staticmethod
    def _advanced(parameter):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        return parameter

    @staticmethod
    def _file(name, title, kind):
        return QgsProcessingParameterFileDestination(name, title, kind, optional=True, createByDefault=False)

    def prepareAlgorithm(self, parameters, context, feedback):  # noqa: ARG002 - QGIS's signature
        """Take what is needed of the layers while they may be touched: the work goes on in another thread."""
        layers = self.parameterAsLayerList(parameters, "LAYERS", context)
        only_selected = self.parameterAsBool(parameters, "SELECTED", context)
        self.tables = [Table(layer, only_selected=only_selected) for layer in layers]
        if not self.tables:
            raise QgsProcessingException(words("没有选择图层", "no layer is chosen"))
        self.title = words("核查", "Audit") + time.strftime(" %Y-%m-%d %H:%M")
        return True

    def processAlgorithm(self, parameters, context, feedback):
        """Write the layers, run geokit, and return the paths of what it wrote."""
        self.program = self.parameterAsString(parameters, "PROGRAM", context) or remembered_program()
        command = command_of(self.program)
        outputs = {
            name: path
            for name in ("OUTPUT", "HTML", "XLSX")
            if (path := self.parameterAsFileOutput(parameters, name, context))
        }
        command += self._arguments(parameters, context)
        folder = Path(tempfile.mkdtemp(prefix="geokit-"))
        try:
            files = self._write_tables(folder, feedback)
            command += [*files, *(text for path in outputs.values() for text in ("-o", path))]
            status = None if feedback.isCanceled() else run(command, folder, feedback)
        finally:
            # Windows may hold a file for a moment longer.
            shutil.rmtree(folder, ignore_errors=True)
        if feedback.isCanceled():
            return {}
        if status not in ANSWERED:
            raise QgsProcessingException(
                words("geokit 未能完成，原因见上文", "geokit could not do it; the reason stands above")
            )
        self.layers = layers_in(outputs["OUTPUT"])
        return {**outputs, "FINDINGS": count_of(outputs["OUTPUT"])}

    def _write_tables(self, folder, feedback):
        """Write each layer to a GeoPackage of its name: geokit takes one layer a file, and names files in findings."""
        taken, files = set(), []
        for number, table in enumerate(self.tables, start=1):
            stem, more = table.stem, 1
            while stem.casefold() in taken:
                more += 1
                stem = f"{table.stem} ({more})"
            taken.add(stem.casefold())
            files.append(str(folder / f"{stem}.gpkg"))
            feedback.pushInfo(words(f"写出图层“{table.name}”", f"writing layer “{table.name}”"))
            table.write(files[-1], feedback)
            feedback.setProgress(WRITTEN * number / len(self.tables))
            if feedback.isCanceled():
                break
        return files

    def _arguments(self, parameters, context):
        language = LANGUAGES[self.parameterAsEnum(parameters, "LANGUAGE", context)]
        boundaries = self.parameterAsString(parameters, "BOUNDARIES", context)
        named = {
            "--park": self.parameterAsString(parameters, "PARK", context),
            "--ledger": self.parameterAsString(parameters, "LEDGER", context),
        }
        phase = self.parameterAsString(parameters, "PHASE", context)
        columns = self.parameterAsString(parameters, "COLUMNS", context).splitlines()
        pairs = [f"{phase}=phase"] * bool(phase) + [each.strip() for each in columns if each.strip()]
        arguments = ["--lang", language, "audit"]
        arguments += [text for option, value in named.items() if value for text in (option, value)]
        arguments += [text for pair in pairs for text in ("--column", pair)]
        return arguments + [boundaries] * bool(boundaries)

    def postProcessAlgorithm(self, context, feedback):
        """Remember the environment that worked, and put the layers into the project, as a group."""
        if getattr(self, "layers", None) is None:
            return {}
        QgsSettings().setValue(SETTING, self.program)
        project = context.project()
        if project is not None:
            group = project.layerTreeRoot().insertGroup(0, self.title)
            for place, title in self.layers:
                layer = QgsVectorLayer(place, title, "ogr")
                project.addMapLayer(layer, False)
                group.addLayer(layer)
            # The panel of layers opens a group where it hears of a change.
            group.setExpanded(False)
            group.setExpanded(True)
            feedback.pushInfo(words(f"已加入图层组“{self.title}”", f"added as the group “{self.title}”"))
        return {}


class Table:
    """What a layer holds now, edits that are not saved among it; another thread may read it."""

    def __init__(self, layer, *, only_selected):
        self.name = layer.name()
        if not layer.crs().isValid():
            raise QgsProcessingException(words(
                f"图层“{self.name}”没有坐标系：请先在图层属性中设定",
                f"the layer “{self.name}” has no coordinate system: set it in the layer's properties first",
            ))  # fmt: skip
        self.stem = NOT_IN_NAMES.sub("_", self.name).strip(" .")[:60] or "layer"
        self.fields, self.crs, self.kind = layer.fields(), layer.crs(), layer.wkbType()
        self.source = QgsVectorLayerFeatureSource(layer)
        self.selected = list(layer.selectedFeatureIds()) if only_selected else None
        if self.selected == []:
            raise QgsProcessingException(words(
                f"图层“{self.name}”没有选中的要素", f"no feature of the layer “{self.name}” is selected"
            ))  # fmt: skip

    def write(self, path, feedback):
        """Write all records, one without a shape too."""
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", self.stem
        # A layer may have a column of its own with the usual name, and the same number twice in it.
        options.layerOptions = ["FID=geokit_fid", "GEOMETRY_NAME=geokit_geometry"]
        writer = QgsVectorFileWriter.create(
            path, self.fields, self.kind, self.crs, QgsCoordinateTransformContext(), options
        )
        request = QgsFeatureRequest()
        if self.selected is not None:
            request.setFilterFids(self.selected)
        for feature in self.source.getFeatures(request):
            if feedback.isCanceled():
                return
            if not writer.addFeature(feature, QgsFeatureSink.FastInsert):
                break
        message = writer.errorMessage()
        del writer  # writes what is left
        if message:
            raise QgsProcessingException(f"{self.name}: {message}")


def remembered_program() -> str:
    """Return the program that worked last, the one this file was written by, or one on the path."""
    return str(QgsSettings().value(SETTING, "") or "") or PROGRAM or shutil.which("geokit") or ""


def command_of(program: str) -> list[str]:
    """Return how geokit is started, from an environment's folder, its python, or the program geokit."""
    # Windows copies a path with quotes around it.
    program = program.strip().strip('"')
    place = Path(program)
    if program and place.is_dir():
        inside = ("Scripts/geokit.exe", "Scripts/python.exe", "python.exe", "bin/geokit", "bin/python")
        place = next((place / name for name in inside if (place / name).is_file()), place)
    if not program or not place.is_file():
        raise QgsProcessingException(words(
            f"找不到 geokit（{program or '未设置'}）：请指明其 Python 环境中的 python 或 geokit 程序",
            f"geokit is not found ({program or 'nothing is set'}): name python or geokit in its Python environment",
        ))  # fmt: skip
    # Its own folder only, whatever lies in the one it is run in.
    is_python = place.name.lower().startswith("python")
    return [str(place), "-P", "-X", "utf8", "-m", "geokit"] if is_python else [str(place)]


def run(command: list[str], folder: Path, feedback) -> int | None:
    """Run a program without a shell, pass on what it says line by line, and stop it where that is asked for."""
    feedback.pushCommandInfo(subprocess.list2cmdline(command))
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith(OF_QGIS)}
    said = folder / "said.txt"
    with said.open("wb") as written, said.open("rb") as read:
        try:
            process = subprocess.Popen(  # noqa: S603 - what the user chose in the form
                command, cwd=folder, env={**own, "PYTHONUTF8": "1", "GEOKIT_PROGRESS": "lines"},
                stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise QgsProcessingException(f"{command[0]}: {error.strerror or error}") from error
        status, begun = None, b""
        while status is None:
            status = wait(process)
            *lines, begun = (begun + read.read()).split(b"\n")
            for line in lines + [begun] * (status is not None):
                show(line.decode("utf-8", "replace").rstrip(), feedback)
            if feedback.isCanceled():
                stop(process)
                return None
    return status


def show(line: str, feedback) -> None:
    """Pass on a line: how far the work has come moves the bar, all else stands in the log."""
    found = PROGRESS.fullmatch(line)
    if found is None:
        feedback.pushInfo(line)
    elif int(found[2]):
        feedback.setProgress(WRITTEN + (100 - WRITTEN) * int(found[1]) / int(found[2]))


def wait(process) -> int | None:
    """Return the exit status, or None where it goes on for longer than a moment."""
    try:
        return process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        return None


def stop(process) -> None:
    """End a program: geokit leaves no half of a file behind."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def layers_in(path: str) -> list[tuple[str, str]]:
    """Return where each layer of a GeoPackage is, and its title; the first is to be on top."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT table_name, identifier FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid"
        ).fetchall()
    return [(f"{path}|layername={name}", title) for name, title in rows]


def count_of(path: str) -> int:
    """Return how many findings a GeoPackage holds."""
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM findings").fetchone()[0])
