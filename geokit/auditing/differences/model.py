"""What changed between two audits or two tables of parcels: appeared, gone, changed, and by how many mu."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from geokit.arguments import public_result
from geokit.auditing.differences.changes import Change, ChangeKind, ChangeName, in_mu
from geokit.auditing.differences.grouped import group_changes
from geokit.days import Day, read_day
from geokit.equality import Comparable
from geokit.i18n import Language, Words, current_language
from geokit.notebook import lines_html
from geokit.parcels.redaction import MarkOptions  # noqa: TC001 - read when a call is checked
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geokit.auditing.differences.grouped import ChangeGroup


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


@public_result
@dataclass(frozen=True, eq=False)
class Difference(Comparable):
    """All that is different between an old and a new state.

    Attributes
    ----------
    changes : tuple of Change
        What appeared, what is gone, what changed.
    closing : tuple of Words and fields
        Sentences on the whole, such as the land before and after.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> difference = gk.compare_parcels(old, old.iloc[:1])
    >>> difference.same, difference.summary("en")
    (False, '0 appeared, 1 gone, 0 changed.')
    >>> difference.to_frame()[["kind", "subjects", "before_m2"]].values.tolist()
    [['gone', ('B',), 10000.0]]
    """

    changes: tuple[Change, ...]
    closing: tuple[tuple[Words, Mapping[str, object]], ...] = field(default=(), repr=False)

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.changes

    def of(self, kind: ChangeKind | ChangeName) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is ChangeKind(kind))

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
        as_of: Day | None = None,
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
        as_of : date or str, optional
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
        return Path(write(self, Path(path), language=chosen, names=names, as_of=read_day(as_of), marks=marks))

    def __str__(self) -> str:
        return "\n".join(self.sentences(is_whole=False))

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return lines_html(self.sentences(is_whole=False), closing=1 + len(self.closing))
