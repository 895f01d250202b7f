"""What a begun folder explains is true: each example of its comments loads, and each key of the model is in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel

import geokit as gk
from geokit.cli._program import run
from geokit.programme.districts import find_district
from geokit.programme.model import Park, Programme
from geokit.programme.starter import example_beginning, own_beginning, place_of
from geokit.programme.starter_texts import starting_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.programme.starter import Beginning

SHIPPED = gk.load_catalog()
EXAMPLE = re.compile(r"(?m)(?:^#(?=[^ #\n]).*\n)+")
FILES = ("红线.txt", "永久基本农田.gpkg")


def own(
    supporter: str = "广州市越秀区", host: str = "梅州市五华县", name: str | None = "五华产业园"
) -> Beginning:
    place = place_of(find_district(supporter), find_district(host), SHIPPED)
    return own_beginning(name, place, "2026-06-01")


BEGINNINGS = {
    "one park": example_beginning(SHIPPED, pair=False),
    "a pair": example_beginning(SHIPPED, pair=True),
    "own places": own(),
    "one city": own("440104", "440117", None),
    "one district": own("五华县", "五华县"),
    "no place": own_beginning("园区", None, "2026-06-01"),
}


def written(folder: Path, begun: Beginning) -> dict[str, str]:
    texts = starting_texts(begun)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in FILES:
        (folder / begun.park / name).touch()
    return texts


def uncommented(found: re.Match[str]) -> str:
    return re.sub("(?m)^#", "", found[0])


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_each_example_loads_by_itself(tmp_path, kind):
    texts = written(tmp_path, BEGINNINGS[kind])
    gk.load_catalog(tmp_path)
    count = 0
    for name, text in texts.items():
        for found in EXAMPLE.finditer(text):
            used = text[: found.start()] + uncommented(found) + text[found.end() :]
            (tmp_path / name).write_text(used, encoding="utf-8")
            gk.load_catalog(tmp_path, drawn=False)
            count += 1
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert count > 20


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["own places", "one district"])
def test_all_examples_together_are_a_programme_that_is_drawn_and_audited(tmp_path, kind):
    for name, text in written(tmp_path, BEGINNINGS[kind]).items():
        used = EXAMPLE.sub(lambda found: "" if needs_files(found[0]) else uncommented(found), text)
        (tmp_path / name).write_text(used, encoding="utf-8")
    folder = str(tmp_path)
    assert run(["outline", folder]) == 0
    assert run(["parks", folder]) == 0
    assert run(["audit", folder, "--today", "2026-06-01"]) == 0
    assert run(["map", "links", folder, "-o", str(tmp_path / "links.html")]) == 0
    park = gk.load_catalog(tmp_path).parks[0]
    assert [(zone.id, zone.within) for zone in park.zones] == [
        ("phase-1", None), ("east", None), ("start-zone", "east"),
    ]  # fmt: skip


def needs_files(block: str) -> bool:
    return any(mark in block for mark in ("#[[parcels]]", "#[[references]]", *FILES))


def test_every_key_is_explained():
    texts = "".join(starting_texts(BEGINNINGS["own places"]).values())
    shown = set(re.findall(r"(\w+) = ", texts))
    shown |= {part for found in re.findall(r"(?m)^#?\[+([\w.]+)\]+$", texts) for part in found.split(".")}
    shown |= {
        each for line in re.findall(r"(?m)^# (.*): only where", texts) for each in re.findall(r"\w+", line)
    }
    assert {key for model in (Programme, Park) for key in keys_of(model)} - shown == set()


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in models_in(field.annotation):
            yield from keys_of(inner)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def test_nothing_invented_stands_among_the_facts_of_ones_own():
    park, programme = starting_texts(BEGINNINGS["own places"])["park/park.toml"], own()
    facts = [line for line in park.splitlines() if line and not line.startswith("#")]
    assert [line.split(" = ")[0] for line in facts] == [
        "id", "name", "aliases", "partnership", "district", "[anchor]", "lat", "lon", "uncertainty_m", "derivation",
    ]  # fmt: skip
    assert "概略轮廓" in next(line for line in facts if line.startswith("derivation"))
    place = programme.place
    assert (programme.programme.en, programme.name.zh) == (
        "Guangzhou–Meizhou industrial cooperation",
        "五华产业园",
    )
    assert [(each.adcode, each.city, each.name.en) for each in place.districts] == [
        ("440104", "supporter-city", "越秀区"), ("441424", "host-city", "五华县"),
    ]  # fmt: skip


def test_an_example_says_that_it_is_one():
    text = starting_texts(BEGINNINGS["a pair"])["programme.toml"]
    assert "everything else is invented" in text
    assert "（示例）" in text
    assert [each.name.en for each in BEGINNINGS["a pair"].place.districts] == ["Futian", "Chenghai"]
    ends = {(pair.supporter, pair.host) for pair in SHIPPED.partnerships}
    assert ("440304", "440515") not in ends


@pytest.mark.parametrize(
    "name", ['a"b\n[[sources]]\nid = "x"', "\\$name ${id} {name}", "<b>&#x27;\x7f\u2028"]
)
def test_a_name_is_data(tmp_path, name):
    written(tmp_path, own(name=name))
    assert gk.load_catalog(tmp_path).parks[0].name.zh == name
