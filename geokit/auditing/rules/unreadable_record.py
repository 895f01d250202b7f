"""Records that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Context, Finding, Options, Place, Rule, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(zh="{file}：{record}", en="{file}: {record}")
# A table that was read from no file.
_OF_A_TABLE = Words(zh="{record}", en="{record}")


class UnreadableRecord(Rule[Options]):
    """A record of a file could not be read; the others were.

    Law: none (advice); nothing is lost in silence.
    Why: most tools drop the whole file for one bad ring, or the bad record without a word.
    Fails: a record with an unclosed ring, a missing geometry, a line instead of an area.
    Passes: every record of the file is a parcel of the audit.
    Options: none of its own.
    """

    title: ClassVar[Words] = Words(zh="无法读取的记录", en="unreadable records")
    manual_zh: ClassVar[str] = """文件中有一条记录无法读取，其余已读取。

    依据：无依据（经验）；任何内容都不会被悄悄丢弃。
    为何：多数工具会因一个坏环而丢弃整个文件，或者一声不响地丢弃坏记录。
    不通过：环未闭合、图形缺失、以线代面的记录。
    通过：文件中的每条记录都成为核查的地块。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every record of a parcel file or reference layer that could not be read."""
        of_layers = [
            (layer.reference.file, record) for layer in context.references for record in layer.unreadable
        ]
        for file, record in (*context.inputs.unreadable, *of_layers):
            subject = record.id or f"record:{record.record}"
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(subject,),
                words=_WORDS if file else _OF_A_TABLE,
                fields={"file": file, "record": record},
                source=Place(file or None, record.line, record.record),
            )
