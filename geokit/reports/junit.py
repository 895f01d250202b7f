"""JUnit XML: a park is a suite, a rule is a case, and what is an error fails it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar
from xml.etree import ElementTree as ET

from geokit.auditing.findings import Finding, Severity
from geokit.auditing.registry import load_documented
from geokit.escape import printable, xml_document, xml_text
from geokit.i18n import Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._common import PARCELS, accepted_of, called, mark_lines, rules_of
from geokit.reports._locations import display_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.audited import Audited
    from geokit.auditing.baselines.model import Accepted
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

_SUITES = Words(zh="地块核查", en="parcel audit")
_OFF = Words(zh="该规则已停用", en="the rule is switched off")
_ERRORS = Words(zh="{title}：{count} 处错误", en="{title}: errors found: {count}")


class Junit(ReportFormat):
    """A case fails where its rule found an error; lesser findings are its output, and what is accepted."""

    title: ClassVar[Words] = Words(zh="JUnit XML", en="JUnit XML")
    suffixes: ClassVar[tuple[str, ...]] = (".junit.xml", "junit.xml")

    def safe(self, text: str) -> str:
        """Return the same XML with what a terminal or a runner obeys named by number."""
        return xml_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as JUnit XML in UTF-8."""
        root = ET.Element("testsuites", name=_SUITES.localize(language))
        by_case: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in report.findings:
            by_case[finding.park, finding.rule].append(finding)
        accepted: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
        for one in accepted_of(report):
            accepted[one.finding.park, one.finding.rule].append(one)
        for each in report.audited:
            suite = _suite(root, each, report, language)
            _properties(suite, marks, language)
            for rule in rules_of(report):
                case = _case(suite, each, rule, by_case[each.name, rule], language)
                _output(case, by_case[each.name, rule], accepted[each.name, rule], language)
            _count(suite)
        _count(root)
        ET.indent(root)
        content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
        return content + b"\n"


def _suite(root: ET.Element, each: Audited, report: AuditReport, language: Language) -> ET.Element:
    name = called(each, PARCELS).localize(language)
    # The day of the audit, and not the moment of writing: the same report gives the same bytes.
    stamp = f"{report.today.isoformat()}T00:00:00"
    return ET.SubElement(root, "testsuite", name=xml_text(name), timestamp=stamp)


def _properties(suite: ET.Element, marks: Marks, language: Language) -> None:
    holder = ET.SubElement(suite, "properties")
    names = ("audience", "review_number", "classification")
    for name, value in zip(names, mark_lines(marks, language), strict=True):
        ET.SubElement(holder, "property", name=name, value=xml_text(value))


def _case(
    suite: ET.Element, each: Audited, rule: str, findings: Sequence[Finding], language: Language
) -> ET.Element:
    place = f"geokit.{each.name or 'parcels'}"
    case = ET.SubElement(suite, "testcase", classname=place, name=rule, time="0")
    if not each.settings.options_of(rule).enabled:
        ET.SubElement(case, "skipped", message=_OFF.localize(language))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        title = load_documented()[rule].title
        message = _ERRORS.render(language, title=title, count=len(errors))
        failure = ET.SubElement(case, "failure", type=Severity.ERROR.value, message=message)
        failure.text = _listed(errors, language)
    return case


def _output(
    case: ET.Element, findings: Sequence[Finding], accepted: Sequence[Accepted], language: Language
) -> None:
    lesser = [finding for finding in findings if finding.severity is not Severity.ERROR]
    lines = [_listed(lesser, language)] if lesser else []
    lines += [xml_text(printable(each.localize(language))) for each in accepted]
    if lines:
        ET.SubElement(case, "system-out").text = "\n".join(lines)


def _listed(findings: Sequence[Finding], language: Language) -> str:
    return xml_text("\n".join(printable(_line(finding, language)) for finding in findings))


def _line(finding: Finding, language: Language) -> str:
    file, line = display_file(finding.source.file), finding.source.line
    place = f"{file}:{line}: " if line is not None else f"{file}: " if file else ""
    return f"[{finding.severity.localize(language)}] {place}{finding.message_at(place, language)}"


def _count(element: ET.Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    element.set("time", "0")
