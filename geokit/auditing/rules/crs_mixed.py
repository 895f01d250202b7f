"""Files of different datums in one audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Place, Rule, Words
from geokit.land.crs.titles import crs_name
from geokit.parcels.concat import TableNumber
from geokit.parcels.screening import CRS_MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{file}：{count} 宗地块使用 {crs}，其余为 {others}；两者之间没有公开的转换参数，这些地块未参与核查",
    en="{count:parcel|parcels} of {file}: in {crs}, the others in {others}; no transformation between them is "
    "public, so these parcels were left out",
)
_UNKNOWN = Words(
    zh="{file}：{count} 宗地块没有坐标系，其余为 {others}；这些地块未参与核查，请给出其坐标系{option:crs}或带号{option:zone}",
    en="{count:parcel|parcels} of {file}: without a coordinate system, the others in {others}; these parcels were left out; "
    "give their system{option:crs} or zone{option:zone}",
)
_PARK = Words(
    zh="地块使用 {crs}，{name}的边界为 {others}；基准不同，与边界的比较未进行",
    en="the parcels are in {crs}, the boundary of {name} in {others}; their datums differ, so they were not compared",
)
_LAYER = Words(zh="{layer}未与地块比较：{problem}", en="{layer} was not compared with the parcels: {problem}")


class CrsMixed(Rule[Options]):
    """Files of one audit are in coordinate systems that cannot be brought together.

    Law: none (advice); between two datums only given parameters lead, and they are not public.
    Why: a silent transformation moves the land by 50 to 100 m, and every comparison after it is wrong.
    Fails: phase 1 in Xian 1980, phase 2 in CGCS2000; a reference layer of another datum, or of none.
    Passes: all files in one datum, whatever their zones.
    Options: none of its own.
    """

    # A file without a system among others that have one.
    replaces_remarks = frozenset({CRS_MISSING})
    title: ClassVar[Words] = Words(zh="坐标系混用", en="mixed coordinate systems")
    manual_zh: ClassVar[str] = """一次核查的文件使用了无法统一的坐标系。

    依据：无依据（经验）；不同基准之间只能用给出的参数转换，而参数不公开。
    为何：悄悄转换会使土地移动 50 至 100 米，此后的一切比较都不对。
    不通过：一期为西安 80，二期为 CGCS2000；参考图层为另一基准，或没有坐标系。
    通过：所有文件为同一基准，带号可以不同。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every file that was set aside, and boundaries and reference layers of another datum."""
        for aside in context.inputs.set_aside:
            file = aside.source or TableNumber(aside.number)
            names = {"file": file, "count": aside.count, "others": aside.others}
            subjects, place = ((aside.source,), Place(aside.source)) if aside.source else ((), Place())
            words, about = (_WORDS, {**names, "crs": aside.crs}) if aside.crs else (_UNKNOWN, names)
            yield Finding(self.name(), self.severity, subjects, words, about, source=place)
        for placed in context.lines.unprojectable:
            names = {
                "crs": crs_name(context.crs) if context.crs else "",
                "others": crs_name(placed.crs) if placed.crs else "",
            }
            yield Finding(self.name(), self.severity, (placed.id,), _PARK, {**names, "name": placed.name})
        for layer in context.references if len(context.parcels) and context.crs else ():
            problem = layer.problem(context.crs)
            if problem is not None:
                reference = layer.reference
                fields = {"layer": reference.name, "problem": problem}
                place = Place(reference.file)
                yield Finding(self.name(), self.severity, (reference.id,), _LAYER, fields, source=place)
