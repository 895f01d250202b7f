"""Files that were read although they break their format."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Place, Rule, Severity, Words
from geokit.parcels.labels import ID_FROM_INDEX
from geokit.parcels.phases import PHASE_FROM_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(zh="{file}：{notice}", en="{file}: {notice}")
# What was taken for something, and may be just what it is.
_INFERRED = frozenset({PHASE_FROM_NAME, ID_FROM_INDEX})
# A table that was read from no file.
_OF_A_TABLE = Words(zh="{notice}", en="{notice}")


class IrregularFile(Rule[Options]):
    """A file breaks the rules of its format, but what it means is clear.

    Law: none (advice); the exchange form of boundary points as files in use have it (verified).
    Why: the office that receives the file may refuse it, or read it otherwise.
    Fails: a ring that is not closed, a point count that differs from the rows, full-width commas. A phase that was taken
    from the file's name, or ids from a table's index, are information only.
    Passes: the file is as its format demands.
    Options: none of its own.
    """

    title: ClassVar[Words] = Words(zh="文件不规范", en="irregular files")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """文件不合其格式的规定，但含义清楚。

    依据：无依据（经验）；界址点坐标交换文件以在用文件的写法为准（已核实）。
    为何：接收单位可能退回，或读出别的结果。
    不通过：环未闭合、界址点数与行数不符、全角逗号。由文件名得出期次、以表的索引为地块编号只作提示。
    通过：文件符合格式。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every remark that the reader made, but for what a rule on fields says with the parcels' names."""
        of_layers = [
            (layer.reference.file, notice) for layer in context.references for notice in layer.notices
        ]
        for file, notice in (*context.inputs.notices, *of_layers):
            if notice.code in context.replaced_remarks:
                continue
            yield Finding(
                rule=self.name(),
                severity=Severity.INFO if notice.code in _INFERRED else self.severity,
                subjects=(file,) if file else (),
                words=_WORDS if file else _OF_A_TABLE,
                fields={"file": file, "notice": notice},
                source=Place(file or None, notice.line, notice.record),
            )
