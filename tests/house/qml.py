"""`python -m tests.house.qml`: qmllint over the client's screens, where any warning is an error.

The screens are linted as a copy, beside a description of the Python types they use.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.house.qmltypes import write_qmltypes
from tests.house.sources import ROOT

QML = ROOT / "client" / "ui" / "qml"
PYTHON_TYPES = ["client.ui.listmodels", "client.ui.viewmodels"]


def lint() -> int:
    """Return qmllint's exit code; 0 while there are no screens yet."""
    if not any(QML.rglob("*.qml")):
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "qml"
        shutil.copytree(QML, copy)
        write_qmltypes(PYTHON_TYPES, qml_root=copy)
        linter = Path(sys.executable).with_name("pyside6-qmllint")
        files = sorted(copy.rglob("*.qml"))
        options = ["--max-warnings", "0", "-I", str(copy)]
        command = [str(linter), *options, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    sys.stderr.write((done.stdout + done.stderr).replace(str(copy), "client/ui/qml"))
    return done.returncode


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(lint())
