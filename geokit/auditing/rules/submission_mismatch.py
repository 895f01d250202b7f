"""Files of one submission that do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from geokit.auditing.differences.submission import SAME_POINT, compare_submission
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Options, Reads, Rule, Words
from geokit.errors import CrsError
from geokit.land.crs.transform import reproject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.differences.disagreement import Disagreement


class SubmissionMismatchOptions(Options):
    """How far apart two files of a submission may print a corner, in metres."""

    tolerance_m: float = Field(default=SAME_POINT.value, gt=0)


class SubmissionMismatch(Rule[SubmissionMismatchOptions]):
    """The TXT, the shapefile and the table of points of one submission do not say the same land.

    Law: none (advice); coordinates are printed to the millimetre and areas to their last digit, and the receiving office
    compares the files (advice).
    Why: one file was mended and the others were not, or one was exported from another version.
    Fails: a corner is 2 mm off, an area differs by a unit of its last digit, a ring or a parcel is missing from one file.
    Passes: rings begin elsewhere, go the other way round or have other corner numbers; one file's eastings have the
    zone in front; a file declares no areas. park.toml names the files: ``same_as`` under ``[[parcels]]``.
    Options: ``tolerance_m``, 0.001 by default.
    """

    reads = Reads.SUBMISSIONS
    title: ClassVar[Words] = Words(zh="报件不一致", en="files of one submission disagree")
    manual_zh: ClassVar[str] = """同一批报件的 TXT、shapefile 与界址点坐标成果表所述土地不一致。

    依据：无依据（经验）；坐标印到毫米，面积印到末位，接收单位会互相比对（建议）。
    为何：只改了其中一个文件，或者有的文件由另一版本导出。
    不通过：界址点相差 2 毫米，面积末位差一个单位，某个文件缺一圈或缺一宗地块。
    通过：起点、走向或界址点编号不同；有的文件东坐标带带号；有的文件不写面积。
    这些文件由 park.toml 中 [[parcels]] 的 same_as 指明。
    选项：tolerance_m，缺省 0.001。
    """
    options = SubmissionMismatchOptions

    def limits(self, settings: AuditSettings, options: SubmissionMismatchOptions) -> tuple[Limit, ...]:
        """Return how far apart corners may lie."""
        return (SAME_POINT.chosen(options.tolerance_m),)

    def check(self, context: Context, options: SubmissionMismatchOptions) -> Iterator[Finding]:
        """Yield what the files of each submission do not agree on."""
        for tables in context.inputs.submissions:
            found = compare_submission(tables, tolerance_m=options.tolerance_m)
            for each in found.disagreements:
                yield self._finding(each, _seen_from(context, each.geometry, found.crs), options)

    def _finding(
        self, each: Disagreement, geometry: BaseGeometry | None, options: SubmissionMismatchOptions
    ) -> Finding:
        measured, allowed, unit = None, None, ""
        if each.distance_m is not None:
            measured, allowed, unit = each.distance_m, options.tolerance_m, "m"
        elif each.area_m2 is not None:
            measured, unit = each.area_m2, "m2"
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(each.parcel or each.file,),
            words=each.words,
            fields=each.fields,
            measured=measured,
            allowed=allowed,
            unit=unit,
            geometry=geometry,
            source=each.place,
            limit=SAME_POINT.chosen(options.tolerance_m) if unit == "m" else None,
        )


def _seen_from(context: Context, geometry: BaseGeometry | None, crs: CRS | None) -> BaseGeometry | None:
    """Return a place in the coordinates of the audit; None where another datum keeps it from there."""
    if geometry is None or crs is None or context.crs is None or crs == context.crs:
        return geometry
    try:
        moved: BaseGeometry = reproject(np.array([geometry], dtype=object), crs, context.crs)[0]
    except CrsError:
        return None
    return moved
