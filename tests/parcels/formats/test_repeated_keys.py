"""Keys that stand twice in one object: what is said of them, and that the look for them finds what a parser finds."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.i18n import Abbreviated
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats.gdal import json_blocks, repeated_keys
from geokit.parcels.formats.gdal.repeated_keys import repeated_keys_notices

RING = '"geometry":{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]]}'
CRS = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4548"}}'


def feature(properties, more=""):
    return f'{{"type":"Feature","properties":{properties},{RING}{more}}}'


def collection(*features):
    listed = ",\n".join(features)
    return f'{{"type":"FeatureCollection",{CRS},"features":[\n{listed}\n]}}'


def said_of(path, text):
    path.write_text(text, encoding="utf-8")
    frame = gk.read_parcels(path)
    found = [notice for notice in gk.notices_of(frame) if notice.code == "repeated_keys"]
    return frame, [(notice.line, notice.localize("zh")) for notice in found]


def test_a_key_that_is_there_twice_is_named_with_its_line(tmp_path):
    twice = ['{"DKBH":"1"}', '{"DKBH":"2","DKBH":"3"}', r'{"DKBH":"4","x":{"a":1,"a":2},"\u0044KBH":"5"}']
    frame, said = said_of(tmp_path / "a.geojson", collection(*map(feature, twice)))
    assert frame["id"].tolist() == ["1", "3", "5"]
    assert said == [(3, "第 3 行：同一对象中同一个键写了多次（DKBH、a），全文共 3 处：以最后一次为准")]


def test_a_shape_that_is_there_twice_is_named(tmp_path):
    text = collection(feature('{"DKBH":"1"}', f",{RING.replace('9', '8')}"))
    frame, said = said_of(tmp_path / "a.geojson", text)
    assert frame.area.tolist() == [32]
    assert "（geometry）" in said[0][1]


@pytest.mark.parametrize("text", [
    collection(feature('{"DKBH":"1","BZ":"{\\"a\\":1,\\"a\\":2}\\\\"}'), feature('{"DKBH":"2","dkbh2":"a\\"b\\":"}')),
    collection(feature('{"DKBH":"1","BZ":"x","x":{"DKBH":"1"}}'))[:-1] + f',"features":[{feature("{}")}]}}',
])  # fmt: skip
def test_what_is_read_whole_is_not_remarked_on(tmp_path, text):
    assert said_of(tmp_path / "a.geojson", text)[1] == []


def test_in_a_sequence_a_broken_line_hides_no_other(tmp_path):
    lines = [
        feature('{"DKBH":"1"}'),
        '{"type":"Feature","properties":{"a',
        feature('{"DKBH":"2","DKBH":"3"}'),
    ]
    frame, said = said_of(tmp_path / "a.geojsonl", "\n".join(lines))
    assert frame["id"].tolist() == ["1", "3"]
    assert [line for line, _ in said] == [3]


TEXTS = st.text('ab{}:"\\\n', max_size=4)
VALUES = st.recursive(
    st.integers(0, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(TEXTS, inner), max_size=4).map(tuple),
    max_leaves=30,
)


class Written:
    """The text of values, with the place of each key that its object has already."""

    def __init__(self, gap):
        self.text, self.repeated, self.gap = "", [], gap

    def add(self, value):
        if isinstance(value, tuple):
            self.text += "{"
            for at, (key, inner) in enumerate(value):
                self.text += f",{self.gap}" * (at > 0)
                self.repeated += [(len(self.text) + 1, key)] * (key in [before for before, _ in value[:at]])
                self.text += f"{json.dumps(key)} : "
                self.add(inner)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for at, inner in enumerate(value):
                self.text += "," * (at > 0)
                self.add(inner)
            self.text += "]"
        else:
            self.text += json.dumps(value)
        return self

    def expected(self):
        if not self.repeated:
            return []
        line = 1 + self.text.count("\n", 0, self.repeated[0][0])
        names = Abbreviated(list(dict.fromkeys(key for _, key in self.repeated)))
        return [
            Notice.of(
                "repeated_keys", repeated_keys._REPEATED, line=line, count=len(self.repeated), keys=names
            )
        ]


def found_in(folder, text, block, *, is_sequence=False):
    path = folder.getbasetemp() / "values.json"
    path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_blocks, "BLOCK_BYTES", block)
        return repeated_keys_notices(path, is_sequence=is_sequence)


@given(st.lists(VALUES, max_size=4), st.sampled_from([8, 64, 1 << 20]))
def test_what_is_found_is_what_was_written(tmp_path_factory, values, block):
    told = Written("\n").add(values)
    counts = []
    json.loads(told.text, object_pairs_hook=lambda pairs: counts.append(len(pairs) - len(dict(pairs))))
    assert len(told.repeated) == sum(counts)
    assert found_in(tmp_path_factory, told.text, block) == told.expected()


@given(st.lists(VALUES, min_size=1, max_size=4), st.sampled_from([8, 64, 1 << 20]), st.booleans())
def test_what_is_found_in_lines_is_what_was_written(tmp_path_factory, values, block, is_broken):
    told = Written("")
    for value in values:
        told.add(value)
        # A line that ends within a text.
        told.text += '\n{"a":{"a' * is_broken + "\n"
    assert found_in(tmp_path_factory, told.text, block, is_sequence=True) == told.expected()


@given(st.text('a{}:"\\\n,', min_size=1, max_size=60), st.booleans())
def test_what_is_no_json_fails_nothing(tmp_path_factory, text, is_sequence):
    path = tmp_path_factory.getbasetemp() / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_blocks, "BLOCK_BYTES", 8)
        repeated_keys_notices(path, is_sequence=is_sequence)


def test_the_line_of_a_fault_far_down_takes_no_copy_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(json_blocks, "BLOCK_BYTES", 1 << 16)
    path = tmp_path / "a.geojson"
    path.write_text(
        collection(*[feature("{}", "\n" * 4096)] * 2000, feature('{"a":1,"a":2}')), encoding="utf-8"
    )
    tracemalloc.start()
    (notice,) = repeated_keys_notices(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert notice.line == 2 + 2000 * 4097
    assert most < path.stat().st_size / 2


def test_objects_nested_without_end_take_no_time(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text('{"a":' * 200_000, encoding="utf-8")
    assert repeated_keys_notices(path) == []
