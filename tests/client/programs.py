"""Programs as a person starts them, but for a screen to look at."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_SECONDS_MAX: Final = 60


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with ``arguments`` in the tree's folder, ended, and what it said."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
        capture_output=True,
        text=True,
        timeout=_SECONDS_MAX,
        check=False,
    )
