"""What ledgers are made of cannot be changed behind the back of who holds it."""

from __future__ import annotations

import dataclasses
import pkgutil
from importlib import import_module

import geokit.ledgers


def test_no_value_of_a_ledger_can_be_changed_but_records_to_which_remarks_are_added():
    modules = [
        import_module(each.name) for each in pkgutil.walk_packages(geokit.ledgers.__path__, "geokit.ledgers.")
    ]
    values = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and dataclasses.is_dataclass(each)
        and each.__module__.startswith("geokit.ledgers")
    }
    assert len(values) > 50
    assert [each.__name__ for each in values if not each.__dataclass_params__.frozen] == ["Records"]
