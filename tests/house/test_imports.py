"""Which third-party package belongs where, and what the pure parts may not touch.

Import rules between our own modules are in .importlinter.
"""

import ast
import sys
from collections.abc import Iterator

from tests.house.sources import CODE, PRODUCT, PythonFile, python_files

# The longest matching folder decides. A package missing here is missing on purpose: add it in the
# same commit that explains it in DECISIONS.md.
THIRD_PARTY = {
    "shared": set(),
    "shared/operations": {"pydantic"},
    "shared/sync": {"pydantic"},
    "printers": {"PIL", "barcode", "qrcode"},
    "printers/escpos.py": {"escpos"},
    "printers/transports": {"PIL", "escpos", "serial", "usb"},
    "client": set(),
    "client/settings.py": {"pydantic"},
    "client/paths.py": {"platformdirs"},
    "client/store": {"argon2", "sqlite_utils"},
    "client/sync": {"cryptography", "httpx"},
    "client/devices": {"PIL", "cryptography", "cv2", "keyring", "numpy", "pyzbar", "zxingcpp"},
    "client/till": {"argon2"},
    "client/ui": {"PIL", "PySide6", "qasync", "qrcode"},
    "server": {
        "alembic",
        "argon2",
        "cryptography",
        "pydantic",
        "sqlalchemy",
        "sqlmodel",
        "starlette",
        "uvicorn",
    },
}
QT_FREE = ("client/ui/presenters",)
IMPURE = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}


def test_a_third_party_package_is_imported_only_where_it_belongs() -> None:
    stray = [
        f"{each.path}: {package}"
        for each in python_files(*PRODUCT)
        for package in sorted(_third_party(each) - _allowed(each.path))
    ]
    assert stray == []


def test_shared_is_pure() -> None:
    impure = [f"{each.path}: {_roots(each) & IMPURE}" for each in python_files("shared")]
    assert [each for each in impure if not each.endswith("set()")] == []


def test_presenters_know_no_qt() -> None:
    assert [each.path for each in python_files(*QT_FREE) if "PySide6" in _roots(each)] == []


def _allowed(path: str) -> set[str]:
    return max(
        ((folder, packages) for folder, packages in THIRD_PARTY.items() if path.startswith(folder)),
        key=lambda entry: len(entry[0]),
    )[1]


def _third_party(source: PythonFile) -> set[str]:
    return {name for name in _roots(source) if name not in sys.stdlib_module_names | set(CODE)}


def _roots(source: PythonFile) -> set[str]:
    return {name.partition(".")[0] for name in _imported(source)}


def _imported(source: PythonFile) -> Iterator[str]:
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
