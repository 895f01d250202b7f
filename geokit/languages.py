"""The public door of the language that is spoken: :func:`geokit.words.use_language`, checked like all others."""

from __future__ import annotations

from geokit import words
from geokit.door import public

use_language = public(words.use_language)
