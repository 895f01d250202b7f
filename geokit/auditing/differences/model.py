"""What changed between two audits or two tables of parcels: appeared, gone, changed, and by how many mu.

Several facts on one parcel are put in one sentence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from geokit.arguments import public_result
from geokit.escape import html_paragraphs
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.units import Area
from geokit.parcels.redaction import MarkOptions  # noqa: TC001 - read when a call is checked
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    import pandas as pd

    from geokit.auditing.differences.grouped import ChangeGroup


_MU_DECIMALS: Final = 3


class ChangeKind(StrEnum):
    """What happened."""

    APPEARED = "appeared"
    GONE = "gone"
    CHANGED = "changed"

    def localize(self, language: Language) -> str:
        """Return the kind in a language."""
        return KIND_WORDS[self].localize(language)


KIND_WORDS: Final = {
    ChangeKind.APPEARED: Words(zh="新增", en="appeared"),
    ChangeKind.GONE: Words(zh="消失", en="gone"),
    ChangeKind.CHANGED: Words(zh="变化", en="changed"),
}

_LINE = Words(zh="{kind}：{text}", en="{kind}: {text}")

_SUMMARY = Words(
    zh="新增 {appeared}，消失 {gone}，变化 {changed}。",
    en="{appeared} appeared, {gone} gone, {changed} changed.",
)

_SAME = Words(zh="没有差别。", en="No difference.")

_HEADINGS: Final = {
    "kind": Words(zh="类型", en="what"),
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="规则", en="rule"),
    "subjects": Words(zh="对象", en="subjects"),
    "before_m2": Words(zh="原（平方米）", en="before (m²)"),
    "after_m2": Words(zh="现（平方米）", en="after (m²)"),
    "change_mu": Words(zh="变化（亩）", en="change (mu)"),
    "sentence": Words(zh="说明", en="sentence"),
}


@dataclass(frozen=True, slots=True)
class Change(InWords):
    """One thing that is different.

    Attributes
    ----------
    kind : ChangeKind
    park : str
        The park's id; empty where there is none.
    rule : str
        The rule of a finding; empty for a parcel.
    subjects : tuple of str
        The ids of what it is about.
    before_m2, after_m2 : float or None
        Its size in square metres; None where it has none, or was not there.
    words : Words
        The sentence's template.
    fields : mapping
        What the sentence is made from.
    """

    kind: ChangeKind
    park: str
    rule: str
    subjects: tuple[str, ...]
    before_m2: float | None
    after_m2: float | None
    words: Words
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def change(self) -> Area:
        """How much larger it is than before; what was not there before, or is gone, had or has no size."""
        return Area.from_m2(self.after_m2 or 0.0) - Area.from_m2(self.before_m2 or 0.0)

    def localize(self, language: Language) -> str:
        """Return the sentence in a language."""
        text = self.words.render(language, **self.fields)
        return _LINE.render(language, kind=KIND_WORDS[self.kind], text=text)


@public_result
@dataclass(frozen=True)
class Difference:
    """All that is different between an old and a new state.

    Attributes
    ----------
    changes : tuple of Change
        What appeared, what is gone, what changed.
    closing : tuple of Words and fields
        Sentences on the whole, such as the land before and after.
    """

    changes: tuple[Change, ...]
    closing: tuple[tuple[Words, Mapping[str, object]], ...] = field(default=(), repr=False)

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.changes

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def appeared(self) -> tuple[Change, ...]:
        """What was not there before."""
        return self.of(ChangeKind.APPEARED)

    @property
    def gone(self) -> tuple[Change, ...]:
        """What is not there any more."""
        return self.of(ChangeKind.GONE)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What is there, and is another."""
        return self.of(ChangeKind.CHANGED)

    def summary(self, language: Language | None = None) -> str:
        """Return one line: how much appeared, is gone, changed."""
        if self.same:
            return _SAME.render(language)
        counts = Counter(change.kind for change in self.changes)
        return _SUMMARY.render(language, **{str(kind): counts[kind] for kind in ChangeKind})

    def grouped(self) -> tuple[ChangeGroup, ...]:
        """Return the changes by what they say: forty parcels whose phase alone is another are one group with its members.

        Examples
        --------
        >>> from geokit.auditing.differences.parcels import compare_parcels
        >>> from geokit.testing import make_parcels, square
        >>> shapes = [square(200 * at, 0, 100) for at in range(6)]
        >>> old, new = (make_parcels(shapes, stage=[stage] * 6) for stage in ("approved", "supplied"))
        >>> [group.lead("en") for group in compare_parcels(old, new).grouped()]
        ['changed, 6 (stage was “approved” and is “supplied”): A, B, C, D, E, F']
        """
        from geokit.auditing.differences.grouped import group_changes

        return group_changes(self.changes)

    def sentences(self, language: Language | None = None, *, is_whole: bool = True) -> list[str]:
        """Return a sentence for each change, and the summary below.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            The reader's own if left out.
        is_whole : bool
            Whether five changes and more that say the same stand one by one; else one line stands for them.
        """
        chosen = language or current_language()
        if is_whole:
            lines = [change.localize(chosen) for change in self.changes]
        else:
            lines = [
                line
                for group in self.grouped()
                for line in (
                    [group.lead(chosen)]
                    if group.is_many
                    else [each.localize(chosen) for each in group.members]
                )
            ]
        closing = [words.render(chosen, **fields) for words, fields in self.closing]
        return [*lines, self.summary(chosen), *closing]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a change; mu are ``Decimal``.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of headings and kinds. If left out, both are the same to every reader: columns kind, park, rule, subjects,
            before_m2, after_m2, change_mu and sentence, which alone is in the reader's language.
        """
        import pandas as pd

        chosen = language or current_language()
        rows = [
            (
                each.kind.localize(language) if language else each.kind.value,
                each.park, each.rule, each.subjects, each.before_m2, each.after_m2,
                in_mu(each.change), each.words.render(chosen, **each.fields),
            )
            for each in self.changes
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(_HEADINGS))
        # A column without a value has no type of its own.
        frame = frame.astype({"before_m2": float, "after_m2": float})
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()} if language else {}
        return frame.rename(columns=titles)

    def save(
        self,
        path: str | Path,
        *,
        names: tuple[str, str] | None = None,
        as_of: date | None = None,
        language: Language | None = None,
        **marks: Unpack[MarkOptions],
    ) -> Path:
        """Write the difference; the suffix decides the format.

        Parameters
        ----------
        path : path
            ``.csv`` is the table of :meth:`to_frame`. Of two tables of parcels, ``.html`` is the page of
            :func:`geokit.change_map`, ``.xlsx`` the sums by phase and stage and every change, ``.gpkg`` the land gained
            and lost, the lineage and the changed parcels as layers.
        names : tuple of two str, optional
            What the old and the new state are called.
        as_of : date, optional
            The day that stages are read on; today if left out.
        language : {"zh", "en"}, optional
            The reader's own if left out.
        **marks : MarkOptions
            ``audience`` ("internal" or "public"), ``review_number`` (审图号), ``classification`` (密级). What is for the
            public leaves out, on both sides, the parcels that are not known to be announced.

        Raises
        ------
        OutputError
            A difference, or this one, is not written with such a suffix; or the file cannot be written, and what stood
            there before stands.
        CrsError
            The parcels have no coordinate system.
        """
        # As a report is: what writes it stands above, and is looked up when asked.
        from importlib import import_module

        write = import_module("geokit.reports._difference").write_difference
        chosen = language or current_language()
        return Path(write(self, Path(path), language=chosen, names=names, as_of=as_of, marks=marks))

    def __str__(self) -> str:
        return "\n".join(self.sentences(is_whole=False))

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return html_paragraphs(self.sentences(is_whole=False))


def in_mu(area: Area) -> Decimal:
    """Return an area in mu as it is printed."""
    return area.rounded("mu", _MU_DECIMALS)


@dataclass(frozen=True, slots=True)
class SignedNumber:
    """A change of area with its sign, in mu; in square metres where the mu would read 0.000.

    Examples
    --------
    >>> SignedNumber(Area.from_mu(2)).localize("en"), SignedNumber(Area.from_mu("-0.5")).localize("zh")
    ('+2.000 mu', '−0.500 亩')
    >>> SignedNumber(Area.from_m2(-0.12)).localize("en"), SignedNumber(Area.from_m2(0)).localize("en")
    ('−0.12 m²', '0.000 mu')
    """

    area: Area

    def localize(self, language: Language) -> str:
        """Return the change in a language."""
        size = abs(self.area)
        seen = size.text(language, "mu", _MU_DECIMALS) if in_mu(size) or not size else size.text(language)
        sign = "−" if self.area.exact_m2 < 0 else "+" if size else ""
        return sign + seen


@dataclass(frozen=True, slots=True)
class Fact:
    """One of them: a template and its fields."""

    words: Words
    fields: Mapping[str, object]

    def localize(self, language: Language) -> str:
        """Return the fact in a language."""
        return self.words.render(language, **self.fields)


@dataclass(frozen=True, slots=True)
class Facts:
    """All of them, one after another."""

    facts: tuple[Fact, ...]

    def localize(self, language: Language) -> str:
        """Return the facts in a language."""
        return ("；" if language == "zh" else "; ").join(fact.localize(language) for fact in self.facts)
