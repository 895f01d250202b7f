from __future__ import annotations

from branca.element import Element

from geokit.maps.figure import reachable_elements, stable_ids


def test_ids_are_numbered_as_they_appear_and_data_is_left_alone() -> None:
    root, child = Element(), Element()
    root.add_child(child)
    digest = "0123456789abcdef" * 2
    text = f"b_{child._id} a_{root._id} b_{child._id} {digest}"
    assert stable_ids(text, root) == f"b_g1 a_g2 b_g1 {digest}"


def test_elements_kept_in_attributes_are_found() -> None:
    root, legend, icon = Element(), Element(), Element()
    root.legend, root.icons = legend, [icon]
    icon.back = root
    assert list(reachable_elements(root)) == [root, legend, icon]
