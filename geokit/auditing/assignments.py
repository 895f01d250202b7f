"""Settings as people type them: ``rules.gap.enabled=false``."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from geokit.auditing.registry import merge_settings
from geokit.errors import SettingsError
from geokit.inputs import parse_toml
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_ASSIGNMENT = Words(
    zh="“{text}”不是设置；请写成 键=值，如 rules.gap.enabled=false",
    en="“{text}” is no setting; write key=value, such as rules.gap.enabled=false",
)
_NO_TOML = Words(
    zh="设置 {key} 的值 {value} 不是 TOML（{problem}）",
    en="the value {value} of the setting {key} is no TOML ({problem})",
)
_ASSIGNMENT = re.compile(r"^\s*([\w-]+(?:\.[\w-]+)*)\s*=\s*(.*?)\s*$", re.DOTALL)
_WORD = re.compile(r"^[A-Za-z_][\w-]*$")


def parse_assignments(texts: Iterable[str]) -> dict[str, Any]:
    """Return settings as they would stand under ``[audit]``; a later one replaces an earlier.

    Parameters
    ----------
    texts : iterable of str
        ``key=value``, the key with points between its parts, the value as in TOML. A single word needs no quotes,
        which a shell would take away.

    Raises
    ------
    SettingsError
        A text is no ``key=value``, or its value is no TOML.

    Examples
    --------
    >>> parse_assignments(["rules.gap.enabled=false", "snap_m=0.002", "rules.gap.severity=error"])
    {'rules': {'gap': {'enabled': False, 'severity': 'error'}}, 'snap_m': 0.002}
    """
    settings: dict[str, Any] = {}
    for text in texts:
        settings = merge_settings(settings, _parsed(text))
    return settings


def _parsed(text: str) -> dict[str, Any]:
    match = _ASSIGNMENT.match(text)
    if match is None:
        raise SettingsError(_NO_ASSIGNMENT, text=text)
    key, value = match.groups()
    quoted = f'"{value}"' if _WORD.match(value) and value not in ("true", "false", "inf", "nan") else value
    try:
        parsed = parse_toml(f"value = {quoted}")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_NO_TOML, key=key, value=value, problem=error) from None
    if set(parsed) != {"value"}:
        raise SettingsError(_NO_ASSIGNMENT, text=text)
    made = parsed["value"]
    for part in reversed(key.split(".")):
        made = {part: made}
    return {**made}
