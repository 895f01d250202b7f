"""Templates and values that are after something: memory without end, another file, a formula of their own."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

import geokit as gk
from geokit.errors import GeokitError
from geokit.testing import make_parcels, square

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
MARK = '<c r="A1" t="inlineStr"><is><t>{{parcel.id}}</t></is></c>'
ROW = f'<row r="1">{MARK}</row>'
ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def xml(rows, rest="", before=""):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{rest}</worksheet>'.encode()


@pytest.fixture
def template(tmp_path):
    def make(sheet, more=None, relations=lambda text: text):
        plain = io.BytesIO()
        openpyxl.Workbook().save(plain)
        path = tmp_path / "form.xlsx"
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                data = relations(old.read(name)) if name == RELATIONS else old.read(name)
                new.writestr(name, sheet if name == SHEET else data)
            for name, data in (more or {}).items():
                new.writestr(name, data)
        return path

    return make


def fill(path, ids=("A", "B"), **fields):
    shapes = [square(200 * at, 0, 100) for at in range(len(ids))]
    out = path.with_name("out.xlsx")
    gk.fill_template(path, out, parcels=make_parcels(shapes, id=list(ids)), fields=fields)
    return openpyxl.load_workbook(out).active


REFUSED = {
    "many": (xml(ROW + "<row/>" * 510_000), "elements"),
    "deep": (xml(ROW, "<a>" * 20_000 + "</a>" * 20_000), "100 deep"),
    "entity": (xml(ROW, before=ENTITY), "DOCTYPE"),
    "formula": (xml(f'{ROW}<row r="2"><c r="A2"><f>{"A1+" * 9000}1</f></c></row>'), "letters"),
    "row": (xml(ROW.replace('"1"', '"99999999"')), "rows"),
    "cells": (xml(f'<row r="1">{MARK}{"<c><v>1</v></c>" * 16_000}</row>'), "cells"),
    "merged": (xml(ROW, f'<mergeCells>{"<mergeCell ref=&quot;A1:B1&quot;/>" * 9000}</mergeCells>'.replace("&quot;", '"')), "cells"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_grows_without_end_is_refused(template, name):
    sheet, said = REFUSED[name]
    path = template(sheet)
    # Bytes that do not pack: a larger file is let have more elements.
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/x.bin", bytes(range(256)) * 4000, zipfile.ZIP_STORED)
    with pytest.raises(GeokitError, match=said):
        fill(path, [str(number) for number in range(400)])
    assert not path.with_name("out.xlsx").exists()


def test_an_entity_is_refused_whatever_the_part_is_called(template):
    entity = xml(ROW.replace("}}", "}}&e;"), before=ENTITY)
    path = template(
        b"", {"xl/sheet1.bin": entity}, lambda text: text.replace(b"worksheets/sheet1.xml", b"sheet1.bin")
    )
    with pytest.raises(GeokitError, match="DOCTYPE"):
        fill(path)


ODD = {
    "a sum of all rows": '<row r="2"><c r="A2"><f>SUM(B1:B9999999)</f></c></row>',
    "no formulas": '<row r="2"><c r="A2"><f>{1,2}}}")(</f></c><c><f>[[[</f></c><c><f/></c></row>',
    "long numbers": f'<row r="2"><c r="{"Z" * 9000}{"9" * 5000}"><v>{"9" * 5000}</v></c></row>',
    "a number that is long to write": '<row r="2"><c r="C2"><v>1e999999999</v></c><c r="D2"><f>SUM(C1:C2)</f></c></row>',
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_what_is_odd_stays_as_it_is(template, rows):
    path = template(xml(ROW + rows))
    gk.fill_template(path, path.with_name("out.xlsx"), parcels=make_parcels([square(0, 0, 100)]))


def test_values_stay_what_they_are(template):
    ids = ["=cmd|calc!A1", "+1", "-1+1", "@x", "{{park_name}}", "\x01\x1b[31m", "a" * 32_000, '&"B<']
    header = "<headerFooter><oddHeader>&amp;L{{f}}</oddHeader></headerFooter>"
    sheet = fill(template(xml(ROW, header)), ids, f="a\x01&B{{parcel.id}}")
    cells = [row[0] for row in sheet.iter_rows()]
    assert [cell.data_type for cell in cells] == ["s"] * len(ids)
    assert [cell.value for cell in cells] == [*ids[:5], "��[31m", *ids[6:]]
