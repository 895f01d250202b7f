"""A part of the schema that geokit cannot check, or a part of the database that it did not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair, Records

_DOMAIN = Words(
    zh="图层 {layer} 的字段 {field} 的值域“{domain}”是文字说明，未核查",
    en="the domain “{domain}” of {field} in {layer} is said in words, and was not checked",
)
_CONDITION = Words(
    zh="图层 {layer} 的字段 {field} 为条件必填，规范未写明条件，未核查",
    en="{field} of {layer} is conditional, and the schema does not say when: not checked",
)
_VIEWS = Words(zh="视图（查询）未读取：{views}", en="views, which are queries, were not read: {views}")
_TOPOLOGY = Words(
    zh="图层 {layer} 不在平面坐标系中，拓扑未核查",
    en="{layer} is in no plane system: its topology was not checked",
)
_RECALLED = Words(
    zh="规范“{schema}”中有 {count} 项凭记忆，未核实；提交前请对照原文",
    en="{count} parts of the schema “{schema}” are recalled, not confirmed: compare the document before you rely on them",
)


class NotChecked(Fault):
    """A part of the schema that geokit cannot check, or a part of the database that it did not read.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: what was not checked is said, so that nobody takes silence for a pass.
    Fails: a domain that says “see table 3”; a view in a GeoPackage; a condition in words.
    Passes: every part of the schema was checked.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="未核查的内容", en="what was not checked")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """规范中无法核查的部分，或数据库中未读取的部分。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：未核查的都要说明，以免把沉默当作通过。
    不通过：值域写作“见表3”；GeoPackage 中的视图；以文字说明的条件。
    通过：规范的各部分都已核查。
    选项：无。
    """

    def of_database(self, layout: Layout) -> Iterator[Finding]:
        """Yield what of the database was not read, and how much of the schema nobody has confirmed."""
        if layout.views:
            yield self.found(layout, _VIEWS, layout.views, views=list(layout.views))
        layers = [pair.asked for pair in layout.pairs]
        stated = [
            evidence
            for each in layers
            for evidence in (each.evidence, *(one.evidence for one in each.fields))
        ]
        count = stated.count("recalled")
        if count:
            name = layout.schema.title
            yield self.found(layout, _RECALLED, (name,), schema=name, count=count)

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield what of a layer's schema cannot be checked."""
        for each in pair.fields if pair.found else ():
            asked = each.asked
            fields = {"layer": pair.asked.name, "field": asked.code}
            if asked.domain is not None and asked.domain.kind == "unknown":
                subjects = (f"{pair.asked.name}.{asked.code}",)
                yield self.found(layout, _DOMAIN, subjects, domain=asked.domain.text, **fields)
            if asked.constraint == "C" and asked.condition is None:
                yield self.found(layout, _CONDITION, (f"{pair.asked.name}.{asked.code}",), **fields)

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield a finding where the topology that is asked for cannot be looked at."""
        asked = records.pair.asked
        if asked.topology and records.coverage is None and records.shapes is not None:
            yield self.found(layout, _TOPOLOGY, (asked.name,), layer=asked.name)
