import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.parcels.table import COLUMNS, parcel_frame, parcel_ids

BOX = shapely.box(0, 0, 1, 1)


def test_an_empty_table_has_every_column():
    frame = parcel_frame({}, [])
    assert len(frame) == 0
    assert {column.name for column in COLUMNS} <= set(frame.columns)


def test_missing_text_is_none():
    frame = parcel_frame({"id": ["1", float("nan")]}, [BOX, BOX])
    assert frame["id"].tolist() == ["1", None]


@given(st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "", "row:1", "row:x"]))))
def test_names_are_unique_and_an_id_that_is_unique_stays(ids):
    names = list(parcel_ids(parcel_frame({"id": ids}, [BOX] * len(ids))))
    assert len(set(names)) == len(names)
    for name, own in zip(names, ids, strict=True):
        if own in ("a", "b") and ids.count(own) == 1:
            assert name == own


def test_changing_one_empty_column_leaves_the_others():
    frame = parcel_frame({}, [BOX, BOX])
    frame.loc[0, "id"] = "a"
    frame["name"] = frame["name"].fillna("b")
    assert frame["id"].tolist() == ["a", None]
    assert frame["phase"].tolist() == [None, None]
    assert frame["batch"].tolist() == [None, None]
