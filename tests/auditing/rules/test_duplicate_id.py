from __future__ import annotations

from rule_cases import audit_table, table_of


def test_ids_of_their_own_pass():
    assert audit_table(table_of(), "duplicate_id") == []


def test_an_id_used_twice_is_named():
    (finding,) = audit_table(table_of().assign(id=["12", "12", "13"]), "duplicate_id")
    assert finding.subjects == ("row:0", "row:1")
    assert finding.message("en") == "the id “12” is that of 2 parcels"


def test_the_id_of_one_parcel_at_two_stages_passes():
    begun = table_of(3, stage=["planned", "approved", None]).assign(id=["12", "12", "13"])
    assert audit_table(begun, "duplicate_id") == []
    frame = table_of(3, stage=["approved", "supplied", "approved"])
    assert audit_table(frame.assign(id=["12", "12", "13"]), "duplicate_id") == []
    assert len(audit_table(frame.assign(id=["12", "12", "12"]), "duplicate_id")) == 1
    assert (
        len(
            audit_table(
                table_of(3, stage=["approved", None, None]).assign(id=["12", "12", "13"]), "duplicate_id"
            )
        )
        == 1
    )
