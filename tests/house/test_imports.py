"""Which third-party package belongs where, and what the pure parts may not touch.

Import rules between our own modules are in .importlinter.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.sources import CODE, PRODUCT, PythonFile, python_files

# The longest matching folder decides. A package missing here is missing on purpose: add it in the
# same commit that explains it in DECISIONS.md.
THIRD_PARTY = {
    "shared": set(),
    "shared/operations": {"pydantic"},
    "shared/sync": {"pydantic"},
    "shared/sync/packing.py": {"backports"},
    "printers": {"PIL", "qrcode"},
    "printers/escpos_library.py": {"escpos"},
    "printers/profiles.py": {"pydantic"},
    "printers/transports": {"escpos", "serial", "usb"},
    "client": set(),
    "client/paths.py": {"platformdirs"},
    "client/store": {"sqlite_utils"},
    "client/store/connection.py": {"sqlcipher3"},
    "client/store/slips.py": {"pydantic"},
    "client/sync": {"cryptography", "httpx", "sqlite_utils"},
    "client/devices": {
        "PIL",
        "cryptography",
        "cv2",
        "keyring",
        "numpy",
        "pyzbar",
        "serial",
        "zxingcpp",
    },
    "client/till": {"argon2", "sqlite_utils"},
    "client/ui": {"PIL", "PySide6", "qasync", "qrcode"},
    "server/effects/delivery.py": {"httpx", "sqlalchemy"},
    "server/nightly/banks.py": {"httpx"},
    "server/programme/quotations.py": {"defusedxml", "pydantic"},
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
OPENS_SQLITE = {"Database", "sqlite_utils.Database", "sqlite3.connect", "connect"}
QT_FREE = ("client/ui/presenters",)
# Inside a feature of the server, from the bottom up; and who else may see its tables.
FEATURE_LAYERS = ("tables", "service", "routes")
SEES_ALL_TABLES = ("server/schema.py", "server/migrations")
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


def test_outside_the_store_its_database_is_only_a_handle_that_was_lent() -> None:
    makers = [
        f"{each.path}:{node.lineno}"
        for each in python_files("client", "server")
        # a backup is SQLite's own online copy of the server's file, made beside the engine
        if not each.path.startswith(("client/store/", "server/backups.py"))
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in OPENS_SQLITE
    ]
    assert makers == []


def test_presenters_know_no_qt() -> None:
    assert [each.path for each in python_files(*QT_FREE) if "PySide6" in _roots(each)] == []


def test_another_features_tables_are_out_of_reach() -> None:
    reached = [
        f"{each.path}: {module}"
        for each in python_files("server")
        for module in sorted(set(_imported(each)))
        if module.startswith("server.")
        and module.split(".")[-1] == "tables"
        and module.split(".")[1] not in each.path.split("/")
        and not each.path.startswith(SEES_ALL_TABLES)
    ]
    assert reached == []


def test_inside_a_feature_routes_ask_the_service_and_the_service_asks_the_tables() -> None:
    upwards = [
        f"{each.path}: {module}"
        for each in python_files("server")
        for module in sorted(set(_imported(each)))
        if module.split(".")[:-1] == each.path.split("/")[:-1]
        and _height(module.split(".")[-1]) > _height(PurePosixPath(each.path).stem)
    ]
    assert upwards == []


def _height(module: str) -> int:
    return FEATURE_LAYERS.index(module) if module in FEATURE_LAYERS else len(FEATURE_LAYERS) - 2


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
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                yield from (f"{module}.{each.name}" for each in names)
