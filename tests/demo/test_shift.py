"""The whole shift, as `make demo` plays it: the main job of the product, end to end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 300


@pytest.mark.slow
def test_a_shift_with_and_without_the_server_ends_without_differences(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "demo"),
        cwd=tmp_path,
        env=_without_display() | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "demo: 7 operations, 7 receipts, 0 differences"
    assert done.returncode == 0
    pictures = sorted(path.name for path in (tmp_path / "var/demo").glob("*.png"))
    assert len(pictures) == 21 + 7


def _without_display() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "PLAY"}
    }
