"""Filling an office's own workbook: cells, repeated rows and sums, and nothing else of it changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geokit.arguments import public
from geokit.atomic import display_path, write_bytes
from geokit.errors import FormatError, OutputError
from geokit.escape import xml_text
from geokit.i18n import Words, current_language
from geokit.inputs import is_there
from geokit.parcels.diagnostics import Notice
from geokit.parcels.given import given_table
from geokit.progress import task
from geokit.reports._templates.cells import marked
from geokit.reports._templates.names import REPEATED, Names, Place, normal
from geokit.reports._templates.number_formats import shown_decimals
from geokit.reports._templates.package import Package, elements, open_package, set_text, text_of, whole
from geokit.reports._templates.plan import SheetPlan, read_sheet
from geokit.reports._templates.sheet import Moves, SheetFilling
from geokit.reports._templates.values import Given, names_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from geokit.land.crs.transform import CrsLike
    from geokit.ledgers.acquisition.model import Ledger
    from geokit.parcels.given import ParcelsLike
    from geokit.programme.model import Park
    from geokit.reports._templates.package import Element

_FILLING: Final = Words(zh="填写模板", en="filling the template")
_STRINGS: Final = "xl/sharedStrings.xml"
_HAS_FORMULA: Final = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?)[ >/]")
# What stands before the settings of calculation in a workbook part.
_BEFORE_CALCULATION: Final = (
    "definedNames", "externalReferences", "functionGroups", "sheets", "bookViews", "workbookProtection", "workbookPr",
)  # fmt: skip
_ROW: Final = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d+)(\s*</(?:\w+:)?Row>)")
# Column, row and distances of both corners.
_ANCHOR_NUMBERS: Final = 8
_ANCHOR: Final = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(</(?:\w+:)?Anchor>)")

_NO_MARKS = Words(
    zh="模板中没有填写项；请在单元格里写 {{{{园区名称}}}}、{{{{地块.地块编号}}}} 等",
    en="the template has no placeholders; write {{{{园区名称}}}}, {{{{parcel.id}}}} and the like into its cells",
)
_SUFFIX = Words(
    zh="输出文件的后缀须与模板一致：{suffix}", en="the file has the suffix of its template: {suffix}"
)
_ITSELF = Words(
    zh="{file} 就是模板本身，会被覆盖；请换一个文件名",
    en="{file} is the template itself, which would be overwritten; write another name",
)
_FIRST_ONLY = Words(
    zh="{place} 的公式“{formula}”只引用了重复行的一部分，只取其中第一份；要算全部，请引用整组行，或写 {{{{合计.…}}}}",
    en="the formula “{formula}” of {place} refers to a part of repeated rows and sees their first copy only; for all "
    "refer to the rows of the whole block, or write {{{{total.…}}}}",
)
_ROUNDED = Words(
    zh="“{name}”合计 {printed}，是各行印出的数之和；不逐行取位则为 {exact}，用地台账与核查报告用后者",
    en="the total of “{name}” is {printed}, the sum of the rows as printed; without rounding each row it is {exact}, "
    "as a ledger and a report have it",
)
_CHART = Words(zh="图表", en="a chart")
_UNUSED = Words(zh="模板中没有用到：{names}", en="the template does not use {names}")


@public
def fill_template(  # noqa: PLR0913 - what is filled, with what, read how
    template: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    parcels: ParcelsLike | None = None,
    park: Park | None = None,
    ledger: Ledger | None = None,
    fields: Mapping[str, Any] | None = None,
    columns: Mapping[str, str] | None = None,
    crs: CrsLike | None = None,
) -> list[Notice]:
    """Fill an office's own workbook and write it to another file.

    A cell holds placeholders such as ``{{园区名称}}``. A row with ``{{地块.地块编号}}`` is repeated, a parcel each, and one
    with ``{{台账.期次}}`` for each row of the ledger; what lies below moves down, and formulas, merged cells, the print area
    and pictures with it. ``{{合计.地块面积.亩}}`` is a sum; so is the template's own ``SUM`` over the repeated row, which grows
    with it. All else stays as it is in the template.

    Parameters
    ----------
    template : str or path
        An ``.xlsx`` or ``.xlsm`` with placeholders.
    path : str or path
        The file to write, with the template's suffix. What stands there is replaced only by a complete file.
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these, optional
        For 地块 (``parcel``) and 合计 (``total``): the canonical columns by their Chinese words or their names, the table's
        own columns, 序号 (``number``), 量算面积 (``measured``, in m², ha or mu).
    park : Park, optional
        For 园区 (``park``): 名称, 编号, 公布面积.
    ledger : Ledger, optional
        For 台账 (``ledger``) and 台账合计: the columns of its table.
    fields : mapping of str to text, number, date or Area, optional
        Further names; they win over all others.
    columns : mapping of str to str, optional
        Original column to canonical column, for names that are not recognised.
    crs : pyproj.CRS, str or int, optional
        The coordinate system of parcels that name none.

    Returns
    -------
    list of Notice
        Fields that the template does not use, formulas that see the first parcel only, and totals that differ by the
        rounding of their rows from those of a ledger.

    Raises
    ------
    UnknownNameError
        A placeholder names nothing; near names are suggested.
    InputError
        The template is damaged, locked, of before 2007, has no placeholder, or a broken one.
    OutputError
        The file cannot be written, or a row is to be repeated for nothing.

    Notes
    -----
    A placeholder that fills its cell keeps the type of its value: a number is formatted as the cell is; within a text it
    is written with the decimals of its unit. A value never becomes a formula. Areas are rounded as they are printed (m² 2
    decimals, ha 4, mu 3, or fewer where the cells of the row show fewer), and sums are sums of what is printed. Excel and
    WPS calculate formulas when they open the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import openpyxl
    >>> from geokit.testing import make_parcels, square
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     form, filled = Path(folder, "form.xlsx"), Path(folder, "filled.xlsx")
    ...     book = openpyxl.Workbook()
    ...     book.active.append(["{{parcel.id}}", "{{parcel.measured.mu}}"])
    ...     book.active.append(["total", "=SUM(B1:B1)"])
    ...     book.save(form)
    ...     parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    ...     notices = fill_template(form, filled, parcels=parcels)
    ...     list(openpyxl.load_workbook(filled).active.iter_rows(values_only=True))
    [('A', 15.0), ('B', 15.0), ('total', '=SUM(B1:B2)')]
    """
    source, target = Path(template), Path(path)
    _refuse_target(source, target)
    package = open_package(source)
    with task(_FILLING):
        table = None if parcels is None else given_table(parcels, columns=columns, crs=crs)
        names = names_of(Given(table, park, ledger, columns), fields or {}, current_language())
        try:
            content, used, notices = _filled(package, names)
        except FormatError as error:
            raise error.at(display_path(source)) from error.__cause__
        write_bytes(target, content)
    unused = [name for name in fields or {} if normal(name) not in used and not _is_used(name, used)]
    return [*notices, *([Notice.of("fields_unused", _UNUSED, names=unused)] if unused else [])]


def _is_used(name: str, used: set[str]) -> bool:
    # An area's name has its unit behind it.
    return any(each.startswith(f"{normal(name)}.") for each in used)


def _refuse_target(source: Path, target: Path) -> None:
    if source.suffix.lower() != target.suffix.lower():
        raise OutputError(_SUFFIX, suffix=source.suffix)
    if is_there(target) and is_there(source) and target.samefile(source):
        raise OutputError(_ITSELF, file=display_path(target))


def _filled(package: Package, names: Names) -> tuple[bytes, set[str], list[Notice]]:
    """Return the workbook filled, which names it used, and what is to be known of it."""
    sheets, strings = package.sheets(), _strings(package)
    plans = {
        name: read_sheet(name, package.document(part), strings, names)
        for name, part in sheets.items()
        if _is_of_interest(package.parts[part], strings)
    }
    _round_to_what_is_shown(plans, shown_decimals(package), names)
    moves = Moves([each for plan in plans.values() for each in plan.insertions])
    notices = _first_only(package, plans, moves)
    used = {normal(name) for plan in plans.values() for name in _used(plan)}
    for name, plan in plans.items():
        used |= SheetFilling(plan, names, moves).fill()
        used |= _fill_beside(package, sheets[name], Place(name, ""), names, moves)
    if not used:
        raise FormatError(_NO_MARKS)
    _move_names(package, moves)
    _move_charts(package, moves)
    package.drop_calculation_chain()
    notices += [
        Notice.of("total_rounded", _ROUNDED, name=name, printed=printed, exact=exact)
        for name, printed, exact in names.rounded_totals(used)
    ]
    return package.content({}), used, notices


def _first_only(package: Package, plans: Mapping[str, SheetPlan], moves: Moves) -> list[Notice]:
    """Return what is to be said of formulas and charts that see the first copy of a repeated row only."""
    blocks = {(each.sheet, row) for each in moves.insertions for row in range(each.first, each.last + 1)}
    formulas = [
        (Place(name, f"{cell.column}{number}"), cell.formula, name, False)
        for name, plan in plans.items()
        for number, (_, cells) in plan.rows.items()
        for cell in cells
        if cell.formula is not None and (name, number) not in blocks
    ]
    charts = [(_CHART, text_of(each), "", True) for each in _series(package)] if moves.insertions else []
    return [
        Notice.of("first_copy_only", _FIRST_ONLY, place=place, formula=formula)
        for place, formula, home, is_list in [*formulas, *charts]
        if moves.stays_on_first(formula, home, is_list=is_list)
    ]


def _strings(package: Package) -> list[Element]:
    return elements(package.document(_STRINGS), "si") if _STRINGS in package.parts else []


def _is_of_interest(sheet: bytes, strings: list[Element]) -> bool:
    """Tell whether a sheet may have placeholders or formulas; another stays as it is, byte for byte."""
    marks = {number for number, each in enumerate(strings) if _has_mark(each)}
    if _HAS_FORMULA.search(sheet) or b"{{" in sheet or "｛｛".encode() in sheet:
        return True
    return any(int(number) in marks for number in re.findall(rb"<(?:\w+:)?v>(\d{1,9})</", sheet))


def _has_mark(string: Element) -> bool:
    text = "".join(text_of(each) for each in elements(string, "t"))
    return "{" in text or "｛" in text


def _round_to_what_is_shown(
    plans: Mapping[str, SheetPlan], decimals: Sequence[int | None], names: Names
) -> None:
    """Round areas as the cells of the repeated rows show them, so that sums are those of the paper."""
    cells = [cell for plan in plans.values() for _, row in plan.rows.values() for cell in row]
    finest: dict[str, int] = {}
    for cell in cells:
        style = whole(cell.element.getAttribute("s") or "0")
        shown = decimals[style] if style < len(decimals) else None
        for name in cell.marks.names if cell.marks and cell.marks.is_alone and shown is not None else ():
            if names.scope_of(name) in REPEATED:
                finest[name] = max(finest.get(name, 0), shown or 0)
    for name, most in finest.items():
        names.round_to(name, most)


def _used(plan: SheetPlan) -> list[str]:
    return [
        name for _, cells in plan.rows.values() for cell in cells if cell.marks for name in cell.marks.names
    ]


def _fill_beside(package: Package, part: str, place: Place, names: Names, moves: Moves) -> set[str]:
    """Fill text boxes, and move what lies over a sheet or belongs to it: pictures, shapes, notes, tables."""
    used: set[str] = set()
    for drawing in package.related(part, "drawing"):
        used |= _fill_boxes(package, drawing, place, names)
        for anchor in elements(package.document(drawing), "from"):
            _move_anchor(anchor.parentNode, place.sheet, moves)
    if not moves.of(place.sheet):
        return used
    for kind, name in (("comments", "comment"), ("table", "table"), ("table", "autoFilter")):
        for other in package.related(part, kind):
            for element in elements(package.document(other), name):
                element.setAttribute("ref", moves.ranges(place.sheet, element.getAttribute("ref")))
    for notes in package.related(part, "vmlDrawing"):
        package.parts[notes] = _moved_notes(package.parts[notes], place.sheet, moves)
    return used


def _fill_boxes(package: Package, drawing: str, place: Place, names: Names) -> set[str]:
    used: set[str] = set()
    for paragraph in elements(package.document(drawing), "p"):
        texts = elements(paragraph, "t")
        marks = marked([(str(at), text_of(each)) for at, each in enumerate(texts)], place)
        if marks is None:
            continue
        filled = dict(marks.filled(lambda name: names.values_of(name, place)[0]))
        for at, element in enumerate(texts):
            set_text(element, xml_text(filled.get(str(at), "")))
        used |= {normal(name) for name in marks.names}
    return used


def _move_anchor(anchor: Element, sheet: str, moves: Moves) -> None:
    """Move a picture that lies below an inserted row; one that reaches over it keeps its size."""
    rows = {
        each.parentNode.localName: each
        for each in elements(anchor, "row")
        if each.parentNode.parentNode is anchor
    }
    if "from" not in rows:
        return
    top = whole(text_of(rows["from"]))
    added = moves.row(sheet, top + 1) - 1 - top
    bottom = whole(text_of(rows["to"])) if "to" in rows else top
    is_picture = bool(elements(anchor, "pic")) or anchor.getAttribute("editAs") in ("oneCell", "absolute")
    there = bottom + added if is_picture else moves.row(sheet, bottom + 1) - 1
    for name, row in (("from", top + added), ("to", there)):
        if name in rows:
            set_text(rows[name], str(row))


def _moved_notes(data: bytes, sheet: str, moves: Moves) -> bytes:
    """Move the boxes of notes to cells, which are kept in a form that is no XML."""

    def row(found: re.Match[bytes]) -> bytes:
        return b"%s%d%s" % (found[1], moves.row(sheet, int(found[2]) + 1) - 1, found[3])

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [each.strip() for each in found[2].split(b",")]
        if len(numbers) != _ANCHOR_NUMBERS or not (numbers[2].isdigit() and numbers[6].isdigit()):
            return found[0]
        top = int(numbers[2])
        added = moves.row(sheet, top + 1) - 1 - top
        # Distances within a cell are left as they are: LibreOffice writes some below zero.
        numbers[2], numbers[6] = b"%d" % (top + added), b"%d" % (int(numbers[6]) + added)
        return found[1] + b", ".join(numbers) + found[3]

    return _ANCHOR.sub(anchor, _ROW.sub(row, data))


def _move_names(package: Package, moves: Moves) -> None:
    """Move named ranges, the print area among them, and let formulas be calculated on opening."""
    workbook = package.workbook()
    for name in elements(workbook, "definedName"):
        set_text(name, moves.formula(text_of(name), "", is_list=True))
    settings = elements(workbook, "calcPr")
    root = workbook.documentElement
    if not settings:
        before = next(each for kind in _BEFORE_CALCULATION for each in elements(root, kind))
        made = workbook.createElement(f"{root.prefix}:calcPr" if root.prefix else "calcPr")
        root.insertBefore(made, before.nextSibling)
        settings = [made]
    settings[0].setAttribute("fullCalcOnLoad", "1")


def _move_charts(package: Package, moves: Moves) -> None:
    for formula in _series(package) if moves.insertions else ():
        # The title of a series is one cell; its values are those of all copies.
        is_list = formula.parentNode.parentNode.localName != "tx"
        set_text(formula, moves.formula(text_of(formula), "", is_list=is_list))


def _series(package: Package) -> list[Element]:
    charts = [part for part in package.parts if part.startswith("xl/charts/chart") and part.endswith(".xml")]
    return [each for chart in charts for each in elements(package.document(chart), "f")]
