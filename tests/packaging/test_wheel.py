"""The wheel holds what the checkout holds, and works from an empty folder."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_the_data_and_nothing_of_the_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "geokit/py.typed",
        "geokit/_boundaries/programme.toml",
        "geokit/_boundaries/linghai/outline-示意.geojson",
        "geokit/_examples/example-park/phase-1.txt",
        "geokit/_examples/qgis/geokit_audit.py",
        "geokit/page/web/page.css",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith("tests")]


def test_the_wheel_is_used_and_not_the_checkout(run_installed, tmp_path):
    done = run_installed(tmp_path, "-c", "import geokit; print(geokit.__file__)")
    assert str(ROOT) not in done.stdout


def test_the_catalogue_and_the_demo_work_from_the_wheel(run_installed, tmp_path):
    done = run_installed(tmp_path, "-m", "geokit", "demo", "--output", "结果")
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in (tmp_path / "结果").iterdir()} >= {".html", ".json", ".txt"}
    assert str(tmp_path) not in done.stdout


def test_notebooks_are_run_and_saved_with_the_wheel(run_installed, tmp_path):
    # One stands for all; each is run with the wheel and compared where notebooks are tested.
    for name in ("02-areas.ipynb", "render.py"):
        shutil.copy(ROOT / "notebooks" / name, tmp_path)
    done = run_installed(tmp_path, "render.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("02-areas.ipynb ")
    (saved,) = tmp_path.glob("*.ipynb")
    assert '"execution_count": 1' in saved.read_text(encoding="utf-8")
