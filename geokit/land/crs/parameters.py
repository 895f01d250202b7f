"""Parameters of transformations between datums: read from their own file, and never shown.

Such parameters may be state secrets. An object of :class:`TransformParameters` can be applied and says how
good it is; it cannot be printed, pickled or logged with its numbers, and no error repeats them.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeAlias

import numpy as np

from geokit.arguments import public
from geokit.errors import CrsError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.inputs import parse_toml, refuse_special
from geokit.land.crs.datums import named_datum
from geokit.land.crs.names import parse_crs

if TYPE_CHECKING:
    from os import PathLike

    from pyproj import CRS

    from geokit.geometry.arrays import Floats

Kind: TypeAlias = Literal["helmert", "planar"]

_COMMON = {"kind", "source", "target", "shift_m", "rotation_arcsec", "scale_ppm", "residual_m"}
_KEYS: dict[str, set[str]] = {"helmert": _COMMON | {"convention"}, "planar": _COMMON}
_TURN = {"position_vector": 1.0, "coordinate_frame": -1.0}

_UNREADABLE = Words(
    zh="无法读取转换参数文件：请检查路径与权限，文件应为 UTF-8 编码的 TOML",
    en="the file of transformation parameters cannot be read: check the path and that it is TOML in UTF-8",
)
_BAD_KIND = Words(
    zh="转换参数的 kind 应为 helmert（七参数）或 planar（四参数）",
    en="kind must be helmert (seven parameters) or planar (four parameters)",
)
_BAD_KEYS = Words(
    zh="转换参数文件应恰有这些键：{expected}",
    en="the file of transformation parameters must hold exactly the keys {expected}",
)
_BAD_CONVENTION = Words(
    zh="convention 应为 position_vector 或 coordinate_frame（布尔沙模型）：旋转角的符号取决于它",
    en="convention must be position_vector or coordinate_frame (Bursa–Wolf): it decides the rotations' sign",
)
_BAD_VALUE = Words(
    zh="转换参数“{key}”的格式不对：应为{expected}", en="“{key}” is not what it must be: {expected}"
)
_BAD_SYSTEM = Words(
    zh="转换参数“{key}”不是可用的坐标系：七参数给出基准名称（如 CGCS2000），四参数给出投影坐标系（如 EPSG:4548）",
    en="“{key}” is no usable system: seven parameters name a datum (CGCS2000), four a projected or local "
    "system (EPSG:4548)",
)
_NUMBERS = {
    1: Words(zh="一个有限的数", en="one finite number"),
    2: Words(zh="由 2 个有限的数组成的列表", en="a list of 2 finite numbers"),
    3: Words(zh="由 3 个有限的数组成的列表", en="a list of 3 finite numbers"),
}


class TransformParameters:
    """A Helmert or a planar transformation between two systems, with its numbers sealed.

    Read it with :func:`load_parameters`.

    Attributes
    ----------
    kind : {"helmert", "planar"}
        Seven parameters between geocentric coordinates, or four between plane coordinates.
    source, target : pyproj.CRS
        Geographic systems for ``helmert``, plane ones for ``planar``.
    residual_m : float
        How far apart the two systems remain after the transformation, as stated with the parameters.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '''kind = "planar"
    ... source = "EPSG:4547"
    ... target = "EPSG:4548"
    ... shift_m = [100.0, 200.0]
    ... rotation_arcsec = 0.0
    ... scale_ppm = 0.0
    ... residual_m = 0.05
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "parameters.toml")
    ...     written = file.write_text(text, encoding="utf-8")
    ...     parameters = load_parameters(file)
    >>> parameters.kind, parameters.source.to_epsg(), parameters.target.to_epsg(), parameters.residual_m
    ('planar', 4547, 4548, 0.05)
    """

    # Slots: neither vars() nor a listing of __dict__ shows the numbers.
    __slots__ = ("_matrix", "_shift_m", "kind", "residual_m", "source", "target")

    def __init__(
        self, kind: Kind, source: CRS, target: CRS, *, affine: tuple[Floats, Floats], residual_m: float
    ) -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.residual_m = residual_m
        self._matrix, self._shift_m = affine

    def __repr__(self) -> str:
        return (
            f"<TransformParameters {self.kind}, {self.source.name} to {self.target.name}, "
            f"residual {self.residual_m:g} m>"
        )

    # Pickles go to other processes, caches and clusters.
    def __reduce__(self) -> NoReturn:
        raise TypeError("transformation parameters are not written anywhere: load them where they are used")

    def carry(self, coordinates: Floats, *, backward: bool = False) -> Floats:
        """Return coordinates transformed from source to target, or exactly back.

        Parameters
        ----------
        coordinates : ndarray
            Shape (3, n), geocentric, for ``helmert``; (2, n), east and north, for ``planar``. Metres.
        backward : bool
            From target to source.
        """
        shift_m = self._shift_m[:, None]
        if backward:
            # Solved, not transformed with turned signs: there and back is then the same place to the last digits.
            return np.asarray(np.linalg.solve(self._matrix, coordinates - shift_m), dtype=np.float64)
        return self._matrix @ coordinates + shift_m


@public
def load_parameters(path: str | PathLike[str]) -> TransformParameters:
    """Read the parameters of a transformation from a TOML file.

    Seven parameters (Bursa–Wolf, small angles)::

        kind = "helmert"
        source = "Xian 1980"
        target = "CGCS2000"
        convention = "coordinate_frame"  # or "position_vector"
        shift_m = [0.0, 0.0, 0.0]  # X, Y, Z
        rotation_arcsec = [0.0, 0.0, 0.0]  # about X, Y, Z
        scale_ppm = 0.0
        residual_m = 0.05

    Four parameters: E' = ΔE + k (E cos α − N sin α), N' = ΔN + k (E sin α + N cos α)::

        kind = "planar"
        source = "深圳独立坐标系"
        target = "EPSG:4547"
        shift_m = [0.0, 0.0]  # ΔE, ΔN
        rotation_arcsec = 0.0  # α, anticlockwise
        scale_ppm = 0.0  # (k − 1) × 1e6
        residual_m = 0.03

    Raises
    ------
    InputError
        The file cannot be read, or a value is missing or of the wrong form. The error names the key, never
        the value.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '''kind = "planar"
    ... source = "EPSG:4547"
    ... target = "EPSG:4548"
    ... shift_m = [100.0, 200.0]
    ... rotation_arcsec = 0.0
    ... scale_ppm = 0.0
    ... residual_m = 0.05
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "parameters.toml")
    ...     written = file.write_text(text, encoding="utf-8")
    ...     load_parameters(file).residual_m
    0.05
    """
    name = str(path)
    try:
        refuse_special(Path(path), name)
        raw = parse_toml(Path(path).read_text(encoding="utf-8-sig"))
    except InputError as error:
        raise error.at(name) from None
    except (OSError, ValueError):
        # A decoder's message may repeat the line that it failed on.
        raise InputError(_UNREADABLE, file=name) from None
    try:
        return _parameters(raw)
    except InputError as error:
        raise error.at(name) from None


def _parameters(raw: dict[str, Any]) -> TransformParameters:
    kind: Any = raw.get("kind")
    if str(kind) not in _KEYS:
        raise InputError(_BAD_KIND)
    if set(raw) != _KEYS[kind]:
        raise InputError(_BAD_KEYS, expected=sorted(_KEYS[kind]))
    affine = _helmert(raw) if kind == "helmert" else _planar(raw)
    source, target = (_system(raw, key) for key in ("source", "target"))
    return TransformParameters(
        kind, source, target, affine=affine, residual_m=abs(_numbers(raw, "residual_m", 1)[0])
    )


def _helmert(raw: dict[str, Any]) -> tuple[Floats, Floats]:
    turn = _TURN.get(str(raw["convention"]))
    if turn is None:
        raise InputError(_BAD_CONVENTION)
    x, y, z = (turn * math.radians(angle / 3600) for angle in _numbers(raw, "rotation_arcsec", 3))
    scale = 1 + _numbers(raw, "scale_ppm", 1)[0] / 1e6
    matrix = scale * np.array([[1.0, -z, y], [z, 1.0, -x], [-y, x, 1.0]])
    return matrix, np.array(_numbers(raw, "shift_m", 3))


def _planar(raw: dict[str, Any]) -> tuple[Floats, Floats]:
    angle = math.radians(_numbers(raw, "rotation_arcsec", 1)[0] / 3600)
    scale = 1 + _numbers(raw, "scale_ppm", 1)[0] / 1e6
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    return np.array([[cosine, -sine], [sine, cosine]]), np.array(_numbers(raw, "shift_m", 2))


def _numbers(raw: dict[str, Any], key: str, count: int) -> list[float]:
    values = raw[key] if count > 1 else [raw[key]]
    fine = isinstance(values, list) and len(values) == count and all(map(_is_number, values))
    if not fine:
        raise InputError(_BAD_VALUE, key=key, expected=_NUMBERS[count])
    return [float(value) for value in values]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _system(raw: dict[str, Any], key: str) -> CRS:
    try:
        crs = parse_crs(named_datum(raw[key]).epsg if raw["kind"] == "helmert" else raw[key])
    except (CrsError, UnknownNameError, TypeError):
        raise InputError(_BAD_SYSTEM, key=key) from None
    if raw["kind"] == "planar" and crs.is_geographic:
        raise InputError(_BAD_SYSTEM, key=key)
    return crs
