"""A workbook as its parts: those that are edited are written anew, all others stay as they are, byte for byte.

A library that reads a workbook and writes it again loses what it does not know: pictures, shapes, settings of the
printer, macros.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from xml.dom import Node, minidom
from xml.parsers.expat import ExpatError, ParserCreate

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.files import bytes_of, existing_path
from geokit.parcels.workbooks import OLE_MAGIC, check_parts, is_locked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# To type checkers every node of minidom may be of any other kind.
Element: TypeAlias = Any
Document: TypeAlias = Any

_WORKBOOK: Final = "xl/workbook.xml"
_CALCULATED: Final = "xl/calcChain.xml"
SUFFIXES: Final = (".xlsx", ".xlsm")

_OLD = Words(
    zh="模板须为 .xlsx 或 .xlsm；请在 Excel 或 WPS 中另存为 .xlsx",
    en="a template is an .xlsx or .xlsm; save it as .xlsx in Excel or WPS",
)
_LOCKED = Words(
    zh="模板有打开密码；请去掉密码后另存", en="the template is locked by a password; save it without one"
)
_WHOLE: Final = re.compile("[0-9]{1,9}")
_NO_NUMBER = Words(
    zh="模板已损坏：“{text}”处应为整数", en="the template is damaged: “{text}” stands for a whole number"
)
_DAMAGED = Words(zh="模板已损坏：{part}", en="the template is damaged: {part}")
_DOCTYPE = Words(
    zh="模板的“{part}”含有 DOCTYPE 声明，拒绝读取",
    en="the template's “{part}” has a DOCTYPE, which is refused",
)
_DEEP = Words(
    zh="模板的“{part}”嵌套超过 {limit} 层，拒绝读取",
    en="in the template's “{part}” elements stand more than {limit} deep in one another, which is refused",
)
_LARGE = Words(
    zh="模板中要填写的部分含有的元素超过 {limit}；请清除多余的行列与样式，或拆成几个模板",
    en="what of the template is filled has more than {limit} elements; clear stray rows, columns and styles, or make several "
    "templates of it",
)
# A document holds some hundred bytes an element, and is walked by recursion.
_MAX_ELEMENTS: Final = 500_000
_DEEPEST: Final = 100


class Raw(minidom.Text):
    """XML that is written as it is."""


@dataclass(slots=True)
class Package:
    """The parts of a workbook.

    Parameters
    ----------
    infos : list of ZipInfo
        The parts in their order.
    parts : dict of str to bytes
        Their content.
    documents : dict of str to Document
        Those that were opened to be edited.
    """

    infos: list[zipfile.ZipInfo]
    parts: dict[str, bytes]
    documents: dict[str, Document] = field(default_factory=dict)
    elements_left: int = _MAX_ELEMENTS

    def document(self, part: str) -> Document:
        """Return a part that is edited in place.

        Raises
        ------
        FormatError
            It is missing, no XML, or larger or deeper than what is edited.
        """
        if part not in self.documents:
            try:
                self._look_through(part)
                self.documents[part] = minidom.parseString(self.parts[part])  # noqa: S318
            except FormatError:
                raise
            except (LookupError, ExpatError, ValueError) as error:
                raise FormatError(_DAMAGED, part=part) from error
        return self.documents[part]

    def _look_through(self, part: str) -> None:
        """Refuse a part that would grow without end, whatever its name, before it is held."""
        parser, depth = ParserCreate(), 0

        def doctype(*_: object) -> None:
            raise FormatError(_DOCTYPE, part=part)

        def start(*_: object) -> None:
            nonlocal depth
            depth, self.elements_left = depth + 1, self.elements_left - 1
            if depth > _DEEPEST:
                raise FormatError(_DEEP, part=part, limit=_DEEPEST)
            if self.elements_left < 0:
                raise FormatError(_LARGE, limit=f"{_MAX_ELEMENTS:,}")

        def end(*_: object) -> None:
            nonlocal depth
            depth -= 1

        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(self.parts[part], True)  # noqa: FBT003 - it takes no name

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part refers to, such as its ``drawing``."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self.parts:
            return []
        found = [
            target_of(each, folder)
            for each in elements(self.document(relations), "Relationship")
            if each.getAttribute("Type").endswith(f"/{kind}")
            and each.getAttribute("TargetMode") != "External"
        ]
        return [target for target in found if target in self.parts]

    def sheets(self) -> dict[str, str]:
        """Return the parts of the worksheets by the sheets' names, in their order."""
        relations = self.document("xl/_rels/workbook.xml.rels")
        found = {
            each.getAttribute("Id"): target_of(each, "xl")
            for each in elements(relations, "Relationship")
            if each.getAttribute("Type").endswith("/worksheet")
        }
        listed = elements(self.document(_WORKBOOK), "sheet")
        named = {each.getAttribute("name"): found.get(_relation_of(each), "") for each in listed}
        return {name: part for name, part in named.items() if part in self.parts}

    def workbook(self) -> Document:
        """Return the part that names the sheets."""
        return self.document(_WORKBOOK)

    def drop_calculation_chain(self) -> None:
        """Take out the order of calculation, which names cells that have moved; programs make it anew."""
        if self.parts.pop(_CALCULATED, None) is None:
            return
        self.infos = [info for info in self.infos if info.filename != _CALCULATED]
        for part, name, attribute in (
            ("[Content_Types].xml", "Override", "PartName"),
            ("xl/_rels/workbook.xml.rels", "Relationship", "Target"),
        ):
            for each in elements(self.document(part), name):
                if each.getAttribute(attribute).endswith("calcChain.xml"):
                    each.parentNode.removeChild(each)

    def content(self, written: dict[str, bytes]) -> bytes:
        """Return the workbook, with parts that were written apart; the same parts give the same bytes."""
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for info in self.infos:
                archive.writestr(info, self._bytes_of(info.filename, written), info.compress_type)
        return packed.getvalue()

    def _bytes_of(self, part: str, written: dict[str, bytes]) -> bytes:
        if part in written:
            return written[part]
        return to_bytes(self.documents[part]) if part in self.documents else self.parts[part]


def open_package(template: str | Path) -> Package:
    """Return the parts of a workbook, having refused what no workbook holds.

    Raises
    ------
    InputError
        It is missing, damaged, locked, of before 2007, or no workbook.
    """
    path = existing_path(template)
    file, data = display_path(path), bytes_of(path)
    if data.startswith(OLE_MAGIC) or path.suffix.lower() not in SUFFIXES:
        raise FormatError(_LOCKED if is_locked(data) else _OLD, file=file)
    try:
        check_parts(path)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            package = Package(infos, {info.filename: archive.read(info) for info in infos})
        package.sheets()
    except FormatError as error:
        raise error.at(file) from error.__cause__
    return package


def target_of(relation: Element, folder: str) -> str:
    """Return the part that a relation names, from the root of the package."""
    target = relation.getAttribute("Target")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def whole(text: str) -> int:
    """Return a whole number of a part.

    Raises
    ------
    FormatError
        It is none, or none that a sheet has.
    """
    if not _WHOLE.fullmatch(text.strip()):
        raise FormatError(_NO_NUMBER, text=text[:20])
    return int(text)


def _relation_of(sheet: Element) -> str:
    return next((value for name, value in sheet.attributes.items() if name.endswith(":id")), "")


def elements(parent: Document | Element, name: str) -> list[Element]:
    """Return the elements of a name below another, whatever their prefix."""
    return [each for each in walk(parent) if each.localName == name]


def walk(parent: Document | Element) -> Iterator[Element]:
    """Yield all elements below another, in the order of the document."""
    for child in parent.childNodes:
        if child.nodeType == Node.ELEMENT_NODE:
            yield child
            yield from walk(child)


def text_of(element: Element) -> str:
    """Return the text within an element."""
    return "".join(
        child.data
        for child in element.childNodes
        if child.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE)
    )


def set_text(element: Element, text: str) -> None:
    """Give an element a text in the place of what it holds."""
    while element.firstChild is not None:
        element.removeChild(element.firstChild)
    element.appendChild(element.ownerDocument.createTextNode(text))


def to_bytes(document: Document) -> bytes:
    """Return a document as UTF-8."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + "".join(written(document))).encode("utf-8", "xmlcharrefreplace")


def written(node: Element) -> Iterable[str]:
    """Yield an element and what it holds as text; minidom would lose ends of lines within attributes."""
    if node.nodeType == Node.ELEMENT_NODE:
        attributes = "".join(f' {name}="{quoted(value)}"' for name, value in node.attributes.items())
        yield f"<{node.tagName}{attributes}"
        if node.firstChild is None:
            yield "/>"
            return
        yield ">"
        for child in node.childNodes:
            yield from written(child)
        yield f"</{node.tagName}>"
    elif isinstance(node, Raw):
        yield node.data
    elif node.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE):
        yield escaped(node.data)
    elif node.nodeType == Node.DOCUMENT_NODE:
        for child in node.childNodes:
            yield from written(child)


def escaped(text: str) -> str:
    """Return text as XML holds it between elements."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quoted(text: str) -> str:
    """Return text as XML holds it within quotes."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
