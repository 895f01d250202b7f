"""An office's template filled: rows, sums and what lies below them; the rest of it byte for byte as it was."""

import re
import zipfile
from datetime import date

import openpyxl
import pytest
from office_template import write_template
from openpyxl.chart import BarChart, Reference

import geokit as gk
from geokit.errors import FormatError, InputError, OutputError, UnknownNameError
from geokit.reports._templates.filling import _moved_notes
from geokit.reports._templates.names import Names
from geokit.reports._templates.references import Insertion
from geokit.reports._templates.sheet import Moves
from geokit.testing import make_parcels, square
from tests.workbook_files import write_workbook

PARCELS = make_parcels(
    [square(0, 0, 100), square(100, 0, 100, 50), square(200, 0, 33, 33)],
    id=["440507001001000012", "=1+1", None],
    name=["甲", "<r>&乙", "_x0041_"],
)
FIELDS = {"园区名称": "岭海园区", "编制单位": "=某某&公司", "日期": date(2026, 6, 1)}


@pytest.fixture
def filled(tmp_path):
    template = write_template(tmp_path / "模板.xlsx")
    assert gk.fill_template(template, tmp_path / "成果.xlsx", parcels=PARCELS, fields=FIELDS) == []
    return tmp_path / "成果.xlsx"


def parts(path):
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_placeholder_is_looked_up_once_and_not_in_each_row(tmp_path, monkeypatch):
    asked, values_of = [], Names.values_of

    def counted(self, name, place):
        asked.append(name)
        return values_of(self, name, place)

    template = write_template(tmp_path / "模板.xlsx")
    counts = []
    for count in (2, 7):
        parcels = make_parcels([square(100 * at, 0, 50) for at in range(count)])
        with monkeypatch.context() as patched:
            patched.setattr(Names, "values_of", counted)
            gk.fill_template(template, tmp_path / f"{count}.xlsx", parcels=parcels, fields=FIELDS)
        counts.append(len(asked))
        asked.clear()
    assert counts[0] == counts[1] > 0


def test_rows_are_repeated_and_values_are_no_formulas(filled):
    sheet = openpyxl.load_workbook(filled)["成果"]
    rows = list(sheet.iter_rows(min_row=5, max_row=8, values_only=True))
    # What Excel would take for the number of a letter is escaped, and Excel shows it as it was.
    assert rows == [
        (1, "440507001001000012", "甲", 10_000, 15, "=D5/D$8"),
        (2, "=1+1", "<r>&乙", 5_000, 7.5, "=D6/D$8"),
        (3, None, "_x005F_x0041_", 1_089, 1.634, "=D7/D$8"),
        ("合计", None, None, "=SUM(D5:D7)", "=SUM(E5:E7)", None),
    ]
    assert sheet["B6"].data_type == "s"
    assert sheet["A1"].value == "岭海园区地块成果表"
    assert sheet["A2"].value == "编制单位：=某某&公司（盖章）"
    assert sheet["A3"].value == "共 3 宗，24.134 亩"
    assert sheet["A10"].value == "审定：　　　　　日期：2026-06-01"


def test_sums_are_there_for_programs_that_do_not_calculate(filled):
    book = openpyxl.load_workbook(filled, data_only=True)
    assert [book["成果"][cell].value for cell in ("D8", "E8", "F5")] == [16_089, 24.134, None]
    assert book["汇总"]["B1"].value is None


def test_what_lies_below_moves_and_looks_stay(filled):
    book = openpyxl.load_workbook(filled, rich_text=True)
    sheet = book["成果"]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:F1", "B8:C8", "A10:C10"}
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6, 7, 8)] == [None, 33, 33, 33, None]
    assert [sheet[f"E{row}"].number_format for row in (5, 7, 8)] == ["0.000"] * 3
    assert all(sheet[f"B{row}"].border.top.style == "thin" for row in range(4, 9))
    assert sheet.print_area == "'成果'!$A$1:$F$10"
    assert sheet.print_title_rows == "$4:$4"
    assert [each.id for each in sheet.row_breaks.brk] == [8]
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["D5:D7"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C5:C7"]
    assert sheet["A10"].comment.text == "盖章处"
    assert "font_color" not in str(sheet["A2"].value)
    assert sheet["A2"].value[1].font.b
    assert book["汇总"]["B1"].value == "=成果!D8*0.0015"
    assert book.defined_names["总面积"].attr_text == "成果!$D$8"
    assert "岭海园区 && =某某&&公司" in sheet.oddHeader.center.text or "=某某" in sheet.oddHeader.center.text


def test_pictures_boxes_and_charts_stay_and_move(filled):
    before, after = parts(filled.with_name("模板.xlsx")), parts(filled)
    edited = {
        "xl/drawings/drawing1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/comments1.xml",
        "xl/charts/chart1.xml",
    }
    edited |= {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert set(before) == set(after)
    assert {name for name in after if after[name] != before[name]} == edited
    drawing = after["xl/drawings/drawing1.xml"].decode()
    assert "负责人 =某某&amp;公司" in drawing
    tops = [int(each) for each in re.findall(r"<xdr:from>.*?<xdr:row>(\d+)", drawing)]
    assert sorted(tops) == [0, 0, 9, 11]
    assert "成果!$E$5:$E$7" in after["xl/charts/chart1.xml"].decode()
    assert "<x:Row>9</x:Row>" in after["xl/drawings/vmlDrawing1.vml"].decode()


def test_the_same_template_gives_the_same_bytes(filled, tmp_path):
    gk.fill_template(tmp_path / "模板.xlsx", tmp_path / "b.xlsx", parcels=PARCELS, fields=FIELDS)
    assert filled.read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.fixture
def form(tmp_path):
    def make(*rows):
        return write_workbook(tmp_path / "模板.xlsx", {"Sheet": rows})

    return make


def rows_of(path):
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_several_blocks_of_several_rows_on_one_sheet(form, tmp_path):
    template = form(
        ["{{地块.id}}", "上"], [None, "{{地块.number}}"], ["=SUM(B1:B2)"], ["{{台账.期次}}", "{{台账.宗数}}"], ["=SUM(B4)"],
    )  # fmt: skip
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], phase=["一期", "二期"])
    ledger = gk.ledger(None, parcels, as_of="2026-01-01")
    gk.fill_template(template, tmp_path / "x.xlsx", parcels=parcels, ledger=ledger)
    assert rows_of(tmp_path / "x.xlsx") == [
        ("A", "上"), (None, 1), ("B", "上"), (None, 2), ("=SUM(B1:B4)", None), ("一期", 1), ("二期", 1), ("=SUM(B6:B7)", None),
    ]  # fmt: skip


def test_own_columns_land_use_in_either_language_and_a_park(form, tmp_path):
    template = form(
        ["{{地块.户主}}", "{{地块.DKMC}}", "{{地块.地块面积.公顷}}", "{{park.id}}", "{{合计.declared.m2}}"]
    )
    office = PARCELS[["geometry"]].assign(
        DKBH=["1", "2", "3"], DKMC=list("甲乙丙"), 户主=list("张李王"), DKMJ=[1.0, 0.5, 0.1089]
    )
    park = gk.load_catalog(drawn=False).parks[0]
    gk.fill_template(template, tmp_path / "x.xlsx", parcels=office, park=park)
    assert rows_of(tmp_path / "x.xlsx")[2] == ("王", "丙", 0.1089, park.id, 16_089)


@pytest.mark.parametrize(
    ("cell", "error", "words"),
    [
        ("{{地块.地块编毫}}", UnknownNameError, r"Sheet!A1.*地块\.地块编号"),
        ("{{园曲名称}}", UnknownNameError, "园区名称"),
        ("{{地块.量算面积}}", FormatError, r"needs its unit: 地块\.量算面积\.平方米"),
        ("{{地块.地块编号}", FormatError, "is not whole"),
        ('="{{宗数}}"', FormatError, "formula in Sheet!A1"),
        ("nothing", FormatError, "no placeholders"),
        ("{{台账.期次}}", FormatError, "is of a ledger"),
        ("{{园区.名称}}", FormatError, r"is of a park; give one \(park=\)"),
    ],
)
def test_what_cannot_be_filled_is_said_with_its_cell(form, tmp_path, monkeypatch, cell, error, words):
    monkeypatch.setenv("GEOKIT_LANG", "en")
    with pytest.raises(error, match=words):
        gk.fill_template(form([cell]), tmp_path / "x.xlsx", parcels=PARCELS, fields={"园区名称": "甲"})
    assert not (tmp_path / "x.xlsx").exists()


def test_files_that_are_no_templates(form, tmp_path):
    template = form(["{{宗数}}"])
    with pytest.raises(OutputError, match="template itself"):
        gk.fill_template(template, template, parcels=PARCELS)
    with pytest.raises(OutputError, match="suffix of its template"):
        gk.fill_template(template, tmp_path / "x.xls", parcels=PARCELS)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        gk.fill_template(tmp_path / "old.xls", tmp_path / "x.xls", parcels=PARCELS)
    (tmp_path / "bad.xlsx").write_bytes(template.read_bytes()[:500])
    with pytest.raises(InputError, match="damaged"):
        gk.fill_template(tmp_path / "bad.xlsx", tmp_path / "x.xlsx", parcels=PARCELS)


def test_a_field_that_the_template_does_not_use_is_named(form, tmp_path):
    notices = gk.fill_template(
        form(["{{面积.亩}}"]), tmp_path / "x.xlsx", fields={"面积": gk.Area.from_mu(330), "制图": "李"}
    )
    assert [notice.code for notice in notices] == ["fields_unused"]
    assert "制图" in notices[0].en
    assert "面积" not in notices[0].en
    assert rows_of(tmp_path / "x.xlsx") == [(330,)]


def test_sums_are_those_of_the_decimals_that_the_form_shows(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["{{地块.量算面积.亩}}", "{{地块.量算面积.公顷}}"])
    book.active.append(["=SUM(A1)", "{{合计.量算面积.公顷}}", "{{合计.量算面积.亩}} 亩"])
    book.active["A1"].number_format = '#,##0.0"亩"'
    book.save(tmp_path / "a.xlsx")
    parcels = make_parcels([square(100 * at, 0, 100, 10.4) for at in range(3)])
    gk.fill_template(tmp_path / "a.xlsx", tmp_path / "b.xlsx", parcels=parcels)
    rows = list(
        openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True).active.iter_rows(values_only=True)
    )
    assert [row[0] for row in rows] == pytest.approx([1.6, 1.6, 1.6, 4.8])
    assert rows[3][1:] == (0.312, "4.8 亩")


EQUAL = make_parcels([square(110 * at, 0, 100) for at in range(3)], declared_m2=[1e4] * 3)


def two_rows(path, **cells):
    """Write a template whose parcels have two rows each, 2 and 3, and return it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    sheet.append(["编号", "亩"])
    sheet.append(["{{地块.地块编号}}", "{{地块.量算面积.亩}}"])
    sheet.append(["申报", "{{地块.地块面积.亩}}"])
    for cell, text in cells.items():
        sheet[cell] = text
    book.save(path)
    return path


def test_the_sum_of_one_of_two_repeated_rows_is_that_of_all_parcels(tmp_path):
    template = two_rows(tmp_path / "t.xlsx", B4="=SUM(B2)", B5='=SUMIF(A2:A3,"申报",B2:B3)', B6="=SUM(B2:B3)")
    assert gk.fill_template(template, tmp_path / "x.xlsx", parcels=EQUAL) == []
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert [sheet[f"B{row}"].value for row in (8, 9, 10)] == [
        "=SUMPRODUCT(--(MOD(ROW(B2:B6)-ROW(B2),2)=0),B2:B6)",
        '=SUMIF(A2:A7,"申报",B2:B7)',
        "=SUM(B2:B7)",
    ]


def test_a_formula_that_sees_the_first_parcel_only_is_said(tmp_path):
    template = two_rows(tmp_path / "t.xlsx", B4="=MAX(B2)", B5="=B2*2", B6="=B4")
    notices = gk.fill_template(template, tmp_path / "x.xlsx", parcels=EQUAL)
    assert [each.code for each in notices] == ["first_copy_only"] * 2
    assert [each.zh[:4] for each in notices] == ["表!B4", "表!B5"]


def test_a_chart_of_one_row_shows_all_parcels(tmp_path):
    template = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["{{地块.地块编号}}", "{{地块.量算面积.亩}}"])
    book.active.append(["=SUBTOTAL(9,B1)"])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=1))
    book.active.add_chart(chart, "D1")
    book.save(template)
    assert gk.fill_template(template, tmp_path / "x.xlsx", parcels=EQUAL) == []
    filled = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert filled["A4"].value == "=SUBTOTAL(9,B1:B3)"
    assert filled._charts[0].series[0].val.numRef.f.endswith("$B$1:$B$3")


def test_a_total_that_rounding_of_rows_moves_is_said(tmp_path):
    template = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["{{地块.量算面积.亩}}"])
    book.save(template)
    parcels = make_parcels([square(200 * at, 0, 55.35, 100) for at in range(8)])
    (notice,) = gk.fill_template(template, tmp_path / "x.xlsx", parcels=parcels)
    assert "66.424" in notice.zh
    assert "66.420" in notice.zh


@pytest.mark.parametrize("prefix", [b"x:", b"ns2:", b""])
def test_notes_of_any_program_move_with_their_cells(prefix):
    note = b"<P:Anchor>1, 23, 6, 14, 2, -1, 8, 24</P:Anchor><P:Row>6</P:Row>".replace(b"P:", prefix)
    moved = b"<P:Anchor>1, 23, 8, 14, 2, -1, 10, 24</P:Anchor><P:Row>8</P:Row>".replace(b"P:", prefix)
    assert _moved_notes(note, "表", Moves([Insertion("表", 5, 5, 3)])) == moved


def test_a_ledger_with_fewer_decimals_still_adds_up(tmp_path):
    template = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["{{台账.村}}", "{{台账.去重面积.亩}}"])
    book.active.append(["合计", "{{台账合计.去重面积.亩}}"])
    book.active["B1"].number_format = book.active["B2"].number_format = "0.00"
    book.active.oddFooter.center.text = "{{编号}}"
    book.save(template)
    parcels = make_parcels(
        [square(200 * at, 0, 50, 66.9) for at in range(3)], village=["甲村", "乙村", "丙村"]
    )
    ledger = gk.ledger(parcels, by="village")
    notices = gk.fill_template(template, tmp_path / "x.xlsx", ledger=ledger, fields={"编号": "1"})
    assert notices == []
    *rows, whole = [row[1] for row in openpyxl.load_workbook(tmp_path / "x.xlsx").active.values]
    assert (sorted(rows), whole) == ([5.01, 5.02, 5.02], 15.05)


def test_a_running_sum_takes_the_row_above(tmp_path):
    template = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["亩", "累计", 66])
    book.active.append(["{{地块.量算面积.亩}}", "=N(B1)+A2", None, "=A2*C1"])
    book.save(template)
    assert gk.fill_template(template, tmp_path / "x.xlsx", parcels=EQUAL) == []
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx").active.values)
    assert [row[1] for row in rows[1:]] == ["=N(B1)+A2", "=N(B2)+A3", "=N(B3)+A4"]
    assert [row[3] for row in rows[1:]] == ["=A2*C1", "=A3*C1", "=A4*C1"]
