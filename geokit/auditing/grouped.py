"""Findings by cause, with their counts, the worst first: what :meth:`AuditReport.grouped` returns.

:mod:`geokit.auditing.causes` says what a cause is. This is the one grouping: the text, the page, the map, the workbook and
Markdown show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from geokit.arguments import public_result
from geokit.auditing.causes import Cause, Key, cause_of, parts_of, rule_of
from geokit.auditing.facts import sized, title_of
from geokit.auditing.findings import SEVERITY_WORDS, Finding, Severity
from geokit.auditing.several import GROUP_FROM, Several
from geokit.equality import Comparable
from geokit.i18n import Abbreviated, Language, Words, current_language, localize
from geokit.land.declared.verdict import Verdict
from geokit.notebook import MOST_ROWS, more_html, text_table
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

By: TypeAlias = Literal["cause", "rule"]

_LEAD = Words(zh="{count} 条{title}", en="{count} × {title}")
_LEAD_WHY = Words(zh="{count} 条{title}：{why}", en="{count} × {title}: {why}")
_EACH = Words(zh="均为 {size}", en="{size} each")
_RANGE = Words(zh="{least} 至 {most}", en="{least} to {most}")
_FILES = Words(zh="{why}（{file}）", en="{why} ({file})")
GROUP_WORDS = {
    "number": Words(zh="组号", en="group"),
    "count": Words(zh="条数", en="findings"),
    "severity": Words(zh="级别", en="severity"),
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="规则", en="rule"),
    "lead": Words(zh="类别与原因", en="kind and cause"),
    "subjects": Words(zh="对象", en="subjects"),
}


@public_result
@dataclass(frozen=True, slots=True, repr=False)
class Group(Several):
    """The findings of one cause in one park.

    Attributes
    ----------
    number : int
        From 1, the worst group first.
    rule : str
        The rule that found them.
    severity : Severity
        How much each of them matters.
    park : str
        The park's id; empty for parcels that belong to none.
    cause : Cause
        What they have in common.
    members : tuple of Finding
        In the order of the report.
    positions : tuple of int
        Where each of them stands in ``report.findings``, from 0.
    count, is_many, subjects
        How many members there are, whether that is many, and the ids that they are about, each once.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> shapes = [square(200 * at, 0, 100) for at in range(3)]
    >>> group = gk.audit(make_parcels(shapes, declared_m2=[15.0] * 3)).grouped()[0]
    >>> group.count, group.rule, group.subjects
    (3, 'area_mismatch', ('A', 'B', 'C'))
    """

    number: int
    rule: str
    severity: Severity
    park: str
    cause: Cause
    members: tuple[Finding, ...]
    positions: tuple[int, ...]

    @property
    def least(self) -> int:
        """From how many members on the group stands for them: two that name what caused both are one thing to be done."""
        return 2 if self.cause.is_told else GROUP_FROM

    @property
    def tally(self) -> str:
        """How many there are, as it stands before the rule's title."""
        return f"{self.count:,} ×"

    @property
    def first(self) -> Finding:
        """The finding that stands first."""
        return self.members[0]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that its members stand in, each once."""
        return tuple(dict.fromkeys(each.source.file for each in self.members if each.source.file))

    def why(self, language: Language | None = None) -> str:
        """Return what the members have in common besides their rule; empty where there is nothing to say.

        The cause where it is known, then what a reader remarked of each of them alike, then how large they are.
        """
        chosen = language or current_language()
        said = self.cause.words or _common_remark(self.members) or self._told_apart() or self._sizes()
        why = localize(said, chosen) if said is not None else ""
        files = self.files
        if why and len(files) == 1 and self.is_many and files[0] not in why:
            return _FILES.render(chosen, why=why, file=files[0])
        return why

    def lead(self, language: Language | None = None) -> str:
        """Return the group in one sentence: how many, of what, and why; a finding that is alone says its own.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The reader's own if left out.
        """
        chosen = language or current_language()
        if self.count == 1:
            return self.first.message(chosen)
        fields = {"count": f"{self.count:,}", "title": title_of(self.rule), "why": self.why(chosen)}
        return (_LEAD_WHY if fields["why"] else _LEAD).render(chosen, **fields)

    def __repr__(self) -> str:
        return f"<Group {self.number}: {self.lead()}>"

    def _told_apart(self) -> Abbreviated | None:
        """Return the words that tell the members apart, where their rule says that words do."""
        names = parts_of(self.rule).member
        words = dict.fromkeys(
            value for each in self.members for name, value in each.fields.items() if name in names
        )
        return Abbreviated(list(words)) if words else None

    def _sizes(self) -> _Sizes | None:
        unit = self.first.unit
        # A verdict's difference has a sign, and its sentence says more.
        is_signed = isinstance(self.first.fields.get("verdict"), Verdict)
        values = [abs(each.measured) for each in self.members if each.measured is not None]
        if is_signed or len(values) < self.count or sized(values[0], unit) is None:
            return None
        return _Sizes(min(values), max(values), unit)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How large the members of a group are."""

    least: float
    most: float
    unit: str

    def localize(self, language: Language) -> str:
        least, most = (localize(sized(value, self.unit), language) for value in (self.least, self.most))
        if least == most:
            return _EACH.render(language, size=least)
        return _RANGE.render(language, least=least, most=most)


@public_result
@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Groups(Comparable, Sequence[Group]):
    """The findings of a report by cause: the worst severity first, of one severity the most findings first.

    It is a sequence of :class:`Group`.

    Attributes
    ----------
    groups : tuple of Group
    numbers : ndarray of int, shape (findings,)
        The group of each finding of the report; 0 where it was left out.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> groups = report.grouped(at_least="error")
    >>> len(groups), groups[0].lead("en")
    (1, 'parcels A and B overlap by 1,000.00 m² (1.500 mu); allowed 0.01 m²')
    >>> groups.to_frame()[["count", "rule"]].values.tolist()
    [[1, 'overlap']]
    """

    groups: tuple[Group, ...]
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.groups)

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, at: int | slice) -> Group | tuple[Group, ...]:
        return self.groups[at]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a group.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The language of `lead`; the reader's own if left out.

        Returns
        -------
        DataFrame
            group (number), count, severity, park, rule, lead (sentence), subjects, files, findings (fingerprints of
            the members). ``report.to_frame().assign(group=report.grouped().numbers)`` has the members.
        """
        import pandas as pd

        rows = [
            (each.number, each.count, str(each.severity), each.park, each.rule, each.lead(language),
             each.subjects, each.files, tuple(member.fingerprint for member in each.members))
            for each in self.groups
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def __str__(self) -> str:
        return "\n".join(f"{each.severity}: {each.park and f'{each.park}: '}{each.lead()}" for each in self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)}>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        shown = ("count", "severity", "park", "lead", "subjects")
        language = current_language()
        rows = [
            [
                f"{each.count:,}",
                SEVERITY_WORDS[each.severity].localize(language),
                each.park,
                each.lead(language),
                localize(Abbreviated(each.subjects), language),
            ]
            for each in self.groups[:MOST_ROWS]
        ]
        headings = [GROUP_WORDS[name].localize(language) for name in shown]
        return f"{text_table(rows, headings, numbers=[0])}{more_html(len(self))}"


COLUMNS = ("group", "count", "severity", "park", "rule", "lead", "subjects", "files", "findings")


def group_findings(
    findings: Sequence[Finding],
    *,
    by: By = "cause",
    at_least: Severity = Severity.INFO,
    apart: Sequence[Hashable] | None = None,
) -> Groups:
    """Return findings by cause, the worst first.

    Parameters
    ----------
    findings : sequence of Finding
    by : {"cause", "rule"}
        Whether those of one rule and severity in a park are one group, whatever their cause.
    at_least : Severity
        What is less is left out.
    apart : sequence, optional
        A value of each finding that parts groups as well, such as whether it is new.

    Examples
    --------
    >>> from geokit.auditing.findings import Finding, Severity
    >>> words = Words(zh="{parcel} 太小", en="{parcel} is too small")
    >>> small = [Finding("small_parcel", Severity.INFO, (name,), words, {"parcel": name}) for name in "ABC"]
    >>> [group.count for group in group_findings(small)]
    [3]
    """
    import numpy as np

    told_by = rule_of if by == "rule" else cause_of
    members: dict[Key, list[int]] = {}
    causes: dict[Key, Cause] = {}
    for at, finding in enumerate(findings):
        if finding.severity < at_least:
            continue
        cause = told_by(finding)
        key = (finding.park, apart[at] if apart else None, cause.key)
        causes.setdefault(key, cause)
        members.setdefault(key, []).append(at)

    def worst_first(entry: tuple[Key, list[int]]) -> tuple[int, int, int]:
        return (-findings[entry[1][0]].severity.rank, -len(entry[1]), entry[1][0])

    numbers = np.zeros(len(findings), dtype=np.int64)
    groups = []
    for number, (key, positions) in enumerate(sorted(members.items(), key=worst_first), start=1):
        numbers[positions] = number
        first, found = findings[positions[0]], tuple(findings[at] for at in positions)
        groups.append(
            Group(number, first.rule, first.severity, first.park, causes[key], found, tuple(positions))
        )
    numbers.flags.writeable = False
    return Groups(tuple(groups), numbers)


def _common_remark(findings: Iterable[Finding]) -> Words | None:
    """Return what a reader said of each finding, where it said the same of all."""
    said: set[tuple[str, str]] = set()
    for each in findings:
        remark = next((value for value in each.fields.values() if hasattr(value, "code")), None)
        zh, en = getattr(remark, "zh", None), getattr(remark, "en", None)
        if not (isinstance(zh, str) and isinstance(en, str)):
            return None
        said.add((zh, en))
        if len(said) > 1:
            return None
    return next((Words(zh=zh, en=en) for zh, en in said), None)
