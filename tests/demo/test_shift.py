"""The whole shift, as `make demo` plays it: the main job of the product, end to end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 300


@pytest.mark.slow
def test_two_tablets_redeem_with_and_without_the_server_and_nothing_differs(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "demo"),
        cwd=tmp_path,
        env=_without_display() | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    verdict = done.stdout.splitlines()[-1]
    said = r"demo: 24 operations, 20 receipts, [1-9] leases given back, 0 differences"
    assert re.fullmatch(said, verdict)
    assert done.returncode == 0
    pictures = sorted(path.name for path in (tmp_path / "var/demo").glob("*.png"))
    assert len(pictures) == 52 + 20


def _without_display() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "PLAY"}
    }
