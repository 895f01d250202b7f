"""Lend this environment's packages, editable ones among them, to another: ``python lend.py OTHER_PYTHON``."""

import subprocess
import sys
import sysconfig
from pathlib import Path

WHERE = "import sysconfig; print(sysconfig.get_path('purelib'))"
other = subprocess.run([sys.argv[1], "-c", WHERE], check=True, capture_output=True, text=True)
Path(other.stdout.strip(), "lent.pth").write_text(
    f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n", encoding="utf-8"
)
