"""Ids of features that are whole numbers, and numbers that no 64 bits hold: each is read, digit for digit, or named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import FormatError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats.gdal import json_blocks, json_numbers
from geokit.parcels.formats.gdal.json_numbers import with_exact_numbers
from geokit.parcels.read import read_parcels

LONG = "44051200100100000012"


def feature(at, id_=None, **properties):
    west = 116.6 + at / 1000
    ring = [[west, 23.3], [west + 0.001, 23.3], [west + 0.001, 23.301], [west, 23.3]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    named = {} if id_ is None else {"id": id_}
    return {"type": "Feature", **named, "properties": properties, "geometry": shape}


def read(folder, *features, as_lines=False, changed=("", "")):
    """Return the parcels of features, the first of some words in their file being other ones."""
    texts = list(map(json.dumps, features))
    whole = "\n".join(texts) if as_lines else f'{{"type":"FeatureCollection","features":[{",".join(texts)}]}}'
    path = folder / ("x.geojsonl" if as_lines else "x.geojson")
    path.write_text(whole.replace(*changed, 1), encoding="utf-8")
    return read_parcels(path)


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


@pytest.mark.parametrize("as_lines", [False, True])
@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([7, 9], ["7", "9"]),
        ([0, -1], ["0", "-1"]),
        ([7, 7], ["7", "7"]),
        ([7, "b"], ["7", "b"]),
        ([7, None], ["7", None]),
        ([int(LONG), 4405120010010000001], [LONG, "4405120010010000001"]),
    ],
)
def test_a_whole_number_is_the_id_of_a_parcel_as_a_text_is(tmp_path, as_lines, ids, expected):
    frame = read(tmp_path, *(feature(at, id_) for at, id_ in enumerate(ids)), as_lines=as_lines)
    assert (list(frame["id"]), list(frame["record"])) == (expected, [0, 1])
    assert codes(frame) == []


def test_a_number_that_is_a_feature_s_own_gives_way_to_the_code_of_the_parcel(tmp_path):
    frame = read(tmp_path, feature(0, 5, DKBH="a"), feature(1, 6, DKBH="b"))
    assert list(frame["id"]) == ["a", "b"]
    assert codes(frame) == ["column_kept"]


def test_the_id_of_a_file_that_is_one_feature_is_read(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(feature(0, 5), indent=1), encoding="utf-8")
    assert list(read_parcels(path)["id"]) == ["5"]


@pytest.mark.parametrize("as_lines", [False, True])
@pytest.mark.parametrize(
    "number", [LONG, f"-{LONG}", "9" * 19, "9" * 400, "1e400", "-1e-400", "0." + "0" * 330 + "1"]
)
def test_a_number_beyond_64_bits_is_read_as_it_is_written(tmp_path, as_lines, number):
    features = [feature(0, DKBH=7), feature(1, DKBH="@")]
    frame = read(tmp_path, *features, as_lines=as_lines, changed=('"@"', number))
    assert list(frame["id"]) == ["7", number]
    (notice,) = notices_of(frame)
    assert notice.code == "long_numbers"
    assert ("“DKBH”有 1 个数" in notice.zh, notice.line) == (True, 2 if as_lines else 1)


@pytest.mark.parametrize(
    "number", [str(2**63 - 1), str(-(2**63)), "0.0e-400", "1" * 30 + ".5", "1e300", "0." + "1" * 40]
)
def test_a_number_that_64_bits_hold_stays_one(tmp_path, number):
    frame = read(tmp_path, feature(0, n=7), feature(1, n="@"), changed=('"@"', number))
    assert "long_numbers" not in codes(frame)
    assert float(frame.loc[1, "n"]) == float(number)


def test_digits_in_a_text_are_no_number(tmp_path):
    text = f'see: {LONG}, [{LONG}, "id": 7, 1e999 '
    frame = read(tmp_path, feature(0, DKBH="a", note=text), feature(1, 5, DKBH="b", note="x"))
    assert frame.loc[0, "note"] == text
    assert codes(frame) == ["column_kept"]


@pytest.mark.parametrize("as_lines", [False, True])
def test_a_place_that_no_number_holds_is_named_and_the_rest_is_read(tmp_path, as_lines):
    frame = read(tmp_path, feature(0), feature(1), as_lines=as_lines, changed=("116.602", "9" * 400))
    assert list(frame["record"]) == [0]
    assert [entry.code for entry in unreadable_of(frame)] == ["not_finite"]


def test_a_place_of_nineteen_digits_damages_no_file(tmp_path):
    assert len(read(tmp_path, feature(0), feature(1), changed=("116.602", "9" * 19))) == 2


@pytest.mark.parametrize("number", ["1" * 300_000, "1" * 300_000 + ".5", "1" * 300_000 + "x", "1." * 300_000])
@pytest.mark.parametrize("where", ["116.602", '"@"'])
def test_numbers_without_an_end_take_no_time(tmp_path, number, where):
    try:
        frame = read(tmp_path, feature(0, n=7), feature(1, 5, n="@"), changed=(where, number))
    except FormatError:
        assert not number.endswith(("1", ".5"))
    else:
        assert len(frame) + len(unreadable_of(frame)) == 2


def test_a_broken_line_hides_no_id(tmp_path):
    path = tmp_path / "x.geojsonl"
    path.write_text(
        f'{json.dumps(feature(0, 5))}\n{{"a":{{"b":{{\n{json.dumps(feature(1, 6))}\n', encoding="utf-8"
    )
    frame = read_parcels(path)
    assert list(frame["id"]) == ["5", "6"]
    assert [entry.line for entry in unreadable_of(frame)] == [2]


NUMBERS = st.integers(-(10**25), 10**25) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    NUMBERS | st.text('a9,:[{}"\\ ', max_size=30) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", 'b"']), inner),
    max_leaves=8,
)


def quoted(value, depth=0):
    """Return a value as it is to stand in the copy: by another way than the code that is tested."""
    if isinstance(value, list):
        return [quoted(each, depth) for each in value]
    if isinstance(value, dict):
        return {
            key: str(each) if depth < 2 and key == "id" and type(each) is int else quoted(each, depth + 1)
            for key, each in value.items()
        }
    return str(value) if type(value) is int and not -(2**63) <= value < 2**63 else value


@given(VALUES, st.sampled_from([8, 64, 1 << 20]), st.sampled_from([None, 2]))
def test_the_copy_differs_in_these_alone(tmp_path_factory, value, block, indent):
    path = tmp_path_factory.getbasetemp() / "numbers.json"
    path.write_text(json.dumps({"features": [{"a": value, "id": value}]}, indent=indent), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for module in (json_blocks, json_numbers):
            patch.setattr(module, "BLOCK_BYTES", block)
        with with_exact_numbers(path) as (exact, notices):
            assert json.loads(exact.read_text("utf-8")) == quoted(json.loads(path.read_text("utf-8")))
            assert exact != path or notices == []
