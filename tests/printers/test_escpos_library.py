"""python-escpos is loaded late and leaves nothing behind."""

import json
import subprocess
import sys

_PROGRAM = """
import json, logging, os, sys
import printers.registry
before = "escpos" in sys.modules
from printers.escpos_library import escpos_drivers
escpos_drivers()
print(json.dumps({
    "loaded_early": before,
    "handlers": len(logging.getLogger().handlers),
    "variable": os.environ.get("ESCPOS_CAPABILITIES_PICKLE_DIR"),
}))
"""


def test_loading_the_library_changes_neither_logging_nor_the_environment() -> None:
    result = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert json.loads(result.stdout) == {"loaded_early": False, "handlers": 0, "variable": None}
