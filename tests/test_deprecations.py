"""Public names that gave way to others: they work for one more release, and say by what name they go now."""

import pytest

import geokit as gk
from geokit.i18n import Words
from geokit.testing import make_parcels, square


def results():
    park = gk.load_catalog().park("longhu")
    yield gk.Area.from_mu(330)
    yield gk.DeclaredArea.parse("1.76万亩")
    yield gk.DeclaredArea.parse("330亩").admits(gk.Area.from_mu(330))
    yield gk.Severity.REVIEW
    yield gk.GeokitError(Words(zh="一句话", en="a sentence"))
    yield gk.ledger(park, make_parcels([square(0, 0, 100)]))
    yield gk.adjust_to_control([600.0, 1400.0], gk.Area.from_m2(2000.01))


@pytest.mark.parametrize("result", list(results()), ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_words_is_localize(result, language):
    with pytest.warns(DeprecationWarning, match=r"localize\(\)"):
        words = result.in_words(language)
    assert words == result.localize(language)
    assert words
