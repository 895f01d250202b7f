"""Codes of land classes that their scheme does not have, or uses for other land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from geokit.auditing.rule import Abbreviated, Context, Finding, Options, Rule, Severity, Words
from geokit.parcels.class_hints import ClassHint, of_another_scheme, same_name
from geokit.parcels.land_classes import (
    CLASS_COLUMNS,
    SCHEMES,
    OfScheme,
    find_class,
    translate_classes,
    written_name,
)
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.parcels.land_classes import Scheme

_UNKNOWN = Words(
    zh="{count} 宗地块的{column}“{code}”不属于{scheme}{hint}：{parcels}",
    en="{count:parcel has|parcels have} the {column} “{code}”, which is none of {scheme}{hint}: {parcels}",
)
_OTHER = Words(
    zh="{count} 宗地块的{column}是 {own}，用途却写作“{use}”，那是 {other}：{parcels}；如整列都是那一分类，请指明列的含义{option:columns}",
    en="{count:parcel has|parcels have} the {column} {own}, but “{use}” for their use, which is {other}: {parcels}; where the "
    "whole column is of that scheme, say what it is{option:columns}",
)
_OTHER_NAMED = Words(
    zh="{count} 宗地块的{column}是 {own}，用途却写作“{use}”，那是 {other}；本体系的“{use}”是 {meant}：{parcels}；"
    "如整列都是那一分类，请指明列的含义{option:columns}",
    en="{count:parcel has|parcels have} the {column} {own}, but “{use}” for their use, which is {other}; "
    "here “{use}” is {meant}: {parcels}; where the whole column is of that scheme, say what it is{option:columns}",
)


class UnknownLandClass(Rule[Options]):
    """A land class is no code of its scheme, or its use in words says that it is a code of another.

    Law: GB/T 21010-2017; TD/T 1055-2019; 自然资发〔2023〕234号 (all recalled: the codes were compared with tables of public
    programs, not with the documents).
    Why: three schemes give one code to different land. 1001 is railway land in the third survey and in GB/T 21010, and
    industrial land in territorial planning; a sum by class takes the one for the other, and an office sends the file back.
    Fails: 0110 in a column of the third survey; 100101, which only territorial planning has; 1001 beside the use 工业用地.
    Passes: 0601 beside 工业用地; 05H1; a code written 601 by a workbook; a parcel without a code (``missing_field`` asks).
    Options: none of its own. The scheme is known by the column: ``land_class``, ``land_class_gbt21010``,
    ``land_class_territorial``; ``columns`` says which a column is (``--column 地类编码=land_class_territorial``).
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="地类编码不属于其分类", en="land classes of no or another scheme")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """地类编码不属于该列的分类，或其用途表明是另一分类的代码。

    依据：GB/T 21010—2017；TD/T 1055—2019；自然资发〔2023〕234号（均凭记忆，未核实：代码与公开程序的代码表比对，未与文件原文核对）。
    为何：三个分类中同一代码含义不同。1001 在三调和 GB/T 21010 中是铁路用地，在国土空间用地用海分类中是工业用地；
    按地类汇总会混淆，接收单位会退回。
    不通过：三调列中的 0110；只有用地用海分类才有的 100101；用途为“工业用地”而编码为 1001。
    通过：用途为“工业用地”而编码为 0601；05H1；表格软件写成 601 的编码；没有编码的地块（由 missing_field 核查）。
    选项：无。分类由列决定：land_class、land_class_gbt21010、land_class_territorial；列的含义可用 columns 指明
    （--column 地类编码=land_class_territorial）。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for each unknown code, and one for each code that is used for other land."""
        for column, scheme in CLASS_COLUMNS.items():
            written = context.parcels[column].to_numpy(dtype=object)
            if pd.isna(written).all():
                continue
            _, unknown = translate_classes(written, scheme)
            for code, members in _by_text(written, np.flatnonzero(unknown)):
                yield self._finding(
                    context, members, _UNKNOWN, column, code=code, hint=ClassHint.of(code, scheme)
                )
            yield from self._of_others(context, column, scheme, unknown)

    def _of_others(
        self, context: Context, column: str, scheme: Scheme, unknown: NDArray[np.bool_]
    ) -> Iterator[Finding]:
        """Yield what is known here, and by its use in words the code of another scheme."""
        written = context.parcels[column].to_numpy(dtype=object)
        uses = context.parcels["land_use"].to_numpy(dtype=object)
        for code, of_code in _by_text(written, np.flatnonzero(~unknown & pd.notna(written))):
            named = written_name(code)
            groups = [(named, of_code)] if named else _by_text(uses, of_code[pd.notna(uses[of_code])])
            for use, members in groups:
                other = of_another_scheme(code, use, scheme)
                if other is not None:
                    own, meant = find_class(code, scheme), same_name(use, scheme)
                    fields = {"own": OfScheme(own) if own else code, "use": use, "other": OfScheme(other)}
                    words = _OTHER if meant is None else _OTHER_NAMED
                    more = {} if meant is None else {"meant": meant}
                    yield self._finding(context, members, words, column, **fields, **more)

    def _finding(
        self, context: Context, members: NDArray[np.intp], words: Words, column: str, **fields: Any
    ) -> Finding:
        parcels = context.names(members)
        scheme = {"scheme": SCHEMES[CLASS_COLUMNS[column]].words} if words is _UNKNOWN else {}
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=parcels,
            words=words,
            fields={
                "count": len(members),
                "column": COLUMN_WORDS[column],
                "parcels": Abbreviated(parcels),
                **scheme,
                **fields,
            },
            source=context.first_place(members),
        )


def _by_text(texts: NDArray[np.object_], rows: NDArray[np.intp]) -> list[tuple[str, NDArray[np.intp]]]:
    """Return the rows of each text, the texts in their own order."""
    numbers, distinct = pd.factorize(texts[rows], sort=False)
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(1, len(distinct)))
    parts = np.split(rows[order], bounds) if len(distinct) else []
    return sorted(
        ((str(text), part) for text, part in zip(distinct, parts, strict=True)), key=lambda pair: pair[0]
    )
