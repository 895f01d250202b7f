"""Mutated and crafted files of every format: no connection, no text of another file, nothing but geokit's sentences.

``GEOKIT_HOSTILE=100`` runs a hundred times as many; ``make hostile`` does.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "parcels" / "formats" / "samples"
COUNT = int(20 * float(os.environ.get("GEOKIT_HOSTILE", "1")))
SEED = int(os.environ.get("GEOKIT_HOSTILE_SEED", "1"))


def sample_names():
    spec = importlib.util.spec_from_file_location("samples_of_formats", SAMPLES / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return sorted(module.SAMPLES)


@pytest.mark.parametrize("name", sample_names())
def test_hostile_files_end_in_sentences(name, listener, canary, tmp_path):
    before = listener.connections()
    folder = tmp_path / "at-hand"
    arguments = [SAMPLES / name, COUNT, SEED, listener.port, canary, folder]
    done = subprocess.run(
        [sys.executable, HERE / "campaign.py", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path), "GEOKIT_LANG": "en"},
    )
    assert done.returncode == 0, f"{folder} ended the process: {done.stderr[-3000:]}"
    fallen = json.loads(done.stdout.splitlines()[-1])
    assert fallen == [], f"{len(fallen)} of {COUNT} fell; the first: {fallen[0]['fault']}"
    assert listener.connections() == before
