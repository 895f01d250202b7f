import pytest

from geokit.parcels.codes import STAGES, STATUSES, stage_code, status_code


@pytest.mark.parametrize("term", [*STAGES], ids=lambda term: term.code)
def test_a_stage_is_found_by_each_of_its_spellings(term):
    for spelling in (term.code, term.words.zh, term.words.en, term.words.en.upper(), *term.synonyms):
        assert stage_code(spelling) == term.code


@pytest.mark.parametrize("term", [*STATUSES], ids=lambda term: term.code)
def test_a_status_is_found_by_each_of_its_spellings(term):
    for spelling in (term.code, term.words.zh, term.words.en, f" {term.words.zh} ", *term.synonyms):
        assert status_code(spelling) == term.code


def test_assembled_land_is_not_serviced_land():
    assert status_code("已整备") is None


def test_idle_is_a_legal_finding_and_no_status():
    assert status_code("闲置") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("储备", "stored"), ("in stock", "stored"), ("施工中", "under_construction"), ("已建", "built")],
)
def test_what_people_call_a_status(text, code):
    assert status_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("批而未供", "approved"), ("征而未供", "acquired"), ("供而未用", "supplied")]
)
def test_what_the_law_calls_land_that_waits_is_how_far_it_has_come(text, code):
    assert status_code(text) == stage_code(text) == code


@pytest.mark.parametrize("text", ["存量收回", "收购"])
def test_existing_land_that_was_taken_back_or_bought_is_in_the_reserve(text):
    assert status_code(text) == "stored"
