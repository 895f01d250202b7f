"""A catalogue and its parks as a planner holds them in a notebook."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

import geokit as gk

CATALOG = gk.load_catalog()
PARK = CATALOG["longhu"]
RECORDS = (gk.Park, gk.Zone, gk.District, gk.Partnership, gk.Enclave, gk.Source)
DEPRECATED = {"copy", "dict", "json", "parse_obj", "schema", "construct", "validate"}


def test_a_catalogue_is_a_list_of_parks_with_names() -> None:
    assert list(CATALOG) == list(CATALOG.parks)
    assert len(CATALOG) == len(CATALOG.parks) == 5
    for name in PARK.names:
        assert CATALOG[name] is CATALOG.park(name) is PARK
        assert name in CATALOG
    assert PARK in CATALOG
    assert "longuh" not in CATALOG
    assert 7 not in CATALOG
    with pytest.raises(gk.UnknownNameError, match="Did you mean longhu"), gk.use_language("en"):
        CATALOG["longuh"]
    with pytest.raises(gk.OptionError, match="name must be a text"), gk.use_language("en"):
        CATALOG[0]  # type: ignore[index]


def test_a_programme_without_parks_is_a_programme() -> None:
    empty = gk.Catalog(CATALOG.programme, (), CATALOG.folder)
    assert len(empty) == 0
    assert empty


def test_a_representation_is_one_short_line() -> None:
    for each in (CATALOG, *CATALOG):
        assert "\n" not in repr(each)
        assert len(repr(each)) <= 120


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_completion_offers_what_a_planner_uses(record: type) -> None:
    offered = {name for name in dir(record) if not name.startswith("__")}
    assert not offered & DEPRECATED
    assert not {name for name in offered if name.startswith(("_", "model_"))}
    # A look at everything, as an inspector takes it, warns of nothing.
    inspect.getmembers(record)
    for name in DEPRECATED:
        assert not hasattr(record, name)


def test_a_park_shows_its_fields_and_properties_alone() -> None:
    offered = {name for name in dir(PARK) if not name.startswith("_")}
    assert {"name", "zones", "boundary", "declared_area", "area", "crs", "zone"} <= offered
    assert not offered & (DEPRECATED | {"settle"})
    inspect.getmembers(PARK)
    with pytest.raises(AttributeError, match="dict"):
        PARK.dict()


def test_a_park_is_copied_pickled_and_a_key() -> None:
    for made in (copy.copy(PARK), copy.deepcopy(PARK), pickle.loads(pickle.dumps(PARK))):  # noqa: S301
        assert made == PARK
        assert {PARK: 1}[made] == 1
