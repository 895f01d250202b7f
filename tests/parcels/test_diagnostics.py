"""What a reader has to say: remarks with one sentence are one, and a flood is counted."""

from geokit.i18n import Words
from geokit.parcels.diagnostics import FEW, Diagnostics

BLANK = Words(zh="名称为空", en="the name is blank")
COUNT = Words(zh="声明 {told} 点", en="{told} points declared")


def said(remarks: Diagnostics) -> list[str]:
    return [notice.localize("en") for notice in remarks.notices()]


def test_remarks_with_one_sentence_are_one_with_their_count_and_first_lines():
    remarks = Diagnostics()
    for line in (3, 8, 13):
        remarks.add("blank_name", BLANK, line=line)
    assert said(remarks) == ["line 3: the name is blank (3 times; lines 3, 8, 13)"]
    assert remarks.notices()[0].zh == "名称为空（共 3 处：第 3、8、13 行）"


def test_remarks_without_lines_are_counted_too():
    remarks = Diagnostics()
    for record in range(4):
        remarks.add("blank_name", BLANK, record=record)
    (notice,) = remarks.notices()
    assert (notice.en, notice.record) == ("the name is blank (4 times; records 0, 1, 2, 3)", 0)


def test_remarks_that_differ_stand_alone_and_the_rest_is_counted():
    remarks = Diagnostics()
    for told in range(FEW + 5):
        remarks.add("count_mismatch", COUNT, line=told + 1, told=told)
    assert len(said(remarks)) == FEW + 1
    assert said(remarks)[0] == "line 1: 0 points declared"
    assert said(remarks)[-1] == f"line {FEW + 1}: the same 5 more times"
